"""mksh's grammar, as far as clients use it: words, pipelines, lists, redirections, subshells."""

import dataclasses

OPERATORS = ("&&", "||", ">>", "2>>", "2>&1", "1>&2", ">&2", "&>", "2>", "1>", ";", "|", "&",
             ">", "<", "(", ")", "\n")  # fmt: skip


class ShellSyntaxError(Exception):
    """The script cannot be parsed."""


@dataclasses.dataclass(frozen=True, slots=True)
class Part:
    """A piece of a word.

    ``kind``: "text" (as it is), "quoted" (as it is, never split or globbed), "open" (expanded,
    then split), "double" (expanded, not split).
    """

    kind: str
    text: str


Word = tuple[Part, ...]


@dataclasses.dataclass(slots=True)
class Simple:
    """``A=b command words < redirections``."""

    assignments: list[tuple[str, Word]] = dataclasses.field(default_factory=list)
    words: list[Word] = dataclasses.field(default_factory=list)
    redirections: list[tuple[str, Word]] = dataclasses.field(default_factory=list)
    group: "list[Item] | None" = None
    """For ``( … )`` and ``{ …; }``."""
    subshell: bool = False


@dataclasses.dataclass(slots=True)
class Item:
    """A pipeline and what joins it to the one before: ";", "&&" or "||"."""

    join: str
    commands: list[Simple]
    negated: bool = False
    background: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Operator:
    """An operator token."""

    text: str


def tokens(script: str) -> list[Operator | Word]:
    """Split a script into operators and words; ``ShellSyntaxError`` for an open quote."""
    return _Lexer(script).all()


class _Lexer:
    def __init__(self, script: str) -> None:
        self._script = script
        self._at = 0
        self._found: list[Operator | Word] = []

    def all(self) -> list[Operator | Word]:
        while self._at < len(self._script):
            char = self._script[self._at]
            if char in " \t\r":
                self._at += 1
            elif char == "#":
                end = self._script.find("\n", self._at)
                self._at = len(self._script) if end < 0 else end
            elif (operator := self._operator()) is not None:
                self._found.append(Operator(operator))
                self._at += len(operator)
            else:
                self._found.append(self._word())
        return self._found

    def _operator(self) -> str | None:
        rest = self._script[self._at : self._at + 4]
        return max((o for o in OPERATORS if rest.startswith(o)), key=len, default=None)

    def _word(self) -> Word:
        parts: list[Part] = []
        while self._at < len(self._script):
            char = self._script[self._at]
            if char in " \t\r" or (char in ";|&<>()\n"):
                break
            if char == "'":
                parts.append(Part("quoted", self._until("'")))
            elif char == '"':
                parts.append(Part("double", self._double()))
            elif char == "\\":
                parts.append(Part("quoted", self._script[self._at + 1 : self._at + 2]))
                self._at += 2
            elif char in "$`":
                parts.append(Part("open", self._dollar()))
            else:
                parts.append(Part("text", char))
                self._at += 1
        return _joined(parts)

    def _until(self, quote: str) -> str:
        end = self._script.find(quote, self._at + 1)
        if end < 0:
            raise ShellSyntaxError("no closing quote")
        text = self._script[self._at + 1 : end]
        self._at = end + 1
        return text

    def _double(self) -> str:
        start = self._at = self._at + 1
        while self._at < len(self._script):
            char = self._script[self._at]
            if char == "\\":
                self._at += 2
            elif char == '"':
                self._at += 1
                return self._script[start : self._at - 1]
            elif char in "$`":
                self._dollar()
            else:
                self._at += 1
        raise ShellSyntaxError("no closing quote")

    def _dollar(self) -> str:
        start = self._at
        if self._script[start] == "`":
            return "$(" + self._until("`") + ")"
        following = self._script[start + 1 : start + 2]
        if following in ("(", "{"):
            self._skip_bracket(following)
        else:
            self._at += 1
            if following and following in "?$!#@*0123456789":
                self._at += 1
            else:
                while self._at < len(self._script) and _is_name(self._script[self._at]):
                    self._at += 1
        return self._script[start : self._at]

    def _skip_bracket(self, opening: str) -> None:
        closing = ")" if opening == "(" else "}"
        depth = 0
        while self._at < len(self._script):
            char = self._script[self._at]
            self._at += 1
            if char == "'" and opening == "(":
                end = self._script.find("'", self._at)
                self._at = len(self._script) if end < 0 else end + 1
            depth += (char == opening) - (char == closing)
            if char == closing and depth == 0:
                return
        raise ShellSyntaxError(f"no closing {closing}")


