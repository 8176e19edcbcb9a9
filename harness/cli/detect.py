"""``taptruth detect``: what the detectors see on pictures."""

import json
import time
from pathlib import Path
from typing import Any

import click

from harness.cli.exits import Exit
from harness.cli.picture_files import SUFFIXES, picture_files
from harness.domain.sight import Control, Sight


@click.command(name="detect", short_help="Say what the detectors see on pictures.")
@click.argument("images", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON line a picture on stdout.")
@click.option(
    "--annotate",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write each picture with its boxes into this folder (PNG).",
)
@click.option(
    "--density", type=click.IntRange(40, 2000), help="dpi of the screen, for sizes in dp."
)
@click.option(
    "--read",
    type=click.Choice(["crops", "full", "none"]),
    default="crops",
    show_default=True,
    help="Which text is read: what may matter, the whole page, nothing.",
)
@click.option(
    "--in-time",
    is_flag=True,
    help="The pictures are frames of one launch, in order: say what appears, moves, fades, goes.",
)
def command(
    images: tuple[Path, ...],
    *,
    as_json: bool,
    annotate: Path | None,
    density: int | None,
    read: Any,
    in_time: bool,
) -> int:
    """Say what the detectors see on IMAGES: the pop-up, and each control on it.

    A folder stands for the pictures in it and below it, in the order of their names. A file
    that is no picture costs one line on stderr; the others are done all the same, and the exit
    code is 2 at the end.
    """
    import detectors  # noqa: PLC0415  vision loads inside the command
    from detectors.images import NotAPictureError, decode  # noqa: PLC0415

    seer = detectors.Seer()
    failed = 0
    shown: list[tuple[Path, Sight, float]] = []
    launch = InTime() if in_time else None
    changes: list[list[str]] = []
    for path, name in picture_files(images, annotate):
        try:
            rgb = decode(path.read_bytes())
        except (OSError, NotAPictureError) as error:
            _complain(path, error)
            failed += 1
            continue
        began = time.perf_counter()
        before = launch.before.below(rgb) if launch is not None else ()
        sight = seer.see(rgb, None, density, read=read, before=before)
        ms = (time.perf_counter() - began) * 1000
        told = launch.changes(rgb, sight) if launch is not None else []
        if as_json:
            line = as_line(path, sight, ms) | ({"changes": told} if in_time else {})
            click.echo(json.dumps(line, ensure_ascii=False))
        else:
            shown.append((path, sight, ms))
            changes.append(told)
        if annotate is not None:
            failed += _annotate(annotate / name, rgb, sight)
    if shown:
        _table(shown, changes if in_time else [])
    return int(Exit.USAGE) if failed else int(Exit.CLEAR)


def _complain(path: Path, error: Exception) -> None:
    reason = str(error)
    if isinstance(error, IsADirectoryError):
        reason = f"no picture in this folder; give one with {', '.join(sorted(SUFFIXES))} files"
    elif isinstance(error, OSError) and error.strerror:
        reason = f"{error.strerror}; give the path of a picture that can be read"
    click.echo(f"taptruth: {path}: {reason}", err=True)


def as_line(path: Path, sight: Sight, ms: float) -> dict[str, Any]:
    """The JSON object of one picture."""
    popup = sight.popup
    return {
        "file": str(path),
        "size": [sight.size_px.width, sight.size_px.height],
        "popup": None
        if popup is None
        else {"kind": popup.kind.value, "box": _box(popup), "score": round(popup.score, 4)},
        "controls": [
            {"role": c.role.value, "box": _box(c), "score": round(c.score, 4), "text": c.text}
            for c in sight.controls
        ],
        "ms": round(ms, 2),
    }


def _box(thing: Any) -> list[int]:
    box = thing.box_px
    return [box.x, box.y, box.width, box.height]


class InTime:
    """What changes from one frame of a launch to the next, in words."""

    def __init__(self) -> None:
        from detectors.tracking import ControlTracker, PopupTracker  # noqa: PLC0415
        from harness.run.pages_before import PagesBefore  # noqa: PLC0415

        self._controls, self._popups = ControlTracker(), PopupTracker()
        self.before = PagesBefore()
        """The pages without a pop-up so far."""
        self._frame = 0

    def changes(self, rgb: Any, sight: Sight) -> list[str]:
        """Of the pop-up first, then of its controls; a control keeps its number."""
        self._frame += 1
        self.before.note(rgb, sight)
        popup = self._popups.feed(self._frame, sight)
        told = []
        if popup is not None:
            page = {True: ", the page from before", False: ", another page"}
            rest = page.get(popup.own_page, "") if popup.own_page is not None else ""
            told.append(f"pop-up {popup.change}, creative {popup.creative}{rest}")
        for change in self._controls.feed(self._frame, sight):
            track = change.track
            words = f"{track.role} {track.number} {change.change}"
            words += f" with {change.other}" if change.other is not None else ""
            told.append(f"{words} at {track.box_px.x},{track.box_px.y}")
        return told


def _table(shown: list[tuple[Path, Sight, float]], changes: list[list[str]]) -> None:
    from rich.console import Console  # noqa: PLC0415
    from rich.markup import escape  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    table = Table("picture", "pop-up", "controls", *(["what changed"] if changes else []), "ms")
    for i, (path, sight, ms) in enumerate(shown):
        changed = ["\n".join(changes[i])] if changes else []
        row = [path.name, _popup_words(sight), _control_words(sight), *changed, f"{ms:.0f}"]
        table.add_row(*(escape(cell) for cell in row))
    Console().print(table)


def _popup_words(sight: Sight) -> str:
    popup = sight.popup
    if popup is None:
        return sight.why or "none"
    box = popup.box_px
    return f"{popup.kind.value} {popup.score:.2f}\n{box.width}x{box.height} at {box.x},{box.y}"


def _control_words(sight: Sight) -> str:
    return "\n".join(_one_control(c) for c in sight.controls) or "none"


def _one_control(control: Control) -> str:
    box = control.box_px
    words = [control.role.value, f"{control.score:.2f}", f"at {box.x},{box.y}"]
    words.append(f"{box.width}x{box.height}")
    if control.text:
        words.append(json.dumps(control.text, ensure_ascii=False))
    if control.size_dp:
        words.append(f"{control.size_dp[0]:g}x{control.size_dp[1]:g} dp")
    if control.contrast:
        words.append(f"contrast {control.contrast:.1f}")
    return " ".join(words)


_COLOURS = {
    "close": (220, 30, 30),
    "skip": (30, 90, 230),
    "dismiss": (20, 150, 60),
    "countdown": (240, 140, 0),
    "cta": (170, 40, 190),
    "ad_label": (0, 150, 170),
    "gesture_hint": (130, 100, 30),
}


def _annotate(file: Path, rgb: Any, sight: Sight) -> int:
    """Write the picture with its boxes and their names, as PNG; 1 where that failed, else 0."""
    from PIL import Image, ImageDraw, ImageFont  # noqa: PLC0415

    picture = Image.fromarray(rgb)
    draw = ImageDraw.Draw(picture)
    line = max(2, picture.width // 200)
    font = ImageFont.load_default(max(10, min(picture.size) // 40))
    if sight.popup is not None:
        words = f"{sight.popup.kind.value} {sight.popup.score:.2f}"
        _boxed(draw, sight.popup, words, (255, 200, 0), font, line)
    for control in sight.controls:
        words = f"{control.role.value} {control.score:.2f}"
        _boxed(draw, control, words, _COLOURS[control.role.value], font, line)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        name = file.name if file.suffix == ".png" else f"{file.name}.png"
        picture.save(file.with_name(name), compress_level=1)
    except OSError as error:
        _complain(file.parent, error)
        return 1
    return 0


def _boxed(
    draw: Any, thing: Any, words: str, colour: tuple[int, ...], font: Any, line: int
) -> None:
    """The outline, and its name above it, or below where there is no room above."""
    left, top, right, bottom = _corners(thing)
    draw.rectangle((left, top, right, bottom), outline=colour, width=line)
    width, height = draw.textbbox((0, 0), words, font=font)[2:]
    x = max(0, min(left, draw.im.size[0] - int(width) - line))
    y = top - int(height) - line if top > height + line else bottom
    y = min(y, draw.im.size[1] - int(height) - line)
    draw.rectangle((x, y, x + int(width) + line, y + int(height) + line), fill=colour)
    draw.text((x + line // 2, y), words, fill=(255, 255, 255), font=font)


def _corners(thing: Any) -> tuple[int, int, int, int]:
    box = thing.box_px
    return box.x, box.y, max(box.x, box.right - 1), max(box.y, box.bottom - 1)
