"""Toybox's text tools: grep, wc, sort, uniq, cut, tr, sed, base64, gzip."""

import base64
import gzip
import re
from collections.abc import Callable

from harness.virtual.paths import normal
from harness.virtual.shell.commands.files import complain, split_flags
from harness.virtual.shell.context import Shell, command
from harness.virtual.shell.patterns import extended


async def whole_input(sh: Shell, name: str, paths: list[str]) -> bytes | None:
    """All of the files, or of standard input; None (and a complaint) when one is missing."""
    data = bytearray()
    for path in paths or ["-"]:
        if path == "-":
            while part := await sh.stdin.read(1 << 16):
                data += part
            continue
        try:
            data += sh.fs.read(normal(path, sh.cwd))
        except OSError as error:
            await complain(sh, name, path, error)
            return None
    return bytes(data)


def _lines_of(data: bytes | None) -> list[str]:
    return [] if data is None else data.decode("utf-8", "replace").splitlines()


@command("wc")
async def wc(sh: Shell, argv: list[str]) -> int:
    """``wc [-l] [-w] [-c] [-m] [files]``; of several files a total."""
    flags, paths = split_flags(argv[1:])
    status, counted = 0, list[tuple[list[int], str]]()
    for path in paths or ["-"]:
        data = await whole_input(sh, "wc", [path])
        if data is None:
            status = 1
            continue
        chars = len(data.decode("utf-8", "replace"))
        counts = {"l": data.count(b"\n"), "w": len(data.split()), "c": len(data), "m": chars}
        wanted = [letter for letter in "lwcm" if letter in (flags or "lwc")]
        counted.append(([counts[letter] for letter in wanted], path if paths else ""))
    if len(paths) > 1:
        sums = [sum(column) for column in zip(*(row for row, _ in counted), strict=True)]
        counted.append((sums or [0] * len(flags or "lwc"), "total"))
    bare = len(paths) == 1 or (not paths and len(flags) == 1)
    for row, name in counted:
        shown = " ".join(str(number) if bare else f"{number:7}" for number in row)
        await sh.out(f"{shown}{f' {name}' if name else ''}\n")
    return status


@command("tac", "rev")
async def backwards(sh: Shell, argv: list[str]) -> int:
    """The last line first, or each line from its end."""
    data = await whole_input(sh, argv[0], split_flags(argv[1:])[1])
    lines = _lines_of(data)
    turned = [line[::-1] for line in lines] if argv[0] == "rev" else lines[::-1]
    await sh.out("".join(f"{line}\n" for line in turned))
    return int(data is None)


@command("sort")
async def sort(sh: Shell, argv: list[str]) -> int:
    """``sort [-rnufc] [-t SIGN] [-k FIELD[n][r]] [-o FILE] [files]``."""
    words, given, flags = argv[1:], dict[str, str](), ""
    paths = []
    while words:
        word = words.pop(0)
        if word[:2] in {"-t", "-k", "-o"}:
            given[word[1]] = word[2:] or (words.pop(0) if words else "")
        elif word.startswith("-") and len(word) > 1:
            flags += word[1:]
        else:
            paths.append(word)
    lines, status = list[str](), 0
    for path in paths or ["-"]:
        data = await whole_input(sh, "sort", [path])
        lines += _lines_of(data)
        status = status if data is not None else 2
    key = _sort_key(given, flags)
    if "c" in flags:
        at = next((n for n in range(1, len(lines)) if key(lines[n]) < key(lines[n - 1])), None)
        if at is not None:
            await sh.err(f"sort: {paths[0] if paths else '-'}: Check line {at + 1}\n")
        return int(at is not None)
    lines.sort(key=key, reverse="r" in flags + given.get("k", ""))
    if "u" in flags:
        lines = [n for at, n in enumerate(lines) if not at or key(lines[at - 1]) != key(n)]
    text = "".join(f"{line}\n" for line in lines)
    if "o" in given:
        sh.fs.write(normal(given["o"], sh.cwd), text.encode("utf-8", "surrogateescape"))
    else:
        await sh.out(text)
    return status


def _sort_key(given: dict[str, str], flags: str) -> Callable[[str], tuple[float | str, str]]:
    """What lines are compared by: a field and all behind it, then the whole line."""
    field = re.match(r"\d*", given.get("k", "1"))
    skipped = int(field.group() or 1) - 1 if field is not None else 0
    numeric, unique = "n" in flags + given.get("k", ""), "u" in flags

    def key(line: str) -> tuple[float | str, str]:
        sign = given.get("t")
        part = " ".join((line.split(sign) if sign else line.split())[skipped:]) if skipped else line
        part = part.lower() if "f" in flags else part
        found = re.match(r"\s*-?\d+(\.\d+)?", part) if numeric else None
        first: float | str = part
        if numeric:
            first = float(found.group()) if found is not None else 0.0
        return first, "" if unique and (numeric or skipped) else line

    return key


@command("cut")
async def cut(sh: Shell, argv: list[str]) -> int:
    """``cut -d X -f LIST|-c LIST|-b LIST [-s] [files]``; a list is as ``1,3-5,7-``."""
    words, given = argv[1:], dict[str, str]()
    paths = []
    while words:
        word = words.pop(0)
        if word[:2] in {"-d", "-f", "-c", "-b"}:
            given[word[1]] = word[2:] or (words.pop(0) if words else "")
        elif word != "-s":
            paths.append(word)
    kind = next((letter for letter in "fcb" if letter in given), None)
    if kind is None:
        await sh.err('cut: Needs -CFfcb (see "cut --help")\n')
        return 1
    status, delimiter = 0, given.get("d", "\t")
    for path in paths or ["-"]:
        data = await whole_input(sh, "cut", [path])
        status = status if data is not None else 1
        for line in _lines_of(data):
            parts = line.split(delimiter) if kind == "f" else list(line)
            kept = [p for at, p in enumerate(parts, 1) if _listed(given[kind], at)]
            await sh.out((delimiter if kind == "f" else "").join(kept) + "\n")
    return status


