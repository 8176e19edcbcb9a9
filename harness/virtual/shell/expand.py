"""From words to the fields that a command is given: ``$``, splitting, file names."""

import fnmatch
import re
from collections.abc import Awaitable, Callable
from typing import Protocol

from harness.virtual.filesystem import FileSystem
from harness.virtual.paths import normal
from harness.virtual.shell.arithmetic import evaluate
from harness.virtual.shell.syntax import Arithmetic, Parameter, Plain, Substitution, Word

BLANK = re.compile(r"[ \t\n]+")
GLOB = re.compile(r"[*?[]")


class ExpansionError(Exception):
    """``${name:?message}`` or a bad expression: the command is not run."""


class FatalExpansionError(ExpansionError):
    """What is not set and must be: a shell that is no terminal's ends."""


class Variables(Protocol):
    """What expansion asks of the interpreter."""

    parameters: list[str]

    @property
    def strict(self) -> bool:
        """``set -u``: what is not set is an error."""

    def get(self, name: str) -> str | None:
        """Value of a variable or special parameter."""

    def set(self, name: str, value: str) -> None:
        """Assign."""


Run = Callable[[str], Awaitable[str]]
"""Runs a command substitution and returns its output without the last line ends."""


class Field:
    """One field being built: its text, and the same as a pattern where quotes protect signs."""

    def __init__(self) -> None:
        self.text = ""
        self.pattern = ""
        self.has_glob = False

    def add(self, text: str, *, quoted: bool) -> None:
        """Append text."""
        self.text += text
        self.pattern += GLOB.sub(r"[\g<0>]", text) if quoted else text
        self.has_glob |= not quoted and bool(GLOB.search(text))


class Expander:
    """Expands words for one interpreter."""

    def __init__(self, variables: Variables, fs: FileSystem, run: Run) -> None:
        self._variables = variables
        self._fs = fs
        self._run = run

    async def fields(self, words: tuple[Word, ...], cwd: str) -> list[str]:
        """All fields of all words, file names found."""
        return [text for word in words for field in await self._split(word)
                for text in self._files(field, cwd)]  # fmt: skip

    async def one(self, word: Word) -> str:
        """The word as one text: no splitting, no file names (assignments, redirections)."""
        return "".join([text for part in word for text, _ in [await self._part(part)]])

    async def pattern(self, word: Word) -> str:
        """The word as a pattern: quoted signs stand for themselves."""
        field = Field()
        for part in word:
            text, quoted = await self._part(part)
            field.add(text, quoted=quoted)
        return field.pattern

    async def _split(self, word: Word) -> list[Field]:
        fields: list[Field] = []
        current: Field | None = None
        for index, part in enumerate(word):
            if isinstance(part, Parameter) and part.name == "@" and part.quoted:
                for number, text in enumerate(self._variables.parameters):
                    if number or current is None:
                        current = Field()
                        fields.append(current)
                    current.add(text, quoted=True)
                continue
            text, quoted = await self._part(part)
            if index == 0 and isinstance(part, Plain) and not quoted:
                text = self._home(text)
            if quoted or isinstance(part, Plain):
                if current is None:
                    current = Field()
                    fields.append(current)
                current.add(text, quoted=quoted)
            else:
                current = _split_into(fields, current, text)
        return fields

    def _home(self, text: str) -> str:
        if text == "~" or text.startswith("~/"):
            return (self._variables.get("HOME") or "/").rstrip("/") + (text[1:] or "/")
        return text

    def _files(self, field: Field, cwd: str) -> list[str]:
        if not field.has_glob:
            return [field.text]
        hits = self._fs.glob(normal(field.pattern, cwd))
        if not hits:
            return [field.text]
        if field.pattern.startswith("/"):
            return hits
        base = cwd.rstrip("/") + "/"
        return [hit.removeprefix(base) for hit in hits]

    async def _part(self, part: object) -> tuple[str, bool]:
        match part:
            case Plain():
                return part.text, part.quoted
            case Parameter():
                return await self._parameter(part), part.quoted
            case Substitution():
                return await self._run(part.text), part.quoted
            case Arithmetic():
                inside = await self._dollars(part.text)
                try:
                    return str(evaluate(inside, self._variables)), part.quoted
                except (ValueError, ZeroDivisionError) as error:
                    raise ExpansionError(f"{part.text}: {error}") from error
        raise AssertionError(part)

    async def _dollars(self, text: str) -> str:
        from harness.virtual.shell.words import WordReader  # noqa: PLC0415  small and rare

        return await self.one(WordReader(text + "\0").quoted_text("\0"))

    async def _parameter(self, part: Parameter) -> str:  # noqa: PLR0911, C901  one line an operator
        value = self._variables.get(part.name)
        if part.operator == "length":
            if part.name in "@*":
                return str(len(self._variables.parameters))
            return str(len(value or ""))
        if not part.operator:
            if value is None and self._variables.strict and part.name not in "@*":
                raise FatalExpansionError(f"{part.name}: parameter not set")
            return value or ""
        missing = value is None or (part.operator.startswith(":") and not value)
        kind = part.operator[-1]
        argument = part.argument or ()
        if part.operator in ("/", "//"):
            return await self._replaced(value or "", part)
        if part.operator == ":":
            return await self._slice(value or "", part)
        if part.operator in ("#", "##", "%", "%%"):
            return _cut(value or "", part.operator, await self.pattern(argument))
        if kind == "+":
            return "" if missing else await self.one(argument)
        if not missing:
            return value or ""
        if kind == "?":
            said = await self.one(argument) or "parameter null or not set"
            raise FatalExpansionError(f"{part.name}: {said}")
        text = await self.one(argument)
        if kind == "=":
            self._variables.set(part.name, text)
        return text

    async def _replaced(self, value: str, part: Parameter) -> str:
        """``${v/p/r}`` the first match, ``${v//p/r}`` all."""
        pattern = await self.pattern(part.argument or ())
        regex = re.compile(fnmatch.translate(pattern).removesuffix(r"\Z"))
        text = "" if part.second is None else await self.one(part.second)
        many = 0 if part.operator == "//" else 1
        return regex.sub(lambda _: text, value, count=many) if pattern else value

    async def _slice(self, value: str, part: Parameter) -> str:
        """``${v:offset:length}``; a negative offset counts from the end."""
        offset = evaluate(await self.one(part.argument or ()), self._variables)
        start = max(0, len(value) + offset) if offset < 0 else offset
        if part.second is None:
            return value[start:]
        length = evaluate(await self.one(part.second), self._variables)
        return value[start : start + length if length >= 0 else len(value) + length]


def _split_into(fields: list[Field], current: Field | None, text: str) -> Field | None:
    """Add unquoted text: blanks end a field."""
    pieces = BLANK.split(text)
    for index, piece in enumerate(pieces):
        if index:
            current = None
        if piece:
            if current is None:
                current = Field()
                fields.append(current)
            current.add(piece, quoted=False)
    return current


def _cut(value: str, operator: str, pattern: str) -> str:
    """``${v#p}`` cuts the shortest match from the front, ``##`` the longest, ``%`` the back."""
    lengths = range(len(value) + 1)
    for size in lengths if len(operator) == 1 else reversed(lengths):
        part = value[:size] if operator[0] == "#" else value[len(value) - size :]
        if fnmatch.fnmatchcase(part, pattern):
            return value[size:] if operator[0] == "#" else value[: len(value) - size]
    return value
