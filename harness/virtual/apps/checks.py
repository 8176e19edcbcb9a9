"""What must hold in a script beyond its types: names that exist, values that make sense."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from harness.virtual.apps.layout import color
from harness.virtual.apps.script import (
    AppScript,
    Area,
    Chance,
    Effect,
    Film,
    Ink,
    Layer,
    MotionTrigger,
    Open,
    Popup,
    Shake,
    Slide,
    Tilt,
    Twist,
)

Where = tuple[str | int, ...]
Problem = tuple[Where, str]

PACKAGE_NAME = re.compile(r"[A-Za-z]\w*(\.[A-Za-z]\w*)+")
_COLOR_FIELDS = {
    "Ink": ("stroke",),
    "Write": ("color", "shadow"),
    "Draw": ("color",),
    "Shadow": ("color",),
    "Icon": ("color",),
}


def problems(script: AppScript, folder: Path) -> Iterator[Problem]:
    """Every fault with its path in the script, in the order of the file's parts."""
    if not PACKAGE_NAME.fullmatch(script.package):
        yield (
            ("package",),
            f"{script.package!r} is no package name, expected such as com.example.app",
        )
    launchers = sum(activity.launcher for activity in script.activities)
    if launchers != 1:
        yield ("activities",), f"expected exactly one activity with launcher: true, got {launchers}"
    for index, activity in enumerate(script.activities):
        if activity.page not in script.pages:
            yield ("activities", index, "page"), _unknown("page", activity.page, script.pages)
    for index, start in enumerate(script.starts):
        for at, name in enumerate(start.show):
            if name not in script.popups:
                yield ("starts", index, "show", at), _unknown("pop-up", name, script.popups)
    for where, part in parts(script, ()):
        yield from _check(part, where, script, folder)


def parts(value: object, where: Where) -> Iterator[tuple[Where, object]]:
    """Every part of a script with its path, the outer ones first."""
    if isinstance(value, msgspec.Struct):
        yield where, value
        for name in value.__struct_fields__:
            yield from parts(getattr(value, name), (*where, name))
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from parts(inner, (*where, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from parts(inner, (*where, index))


def _check(part: object, where: Where, script: AppScript, folder: Path) -> Iterator[Problem]:
    yield from _check_colors(part, where)
    match part:
        case Area():
            yield from _check_area(part, where)
        case Effect():
            yield from _check_effect(part, where, script)
        case Chance() if not 0 <= part.of <= 1:
            yield (*where, "of"), f"expected a share 0 … 1, got {part.of}"
        case Popup() if not 0 <= part.scrim <= 1:
            yield (*where, "scrim"), f"expected a share 0 … 1, got {part.scrim}"
        case Layer() if part.picture is not None and not (folder / part.picture).is_file():
            yield (*where, "picture"), f"there is no picture file {folder / part.picture}"
        case Film() | Slide() | MotionTrigger() | Shake() | Twist() | Tilt():
            yield from _check_movement(part, where, folder)
        case Open() if part.component is not None and "/" not in part.component:
            yield (*where, "component"), f"expected package/.Class, got {part.component!r}"
        case _:
            return


def _check_movement(
    part: Film | Slide | MotionTrigger | Shake | Twist | Tilt, where: Where, folder: Path
) -> Iterator[Problem]:
    match part:
        case Film():
            if part.each_ms < 1:
                yield (*where, "each_ms"), f"expected at least 1 ms, got {part.each_ms}"
            for at, name in enumerate(part.scenes):
                if not name.startswith("creative:") and not (folder / name).is_file():
                    yield (*where, "scenes", at), f"there is no picture file {folder / name}"
        case Slide() if part.for_ms < 1:
            yield (*where, "for_ms"), f"expected at least 1 ms, got {part.for_ms}"
        case MotionTrigger():
            if sum(one is not None for one in (part.shake, part.twist, part.tilt)) != 1:
                yield where, "expected exactly one of shake, twist and tilt"
        case Shake() if part.magnitude <= 0 or part.times < 1:
            yield where, "expected a magnitude above 0 and at least one time"
        case Twist() | Tilt() if not 0 < part.angle <= 180:
            yield (*where, "angle"), f"expected an angle above 0 and up to 180, got {part.angle}"
        case _:
            return


def _check_colors(part: object, where: Where) -> Iterator[Problem]:
    fields = _COLOR_FIELDS.get(type(part).__name__, ())
    told = [((*where, name), getattr(part, name)) for name in fields]
    if isinstance(part, Ink):
        told += [((*where, "colors", at), one) for at, one in enumerate(part.colors)]
    for path, text in told:
        try:
            if text is not None:
                color(text)
        except ValueError:
            yield path, f"expected a colour #rrggbb or #aarrggbb, got {text!r}"


def _check_area(area: Area, where: Where) -> Iterator[Problem]:
    for names, center in (
        (("left", "right", "width"), "center_x"),
        (("top", "bottom", "height"), "center_y"),
    ):
        given = [name for name in names if getattr(area, name) is not None]
        if getattr(area, center) is None:
            if len(given) not in {0, 2}:
                yield where, f"expected two of {', '.join(names)}, got {' and '.join(given)}"
        elif given != [names[2]]:
            yield where, f"{center} goes with {names[2]} alone, got {' and '.join(given) or 'none'}"


_ACTIONS = tuple(name for name in Effect.__struct_fields__ if name != "after_ms")


def _check_effect(effect: Effect, where: Where, script: AppScript) -> Iterator[Problem]:
    values = {name: getattr(effect, name) for name in _ACTIONS}
    given = [name for name, value in values.items() if value is not None and value is not False]
    if len(given) != 1:
        yield where, f"an effect does exactly one thing, got {', '.join(given) or 'none'}"
    if effect.show is not None and effect.show not in script.popups:
        yield (*where, "show"), _unknown("pop-up", effect.show, script.popups)
    if effect.page is not None and effect.page not in script.pages:
        yield (*where, "page"), _unknown("page", effect.page, script.pages)
    if effect.start is not None:
        names = [activity.name for activity in script.activities]
        known = {*names, *(script.package + n for n in names if n.startswith("."))}
        if effect.start not in known:
            yield (*where, "start"), _unknown("activity", effect.start, names)


def _unknown(what: str, name: str, known: Iterable[str]) -> str:
    return f"there is no {what} {name!r}, expected one of: {', '.join(known) or '(none)'}"
