"""The phone's shell: runs scripts with the commands of the registry."""

import ast
import asyncio
import contextlib
import dataclasses
import operator
import os
from collections.abc import Awaitable, Callable

from harness.virtual.adbd.pty import Pty
from harness.virtual.filesystem import normal
from harness.virtual.shell.context import COMMANDS, Input, Output, Shell
from harness.virtual.shell.session import next_pid
from harness.virtual.shell.streams import Bytes, Collected, FileOutput, Nothing, Pipe
from harness.virtual.shell.syntax import Item, ShellSyntaxError, Simple, Word, parse

NOT_FOUND, CANNOT_RUN = 127, 126
PIPE_BYTES = 1 << 16
READER_GONE = 141
INTERRUPTED = 130


class ExitShellError(Exception):
    """``exit`` was called."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


async def run_text(shell: Shell, script: str) -> int:
    """Run a script to its end; returns its exit status."""
    try:
        return await Interpreter(shell).script(script)
    except ExitShellError as leaving:
        return leaving.status
    except BrokenPipeError:
        return READER_GONE


async def interact(shell: Shell, pty: Pty | None) -> int:
    """A shell that is typed into: one line at a time, prompts only on a terminal."""
    interpreter = Interpreter(shell)
    waiting = b""
    try:
        while True:
            if pty is not None:
                await shell.out(f"{shell.phone.config.device}:{shell.cwd} $ ")
            while b"\n" not in waiting:
                data = await shell.stdin.read(PIPE_BYTES)
                if not data:
                    return await interpreter.script(waiting.decode("utf-8", "replace"))
                waiting += data
            line, _, waiting = waiting.partition(b"\n")
            await _typed(interpreter, line.decode("utf-8", "replace"), pty)
    except ExitShellError as leaving:
        return leaving.status
    except BrokenPipeError:
        return READER_GONE


async def _typed(interpreter: "Interpreter", line: str, pty: Pty | None) -> None:
    """Run one line; Ctrl-C ends it and not the shell."""
    running = asyncio.ensure_future(interpreter.script(line))
    if pty is None:
        await running
        return
    pty.interrupted, pty.on_interrupt = False, running.cancel
    try:
        await running
    except asyncio.CancelledError:
        if not pty.interrupted:
            raise
        interpreter.status = INTERRUPTED
    finally:
        pty.on_interrupt = None


class Interpreter:
    """One shell process: its variables, its directory, its last status."""

    def __init__(self, shell: Shell, *, status: int = 0, pid: int | None = None) -> None:
        self.shell = shell
        self.status = status
        self.pid = pid or next_pid()
        self._background: set[asyncio.Task[int]] = set()

    async def script(self, script: str) -> int:
        """Parse and run."""
        try:
            items = parse(script)
        except ShellSyntaxError as error:
            await self.shell.err(f"/system/bin/sh: {error}\n")
            self.status = 1
            return 1
        return await self.items(items)

    async def items(self, items: list[Item]) -> int:
        """Run pipelines in turn."""
        for item in items:
            if (item.join == "&&" and self.status) or (item.join == "||" and not self.status):
                continue
            if item.background:
                self._start_in_background(item)
                self.status = 0
                continue
            status = await self._pipeline(item)
            self.status = int(not status) if item.negated else status
        return self.status

    def _start_in_background(self, item: Item) -> None:
        task = asyncio.ensure_future(self._child(stdin=Nothing())._pipeline(item))  # noqa: SLF001
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    def _child(
        self,
        *,
        stdin: Input | None = None,
        stdout: Output | None = None,
    ) -> "Interpreter":
        shell = dataclasses.replace(
            self.shell,
            env=dict(self.shell.env),
            stdin=stdin or self.shell.stdin,
            stdout=stdout or self.shell.stdout,
        )
        return Interpreter(shell, status=self.status)

    async def _pipeline(self, item: Item) -> int:
        if len(item.commands) == 1:
            return await self._simple(item.commands[0])
        pipes = [Pipe() for _ in item.commands[1:]]
        running: list[Awaitable[int]] = []
        for index, command in enumerate(item.commands):
            before = pipes[index - 1] if index else None
            after = pipes[index] if index < len(pipes) else None
            running.append(self._between(command, before, after))
        return (await asyncio.gather(*running))[-1]

    async def _between(self, command: Simple, before: Pipe | None, after: Pipe | None) -> int:
        child = self._child(stdin=before, stdout=after)
        try:
            return await child._simple(command)  # noqa: SLF001
        except ExitShellError as leaving:
            return leaving.status
        except BrokenPipeError:
            if after is None:
                raise
            return READER_GONE
        finally:
            if before is not None:
                before.close_reader()
            if after is not None:
                after.close_writer()

    # --- one command ---------------------------------------------------------------
    async def _simple(self, command: Simple) -> int:
        try:
            shell = await self._redirected(command)
        except OSError as error:
            name = error.filename or ""
            reason = error.strerror or ""
            await self.shell.err(f"/system/bin/sh: can't create {name}: {reason}\n")
            return 1
        if command.group is not None:
            return await self._group(command, shell)
        words = [text for word in command.words for text in await self._expand(word)]
        values = {name: "".join(await self._expand(value, split=False))
                  for name, value in command.assignments}  # fmt: skip
        if not words:
            self.shell.env.update(values)
            return self.status if command.words else 0
        shell.env = {**self.shell.env, **values} if values else self.shell.env
        return await self._call(shell, words)

    async def _group(self, command: Simple, shell: Shell) -> int:
        assert command.group is not None
        if not command.subshell:
            inside = Interpreter(shell, status=self.status, pid=self.pid)
            return await inside.items(command.group)
        shell.env = dict(shell.env)
        try:
            return await Interpreter(shell, status=self.status).items(command.group)
        except ExitShellError as leaving:
            return leaving.status

    async def _redirected(self, command: Simple) -> Shell:
        shell = dataclasses.replace(self.shell)
        for sign, target in command.redirections:
            if sign == "2>&1":
                shell.stderr = shell.stdout
                continue
            if sign in (">&2", "1>&2"):
                shell.stdout = shell.stderr
                continue
            path = normal("".join(await self._expand(target, split=False)), shell.cwd)
            if sign == "<":
                shell.stdin = Nothing() if path == "/dev/null" else Bytes(shell.fs.read(path))
                continue
            out: Output = (
                Nothing()
                if path == "/dev/null"
                else _to_file(shell, path, append=sign.endswith(">>"))
            )
            if sign in ("2>", "2>>", "&>"):
                shell.stderr = out
            if sign not in ("2>", "2>>"):
                shell.stdout = out
        return shell

    async def _call(self, shell: Shell, words: list[str]) -> int:
        builtin = _BUILTINS.get(words[0])
        if builtin is not None:
            return await builtin(self, shell, words)
        name = words[0]
        base = name.rpartition("/")[2] if name.startswith("/") else name
        command = COMMANDS.get(base) if "/" not in base else None
        if command is None:
            return await self._not_a_command(shell, words)
        shell.pid = next_pid()
        return await command(shell, words)

    async def _not_a_command(self, shell: Shell, words: list[str]) -> int:
        path = normal(words[0], shell.cwd)
        if "/" in words[0] and shell.fs.is_file(path):
            if shell.fs.stat(path).mode & 0o111:
                return await self._child().script(shell.fs.read(path).decode("utf-8", "replace"))
            await shell.err(f"/system/bin/sh: {words[0]}: can't execute: Permission denied\n")
            return CANNOT_RUN
        await shell.err(f"/system/bin/sh: {words[0]}: inaccessible or not found\n")
        return NOT_FOUND

    # --- expansion -----------------------------------------------------------------
    async def _expand(self, word: Word, *, split: bool = True) -> list[str]:
        fields = [""]
        for part in word:
            if part.kind == "open":
                _add_split(fields, await self._value(part.text), split=split)
            elif part.kind == "double":
                fields[-1] += await self._interpolate(part.text)
            else:
                fields[-1] += part.text
        if len(fields) > 1 and not fields[-1]:
            fields.pop()
        if fields == [""] and all(part.kind == "open" for part in word):
            return [] if split else [""]
        pattern = any(part.kind == "text" and set(part.text) & set("*?[") for part in word)
        if pattern and split and len(fields) == 1:
            return self._glob(fields[0]) or fields
        return fields

    def _glob(self, pattern: str) -> list[str]:
        found = self.shell.fs.glob(normal(pattern, self.shell.cwd))
        if pattern.startswith("/"):
            return sorted(found)
        return sorted(os.path.relpath(path, self.shell.cwd) for path in found)

    async def _interpolate(self, text: str) -> str:
        done, at = "", 0
        while at < len(text):
            char = text[at]
            if char == "\\" and text[at + 1 : at + 2] in ("$", "`", '"', "\\", "\n"):
                done += "" if text[at + 1] == "\n" else text[at + 1]
                at += 2
            elif char in "$`":
                reference = _reference(text[at:])
                done += await self._value(reference) if len(reference) > 1 else char
                at += max(1, len(reference))
            else:
                done += char
                at += 1
        return done

    async def _value(self, reference: str) -> str:
        if reference.startswith("$((") and reference.endswith("))"):
            return await self._arithmetic(reference[3:-2])
        if reference.startswith("$("):
            return await self._output_of(reference[2:-1])
        if reference.startswith("`"):
            return await self._output_of(reference[1:-1])
        name = reference[1:]
        if name.startswith("{"):
            return self._braced(name[1:-1])
        special = {"?": str(self.status), "$": str(self.pid), "#": "0", "!": "", "0": "sh", "": "$"}
        return special.get(name, self.shell.env.get(name, ""))

    def _braced(self, inside: str) -> str:
        if inside.startswith("#"):
            return str(len(self.shell.env.get(inside[1:], "")))
        for how in (":-", "-", ":+", "%%", "##", "%", "#"):
            name, found, word = inside.partition(how)
            if found and name.replace("_", "").isalnum():
                value = self.shell.env.get(name, "")
                return _substituted(value, how, word)
        return {"?": str(self.status)}.get(inside, self.shell.env.get(inside, ""))

    async def _arithmetic(self, expression: str) -> str:
        plain = (await self._interpolate(expression)).split()
        text = "".join(self.shell.env.get(w, w) for w in plain)
        if not text or set(text) - set("0123456789+-*/%() <>=!&|"):
            return "0"
        with contextlib.suppress(ArithmeticError, SyntaxError, ValueError):
            return str(_calculate(text))
        return "0"

    async def _output_of(self, script: str) -> str:
        collected = Collected()
        child = self._child(stdout=collected)
        try:
            self.status = await child.script(script)
        except ExitShellError as leaving:
            self.status = leaving.status
        return collected.data.decode("utf-8", "replace").rstrip("\n")


def _add_split(fields: list[str], value: str, *, split: bool) -> None:
    """Add an unquoted expansion: its blanks end one field and begin the next."""
    if not split:
        fields[-1] += value
        return
    pieces = value.split()
    if value[:1].isspace() and fields[-1]:
        fields.append("")
    fields[-1] += pieces[0] if pieces else ""
    fields.extend(pieces[1:])
    if pieces and value[-1:].isspace():
        fields.append("")


def _to_file(shell: Shell, path: str, *, append: bool) -> FileOutput:
    if not (append and shell.fs.exists(path)):
        shell.fs.write(path, b"")
    return FileOutput(shell.fs, path)


DOES: dict[type[ast.AST], Callable[..., int]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul,
    ast.Div: operator.floordiv, ast.Mod: operator.mod, ast.USub: operator.neg,
}  # fmt: skip


def _calculate(expression: str) -> int:
    """Whole-number arithmetic; ``ValueError`` for anything else."""
    return _worth(ast.parse(expression, mode="eval").body)


def _worth(node: ast.expr) -> int:
    if isinstance(node, ast.Constant) and isinstance(node.value, int):
        return node.value
    if isinstance(node, ast.BinOp) and type(node.op) in DOES:
        return DOES[type(node.op)](_worth(node.left), _worth(node.right))
    if isinstance(node, ast.UnaryOp) and type(node.op) in DOES:
        return DOES[type(node.op)](_worth(node.operand))
    raise ValueError("no whole-number arithmetic")


def _substituted(value: str, how: str, word: str) -> str:
    if how in {":-", "-"}:
        return value or word
    if how == ":+":
        return word if value else ""
    plain = word.strip("*")
    if how.startswith("%"):
        return value.removesuffix(word) if "*" not in word else _cut(value, plain, how)
    return value.removeprefix(word) if "*" not in word else _cut(value, plain, how)


def _cut(value: str, mark: str, how: str) -> str:
    if mark not in value:
        return value
    return {
        "%": value.rpartition(mark)[0],
        "%%": value.partition(mark)[0],
        "#": value.partition(mark)[2],
        "##": value.rpartition(mark)[2],
    }[how]


def _reference(text: str) -> str:
    """The ``$…`` or backquote at the start of a text."""
    if text.startswith("`"):
        end = text.find("`", 1)
        return text[: end + 1] if end > 0 else text
    return text[: _reference_end(text)]


def _reference_end(text: str) -> int:
    if text[1:2] in ("(", "{"):
        closing = {"(": ")", "{": "}"}[text[1]]
        depth = 0
        for index, char in enumerate(text):
            depth += (char == text[1]) - (char == closing)
            if char == closing and depth == 0:
                return index + 1
        return len(text)
    if text[1:2] and text[1] in "?$!#@*0123456789":
        return 2
    end = 1
    while end < len(text) and text[end].isascii() and (text[end].isalnum() or text[end] == "_"):
        end += 1
    return end


# --- built-in commands ---------------------------------------------------------------
async def _cd(self: Interpreter, shell: Shell, words: list[str]) -> int:
    path = normal(words[1] if len(words) > 1 else "/", self.shell.cwd)
    if not shell.fs.is_dir(path):
        await shell.err(f"/system/bin/sh: cd: {path}: No such file or directory\n")
        return 2
    self.shell.cwd = path
    return 0


async def _export(self: Interpreter, shell: Shell, words: list[str]) -> int:
    for word in words[1:]:
        name, equals, value = word.partition("=")
        if equals:
            self.shell.env[name] = value
    if len(words) == 1:
        for name, value in sorted(shell.env.items()):
            await shell.out(f"{name}={value}\n")
    return 0


async def _unset(self: Interpreter, shell: Shell, words: list[str]) -> int:
    del shell
    for name in words[1:]:
        self.shell.env.pop(name, None)
    return 0


async def _exit(self: Interpreter, shell: Shell, words: list[str]) -> int:
    del shell
    given = words[1] if len(words) > 1 else ""
    raise ExitShellError(int(given) & 0xFF if given.lstrip("-").isdigit() else self.status)


async def _exec(self: Interpreter, shell: Shell, words: list[str]) -> int:
    if len(words) == 1:
        self.shell.stdout, self.shell.stderr = shell.stdout, shell.stderr
        return 0
    raise ExitShellError(await self._call(shell, words[1:]))


async def _eval(self: Interpreter, shell: Shell, words: list[str]) -> int:
    del shell
    return await self.script(" ".join(words[1:]))


async def _command(self: Interpreter, shell: Shell, words: list[str]) -> int:
    if words[1:2] in (["-v"], ["-V"]):
        found = [w for w in words[2:] if w in COMMANDS or w in _BUILTINS]
        for name in found:
            await shell.out(f"/system/bin/{name}\n" if name in COMMANDS else f"{name}\n")
        return 0 if found else 1
    return await self._call(shell, words[1:]) if words[1:] else 0


async def _wait(self: Interpreter, shell: Shell, words: list[str]) -> int:
    del shell, words
    await asyncio.gather(*self._background, return_exceptions=True)
    return 0


async def _sh(_self: Interpreter, shell: Shell, words: list[str]) -> int:
    inside = Interpreter(dataclasses.replace(shell, env=dict(shell.env)))
    try:
        if words[1:2] == ["-c"] and len(words) > 2:
            return await inside.script(words[2])
        if len(words) > 1 and not words[1].startswith("-"):
            path = normal(words[1], shell.cwd)
            if not shell.fs.is_file(path):
                await shell.err(f"sh: {words[1]}: No such file or directory\n")
                return NOT_FOUND
            return await inside.script(shell.fs.read(path).decode("utf-8", "replace"))
        script = bytearray()
        while data := await shell.stdin.read(PIPE_BYTES):
            script += data
        return await inside.script(script.decode("utf-8", "replace"))
    except ExitShellError as leaving:
        return leaving.status


async def _colon(self: Interpreter, shell: Shell, words: list[str]) -> int:
    del self, shell, words
    return 0


_BUILTINS = {
    "cd": _cd, "export": _export, "unset": _unset, "exit": _exit, "exec": _exec, "eval": _eval,
    "command": _command, "wait": _wait, "sh": _sh, "/system/bin/sh": _sh, ":": _colon,
    "set": _colon, "umask": _colon, "trap": _colon, "ulimit": _colon,
}  # fmt: skip
