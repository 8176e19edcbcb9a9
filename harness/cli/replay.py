"""``taptruth replay``: do today's sessions still do what was recorded?"""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from harness.cli.exits import Exit
from harness.cli.given import bundle_given

if TYPE_CHECKING:
    from harness.run.replay import Replay, TrialReplay


@click.command(name="replay")
@click.argument("bundle", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object.")
def command(bundle: Path, as_json: bool) -> int:
    """Feed recorded events to the sessions; report the first difference.

    BUNDLE is a folder or a zip; it is not changed, and not verified (see taptruth verify).
    Exit status: 0 every command and result is the recorded one, 1 something differs.
    A trial whose recording was cut off is compared as far as it goes, and said to be.
    """
    from harness.evidence.reader import open_bundle  # noqa: PLC0415  loads OpenCV
    from harness.run.replay import replay  # noqa: PLC0415

    with bundle_given(), open_bundle(bundle) as opened:
        found = replay(opened)
    if as_json:
        click.echo(json.dumps(_as_object(bundle, found), ensure_ascii=False))
    else:
        _tell(found)
    return Exit.FOUND if found.first else Exit.CLEAR


def _as_object(bundle: Path, found: "Replay") -> dict[str, object]:
    return {
        "bundle": str(bundle),
        "same": found.first is None,
        "first": msgspec.to_builtins(found.first),
        "trials": msgspec.to_builtins(found.trials),
    }


def _tell(found: "Replay") -> None:
    for trial in found.trials:
        click.echo(f"trial {trial.trial} {trial.question}: {_words(trial)}")
    first = found.first
    if first is None:
        click.echo(f"no difference in {len(found.trials)} trials")
        return
    line = f" (events.jsonl line {first.seq})" if first.seq else ""
    click.echo(f"first difference: trial {first.trial}, command {first.position}{line}")
    click.echo(f"  {first.what}")
    click.echo(f"  recorded: {json.dumps(first.recorded, ensure_ascii=False)}")
    click.echo(f"  now:      {json.dumps(first.now, ensure_ascii=False)}")


def _words(trial: "TrialReplay") -> str:
    if trial.difference is not None:
        return f"differs at command {trial.difference.position}: {trial.difference.what}"
    same = f"{trial.commands} commands, no difference"
    return f"{same}; cut off: {trial.truncated}" if trial.truncated else same
