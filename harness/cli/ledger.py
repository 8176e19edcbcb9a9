"""``taptruth ledger``: the register of findings across cases (问题台账)."""

import datetime as dt
import getpass
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click
import msgspec

from harness.cli import ledger_texts as texts
from harness.cli.exits import Exit
from harness.domain.errors import EvidenceError, UsageError
from harness.domain.finding import Judgement, Verdict
from harness.domain.trial import Case
from harness.run.catalogue import load_catalogue

if TYPE_CHECKING:
    from harness.domain.ministry import ListedApp
    from harness.evidence.reader import Bundle
    from harness.ledger import Ledger, Tried

WHERE_VARIABLE = "TAPTRUTH_LEDGER"
STATES = ["clue", "verified", "not_reproduced", "notified", "rectified", "mended", "recurred",
          "closed"]  # fmt: skip
SHOWN_AT_ONCE = 200
Json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
Who = click.option("--who", help="Who answers for it [default: the user's name].")


def default_ledger() -> str:
    """``TAPTRUTH_LEDGER``, else ``taptruth/ledger.sqlite`` in the user's data folder."""
    if os.environ.get(WHERE_VARIABLE):
        return os.environ[WHERE_VARIABLE]
    data = os.environ.get("XDG_DATA_HOME")
    try:
        folder = Path(data) if data else Path.home() / ".local" / "share"
    except RuntimeError as error:
        raise UsageError(f"no home folder for the ledger; set {WHERE_VARIABLE}=FILE") from error
    return str(folder / "taptruth" / "ledger.sqlite")


@click.group(name="ledger")
@click.option("--db", metavar="FILE|URL",
              help=f"The ledger: an SQLite file or postgresql://… [default: {WHERE_VARIABLE}, else "
              "taptruth/ledger.sqlite in the user's data folder].")  # fmt: skip
@click.pass_context
def command(ctx: click.Context, db: str | None) -> None:
    """Keep the register of findings across cases (问题台账).

    An entry is one rule on one app. It begins as a clue and goes on by a person's word:
    clue, verified or not_reproduced, notified, rectified, mended or recurred, closed.
    """
    ctx.obj = db


def _open(ctx: click.Context) -> "Ledger":
    from harness.ledger import Ledger  # noqa: PLC0415  loads SQLAlchemy

    return Ledger.open(ctx.obj or default_ledger())


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _who(who: str | None) -> str:
    if who:
        return who
    try:
        return getpass.getuser()
    except (KeyError, OSError) as error:
        raise UsageError("no user name here; say who it is with --who NAME") from error


def _json(data: object) -> None:
    click.echo(json.dumps(msgspec.to_builtins(data), ensure_ascii=False))


def _number(entry: str) -> int:
    try:
        return int(entry.removeprefix("#"))
    except ValueError as error:
        raise UsageError(f"{entry!r} is no entry's number; type: taptruth ledger list") from error


class _Sealed(NamedTuple):
    case: Case
    judgement: Judgement
    digest: str
    tried: "Tried | None"


def _read(path: Path) -> _Sealed:
    """What a sealed bundle that holds has for the ledger; raises where it does not hold."""
    from harness.evidence.reader import open_bundle  # noqa: PLC0415  loads OpenCV
    from harness.evidence.verify import verify  # noqa: PLC0415

    with open_bundle(path) as bundle:
        if bundle.seal_info is None:
            raise EvidenceError(f"{path}: not sealed; type: taptruth seal {path}")
        verify(path)
        if bundle.judgement is None:
            raise EvidenceError(f"{path}: was not judged, so there are no findings to add")
        digest = bundle.seal_info["statement"]["manifest_sha256"]
        return _Sealed(bundle.case, bundle.judgement, f"sha256:{digest}", _tried(bundle))


def _tried(bundle: "Bundle") -> "Tried | None":
    from harness.ledger import Tried  # noqa: PLC0415
    from harness.run.complaints import claim_of, given_of  # noqa: PLC0415

    result, given = claim_of(bundle), given_of(bundle)
    if result is None:
        return None
    said = given.claim.said if given else None
    return Tried(said=said or result.kind, result=result, number=given.number if given else None)


@command.command("add")
@click.argument("bundles", nargs=-1, required=True, type=click.Path(path_type=Path))
@Who
@Json
@click.pass_context
def add(ctx: click.Context, bundles: tuple[Path, ...], who: str | None, as_json: bool) -> None:
    """Take sealed bundles into the ledger; each is verified first.

    A bundle that is there already changes nothing. A complaint that the case has tried (taptruth
    reproduce) is written down with its result.
    """
    with _open(ctx) as ledger:
        for path in bundles:
            read = _read(path)
            added = ledger.add(
                read.case, read.judgement, read.digest, _now(), _who(who),
                bundle=str(path.resolve()), tried=read.tried,
            )  # fmt: skip
            if as_json:
                _json(added)
            else:
                click.echo(texts.added(path, read.case.app.package, added))


@command.command("list")
@click.option("--state", "states", multiple=True, type=click.Choice(STATES),
              help="Only entries in this state (repeatable).")  # fmt: skip
@click.option("--rule", help="Only entries of this rule.")
@click.option("--app", help="Only apps with this in package or name.")
@click.option("--overdue", is_flag=True, help="Only entries whose deadline is over.")
@click.option("--cases", "of_cases", is_flag=True, help="List cases and not entries.")
@click.option("--verdict", type=click.Choice([str(v) for v in Verdict]),
              help="With --cases: only cases with this verdict.")  # fmt: skip
@click.option("--limit", type=click.IntRange(0), default=None,
              help=f"At most so many [default: {SHOWN_AT_ONCE}, with --json all; 0: all]."
              )  # fmt: skip
