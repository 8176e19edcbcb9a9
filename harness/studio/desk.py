"""One phone on the page: looked at while somebody watches, touched when somebody asks.

A desk owns its device and one thread that captures, looks and publishes. The thread rests while
nobody watches, and while the device is lent to a scan: a hand on the phone would falsify the case.
"""

import contextlib
import dataclasses
import threading
import time
from collections.abc import Callable, Iterator
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from harness.domain.errors import DeviceError, DeviceLostError, TapTruthError, UsageError
from harness.domain.geometry import PointPx, SizePx
from harness.domain.place import Hop, Navigation, Place
from harness.domain.sight import Sight
from harness.run.places import PlaceWatch
from harness.run.ports import Eyes, Phone, RawFrame, Receipt
from harness.studio.board import Board
from harness.studio.pictures import jpeg

EVERY_S = 0.125
"""A frame at most so often while the picture changes."""
CALM_S = 0.4
"""And so often once it has stood still for ``CALM_AFTER_S``."""
CALM_AFTER_S = 3.0
READ_EVERY_S = 1.0
"""On a picture that never stands still, text is read so often."""
MOST_HOPS = 60
AGAIN_S = 1.0
"""After a failed capture."""
CONNECT_S = 30.0
"""Whoever asks for something waits so long for the device to be met."""


class BusyError(TapTruthError):
    """The phone is in use by a scan."""


class LivePhone(Phone, Protocol):
    """A device as a desk uses it (``harness.device.device.Device``)."""

    def packages(self) -> list[str]:
        """Installed apps that are no part of the system."""

    def require_installed(self, package: str) -> None:
        """Raise ``UsageError`` for an app that is not there."""

    def close(self) -> None:
        """Leave the device as it was found."""


@dataclasses.dataclass(frozen=True)
class Picture:
    """A frame as it is shown: JPEG for the page, pixels (H, W, 4) RGBA for a fixture."""

    number: int
    at_ns: int
    size_px: SizePx
    data: bytes
    pixels: NDArray[np.uint8]


@dataclasses.dataclass(frozen=True)
class Live:
    """What a desk shows. ``state``: "connecting", "live", "resting", "scan", "trouble", "gone"."""

    state: str = "connecting"
    why: str = ""
    picture: Picture | None = None
    sight: Sight | None = None
    """Of that picture, never of another."""
    read: bool = False
    """Whether its text was read, or only shapes were looked for."""
    place: Place | None = None
    hops: tuple[tuple[int, Hop], ...] = ()
    """The last ones, each with its number (from 1)."""


