"""``$((…))``: integer arithmetic in C's operators."""

import re
from typing import Protocol

TOKEN = re.compile(
    r"\s*(0[xX][0-9a-fA-F]+|\d+#\w+|\d+|[A-Za-z_]\w*|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%=]=|[-+*/%<>=!&|^~?:()])"
)
LEVELS = (("||",), ("&&",), ("|",), ("^",), ("&",), ("==", "!="), ("<", ">", "<=", ">="),
          ("<<", ">>"), ("+", "-"), ("*", "/", "%"))  # fmt: skip


class Variables(Protocol):
    """Where names are looked up and assigned."""

    def get(self, name: str) -> str | None:
        """Value or None."""

    def set(self, name: str, value: str) -> None:
        """Assign."""


def evaluate(text: str, variables: Variables) -> int:
    """Value of an expression; ``ValueError`` when it is none, ``ZeroDivisionError``."""
    signs, at = [], 0
    while text[at:].strip():
        found = TOKEN.match(text, at)
        if found is None:
            raise ValueError("unexpected '" + text[at:].strip()[0] + "'")
        signs.append(found.group(1))
        at = found.end()
    if not signs:
        return 0
    reader = _Reader(signs, variables)
    value = reader.assignment()
    if reader.signs:
        raise ValueError(f"unexpected '{reader.signs[0]}'")
    return value


class _Reader:
    def __init__(self, signs: list[str], variables: Variables) -> None:
        self.signs = signs
        self.variables = variables

    def assignment(self) -> int:
        if len(self.signs) > 1 and self.signs[1] in ("=", "+=", "-=", "*=", "/=", "%="):
            name, operator = self.signs.pop(0), self.signs.pop(0)
            value = self.assignment()
            if operator != "=":
                value = _apply(operator[0], self._variable(name), value)
            self.variables.set(name, str(value))
            return value
        value = self.binary(0)
        if self.signs[:1] == ["?"]:
            self.signs.pop(0)
            yes = self.assignment()
            if self.signs[:1] != [":"]:
                raise ValueError("missing ':'")
            self.signs.pop(0)
            no = self.assignment()
            return yes if value else no
        return value

    def binary(self, level: int) -> int:
        if level == len(LEVELS):
            return self.unary()
        value = self.binary(level + 1)
        while self.signs and self.signs[0] in LEVELS[level]:
            operator = self.signs.pop(0)
            value = _apply(operator, value, self.binary(level + 1))
        return value

    def unary(self) -> int:
        if not self.signs:
            raise ValueError("unexpected end of expression")
        sign = self.signs.pop(0)
        if sign in ("++", "--", *"+-!~"):
            return self._signed(sign)
        if sign == "(":
            value = self.assignment()
            if self.signs[:1] != [")"]:
                raise ValueError("missing ')'")
            self.signs.pop(0)
            return value
        if sign[0].isdigit():
            return _number(sign)
        if sign[0].isalpha() or sign[0] == "_":
            if self.signs[:1] in (["++"], ["--"]):
                return self._step(sign, self.signs.pop(0))[0]
            return self._variable(sign)
        raise ValueError(f"unexpected '{sign}'")

    def _signed(self, sign: str) -> int:
        if sign in ("++", "--"):
            return self._step(self.signs.pop(0) if self.signs else "", sign)[1]
        value = self.unary()
        return {"+": value, "-": -value, "!": int(not value), "~": ~value}[sign]

    def _step(self, name: str, sign: str) -> tuple[int, int]:
        """``++`` and ``--``: the value before and after."""
        if not (name[:1].isalpha() or name[:1] == "_"):
            raise ValueError(f"{sign} wants a variable")
        before = self._variable(name)
        after = before + (1 if sign == "++" else -1)
        self.variables.set(name, str(after))
        return before, after

    def _variable(self, name: str) -> int:
        value = (self.variables.get(name) or "0").strip()
        try:
            return int(value, 0 if value[:2] in ("0x", "0X") else 10)
        except ValueError:
            return 0


def _number(sign: str) -> int:
    """``10``, ``0x10``, or ``BASE#DIGITS``."""
    base, hash_sign, digits = sign.partition("#")
    if hash_sign:
        return int(digits, int(base))
    return int(sign, 0 if sign[:2] in ("0x", "0X") else 10)


def _apply(operator: str, a: int, b: int) -> int:  # noqa: PLR0911, PLR0912, C901  one line an operator
    match operator:
        case "||":
            return int(bool(a) or bool(b))
        case "&&":
            return int(bool(a) and bool(b))
        case "|":
            return a | b
        case "^":
            return a ^ b
        case "&":
            return a & b
        case "==":
            return int(a == b)
        case "!=":
            return int(a != b)
        case "<":
            return int(a < b)
        case ">":
            return int(a > b)
        case "<=":
            return int(a <= b)
        case ">=":
            return int(a >= b)
        case "<<":
            return a << (b & 63)
        case ">>":
            return a >> (b & 63)
        case "+":
            return a + b
        case "-":
            return a - b
        case "*":
            return a * b
    if not b:
        raise ZeroDivisionError("zero divisor")
    quotient = abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)
    return quotient if operator == "/" else a - b * quotient
