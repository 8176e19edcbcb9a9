"""``taptruth ledger retest``: an entry beside a run of the new version."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from harness.cli import ledger_texts as texts
from harness.cli.exits import Exit
from harness.cli.ledger_bundles import read_sealed
from harness.cli.ledger_connection import (
    Json,
    Who,
    now,
    number_of,
    opened_ledger,
    print_json,
    who_of,
)
from harness.domain.errors import UsageError
from harness.run.catalogue import load_catalogue

if TYPE_CHECKING:
    from harness.ledger import Ledger


@click.command("retest")
@click.argument("entry", metavar="ID")
@click.argument("bundle", required=False, type=click.Path(path_type=Path))
@click.option("--scan", "scans", is_flag=True, help="Run the scan now, on the device of -s.")
@click.option("-s", "--serial", help="With --scan: which device.")
@click.option("--out", type=click.Path(path_type=Path), help="With --scan: folder of the result.")
@click.option("--whole-app", is_flag=True, help="Move the app's other entries too.")
@Who
@Json
@click.pass_context
def retest(
    ctx: click.Context,
    entry: str,
    bundle: Path | None,
    scans: bool,
    serial: str | None,
    out: Path | None,
    whole_app: bool,
    who: str | None,
    as_json: bool,
) -> int:
    """Compare an entry with a run of the new version, finding by finding, and move its state.

    Without BUNDLE: the questions that were asked and the command that asks them again; with
    --scan it is run at once. Exit status: 0 gone, 1 there again or still, 10 not decided.
    """
    number = number_of(entry)
    if bundle is None and not scans:
        with opened_ledger(ctx) as ledger:
            plan = _plan(ledger, number)
        if as_json:
            print_json(plan)
        else:
            click.echo(texts.plan_page(number, plan))
        return Exit.CLEAR
    if bundle is not None and scans:
        raise UsageError("give a BUNDLE or --scan, not both")
    path = bundle or _scan(ctx, number, serial, out)
    case, judgement, digest, _ = read_sealed(path)
    with opened_ledger(ctx) as ledger:
        result = ledger.retest(
            number, case, judgement, digest, now(), who_of(who),
            bundle=str(path.resolve()), whole_app=whole_app,
        )  # fmt: skip
    if as_json:
        print_json(result)
    else:
        click.echo(texts.retest_page(result, load_catalogue()))
    return texts.exit_of(result)


def _plan(ledger: "Ledger", number: int) -> Any:
    """The case that the entry rests on: what a re-test asks again."""
    from harness.ledger.compare import last_shown  # noqa: PLC0415

    last = last_shown(ledger.entry(number).observations, other_than="")
    if last is None:
        raise UsageError(f"entry {number} rests on no case that could be asked again")
    return ledger.case(last.case)


def _scan(ctx: click.Context, number: int, serial: str | None, out: Path | None) -> Path:
    from harness.cli.scan import command as scan  # noqa: PLC0415  loads vision and devices

    with opened_ledger(ctx) as ledger:
        plan = _plan(ledger, number)
    folder = out or Path("out") / f"retest-{number}-{now():%Y%m%d-%H%M%S}"
    given = ["--seed", str(plan.seed), "--consent", plan.consent_policy, "--out", str(folder)]
    given += ["--updates", plan.update_policy]
    given += ["-s", serial] if serial else []
    with scan.make_context("scan", [plan.package, *given], parent=ctx) as inner:
        inner.invoke(scan.callback or scan, **{**inner.params, "as_json": False})
    return folder / "bundle"
