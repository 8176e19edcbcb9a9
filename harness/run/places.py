"""Where the screen is, kept fresh on a thread of its own.

The event log tells at once which activity came to the front, but not of dialogs, crashes or
a chooser that a vendor draws without an activity; ``dumpsys`` tells all of them, slowly. The
newer statement wins.
"""

import contextlib
import threading
from typing import Protocol, Self

from harness.domain.errors import DeviceError, DeviceLostError
from harness.domain.place import Place, PlaceKind


class TellsPlace(Protocol):
    """The part of a device that is needed here."""

    def place(self) -> Place:
        """Ask the device (slow)."""

    def last_place(self) -> Place:
        """What the event log said last (at once)."""


class PlaceWatch:
    """Polls ``place()`` while entered. Owned by one trial; ``newest`` may be called any time."""

    def __init__(self, device: TellsPlace, every_s: float = 0.4) -> None:
        self._device = device
        self._every_s = every_s
        self._polled = Place(kind=PlaceKind.UNKNOWN, source="nothing read yet")
        self._stop = threading.Event()
        self._lost: DeviceLostError | None = None
        self._thread = threading.Thread(target=self._poll, name="place-watch", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(timeout=5.0)

    def newest(self) -> Place:
        """The newer of what was polled and what the log said; raises ``DeviceLostError``."""
        if self._lost is not None:
            raise self._lost
        logged, polled = self._device.last_place(), self._polled
        if logged.kind is PlaceKind.UNKNOWN or polled.at_ns > logged.at_ns:
            return polled
        return logged

    def _poll(self) -> None:
        while not self._stop.is_set():
            try:
                with contextlib.suppress(DeviceError):
                    self._ask()
            except DeviceLostError as lost:
                self._lost = lost
                return
            self._stop.wait(self._every_s)

    def _ask(self) -> None:
        try:
            self._polled = self._device.place()
        except DeviceLostError as lost:
            self._lost = lost
            self._stop.set()
