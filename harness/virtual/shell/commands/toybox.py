"""Further small tools of toybox: seq, yes, tee, basename, expr, nc, xxd, free, mktemp."""

import asyncio
import posixpath
from decimal import Decimal
from itertools import count

from harness.virtual.paths import normal
from harness.virtual.ports import Ports, bridge
from harness.virtual.shell.arithmetic import evaluate
from harness.virtual.shell.context import Shell, command
from harness.virtual.shell.jobs import next_pid


@command("seq")
async def seq(sh: Shell, argv: list[str]) -> int:
    """``seq [-w] [-s SIGN] [-f FORMAT] [FIRST [STEP]] LAST``."""
    words, given = argv[1:], dict[str, str]()
    while words and words[0] in {"-w", "-s", "-f"}:
        flag = words.pop(0)
        given[flag] = words.pop(0) if flag != "-w" and words else ""
    if len(words) > 3:
        await sh.err('seq: Max 3 arguments (see "seq --help")\n')
        return 1
    try:
        numbers = [Decimal(word) for word in words]
        first = numbers[0] if len(numbers) > 1 else Decimal(1)
        step = numbers[1] if len(numbers) == 3 else Decimal(1)
        shown = _counted(first, step, numbers[-1])
    except (ArithmeticError, IndexError, ValueError):
        await sh.err(f"seq: strtod {words[-1] if words else ''}: Argument list too long\n")
        return 1
    if "-f" in given:
        shown = [given["-f"] % float(one) for one in shown]
    widest = max(map(len, shown), default=0) if "-w" in given else 0
    text = given.get("-s", "\n").join(one.rjust(widest, "0") for one in shown)
    await sh.out(text + "\n" if shown else "")
    return 0


def _counted(first: Decimal, step: Decimal, last: Decimal) -> list[str]:
    """All of them, with as many decimals as the finest has."""
    if not step or not all(number.is_finite() for number in (first, step, last)):
        return []
    decimals = max(0, *(-int(n.as_tuple().exponent) for n in (first, step, last)))
    if not decimals:
        return [*map(str, range(int(first), int(last) + (1 if step > 0 else -1), int(step)))]
    steps = range(int((last - first) / step) + 1 if (last - first) / step >= 0 else 0)
    return [f"{first + step * n:.{decimals}f}" for n in steps]


@command("yes")
async def yes(sh: Shell, argv: list[str]) -> int:
    """The word again and again, until nobody reads."""
    block = (" ".join(argv[1:]) or "y") + "\n"
    for _ in count():
        await sh.out(block * 512)
        await asyncio.sleep(0)
    return 0


@command("tee")
async def tee(sh: Shell, argv: list[str]) -> int:
    """``tee [-a] FILE…``."""
    paths, status = [], 0
    for word in [word for word in argv[1:] if not word.startswith("-")]:
        path = normal(word, sh.cwd)
        try:
            (sh.fs.append if "-a" in argv else sh.fs.write)(path, b"")
        except OSError as error:
            await sh.err(f"tee: {word}: {error.strerror}\n")
            status = 1
        else:
            paths.append(path)
    while data := await sh.stdin.read(1 << 16):
        for path in paths:
            sh.fs.append(path, data)
        await sh.stdout.write(data)
    return status


@command("basename")
async def basename(sh: Shell, argv: list[str]) -> int:
    """``basename PATH [SUFFIX]``."""
    if len(argv) < 2:
        await sh.err("basename: Need 1 argument\n")
        return 1
    name = posixpath.basename(argv[1].rstrip("/")) or "/"
    suffix = argv[2] if len(argv) > 2 else ""
    await sh.out((name.removesuffix(suffix) or name) + "\n")
    return 0


@command("dirname")
async def dirname(sh: Shell, argv: list[str]) -> int:
    """``dirname PATH…``."""
    for word in argv[1:]:
        await sh.out(
            (posixpath.dirname(word.rstrip("/")) or ("/" if word[:1] == "/" else ".")) + "\n"
        )
    return 0


