"""``taptruth rejudge``: today's detectors and rules on yesterday's frames."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from harness.cli.exits import Exit
from harness.cli.given import bundle_given

if TYPE_CHECKING:
    from harness.domain.finding import Finding
    from harness.run.rejudge import FindingChange, Rejudged, TrialChange


@click.command(name="rejudge")
@click.argument("bundle", type=click.Path(path_type=Path))
@click.option("--profile", type=click.Choice(["cn", "play", "vn", "eu"]),
              help="Whose clauses count, if not those of the bundle.")  # fmt: skip
@click.option("--rules", "own", type=click.Path(path_type=Path),
              help="Your own rules, if not those in the bundle.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object.")
def command(bundle: Path, profile: str | None, own: Path | None, as_json: bool) -> int:
    """Run today's detectors and rules on recorded frames; show what changes and why.

    BUNDLE is a folder or a zip; it is not changed, and not verified (see taptruth verify).
    A trial is run anew as far as its recording answers today's session; one that it cannot
    answer is not judged, and said so. Frames whose hierarchy was asked for keep their
    recorded sight. Exit status: 0 nothing changes, 1 something does (whatever the verdict).
    """
    from detectors import Seer  # noqa: PLC0415  vision loads when it is needed
    from harness.evidence.reader import open_bundle  # noqa: PLC0415
    from harness.run.catalogue import catalogue_of  # noqa: PLC0415
    from harness.run.rejudge import rejudge  # noqa: PLC0415

    with bundle_given(), open_bundle(bundle) as opened:
        found = rejudge(opened, Seer(), catalogue_of(opened, profile, own))
    if as_json:
        told = {"bundle": str(bundle), "same": not found.differs, **msgspec.to_builtins(found)}
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        _tell(found)
    return Exit.FOUND if found.differs else Exit.CLEAR


def _tell(found: "Rejudged") -> None:
    from harness.run.sight_changes import summary  # noqa: PLC0415

    seen = sum(trial.frames for trial in found.trials)
    click.echo(f"sights: {len(found.sights)} of {seen} frames are seen otherwise")
    for what, frames in summary(found.sights).items():
        click.echo(f"  {frames:5d} {what}")
    for trial in found.trials:
        for why, frames in trial.kept.items():
            click.echo(f"  trial {trial.trial}: {frames} recorded sights kept: {why}")
    for trial in found.trials:
        click.echo(f"trial {trial.trial} {trial.question}: {_trial(trial)}")
    click.echo(f"rules: {found.rules_was or 'none'} -> {found.rules_now}")
    for finding in found.findings:
        _tell_finding(finding)
    click.echo(f"verdict: {found.verdict_was or 'not judged'} -> {found.verdict_now}")


def _trial(trial: "TrialChange") -> str:
    if trial.stopped:
        return f"not judged: {trial.stopped}"
    if trial.outcome_was != trial.outcome_now:
        return f"{trial.outcome_was or 'no outcome'} -> {trial.outcome_now or 'no outcome'}"
    told = trial.outcome_now or "no outcome"
    return f"{told}, another {', '.join(trial.changed)}" if trial.changed else f"{told}, the same"


def _tell_finding(change: "FindingChange") -> None:
    name = f"{change.rule} {change.subject}" if change.subject else change.rule
    if not change.fields:
        click.echo(f"  = {name}: {_finding(change.now)}")
        return
    click.echo(f"  ! {name}: {_finding(change.was)} -> {_finding(change.now)}")
    click.echo(f"      differs in: {', '.join(change.fields)}")
    for why in change.why:
        click.echo(f"      {why}")


def _finding(finding: "Finding | None") -> str:
    if finding is None:
        return "no finding"
    return f"{finding.verdict} ({finding.hits} of {finding.of})" if finding.of else finding.verdict
