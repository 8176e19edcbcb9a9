"""``find``: what it looks at, which tests it knows, what it does with what it finds."""

import dataclasses
import fnmatch
import re
from collections.abc import Callable

from harness.virtual.inodes import Stat
from harness.virtual.paths import normal
from harness.virtual.shell.context import Shell, command
from harness.virtual.shell.minish import run_argv

_UNITS = {"": 512, "b": 512, "c": 1, "k": 1 << 10, "M": 1 << 20, "G": 1 << 30}
_TESTS = frozenset({"-name", "-iname", "-path", "-wholename", "-type", "-size"})
_DEPTHS = frozenset({"-maxdepth", "-mindepth"})


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    """One path on the way."""

    shown: str
    full: str
    stat: Stat
    empty: bool

    @property
    def name(self) -> str:
        """Its last part."""
        return self.shown.rstrip("/").rpartition("/")[2] or self.shown

    @property
    def kind(self) -> str:
        """As ``-type`` names it."""
        return "d" if self.stat.is_dir else "l" if self.stat.is_link else "f"


Test = Callable[[Found], bool]


class NotUnderstoodError(Exception):
    """What toybox says of the words that it was given."""


class _Expression:
    """The words behind the paths: tests that must all hold, and what is done then."""

    def __init__(self, words: list[str]) -> None:
        self.least, self.most = 0, 1 << 30
        self.tests: list[Test] = []
        self.run: list[str] | None = None
        self.together = self.delete = False
        self.end = "\n"
        self.prints = True
        self._words = words
        negated = False
        while self._words:
            word = self._words.pop(0)
            if word in {"!", "-not"}:
                negated = not negated
                continue
            self._take(word, negated=negated)
            negated = False

    def _take(self, word: str, *, negated: bool) -> None:
        if word in _DEPTHS:
            depth = int(self._argument(word))
            if word == "-maxdepth":
                self.most = depth
            else:
                self.least = depth
        elif word in _TESTS or word == "-empty":
            test = _test(word, "" if word == "-empty" else self._argument(word))
            self.tests.append((lambda found: not test(found)) if negated else test)
        elif word in {"-exec", "-execdir"}:
            self._command()
        elif word == "-delete":
            self.delete, self.prints = True, False
        elif word in {"-print", "-print0"}:
            self.end = "\0" if word == "-print0" else "\n"
        elif word not in {"-a", "-and", "-depth", "-xdev", "(", ")"}:
            raise NotUnderstoodError(f"bad arg '{word}'")

    def _argument(self, word: str) -> str:
        if not self._words:
            raise NotUnderstoodError(f"'{word}' needs 1 arg")
        return self._words.pop(0)

    def _command(self) -> None:
        end = next((at for at, word in enumerate(self._words) if word in {";", "+"}), None)
        if end is None:
            raise NotUnderstoodError("-exec needs ; or {} +")
        self.run, self.together = self._words[:end], self._words[end] == "+"
        self.prints = False
        del self._words[: end + 1]


def _test(word: str, value: str) -> Test:
    match word:
        case "-name":
            return lambda found: fnmatch.fnmatchcase(found.name, value)
        case "-iname":
            return lambda found: fnmatch.fnmatchcase(found.name.lower(), value.lower())
        case "-path" | "-wholename":
            return lambda found: fnmatch.fnmatchcase(found.shown, value)
        case "-type":
            return lambda found: found.kind in value
        case "-empty":
            return lambda found: found.empty
        case _:
            return _size_test(value)


def _size_test(value: str) -> Test:
    parts = re.fullmatch(r"([+-]?)(\d+)([bckMG]?)", value)
    if parts is None:
        raise NotUnderstoodError(f"bad arg '{value}'")
    wanted, unit = int(parts[2]), _UNITS[parts[3]]

    def holds(found: Found) -> bool:
        size = -(-found.stat.size // unit)
        return size > wanted if parts[1] == "+" else (
            size < wanted if parts[1] == "-" else size == wanted
        )  # fmt: skip

    return holds


@command("find")
async def find(sh: Shell, argv: list[str]) -> int:
    """``find [paths] [tests] [-print0] [-delete] [-exec COMMAND ; or +]``."""
    at = next((n for n, word in enumerate(argv) if n and word[0:1] in {"-", "!", "("}), len(argv))
    try:
        wanted = _Expression(argv[at:])
    except (NotUnderstoodError, ValueError) as bad:
        await sh.err(f"find: {bad}\n")
        return 1
    status, together = 0, list[str]()
    for start in argv[1:at] or ["."]:
        try:
            found = _below(sh, start, normal(start, sh.cwd), 0, wanted)
        except OSError as error:
            await sh.err(f"find: '{start}': {error.strerror}\n")
            status = 1
            continue
        for one in reversed(found) if wanted.delete else found:
            together.append(one.shown)
            await _done(sh, wanted, one)
    if wanted.run and wanted.together and together:
        words = [word for word in wanted.run if word != "{}"]
        await run_argv(sh, [*words, *together])
    return status


def _below(sh: Shell, shown: str, full: str, depth: int, wanted: _Expression) -> list[Found]:
    stat = sh.fs.lstat(full)
    names = sh.fs.names(full) if stat.is_dir else []
    one = Found(shown, full, stat, not names if stat.is_dir else stat.size == 0)
    found = [one] if depth >= wanted.least and all(test(one) for test in wanted.tests) else []
    for name in names if depth < wanted.most else []:
        inner = f"{shown.rstrip('/')}/{name}"
        found += _below(sh, inner, normal(name, full), depth + 1, wanted)
    return found


async def _done(sh: Shell, wanted: _Expression, one: Found) -> None:
    if wanted.delete:
        (sh.fs.rmdir if one.stat.is_dir else sh.fs.remove)(one.full)
    elif wanted.run and not wanted.together:
        await run_argv(sh, [word.replace("{}", one.shown) for word in wanted.run])
    elif wanted.prints:
        await sh.out(one.shown + wanted.end)
