"""``dd``: copies in parts, so that no file need be in memory at once."""

import time

from harness.virtual.contents import PART_BYTES
from harness.virtual.paths import normal
from harness.virtual.shell.commands.files import complain
from harness.virtual.shell.context import Input, Output, Shell, command
from harness.virtual.shell.streams import FileInput, FileOutput

_UNITS = {"c": 1, "b": 512, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30}


@command("dd")
async def dd(sh: Shell, argv: list[str]) -> int:
    """``dd [if=FILE] [of=FILE] [bs=N] [count=N] [skip=N] [seek=N] [conv=notrunc]``."""
    given = dict(word.partition("=")[::2] for word in argv[1:])
    try:
        block = _number(given.get("bs", "512"), least=1)
        most = _number(given["count"]) * block if "count" in given else None
        skip, seek = _number(given.get("skip", "0")), _number(given.get("seek", "0"))
    except ValueError:
        await sh.err("dd: bad number\n")
        return 1
    name, began = given.get("if", ""), time.monotonic()
    old, kept = "", b""
    try:
        source: Input = sh.stdin
        if name:
            source = FileInput(sh.fs.parts(normal(name, sh.cwd), skip * block))
        name, output = given.get("of", ""), sh.stdout
        if name:
            old = normal(name, sh.cwd)
            kept = _opened(sh, old, seek * block)
            output = FileOutput(sh.fs, old)
        copied = await _copy(source, output, most)
        if old and "notrunc" in given.get("conv", ""):
            sh.fs.append(old, kept[seek * block + copied :])
    except BrokenPipeError:
        raise
    except OSError as error:
        await complain(sh, "dd", name, error)
        return 1
    if given.get("status") != "none":
        records = f"{copied // block}+{int(copied % block > 0)}"
        await sh.err(f"{records} records in\n{records} records out\n")
        took_s = max(time.monotonic() - began, 0.001)
        speed = f"{took_s:.3f} s, {copied / took_s / (1 << 20):.1f} M/s"
        await sh.err(f"{copied} bytes ({copied / 1024:.1f} K) copied, {speed}\n")
    return 0


def _opened(sh: Shell, path: str, seek: int) -> bytes:
    """Make a file that ends at ``seek``, where it will be filled; returns what it was before."""
    before = sh.fs.read(path) if sh.fs.is_file(path) else b""
    sh.fs.write(path, before[:seek].ljust(seek, b"\0"))
    return before


async def _copy(source: Input, output: Output, most: int | None) -> int:
    copied = 0
    while most is None or copied < most:
        part = await source.read(PART_BYTES if most is None else min(PART_BYTES, most - copied))
        if not part:
            break
        await output.write(part)
        copied += len(part)
    return copied


def _number(word: str, least: int = 0) -> int:
    """``4096``, ``64k``, ``1M``; ``ValueError`` for anything else, or less."""
    scale = _UNITS.get(word[-1:].lower(), 0)
    number = int(word[:-1] if scale else word) * (scale or 1)
    if number < least:
        raise ValueError(word)
    return number
