"""Phones of a DeviceFarmer STF: booked, met by its remote adb, given back.

By STF's REST API v1 (``lib/units/api/swagger/api_v1.yaml`` of DeviceFarmer/stf). STF itself
knows what a token holds, so a worker that died finds its bookings again and needs no notes of
its own; give each host a token of its own.
"""

import contextlib
import os
from typing import Any
from urllib.parse import quote

import requests

from harness.device.link import ask_server
from harness.device.server import ServerAddress, ensure_running, server_address
from harness.domain.errors import DeviceError, UsageError
from harness.farm.database import FarmError

TOKEN_VARIABLE = "TAPTRUTH_STF_TOKEN"  # noqa: S105  a variable's name
TIMEOUT_S = 15.0
FIELDS = "serial,present,ready,using,owner"


class StfError(FarmError):
    """STF does not answer, or not as it should."""


class Stf:
    """Up to ``most`` phones of one STF; ``serials`` names which, empty means any."""

    def __init__(
        self, url: str, *, most: int = 1, serials: tuple[str, ...] = (), token: str | None = None
    ) -> None:
        token = token or os.environ.get(TOKEN_VARIABLE)
        if not token:
            raise UsageError(f"--stf {url}: no token; make one in STF, then set {TOKEN_VARIABLE}")
        self.name = f"stf at {url}"
        self.server: ServerAddress = server_address()
        self._url = url.rstrip("/")
        self._most = most
        self._wanted = frozenset(serials)
        self._session = requests.Session()
        self._session.headers["Authorization"] = f"Bearer {token}"
        self._connected: dict[str, str] = {}
        """STF's serial to the address that adb connects to."""
        self._begun = False

    def owns(self, serial: str) -> bool:
        """Those that it has booked and connected."""
        return serial in self._connected.values()

    def tend(self) -> None:
        """Keep as many phones booked and connected as are wanted and to be had."""
        ensure_running(self.server)
        mine = {one["serial"] for one in self._devices("user/devices")}
        if not self._begun:
            self._sort_out(mine)
            self._begun = True
        for serial in set(self._connected) - mine:  # an admin took it, or its time was up
            self._disconnect(self._connected.pop(serial))
        for serial in sorted(mine):
            if self._may(serial):
                self._connect(serial)
        self._book_more()

    def _sort_out(self, mine: set[str]) -> None:
        """After a crash: what the last process had booked is used again or given back."""
        wanted = sorted(serial for serial in mine if self._may(serial))
        for serial in (mine - set(wanted)) | set(wanted[self._most :]):
            self._release(serial)
            mine.discard(serial)

    def _may(self, serial: str) -> bool:
        return not self._wanted or serial in self._wanted

    def _book_more(self) -> None:
        if len(self._connected) >= self._most:
            return
        for device in self._devices("devices"):
            there = device.get("present") and device.get("ready")
            taken = device.get("using") or device.get("owner")
            serial = device["serial"]
            if not there or taken or serial in self._connected or not self._may(serial):
                continue
            if self._call("POST", "user/devices", json={"serial": serial}, taken_is_none=True):
                self._connect(serial)
            if len(self._connected) >= self._most:
                return

    def _connect(self, serial: str) -> None:
        if serial not in self._connected:
            told = self._call("POST", f"user/devices/{quote(serial)}/remoteConnect")
            self._connected[serial] = str((told or {})["remoteConnectUrl"])
        address = self._connected[serial]
        if f"{address}\tdevice" not in ask_server(self.server, "host:devices"):
            with contextlib.suppress(DeviceError):
                ask_server(self.server, f"host:connect:{address}")

    def _disconnect(self, address: str) -> None:
        with contextlib.suppress(DeviceError):
            ask_server(self.server, f"host:disconnect:{address}")

    def _release(self, serial: str) -> None:
        path = f"user/devices/{quote(serial)}"
        with contextlib.suppress(StfError):
            self._call("DELETE", f"{path}/remoteConnect")
        with contextlib.suppress(StfError):
            self._call("DELETE", path)

    def stop(self) -> None:
        """Give everything back."""
        for serial, address in self._connected.items():
            self._disconnect(address)
            self._release(serial)
        self._connected.clear()

    def _devices(self, path: str) -> list[dict[str, Any]]:
        told = self._call("GET", path, params={"fields": FIELDS}) or {}
        return [one for one in told.get("devices", ()) if one.get("serial")]

    def _call(
        self, method: str, path: str, *, taken_is_none: bool = False, **more: Any
    ) -> dict[str, Any] | None:
        """What STF answers; None for "being used", where that is an answer."""
        where = f"{self._url}/api/v1/{path}"
        try:
            answer = self._session.request(method, where, timeout=TIMEOUT_S, **more)
            told: dict[str, Any] = answer.json()
        except (requests.RequestException, ValueError) as error:
            raise StfError(f"{where}: {error}; check --stf and the network") from error
        if taken_is_none and answer.status_code in {403, 504}:
            return None
        if answer.status_code == 401:
            raise StfError(f"{where}: STF refuses the token; renew {TOKEN_VARIABLE}")
        if answer.status_code >= 400 or not told.get("success"):
            raise StfError(f"{where}: {answer.status_code} {told.get('description', '')}")
        return told