def _listed(text: str, number: int) -> bool:
    for part in text.split(","):
        low, dash, high = part.partition("-")
        if not dash:
            high = low
        if (
            (int(low) if low.isdigit() else 1)
            <= number
            <= (int(high) if high.isdigit() else 1 << 31)
        ):
            return True
    return False


@command("tr")
async def tr(sh: Shell, argv: list[str]) -> int:
    r"""``tr [-d] A B`` with ranges and ``\n`` ``\r``."""
    flags, sets = split_flags(argv[1:])
    data = (await whole_input(sh, "tr", []) or b"").decode("utf-8", "replace")
    one, *other = [_set(word) for word in sets] or [""]
    if "d" in flags:
        await sh.out("".join(c for c in data if c not in one))
        return 0
    to = other[0] if other else one
    to = to + to[-1:] * (len(one) - len(to))
    await sh.out(data.translate({ord(a): b for a, b in zip(one, to, strict=False)}))
    return 0


def _set(word: str) -> str:
    word = word.replace("\\n", "\n").replace("\\r", "\r").replace("\\t", "\t")
    return re.sub(
        r"(.)-(.)",
        lambda found: "".join(map(chr, range(ord(found[1]), ord(found[2]) + 1))),
        word,
    )


@command("sed")
async def sed(sh: Shell, argv: list[str]) -> int:
    """``sed [-n] [-E] [-e] 's/a/b/[g]' | '[N|$|/re/][,N|$]d|p' [files]``; ``;`` joins."""
    scripts, words, given = [], [], list(argv[1:])
    while given:
        word = given.pop(0)
        if word == "-e" and given:
            scripts.append(given.pop(0))
        elif word[:2] != "--":
            words.append(word)
    flags, words = split_flags(words)
    if not scripts and words:
        scripts.append(words.pop(0))
    data = await whole_input(sh, "sed", words)
    if data is None or not scripts:
        return 1
    extended = bool(set("Er") & set(flags))
    edits = [e for script in scripts for e in re.split(r"(?<!\\);(?=\s*(?:[\d$/sdp]|$))", script)]
    lines = _lines_of(data)
    for number, line in enumerate(lines, 1):
        edit = _Edit(line, number, last=number == len(lines), extended=extended)
        for text in edits:
            edit.apply(text.strip())
        await sh.out("".join(f"{one}\n" for one in edit.shown(quiet="n" in flags)))
    return 0


class _Edit:
    """One line on its way through a script."""

    def __init__(self, line: str, number: int, *, last: bool, extended: bool) -> None:
        self._line: str | None = line
        self._number = number
        self._last = last
        self._extended = extended
        self._printed: list[str] = []

    def apply(self, text: str) -> None:
        """One command, where its address is this line."""
        found = re.match(r"(\d+|\$|/(?:[^/\\]|\\.)*/)?(?:,(\d+|\$))?\s*([sdp])", text)
        if self._line is None or found is None or not self._addressed(found[1], found[2]):
            return
        if found[3] == "d":
            self._line = None
        elif found[3] == "p":
            self._printed.append(self._line)
        else:
            self._line = self._substituted(text[found.end() - 1 :], self._line)

    def _addressed(self, first: str | None, last: str | None) -> bool:
        if first is None:
            return True
        if first.startswith("/"):
            pattern = first[1:-1] if self._extended else extended(first[1:-1])
            return re.search(pattern, self._line or "") is not None
        if last is None:
            return self._last if first == "$" else self._number == int(first)
        return int(first) <= self._number and (last == "$" or self._number <= int(last))

    def _substituted(self, text: str, line: str) -> str:
        parts = text[1:].split(text[1:2])
        if len(parts) < 3:
            return line
        pattern = parts[1] if self._extended else extended(parts[1])
        insertion = re.sub(r"\\(\d)", r"\\g<\1>", parts[2].replace("&", "\\g<0>"))
        done, count = re.subn(pattern, insertion, line, count="g" not in "".join(parts[3:]))
        if count and "p" in "".join(parts[3:]):
            self._printed.append(done)
        return done

    def shown(self, *, quiet: bool) -> list[str]:
        """What is printed of it."""
        return self._printed + ([] if quiet or self._line is None else [self._line])


@command("base64")
async def base64_(sh: Shell, argv: list[str]) -> int:
    """``base64 [-d] [-w 0] [file]``."""
    words = [w for w in argv[1:] if w not in ("-w", "0")]
    flags, paths = split_flags(words)
    data = await whole_input(sh, "base64", paths)
    if data is None:
        return 1
    if "d" in flags:
        await sh.stdout.write(base64.b64decode(data))
        return 0
    text = base64.b64encode(data).decode()
    width = len(text) if "-w" in argv else 76
    await sh.out("".join(text[i : i + width] + "\n" for i in range(0, len(text), width or 1)))
    return 0


@command("gzip", "gunzip", "zcat")
async def gzip_(sh: Shell, argv: list[str]) -> int:
    """Standard input to standard output (``-c``, ``-d``, ``-1``)."""
    flags, paths = split_flags(argv[1:])
    data = await whole_input(sh, argv[0], paths)
    if data is None:
        return 1
    unpack = argv[0] != "gzip" or "d" in flags
    await sh.stdout.write(gzip.decompress(data) if unpack else gzip.compress(data, 1))
    return 0
