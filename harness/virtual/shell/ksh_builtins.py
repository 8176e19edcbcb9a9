"""Built-ins that mksh has beyond the portable ones: ``let``, ``trap``, ``ulimit``, ``print``."""

from typing import TYPE_CHECKING

from harness.virtual.shell.arithmetic import evaluate
from harness.virtual.shell.builtins import builtin
from harness.virtual.shell.traps import NAMES

if TYPE_CHECKING:
    from harness.virtual.shell.minish import Interpreter


@builtin("let")
async def let(shell: "Interpreter", argv: list[str]) -> int:
    """``let EXPRESSION…``: 0 when the last is not zero."""
    value = 0
    for text in argv[1:]:
        try:
            value = evaluate(text, shell)
        except (ValueError, ZeroDivisionError) as wrong:
            await shell.complain(f"{text}: {wrong}")
            return 1
    return int(value == 0)


@builtin("trap")
async def trap(shell: "Interpreter", argv: list[str]) -> int:
    """``trap [COMMAND|-] [SIGNAL…]``; an empty command has the signal ignored."""
    words = [word for word in argv[1:] if word != "--"]
    if words and len(words[0]) > 1 and words[0].startswith("-"):
        await shell.complain(f"trap: {words[0]}: unknown option")
        return 1
    if not words:
        for name, text in shell.traps.commands.items():
            await shell.streams.output(1).write(f"trap -- '{text}' {name}\n".encode())
        return 0
    for word in words[1:]:
        name = NAMES.get(int(word), word) if word.isdigit() else word.upper().removeprefix("SIG")
        if name not in {*NAMES.values(), "ERR"}:
            await shell.complain(f"trap: bad signal: {word}")
            return 1
        if words[0] == "-":
            shell.traps.commands.pop(name, None)
        else:
            shell.traps.commands[name] = words[0]
    return 0


_LIMITS = {"n": "32768", "c": "0", "f": "unlimited", "s": "8192", "u": "21000", "v": "unlimited"}


@builtin("ulimit")
async def ulimit(shell: "Interpreter", argv: list[str]) -> int:
    """``ulimit [-HSnfcsuv]``: what adbd's children are given; nothing is changed."""
    letters = "".join(word[1:] for word in argv[1:] if word.startswith("-")).strip("HS")
    values = [word for word in argv[1:] if not word.startswith("-")]
    if not values:
        limit = _LIMITS.get(letters[:1] or "f", "unlimited")
        await shell.streams.output(1).write(f"{limit}\n".encode())
    return 0


@builtin("print")
async def print_(shell: "Interpreter", argv: list[str]) -> int:
    """Ksh's ``print [-nr]``: echo with escapes unless ``-r``."""
    words, options = argv[1:], ""
    while words and words[0].startswith("-") and len(words[0]) > 1:
        word = words.pop(0)
        if word == "--":
            break
        options += word[1:]
    flags = "-" + ("n" if "n" in options else "") + ("E" if "r" in options else "e")
    return await shell.external(["echo", flags, *words], {})
