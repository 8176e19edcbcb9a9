"""``grep``: compared with toybox 0.8.9, line by line from a stream, file by file by name."""

import dataclasses
import re
from collections.abc import Iterator

from harness.virtual.paths import normal
from harness.virtual.shell.commands.files import complain
from harness.virtual.shell.context import Shell, command
from harness.virtual.shell.patterns import extended, of_python

_WITH_VALUE = "efmABC"
_FOUND, _NOT_FOUND, _FAILED = 0, 1, 2


class _UsageError(Exception):
    """What grep says of its words."""


@dataclasses.dataclass(slots=True)
class _Wish:
    flags: set[str]
    values: dict[str, str]
    patterns: list[str]
    paths: list[str]

    def number(self, letter: str) -> int:
        """The value of a flag that takes a number; 0 without."""
        value = self.values.get(letter, "0")
        if not value.isdigit():
            raise _UsageError(f"not integer: {value}")
        return int(value)


def _wish_of(argv: list[str]) -> _Wish:
    wish = _Wish({argv[0][0].upper()} if argv[0][0] in "ef" else set(), {}, [], [])
    words = argv[1:]
    while words:
        word = words.pop(0)
        if word == "--":
            wish.paths += words
            break
        if not word.startswith("-") or word == "-" or word.startswith("--color"):
            wish.paths += [word] if not word.startswith("--") else []
            continue
        for at, letter in enumerate(word[1:], 2):
            if letter not in _WITH_VALUE:
                wish.flags.add(letter)
                continue
            if not word[at:] and not words:
                raise _UsageError(f"Missing argument to -{letter}")
            value = word[at:] or words.pop(0)
            if letter == "e":
                wish.patterns += value.split("\n")
            wish.values[letter] = value
            break
    return wish


def _expression(wish: _Wish) -> re.Pattern[str]:
    parts = []
    for pattern in wish.patterns:
        text = pattern
        if "F" in wish.flags:
            text = re.escape(text)
        else:
            text = of_python(text if "E" in wish.flags else extended(text))
        text = rf"(?<!\w)(?:{text})(?!\w)" if "w" in wish.flags else f"(?:{text})"
        parts.append(rf"\A{text}\Z" if "x" in wish.flags else text)
    try:
        return re.compile("|".join(parts), re.IGNORECASE if "i" in wish.flags else 0)
    except re.error:
        shown = wish.patterns[0]
        raise _UsageError(f"bad regex '{shown}': Invalid regular expression") from None


class _Search:
    """One run over its files."""

    def __init__(self, sh: Shell, wish: _Wish) -> None:
        self._sh = sh
        self._flags = wish.flags
        self._pattern = _expression(wish)
        self._most = wish.number("m")
        around = wish.number("C")
        self._after = wish.number("A") or around
        self._before = wish.number("B") or around
        self._named = "H" in wish.flags or (
            "h" not in wish.flags and ("r" in wish.flags or len(wish.paths) > 1)
        )
        self.any = False

    async def file(self, shown: str, lines: "Iterator[str]") -> None:
        """One file's lines."""
        one = _File(shown)
        for line in lines:
            if await self.line(one, line):
                break
        await self.end(one)

    async def line(self, one: "_File", line: str) -> bool:
        """The next line of a file; True when nothing more is to be read of it."""
        one.number += 1
        if bool(self._pattern.search(line)) == ("v" in self._flags):
            await self._context(one, line)
            return False
        one.hits += 1
        if "L" not in self._flags:
            self.any = True
        if not set("qclL") & self._flags:
            await self._hit(one, line)
        return bool(set("qlL") & self._flags) or one.hits == self._most

    async def _hit(self, one: "_File", line: str) -> None:
        if one.gap and one.shown_any and (self._after or self._before):
            await self._sh.out("--\n")
        for number, earlier in one.held:
            await self._sh.out(self._head(one, number, "-") + earlier + "\n")
        one.held.clear()
        one.gap, one.shown_any, one.owed = False, True, self._after
        if "o" in self._flags and "v" not in self._flags:
            found = [m for m in self._pattern.finditer(line) if m.group()]
            await self._sh.out(
                "".join(f"{self._head(one, one.number)}{m.group()}\n" for m in found)
            )
        else:
            await self._sh.out(f"{self._head(one, one.number)}{line}\n")

    async def _context(self, one: "_File", line: str) -> None:
        if one.owed:
            one.owed -= 1
            await self._sh.out(self._head(one, one.number, "-") + line + "\n")
        elif self._before:
            one.gap = one.gap or len(one.held) == self._before
            one.held = [*one.held, (one.number, line)][-self._before :]
        else:
            one.gap = True

    def _head(self, one: "_File", number: int, sign: str = ":") -> str:
        name = f"{one.shown}{sign}" if self._named else ""
        return name + (f"{number}{sign}" if "n" in self._flags else "")

    async def end(self, one: "_File") -> None:
        """What is said of a whole file."""
        if "c" in self._flags:
            await self._sh.out(f"{one.shown + ':' if self._named else ''}{one.hits}\n")
        wanted = ("l" in self._flags and one.hits) or ("L" in self._flags and not one.hits)
        if wanted and "q" not in self._flags:
            self.any = True
            await self._sh.out(f"{one.shown}\n")


