"""Header of raw ``screencap``: width, height, pixel format, and a colour space since Android 9."""

import struct

import msgspec

from harness.device.parsers.errors import ParseError

SHORT_HEADER, LONG_HEADER = 12, 16
MAX_SIDE = 20_000
ORDERS = {1: "RGBA", 2: "RGBX", 5: "BGRA"}
"""android.graphics.PixelFormat: four bytes a pixel that need no conversion of values."""


class ScreencapHeader(msgspec.Struct, frozen=True, kw_only=True):
    """Sizes in pixels; ``body_bytes`` is width · height · 4."""

    width: int
    height: int
    order: str

    @property
    def body_bytes(self) -> int:
        """Bytes of the picture behind the header."""
        return self.width * self.height * 4


def parse_screencap_header(head: bytes) -> ScreencapHeader:
    """Read the first 12 bytes; raises ``ParseError`` when they are no header."""
    if len(head) < SHORT_HEADER:
        raise ParseError(f"{len(head)} bytes are no picture")
    width, height, pixel_format = struct.unpack_from("<III", head)
    if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE):
        raise ParseError(f"no picture of {width}x{height}")
    if pixel_format not in ORDERS:
        raise ParseError(f"pixel format {pixel_format} is none of {sorted(ORDERS)}")
    return ScreencapHeader(width=width, height=height, order=ORDERS[pixel_format])


def header_bytes(header: ScreencapHeader, total: int) -> int:
    """Length of the header (12 or 16) by the whole length; raises ``ParseError``."""
    length = total - header.body_bytes
    if length not in {SHORT_HEADER, LONG_HEADER}:
        raise ParseError(
            f"{total} bytes for {header.width}x{header.height}: "
            f"{header.body_bytes + SHORT_HEADER} or {header.body_bytes + LONG_HEADER} are right"
        )
    return length
