"""``taptruth report``: the report of one bundle or of many."""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from harness.cli.given import bundle_given
from harness.domain.errors import UsageError

if TYPE_CHECKING:
    from harness.domain.ministry import Maker
    from harness.run import outputs

FILE = click.Path(path_type=Path, dir_okay=False)


@click.command(name="report")
@click.argument("bundles", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("-o", "--out", type=FILE, help="The HTML file to write [default: report.html].")
@click.option("--lang", type=click.Choice(["zh", "en", "both"]), default="both", show_default=True)
@click.option("--junit", type=FILE, help="Write JUnit XML.")
@click.option("--json-out", type=FILE, help="Write JSON (docs/report.schema.json).")
@click.option("--xlsx", type=FILE, help="Write a workbook: the ministry's six columns, details.")
@click.option("--ledger", metavar="FILE|URL",
              help="With --xlsx: take developers and sources from this ledger.")  # fmt: skip
@click.option("--sarif", type=FILE, help="Write SARIF 2.1.0.")
@click.option("--allure", type=click.Path(path_type=Path, file_okay=False),
              help="Write a folder of Allure results.")  # fmt: skip
@click.option(
    "--pdf", type=FILE, help="Write a PDF (needs the extra pdf; in Chinese unless --lang en)."
)
@click.option("--redact", is_flag=True,
              help="Black out personal text: numbers, names, accounts.")  # fmt: skip
@click.option("--redact-box", "marked", multiple=True, metavar="FRAME:X,Y,W,H",
              help="Black out this box of pixels; * for FRAME: on all (repeatable).")  # fmt: skip
@click.option("--redactions", type=FILE,
              help="Where the record of redactions goes [default: beside the HTML].")  # fmt: skip
@click.option("--check-redactions", "record", type=FILE,
              help="Only check such a record against the sealed BUNDLES.")  # fmt: skip
@click.option("--merge", is_flag=True,
              help="Write an index with filters to -o, a page a case.")  # fmt: skip
@click.option("--no-pages", is_flag=True,
              help="With --merge: write no pages of cases.")  # fmt: skip
@click.option("--github", is_flag=True,
              help="Print annotations for GitHub Actions and write its step summary.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True,
              help="Print the JSON report; HTML is then written only with -o.")  # fmt: skip
def command(
    bundles: tuple[Path, ...],
    out: Path | None,
    github: bool,
    as_json: bool,
    marked: tuple[str, ...],
    redactions: Path | None,
    record: Path | None,
    merge: bool,
    no_pages: bool,
    ledger: str | None,
    **places: Any,
) -> int:
    """Write the report of one bundle or of many.

    BUNDLES are folders or zips; several come on one page with an overview first. Reading is
    not verifying: see taptruth verify. With --redact the bundle stays whole, and the record
    proves which boxes of which sealed picture were blacked out; look the report over before
    you hand it on: text that the reading missed stands in it.
    """
    from harness.run import outputs  # noqa: PLC0415  loads OpenCV
    from harness.run.redacting import hand_box  # noqa: PLC0415

    if record is not None:
        return _check(bundles, record)
    if merge:
        return _merge(bundles, out, places, pages=not no_pages)
    html = out or (None if as_json or github else Path("report.html"))
    wanted = outputs.Wanted(html=html, boxes=tuple(map(hand_box, marked)), **places)
    if ledger is not None:
        wanted = msgspec.structs.replace(wanted, makers=_makers(ledger, wanted))
    if wanted.redacts:
        beside = (html or Path("report.html")).with_suffix(".redactions.json")
        wanted = msgspec.structs.replace(wanted, redactions=redactions or beside)
    if wanted.redact:
        click.echo("reading every picture for personal text; this takes a while …", err=True)
    with bundle_given():
        written = outputs.write_files(bundles, wanted)
        data = outputs.bundles_data(bundles, wanted) if as_json else None
        told = outputs.github_outputs(bundles, wanted, os.environ) if github else ""
    if data is not None:
        click.echo(json.dumps(data, ensure_ascii=False))
    else:
        click.echo(told, nl=False)
        for name, path in written.items():
            click.echo(f"{name}: {path}", err=github)
    if wanted.redacts:
        click.echo(f"redacted; the record is {wanted.redactions}. Look the pictures over before "
                   "handing them on: what the reading missed stands there", err=True)  # fmt: skip
    return 0


def _makers(where: str, wanted: "outputs.Wanted") -> dict[str, "Maker"]:
    from harness.ledger import Ledger  # noqa: PLC0415  loads SQLAlchemy

    if wanted.xlsx is None:
        raise UsageError("--ledger is for the workbook; add --xlsx FILE")
    with Ledger.open(where) as ledger:
        return ledger.makers()


def _merge(
    bundles: tuple[Path, ...], out: Path | None, places: dict[str, Any], *, pages: bool
) -> int:
    """An index over many bundles; every other output wants a call of its own."""
    from harness.run.merging import merge  # noqa: PLC0415  loads OpenCV

    others = [name for name, value in places.items() if value and name != "lang"]
    if others:
        told = ", ".join(f"--{name.replace('_', '-')}" for name in others)
        raise UsageError(f"--merge writes the index alone; leave out {told}")
    where = out or Path("index.html")
    with bundle_given():
        many = merge(bundles, where, lang=places["lang"], pages=pages)
    click.echo(f"index: {where} ({many} cases)")
    return 0


def _check(bundles: tuple[Path, ...], record: Path) -> int:
    """Make the redacted pictures again from the bundles, each of which must hold."""
    from harness.evidence.reader import open_bundle  # noqa: PLC0415
    from harness.evidence.verify import verify  # noqa: PLC0415
    from harness.run.redacting import check_redactions, read_records  # noqa: PLC0415

    told = {one.case: one for one in read_records(record)}
    for path in bundles:
        with bundle_given():
            verify(path)
            bundle = open_bundle(path)
        with bundle:
            one = told.get(bundle.case.id)
            if one is None:
                raise UsageError(f"{record}: says nothing of case {bundle.case.id} ({path})")
            check_redactions(bundle, one)
        click.echo(f"{path}: {len(one.frames)} redacted pictures come from this sealed bundle")
    return 0
