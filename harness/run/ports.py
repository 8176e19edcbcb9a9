"""What the runner needs of a device, of eyes and of a bundle: Protocols for tests to play."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import msgspec
import numpy as np
from numpy.typing import NDArray

from harness.domain.device import AppFacts, DeviceFacts
from harness.domain.frame import FrameRef
from harness.domain.geometry import PointPx, SizePx
from harness.domain.motion import Motion
from harness.domain.place import Navigation, Place
from harness.domain.sight import Sight


class RawFrame(Protocol):
    """A capture: RGBA pixels of shape (H, W, 4), uint8, and when it was taken."""

    @property
    def size_px(self) -> SizePx: ...
    @property
    def pixels(self) -> NDArray[np.uint8]: ...
    @property
    def at_ns(self) -> int: ...
    @property
    def wall_ns(self) -> int: ...
    @property
    def capture_ms(self) -> float: ...
    @property
    def source(self) -> str: ...


class Receipt(Protocol):
    """When an input was sent and when the device acknowledged it (host monotonic ns)."""

    @property
    def sent_ns(self) -> int: ...
    @property
    def receipt_ns(self) -> int: ...
    @property
    def channel(self) -> str: ...


class LaunchReceipt(Protocol):
    """When the start command was sent, and what it starts."""

    @property
    def at_ns(self) -> int: ...
    @property
    def component(self) -> str: ...


class Phone(Protocol):
    """A device as the runner uses it (``harness.device.device.Device``)."""

    serial: str

    def facts(self) -> DeviceFacts: ...
    def app_facts(self, package: str, save_apk_to: Path | None = None) -> AppFacts: ...
    def watch_package(self, package: str) -> None: ...
    def wake_and_unlock(self) -> None: ...
    def capture(self) -> RawFrame: ...
    def next_frame(self, since_ns: int, *, ahead: bool) -> RawFrame: ...
    def tap(self, point: PointPx) -> Receipt: ...
    def swipe(self, start: PointPx, end: PointPx, for_ms: int) -> Receipt: ...
    def key(self, name: str) -> Receipt: ...
    def launch(self, package: str) -> LaunchReceipt: ...
    def reopen(self, package: str) -> LaunchReceipt: ...
    def start_ms(self) -> float | None: ...
    def stop(self, package: str) -> None: ...
    def clear(self, package: str) -> None: ...
    def place(self) -> Place: ...
    def last_place(self) -> Place: ...
    def mark(self) -> Any: ...
    def navigation_since(self, mark: Any) -> Navigation: ...
    def hierarchy(self, timeout_s: float = 3.0) -> str: ...


class Take(Protocol):
    """A recording that ended: the H.264 stream, and when each of its pieces arrived."""

    @property
    def data(self) -> bytes: ...
    @property
    def pieces(self) -> tuple[tuple[int, int], ...]: ...
    @property
    def trouble(self) -> str: ...


class Recording(Protocol):
    """A recording that runs."""

    def stop(self) -> Take: ...


class RecordsVideo(Protocol):
    """The capability "records_video": the screen as a stream of video."""

    def record_screen(self) -> Recording: ...


class Shakes(Protocol):
    """The capability "shakes": sensors that can be fed. Emulators have it, phones do not."""

    def play_motion(self, motion: Motion) -> Receipt: ...


class ClicksNodes(Protocol):
    """The capability "clicks_nodes": a click by accessibility, without a touch."""

    def click_node(self, point: PointPx) -> tuple[Receipt, bool]: ...


class ServesOnDevice(Protocol):
    """The capability "ondevice_server": a server of ours on the device that can be stopped."""

    def serve_on_device(self, on: bool) -> None: ...


class SetsClock(Protocol):
    """The capability "sets_clock": the device's wall clock may be set (rooted, emulators)."""

    def set_hour(self, hour: int | None) -> None: ...


class Eyes(Protocol):
    """Detectors with their caches (``detectors.Seer``)."""

    def see(
        self,
        image: NDArray[np.uint8],
        hierarchy: str | None = None,
        density: int | None = None,
        *,
        read: Any = "crops",
        before: Sequence[NDArray[np.uint8]] = (),
    ) -> Sight: ...

    def fast(
        self,
        image: NDArray[np.uint8],
        density: int | None = None,
        *,
        before: Sequence[NDArray[np.uint8]] = (),
    ) -> Sight: ...


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
    ) -> int: ...
    def hierarchy(self, dump: str) -> str: ...
    def expect(self, pixels: NDArray[np.uint8]) -> None: ...
    def frame(
        self,
        pixels: NDArray[np.uint8],
        *,
        at_ns: int,
        wall_ns: int,
        capture_ms: float,
        source: str,
    ) -> FrameRef: ...