class _NoNames:
    def get(self, name: str) -> str | None:
        """There are no variables in ``expr``."""
        raise ValueError(f"non-integer argument {name}")

    def set(self, name: str, value: str) -> None:
        """Nor assignments."""
        raise ValueError(f"{name}={value}")


@command("expr")
async def expr(sh: Shell, argv: list[str]) -> int:
    """``expr`` of whole numbers, and ``=``/``!=`` of words."""
    words = argv[1:]
    if len(words) == 3 and words[1] in ("=", "=="):
        value = int(words[0] == words[2])
    else:
        try:
            value = evaluate(" ".join("==" if w == "=" else w for w in words), _NoNames())
        except (ValueError, ZeroDivisionError) as error:
            await sh.err(f"expr: {error}\n")
            return 2
    await sh.out(f"{value}\n")
    return 0 if value else 1


@command("nc", "netcat")
async def nc(sh: Shell, argv: list[str]) -> int:
    """``nc HOST PORT`` to a server inside the phone (or one that ``adb reverse`` listens on)."""
    words = [word for word in argv[1:] if not word.startswith("-")]
    if len(words) != 2 or not isinstance(sh.services, Ports):
        await sh.err("nc: Need HOST PORT\n")
        return 1
    try:
        reader, writer = await sh.services.connect(f"tcp:{words[1]}")
    except ConnectionRefusedError:
        await sh.err("nc: connect: Connection refused\n")
        return 1
    await bridge(_Both(sh), reader, writer)
    return 0


class _Both:
    """A command's standard input and output as one stream; the end of input keeps it open."""

    def __init__(self, sh: Shell) -> None:
        self._sh = sh

    async def read(self, at_most: int) -> bytes:
        """Standard input."""
        data = await self._sh.stdin.read(at_most)
        if not data:
            await asyncio.Event().wait()
        return data

    async def write(self, data: bytes) -> None:
        """Standard output."""
        await self._sh.stdout.write(data)


@command("xxd", "hexdump")
async def xxd(sh: Shell, argv: list[str]) -> int:
    """``xxd [-p] [FILE]``."""
    paths = [word for word in argv[1:] if not word.startswith("-")]
    data = bytearray(sh.fs.read(normal(paths[0], sh.cwd)) if paths else b"")
    while not paths and (part := await sh.stdin.read(1 << 16)):
        data += part
    for at in range(0, len(data), 30 if "-p" in argv else 16):
        row = bytes(data[at : at + (30 if "-p" in argv else 16)])
        if "-p" in argv:
            await sh.out(row.hex() + "\n")
            continue
        groups = " ".join(row[i : i + 2].hex() for i in range(0, len(row), 2))
        shown = "".join(chr(b) if 32 <= b < 127 else "." for b in row)
        await sh.out(f"{at:08x}: {groups:<39}  {shown}\n")
    return 0


@command("free")
async def free(sh: Shell, argv: list[str]) -> int:
    """Memory of a phone with 8 GiB."""
    del argv
    await sh.out(
        "\t\ttotal        used        free      shared     buffers\n"
        "Mem:       7900000000  6200000000  1700000000    40000000     9000000\n"
        "-/+ buffers/cache:      6191000000  1709000000\n"
        "Swap:      4000000000   800000000  3200000000\n"
    )
    return 0


@command("mktemp")
async def mktemp(sh: Shell, argv: list[str]) -> int:
    """``mktemp [-d]`` below ``$TMPDIR``."""
    path = posixpath.join(sh.env.get("TMPDIR", "/data/local/tmp"), f"tmp.{next_pid():010x}")
    if "-d" in argv:
        sh.fs.mkdir(path, mode=0o700)
    else:
        sh.fs.write(path, b"", mode=0o600)
    await sh.out(path + "\n")
    return 0


@command("hostname")
async def hostname(sh: Shell, argv: list[str]) -> int:
    """The phone's name."""
    del argv
    await sh.out("localhost\n")
    return 0


@command("sync")
async def sync(sh: Shell, argv: list[str]) -> int:
    """Nothing waits to be written."""
    del sh, argv
    return 0
