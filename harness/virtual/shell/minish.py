"""The shell: runs what ``parser`` read, with real streams between real tasks.

A command is looked up as function, built-in (``builtins``), registered command (``context``),
then as a script in the phone's files. Pipelines run their commands at once; a command whose
reader is gone ends with 141 (SIGPIPE), one that was not found with 127.
"""

import asyncio
import dataclasses
import errno
import posixpath
from functools import partial

from harness.virtual.paths import normal
from harness.virtual.shell import compound, syntax
from harness.virtual.shell import job_builtins as _jobs  # noqa: F401  registers them
from harness.virtual.shell import ksh_builtins as _registered  # noqa: F401  registers them
from harness.virtual.shell.builtins import BUILTINS, Break, Continue, Exit, Return
from harness.virtual.shell.context import COMMANDS, Shell
from harness.virtual.shell.expand import Expander, ExpansionError, FatalExpansionError
from harness.virtual.shell.jobs import SHELLS_OWN, Gate, Job, next_pid, paced, status_of
from harness.virtual.shell.parser import parse
from harness.virtual.shell.processes import SIGPIPE, for_command, run_registered, told
from harness.virtual.shell.redirection import Redirection
from harness.virtual.shell.state import SH, ShellState
from harness.virtual.shell.streams import Collected, Nothing, Pipe, StreamSet
from harness.virtual.shell.syntax import Sequence, ShellSyntaxError

BIN = ("/system/bin", "/bin", "/system/xbin", "/vendor/bin", "/system_ext/bin", "/product/bin")
NOT_FOUND, NOT_EXECUTABLE = 127, 126


