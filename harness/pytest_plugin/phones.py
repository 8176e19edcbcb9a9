"""Which phone a worker uses: one a worker, and no phone in two hands at once."""

import os
from typing import IO, Any

import pytest

from harness.domain.errors import DeviceError
from harness.pytest_plugin import settings


class PhonePool:
    """The phone of one pytest process; connected when it is first asked for."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._device: Any = None
        self._lock: IO[str] | None = None

    def device(self) -> Any:
        """The connected phone. Raises ``DeviceError``, which makes the test an error."""
        if self._device is None:
            from harness.device.device import Device  # noqa: PLC0415  loads when wanted
            from harness.device.holding import hold  # noqa: PLC0415

            serial = self._serial()
            self._lock = hold(serial)
            self._device = Device.connect(serial)
        return self._device

    def close(self) -> None:
        """Leave the phone as it was found."""
        if self._device is not None:
            self._device.close()
            self._device = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _serial(self) -> str:
        from harness.device.device import choose_serial, list_devices  # noqa: PLC0415

        worker = getattr(self._config, "workerinput", None)
        named = settings.serials(self._config)
        if worker is None:
            return choose_serial(named[0] if named else None, os.environ)
        names = named or sorted(e.serial for e in list_devices() if e.state == "device")
        number = int(str(worker["workerid"]).removeprefix("gw"))
        if number >= len(names):
            raise DeviceError(
                f"{worker['workercount']} workers but {len(names)} phones "
                f"({', '.join(names) or 'none'}); use: -n {max(1, len(names))}"
            )
        return choose_serial(names[number], os.environ)


def header_lines(config: pytest.Config, version: str) -> list[str]:
    """What the header says: versions, adb, the phones that are named and their state."""
    from harness.device.device import list_devices  # noqa: PLC0415
    from harness.device.server import adb_version, find_adb  # noqa: PLC0415

    try:
        binary = find_adb()
        listed = {entry.serial: entry.state for entry in list_devices()}
        adb = f"adb {adb_version(binary.path) or 'unknown'} ({binary.path})"
    except DeviceError as error:
        return [f"taptruth {version}: {error}"]
    phones = ", ".join(
        f"{name} {listed.get(name, 'not connected')}" for name in settings.serials(config)
    )
    return [f"taptruth {version}: {adb}, phones: {phones}"]
