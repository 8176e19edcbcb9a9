"""The phones that adb lists, each with its desk once somebody looks at it."""

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from harness.domain.errors import UsageError
from harness.run.ports import Eyes
from harness.studio.desk import Desk, Held, LivePhone, Unheld


class Listed(Protocol):
    """A line of ``adb devices -l``."""

    @property
    def serial(self) -> str: ...  # noqa: D102
    @property
    def state(self) -> str: ...  # noqa: D102
    @property
    def model(self) -> str: ...  # noqa: D102
    @property
    def transport(self) -> str: ...  # noqa: D102


class Phones:
    """All phones; owns the desks and closes them."""

    def __init__(
        self,
        lists: Callable[[], Sequence[Listed]],
        connect: Callable[[str], LivePhone],
        eyes: Callable[[], Eyes],
        hold: Callable[[str], Held] = Unheld,
    ) -> None:
        self._lists = lists
        self._connect = connect
        self._eyes = eyes
        self._hold = hold
        self._lock = threading.Lock()
        self._desks: dict[str, Desk] = {}

    def told(self) -> list[Mapping[str, Any]]:
        """Serial, state, model and transport of each, and whether a scan has it."""
        rows: list[Mapping[str, Any]] = []
        for entry in self._lists():
            desk = self._desks.get(entry.serial)
            busy = desk is not None and desk.board.newest.state == "scan"
            rows.append(
                {
                    "serial": entry.serial,
                    "state": entry.state,
                    "model": entry.model,
                    "transport": entry.transport,
                    "busy": busy,
                }
            )
        return rows

    def desk(self, serial: str) -> Desk:
        """The desk of a phone that adb lists; one whose phone was lost is made anew."""
        with self._lock:
            found = self._desks.get(serial)
            if found is not None and found.alive:
                return found
            ready = {entry.serial for entry in self._lists() if entry.state == "device"}
            if serial not in ready:
                raise UsageError(f"{serial} is not connected; type: adb devices -l")
            if found is not None:
                found.close()
            self._desks[serial] = Desk(serial, self._connect, self._eyes, hold=self._hold)
            return self._desks[serial]

    def close(self) -> None:
        """Put every phone back as it was found."""
        with self._lock:
            desks = list(self._desks.values())
            self._desks.clear()
        for desk in desks:
            desk.close()
