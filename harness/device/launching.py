"""Starting an app as a person does: its launcher activity, cold, while frames flow."""

import contextlib
import shlex
import threading
import time

from harness.device.errors import at_the_seam
from harness.device.link import Link
from harness.device.parsers.am_start import parse_am_start
from harness.device.parsers.errors import ParseError
from harness.device.parsers.package_dump import parse_package_dump
from harness.device.parsers.packages import parse_package_paths, parse_resolved
from harness.device.records import LaunchReceipt, LaunchReport
from harness.domain.errors import DeviceError, UsageError

AS_ICON = "-a android.intent.action.MAIN -c android.intent.category.LAUNCHER -f 0x10200000"
"""What launchers send: NEW_TASK and RESET_TASK_IF_NEEDED bring a running task to the front."""
START_TIMEOUT_S = 60.0
_PACKAGE_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._")


def checked_package(package: str) -> str:
    """The name, if it can be one; raises ``UsageError``: it goes into a shell line."""
    if not package or "." not in package or not set(package) <= _PACKAGE_LETTERS:
        raise UsageError(f"{package!r} is no package name; it looks like com.example.app")
    return package


class NotInstalledError(DeviceError):
    """The package is not on the device."""


class Launcher:
    """Starts apps on one device and keeps what the last start reported."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._components: dict[str, str | None] = {}
        self._report: LaunchReport | None = None
        self._done = threading.Event()

    def forget(self, package: str) -> None:
        """The package changed (installed, removed): look again."""
        self._components.pop(package, None)

    def component_of(self, package: str) -> str | None:
        """The launcher activity, None where only ``monkey`` may find it.

        Raises ``DeviceError`` when the package is not installed.
        """
        checked_package(package)
        if package not in self._components:
            self._require_installed(package)
            self._components[package] = self._resolve(package)
        return self._components[package]

    def require_installed(self, package: str) -> None:
        """Raise ``UsageError`` for a package that is not installed."""
        try:
            self._require_installed(checked_package(package))
        except NotInstalledError as error:
            raise UsageError(str(error)) from error

    def _require_installed(self, package: str) -> None:
        told = self._link.shell(f"pm path {package}")
        if not parse_package_paths(told.out):
            raise NotInstalledError(
                f"{package} is not installed on {self._link.serial}; list what is: "
                f"adb -s {self._link.serial} shell pm list packages -3",
                serial=self._link.serial,
                command=f"pm path {package}",
                output=told.text,
            )

    def _resolve(self, package: str) -> str | None:
        told = self._link.shell(f"cmd package resolve-activity --brief {package}")
        found = parse_resolved(told.out)
        if found is not None and found.startswith(package + "/"):
            return found
        with contextlib.suppress(ParseError):
            dump = self._link.shell(f"dumpsys package {package}")
            launchers = parse_package_dump(dump.out, package).launchers
            return launchers[0] if launchers else None
        return None

    def launch(self, package: str) -> LaunchReceipt:
        """Send the start command and return at once; ``report`` tells the end later."""
        return self._start(package, "am start -W -n")

    def reopen(self, package: str) -> LaunchReceipt:
        """Bring the app's task to the front as a launcher's icon does."""
        return self._start(package, f"am start -W {AS_ICON} -n")

    def _start(self, package: str, start: str) -> LaunchReceipt:
        component = self.component_of(package)
        if component is None:
            command = f"monkey -p {package} -c android.intent.category.LAUNCHER 1"
        else:
            command = f"{start} {shlex.quote(component)}"
        self._done = threading.Event()
        self._report = None
        at_ns = time.monotonic_ns()
        thread = threading.Thread(
            target=self._run, args=(command, self._done), name="am-start", daemon=True
        )
        thread.start()
        return LaunchReceipt(at_ns=at_ns, component=component or package)

    def _run(self, command: str, done: threading.Event) -> None:
        try:
            with at_the_seam(self._link.serial, command):
                told = self._link.shell(command, timeout_s=START_TIMEOUT_S).text
            report = monkey_report(told) if command.startswith("monkey") else start_report(told)
        except DeviceError as error:
            report = LaunchReport(ok=False, error=str(error))
        if done is self._done:  # a newer launch owns the report otherwise
            self._report = report
        done.set()

    def report(self, *, timeout_s: float = START_TIMEOUT_S) -> LaunchReport | None:
        """What the last start reported; None while it is still running after ``timeout_s``."""
        self._done.wait(timeout_s)
        return self._report


def start_report(text: str) -> LaunchReport:
    """Report of ``am start -W``."""
    told = parse_am_start(text)
    return LaunchReport(
        ok=told.ok,
        component=told.component,
        launch_state=told.launch_state,
        total_ms=told.total_ms,
        wait_ms=told.wait_ms,
        error=told.error or (None if told.ok else "am start said nothing of success"),
    )


def monkey_report(text: str) -> LaunchReport:
    """Report of ``monkey``, the last resort."""
    ok = "Events injected: 1" in text
    return LaunchReport(ok=ok, error=None if ok else " ".join(text.split())[:200])
