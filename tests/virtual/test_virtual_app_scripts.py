"""The sample apps, the script's schema and its documentation."""

import json
import re
import tomllib
from pathlib import Path

import jsonschema
import msgspec
import pytest
import yaml

from harness.domain.finding import Verdict
from harness.virtual.apps.schema import schema
from harness.virtual.apps.script import AppScript, Layer, Page, Popup
from harness.virtual.screen.creatives import CREATIVES
from harness.virtual.screen.glyphs import DRAWN

ROOT = Path(__file__).resolve().parents[2]
APPS = sorted((ROOT / "fixtures" / "apps").glob("*/app.yaml"))
NAMES = [path.parent.name for path in APPS]


def read(path: Path) -> AppScript:
    """The script of a sample app."""
    return msgspec.convert(yaml.safe_load(path.read_text(encoding="utf-8")), AppScript)


def all_layers(layers: list[Layer]) -> list[Layer]:
    """The layers and those inside them."""
    return [one for layer in layers for one in (layer, *all_layers(layer.layers))]


def drawn(script: AppScript) -> list[Layer]:
    """Every layer of a script."""
    owners: list[Page | Popup] = [*script.pages.values(), *script.popups.values()]
    return [layer for owner in owners for layer in all_layers(owner.layers)]


def test_the_situations_of_the_demo_are_all_scripted() -> None:
    """There is a sample app for each situation that the demo promises to judge."""
    assert set(NAMES) == {
        "calm_notes", "honest_splash", "honest_dialog", "consent_first", "whole_link_browser",
        "whole_link_store", "decoy_x", "decoy_skip", "dead_x", "shifted_x", "tiny_x",
        "decoy_by_chance", "jump_alone", "close_then_jump", "landing_inside",
    }  # fmt: skip


@pytest.mark.parametrize("path", APPS, ids=NAMES)
def test_a_sample_app_fits_the_schema(path: Path) -> None:
    """A sample app is valid by the published JSON Schema, not only by our reader."""
    jsonschema.validate(yaml.safe_load(path.read_text(encoding="utf-8")), schema())


@pytest.mark.parametrize("path", APPS, ids=NAMES)
def test_a_sample_app_names_only_what_exists(path: Path) -> None:
    """Pages, pop-ups, creatives and signs that a sample app names are there."""
    script = read(path)
    assert {a.page for a in script.activities} <= set(script.pages)
    assert {name for start in script.starts for name in start.show} <= set(script.popups)
    assert {one.creative for one in drawn(script)} - {None} <= set(CREATIVES)
    assert {one.draw.glyph for one in drawn(script) if one.draw} <= set(DRAWN)


@pytest.mark.parametrize("path", APPS, ids=NAMES)
def test_a_sample_app_tells_its_truth_beside_it(path: Path) -> None:
    """The truth names a verdict, rules exactly where there is a violation, and a reason."""
    truth = tomllib.loads((path.parent / "truth.toml").read_text(encoding="utf-8"))
    assert truth["verdict"] in {str(verdict) for verdict in Verdict}
    assert bool(truth["rules"]) == (truth["verdict"] == "violation")
    assert not set(truth["rules"]) & set(truth["may_also"])
    assert truth["why"].endswith(".")


def test_packages_and_labels_tell_the_sample_apps_apart() -> None:
    """No two sample apps share a package or a label."""
    scripts = [read(path) for path in APPS]
    assert len({s.package for s in scripts}) == len({s.label for s in scripts}) == len(scripts)


def test_the_committed_schema_is_fresh() -> None:
    """docs/app-script.schema.json is what the command prints today."""
    committed = (ROOT / "docs" / "app-script.schema.json").read_text(encoding="utf-8")
    assert json.loads(committed) == json.loads(json.dumps(schema()))


def test_the_documented_example_is_a_script() -> None:
    """The example in docs/app-script.md is valid as it stands."""
    text = (ROOT / "docs" / "app-script.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    script = msgspec.convert(yaml.safe_load(example), AppScript)
    assert script.popups["splash"].layers[1].touch != script.popups["splash"].layers[1].area
