"""Whole apps made by chance: a script, its pictures and its truth, written to a folder."""

import dataclasses
import functools
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import yaml

from harness.domain.errors import UsageError
from harness.virtual.apps.layout import resolve
from harness.virtual.apps.script import AppScript, Layer
from harness.virtual.fabricate.art import Recipe, painted, quality
from harness.virtual.fabricate.compose import POPUPS, choose_page
from harness.virtual.fabricate.draft import Draft, draft
from harness.virtual.fabricate.files import save_picture
from harness.virtual.fabricate.honest import HONEST
from harness.virtual.fabricate.maker import OUT, App, Truth, roles_in
from harness.virtual.fabricate.popups import Made
from harness.virtual.fabricate.trick_table import TRICKS
from harness.virtual.fabricate.tricks import Trick
from harness.virtual.fabricate.visible import visible
from harness.virtual.scene import Box

WIDTH_PX, HEIGHT_PX, DENSITY = 1080, 2400, 420
"""Pictures are painted for this screen; others scale them."""
HONEST_SHARE = 0.45
TRUTH_FILE = "truth.toml"


@dataclasses.dataclass(frozen=True, slots=True)
class Fabricated:
    """One app."""

    name: str
    script: AppScript
    truth: Truth
    arts: dict[str, Recipe]


def fabricate(seed: int, number: int, folder: Path | None = None) -> Fabricated:
    """The app of that number: the same for the same seed, number and folder of pictures."""
    d = draft(seed, number, WIDTH_PX * 160 / DENSITY, HEIGHT_PX * 160 / DENSITY, folder)
    among = HONEST if d.often(HONEST_SHARE) else TRICKS
    name = f"app_{number:04}"
    return make(d, d.pick(among), name, f"com.example.made{seed}n{number}")


def make(d: Draft, trick: Trick, name: str, package: str, sort: str | None = None) -> Fabricated:
    """An app with that trick, on a pop-up of one of its sorts (or of that one)."""
    made = _with_controls(d, trick, sort or _sort(d, trick))
    page_name, page = choose_page(d, under=True)
    app = App(d, made, page_name, page)
    trick.act(app)
    return Fabricated(name, app.script(package), truth_of(trick), d.arts)


def _sort(d: Draft, trick: Trick) -> str:
    """One of the sorts that suit the trick, as often as real apps show it."""
    return d.chance.choices(trick.sorts, [POPUPS[sort][1] for sort in trick.sorts])[0]


def _with_controls(d: Draft, trick: Trick, sort: str) -> Made:
    """A pop-up of that sort that has the controls which the trick speaks of."""
    asked = {step.touch for step in trick.play} & {"cta", "agree"}
    while True:
        made = POPUPS[sort][0](d)
        names = set(roles_in(made.popup.layers))
        if names & set(OUT) and asked - {"agree"} <= names and visible(d, made):
            return made


def truth_of(trick: Trick) -> Truth:
    """What a tester of an app with that trick must find."""
    return Truth(
        verdict=trick.verdict, rules=list(trick.rules), may_also=list(trick.may_also), fair=list(trick.fair),
        group=trick.group, trick=trick.name, why=trick.why, play=list(trick.play),
    )  # fmt: skip


def write_app(out: Path, made: Fabricated) -> Path:
    """Write the app to ``out/NAME``; returns that folder."""
    folder = out / made.name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, (recipe, width, height) in _needed(made).items():
            save_picture(folder / name, painted(recipe, width, height), quality(recipe))
        (folder / "app.yaml").write_text(as_yaml(made.script), encoding="utf-8")
        (folder / TRUTH_FILE).write_text(as_toml(made.truth), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{folder}: cannot be written: {error.strerror}") from error
    return folder


def _needed(made: Fabricated) -> dict[str, tuple[Recipe, int, int]]:
    """Pictures that layers show, each in the largest size it is shown at."""
    screen: Box = (0, 0, WIDTH_PX, HEIGHT_PX)
    needed: dict[str, tuple[Recipe, int, int]] = {}
    drawn = [page.layers for page in made.script.pages.values()]
    drawn += [popup.layers for popup in made.script.popups.values()]
    for name, box in (found for layers in drawn for found in _pictures(layers, screen)):
        wide, high = box[2] - box[0], box[3] - box[1]
        before = needed.get(name, (None, 0, 0))
        needed[name] = (made.arts[name], max(2, wide, before[1]), max(2, high, before[2]))
    return needed


def _pictures(layers: Sequence[Layer], parent: Box) -> Iterator[tuple[str, Box]]:
    for layer in layers:
        box = resolve(layer.area, parent, DENSITY)
        if layer.picture is not None:
            yield layer.picture, box
        yield from _pictures(layer.layers, box)


def lean(value: Any) -> Any:
    """A struct as plain mappings without what is as it would be anyway."""
    if isinstance(value, msgspec.Struct):
        told = {}
        for name, written, required, default in _fields(type(value)):
            inner = getattr(value, name)
            if required or inner != default:
                told[written] = lean(inner)
        return told
    if isinstance(value, dict):
        return {key: lean(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [lean(inner) for inner in value]
    return round(value, 2) if isinstance(value, float) else value


@functools.cache
def _fields(kind: type[msgspec.Struct]) -> tuple[tuple[str, str, bool, Any], ...]:
    """Name, name in files, whether it must be there, and default of every field."""
    found = []
    for field in msgspec.structs.fields(kind):
        default = field.default
        if default is msgspec.NODEFAULT and field.default_factory is not msgspec.NODEFAULT:
            default = field.default_factory()
        found.append((field.name, field.encode_name, field.required, default))
    return tuple(found)


_Base: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class _Dumper(_Base):  # type: ignore[misc]
    """Short mappings on one line, the others open."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002  the base class's name
        """Never write anchors."""
        return True


def _mapping(dumper: yaml.SafeDumper, data: dict[str, Any]) -> yaml.Node:
    flat = len(repr(data)) < 110 and not any(
        isinstance(v, dict | list) and len(repr(v)) > 80 for v in data.values()
    )
    return dumper.represent_mapping("tag:yaml.org,2002:map", data.items(), flow_style=flat)


_Dumper.add_representer(dict, _mapping)


def as_yaml(script: AppScript) -> str:
    """The script as its file."""
    return yaml.dump(lean(script), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)


def as_toml(truth: Truth) -> str:
    """The truth as its file."""
    told = lean(truth)
    steps = told.pop("play", [])
    lines = [f"{key} = {_toml(value)}" for key, value in told.items()]
    for step in steps:
        lines += ["", "[[play]]", *(f"{key} = {_toml(value)}" for key, value in step.items())]
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_toml(one) for one in value) + "]"
    return msgspec.json.encode(value).decode() if isinstance(value, str) else str(value)