class Desk:
    """One phone. ``close`` gives it back; methods may be called from any thread."""

    def __init__(
        self, serial: str, connect: Callable[[str], LivePhone], eyes: Callable[[], Eyes]
    ) -> None:
        self.serial = serial
        self.board: Board[Live] = Board(Live())
        self._connect = connect
        self._make_eyes = eyes
        self._phone: LivePhone | None = None
        self._connected = threading.Event()
        self._using = threading.Lock()
        self._lending = threading.Lock()
        self._lent_to = ""
        self._watchers = 0
        self._stop = threading.Event()
        self._wake = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"desk-{serial}", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End the thread and put the device back as it was found."""
        self._stop.set()
        self._wake.set()
        self._thread.join(timeout=20.0)
        if self._phone is not None:
            self._phone.close()

    @property
    def alive(self) -> bool:
        """Whether the device is there, or about to be."""
        return self._thread.is_alive()

    # --- watching -----------------------------------------------------------------
    @contextlib.contextmanager
    def watched(self) -> Iterator[Board[Live]]:
        """The phone is looked at as long as somebody is in here."""
        self._watchers += 1
        self._wake.set()
        try:
            yield self.board
        finally:
            self._watchers -= 1

    # --- touching -----------------------------------------------------------------
    def tap(self, point: PointPx) -> Receipt:
        """Touch once; UsageError for a point beside the screen."""
        phone = self._mine()
        size = phone.facts().size_px
        picture = self.board.newest.picture
        size = picture.size_px if picture else size
        if not (0 <= point.x < size.width and 0 <= point.y < size.height):
            raise UsageError(
                f"{point.x},{point.y} lies beside the screen of {size.width}x{size.height}"
            )
        return self._did(phone.tap(point))

    def swipe(self, start: PointPx, end: PointPx, for_ms: int) -> Receipt:
        """Drag a finger."""
        return self._did(self._mine().swipe(start, end, for_ms))

    def key(self, name: str) -> Receipt:
        """Press a key."""
        return self._did(self._mine().key(name))

    def launch(self, package: str) -> str:
        """Start an app cold, as a scan does; the component that is started."""
        phone = self._mine()
        phone.watch_package(package)
        phone.stop(package)
        component = phone.launch(package).component
        self._wake.set()
        return component

    def packages(self) -> list[str]:
        """Apps that can be launched."""
        return self._mine().packages()

    def hierarchy(self) -> str | None:
        """The accessibility tree of now; None where it cannot be had."""
        try:
            return self._mine().hierarchy()
        except DeviceLostError:
            raise
        except DeviceError:
            return None

    @contextlib.contextmanager
    def lent(self, to: str) -> Iterator[LivePhone]:
        """The device for a scan; nobody else touches it meanwhile. BusyError where one has it."""
        with self._lending:
            phone = self._mine()
            self._lent_to = to
        with self._using:
            self._show(state="scan", why=to, sight=None)
            try:
                yield phone
            finally:
                self._lent_to = ""
                self._wake.set()

    def _mine(self) -> LivePhone:
        if self._lent_to:
            raise BusyError(f"{self.serial} is in use: {self._lent_to}; wait or stop the scan")
        self._connected.wait(CONNECT_S)
        if self._phone is None or not self.alive:
            state = self.board.newest
            raise DeviceError(
                f"{self.serial} is not ready: {state.why or state.state}", serial=self.serial
            )
        return self._phone

    def _did(self, receipt: Receipt) -> Receipt:
        self._wake.set()
        return receipt

    def _show(self, **changes: object) -> None:
        self.board.put(dataclasses.replace(self.board.newest, **changes))  # type: ignore[arg-type]

    # --- the thread ----------------------------------------------------------------
    def _run(self) -> None:
        try:
            phone = self._connect(self.serial)
            self._phone = phone
            phone.wake_and_unlock()
            self._connected.set()
            self._work(phone, self._make_eyes())
        except TapTruthError as error:
            self._show(state="gone", why=str(error), sight=None)
        finally:
            self._connected.set()

    def _work(self, phone: LivePhone, eyes: Eyes) -> None:
        while not self._stop.is_set():
            if self._lent_to:
                self._pause(60.0)
            elif self._watchers:
                self._live(phone, eyes)
            else:
                self._show(state="resting")
                self._pause(60.0)

    def _pause(self, for_s: float) -> None:
        """Until something is asked of the phone, at most so long."""
        self._wake.wait(for_s)
        self._wake.clear()

    def _live(self, phone: LivePhone, eyes: Eyes) -> None:
        """Look as long as somebody watches and no scan has the phone."""
        looking = _Looking(phone, eyes)
        with self._using, PlaceWatch(phone) as places:
            while self._watchers and not self._lent_to and not self._stop.is_set():
                began = time.monotonic()
                try:
                    picture, sight, read = looking.look()
                    hops = looking.hops()
                except DeviceLostError:
                    raise
                except DeviceError as error:
                    self._show(state="trouble", why=str(error))
                    self._pause(AGAIN_S)
                    continue
                self._show(
                    state="live", why="", picture=picture, sight=sight, read=read,
                    place=places.newest(), hops=hops,
                )  # fmt: skip
                every = CALM_S if looking.calm else EVERY_S
                self._pause(max(0.0, began + every - time.monotonic()))


class _Looking:
    """One stretch of looking: knows the picture before, so that equal ones cost nothing."""

    def __init__(self, phone: LivePhone, eyes: Eyes) -> None:
        self._phone = phone
        self._eyes = eyes
        self._density = phone.facts().density_dpi
        self._mark = phone.mark()
        self._picture: Picture | None = None
        self._sight: Sight | None = None
        self._read = False
        self._changed_s = self._read_s = 0.0

    @property
    def calm(self) -> bool:
        """Whether the picture has stood still for long."""
        return time.monotonic() - self._changed_s > CALM_AFTER_S

    def look(self) -> tuple[Picture, Sight, bool]:
        """The picture now and its sight: shapes at once, text once it stands still."""
        raw = self._phone.capture()
        now = time.monotonic()
        old = self._picture
        if old is None or self._sight is None or not _same(raw.pixels, old.pixels):
            self._picture = old = _picture(raw)
            self._changed_s = now
            self._read = now - self._read_s > READ_EVERY_S
            self._sight = self._see(raw.pixels, read=self._read)
        elif not self._read:
            self._read = True
            self._sight = self._see(old.pixels, read=True)
        return old, self._sight, self._read

    def _see(self, pixels: NDArray[np.uint8], *, read: bool) -> Sight:
        if not read:
            return self._eyes.fast(pixels, self._density)
        self._read_s = time.monotonic()
        return self._eyes.see(pixels, None, self._density)

    def hops(self) -> tuple[tuple[int, Hop], ...]:
        """The last hops; one whose address became known later is told anew in its place."""
        navigation: Navigation = self._phone.navigation_since(self._mark)
        first = max(0, len(navigation.hops) - MOST_HOPS)
        return tuple(enumerate(navigation.hops, start=1))[first:]


def _same(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> bool:
    return one.shape == other.shape and np.array_equal(one, other)


_COUNTER = iter(range(1, 1 << 62))
_COUNTING = threading.Lock()


def _picture(raw: RawFrame) -> Picture:
    with _COUNTING:
        number = next(_COUNTER)
    return Picture(
        number=number,
        at_ns=raw.at_ns,
        size_px=raw.size_px,
        data=jpeg(raw.pixels),
        pixels=raw.pixels,
    )
