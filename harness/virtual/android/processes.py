"""Processes: their numbers, and the log lines of their life."""

from collections.abc import Callable

from harness.virtual.android.core import Core
from harness.virtual.android.eventlog import SYSTEM_SERVER_PID
from harness.virtual.android.state import Package, Process

_FIRST_PROCESSES = (
    (1, "init", 0),
    (402, "surfaceflinger", 1000),
    (611, "adbd", 2000),
    (SYSTEM_SERVER_PID, "system_server", 1000),
)


class Processes:
    """Starts and ends processes."""

    def __init__(self, core: Core, on_end: Callable[[str], None]) -> None:
        self._core = core
        self._on_end = on_end
        self._last_pid = 1900
        for pid, name, uid in _FIRST_PROCESSES:
            core.processes[pid] = Process(pid=pid, package=name, uid=uid, started_ms=0)

    def of(self, package: str) -> Process | None:
        """The package's process, if it runs."""
        return next((p for p in self._core.processes.values() if p.package == package), None)

    def start(self, package: Package, kind: str, component: str) -> Process:
        """Start the package's process; ``kind`` as in am_proc_start (top-activity, service)."""
        self._last_pid += self._core.ids.step(37)
        process = Process(
            pid=self._last_pid,
            package=package.name,
            uid=package.uid,
            started_ms=int(self._core.clock.now_ms()),
        )
        self._core.processes[process.pid] = process
        package.stopped = False
        log = self._core.log
        log.event(
            "am_proc_start", 0, process.pid, package.uid, package.name, kind, f"{{{component}}}"
        )
        log.write(
            "main",
            "I",
            "ActivityManager",
            f"Start proc {process.pid}:{package.name}/{user_name(package.uid)}"
            f" for {kind} {{{component}}}",
        )
        return process

    def bound(self, process: Process) -> None:
        """The process came up."""
        self._core.log.event("am_proc_bound", 0, process.pid, process.package)

    def end(self, process: Process, reason: str | None) -> None:
        """End it; with a reason it was killed, without it died of itself."""
        if self._core.processes.pop(process.pid, None) is None:
            return
        log = self._core.log
        if reason is not None:
            log.event("am_kill", 0, process.pid, process.package, 0, reason)
            log.write(
                "main",
                "I",
                "ActivityManager",
                f"Killing {process.pid}:{process.package}/{user_name(process.uid)} (adj 0):"
                f" {reason}",
            )
        log.event("am_proc_died", 0, process.pid, process.package, 0, 2)
        log.write(
            "main",
            "I",
            "ActivityManager",
            f"Process {process.package} (pid {process.pid}) has died: fg  TOP",
        )
        self._on_end(process.package)


def user_name(uid: int) -> str:
    """``u0a42`` for apps, the number for the system."""
    return f"u0a{uid - 10000}" if uid >= 10000 else str(uid)
