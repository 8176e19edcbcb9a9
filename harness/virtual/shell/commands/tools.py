"""Further toybox tools: ``uniq``, ``nl``, ``paste``, ``cmp``, ``od``, ``truncate``.

Compared with toybox 0.8.9.
"""

import re

from harness.virtual.paths import normal
from harness.virtual.shell.commands.files import split_flags
from harness.virtual.shell.commands.text import whole_input
from harness.virtual.shell.context import Shell, command


def _lines(data: bytes) -> list[str]:
    return data.decode("utf-8", "surrogateescape").splitlines()


@command("uniq")
async def uniq(sh: Shell, argv: list[str]) -> int:
    """``uniq [-cdui] [FILE]``: neighbouring equal lines made one."""
    flags, paths = split_flags(argv[1:])
    data = await whole_input(sh, "uniq", paths)
    if data is None:
        return 1
    runs: list[tuple[int, str]] = []
    for line in _lines(data):
        same = runs and (
            runs[-1][1].lower() == line.lower() if "i" in flags else runs[-1][1] == line
        )
        if same:
            runs[-1] = (runs[-1][0] + 1, runs[-1][1])
        else:
            runs.append((1, line))
    for count, line in runs:
        if ("d" in flags and count < 2) or ("u" in flags and count > 1):
            continue
        await sh.out(f"{count:7} {line}\n" if "c" in flags else f"{line}\n")
    return 0


@command("nl")
async def nl(sh: Shell, argv: list[str]) -> int:
    """``nl [FILE]``: lines that are not empty, numbered."""
    data = await whole_input(sh, "nl", split_flags(argv[1:])[1])
    if data is None:
        return 1
    number = 0
    for line in _lines(data):
        number += bool(line)
        await sh.out(f"{number:6}\t{line}\n" if line else "       \n")
    return 0


@command("paste")
async def paste(sh: Shell, argv: list[str]) -> int:
    """``paste [-s] [-d SIGNS] [FILE…]``: lines of files side by side, or one after the other."""
    serial, sign, paths = False, "\t", []
    words = argv[1:]
    while words:
        word = words.pop(0)
        found = re.fullmatch(r"-(s?)(?:d(.*))?", word, re.DOTALL) if word != "-" else None
        if found is None:
            paths.append(word)
            continue
        serial |= bool(found[1])
        if found[2] is not None:
            sign = found[2] or (words.pop(0) if words else "\t")
    columns = []
    for path in paths or ["-"]:
        data = await whole_input(sh, "paste", [] if path == "-" else [path])
        if data is None:
            return 1
        columns.append(_lines(data))
    if serial:
        await sh.out("".join(sign.join(column) + "\n" for column in columns))
        return 0
    for at in range(max(map(len, columns))):
        await sh.out(sign.join(c[at] if at < len(c) else "" for c in columns) + "\n")
    return 0


@command("cmp")
async def cmp(sh: Shell, argv: list[str]) -> int:
    """``cmp [-s] FILE FILE``: 0 when equal, 1 when not, 2 when one is shorter or missing."""
    flags, paths = split_flags(argv[1:])
    if len(paths) != 2:
        await sh.err("cmp: Needs 2 arguments\n")
        return 2
    found: list[bytes] = []
    for path in paths:
        try:
            found.append(bytes(sh.fs.read(normal(path, sh.cwd))))
        except OSError as error:
            await sh.err(f"cmp: {path}: {error.strerror}\n")
    if len(found) < 2:
        return 2
    one, other = found
    at = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if at is None and len(one) == len(other):
        return 0
    if "s" not in flags and at is not None:
        line = one[:at].count(b"\n") + 1
        await sh.out(f"{paths[0]} {paths[1]} differ: char {at + 1}, line {line}\n")
    elif "s" not in flags:
        await sh.err(f"cmp: EOF on {paths[0] if len(one) < len(other) else paths[1]}\n")
    return 1 if at is not None else 2


@command("od")
async def od(sh: Shell, argv: list[str]) -> int:
    """``od [-An] -tx1|-c [FILE]``: bytes in rows of sixteen."""
    words = [word for word in argv[1:] if not word.startswith("-")]
    options = "".join(word[1:] for word in argv[1:] if word.startswith("-"))
    data = await whole_input(sh, "od", [w for w in words if w not in ("n", "x1")])
    if data is None:
        return 1
    bare = "An" in options or ("A" in options and "n" in words)
    signs = {0: "\\0", 7: "\\a", 8: "\\b", 9: "\\t", 10: "\\n", 11: "\\v", 12: "\\f", 13: "\\r"}
    for at in range(0, len(data), 16):
        row = data[at : at + 16]
        if "c" in options:
            shown = [signs.get(b) or (chr(b) if 32 <= b < 127 else f"{b:03o}") for b in row]
            text = "".join(f"{sign:>4}" for sign in shown)
        else:
            text = "".join(f" {b:02x}" for b in row)
        await sh.out(f"{'' if bare else f'{at:07o}'}{text}\n")
    if not bare:
        await sh.out(f"{len(data):07o}\n")
    return 0


@command("truncate")
async def truncate(sh: Shell, argv: list[str]) -> int:
    """``truncate -s SIZE FILE…``: cut, or filled with zeros."""
    words = argv[1:]
    if len(words) < 3 or words[0] != "-s" or not re.fullmatch(r"[+-]?\d+[kKmM]?", words[1]):
        await sh.err("truncate: Needs -s SIZE and a file\n")
        return 1
    number = int(words[1].rstrip("kKmM")) * {"k": 1 << 10, "m": 1 << 20}.get(
        words[1][-1].lower(), 1
    )
    for path in words[2:]:
        full = normal(path, sh.cwd)
        data = bytes(sh.fs.read(full)) if sh.fs.is_file(full) else b""
        size = len(data) + number if words[1][0] in "+-" else number
        sh.fs.write(full, data[: max(0, size)].ljust(max(0, size), b"\0"))
    return 0
