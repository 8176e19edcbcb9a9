"""Shell text to what it means (``syntax``), in mksh's grammar as far as phones are asked."""

import re

from harness.virtual.shell import syntax
from harness.virtual.shell.conditions import read_condition
from harness.virtual.shell.syntax import (
    Command,
    IncompleteError,
    Pipeline,
    Plain,
    Redirect,
    Sequence,
    ShellSyntaxError,
    Simple,
    Step,
    Word,
)
from harness.virtual.shell.words import NAME, WordReader

ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=")
REDIRECT = re.compile(r"(\d*)(&>>|&>|<<<|<<-|<<|>>|>&|<&|>\||<|>)|(&>>|&>)")
RESERVED = frozenset({
    "then", "fi", "else", "elif", "do", "done", "esac", "}", ";;",
})  # fmt: skip


def parse(text: str) -> Sequence:
    """Parse it all. Raises ``ShellSyntaxError``, ``IncompleteError`` when more is wanted."""
    parser = Parser(text)
    body = parser.sequence(frozenset())
    if not parser.reader.done:
        raise parser.unexpected()
    return body


class Parser:
    """Recursive descent over a ``WordReader``."""

    def __init__(self, text: str) -> None:
        self.reader = WordReader(text)

    def unexpected(self) -> ShellSyntaxError:
        """The error for what stands here."""
        self.reader.blanks()
        if self.reader.done:
            return IncompleteError("syntax error: unexpected end of file")
        found = re.match(r"&&|\|\||;;|\n|[;&|<>()]|[^\s;&|<>()]+", self.reader.rest)
        sign = found.group() if found else self.reader.rest[:1]
        return ShellSyntaxError(
            f"syntax error: unexpected '{'newline' if sign == chr(10) else sign}'"
        )

    # --- lists ---------------------------------------------------------------
    def sequence(self, endings: frozenset[str]) -> Sequence:
        """Steps until one of the ending words, ``)``, ``;;`` or the end."""
        steps: list[Step] = []
        while True:
            self._separators()
            if self._at_end(endings):
                return tuple(steps)
            step = self._step()
            self.reader.blanks()
            background = self.reader.looks_at("&") and not self.reader.looks_at("&&")
            if background:
                self.reader.at += 1
            steps.append(Step(step.pipelines, background))
            if not background and not self._separators() and not self._at_end(endings):
                raise self.unexpected()

    def _separators(self) -> bool:
        """Skip ``;`` and line ends; True when there were any."""
        found = False
        while True:
            self.reader.blanks()
            if self.reader.looks_at(";;"):
                return True
            if self.reader.looks_at("\n"):
                self.reader.at += 1
            elif self.reader.looks_at(";"):
                if not found and self.reader.at == 0:
                    raise self.unexpected()
                self.reader.at += 1
            else:
                return found
            found = True

    def _at_end(self, endings: frozenset[str]) -> bool:
        self.reader.blanks()
        if self.reader.done:
            if endings:
                raise IncompleteError("syntax error: unexpected end of file")
            return True
        if self.reader.looks_at(")") or self.reader.looks_at(";;"):
            return True
        return self._peek_word() in endings

    def _peek_word(self) -> str:
        found = re.match(r"[^\s;&|<>()]+", self.reader.rest)
        return found.group() if found else ""

    def _step(self) -> Step:
        joined: list[tuple[str, Pipeline]] = [("&&", self._pipeline())]
        while True:
            self.reader.blanks()
            operator = next((o for o in ("&&", "||") if self.reader.looks_at(o)), None)
            if operator is None:
                return Step(tuple(joined))  # type: ignore[arg-type]
            self.reader.at += 2
            self._newlines()
            joined.append((operator, self._pipeline()))

    def _newlines(self) -> None:
        self.reader.blanks()
        while self.reader.looks_at("\n"):
            self.reader.at += 1
            self.reader.blanks()

    def _pipeline(self) -> Pipeline:
        self.reader.blanks()
        negated = self._peek_word() == "!"
        if negated:
            self.reader.at += 1
        commands = [self._command()]
        self.reader.blanks()
        while self.reader.looks_at("|") and not self.reader.looks_at("||"):
            self.reader.at += 1
            if self.reader.looks_at("&"):  # |& also carries standard error
                self.reader.at += 1
            self._newlines()
            commands.append(self._command())
            self.reader.blanks()
        return Pipeline(tuple(commands), negated)

    # --- commands ------------------------------------------------------------
    def _command(self) -> Command:  # noqa: PLR0911  one line a kind of command
        self.reader.blanks()
        if self.reader.looks_at("((") and (told := self._double_brackets()) is not None:
            return told
        if self.reader.looks_at("("):
            self.reader.at += 1
            body = self.sequence(frozenset())
            self._expect(")")
            return syntax.Group(body, subshell=True, redirects=self._redirects())
        match self._peek_word():
            case "{":
                self.reader.at += 1
                body = self.sequence(frozenset({"}"}))
                self._keyword("}")
                return syntax.Group(body, subshell=False, redirects=self._redirects())
            case "[[":
                self.reader.at += 2
                return syntax.Condition(read_condition(self.reader), self._redirects())
            case "if":
                return self._if()
            case "for":
                return self._for()
            case "while" | "until":
                return self._while()
            case "case":
                return self._case()
            case word if word in RESERVED:
                raise self.unexpected()
        return self._function() or self._simple()

    def _double_brackets(self) -> Command | None:
        """``((expression))`` is ``let "expression"``; None for a subshell in a subshell."""
        start, depth = self.reader.at + 2, 2
        for at in range(start, len(self.reader.text)):
            depth += {"(": 1, ")": -1}.get(self.reader.text[at], 0)
            if depth < 2:
                if not self.reader.text.startswith("))", at):
                    return None
                self.reader.at = at + 2
                inside = WordReader(self.reader.text[start:at] + "\0").quoted_text("\0")
                return Simple((), ((Plain("let"),), inside), self._redirects())
        return None

    def _function(self) -> Command | None:
        found = re.match(r"([A-Za-z_][A-Za-z0-9_]*)[ \t]*\(\)", self.reader.rest)
        if found is None:
            return None
        self.reader.at += found.end()
        self._newlines()
        return syntax.Function(found.group(1), self._command())

    def _if(self) -> Command:
        self._keyword("if")
        branches = []
        while True:
            condition = self.sequence(frozenset({"then"}))
            self._keyword("then")
            branches.append((condition, self.sequence(frozenset({"elif", "else", "fi"}))))
            if self._peek_word() != "elif":
                break
            self._keyword("elif")
        otherwise = None
        if self._peek_word() == "else":
            self._keyword("else")
            otherwise = self.sequence(frozenset({"fi"}))
        self._keyword("fi")
        return syntax.If(tuple(branches), otherwise, self._redirects())

    def _for(self) -> Command:
        self._keyword("for")
        self.reader.blanks()
        found = NAME.match(self.reader.text, self.reader.at)
        if found is None:
            raise self.unexpected()
        self.reader.at = found.end()
        self._newlines()
        words: list[Word] | None = None
        if self._peek_word() == "in":
            self._keyword("in")
            words = self._word_list()
        self._separators()
        return syntax.For(
            found.group(), None if words is None else tuple(words), self._do(), self._redirects()
        )

    def _word_list(self) -> list[Word]:
        words = []
        self.reader.blanks()
        while (word := self.reader.word()) is not None:
            words.append(word)
            self.reader.blanks()
        return words

    def _do(self) -> Sequence:
        self._keyword("do")
        body = self.sequence(frozenset({"done"}))
        self._keyword("done")
        return body

    def _while(self) -> Command:
        until = self._peek_word() == "until"
        self._keyword("until" if until else "while")
        condition = self.sequence(frozenset({"do"}))
        return syntax.While(condition, self._do(), until, self._redirects())

    def _case(self) -> Command:
        self._keyword("case")
        self.reader.blanks()
        word = self.reader.word()
        if word is None:
            raise self.unexpected()
        self._newlines()
        self._keyword("in")
        branches = []
        while True:
            self._newlines()
            if self._peek_word() == "esac":
                break
            branches.append((self._patterns(), self.sequence(frozenset({"esac"}))))
            if self.reader.looks_at(";;"):
                self.reader.at += 2
        self._keyword("esac")
        return syntax.Case(word, tuple(branches), self._redirects())

    def _patterns(self) -> tuple[Word, ...]:
        if self.reader.looks_at("("):
            self.reader.at += 1
        patterns = []
        while True:
            self.reader.blanks()
            pattern = self.reader.word()
            if pattern is None:
                raise self.unexpected()
            patterns.append(pattern)
            self.reader.blanks()
            if not self.reader.looks_at("|"):
                break
            self.reader.at += 1
        self._expect(")")
        return tuple(patterns)

    def _simple(self) -> Command:
        assignments: list[tuple[str, Word]] = []
        words: list[Word] = []
        redirects: list[Redirect] = []
        while True:
            self.reader.blanks()
            redirect = self._redirect()
            if redirect is not None:
                redirects.append(redirect)
                continue
            found = ASSIGNMENT.match(self.reader.text, self.reader.at)
            if found and not words:
                self.reader.at = found.end()
                assignments.append((found.group()[:-1], self.reader.word() or ()))
                continue
            word = self.reader.word()
            if word is None:
                break
            words.append(word)
        if not (assignments or words or redirects):
            raise self.unexpected()
        return Simple(tuple(assignments), tuple(words), tuple(redirects))

    # --- redirections --------------------------------------------------------
    def _redirects(self) -> tuple[Redirect, ...]:
        found = []
        self.reader.blanks()
        while (redirect := self._redirect()) is not None:
            found.append(redirect)
            self.reader.blanks()
        return tuple(found)

    def _redirect(self) -> Redirect | None:
        found = REDIRECT.match(self.reader.text, self.reader.at)
        if found is None:
            return None
        self.reader.at = found.end()
        operator = found.group(2) or found.group(3)
        fd = int(found.group(1)) if found.group(1) else int(not operator.startswith("<"))
        self.reader.blanks()
        target = self.reader.word()
        if target is None:
            raise self.unexpected()
        if operator == "<<<":
            return Redirect(fd, "<<", (*target, Plain("\n", quoted=True)))
        if operator.startswith("<<"):
            return self._heredoc(fd, operator, target)
        return Redirect(fd, ">" if operator == ">|" else operator, target)

    def _heredoc(self, fd: int, operator: str, target: Word) -> Redirect:
        ending = "".join(part.text for part in target if isinstance(part, Plain))
        as_is = any(isinstance(part, Plain) and part.quoted for part in target)
        line_end = self.reader.text.find("\n", self.reader.at)
        if line_end < 0:
            raise IncompleteError(f"here document '{ending}' unclosed")
        start = line_end + 1
        lines = self.reader.text[start:].split("\n")
        body: list[str] = []
        for index, line in enumerate(lines):
            shown = line.lstrip("\t") if operator == "<<-" else line
            if shown == ending:
                after = "\n".join(lines[index + 1 :])
                self.reader.text = self.reader.text[:start] + after
                return Redirect(fd, "<<", _heredoc_word(body, as_is=as_is))
            body.append(shown)
        raise IncompleteError(f"here document '{ending}' unclosed")

    # --- words ---------------------------------------------------------------
    def _expect(self, sign: str) -> None:
        self.reader.blanks()
        if not self.reader.looks_at(sign):
            raise self.unexpected()
        self.reader.at += len(sign)

    def _keyword(self, word: str) -> None:
        self.reader.blanks()
        if self._peek_word() != word:
            raise self.unexpected()
        self.reader.at += len(word)


def _heredoc_word(lines: list[str], *, as_is: bool) -> Word:
    text = "".join(line + "\n" for line in lines)
    if as_is:
        return (Plain(text, quoted=True),)
    reader = WordReader(text + "\0")
    return reader.quoted_text("\0")
