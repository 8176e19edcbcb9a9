"""``[[ … ]]``: words are not split, ``==`` matches a pattern, ``&&`` ``||`` ``!`` ``( )`` join.

mksh(1), "[[ expression ]]".
"""

import fnmatch
from collections.abc import Awaitable, Callable
from typing import Protocol

from harness.virtual.shell.arithmetic import Variables, evaluate
from harness.virtual.shell.syntax import IncompleteError, Plain, ShellSyntaxError, Token, Word
from harness.virtual.shell.words import WordReader

JOINTS = ("&&", "||", "(", ")", "<", ">")
_NUMBERS: dict[str, Callable[[int, int], bool]] = {
    "-eq": lambda a, b: a == b,
    "-ne": lambda a, b: a != b,
    "-lt": lambda a, b: a < b,
    "-gt": lambda a, b: a > b,
    "-le": lambda a, b: a <= b,
    "-ge": lambda a, b: a >= b,
}
_COMPARING = {"=", "==", "!=", "<", ">", *_NUMBERS}


def read_condition(reader: WordReader) -> tuple[Token, ...]:
    """The tokens after ``[[`` up to ``]]``, which is consumed."""
    tokens: list[Token] = []
    while True:
        reader.blanks()
        if reader.looks_at("\n"):
            reader.at += 1
            continue
        if reader.done:
            raise IncompleteError("syntax error: missing ]]")
        joint = next((sign for sign in JOINTS if reader.looks_at(sign)), None)
        if joint is not None:
            reader.at += len(joint)
            tokens.append(joint)
            continue
        word = reader.word()
        if word is None:
            raise ShellSyntaxError(f"syntax error: unexpected '{reader.rest[:1]}'")
        if word == (Plain("]]"),):
            return tuple(tokens)
        tokens.append(word)


class Words(Protocol):
    """How words become text and patterns."""

    async def one(self, word: Word) -> str:
        """As one text."""

    async def pattern(self, word: Word) -> str:
        """As a pattern."""


Unary = Callable[[list[str]], Awaitable[int]]
"""Runs ``test`` with these words."""


class Condition:
    """One evaluation."""

    def __init__(
        self, tokens: tuple[Token, ...], words: Words, variables: Variables, test: Unary
    ) -> None:
        self._tokens = list(tokens)
        self._words = words
        self._variables = variables
        self._test = test

    async def holds(self) -> bool:
        """True or false; ``ShellSyntaxError`` for what is no condition."""
        value = await self._either()
        if self._tokens:
            raise ShellSyntaxError(f"[[: unexpected '{_plain(self._tokens[0])}'")
        return value

    async def _either(self) -> bool:
        value = await self._both()
        while self._tokens[:1] == ["||"]:
            self._tokens.pop(0)
            other = await self._both()
            value = value or other
        return value

    async def _both(self) -> bool:
        value = await self._one()
        while self._tokens[:1] == ["&&"]:
            self._tokens.pop(0)
            other = await self._one()
            value = value and other
        return value

    async def _one(self) -> bool:
        if not self._tokens:
            raise ShellSyntaxError("[[: expression expected")
        token = self._tokens.pop(0)
        if token == "(":  # noqa: S105  a bracket is no password
            value = await self._either()
            if self._tokens[:1] != [")"]:
                raise ShellSyntaxError("[[: missing ')'")
            self._tokens.pop(0)
            return value
        if isinstance(token, str):
            raise ShellSyntaxError(f"[[: unexpected '{token}'")
        if _plain(token) == "!":
            return not await self._one()
        return await self._test_of(token)

    async def _test_of(self, first: Word) -> bool:
        following = self._tokens[0] if self._tokens else None
        if following is not None and _plain(following) in _COMPARING:
            operator = _plain(self._tokens.pop(0))
            if not self._tokens or isinstance(self._tokens[0], str):
                raise ShellSyntaxError("[[: expression expected")
            other = self._tokens.pop(0)
            assert not isinstance(other, str)
            return await self._compare(first, operator, other)
        if _plain(first)[:1] == "-" and isinstance(following, tuple):
            self._tokens.pop(0)
            return await self._test([_plain(first), await self._words.one(following)]) == 0
        return bool(await self._words.one(first))

    async def _compare(self, first: Word, operator: str, other: Word) -> bool:
        left = await self._words.one(first)
        if operator in {"=", "==", "!="}:
            matches = fnmatch.fnmatchcase(left, await self._words.pattern(other))
            return matches == (operator != "!=")
        right = await self._words.one(other)
        if operator in {"<", ">"}:
            return left < right if operator == "<" else left > right
        numbers = [evaluate(text, self._variables) for text in (left, right)]
        return _NUMBERS[operator](*numbers)


def _plain(token: Token) -> str:
    """The token as it was written, where it has no quotes and no ``$``."""
    if isinstance(token, str):
        return token
    return "".join(p.text for p in token if isinstance(p, Plain) and not p.quoted)
