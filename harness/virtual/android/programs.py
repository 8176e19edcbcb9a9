"""What commands may do with the phone's programs: install, start, stop and remove them."""

import asyncio
import dataclasses
from collections.abc import Sequence

from harness.virtual.android.assembly import Assembly
from harness.virtual.android.eventlog import SYSTEM_SERVER_PID
from harness.virtual.android.installer import Wish
from harness.virtual.android.processes import user_name
from harness.virtual.android.starter import STARTED, Call
from harness.virtual.android.state import Intent, StartResult

SHELL_UID = 2000
SHELL_PACKAGE = "com.android.shell"


class Programs(Assembly):
    """Packages, their activities and their processes."""

    def resolve(self, intent: Intent) -> list[tuple[str, str]]:
        """Components that answer an intent, best first."""
        return [(info.package, info.name) for info in self.package_manager.resolve(intent)]

    async def start_activity(
        self, intent: Intent, *, caller: str | None, caller_uid: int, wait: bool = False
    ) -> StartResult:
        """Start; with ``wait`` return when the first window is drawn."""
        asked_ms = self.clock.now_ms()
        if caller is None and caller_uid == SHELL_UID:
            caller = SHELL_PACKAGE
        result = self.activities.starter.start(Call(intent, caller, caller_uid))
        live = None
        if result.activity is not None:
            live = self.activities.stack.lives.get(result.activity.token)
        sleeping = not self.core.awake or self.core.locked
        if not wait or live is None or sleeping:
            return result
        if not live.drawn:
            drawn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            live.waiters.append(lambda: None if drawn.done() else drawn.set_result(None))
            await drawn
        cold_or_warm = result.code == STARTED
        return dataclasses.replace(
            result,
            launch_state=live.launch_state if cold_or_warm else result.launch_state,
            total_ms=live.total_ms if cold_or_warm else 0,
            wait_ms=round(self.clock.now_ms() - asked_ms),
        )

    def force_stop(self, package: str) -> None:
        """Kill its processes, remove its activities, mark it stopped."""
        known = self.packages.get(package)
        if known is None:
            return
        self.event_log.write(
            "main",
            "I",
            "ActivityManager",
            f"Force stopping {package} appid={known.uid} user=0: from pid {SYSTEM_SERVER_PID}",
        )
        self.window_manager.forget(package)
        self.activities.end_package(package, f"stop {package} due to from pid {SYSTEM_SERVER_PID}")
        known.stopped = True

    def clear_data(self, package: str) -> bool:
        """Force-stop and forget. False when there is no such package."""
        known = self.packages.get(package)
        if known is None:
            return False
        self.force_stop(package)
        known.memory.clear()
        known.granted.clear()
        return True

    def install(self, apks: Sequence[bytes], wish: Wish) -> str:
        """Install a base APK and its splits; "Success" or "Failure [INSTALL_FAILED_…: …]"."""
        return self.package_manager.install(apks, wish, before=self.force_stop)

    def uninstall(self, package: str) -> bool:
        """False when there is no such package, or it belongs to the system."""
        known = self.packages.get(package)
        if known is None or known.system:
            return False
        self.force_stop(package)
        self.package_manager.remove(known)
        return True

    def crash(self, wanted: str) -> None:
        """Let a package's process crash, or the one of that number."""
        self.host.crash_from_shell(wanted)

    def kill(self, pid: int) -> bool:
        """End a process with its activities. False when there is none."""
        process = self.processes.get(pid)
        if process is None or process.package not in self.packages:
            return False
        self.activities.end_package(process.package, f"signal 9 from {user_name(2000)}")
        return True

    def freeze(self, pid: int, *, frozen: bool) -> bool:
        """Stop a process, or let it go on: its app feels nothing while it is stopped."""
        process = self.processes.get(pid)
        app = None if process is None else self.activities.apps.get(process.package)
        if app is not None:
            app.frozen = frozen
        return process is not None

    def is_frozen(self, pid: int) -> bool:
        """Whether a process is stopped."""
        process = self.processes.get(pid)
        app = None if process is None else self.activities.apps.get(process.package)
        return app is not None and app.frozen

    def show_overlay(self, package: str, popup: str) -> None:
        """Let a scripted app show a pop-up over whatever is in front, from the background."""
        known, processes = self.packages[package], self.activities.processes
        if processes.of(package) is None:
            processes.bound(processes.start(known, "service", f"{package}/.OverlayService"))
            self.activities.process_started(package)
        self.activities.apps[package].show(popup, 0)
