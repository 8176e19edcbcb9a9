"""Life of uiautomator2's on-device server: started, watched over and stopped again.

Only uiautomator2 starts it (it knows the jar and the command); requests go through ``Rpc``.
Its watcher is never enabled: it would press 同意 and 安装 by itself.
"""

import atexit
import contextlib
from typing import Any

from harness.device.errors import at_the_seam
from harness.device.link import Link
from harness.device.rpc import Rpc
from harness.domain.errors import DeviceError, DeviceLostError

JAR = "/data/local/tmp/u2.jar"
TEMP_FOLDER = "/data/local/tmp/u2"


class OnDeviceServer:
    """The server of one device. ``start`` raises ``DeviceError`` where it cannot run."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self.rpc = Rpc(link)
        self._driver: Any = None
        self._found_running = False
        self._found_jar = False

    def start(self) -> None:
        """Start it, or use the one that runs."""
        self._found_jar = self._exists(JAR)
        self._found_running = self.rpc.ping()
        with at_the_seam(self._link.serial, "start the on-device server"):
            import adbutils  # noqa: PLC0415  loads in 0.1 s, not needed in adb-only mode
            import uiautomator2  # noqa: PLC0415

            client = adbutils.AdbClient(self._link.address.host, self._link.address.port)
            self._driver = uiautomator2.connect(client.device(self._link.serial))
        if not self.rpc.ping():
            raise DeviceError(
                f"{self._link.serial}: the on-device server started but does not answer",
                serial=self._link.serial,
            )

    def revive(self) -> None:
        """Start it again after it died. Nothing that was sent is sent again."""
        if self._driver is None:
            raise DeviceError(f"{self._link.serial}: no on-device server", serial=self._link.serial)
        with at_the_seam(self._link.serial, "restart the on-device server"):
            self._driver.start_uiautomator()

    def ensure_alive(self) -> None:
        """Before an input is sent: answer or be restarted."""
        try:
            self.rpc.ready()
        except DeviceLostError:
            raise
        except DeviceError:
            self.revive()
            self.rpc.ready()

    def stop(self) -> None:
        """Stop what was started and remove what was pushed; never raises for a gone device."""
        self.rpc.close()
        driver, self._driver = self._driver, None
        if driver is None:
            return
        atexit.unregister(driver.stop_uiautomator)
        with contextlib.suppress(Exception):
            driver.stop_uiautomator(wait=False)
        if not self._found_jar and not self._found_running:
            with contextlib.suppress(DeviceError):
                self._link.shell(f"rm -rf {JAR} {TEMP_FOLDER}")

    def _exists(self, path: str) -> bool:
        told = self._link.shell(f"ls {path}")
        return told.code == 0 if told.code is not None else "No such file" not in told.text
