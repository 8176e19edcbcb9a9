"""Verdict against truth in tables: by group and trick, by cause, and lines for what missed."""

import statistics
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from rich.table import Table

from harness.cli.gallery_results import Result, accusations, cleared, misses

VERDICTS = ("violation", "suspected", "inconclusive", "clear")
ENOUGH_LAUNCHES = 20
"""An honest app is cleared in so many launches."""


def confusion(results: Sequence[Result]) -> Table:
    """A row a trick and one a group: what it was called, how often that holds, its launches."""
    table = Table(
        *("trick", "truth", *VERDICTS, "failed", "held", "fair"),
        *("launches", "minutes"),
        box=None,
    )
    for column in table.columns[2:]:
        column.justify = "right"
    for group, members in _by(results, lambda r: r.known.group):
        tricks = list(_by(members, lambda r: r.known.trick or r.app))
        for trick, alike in tricks:
            told = sorted({r.known.verdict for r in alike})
            table.add_row(f"  {trick}", "/".join(told), *_cells(alike))
        table.add_row(group, "", *_cells(members), style="bold", end_section=True)
    for name, part in (
        ("all that deceive", [r for r in results if not r.honest]),
        ("all honest", [r for r in results if r.honest]),
    ):
        if part:
            table.add_row(name, "", *_cells(part), style="bold")
    return table


def _by(
    results: Iterable[Result], key: Callable[[Result], str]
) -> Iterator[tuple[str, list[Result]]]:
    found: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        found[key(result)].append(result)
    yield from sorted(found.items())


def _cells(group: Sequence[Result]) -> list[str]:
    told = [sum(r.verdict == verdict for r in group) for verdict in (*VERDICTS, "")]
    held, fair = (sum(r.mark == mark for r in group) for mark in ("held", "fair"))
    launches = statistics.median(r.launches for r in group)
    minutes = sum(r.seconds for r in group) / 60
    counts = [str(n) if n else "." for n in told]
    return [*counts, f"{held}/{len(group)}", str(fair or "."), f"{launches:g}", f"{minutes:.1f}"]


def causes(results: Sequence[Result]) -> Table:
    """Why scans were inconclusive, by group."""
    told = [r for r in results if r.account and r.account.cause]
    names = sorted({r.account.cause for r in told if r.account})
    table = Table("inconclusive", *names, box=None)
    for column in table.columns[1:]:
        column.justify = "right"
    for group, members in _by(told, lambda r: r.known.group):
        counts = [sum(r.account is not None and r.account.cause == n for r in members)
                  for n in names]  # fmt: skip
        table.add_row(group, *(str(n) if n else "." for n in counts))
    return table


def headlines(results: Sequence[Result]) -> list[str]:
    """Accusations and clearances that are wrong, and what the rest cost, a line each."""
    honest = [r for r in results if r.honest]
    deceive = [r for r in results if not r.honest]
    wrong, freed, missed = accusations(results), cleared(results), misses(results)
    slow = [r for r in honest if r.verdict == "clear" and r.launches > ENOUGH_LAUNCHES]
    return [
        f"honest apps accused: {len(wrong)} of {len(honest)}",
        *(f"  {line}" for line in lines(wrong)),
        f"deceiving apps cleared: {len(freed)} of {len(deceive)}",
        *(f"  {line}" for line in lines(freed)),
        f"honest apps cleared in more than {ENOUGH_LAUNCHES} launches: {len(slow)}",
        *(f"  {line}" for line in lines(slow)),
        f"other misses: {len(missed)} of {len(results)}",
        *(f"  {line}" for line in lines(missed)),
    ]


def costs(results: Sequence[Result]) -> list[str]:
    """Launches and minutes: of each scan, and of all."""
    ran = [r for r in results if r.verdict]
    if not ran:
        return []
    launches = sorted(r.launches for r in ran)
    per_launch = sum(r.seconds for r in ran) / max(1, sum(launches))
    bare = sum(r.account.bare for r in ran if r.account)
    unsure = sum(r.account.unsure for r in ran if r.account)
    p95 = launches[min(len(launches) - 1, round(0.95 * len(launches)))]
    spread = f"median {statistics.median(launches):g}, p95 {p95}, {sum(launches)} in all"
    return [
        f"launches: {spread} ({bare} without a pop-up, {unsure} touches not certain)",
        f"screens: {', '.join(sorted({r.screen for r in ran if r.screen})) or 'not told'}",
        f"time: {sum(r.seconds for r in ran) / 60:.0f} phone minutes, {per_launch:.1f} s a launch",
    ]


def lines(results: Iterable[Result]) -> list[str]:
    """A line for each, with what was expected and why the judge said what it said."""
    return [
        f"{r.app} (seed {r.seed}): {r.verdict or 'failed: ' + r.trouble}"
        f" [{', '.join(r.fired) or '-'}], expected {r.known.verdict}"
        f" [{', '.join(r.known.rules) or '-'}] in {r.launches} launches; {'; '.join(r.reasons[:3])}"
        for r in results
    ]