class Interpreter(ShellState):
    """One shell that runs commands."""

    def __init__(self, shell: Shell, parameters: list[str] | None = None, name: str = SH) -> None:
        super().__init__(shell, parameters, name)
        self.expander = Expander(self, shell.fs, self._substitute)

    def child(self, streams: StreamSet | None = None) -> "Interpreter":
        """A subshell: a copy that can change nothing here."""
        copy = Interpreter(self.shell, list(self.parameters), self.name)
        copy.variables = dict(self.variables)
        copy.exported = set(self.exported)
        copy.functions = dict(self.functions)
        copy.cwd, copy.status, copy.options = self.cwd, self.status, set(self.options)
        copy.last_background = self.last_background
        copy.streams = (streams or self.streams).copy()
        return copy

    # --- running -------------------------------------------------------------
    async def run_text(self, text: str) -> int:
        """Run text to its end; a syntax error is told and gives 1."""
        try:
            body = parse(text)
        except ShellSyntaxError as error:
            await self.complain(str(error))
            return 1
        return await self.run_to_end(body)

    async def run_to_end(self, body: Sequence) -> int:
        """Run; ``exit`` ends it."""
        try:
            await self.sequence(body)
        except Exit as end:
            self.status = end.status
        except (Return, Break, Continue):
            pass
        except BrokenPipeError:
            self.status = SIGPIPE
        last_words = self.traps.commands.pop("EXIT", "")
        if last_words:
            status = self.status
            await self.run_text(last_words)
            return status
        return self.status

    async def sequence(self, body: Sequence) -> int:
        """Run steps one after the other."""
        for step in body:
            if step.background:
                self._background(step)
                self.status = 0
            else:
                await self._step(step)
            for command in self.traps.due():
                status = self.status
                await self.sequence(parse(command))
                self.status = status
        return self.status

    def _background(self, step: syntax.Step) -> None:
        streams = self.streams.copy()
        streams.by_fd[0] = Nothing()
        shell = self.child(streams)
        pid = next_pid()
        shell.shell = dataclasses.replace(self.shell, pid=pid)
        shell.in_place = _is_one_command(step)
        body = (dataclasses.replace(step, background=False),)
        gate = Gate()
        work = paced(partial(shell.run_to_end, body), gate)
        task = asyncio.create_task(work, name=f"job {pid}")
        job = Job(task, parent=self.shell.pid, gate=gate, takes=shell.traps.takes)
        job.is_shell = not shell.in_place
        self.shell.jobs[pid] = job
        job.task.add_done_callback(lambda _: self.shell.jobs.pop(pid, None))
        self.last_background = pid

    async def _step(self, step: syntax.Step) -> None:
        for operator, pipeline in step.pipelines:
            if (operator == "&&") == (self.status == 0) or pipeline is step.pipelines[0][1]:
                self.status = await self._pipeline(pipeline)
        guarded = len(step.pipelines) > 1 or step.pipelines[0][1].negated
        if self.status and not guarded and self.traps.commands.get("ERR"):
            status = self.status
            await self.sequence(parse(self.traps.commands["ERR"]))
            self.status = status
        if "e" in self.options and self.status and not guarded:
            raise Exit(self.status)

    async def _pipeline(self, pipeline: syntax.Pipeline) -> int:
        if len(pipeline.commands) == 1:
            status = await self._command(pipeline.commands[0])
        else:
            status = await self._joined(pipeline.commands)
        return int(status == 0) if pipeline.negated else status

    async def _joined(self, commands: tuple[syntax.Command, ...]) -> int:
        tasks, previous = [], None
        for index, command in enumerate(commands):
            streams = self.streams.copy()
            following = Pipe() if index < len(commands) - 1 else None
            if previous is not None:
                streams.by_fd[0] = previous
            if following is not None:
                streams.by_fd[1] = following
            stage = self.child(streams)._stage(command, previous, following)  # noqa: SLF001
            tasks.append(asyncio.create_task(stage))
            previous = following
        try:
            statuses = await asyncio.gather(*tasks)
            failed = [status for status in statuses if status]
            return failed[-1] if failed and "pipefail" in self.options else statuses[-1]
        finally:
            for task in tasks:
                task.cancel()

    async def _stage(self, command: syntax.Command, before: Pipe | None, after: Pipe | None) -> int:
        try:
            step = syntax.Step((("&&", syntax.Pipeline((command,))),))
            return await self.run_to_end((step,))
        finally:
            if before is not None:
                before.close_reader()
            if after is not None:
                after.close_writer()

    async def _command(self, command: syntax.Command) -> int:
        outer = self.streams
        self.streams = outer.copy()
        try:
            await self._redirect(command.redirects)
            return await self._body(command, outer)
        except (OSError, ExpansionError) as error:
            if isinstance(error, BrokenPipeError):
                raise
            await self.complain(told(error))
            if isinstance(error, FatalExpansionError) and not self.interactive:
                raise Exit(1) from error
            return 1
        finally:
            self.streams = outer

    async def _body(self, command: syntax.Command, outer: StreamSet) -> int:  # noqa: PLR0911
        match command:
            case syntax.Simple():
                return await self._simple(command, outer)
            case syntax.Group(subshell=True):
                return await self.child().run_to_end(command.body)
            case syntax.Group():
                return await self.inner(command.body)
            case syntax.If():
                return await compound.run_if(self, command)
            case syntax.For():
                return await compound.run_for(self, command)
            case syntax.While():
                return await compound.run_while(self, command)
            case syntax.Case():
                return await compound.run_case(self, command)
            case syntax.Condition():
                return await compound.run_condition(self, command)
            case syntax.Function():
                self.functions[command.name] = command.body
                return 0

    async def inner(self, body: Sequence) -> int:
        """Run what stands inside a command, whose status begins with 0."""
        self.status = 0
        return await self.sequence(body)

    # --- simple commands -----------------------------------------------------
    async def fields(self, words: tuple[syntax.Word, ...]) -> list[str]:
        """Expanded words."""
        return await self.expander.fields(words, self.cwd)

    async def _simple(self, command: syntax.Simple, outer: StreamSet) -> int:
        argv = await self.fields(command.words)
        assigned = {name: await self.expander.one(word) for name, word in command.assignments}
        if not argv:
            self.variables.update(assigned)
            return self.status if any(_substitutes(w) for _, w in command.assignments) else 0
        if "x" in self.options:
            await self.streams.output(2).write(f"+ {' '.join(argv)}\n".encode())
        if argv == ["exec"]:
            outer.by_fd.update(self.streams.by_fd)
            return 0
        return await self.call(argv, assigned)

    async def call(self, argv: list[str], assigned: dict[str, str] | None = None) -> int:
        """Run a command by its words."""
        name = argv[0]
        if name in self.functions:
            return await self._function(argv)
        try:
            if name in BUILTINS:
                self.variables.update(assigned or {})
                return await BUILTINS[name](self, argv)
            return await self.external(argv, assigned or {})
        except (LookupError, ValueError, OverflowError):
            # Whatever words a command is given, it is the command that fails, not the shell.
            await self.complain(f"{name}: bad arguments")
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError, PermissionError) as wrong:
            await self.complain(f"{name}: {wrong.filename}: {wrong.strerror}")
        except OSError as wrong:
            if wrong.errno != errno.ENOSPC:
                raise
            await self.complain(f"{name}: write: {wrong.strerror}")
        return 1

    async def _function(self, argv: list[str]) -> int:
        before, self.parameters = self.parameters, argv[1:]
        try:
            return await self._command(self.functions[argv[0]])
        except Return as end:
            return end.status
        finally:
            self.parameters = before

    async def external(self, argv: list[str], assigned: dict[str, str]) -> int:
        """Run a registered command or a script."""
        name = argv[0]
        directory, base = posixpath.split(name)
        if (not directory or directory in BIN) and base in COMMANDS:
            return await run_registered(self, base, argv, assigned)
        path = normal(name, self.cwd)
        if not directory or not self.shell.fs.exists(path):
            await self.complain(f"{name}: inaccessible or not found")
            return NOT_FOUND
        if self.shell.fs.is_dir(path) or not self.shell.fs.stat(path).mode & 0o111:
            await self.complain(f"{name}: can't execute: Permission denied")
            return NOT_EXECUTABLE
        script = Interpreter(for_command(self, assigned), argv[1:], name)
        text = self.shell.fs.read(path).decode("utf-8", "replace")
        return await script.run_text(text)

    # --- substitution and redirection ----------------------------------------
    async def _substitute(self, text: str) -> str:
        collected = Collected()
        streams = self.streams.copy()
        streams.by_fd[1] = collected
        self.status = await self.child(streams).run_text(text)
        return collected.data.decode("utf-8", "replace").rstrip("\n").replace("\0", "")

    async def _redirect(self, redirects: tuple[syntax.Redirect, ...]) -> None:
        way = Redirection(self.streams, self.shell.fs, self.cwd)
        for redirect in redirects:
            target = await self.expander.one(redirect.target)
            way.take(redirect.fd, redirect.operator, target)


