"""``python -m harness.cli.disturb_screens DIR OUT --as KIND``: labelled screenshots, changed.

Rules that were chosen on pictures know them. What they make of the same ones darker, paler, with
their colours swapped, larger, smaller or saved badly tells more of pictures nobody has seen.
"""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import numpy as np
from PIL import Image

from harness.domain.errors import UsageError
from harness.run.labels import LABELS, USUAL_WIDTH_DP, read_labels

Change = Callable[[Image.Image, int], Image.Image]
"""A picture and the density (dpi) of its screen give the changed picture."""


def _curve(levels: Callable[[Any], Any]) -> Change:
    """Each level 0 … 1 becomes another one, the same for all colours."""
    table = [round(255 * float(level)) for level in levels(np.arange(256) / 255)]
    return lambda picture, _: picture.point(table * 3)


def _resized(picture: Image.Image, times: float) -> Image.Image:
    size = (round(picture.width * times), round(picture.height * times))
    return picture.resize(size, Image.Resampling.LANCZOS)


def _scaled(times: float) -> Change:
    return lambda picture, _: _resized(picture, times)


def _swapped(picture: Image.Image, _: int) -> Image.Image:
    red, green, blue = picture.split()
    return Image.merge("RGB", (blue, red, green))


def _saved(picture: Image.Image, quality: int) -> Image.Image:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=quality)
    return Image.open(file)


THUMBNAIL_PX = 270
"""Width of the screen in pictures that rule lists of blockers and forums show."""


def _as_thumbnail(picture: Image.Image, density: int) -> Image.Image:
    times = THUMBNAIL_PX / (density / 160 * USUAL_WIDTH_DP)
    return _saved(_resized(picture, times) if times < 1 else picture, 80)


KINDS: dict[str, Change] = {
    "dark": _curve(lambda level: 0.85 * level**1.6),
    "pale": _curve(lambda level: 0.235 + 0.765 * level),
    "swapped": _swapped,
    "smaller": _scaled(0.8),
    "larger": _scaled(1.25),
    "jpeg45": lambda picture, _: _saved(picture, 45),
    "thumbnail": _as_thumbnail,
}


def _in_scale(value: Any, x: float, y: float) -> Any:
    """A box ``[x, y, w, h]`` or a list of them in the changed picture; other values as they are."""
    if not isinstance(value, list):
        return value
    if len(value) == 4 and all(isinstance(number, int | float) for number in value):
        return [round(number * times) for number, times in zip(value, (x, y, x, y), strict=True)]
    return [_in_scale(part, x, y) for part in value]


def disturb(folder: Path, out: Path, kind: str) -> int:
    """Write the changed pictures (PNG) and their labels; returns how many.

    Raises ``UsageError`` where the folder has no labels that can be read or a picture cannot be.
    """
    labels = read_labels(folder)
    if out.exists() and any(out.iterdir()):
        raise UsageError(f"{out}: is not empty; choose another folder")
    rows = json.loads((folder / LABELS).read_bytes())
    for number, (label, row) in enumerate(zip(labels, rows, strict=True)):
        try:
            with Image.open(folder / row["file"]) as found:
                before = found.convert("RGB")
        except OSError as error:
            raise UsageError(f"{folder / row['file']}: {error}") from None
        density = label.told_density or round(min(before.size) / USUAL_WIDTH_DP * 160)
        after = KINDS[kind](before, density)
        x, y = after.width / before.width, after.height / before.height
        for key, value in row.items():
            row[key] = _in_scale(value, x, y)
        row["size"] = list(after.size)
        if not label.full_screen:
            row["told_dpi"] = round(density * x)
        row["file"] = f"images/{number:04}_{Path(row['file']).stem}.png"
        (out / row["file"]).parent.mkdir(parents=True, exist_ok=True)
        after.save(out / row["file"], compress_level=1)
    (out / LABELS).write_text(json.dumps(rows, ensure_ascii=False, indent=1), "utf-8")
    return len(rows)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.argument("out", type=click.Path(path_type=Path, file_okay=False))
@click.option("--as", "kind", type=click.Choice(sorted(KINDS)), required=True)
def command(folder: Path, out: Path, kind: str) -> None:
    """Write the labelled screenshots of FOLDER, changed, to OUT."""
    click.echo(f"{disturb(folder, out, kind)} pictures in {out}")


if __name__ == "__main__":
    try:
        command(standalone_mode=True)
    except UsageError as problem:
        click.echo(f"disturb-screens: {problem}", err=True)
        sys.exit(2)
