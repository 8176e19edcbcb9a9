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
from harness.run.labels import LABELS, read_labels

Change = Callable[[Image.Image], Image.Image]


def _curve(levels: Callable[[Any], Any]) -> Change:
    """Each level 0 … 1 becomes another one, the same for all colours."""
    table = [round(255 * float(level)) for level in levels(np.arange(256) / 255)]
    return lambda picture: picture.point(table * 3)


def _scaled(times: float) -> Change:
    def change(picture: Image.Image) -> Image.Image:
        size = (round(picture.width * times), round(picture.height * times))
        return picture.resize(size, Image.Resampling.LANCZOS)

    return change


def _swapped(picture: Image.Image) -> Image.Image:
    red, green, blue = picture.split()
    return Image.merge("RGB", (blue, red, green))


def _saved_badly(picture: Image.Image) -> Image.Image:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=45)
    return Image.open(file)


KINDS: dict[str, Change] = {
    "dark": _curve(lambda level: 0.85 * level**1.6),
    "pale": _curve(lambda level: 0.235 + 0.765 * level),
    "swapped": _swapped,
    "smaller": _scaled(0.8),
    "larger": _scaled(1.25),
    "jpeg45": _saved_badly,
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
    read_labels(folder)
    if out.exists() and any(out.iterdir()):
        raise UsageError(f"{out}: is not empty; choose another folder")
    rows = json.loads((folder / LABELS).read_bytes())
    for number, row in enumerate(rows):
        try:
            with Image.open(folder / row["file"]) as found:
                before = found.convert("RGB")
        except OSError as error:
            raise UsageError(f"{folder / row['file']}: {error}") from None
        after = KINDS[kind](before)
        x, y = after.width / before.width, after.height / before.height
        for key, value in row.items():
            row[key] = _in_scale(value, x, y)
        row["size"] = list(after.size)
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
