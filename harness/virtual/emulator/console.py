"""The emulator's console: a line protocol on the even port, met by ``adb emu`` and by telnet.

Protocol as in the emulator's sources (``android/console.cpp``): a greeting, ``OK`` or ``KO:``
lines ended by CR LF, and ``auth`` with the token of ``~/.emulator_console_auth_token`` before
anything that changes something. An empty token file means no token is wanted.
"""

import asyncio
import secrets
from collections.abc import Callable
from pathlib import Path

from harness.virtual.android.phone import Phone

TOKEN_FILE = ".emulator_console_auth_token"  # noqa: S105  a file's name
OK = "OK\r\n"
MOST_LINE = 4096


class ConsoleError(Exception):
    """What follows ``KO:``."""


def read_token(home: Path) -> str:
    """The token of this user, made where there is none, as the emulator does."""
    file = home / TOKEN_FILE
    try:
        return file.read_text("ascii").strip()
    except FileNotFoundError:
        token = secrets.token_urlsafe(12)
        file.touch(mode=0o600)
        file.write_text(token, "ascii")
        return token


class Console:
    """Serves every connection; ``kill`` ends the phone."""

    def __init__(self, phone: Phone, home: Path, kill: Callable[[], None]) -> None:
        self._phone = phone
        self._file = home / TOKEN_FILE
        self._token = read_token(home)
        self._kill = kill

    async def start(self, port: int, host: str = "127.0.0.1") -> asyncio.Server:
        """Listen on the even port; ``OSError`` when it is taken."""
        return await asyncio.start_server(self._serve, host, port, limit=MOST_LINE)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        session = _Session(self._phone, self._token, self._kill)
        writer.write((self._greeting() if self._token else _WELCOME + OK).encode())
        try:
            while not session.over and (line := await reader.readline()):
                writer.write(session.answer(line.decode("utf-8", "replace").strip()).encode())
                await writer.drain()
        except (ConnectionError, ValueError):
            pass  # gone, or a line without end
        finally:
            writer.close()

    def _greeting(self) -> str:
        return (
            "Android Console: Authentication required\r\n"
            "Android Console: type 'auth <auth_token>' to authenticate\r\n"
            "Android Console: you can find your <auth_token> in \r\n"
            f"'{self._file}'\r\n{OK}"
        )


_WELCOME = "Android Console: type 'help' for a list of commands\r\n"
_HELP = """Android console commands:\r
\r
    help|h|?         print a list of commands\r
    ping             check if the emulator is alive\r
    quit|exit        quit control session\r
    kill             kill the emulator instance\r
    auth             user authentication for the emulator console\r
    rotate           rotate the screen clockwise by 90 degrees\r
    sensor           manage emulator sensors\r
    avd              control virtual device execution\r
\r
try 'help <command>' for command-specific help\r
"""
_UNLOCKED = frozenset({"help", "h", "?", "quit", "exit", "auth", "ping"})


class _Session:
    """One connection: what it may do, and its answers."""

    def __init__(self, phone: Phone, token: str, kill: Callable[[], None]) -> None:
        self._phone = phone
        self._token = token
        self._kill = kill
        self._trusted = not token
        self.over = False

    def answer(self, line: str) -> str:
        """The text for one line, its ``OK`` or ``KO`` included."""
        words = line.split()
        if not words:
            return ""
        name = words[0].lower()
        act = {
            "help": self._help, "h": self._help, "?": self._help, "ping": self._ping,
            "quit": self._quit, "exit": self._quit, "kill": self._end, "auth": self._auth,
            "rotate": self._rotate, "sensor": self._sensor, "avd": self._avd,
        }.get(name)  # fmt: skip
        if act is None or not (self._trusted or name in _UNLOCKED):
            return "KO: unknown command, try 'help'\r\n"
        try:
            said = act(words[1:])
        except ConsoleError as error:
            return f"KO: {error}\r\n"
        return said if self.over else said + OK

    def _help(self, _: list[str]) -> str:
        return _HELP

    def _ping(self, _: list[str]) -> str:
        return "I am alive!\r\n"

    def _quit(self, _: list[str]) -> str:
        self.over = True
        return ""

    def _end(self, _: list[str]) -> str:
        self.over = True
        self._kill()
        return "OK: killing emulator, bye bye\r\n"

    def _auth(self, words: list[str]) -> str:
        if len(words) != 1:
            raise ConsoleError("missing authentication token")
        if not secrets.compare_digest(words[0].encode(), self._token.encode()):
            self.over = True
            return "KO: authentication token does not match ~/.emulator_console_auth_token\r\n"
        self._trusted = True
        return _WELCOME

    def _rotate(self, _: list[str]) -> str:
        self._phone.set_rotation(self._phone.rotation + 1)
        return ""

    def _avd(self, words: list[str]) -> str:
        match words:
            case ["name"]:
                return f"{self._phone.config.model.replace(' ', '_')}\r\n"
            case ["status"]:
                return "virtual device is running\r\n"
            case _:
                raise ConsoleError("missing sub-command, try 'avd name' or 'avd status'")

    def _sensor(self, words: list[str]) -> str:
        match words:
            case ["status"]:
                return "".join(f"{name}: enabled.\r\n" for name in self._phone.sensors.names())
            case ["get", name]:
                values = self._phone.sensors.get(self._known(name))
                return f"{name} = {':'.join(f'{value:g}' for value in values)}\r\n"
            case ["set", name, values]:
                self._phone.sensors.set(self._known(name), _numbers(values))
                return ""
            case ["get", *_]:
                raise ConsoleError("usage: 'get <sensorname>'")
            case ["set", *_]:
                raise ConsoleError("usage: 'set <sensorname> <value-a>[:<value-b>[:<value-c>]]'")
            case _:
                raise ConsoleError("missing sub-command")

    def _known(self, name: str) -> str:
        if name not in self._phone.sensors.names():
            raise ConsoleError("unknown sensor name: " + name)
        return name


def _numbers(text: str) -> list[float]:
    try:
        numbers = [float(word) for word in text.split(":")]
    except ValueError as error:
        raise ConsoleError("invalid value") from error
    if len(numbers) > 3 or any(number != number or abs(number) > 1e6 for number in numbers):  # noqa: PLR0124  NaN
        raise ConsoleError("invalid value")
    return numbers


async def tell_adb(adb_port: int, adbd_port: int) -> bool:
    """Ask a running adb server to take up this emulator; False where there is no server."""
    request = f"host:emulator:{adbd_port}".encode()
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", adb_port)
        writer.write(b"%04x" % len(request) + request)
        await writer.drain()
        writer.close()
        await writer.wait_closed()
    except OSError:
        return False
    return True
