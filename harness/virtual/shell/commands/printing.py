"""``echo`` and ``printf``, as mksh and toybox print: bytes, escapes, formats.

mksh's ``echo`` resolves escapes unless ``-E`` is given.
"""

import re

from harness.virtual.shell.context import Shell, command

_ESCAPE = re.compile(r"\\(0?[0-7]{1,3}|x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{1,4}|.)", re.DOTALL)
_SIGNS = {
    "a": "\a", "b": "\b", "e": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v",
    "\\": "\\",
}  # fmt: skip
_FORMAT = re.compile(r"%([-+ 0#]*)(\*|\d+)?(?:\.(\*|\d+))?([a-zA-Z%])")
_INTEGERS = "dixXouc"
STOP = "\0stop"
"""What ``\\c`` leaves: nothing comes after it."""


def as_bytes(text: str) -> bytes:
    """UTF-8, but for bytes that were written as numbers (kept as lone surrogates)."""
    return text.encode("utf-8", "surrogateescape")


def unescaped(text: str, *, octal_needs_zero: bool = False) -> str:
    r"""Resolve ``\n``, ``\101``, ``\x41`` and the like; ``STOP`` where ``\c`` ends it."""

    def resolve(found: re.Match[str]) -> str:
        word = found[1]
        if word[0] in "01234567":
            if octal_needs_zero and word[0] != "0":
                return found[0]
            return _byte(int(word, 8) & 0xFF)
        if word[0] == "x" and len(word) > 1:
            return _byte(int(word[1:], 16))
        if word[0] == "u" and len(word) > 1:
            return chr(int(word[1:], 16))
        return STOP if word == "c" else _SIGNS.get(word, found[0])

    return _ESCAPE.sub(resolve, text)


def _byte(value: int) -> str:
    return bytes([value]).decode("ascii", "surrogateescape")


@command("echo")
async def echo(sh: Shell, argv: list[str]) -> int:
    """``echo [-neE] words``."""
    words, newline, escapes = argv[1:], True, True
    while words and re.fullmatch(r"-[neE]+", words[0]):
        for sign in words.pop(0)[1:]:
            newline &= sign != "n"
            escapes = {"e": True, "E": False}.get(sign, escapes)
    text = " ".join(words)
    if escapes:
        text, stop, _ = unescaped(text, octal_needs_zero=True).partition(STOP)
        newline &= not stop
    await sh.stdout.write(as_bytes(text + ("\n" if newline else "")))
    return 0


@command("printf")
async def printf(sh: Shell, argv: list[str]) -> int:
    """``printf FORMAT [WORD…]``; the format is used again while words are left."""
    words = argv[2:] if argv[1:2] != ["--"] else argv[3:]
    form = argv[2] if argv[1:2] == ["--"] and len(argv) > 2 else "".join(argv[1:2])
    if len(argv) < 2:
        await sh.err("printf: Needs 1 argument\n")
        return 1
    form, status, out = unescaped(form), 0, ""
    while True:
        before = len(words)
        part, bad = _formatted(form, words)
        out += part
        for word in bad:
            await sh.err(f"printf: '{word}' is not a number\n")
            status = 1
        if STOP in out or not words or len(words) == before:
            break
    await sh.stdout.write(as_bytes(out.partition(STOP)[0]))
    return status


def _formatted(form: str, words: list[str]) -> tuple[str, list[str]]:
    """One pass over the format, taking its words; and those that are no numbers."""
    bad: list[str] = []

    def fill(found: re.Match[str]) -> str:
        flags, width, precision, kind = found.groups()
        if kind == "%":
            return "%"
        sizes = [_taken(words) if size == "*" else size for size in (width, precision)]
        plan = f"%{flags}{sizes[0] or ''}" + (f".{sizes[1]}" if sizes[1] is not None else "")
        word = _taken(words)
        if kind in "diuxXo":
            return str((plan + kind.replace("u", "d")) % _integer(word, bad))
        if kind in "feEgG":
            return str((plan + kind) % _real(word, bad))
        text = {"b": unescaped(word), "c": word[:1], "s": word}.get(kind)
        return found[0] if text is None else str((plan + "s") % text)

    return _FORMAT.sub(fill, form), bad


def _taken(words: list[str]) -> str:
    return words.pop(0) if words else ""


def _integer(word: str, bad: list[str]) -> int:
    if word[:1] in {"'", '"'} and len(word) > 1:
        return ord(word[1])
    try:
        return int(word or "0", 0)
    except ValueError:
        if re.fullmatch(r"-?0[0-7]+", word):
            return int(word, 8)
        bad.append(word)
        return 0


def _real(word: str, bad: list[str]) -> float:
    try:
        return float(word or "0")
    except ValueError:
        bad.append(word)
        return 0.0
