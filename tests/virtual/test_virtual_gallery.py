"""The gallery of tricks and fabricated apps: each behaves as the truth beside it says."""

import re
from pathlib import Path

import pytest
from script_player import Player, truth_in

from harness.virtual.apps.loader import LoadedApp, load_app, parse_script
from harness.virtual.apps.manifest import apk_of
from harness.virtual.fabricate.apps import as_toml, as_yaml, fabricate, write_app
from harness.virtual.fabricate.honest import HONEST
from harness.virtual.fabricate.trick_table import TRICKS

pytestmark = pytest.mark.early

GALLERY = Path(__file__).parents[2] / "fixtures" / "gallery"
FOLDERS = sorted(path.parent for path in GALLERY.glob("*/*/app.yaml"))
GROUPS = sorted(path.name for path in GALLERY.iterdir())
FABRICATED = 8


def told(app: LoadedApp, folder: Path) -> list[str]:
    """What differs from the truth beside a script."""
    return [
        f"{folder.name}: {step} led to {led}"
        for step in truth_in(folder).play
        if (led := Player(app, step.launch).do(step)) != step.then
    ]


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_behaves_as_its_truths_say(group: str) -> None:
    """Every step of every truth of the group leads where the truth says."""
    folders = [folder for folder in FOLDERS if folder.parent.name == group]
    wrong = [line for folder in folders for line in told(load_app(folder), folder)]
    assert wrong == []


def test_the_gallery_is_large_and_fair() -> None:
    """At least 45 apps deceive, at least 45 are honest, each under a package of its own."""
    truths = [truth_in(folder) for folder in FOLDERS]
    honest = [t for t in truths if t.group.startswith("honest")]
    assert len(honest) >= 45
    assert len(truths) - len(honest) >= 45
    assert all(t.verdict in {"clear", "inconclusive"} and not t.rules for t in honest)
    scripts = [(folder / "app.yaml").read_text(encoding="utf-8") for folder in FOLDERS]
    assert len({re.search("^package: (.*)$", s, re.MULTILINE)[1] for s in scripts}) == len(FOLDERS)  # type: ignore[index]


def test_fabricated_apps_are_different_and_the_same_again() -> None:
    """Two apps of a seed differ; the same seed and number give the same files."""
    one, again, other = fabricate(5, 1), fabricate(5, 1), fabricate(5, 2)
    assert as_yaml(one.script) == as_yaml(again.script)
    assert (as_toml(one.truth), one.arts) == (as_toml(again.truth), again.arts)
    assert as_yaml(one.script) != as_yaml(other.script)


def test_a_fabricated_app_is_written_whole(tmp_path: Path) -> None:
    """A written app loads with its pictures, and its truth is beside it."""
    folder = write_app(tmp_path, fabricate(2, 7))
    assert load_app(folder).script.package == "com.example.made2n7"
    assert truth_in(folder).trick in {trick.name for trick in (*TRICKS, *HONEST)}


def test_fabricated_apps_behave_as_their_truths_say(tmp_path: Path) -> None:
    """Apps made by chance lead where their truths say."""
    wrong = []
    for number in range(FABRICATED):
        made = fabricate(9, number)
        for name in made.arts:
            (tmp_path / name).touch()
        source = as_yaml(made.script).encode()
        script = parse_script(source, made.name, tmp_path)
        app = LoadedApp(script, tmp_path, apk_of(script, source))
        wrong += [
            f"{made.name} {made.truth.trick}: {step} led to {led}"
            for step in made.truth.play
            if (led := Player(app, step.launch).do(step)) != step.then
        ]
    assert wrong == []
