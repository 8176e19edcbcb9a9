"""``head`` and ``tail``. ``head`` stops reading as soon as it has enough."""

import dataclasses

from harness.virtual.paths import normal
from harness.virtual.shell.commands.files import complain
from harness.virtual.shell.context import Input, Shell, command
from harness.virtual.shell.streams import FileInput

BLOCK = 1 << 16


@dataclasses.dataclass
class _Wish:
    count: int = 10
    in_bytes: bool = False
    from_start: bool = False
    """``tail -n +3``: all from the third on."""
    follow: bool = False
    quiet: bool = False
    paths: list[str] = dataclasses.field(default_factory=list)


def _wish_of(argv: list[str]) -> _Wish:
    wish, words = _Wish(), argv[1:]
    while words:
        word = words.pop(0)
        if word in ("-f", "-F"):
            wish.follow = True
        elif word[:2] in ("-n", "-c"):
            wish.in_bytes = word[1] == "c"
            number = word[2:] or (words.pop(0) if words else "10")
            wish.from_start = number.startswith("+")
            wish.count = int(number.lstrip("+-"))
        elif word[:1] == "-" and word[1:].isdigit():
            wish.count = int(word[1:])
        elif word == "-q":
            wish.quiet = True
        elif word != "-v":
            wish.paths.append(word)
    return wish


@command("head", "tail")
async def head(sh: Shell, argv: list[str]) -> int:
    """``head|tail [-n N|-N|-c N] [-f] [FILE…]``; ``tail -n +N`` from line N on."""
    try:
        wish = _wish_of(argv)
    except ValueError:
        await sh.err(f"{argv[0]}: bad number\n")
        return 1
    take = _first if argv[0] == "head" else _last
    status, gap = 0, ""
    for path in wish.paths or ["-"]:
        if path == "-":
            await take(sh, sh.stdin, wish)
            continue
        try:
            source = FileInput(sh.fs.parts(normal(path, sh.cwd)))
        except OSError as error:
            await complain(sh, argv[0], path, error)
            status = 1
            continue
        if len(wish.paths) > 1 and not wish.quiet:
            await sh.out(f"{gap}==> {path} <==\n")
            gap = "\n"
        await take(sh, source, wish)
    return status


async def _first(sh: Shell, source: Input, wish: _Wish) -> None:
    left = wish.count
    while left > 0 and (data := await source.read(BLOCK)):
        if wish.in_bytes:
            part = data[:left]
            left -= len(part)
        else:
            lines = data.split(b"\n", left)
            enough = len(lines) > left
            part = data[: len(data) - len(lines[-1])] if enough else data
            left -= len(lines) - 1
        await sh.stdout.write(part)


async def _last(sh: Shell, source: Input, wish: _Wish) -> None:
    data = bytearray()
    while part := await source.read(BLOCK):
        data += part
    if wish.in_bytes:
        start = wish.count - 1 if wish.from_start else max(0, len(data) - wish.count)
        await sh.stdout.write(bytes(data[max(0, start) :]))
        return
    lines = bytes(data).splitlines(keepends=True)
    start = wish.count - 1 if wish.from_start else max(0, len(lines) - wish.count)
    await sh.stdout.write(b"".join(lines[max(0, start) :]))
