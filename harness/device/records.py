"""What the seam hands out besides the records of the domain."""

import dataclasses

import msgspec
import numpy as np
from numpy.typing import NDArray

from harness.domain.geometry import SizePx


class DeviceEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One line of ``adb devices -l``; ``state`` as adb says it ("device", "offline", …)."""

    serial: str
    state: str
    model: str = ""
    transport: str = ""
    """"usb", "tcp" or "emulator"."""


@dataclasses.dataclass(frozen=True, slots=True)
class RawFrame:
    """A screenshot as received: RGBA of shape (H, W, 4), uint8, alpha always 255.

    ``at_ns`` and ``wall_ns`` are the host's clocks when its first byte arrived. ``black`` is
    true when every pixel is (nearly) black: a switched-off screen or a window that forbids
    capture. ``capture_ms`` is the length of the whole capture.
    """

    size_px: SizePx
    pixels: NDArray[np.uint8]
    at_ns: int
    wall_ns: int
    capture_ms: float
    source: str
    black: bool = False


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """When an input went out and when the device acknowledged it (host monotonic ns)."""

    sent_ns: int
    receipt_ns: int
    channel: str


class LaunchReceipt(msgspec.Struct, frozen=True, kw_only=True):
    """When the start command went out, and which component it starts."""

    at_ns: int
    component: str


class LaunchReport(msgspec.Struct, frozen=True, kw_only=True):
    """What ``am start -W`` said in the end; ``error`` holds the device's own words."""

    ok: bool
    component: str | None = None
    """The component that finished drawing; may differ from the one asked for."""
    launch_state: str | None = None
    total_ms: int | None = None
    wait_ms: int | None = None
    error: str | None = None


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """A moment from which navigation is asked for."""

    at_ns: int
    gaps: int
    """Gaps of the event log known at that moment."""


class ShellResult(msgspec.Struct, frozen=True, kw_only=True):
    """Output of a shell command with LF line ends; ``code`` None where adbd gives none."""

    out: str
    err: str = ""
    code: int | None = None

    @property
    def text(self) -> str:
        """Both outputs, for messages and for commands that mix them."""
        return self.out + self.err
