"""Toybox's text tools: grep, wc, sort, uniq, cut, tr, sed, base64, gzip."""

import base64
import gzip
import re

from harness.virtual.filesystem import normal
from harness.virtual.shell.commands.files import complain, split_flags
from harness.virtual.shell.context import Shell, command


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


@command("grep", "egrep", "fgrep")
async def grep(sh: Shell, argv: list[str]) -> int:
    """``grep [-E] [-F] [-v] [-i] [-o] [-q] [-c] [-n] PATTERN [files]``; streams line by line."""
    flags, words = split_flags([w for w in argv[1:] if w != "-e" and w[:2] != "--"])
    if not words:
        await sh.err("grep: no REGEX\n")
        return 2
    matcher = _matcher(argv[0], flags, words[0])
    if matcher is None:
        await sh.err(f"grep: bad REGEX '{words[0]}'\n")
        return 2
    lines = _lines_of(await whole_input(sh, "grep", words[1:])) if words[1:] else None
    hits = 0
    if lines is not None:
        for number, line in enumerate(lines, 1):
            hits += await _grep_line(sh, matcher, flags, number, line)
    else:
        hits = await _grep_stream(sh, matcher, flags)
    if "c" in flags:
        await sh.out(f"{hits}\n")
    return 0 if hits else 1


def _matcher(name: str, flags: str, pattern: str) -> re.Pattern[str] | None:
    fixed = "F" in flags or name == "fgrep"
    extended = "E" in flags or name == "egrep"
    text = re.escape(pattern) if fixed else pattern if extended else _extended(pattern)
    try:
        return re.compile(text, re.IGNORECASE if "i" in flags else 0)
    except re.error:
        return None


def _extended(basic: str) -> str:
    r"""POSIX basic to extended: ``\|`` is an operator, a bare ``|`` is not."""
    swapped = {"\\|": "|", "\\(": "(", "\\)": ")", "\\+": "+", "\\?": "?", "|": "\\|",
               "(": "\\(", ")": "\\)", "+": "\\+", "?": "\\?", "{": "\\{", "}": "\\}"}  # fmt: skip
    return re.sub(r"\\[|()+?]|[|()+?{}]", lambda found: swapped[found.group()], basic)


def _lines_of(data: bytes | None) -> list[str]:
    return [] if data is None else data.decode("utf-8", "replace").splitlines()


async def _grep_stream(sh: Shell, matcher: re.Pattern[str], flags: str) -> int:
    waiting, hits, number = b"", 0, 0
    while data := await sh.stdin.read(1 << 16):
        *lines, waiting = (waiting + data).split(b"\n")
        for raw in lines:
            number += 1
            hits += await _grep_line(sh, matcher, flags, number, raw.decode("utf-8", "replace"))
            if hits and "q" in flags:
                return hits
    if waiting:
        line = waiting.decode("utf-8", "replace")
        hits += await _grep_line(sh, matcher, flags, number + 1, line)
    return hits


async def _grep_line(
    sh: Shell, matcher: re.Pattern[str], flags: str, number: int, line: str
) -> bool:
    hit = bool(matcher.search(line)) != ("v" in flags)
    if hit and not set("qc") & set(flags):
        shown = matcher.findall(line) if "o" in flags and "v" not in flags else [line]
        head = f"{number}:" if "n" in flags else ""
        await sh.out("".join(f"{head}{one}\n" for one in shown))
    return hit


@command("wc")
async def wc(sh: Shell, argv: list[str]) -> int:
    """``wc [-l] [-w] [-c] [file]``."""
    flags, paths = split_flags(argv[1:])
    data = await whole_input(sh, "wc", paths)
    if data is None:
        return 1
    counts = {"l": data.count(b"\n"), "w": len(data.split()), "c": len(data)}
    shown = " ".join(str(counts[f]) for f in (flags or "lwc") if f in counts)
    await sh.out(f"{shown}{' ' + paths[0] if paths else ''}\n")
    return 0


@command("sort", "tac", "rev")
async def sort(sh: Shell, argv: list[str]) -> int:
    """Lines in order (-r, -n, -u), without repetition, or backwards."""
    flags, paths = split_flags(argv[1:])
    data = await whole_input(sh, argv[0], paths)
    if data is None:
        return 1
    lines = _lines_of(data)
    if argv[0] == "sort":
        lines.sort(key=_number if "n" in flags else str, reverse="r" in flags)
    if "u" in flags:
        lines = [line for at, line in enumerate(lines) if not at or lines[at - 1] != line]
    if argv[0] == "tac":
        lines.reverse()
    if argv[0] == "rev":
        lines = [line[::-1] for line in lines]
    await sh.out("".join(f"{line}\n" for line in lines))
    return 0


def _number(line: str) -> tuple[float, str]:
    found = re.match(r"\s*-?\d+(\.\d+)?", line)
    return (float(found.group()) if found else 0.0, line)


@command("cut")
async def cut(sh: Shell, argv: list[str]) -> int:
    """``cut -d X -f N[,M] | -c A-B``."""
    text = " ".join(argv[1:])
    data = await whole_input(sh, "cut", [])
    fields = re.search(r"-f\s*([\d,-]+)", text)
    chars = re.search(r"-c\s*(\d*)-?(\d*)", text)
    delimiter = next((w[2:] or n for w, n in zip(argv, [*argv[1:], ""], strict=True)
                      if w.startswith("-d")), "\t")  # fmt: skip
    for line in _lines_of(data):
        if fields:
            parts = line.split(delimiter)
            wanted = [int(n) for n in re.findall(r"\d+", fields.group(1))]
            if "-" in fields.group(1):
                wanted = list(range(wanted[0], [*wanted, len(parts)][1] + 1))
            line = delimiter.join(parts[n - 1] for n in wanted if 0 < n <= len(parts))
        elif chars:
            line = line[int(chars.group(1) or 1) - 1 : int(chars.group(2) or len(line))]
        await sh.out(line + "\n")
    return 0


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
            pattern = first[1:-1] if self._extended else _extended(first[1:-1])
            return re.search(pattern, self._line or "") is not None
        if last is None:
            return self._last if first == "$" else self._number == int(first)
        return int(first) <= self._number and (last == "$" or self._number <= int(last))

    def _substituted(self, text: str, line: str) -> str:
        parts = text[1:].split(text[1:2])
        if len(parts) < 3:
            return line
        pattern = parts[1] if self._extended else _extended(parts[1])
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
