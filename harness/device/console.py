"""The emulator's console: the one way to move a device without a hand.

A line protocol on the port that the serial names (``emulator-5554``), on the machine of the adb
server; answers end in ``OK`` or ``KO: reason``. Before anything else it wants the token of
``~/.emulator_console_auth_token``. Phones have nothing like it.
"""

import contextlib
import re
import socket
import time
from pathlib import Path
from typing import BinaryIO, Self

from harness.device.errors import at_the_seam
from harness.device.link import Link
from harness.device.records import Receipt
from harness.domain.errors import DeviceError
from harness.domain.motion import STILL, Motion, MotionSample, Vector

TOKEN_FILE = ".emulator_console_auth_token"  # noqa: S105  a file's name
TIMEOUT_S = 5.0
_SERIAL = re.compile(r"emulator-(\d+)")
_REST = "0:9.81:0"


def console_port(serial: str) -> int | None:
    """The console's port where the serial is an emulator's."""
    found = _SERIAL.fullmatch(serial)
    return None if found is None else int(found[1])


class EmulatorSensors:
    """Plays movements on an emulator's sensors: the capability "shakes"."""

    channel = "emulator-console"

    def __init__(self, link: Link, home: Path | None = None) -> None:
        self._serial = link.serial
        self._host = link.address.host
        self._home = home or Path.home()

    def available(self) -> bool:
        """Whether a console answers and lets the accelerometer be read."""
        if console_port(self._serial) is None:
            return False
        try:
            with _Line(self._serial, self._host, self._home) as line:
                line.ask("sensor get acceleration")
        except DeviceError:
            return False
        return True

    def play_motion(self, motion: Motion) -> Receipt:
        """Set accelerometer and gyroscope at the times of the samples; then as they were.

        Returns when it is over; the receipt tells when the first sample was sent and when the
        last was acknowledged. Raises ``DeviceError`` where there is no console.
        """
        with _Line(self._serial, self._host, self._home) as line:
            before = _value(line.ask("sensor get acceleration")) or _REST
            sent_ns = time.monotonic_ns()
            try:
                receipt_ns = self._samples(line, motion, sent_ns)
            finally:
                with contextlib.suppress(DeviceError):
                    line.ask(f"sensor set acceleration {before}", "sensor set gyroscope 0:0:0")
        return Receipt(sent_ns=sent_ns, receipt_ns=receipt_ns, channel=self.channel)

    def _samples(self, line: "_Line", motion: Motion, begun_ns: int) -> int:
        spinning = STILL
        for sample in motion.samples:
            due_ns = begun_ns + sample.at_ms * 1_000_000
            time.sleep(max(0, due_ns - time.monotonic_ns()) / 1e9)
            line.ask(*_settings(sample, spinning))
            spinning = sample.rotation_rad_s
        return time.monotonic_ns()


def _settings(sample: MotionSample, spinning: Vector) -> list[str]:
    """The gyroscope first: its rate holds for the way to the position that follows."""
    told = [f"sensor set acceleration {_words(sample.acceleration_m_s2)}"]
    if sample.rotation_rad_s != spinning:
        told.insert(0, f"sensor set gyroscope {_words(sample.rotation_rad_s)}")
    return told


def _words(vector: Vector) -> str:
    return ":".join(f"{value:g}" for value in vector)


def _value(answer: str) -> str:
    return answer.partition("=")[2].strip()


class _Line:
    """One connection to the console, trusted."""

    def __init__(self, serial: str, host: str, home: Path) -> None:
        self._serial = serial
        self._host = host
        self._token = home / TOKEN_FILE
        self._socket: socket.socket
        self._answers: BinaryIO

    def __enter__(self) -> Self:
        port = console_port(self._serial)
        if port is None:
            raise DeviceError(
                f"{self._serial} is no emulator: its sensors cannot be played", serial=self._serial
            )
        with at_the_seam(self._serial, "console"):
            self._socket = socket.create_connection((self._host, port), timeout=TIMEOUT_S)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._answers = self._socket.makefile("rb")
        try:
            self._log_in()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._answers.close()
            self._socket.close()

    def _log_in(self) -> None:
        if "authentication required" in self._answer().lower():
            try:
                token = self._token.read_text("ascii").strip()
            except (OSError, UnicodeDecodeError) as error:
                raise DeviceError(
                    f"{self._serial}: its console wants the token of {self._token}, which cannot "
                    "be read; run as the user who started the emulator",
                    serial=self._serial,
                ) from error
            self.ask(f"auth {token}")

    def ask(self, *commands: str) -> str:
        """Send all at once; the last one's answer. Raises ``DeviceError`` for a ``KO``."""
        with at_the_seam(self._serial, commands[0].partition(" ")[0]):
            self._socket.sendall("".join(f"{command}\n" for command in commands).encode())
            answers = [self._answer() for _ in commands]
        return answers[-1]

    def _answer(self) -> str:
        said = ""
        with at_the_seam(self._serial, "console"):
            while True:
                line = self._answers.readline()
                if not line:
                    raise ConnectionError("the console closed the line")
                text = line.decode("utf-8", "replace").strip()
                if text == "OK" or text.startswith("OK:"):
                    return said
                if text.startswith("KO"):
                    raise DeviceError(
                        f"{self._serial}: the emulator's console refused: {text[3:].strip()}",
                        serial=self._serial,
                        output=text,
                    )
                said += text + "\n"
