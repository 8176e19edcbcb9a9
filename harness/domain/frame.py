"""A frame as the bundle knows it. Pixels travel beside it, never inside it."""

import msgspec

from harness.domain.geometry import SizePx


class FrameRef(msgspec.Struct, frozen=True, kw_only=True):
    """One screenshot as received.

    ``at_ns`` and ``wall_ns`` are the host's clocks when its first byte arrived: the screen
    was like this at that moment or at most the capture's length earlier.
    """

    number: int
    """Counts from 1 within a case."""
    at_ns: int
    wall_ns: int
    size_px: SizePx
    sha256: str
    """Of the pixels as received (RGBA, rows top down), lowercase hex."""
    path: str | None = None
    """Below the bundle's folder, or None when the frame was not kept (equal to the last)."""
    same_as: int | None = None
    """Number of the earlier frame with identical pixels, if any."""
    capture_ms: float = 0.0
    source: str = "screencap"