def _substitutes(word: syntax.Word) -> bool:
    return any(isinstance(part, syntax.Substitution) for part in word)


def _is_one_command(step: syntax.Step) -> bool:
    pipelines = [pipeline for _, pipeline in step.pipelines]
    commands = [command for pipeline in pipelines for command in pipeline.commands]
    return len(commands) == 1 and isinstance(commands[0], syntax.Simple)


async def run_argv(shell: Shell, argv: list[str]) -> int:
    """Run one command by its words (for ``env``, ``timeout``, ``toybox`` and the like)."""
    return await Interpreter(shell).external(argv, {})


async def run_text(
    shell: Shell, text: str, parameters: list[str] | None = None, name: str = SH
) -> int:
    """Run a command line in a new shell; ``kill`` may end it by its process id."""
    interpreter = Interpreter(shell, parameters, name)
    outer = shell.jobs.get(shell.pid)
    """Where the shell is a command of another one: what ends it is told there."""
    gate = outer.gate if outer is not None else Gate()
    task = asyncio.create_task(paced(partial(interpreter.run_text, text), gate))
    parent = 0 if outer is None else outer.parent
    job = Job(task, parent=parent, gate=gate, takes=interpreter.traps.takes, is_shell=True)
    shell.jobs[shell.pid] = job
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        if job.signal is None:
            raise
        if outer is not None and job.signal not in SHELLS_OWN:
            outer.signal, outer.quiet = job.signal, job.quiet
        if "EXIT" in interpreter.traps.commands and job.signal in SHELLS_OWN:
            return await interpreter.run_to_end(())
        return status_of(job)
    finally:
        task.cancel()
        shell.jobs.pop(shell.pid, None)
