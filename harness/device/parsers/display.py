"""``wm size``, ``wm density`` and the orientation of ``dumpsys display``."""

import re

from harness.device.parsers.errors import ParseError
from harness.domain.geometry import SizePx


def parse_wm_size(text: str) -> SizePx:
    """Size in the natural orientation; an override wins. Raises ``ParseError``."""
    for word in ("Override", "Physical"):
        found = re.search(rf"{word} size:\s*(\d{{1,6}})x(\d{{1,6}})", text)
        if found:
            return SizePx(int(found.group(1)), int(found.group(2)))
    raise ParseError("no size")


def parse_wm_density(text: str) -> int:
    """Dots per inch; an override wins. Raises ``ParseError``."""
    for word in ("Override", "Physical"):
        found = re.search(rf"{word} density:\s*(\d{{1,5}})", text)
        if found:
            return int(found.group(1))
    raise ParseError("no density")


def parse_orientation(text: str) -> int:
    """Quarter turns (0 … 3) of the default display; 0 where nothing is told."""
    found = re.search(r"\borientation=([0-3])\b", text)
    return int(found.group(1)) if found else 0
