"""Reading words: quotes, backslashes, ``$``, backquotes, comments."""

import re

from harness.virtual.shell.syntax import (
    Arithmetic,
    IncompleteError,
    Parameter,
    Part,
    Plain,
    ShellSyntaxError,
    Substitution,
    Word,
)

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
BREAKS = " \t\n;&|<>()"
SPECIAL = "?$!#@*-0123456789"
OPERATORS = (":-", ":=", ":+", ":?", "##", "%%", "//", "-", "=", "+", "?", "#", "%", "/", ":")


class WordReader:
    """A cursor over shell text that reads blanks and words."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    @property
    def rest(self) -> str:
        """What is left."""
        return self.text[self.at :]

    @property
    def done(self) -> bool:
        """Nothing left."""
        return self.at >= len(self.text)

    def looks_at(self, sign: str) -> bool:
        """Does the rest begin with this?"""
        return self.text.startswith(sign, self.at)

    def blanks(self) -> None:
        """Skip spaces, continued lines and comments."""
        while not self.done:
            if self.text[self.at] in " \t\r":
                self.at += 1
            elif self.looks_at("\\\n"):
                self.at += 2
            elif self.text[self.at] == "#":
                while not self.done and self.text[self.at] != "\n":
                    self.at += 1
            else:
                return

    def word(self) -> Word | None:
        """The next word; None when something else stands here."""
        parts: list[Part] = []
        while not self.done and self.text[self.at] not in BREAKS:
            parts.extend(self._piece())
        return _joined(parts) if parts else None

    def quoted_text(self, ending: str) -> Word:
        """Parts up to ``ending`` as within double quotes; the ending is consumed."""
        parts: list[Part] = [Plain("", quoted=True)]
        while not self.looks_at(ending):
            if self.done:
                raise IncompleteError("no closing quote")
            parts.extend(self._quoted_piece())
        self.at += len(ending)
        return _joined(parts)

    # --- pieces --------------------------------------------------------------
    def _piece(self) -> list[Part]:
        sign = self.text[self.at]
        if sign == "'":
            return [self._single()]
        if sign == '"':
            self.at += 1
            return list(self.quoted_text('"'))
        if sign == "$" and self.looks_at("$'"):
            return [self._dollar_single()]
        if sign in "$`":
            return [self._expansion(quoted=False)]
        if sign == "\\":
            return self._backslash()
        self.at += 1
        return [Plain(sign)]

    def _quoted_piece(self) -> list[Part]:
        sign = self.text[self.at]
        if sign in "$`":
            return [self._expansion(quoted=True)]
        if sign == "\\" and self.at + 1 < len(self.text):
            following = self.text[self.at + 1]
            self.at += 2
            if following == "\n":
                return []
            kept = following if following in '$`"\\' else "\\" + following
            return [Plain(kept, quoted=True)]
        self.at += 1
        return [Plain(sign, quoted=True)]

    def _single(self) -> Part:
        end = self.text.find("'", self.at + 1)
        if end < 0:
            raise IncompleteError("no closing quote")
        text = self.text[self.at + 1 : end]
        self.at = end + 1
        return Plain(text, quoted=True)

    def _dollar_single(self) -> Part:
        found = re.compile(r"\$'((?:[^'\\]|\\.)*)'", re.DOTALL).match(self.text, self.at)
        if found is None:
            raise IncompleteError("no closing quote")
        self.at = found.end()
        return Plain(unescape(found.group(1)), quoted=True)

    def _backslash(self) -> list[Part]:
        if self.at + 1 >= len(self.text):
            self.at += 1
            return [Plain("\\", quoted=True)]
        following = self.text[self.at + 1]
        self.at += 2
        return [] if following == "\n" else [Plain(following, quoted=True)]

    def _expansion(self, *, quoted: bool) -> Part:  # noqa: PLR0911  one line a kind
        if self.looks_at("`"):
            return self._backquotes(quoted=quoted)
        if self.looks_at("$(("):
            return self._arithmetic(quoted=quoted)
        if self.looks_at("$("):
            start = self.at + 2
            self.at = closing(self.text, start)
            return Substitution(self.text[start : self.at - 1], quoted)
        if self.looks_at("${"):
            return self._braced(quoted=quoted)
        found = NAME.match(self.text, self.at + 1)
        if found:
            self.at = found.end()
            return Parameter(found.group(), quoted)
        sign = self.text[self.at + 1 : self.at + 2]
        if sign and sign in SPECIAL:
            self.at += 2
            return Parameter(sign, quoted)
        self.at += 1
        return Plain("$", quoted)

    def _backquotes(self, *, quoted: bool) -> Part:
        found = re.compile(r"`((?:[^`\\]|\\.)*)`", re.DOTALL).match(self.text, self.at)
        if found is None:
            raise IncompleteError("no closing quote")
        self.at = found.end()
        return Substitution(re.sub(r"\\([`$\\])", r"\1", found.group(1)), quoted)

    def _arithmetic(self, *, quoted: bool) -> Part:
        start, depth = self.at + 3, 2
        self.at = start
        while depth:
            if self.done:
                raise IncompleteError("no closing quote")
            depth += {"(": 1, ")": -1}.get(self.text[self.at], 0)
            self.at += 1
        return Arithmetic(self.text[start : self.at - 2], quoted)

    def _braced(self, *, quoted: bool) -> Part:
        self.at += 2
        if self.looks_at("#") and not self.looks_at("#}"):
            self.at += 1
            name = self._parameter_name()
            return self._end_brace(Parameter(name, quoted, "length"))
        name = self._parameter_name()
        operator = next((o for o in OPERATORS if self.looks_at(o)), "")
        self.at += len(operator)
        if not operator:
            return self._end_brace(Parameter(name, quoted))
        until = "/" if operator in ("/", "//") else ":" if operator == ":" else "}"
        argument = self._inside(until, quoted=quoted)
        replacement: Word | None = None
        if until != "}" and self.looks_at(until):
            self.at += 1
            replacement = self._inside("}", quoted=quoted)
        return self._end_brace(Parameter(name, quoted, operator, argument, replacement))

    def _inside(self, until: str, *, quoted: bool) -> Word:
        """An argument inside braces, up to a sign or the brace."""
        parts: list[Part] = []
        while not (self.looks_at("}") or self.looks_at(until)):
            if self.done:
                raise IncompleteError("no closing quote")
            parts.extend(self._quoted_piece() if quoted else self._piece())
        return _joined(parts)

    def _parameter_name(self) -> str:
        found = NAME.match(self.text, self.at) or re.compile(r"\d+|[?$!#@*-]").match(
            self.text, self.at
        )
        if found is None:
            raise ShellSyntaxError(f"${{{self.rest.split('}')[0]}}}: bad substitution")
        self.at = found.end()
        return found.group()

    def _end_brace(self, part: Parameter) -> Part:
        if self.done:
            raise IncompleteError("no closing quote")
        if not self.looks_at("}"):
            raise ShellSyntaxError(f"${{{part.name}{self.rest.split('}')[0]}}}: bad substitution")
        self.at += 1
        return part


def closing(text: str, start: int) -> int:
    """Index after the ``)`` that ends a ``$(`` whose inside begins at ``start``."""
    at, depth = start, 1
    while at < len(text):
        sign = text[at]
        if sign == "\\":
            at += 1
        elif sign == "'":
            at = text.find("'", at + 1)
            if at < 0:
                break
        elif sign == '"':
            reader = WordReader(text)
            reader.at = at + 1
            reader.quoted_text('"')
            at = reader.at - 1
        elif sign in "()":
            depth += 1 if sign == "(" else -1
            if not depth:
                return at + 1
        at += 1
    raise IncompleteError("no closing quote")


def unescape(text: str) -> str:
    """C escapes of ``$'…'``, ``echo -e`` and ``printf``."""
    simple = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "e": "\x1b", "f": "\f",
              "v": "\v", "\\": "\\", "'": "'", '"': '"'}  # fmt: skip

    def one(found: re.Match[str]) -> str:
        code = found.group(1)
        if code[0] == "x":
            return chr(int(code[1:], 16))
        if code[0] in "01234567":
            return chr(int(code, 8) & 0xFF)
        return simple.get(code, "\\" + code)

    return re.sub(r"\\(x[0-9a-fA-F]{1,2}|0?[0-7]{1,3}|.)", one, text, flags=re.DOTALL)


def _joined(parts: list[Part]) -> Word:
    """Neighbouring literals of one kind made one."""
    out: list[Part] = []
    for part in parts:
        last = out[-1] if out else None
        if isinstance(part, Plain) and isinstance(last, Plain) and part.quoted == last.quoted:
            out[-1] = Plain(last.text + part.text, part.quoted)
        else:
            out.append(part)
    return tuple(out)
