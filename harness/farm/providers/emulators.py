"""Android emulators by the name of their AVD, where the SDK's ``emulator`` is there."""

import contextlib
import os
import shutil
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path

from harness.device.server import ServerAddress, ensure_running, server_address
from harness.domain.errors import UsageError
from harness.farm.children import dying_with_us

FIRST_PORT = 5554
"""Even console ports from here on; an emulator's serial is ``emulator-PORT``."""
SDK_VARIABLES = ("ANDROID_SDK_ROOT", "ANDROID_HOME")


def find_emulator(env: Mapping[str, str] = os.environ) -> str:
    """The SDK's program; UsageError says where it was looked for."""
    for variable in SDK_VARIABLES:
        found = Path(env.get(variable, "")) / "emulator" / "emulator"
        if env.get(variable) and found.is_file():
            return str(found)
    on_path = shutil.which("emulator", path=env.get("PATH"))
    if on_path is None:
        raise UsageError(
            "--emulator: no `emulator` on PATH or below ANDROID_SDK_ROOT; install it: "
            "sdkmanager emulator"
        )
    return on_path


def avds(program: str) -> list[str]:
    """Names of the AVDs that it knows."""
    done = subprocess.run(
        [program, "-list-avds"], capture_output=True, text=True, check=False, timeout=60
    )
    return [line.strip() for line in done.stdout.splitlines() if line.strip()]


class Emulators:
    """One emulator an AVD, headless, started anew when it ends."""

    def __init__(
        self, names: list[str], *, first_port: int = FIRST_PORT, program: str | None = None
    ) -> None:
        self.name = "emulator"
        self.server: ServerAddress = server_address()
        self._program = program or find_emulator()
        known = avds(self._program)
        for name in names:
            if name not in known:
                raise UsageError(
                    f"--emulator {name}: no such AVD; there are: {', '.join(known) or 'none'}"
                )
        self._ports = {name: first_port + 2 * index for index, name in enumerate(names)}
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def owns(self, serial: str) -> bool:
        """Those on its ports."""
        return serial in {f"emulator-{port}" for port in self._ports.values()}

    def tend(self) -> None:
        """Start those that do not run."""
        ensure_running(self.server)
        for name, port in self._ports.items():
            process = self._running.get(name)
            if process is None or process.poll() is not None:
                words = [self._program, "-avd", name, "-port", str(port), "-no-window",
                         "-no-audio", "-no-boot-anim", "-no-snapshot-save"]  # fmt: skip
                self._running[name] = subprocess.Popen(
                    dying_with_us(words), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
                )

    def stop(self) -> None:
        """End them."""
        for process in self._running.values():
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in self._running.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(20)
            if process.poll() is None:
                process.kill()
