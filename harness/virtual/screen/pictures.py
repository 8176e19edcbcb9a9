"""Picture files and painted creatives, decoded and scaled once.

A full-screen picture takes eight megabytes. Large ones wait in an unnamed temporary file,
from which only the rows that are painted are read: a phone's process stays small, and a
creative that comes back at the next launch is not painted anew.
"""

import base64
import io
import tempfile
import weakref
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from harness.virtual.scene import DATA, Box, Picture
from harness.virtual.screen.cache import ByteCache
from harness.virtual.screen.creatives import creative
from harness.virtual.screen.memory import give_back

Pixels = npt.NDArray[np.uint8]
CREATIVE = "creative:"
PANNED = 1.2
"""How much larger than its box a picture is, of which a window is shown."""
IN_MEMORY_BYTES = 200_000
"""Up to here a picture stays in memory."""
KEPT_BYTES = 80_000_000
"""Of all pictures together, most of it on disk."""


class Stored:
    """The pixels of one fitted picture, in memory or on disk."""

    def __init__(self, pixels: Pixels) -> None:
        self.shape = pixels.shape
        self.nbytes = pixels.nbytes
        self._pixels = pixels if pixels.nbytes <= IN_MEMORY_BYTES else None
        if self._pixels is None:
            self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115  lives as long as this
            weakref.finalize(self, self._file.close)
            self._file.write(np.ascontiguousarray(pixels).data)

    def rows(self, top: int, bottom: int) -> Pixels:
        """Some rows, shape (bottom - top, width, channels)."""
        if self._pixels is not None:
            return self._pixels[top:bottom]
        _, width, channels = self.shape
        self._file.seek(top * width * channels)
        data = self._file.read((bottom - top) * width * channels)
        return np.frombuffer(data, np.uint8).reshape(bottom - top, width, channels)


class Pictures:
    """Pictures by path and size; ``root`` is where relative paths begin."""

    def __init__(self, root: Path | None) -> None:
        self._root = root
        self._fitted: ByteCache[Stored] = ByteCache(KEPT_BYTES, lambda stored: stored.nbytes)

    def part(self, picture: Picture, width: int, height: int, part: Box) -> Image.Image:
        """The piece ``part`` (in the box's own coordinates) of a picture fitted into a box."""
        if picture.pan is not None:
            whole = (round(width * PANNED), round(height * PANNED))
            dx = round((whole[0] - width) * picture.pan[0])
            dy = round((whole[1] - height) * picture.pan[1])
            part = (part[0] + dx, part[1] + dy, part[2] + dx, part[3] + dy)
            width, height = whole
        key = (picture.path, picture.fit, width, height)
        stored = self._fitted.get(key, lambda: self._store(picture, width, height))
        left, top, right, bottom = part
        return Image.fromarray(np.ascontiguousarray(stored.rows(top, bottom)[:, left:right]))

    def _store(self, picture: Picture, width: int, height: int) -> Stored:
        stored = Stored(self._load(picture, width, height))
        if stored.nbytes > IN_MEMORY_BYTES:
            give_back()
        return stored

    def _load(self, picture: Picture, width: int, height: int) -> Pixels:
        if picture.path.startswith(CREATIVE):
            return np.asarray(creative(picture.path[len(CREATIVE) :], width, height))
        with Image.open(self._source(picture.path)) as opened:
            opened.draft("RGB", (width, height))
            opened.load()
            fitted = fit(opened, picture.fit, width, height)
        return np.asarray(fitted)

    def _source(self, path: str) -> Path | io.BytesIO:
        if path.startswith(DATA):
            return io.BytesIO(base64.b64decode(path[len(DATA) :]))
        file = Path(path)
        return file if file.is_absolute() or self._root is None else self._root / file


def fit(image: Image.Image, how: str, width: int, height: int) -> Image.Image:
    """The image scaled to (width, height): cropped, letter-boxed (transparent) or stretched."""
    mode = "RGBA" if image.has_transparency_data or how == "contain" else "RGB"
    source = image if image.mode == mode else image.convert(mode)
    if how == "stretch":
        return source.resize((width, height), Image.Resampling.BILINEAR)
    ratios = (width / source.width, height / source.height)
    scale = max(ratios) if how == "cover" else min(ratios)
    if how == "cover":
        # a division may round up to a hair more than the picture has
        seen_w, seen_h = min(width / scale, source.width), min(height / scale, source.height)
        left, top = (source.width - seen_w) / 2, (source.height - seen_h) / 2
        box = (left, top, left + seen_w, top + seen_h)
        return source.resize((width, height), Image.Resampling.BILINEAR, box=box)
    size = (max(1, round(source.width * scale)), max(1, round(source.height * scale)))
    canvas = Image.new("RGBA", (width, height))
    small = source.resize(size, Image.Resampling.BILINEAR)
    canvas.paste(small, ((width - size[0]) // 2, (height - size[1]) // 2))
    return canvas
