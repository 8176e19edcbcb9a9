"""What the runner needs of a device, of eyes and of a bundle: Protocols, so that tests can play them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import msgspec
import numpy as np
from numpy.typing import NDArray

from harness.domain.device import AppFacts, DeviceFacts
from harness.domain.frame import FrameRef
from harness.domain.geometry import PointPx, SizePx
from harness.domain.place import Navigation, Place
from harness.domain.sight import Sight


class RawFrame(Protocol):
    """A capture: RGBA pixels of shape (H, W, 4), uint8, and when it was taken."""

    @property
    def size_px(self) -> SizePx: ...  # noqa: D102
    @property
    def pixels(self) -> NDArray[np.uint8]: ...  # noqa: D102
    @property
    def at_ns(self) -> int: ...  # noqa: D102
    @property
    def wall_ns(self) -> int: ...  # noqa: D102
    @property
    def capture_ms(self) -> float: ...  # noqa: D102
    @property
    def source(self) -> str: ...  # noqa: D102


class Receipt(Protocol):
    """When an input was sent and when the device acknowledged it (host monotonic ns)."""

    @property
    def sent_ns(self) -> int: ...  # noqa: D102
    @property
    def receipt_ns(self) -> int: ...  # noqa: D102
    @property
    def channel(self) -> str: ...  # noqa: D102


class LaunchReceipt(Protocol):
    """When the start command was sent, and what it starts."""

    @property
    def at_ns(self) -> int: ...  # noqa: D102
    @property
    def component(self) -> str: ...  # noqa: D102


class Phone(Protocol):
    """A device as the runner uses it (``harness.device.device.Device``)."""

    serial: str

    def facts(self) -> DeviceFacts: ...  # noqa: D102
    def app_facts(self, package: str, save_apk_to: Path | None = None) -> AppFacts: ...  # noqa: D102
    def watch_package(self, package: str) -> None: ...  # noqa: D102
    def wake_and_unlock(self) -> None: ...  # noqa: D102
    def capture(self) -> RawFrame: ...  # noqa: D102
    def tap(self, point: PointPx) -> Receipt: ...  # noqa: D102
    def swipe(self, start: PointPx, end: PointPx, for_ms: int) -> Receipt: ...  # noqa: D102
    def key(self, name: str) -> Receipt: ...  # noqa: D102
    def launch(self, package: str) -> LaunchReceipt: ...  # noqa: D102
    def stop(self, package: str) -> None: ...  # noqa: D102
    def clear(self, package: str) -> None: ...  # noqa: D102
    def place(self) -> Place: ...  # noqa: D102
    def last_place(self) -> Place: ...  # noqa: D102
    def mark(self) -> Any: ...  # noqa: D102
    def navigation_since(self, mark: Any) -> Navigation: ...  # noqa: D102
    def hierarchy(self, timeout_s: float = 3.0) -> str: ...  # noqa: D102


class Eyes(Protocol):
    """Detectors with their caches (``detectors.Seer``)."""

    def see(
        self,
        image: NDArray[np.uint8],
        hierarchy: str | None = None,
        density: int | None = None,
        *,
        read: Any = "crops",
    ) -> Sight: ...  # noqa: D102


class Recorder(Protocol):
    """A bundle being written (``harness.evidence.writer.BundleWriter``)."""

    def record(
        self,
        kind: str,
        record: msgspec.Struct | Mapping[str, Any],
        *,
        at_ns: int,
        wall_ns: int,
        trial: int | None = None,
    ) -> int: ...  # noqa: D102
    def frame(
        self,
        pixels: NDArray[np.uint8],
        *,
        at_ns: int,
        wall_ns: int,
        capture_ms: float,
        source: str,
    ) -> FrameRef: ...  # noqa: D102
