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

from harness.domain.errors import DeviceError, DeviceLostError, TapTruthError, UsageError
from harness.domain.geometry import PointPx
from harness.run.places import PlaceWatch
from harness.run.ports import Eyes, Phone, Receipt
from harness.studio.board import Board
from harness.studio.live import Live, Looking

EVERY_S = 0.125
"""A frame at most so often while the picture changes."""
CALM_S = 0.4
"""And so often once it has stood still for ``CALM_AFTER_S``."""
AGAIN_S = 1.0
"""After a failed capture."""
MOST_RECENT = 6
"""Pictures that are remembered (10 MB each at 1080x2400)."""
IDLE_S = 120.0
"""A phone that nobody has wanted anything of for so long is given back."""
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


class Held(Protocol):
    """What keeps other processes off a phone (``harness.device.holding.hold``)."""

    def close(self) -> None:
        """Let them in again."""


class Unheld:
    """Keeps nobody off."""

    def __init__(self, _serial: str) -> None: ...

    def close(self) -> None:
        """Nothing."""


class Desk:
    """One phone. ``close`` gives it back; methods may be called from any thread."""

    def __init__(
        self,
        serial: str,
        connect: Callable[[str], LivePhone],
        eyes: Callable[[], Eyes],
        *,
        hold: Callable[[str], Held] = Unheld,
        idle_s: float = IDLE_S,
    ) -> None:
        self.serial = serial
        self.board: Board[Live] = Board(Live())
        self._connect = connect
        self._make_eyes = eyes
        self._hold = hold
        self._idle_s = idle_s
        self._phone: LivePhone | None = None
        self._connected = threading.Event()
        self._using = threading.Lock()
        self._lending = threading.Lock()
        self._lent_to = ""
        self._watchers = 0
        self._recent: dict[int, Live] = {}
        self._stop = threading.Event()
        self._wake = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"desk-{serial}", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End the thread, which puts the device back as it was found."""
        self._stop.set()
        self._wake.set()
        self._thread.join(timeout=30.0)

    @property
    def alive(self) -> bool:
        """Whether the device is there, or about to be."""
        return self._thread.is_alive() and not (self._connected.is_set() and self._phone is None)

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

    def shown(self, number: int) -> Live | None:
        """One of the last ``MOST_RECENT`` pictures by its number, None when it is gone."""
        return self._recent.get(number)

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
        return phone.tap(point)

    def swipe(self, start: PointPx, end: PointPx, for_ms: int) -> Receipt:
        """Drag a finger."""
        return self._mine().swipe(start, end, for_ms)

    def key(self, name: str) -> Receipt:
        """Press a key."""
        return self._mine().key(name)

    def launch(self, package: str) -> str:
        """Start an app cold, as a scan does; the component that is started."""
        phone = self._mine()
        phone.watch_package(package)
        phone.stop(package)
        return phone.launch(package).component

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
        phone = self._phone
        if phone is None:
            state = self.board.newest
            raise DeviceError(
                f"{self.serial} is not ready: {state.why or state.state}", serial=self.serial
            )
        self._wake.set()
        return phone

    def _remember(self) -> None:
        """Keep the newest few: whoever asks for a picture means the one that they saw."""
        live = self.board.newest
        if live.picture is not None:
            kept = {**self._recent, live.picture.number: live}
            self._recent = dict(sorted(kept.items())[-MOST_RECENT:])

    def _show(self, **changes: object) -> None:
        self.board.put(dataclasses.replace(self.board.newest, **changes))  # type: ignore[arg-type]

    # --- the thread ----------------------------------------------------------------
    def _run(self) -> None:
        try:
            with (
                contextlib.closing(self._hold(self.serial)),
                contextlib.closing(self._connect(self.serial)) as phone,
            ):
                self._phone = phone
                phone.wake_and_unlock()
                self._connected.set()
                self._work(phone, self._make_eyes())
        except TapTruthError as error:
            self._show(state="gone", why=str(error), sight=None)
        finally:
            self._phone = None
            self._connected.set()

    def _work(self, phone: LivePhone, eyes: Eyes) -> None:
        """Until studio ends, or nobody has wanted anything of the phone for ``idle_s``."""
        while not self._stop.is_set():
            if self._lent_to:
                self._pause(self._idle_s)
            elif self._watchers:
                self._live(phone, eyes)
            else:
                self._show(state="resting")
                if not self._pause(self._idle_s) and self._gave_up():
                    return

    def _gave_up(self) -> bool:
        """Let go of the phone, unless somebody came in this very moment."""
        with self._lending:
            if self._lent_to or self._watchers:
                return False
            self._phone = None
            return True

    def _pause(self, for_s: float) -> bool:
        """Wait until something is asked of the phone, at most so long; whether it was."""
        asked = self._wake.wait(for_s)
        self._wake.clear()
        return asked

    def _live(self, phone: LivePhone, eyes: Eyes) -> None:
        """Look as long as somebody watches and no scan has the phone."""
        looking = Looking(phone, eyes)
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
                self._remember()
                every = CALM_S if looking.calm else EVERY_S
                self._pause(max(0.0, began + every - time.monotonic()))
