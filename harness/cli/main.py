"""The command ``taptruth``: finds the subcommand, turns our errors into one line and a code.

Subcommands live one a file and are imported only when they are called: ``taptruth --help``
must not load vision or device libraries.
"""

import contextlib
import errno
import importlib
import logging
import os
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from harness.cli.exits import Exit
from harness.domain.errors import (
    DeviceLostError,
    NoDeviceError,
    TapTruthError,
    UsageError,
    VerificationError,
)

COMMANDS: dict[str, str] = {
    "demo": "Show it all: scan the sample apps on virtual phones and write a report.",
    "scan": "Scan one app's start-up pop-ups on a device.",
    "calibrate": "Show on the phone in hand that the harness sees and taps what is there.",
    "reproduce": "Try what a person complains about: reproduced or not, k of n.",
    "detect": "Say what the detectors see on pictures.",
    "report": "Write the report of one bundle or of many.",
    "verify": "Check that a bundle is what was sealed.",
    "seal": "Seal what a killed run left behind, or have a seal time-stamped.",
    "pack": "Write a sealed bundle as one zip.",
    "custody": "List the chain of custody of a bundle, or add to it.",
    "key": "Show the sealing key's id and public key.",
    "replay": "Feed recorded events to the sessions; report the first difference.",
    "rejudge": "Run today's detectors and rules on recorded frames; show what changes.",
    "video": "Write each launch of a bundle as a film.",
    "rules": "List the rule catalogue.",
    "ledger": "Keep the register of findings across cases.",
    "studio": "Show phones, scans, bundles and the ledger on a local web page.",
    "devices": "List the devices that adb sees.",
    "doctor": "Check adb, a device and this machine, and say what to do.",
    "virtual": "Run virtual phones.",
    "farm": "Run many phones on many hosts.",
}
"""Name and short help. ``harness.cli.NAME`` holds a click command called ``command``."""

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT}


class LazyGroup(click.Group):
    """A group whose subcommands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """All names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import ``harness.cli.NAME`` and return its ``command``."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"harness.cli.{cmd_name}")
        found: click.Command = module.command
        return found

    def invoke(self, ctx: click.Context) -> Any:
        """Keep click from a blank line at Ctrl-C, and from exit 1 (FOUND) at a closed pipe."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as error:
            raise click.Abort from error
        except BrokenPipeError:
            _give_up_stdout()
            return int(Exit.CLEAR)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the table without importing anything."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="taptruth", prog_name="taptruth")
def cli() -> None:
    """Tap it, and see where it really goes.

    Starts an Android app, watches what pops up, taps what is drawn to close it, and checks
    where navigation really goes.
    """


def exit_code_of(error: TapTruthError) -> Exit:
    """The exit code that design §11 gives to an error."""
    if isinstance(error, UsageError):
        return Exit.USAGE
    if isinstance(error, NoDeviceError):
        return Exit.NO_DEVICE
    if isinstance(error, DeviceLostError):
        return Exit.DEVICE_LOST
    if isinstance(error, VerificationError):
        return Exit.TAMPERED
    return Exit.INCONCLUSIVE


def complain(line: str) -> None:
    """One line for a person, on stderr."""
    click.echo(f"taptruth: {line}", err=True)


def _sentence(error: click.UsageError) -> str:
    return " ".join(error.format_message().split()).rstrip(".")


def _help_of(error: click.UsageError) -> str:
    """The command that shows the help of what was called."""
    path = error.ctx.command_path if error.ctx is not None else "taptruth"
    return f"{path} --help"


def _give_up_stdout() -> None:
    """Nothing more can be written there: the interpreter must not try again at its end."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _told_of_click(error: click.ClickException) -> Exit:
    """Wrong words on the command line; the bare command shows its help."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
    elif isinstance(error, click.UsageError):
        complain(f"{_sentence(error)}; type: {_help_of(error)}")
    else:
        complain(error.format_message())
    return Exit.USAGE


def _told_of_system(error: OSError) -> Exit | None:
    """A disk that is full; None for anything else."""
    if error.errno in _NO_ROOM:
        _give_up_stdout()
        complain(f"{error.filename or 'output'}: {error.strerror}; free space, then run again")
        return Exit.INCONCLUSIVE
    return None


def _told(error: BaseException) -> Exit | None:
    """One line for what is not our bug, and its exit code; None for our bug."""
    if isinstance(error, click.ClickException):
        return _told_of_click(error)
    if isinstance(error, TapTruthError):
        complain(str(error))
        return exit_code_of(error)
    if isinstance(error, (click.Abort, KeyboardInterrupt)):
        complain("interrupted")
        return Exit.INTERRUPTED
    return _told_of_system(error) if isinstance(error, OSError) else None


def run(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    try:
        result: Any = cli.main(args=argv, prog_name="taptruth", standalone_mode=False)
    except (Exception, KeyboardInterrupt) as error:
        code = _told(error)
        if code is not None:
            return int(code)
        if os.environ.get("TAPTRUTH_DEBUG"):
            raise
        complain(
            f"internal error: {type(error).__name__}: {error}; "
            "this is our bug: run again with TAPTRUTH_DEBUG=1 for the traceback"
        )
        return int(Exit.INTERNAL)
    return int(result) if isinstance(result, int) else 0


def main() -> None:
    """Entry point of the distribution."""
    code = run()
    if code == Exit.INTERRUPTED and not _has_children():
        _leave(code)
    sys.exit(code)


def _has_children() -> bool:
    """Whether processes of ours run that the interpreter's own end takes down."""
    started = sys.modules.get("multiprocessing")
    return started is not None and bool(started.active_children())


def _leave(code: int) -> NoReturn:
    """End at once, with everything sealed and given back.

    An interruption may leave a native library in the midst of its work, and what that does in
    the interpreter's own end is not ours: OpenCV was seen to crash there, exit status -11.
    """
    logging.shutdown()
    with contextlib.suppress(OSError):  # nobody listens any more
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
