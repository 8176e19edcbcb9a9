"""``dd``: copies in parts, so that no file need be in memory at once."""

from harness.virtual.contents import PART_BYTES
from harness.virtual.filesystem import normal
from harness.virtual.shell.commands.files import complain
from harness.virtual.shell.context import Input, Output, Shell, command
from harness.virtual.shell.streams import FileInput, FileOutput

_UNITS = {"c": 1, "b": 512, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30}


@command("dd")
async def dd(sh: Shell, argv: list[str]) -> int:
    """``dd [if=FILE] [of=FILE] [bs=N] [count=N] [skip=N] [seek=N] [conv=notrunc]``."""
    given = dict(word.partition("=")[::2] for word in argv[1:])
    try:
        block = _number(given.get("bs", "512"))
        most = _number(given["count"]) * block if "count" in given else None
        skip, seek = _number(given.get("skip", "0")), _number(given.get("seek", "0"))
    except ValueError:
        await sh.err("dd: bad number\n")
        return 1
    name = given.get("if", "")
    try:
        source: Input = sh.stdin
        if name:
            source = FileInput(sh.fs.parts(normal(name, sh.cwd), skip * block))
        name, output = given.get("of", ""), sh.stdout
        if name:
            output = _opened(sh, normal(name, sh.cwd), given.get("conv", ""), seek * block)
        copied = await _copy(source, output, most)
    except BrokenPipeError:
        raise
    except OSError as error:
        await complain(sh, "dd", name, error)
        return 1
    if given.get("status") != "none":
        records = f"{copied // block}+{int(copied % block > 0)}"
        await sh.err(f"{records} records in\n{records} records out\n")
        await sh.err(f"{copied} bytes ({max(copied >> 10, 1)} K) copied, 0.001 s, 100 M/s\n")
    return 0


def _opened(sh: Shell, path: str, conversion: str, seek: int) -> Output:
    """A file to be filled from ``seek`` on; what lay before stays, as far as there is any."""
    before = b""
    if seek and sh.fs.exists(path):
        before = sh.fs.read(path)[:seek]
    if "notrunc" not in conversion or seek:
        sh.fs.write(path, before.ljust(seek, b"\0"))
    return FileOutput(sh.fs, path)


async def _copy(source: Input, output: Output, most: int | None) -> int:
    copied = 0
    while most is None or copied < most:
        part = await source.read(PART_BYTES if most is None else min(PART_BYTES, most - copied))
        if not part:
            break
        await output.write(part)
        copied += len(part)
    return copied


def _number(word: str) -> int:
    """``4096``, ``64k``, ``1M``; ``ValueError`` for anything else."""
    scale = _UNITS.get(word[-1:].lower(), 0)
    number = int(word[:-1] if scale else word) * (scale or 1)
    if number < 0:
        raise ValueError(word)
    return number
