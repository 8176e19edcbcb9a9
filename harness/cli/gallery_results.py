"""What scans of known apps gave against their truth: held, fair, missed, accused; tables of it."""

import statistics
from collections import defaultdict
from collections.abc import Iterable, Sequence

import msgspec
from rich.table import Table

VERDICTS = ("violation", "suspected", "inconclusive", "clear")
ACCUSING = {"violation", "suspected"}


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """The truth of an app, as far as a verdict is compared with it."""

    verdict: str
    rules: tuple[str, ...] = ()
    may_also: tuple[str, ...] = ()
    fair: tuple[str, ...] = ()
    group: str = ""
    trick: str = ""
    why: str = ""


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """One scan: the app, the seed of the phone and of the plan, and what came out."""

    app: str
    seed: int
    known: Known
    verdict: str = ""
    """Empty when the scan failed."""
    fired: tuple[str, ...] = ()
    """Rules found violated."""
    suspected: tuple[str, ...] = ()
    launches: int = 0
    seconds: float = 0.0
    reasons: tuple[str, ...] = ()
    trouble: str = ""

    @property
    def honest(self) -> bool:
        """Whether the app deceives nobody."""
        return self.known.group.startswith("honest")

    @property
    def accused(self) -> bool:
        """An honest app that was called a violation or suspected."""
        return self.honest and self.verdict in ACCUSING and self.verdict not in self.known.fair

    @property
    def mark(self) -> str:
        """``held``, ``fair`` (a verdict that the truth calls fair too), ``missed``, ``failed``."""
        known = self.known
        if not self.verdict:
            return "failed"
        strange = set(self.fired) - {*known.rules, *known.may_also}
        if self.verdict == known.verdict and set(known.rules) <= set(self.fired) and not strange:
            return "held"
        if self.verdict in {known.verdict, *known.fair} and not strange:
            return "fair"
        return "missed"


def accusations(results: Iterable[Result]) -> list[Result]:
    """Honest apps accused: what must be looked at first."""
    return sorted((r for r in results if r.accused), key=lambda r: (r.app, r.seed))


def misses(results: Iterable[Result]) -> list[Result]:
    """Every other scan that did not hold."""
    return sorted(
        (r for r in results if r.mark in {"missed", "failed"} and not r.accused),
        key=lambda r: (r.known.group, r.app, r.seed),
    )


def confusion(results: Sequence[Result]) -> Table:
    """A row a trick: what it was called, how often that holds, launches and minutes."""
    table = Table(
        "trick", "truth", *VERDICTS, "failed", "held", "fair", "launches", "minutes", box=None
    )
    for column in table.columns[2:]:
        column.justify = "right"
    by_trick: dict[tuple[str, str], list[Result]] = defaultdict(list)
    for result in results:
        by_trick[result.known.group, result.known.trick or result.app].append(result)
    for (_, trick), group in sorted(by_trick.items()):
        table.add_row(trick, group[0].known.verdict, *_cells(group))
    table.add_section()
    for name, part in (
        ("all that deceive", [r for r in results if not r.honest]),
        ("all honest", [r for r in results if r.honest]),
    ):
        if part:
            table.add_row(name, "", *_cells(part))
    return table


def _cells(group: Sequence[Result]) -> list[str]:
    told = [sum(r.verdict == verdict for r in group) for verdict in ("", *VERDICTS)]
    held, fair = (sum(r.mark == mark for r in group) for mark in ("held", "fair"))
    launches = statistics.median(r.launches for r in group)
    minutes = sum(r.seconds for r in group) / 60
    counts = [str(n) if n else "." for n in (*told[1:], told[0])]
    return [*counts, f"{held}/{len(group)}", str(fair or "."), f"{launches:g}", f"{minutes:.1f}"]


def lines(results: Iterable[Result]) -> list[str]:
    """A line for each, with what was expected and why the judge said what it said."""
    return [
        f"{r.app} (seed {r.seed}): {r.verdict or 'failed: ' + r.trouble}"
        f" [{', '.join(r.fired) or '-'}], expected {r.known.verdict}"
        f" [{', '.join(r.known.rules) or '-'}] in {r.launches} launches; {'; '.join(r.reasons[:3])}"
        for r in results
    ]