def _is_name(char: str) -> bool:
    return char.isascii() and (char.isalnum() or char == "_")


def _joined(parts: list[Part]) -> Word:
    merged: list[Part] = []
    for part in parts:
        if merged and merged[-1].kind == part.kind == "text":
            merged[-1] = Part("text", merged[-1].text + part.text)
        else:
            merged.append(part)
    return tuple(merged)


def parse(script: str) -> list[Item]:
    """The script as a list of pipelines; ``ShellSyntaxError`` where mksh would complain."""
    parser = _Parser(tokens(script))
    return parser.items(closing=None)


class _Parser:
    def __init__(self, found: list[Operator | Word]) -> None:
        self._tokens = found
        self._at = 0

    def _peek(self) -> str | None:
        """Text of the operator that comes next, None for a word or the end."""
        if self._at < len(self._tokens):
            token = self._tokens[self._at]
            if isinstance(token, Operator):
                return token.text
        return None

    def items(self, closing: str | None) -> list[Item]:
        """Pipelines up to the closing operator (taken) or the end."""
        found: list[Item] = []
        join = ";"
        while True:
            while self._peek() in (";", "\n"):
                self._at += 1
            if self._at >= len(self._tokens):
                if closing:
                    raise ShellSyntaxError(f"'{closing}' expected")
                return found
            if closing and self._is_closing(closing):
                self._at += 1
                return found
            found.append(self._pipeline(join))
            join = self._join(found[-1], closing)

    def _is_closing(self, closing: str) -> bool:
        token = self._tokens[self._at]
        if isinstance(token, Operator):
            return token.text == closing
        return closing == "}" and token == (Part("text", "}"),)

    def _join(self, item: Item, closing: str | None) -> str:
        operator = self._peek()
        if operator is None or operator == closing:
            return ";"
        if operator not in (";", "&", "&&", "||", "\n"):
            raise ShellSyntaxError(f"syntax error: unexpected '{operator}'")
        self._at += 1
        if operator == "&":
            item.background = True
        return operator if operator in ("&&", "||") else ";"

    def _pipeline(self, join: str) -> Item:
        item = Item(join, [])
        if self._tokens[self._at] == (Part("text", "!"),):
            item.negated = True
            self._at += 1
        item.commands.append(self._simple())
        while self._peek() == "|":
            self._at += 1
            item.commands.append(self._simple())
        return item

    def _simple(self) -> Simple:
        command = Simple()
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            if isinstance(token, Operator):
                if token.text == "(" and not command.words and command.group is None:
                    self._at += 1
                    command.group, command.subshell = self.items(closing=")"), True
                elif token.text in ("2>&1", "1>&2", ">&2"):
                    self._at += 1
                    command.redirections.append((token.text, ()))
                elif token.text in (">", ">>", "<", "2>", "2>>", "1>", "&>"):
                    self._at += 1
                    command.redirections.append((token.text, self._target()))
                else:
                    break
            elif token == (Part("text", "{"),) and not command.words and command.group is None:
                self._at += 1
                command.group = self.items(closing="}")
            else:
                self._at += 1
                self._add_word(command, token)
        if not (command.words or command.assignments or command.redirections or command.group):
            what = self._peek() or "end of file"
            raise ShellSyntaxError(f"syntax error: unexpected '{what}'")
        return command

    def _target(self) -> Word:
        if self._at >= len(self._tokens) or isinstance(self._tokens[self._at], Operator):
            raise ShellSyntaxError("syntax error: a file name is missing")
        token = self._tokens[self._at]
        assert not isinstance(token, Operator)
        self._at += 1
        return token

    @staticmethod
    def _add_word(command: Simple, word: Word) -> None:
        first = word[0] if word else Part("text", "")
        name, equals, value = first.text.partition("=")
        if (
            not command.words
            and first.kind == "text"
            and equals
            and name.isidentifier()
            and name.isascii()
        ):
            rest = ((Part("text", value),) if value else ()) + word[1:]
            command.assignments.append((name, rest))
        else:
            command.words.append(word)
