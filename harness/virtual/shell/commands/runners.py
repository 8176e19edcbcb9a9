"""Commands that run commands: ``sh``, ``env``, ``xargs``, ``timeout``, ``nohup``, ``time``."""

import asyncio
import dataclasses
import time

from harness.virtual.filesystem import normal
from harness.virtual.shell.context import Shell, command
from harness.virtual.shell.interactive import interact
from harness.virtual.shell.jobs import SIGNALS, signal_number
from harness.virtual.shell.minish import SH, run_argv, run_text

TIMED_OUT = 124


@command("sh", "mksh", "bash")
async def sh_(sh: Shell, argv: list[str]) -> int:
    """``sh [-ex] [-c TEXT [NAME [WORD…]] | FILE [WORD…]]``; without either it reads commands."""
    words = argv[1:]
    options = ""
    while words and words[0].startswith("-") and words[0] not in ("-", "--"):
        options += words.pop(0)[1:]
    before = f"set -{''.join(sorted(set(options) & set('ex')))}; " if set(options) & {*"ex"} else ""
    if "c" in options:
        if not words:
            await sh.err(f"{SH}: -c: requires an argument\n")
            return 1
        name = words[1] if len(words) > 1 else SH
        return await run_text(sh, before + words[0], words[2:], name)
    if words:
        path = normal(words[0], sh.cwd)
        if not sh.fs.is_file(path):
            await sh.err(f"{argv[0]}: {words[0]}: No such file or directory\n")
            return 127
        text = sh.fs.read(path).decode("utf-8", "replace")
        return await run_text(sh, before + text, words[1:], words[0])
    return await interact(sh, None)


@command("env", "printenv")
async def env(sh: Shell, argv: list[str]) -> int:
    """``env [-i] [-u NAME] [NAME=VALUE]… [COMMAND…]``; ``printenv [NAME…]``."""
    words, values = argv[1:], dict(sh.env)
    if argv[0] == "printenv" and words:
        await sh.out("".join(f"{values[name]}\n" for name in words if name in values))
        return int(any(name not in values for name in words))
    while words and (words[0] in ("-i", "-u") or "=" in words[0]):
        word = words.pop(0)
        if word == "-i":
            values = {}
        elif word == "-u" and words:
            values.pop(words.pop(0), None)
        else:
            name, _, value = word.partition("=")
            values[name] = value
    if not words:
        await sh.out("".join(f"{name}={value}\n" for name, value in values.items()))
        return 0
    return await run_argv(dataclasses.replace(sh, env=values), words)


@command("timeout")
async def timeout(sh: Shell, argv: list[str]) -> int:
    """``timeout [-k SECONDS] [-s SIGNAL] SECONDS COMMAND…``: 124 when the time was up."""
    words, killed = argv[1:], TIMED_OUT
    while len(words) > 1 and words[0][:2] in ("-k", "-s", "-v", "-i"):
        letter, value = words[0][:2], words[0][2:]
        words = words[1:]
        if letter in ("-k", "-s") and not value:
            value, words = words[0], words[1:]
        if letter == "-s" and signal_number(value) == SIGNALS["KILL"]:
            killed = 128 + SIGNALS["KILL"]
    if len(words) < 2:
        await sh.err('timeout: Need 2 arguments (see "timeout --help")\n')
        return 125
    try:
        limit_s = float(words[0].rstrip("smhd"))
    except ValueError:
        await sh.err(f"timeout: Not a number '{words[0]}'\n")
        return 125
    limit_s *= {"m": 60, "h": 3600, "d": 86400}.get(words[0][-1], 1)
    try:
        return await asyncio.wait_for(run_argv(sh, words[1:]), limit_s or None)
    except TimeoutError:
        return killed


@command("nohup", "nice", "ionice", "setsid", "stdbuf", "su")
async def plainly(sh: Shell, argv: list[str]) -> int:
    """Run the command as it is; ``su`` only where adbd is root."""
    if argv[0] == "su":
        if sh.phone.props.get("service.adb.root") != "1":
            await sh.err(f"{SH}: su: inaccessible or not found\n")
            return 127
        words = [w for w in argv[1:] if w not in ("0", "root", "-", "shell")]
        return await sh_(sh, ["sh", *words])
    words = argv[1:]
    while words and words[0].startswith("-"):
        words = words[2:] if words[0] in ("-n", "-c") else words[1:]
    return await run_argv(sh, words) if words else 0


@command("time")
async def time_(sh: Shell, argv: list[str]) -> int:
    """``time COMMAND…``."""
    begun = time.monotonic()
    status = await run_argv(sh, argv[1:]) if argv[1:] else 0
    took = time.monotonic() - begun
    minutes, seconds = divmod(took, 60)
    await sh.err(
        f"    {int(minutes)}m{seconds:05.2f}s real     0m00.00s user     0m00.00s system\n"
    )
    return status


@command("xargs")
async def xargs(sh: Shell, argv: list[str]) -> int:
    """``xargs [-0] [-n N] [-I SIGN] [COMMAND…]``."""
    words, per_call, sign, separator = argv[1:], 0, "", None
    while words and words[0].startswith("-"):
        word = words.pop(0)
        if word == "-0":
            separator = "\0"
        elif word.startswith("-n"):
            per_call = int(word[2:] or words.pop(0))
        elif word.startswith("-I"):
            sign = word[2:] or words.pop(0)
    text = bytearray()
    while part := await sh.stdin.read(1 << 16):
        text += part
    return await _each(
        sh, words or ["echo"], _items(text.decode(), sign, separator), per_call, sign
    )


def _items(text: str, sign: str, separator: str | None) -> list[str]:
    if sign:
        return [line for line in text.split("\n") if line]
    return [item for item in text.split(separator) if item]


async def _each(sh: Shell, words: list[str], items: list[str], per_call: int, sign: str) -> int:
    worst = 0
    size = 1 if sign else per_call or max(1, len(items))
    for start in range(0, len(items), size):
        group = items[start : start + size]
        argv = [word.replace(sign, group[0]) for word in words] if sign else [*words, *group]
        status = await run_argv(sh, argv)
        worst = 123 if status else worst
    return worst
