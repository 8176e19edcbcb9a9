"""Named pictures of advertisements (and small photographs) that the project paints itself."""

import zlib
from collections.abc import Callable

from PIL import Image

from harness.virtual.screen import motifs, photographs
from harness.virtual.screen.easel import Easel

CREATIVES: dict[str, Callable[[Easel], None]] = {**motifs.MOTIFS, **photographs.PHOTOGRAPHS}
"""Every creative by name: paints itself onto an easel of any size."""


def creative(name: str, width: int, height: int) -> Image.Image:
    """The named creative in that size (mode RGB), the same at every call.

    An unknown name is a ValueError that lists the known ones.
    """
    if name not in CREATIVES:
        raise ValueError(f"no creative {name!r}; known: {', '.join(sorted(CREATIVES))}")
    easel = Easel(max(1, width), max(1, height), seed=zlib.crc32(name.encode()))
    CREATIVES[name](easel)
    return easel.image
