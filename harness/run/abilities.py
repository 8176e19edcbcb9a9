"""What only some devices can do, asked for by a command: done, or refused with the reason."""

import contextlib
from collections.abc import Sequence
from typing import cast

from harness.domain.errors import DeviceError
from harness.domain.exchange import Click, Clicked, Event, Launch, Move, Moved, NotAble
from harness.run.ports import ClicksNodes, Phone, ServesOnDevice, SetsClock, Shakes

NO_CLICKS = "it has no click by accessibility (uiautomator2's server injects touches only)"
NO_MOTION = "its sensors cannot be fed"
NO_CLOCK = "its clock cannot be set (that needs root)"


class Abilities:
    """The capabilities of one phone during one trial."""

    def __init__(self, phone: Phone, capabilities: Sequence[str]) -> None:
        self._phone = phone
        self._has = frozenset(capabilities)
        self._server_off = False
        self._clock_set = False
        self.refused = False

    def click(self, command: Click, now_ns: int) -> Event:
        """A click by accessibility."""
        if "clicks_nodes" not in self._has:
            return self._refuse(now_ns, NO_CLICKS)
        receipt, landed = cast(ClicksNodes, self._phone).click_node(command.point_px)
        return Clicked(at_ns=receipt.sent_ns, receipt_ns=receipt.receipt_ns, landed=landed)

    def move(self, command: Move, now_ns: int) -> Event:
        """A movement of the phone."""
        if "shakes" not in self._has:
            return self._refuse(now_ns, NO_MOTION)
        receipt = cast(Shakes, self._phone).play_motion(command.motion)
        return Moved(at_ns=receipt.sent_ns, receipt_ns=receipt.receipt_ns)

    def prepare(self, command: Launch, now_ns: int) -> NotAble | None:
        """Make the device as the launch wants it; None when that was done."""
        if command.at_hour is not None:
            if "sets_clock" not in self._has:
                return self._refuse(now_ns, NO_CLOCK)
            cast(SetsClock, self._phone).set_hour(command.at_hour)
            self._clock_set = True
        if command.adb_only and "ondevice_server" in self._has:
            cast(ServesOnDevice, self._phone).serve_on_device(False)
            self._server_off = True
        return None

    def put_back(self) -> None:
        """Undo what was prepared."""
        if self._server_off:
            self._server_off = False
            with contextlib.suppress(DeviceError):
                cast(ServesOnDevice, self._phone).serve_on_device(True)
        if self._clock_set:
            self._clock_set = False
            with contextlib.suppress(DeviceError):
                cast(SetsClock, self._phone).set_hour(None)

    def _refuse(self, now_ns: int, reason: str) -> NotAble:
        self.refused = True
        return NotAble(at_ns=now_ns, reason=reason)
