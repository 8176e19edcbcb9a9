"""What a command line means: the parts that ``parser`` makes and ``minish`` runs."""

import dataclasses
from typing import Literal


class ShellSyntaxError(Exception):
    """The text is no command line; its text is the message of mksh."""


class IncompleteError(ShellSyntaxError):
    """The text would be right if more came: an open quote, ``if`` without ``fi``."""


@dataclasses.dataclass(frozen=True, slots=True)
class Plain:
    """Text as it stands; quoted text is never split or matched against files."""

    text: str
    quoted: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Parameter:
    """``$name``, ``${name}``, ``${name OP argument}``, ``${#name}`` (operator ``length``)."""

    name: str
    quoted: bool
    operator: str = ""
    argument: "Word | None" = None
    second: "Word | None" = None
    """Of ``${v/pattern/second}`` and ``${v:offset:second}``."""


@dataclasses.dataclass(frozen=True, slots=True)
class Substitution:
    """``$(command)`` or backquotes."""

    text: str
    quoted: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Arithmetic:
    """``$((expression))``."""

    text: str
    quoted: bool


Part = Plain | Parameter | Substitution | Arithmetic
Word = tuple[Part, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Redirect:
    """``fd OP target``; operators ``>`` ``>>`` ``<`` ``>&`` ``<&`` ``&>`` ``<<``."""

    fd: int
    operator: str
    target: Word


@dataclasses.dataclass(frozen=True, slots=True)
class Simple:
    """Assignments, words, redirections."""

    assignments: tuple[tuple[str, Word], ...]
    words: tuple[Word, ...]
    redirects: tuple[Redirect, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Group:
    """``{ …; }`` or, as a subshell, ``( … )``."""

    body: "Sequence"
    subshell: bool
    redirects: tuple[Redirect, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class If:
    """Conditions and bodies in order; ``otherwise`` may be None."""

    branches: tuple[tuple["Sequence", "Sequence"], ...]
    otherwise: "Sequence | None"
    redirects: tuple[Redirect, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class For:
    """``for name in words``; None = the positional parameters."""

    name: str
    words: tuple[Word, ...] | None
    body: "Sequence"
    redirects: tuple[Redirect, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class While:
    """``while`` or ``until``."""

    condition: "Sequence"
    body: "Sequence"
    until: bool
    redirects: tuple[Redirect, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Case:
    """``case word in pattern) … ;; esac``."""

    word: Word
    branches: tuple[tuple[tuple[Word, ...], "Sequence"], ...]
    redirects: tuple[Redirect, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Function:
    """``name() { … }``."""

    name: str
    body: "Command"
    redirects: tuple[Redirect, ...] = ()


Token = Word | str
"""Of a condition: a word, or one of the signs between words."""


@dataclasses.dataclass(frozen=True, slots=True)
class Condition:
    """``[[ … ]]``."""

    tokens: tuple[Token, ...]
    redirects: tuple[Redirect, ...] = ()


Command = Simple | Group | If | For | While | Case | Function | Condition


@dataclasses.dataclass(frozen=True, slots=True)
class Pipeline:
    """Commands joined by ``|``."""

    commands: tuple[Command, ...]
    negated: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """Pipelines joined by ``&&`` and ``||``; the first has the operator ``&&``."""

    pipelines: tuple[tuple[Literal["&&", "||"], Pipeline], ...]
    background: bool = False


Sequence = tuple[Step, ...]
