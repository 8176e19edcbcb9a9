"""Writing what was made by chance: pictures with ``labels.json``, and a contact sheet."""

from collections.abc import Iterable
from pathlib import Path

import cv2
import msgspec
import numpy as np

from harness.domain.errors import UsageError
from harness.virtual.fabricate.brush import Pixels
from harness.virtual.fabricate.screens import Label, Screen

LABELS = "labels.json"
CELL = (240, 520)
"""Width and height in px of one picture on a contact sheet."""


def save_picture(file: Path, pixels: Pixels, quality: int | None = None) -> None:
    """Write RGB pixels as PNG (quick, lossless) or JPEG (88 unless told), as the name says."""
    options = [cv2.IMWRITE_PNG_COMPRESSION, 1]
    if file.suffix == ".jpg":
        options = [cv2.IMWRITE_JPEG_QUALITY, quality or 88]
    done, data = cv2.imencode(file.suffix, cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), options)
    if not done:
        raise UsageError(f"{file}: this picture cannot be written")
    try:
        file.write_bytes(data.tobytes())
    except OSError as error:
        raise UsageError(f"{file}: cannot be written: {error.strerror}") from error


def save_screens(folder: Path, made: Iterable[Screen]) -> int:
    """Write ``images/*.png`` and ``labels.json`` below a folder; returns how many."""
    labels: list[Label] = []
    for one in made:
        file = folder / "images" / one.label.file
        file.parent.mkdir(parents=True, exist_ok=True)
        save_picture(file, one.pixels)
        labels.append(msgspec.structs.replace(one.label, file=f"images/{one.label.file}"))
    rows = b",\n".join(msgspec.json.encode(label) for label in labels)
    (folder / LABELS).write_bytes(b"[\n" + rows + b"\n]\n")
    return len(labels)


def contact_sheet(made: Iterable[Screen], across: int = 12) -> Pixels:
    """All pictures small on one: (height, width, 3) uint8 RGB."""
    cells = []
    for one in made:
        high, wide = one.pixels.shape[:2]
        scale = min(CELL[0] / wide, CELL[1] / high)
        size = (max(1, int(wide * scale)), max(1, int(high * scale)))
        cell = np.full((CELL[1] + 8, CELL[0] + 8, 3), 96, np.uint8)
        cell[4 : 4 + size[1], 4 : 4 + size[0]] = cv2.resize(one.pixels, size, interpolation=cv2.INTER_AREA)  # fmt: skip
        cells.append(cell)
    while len(cells) % across:
        cells.append(np.full((CELL[1] + 8, CELL[0] + 8, 3), 96, np.uint8))
    rows = [np.hstack(cells[at : at + across]) for at in range(0, len(cells), across)]
    return np.vstack(rows)