@Json
@click.pass_context
def list_(
    ctx: click.Context,
    states: tuple[str, ...],
    rule: str | None,
    app: str | None,
    overdue: bool,
    of_cases: bool,
    verdict: str | None,
    limit: int | None,
    as_json: bool,
) -> None:
    """List entries (or cases), newest first."""
    from harness.ledger import Filter, State  # noqa: PLC0415

    if of_cases and (states or rule or overdue):
        raise UsageError("--state, --rule and --overdue are of entries; leave out --cases")
    if verdict and not of_cases:
        raise UsageError("--verdict is of cases; add --cases")
    most = limit if limit is not None else (0 if as_json else SHOWN_AT_ONCE)
    wanted = Filter(
        states=tuple(State(state) for state in states),
        rule=rule,
        app=app,
        verdict=Verdict(verdict) if verdict else None,
        overdue_on=_now().date().isoformat() if overdue else None,
        limit=most or None,
    )
    with _open(ctx) as ledger:
        if of_cases:
            found: list[Any] = list(ledger.cases(wanted))
            total = len(found)
        else:
            found = list(ledger.entries(wanted))
            total = ledger.count(wanted) if most and len(found) == most else len(found)
    if as_json:
        _json(found)
    else:
        click.echo(texts.cases_table(found) if of_cases else texts.entries_table(found))
        if total > len(found):
            click.echo(f"{len(found)} of {total}; --limit 0 shows all", err=True)


@command.command("show")
@click.argument("entry", metavar="ID")
@Json
@click.pass_context
def show(ctx: click.Context, entry: str, as_json: bool) -> None:
    """Show an entry with its history, the cases behind it and the complaints."""
    with _open(ctx) as ledger:
        detail = ledger.entry(_number(entry))
    if as_json:
        _json(detail)
    else:
        click.echo(texts.entry_page(detail))


@command.command("set")
@click.argument("entry", metavar="ID")
@click.argument("state")
@click.option("--note", default="", help="What there is to say of it.")
@click.option("--deadline", type=click.DateTime(["%Y-%m-%d"]), help="Until when, YYYY-MM-DD.")
@Who
@Json
@click.pass_context
def set_(
    ctx: click.Context,
    entry: str,
    state: str,
    note: str,
    deadline: dt.datetime | None,
    who: str | None,
    as_json: bool,
) -> None:
    """Take an entry to a state. What was before stays in its history.

    The same state again, with a note or a deadline, adds just that.
    """
    from harness.ledger.states import state_of  # noqa: PLC0415

    with _open(ctx) as ledger:
        detail = ledger.set_state(
            _number(entry),
            state_of(state),
            _who(who),
            _now(),
            note=note,
            deadline=deadline.date() if deadline else None,
        )
    if as_json:
        _json(detail)
    else:
        click.echo(texts.entry_line(detail.entry))


@command.command("retest")
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
    number = _number(entry)
    if bundle is None and not scans:
        with _open(ctx) as ledger:
            plan = _plan(ledger, number)
        if as_json:
            _json(plan)
        else:
            click.echo(texts.plan_page(number, plan))
        return Exit.CLEAR
    if bundle is not None and scans:
        raise UsageError("give a BUNDLE or --scan, not both")
    path = bundle or _scan(ctx, number, serial, out)
    case, judgement, digest, _ = _read(path)
    with _open(ctx) as ledger:
        result = ledger.retest(
            number, case, judgement, digest, _now(), _who(who),
            bundle=str(path.resolve()), whole_app=whole_app,
        )  # fmt: skip
    if as_json:
        _json(result)
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

    with _open(ctx) as ledger:
        plan = _plan(ledger, number)
    folder = out or Path("out") / f"retest-{number}-{_now():%Y%m%d-%H%M%S}"
    given = ["--seed", str(plan.seed), "--consent", plan.consent_policy, "--out", str(folder)]
    given += ["--updates", plan.update_policy]
    given += ["-s", serial] if serial else []
    with scan.make_context("scan", [plan.package, *given], parent=ctx) as inner:
        inner.invoke(scan.callback or scan, **{**inner.params, "as_json": False})
    return folder / "bundle"


@command.command("export")
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
    with _open(ctx) as ledger:
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


@command.command("app")
@click.argument("package")
@click.option("--developer", help="Who makes it.")
@click.option("--source", help="Where it comes from: the store's name.")
@click.pass_context
def app_(ctx: click.Context, package: str, developer: str | None, source: str | None) -> None:
    """Say who makes an app and where it comes from; both go into the export."""
    with _open(ctx) as ledger:
        ledger.describe_app(package, developer=developer, source=source)


@command.command("complain")
@click.argument("package")
@click.argument("text")
@click.option("--entry", help="The entry that it led to.")
@Who
@Json
@click.pass_context
def complain(
    ctx: click.Context, package: str, text: str, entry: str | None, who: str | None, as_json: bool
) -> None:
    """Write down a complaint about an app."""
    with _open(ctx) as ledger:
        made = ledger.complain(
            package, text, _who(who), _now(), entry=None if entry is None else _number(entry)
        )
    if as_json:
        _json(made)
    else:
        click.echo(f"complaint {made.id} about {made.package}")


@command.command("stats")
@Json
@click.pass_context
def stats(ctx: click.Context, as_json: bool) -> None:
    """Count apps, cases and entries, by state, rule and verdict."""
    with _open(ctx) as ledger:
        counted = ledger.stats(_now().date())
    if as_json:
        _json(counted)
    else:
        click.echo(texts.stats_page(counted))
