"""Compound commands: conditions, loops and cases, run by a shell's interpreter."""

import asyncio
import fnmatch
from typing import TYPE_CHECKING

from harness.virtual.shell import syntax
from harness.virtual.shell.builtins import Break, Continue
from harness.virtual.shell.conditions import Condition
from harness.virtual.shell.syntax import ShellSyntaxError

if TYPE_CHECKING:
    from harness.virtual.shell.minish import Interpreter


async def run_if(shell: "Interpreter", command: syntax.If) -> int:
    """``if … elif … else … fi``."""
    for condition, body in command.branches:
        if await shell.sequence(condition) == 0:
            return await shell.inner(body)
    return await shell.inner(command.otherwise) if command.otherwise is not None else 0


async def run_for(shell: "Interpreter", command: syntax.For) -> int:
    """``for NAME in …; do … done``."""
    given = command.words
    values = shell.parameters if given is None else await shell.fields(given)
    status = 0
    for value in values:
        shell.set(command.name, value)
        try:
            status = await shell.inner(command.body)
        except Continue:
            continue
        except Break:
            break
    return status


async def run_while(shell: "Interpreter", command: syntax.While) -> int:
    """``while`` and ``until``."""
    status = 0
    while (await shell.inner(command.condition) == 0) != command.until:
        try:
            status = await shell.inner(command.body)
        except Continue:
            continue
        except Break:
            break
        await asyncio.sleep(0)  # a loop of built-ins must leave the phone its turn
    return status


async def run_case(shell: "Interpreter", command: syntax.Case) -> int:
    """``case … esac``."""
    value = await shell.expander.one(command.word)
    for patterns, body in command.branches:
        for pattern in patterns:
            if fnmatch.fnmatchcase(value, await shell.expander.pattern(pattern)):
                return await shell.inner(body)
    return 0


async def run_condition(shell: "Interpreter", command: syntax.Condition) -> int:
    """``[[ … ]]``."""

    async def test(words: list[str]) -> int:
        return await shell.external(["test", *words], {})

    condition = Condition(command.tokens, shell.expander, shell, test)
    try:
        return int(not await condition.holds())
    except (ShellSyntaxError, ValueError) as wrong:
        await shell.complain(str(wrong))
        return 2
