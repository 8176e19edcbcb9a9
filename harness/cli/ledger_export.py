"""``taptruth ledger export``: the ministry's list, as CSV or XLSX."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from harness.cli.ledger_connection import STATES, opened_ledger
from harness.domain.errors import UsageError
from harness.run.catalogue import load_catalogue

if TYPE_CHECKING:
    from harness.domain.ministry import ListedApp


@click.command("export")
@click.option("-o", "--out", required=True, type=click.Path(path_type=Path, dir_okay=False),
              help="The file to write: .xlsx makes a workbook, all else CSV.")  # fmt: skip
@click.option("--state", "states", multiple=True, type=click.Choice(STATES),
              help="Entries in these states [default: verified, notified, rectified, recurred]."
              )  # fmt: skip
@click.pass_context
def export(ctx: click.Context, out: Path, states: tuple[str, ...]) -> None:
    """Write the ministry's six columns as CSV or XLSX, one row an app and version.

    Clues are left out unless asked for: a measured verdict is a clue until it is reviewed.
    """
    from harness.ledger.export import csv_bytes  # noqa: PLC0415
    from harness.ledger.states import PUBLISHED, State  # noqa: PLC0415

    labels = {rule.id: rule.miit_label for rule in load_catalogue().rules}
    chosen = tuple(State(state) for state in states) or PUBLISHED
    with opened_ledger(ctx) as ledger:
        rows = ledger.export_rows(labels, chosen)
        kept_back = ledger.count() if not rows else 0
    try:
        out.write_bytes(_workbook(rows) if out.suffix == ".xlsx" else csv_bytes(rows))
    except OSError as error:
        raise UsageError(f"{out}: cannot be written: {error.strerror}") from error
    click.echo(f"{out}: {len(rows)} row(s)")
    if kept_back:
        click.echo(
            f"none of {kept_back} entries is {', '.join(chosen)}; add --state clue for clues",
            err=True,
        )


def _workbook(rows: "list[ListedApp]") -> bytes:
    from harness.report.workbook import render_list  # noqa: PLC0415  loads OpenCV

    return render_list(rows)
