"""Commands that run commands: ``sh``, ``env``, ``xargs``, ``timeout``, ``nohup``, ``time``."""

import asyncio
import dataclasses
import time

from harness.virtual.paths import normal
from harness.virtual.shell.context import COMMANDS, Shell, command
from harness.virtual.shell.interactive import interact
from harness.virtual.shell.jobs import NAMES, SIGNALS, signal_number
from harness.virtual.shell.minish import run_argv, run_text
from harness.virtual.shell.state import SH

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
    words, given = argv[1:], dict[str, str]()
    while len(words) > 1 and len(words[0]) > 1 and words[0][0] == "-":
        word, words = words[0], words[1:]
        letter = "-p" if word == "--preserve-status" else word[:2]
        given[letter] = word[2:]
        if letter in ("-k", "-s") and not given[letter]:
            given[letter], words = words[0], words[1:]
    if len(words) < 2:
        await sh.err('timeout: Need 2 arguments (see "timeout --help")\n')
        return 125
    try:
        limit_s, grace_s = _seconds(words[0]), _seconds(given.get("-k", "0"))
    except ValueError as bad:
        await sh.err(f"timeout: Not a number '{bad}'\n")
        return 125
    signal = signal_number(given.get("-s", "TERM"))
    if signal is None:
        await sh.err(f"timeout: bad -s: '{given['-s']}'\n")
        return 125
    return await _limited(sh, words[1:], limit_s, [(signal, grace_s)], given)


def _seconds(word: str) -> float:
    """``5``, ``0.5s``, ``2m``; ``ValueError`` with the word for anything else."""
    try:
        number = float(word.rstrip("smhd"))
    except ValueError:
        raise ValueError(word) from None
    return number * {"m": 60, "h": 3600, "d": 86400}.get(word[-1], 1)


async def _limited(
    sh: Shell,
    words: list[str],
    limit_s: float,
    signals: list[tuple[int, float]],
    given: dict[str, str],
) -> int:
    """Run; when the time is up send the signal, after its grace the last one, and wait."""
    running = asyncio.create_task(run_argv(sh, words))
    late = None
    try:
        while not (await asyncio.wait({running}, timeout=limit_s or None))[0]:
            late, limit_s = signals.pop(0)
            if limit_s:
                signals.append((SIGNALS["KILL"], 0))
            if "-v" in given:
                told = f"sending signal {NAMES[late]} to command {words[0]}"
                await sh.err(f"timeout: {told}: No such file or directory\n")
            for job in [job for job in sh.jobs.values() if job.parent == sh.pid]:
                job.quiet = True
                job.kill(late)
        status = running.result()
    finally:
        running.cancel()
    if late is None or "-p" in given:
        return status
    return 128 + late if late == SIGNALS["KILL"] else TIMED_OUT


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
    if COMMANDS.get(words[0].rpartition("/")[2]) is None and not sh.fs.exists(
        normal(words[0], sh.cwd)
    ):
        await sh.err(f"xargs: exec {words[0]}: No such file or directory\n")
        return 127
    for start in range(0, len(items), size):
        group = items[start : start + size]
        argv = [word.replace(sign, group[0]) for word in words] if sign else [*words, *group]
        status = await run_argv(sh, argv)
        worst = 123 if status else worst
    return worst