@dataclasses.dataclass(slots=True)
class _File:
    shown: str
    number: int = 0
    hits: int = 0
    owed: int = 0
    gap: bool = False
    shown_any: bool = False
    held: list[tuple[int, str]] = dataclasses.field(default_factory=list)


@command("grep", "egrep", "fgrep")
async def grep(sh: Shell, argv: list[str]) -> int:
    """``grep [-EFivwxnoclLqshHr] [-m N] [-A|-B|-C N] [-e PATTERN|-f FILE] PATTERN [files]``."""
    try:
        wish = _wish_of(argv)
        _take_patterns(sh, wish)
        wish.flags |= {"r"} if "R" in wish.flags else set()
        search = _Search(sh, wish)
    except _UsageError as wrong:
        await sh.err(f"grep: {wrong}\n")
        return _FAILED
    failed = False
    for path in wish.paths or (["."] if "r" in wish.flags else ["-"]):
        if path == "-":
            await _stream(sh, search)
        else:
            failed |= not await _named(sh, wish, search, path)
        if search.any and "q" in wish.flags:
            return _FOUND
    return _FAILED if failed else _FOUND if search.any else _NOT_FOUND


def _take_patterns(sh: Shell, wish: _Wish) -> None:
    """From ``-e``, a file or the first word; ``_UsageError`` without any."""
    if "f" in wish.values:
        named = sh.fs.read(normal(wish.values["f"], sh.cwd)).decode("utf-8", "replace")
        wish.patterns += named.splitlines()
    if not wish.patterns and not wish.paths:
        raise _UsageError("no REGEX")
    if not wish.patterns:
        wish.patterns = wish.paths.pop(0).split("\n")


async def _named(sh: Shell, wish: _Wish, search: _Search, path: str) -> bool:
    """Search what a path names; False where it could not be read."""
    full = normal(path, sh.cwd)
    try:
        deep = "r" in wish.flags and sh.fs.is_dir(full)
        for one in list(sh.fs.walk(full)) if deep else [full]:
            if deep and (sh.fs.is_dir(one) or sh.fs.lstat(one).is_link):
                continue
            shown = path.rstrip("/") + one.removeprefix(full) if deep else path
            data = sh.fs.read(one)
            await search.file(shown, iter(data.decode("utf-8", "replace").splitlines()))
    except OSError as error:
        if "s" not in wish.flags:
            await complain(sh, "grep", path, error)
        return isinstance(error, IsADirectoryError)
    return True


async def _stream(sh: Shell, search: _Search) -> None:
    """Standard input, each line as soon as it is there."""
    one, waiting = _File("(standard input)"), b""
    while data := await sh.stdin.read(1 << 16):
        *lines, waiting = (waiting + data).split(b"\n")
        for raw in lines:
            if await search.line(one, raw.decode("utf-8", "replace")):
                await search.end(one)
                return
    if waiting:
        await search.line(one, waiting.decode("utf-8", "replace"))
    await search.end(one)
