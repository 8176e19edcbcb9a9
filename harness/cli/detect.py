"""``taptruth detect``: what the detectors see on pictures."""

import json
import time
from pathlib import Path
from typing import Any

import click

from harness.cli.exits import Exit
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
def command(
    images: tuple[Path, ...],
    *,
    as_json: bool,
    annotate: Path | None,
    density: int | None,
    read: Any,
) -> int:
    """Say what the detectors see on IMAGES: the pop-up, and each control on it.

    A file that is no picture costs one line on stderr; the others are done all the same,
    and the exit code is 2 at the end.
    """
    import detectors  # noqa: PLC0415  vision loads inside the command
    from detectors.images import NotAPictureError, decode  # noqa: PLC0415

    seer = detectors.Seer()
    failed = 0
    shown: list[tuple[Path, Sight, float]] = []
    for path in images:
        try:
            rgb = decode(path.read_bytes())
        except (OSError, NotAPictureError) as error:
            _complain(path, error)
            failed += 1
            continue
        began = time.perf_counter()
        sight = seer.see(rgb, None, density, read=read)
        ms = (time.perf_counter() - began) * 1000
        if as_json:
            click.echo(json.dumps(as_line(path, sight, ms), ensure_ascii=False))
        else:
            shown.append((path, sight, ms))
        if annotate is not None:
            failed += _annotate(annotate, path, rgb, sight)
    if shown:
        _table(shown)
    return int(Exit.USAGE) if failed else int(Exit.CLEAR)


def _complain(path: Path, error: Exception) -> None:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
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


def _table(shown: list[tuple[Path, Sight, float]]) -> None:
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    table = Table("picture", "pop-up", "controls", "ms")
    for path, sight, ms in shown:
        table.add_row(path.name, _popup_words(sight), _control_words(sight), f"{ms:.0f}")
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


def _annotate(folder: Path, path: Path, rgb: Any, sight: Sight) -> int:
    """Write the picture with its boxes; 1 where that failed, else 0."""
    from PIL import Image, ImageDraw  # noqa: PLC0415

    picture = Image.fromarray(rgb)
    draw = ImageDraw.Draw(picture)
    line = max(2, picture.width // 200)
    if sight.popup is not None:
        draw.rectangle(_corners(sight.popup), outline=(255, 200, 0), width=line)
    for control in sight.controls:
        draw.rectangle(_corners(control), outline=_COLOURS[control.role.value], width=line)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        picture.save(folder / f"{path.stem}.png")
    except OSError as error:
        _complain(folder, error)
        return 1
    return 0


def _corners(thing: Any) -> tuple[int, int, int, int]:
    box = thing.box_px
    return box.x, box.y, max(box.x, box.right - 1), max(box.y, box.bottom - 1)
