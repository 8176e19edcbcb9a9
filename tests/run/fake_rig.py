"""A phone, eyes, a bundle and a clock that tests play: nothing waits, everything is recorded."""

import dataclasses
import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from harness.domain.device import AppFacts, DeviceFacts
from harness.domain.frame import FrameRef
from harness.domain.geometry import PointPx, SizePx
from harness.domain.place import Hop, Navigation, Place, PlaceKind
from harness.domain.sight import Sight

SIZE = SizePx(90, 200)


class FakeClock:
    """Time that passes only when somebody waits, or a little at each reading."""

    def __init__(self) -> None:
        self.now_ns = 1_000_000_000

    def monotonic_ns(self) -> int:
        self.now_ns += 1_000_000
        return self.now_ns

    def wall_ns(self) -> int:
        return 1_700_000_000_000_000_000 + self.now_ns

    def wait_until(self, at_ns: int) -> None:
        self.now_ns = max(self.now_ns, at_ns)


@dataclasses.dataclass(frozen=True)
class FakeFrame:
    pixels: NDArray[np.uint8]
    at_ns: int
    wall_ns: int
    size_px: SizePx = SIZE
    capture_ms: float = 1.0
    source: str = "fake"


@dataclasses.dataclass(frozen=True)
class FakeReceipt:
    sent_ns: int
    receipt_ns: int
    channel: str = "fake"
    at_ns: int = 0
    component: str = "com.example.app/com.example.app.Main"


class FakePhone:
    """Does as it is told; ``fail`` maps a method's name to errors raised by its next calls."""

    serial = "fake-1"

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.calls: list[tuple[str, Any]] = []
        self.fail: dict[str, list[BaseException]] = {}
        self.shade: Callable[[int], int] = lambda _now_ns: 0
        self.now_at = Place(kind=PlaceKind.LAUNCHER, package="com.launcher", source="fake")
        self.hops: list[Hop] = []

    def _called(self, name: str, what: Any = None) -> None:
        self.calls.append((name, what))
        if self.fail.get(name):
            raise self.fail[name].pop(0)

    def names(self) -> list[str]:
        return [name for name, _ in self.calls]

    def facts(self) -> DeviceFacts:
        return DeviceFacts(
            serial=self.serial,
            hardware_serial="F1",
            manufacturer="Example",
            brand="example",
            model="Fake",
            android_release="14",
            api_level=34,
            fingerprint="example/fake/1",
            abi="x86_64",
            size_px=SIZE,
            density_dpi=160,
        )

    def app_facts(self, package: str, save_apk_to: Path | None = None) -> AppFacts:
        return AppFacts(package=package, label="Fake app", version_name="1.0")

    def watch_package(self, package: str) -> None:
        self._called("watch_package", package)

    def wake_and_unlock(self) -> None:
        self._called("wake_and_unlock")

    def capture(self) -> FakeFrame:
        self._called("capture")
        now_ns = self.clock.monotonic_ns()
        pixels = np.full((SIZE.height, SIZE.width, 4), self.shade(now_ns), np.uint8)
        return FakeFrame(pixels, now_ns, self.clock.wall_ns())

    def next_frame(self, since_ns: int, *, ahead: bool) -> FakeFrame:
        return self.capture()

    def _receipt(self) -> FakeReceipt:
        sent_ns = self.clock.monotonic_ns()
        return FakeReceipt(sent_ns, self.clock.monotonic_ns(), at_ns=sent_ns)

    def tap(self, point: PointPx) -> FakeReceipt:
        self._called("tap", point)
        return self._receipt()

    def swipe(self, start: PointPx, end: PointPx, for_ms: int) -> FakeReceipt:
        self._called("swipe", (start, end, for_ms))
        return self._receipt()

    def key(self, name: str) -> FakeReceipt:
        self._called("key", name)
        return self._receipt()

    def start_ms(self) -> float | None:
        return None

    def launch(self, package: str) -> FakeReceipt:
        self._called("launch", package)
        return self._receipt()

    def reopen(self, package: str) -> FakeReceipt:
        self._called("reopen", package)
        return self._receipt()

    def stop(self, package: str) -> None:
        self._called("stop", package)

    def clear(self, package: str) -> None:
        self._called("clear", package)

    def place(self) -> Place:
        return msgspec.structs.replace(self.now_at, at_ns=self.clock.now_ns)

    def last_place(self) -> Place:
        return Place(kind=PlaceKind.UNKNOWN)

    def mark(self) -> int:
        return len(self.hops)

    def navigation_since(self, mark: Any) -> Navigation:
        return Navigation(hops=tuple(self.hops[mark:]))

    def hierarchy(self, timeout_s: float = 3.0) -> str:
        self._called("hierarchy", timeout_s)
        return "<hierarchy/>"


class FakeEyes:
    """Sees nothing, and counts how often it had to look."""

    def __init__(self) -> None:
        self.looked = 0
        self.glanced = 0
        self.at_a_glance = Sight(size_px=SIZE)

    def fast(self, image: NDArray[np.uint8], density: int | None = None, **_: Any) -> Sight:
        self.glanced += 1
        return self.at_a_glance

    def see(
        self,
        image: NDArray[np.uint8],
        hierarchy: str | None = None,
        density: int | None = None,
        *,
        read: Any = "crops",
        before: Any = (),
    ) -> Sight:
        self.looked += 1
        return Sight(size_px=SIZE, phash=f"{int(image[0, 0, 0]):016x}")


class FakeRecorder:
    """Keeps what it is given."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, Any]] = []
        self.frames = 0

    def record(
        self,
        kind: str,
        record: msgspec.Struct | Mapping[str, Any],
        *,
        at_ns: int,
        wall_ns: int,
        trial: int | None = None,
    ) -> int:
        self.lines.append((kind, record))
        return len(self.lines)

    def hierarchy(self, dump: str) -> str:
        self.lines.append(("hierarchy", dump))
        return hashlib.sha256(dump.encode()).hexdigest()

    def expect(self, pixels: NDArray[np.uint8]) -> None:
        pass

    def frame(
        self,
        pixels: NDArray[np.uint8],
        *,
        at_ns: int,
        wall_ns: int,
        capture_ms: float,
        source: str,
    ) -> FrameRef:
        self.frames += 1
        return FrameRef(
            number=self.frames, at_ns=at_ns, wall_ns=wall_ns, size_px=SIZE, sha256="00" * 32
        )
