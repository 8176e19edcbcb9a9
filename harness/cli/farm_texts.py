"""What ``taptruth farm`` prints for people."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from harness.cli.ledger_texts import table

if TYPE_CHECKING:
    from harness.farm.records import CaseDetail, CaseLine, PhoneLine, ScheduleLine


def span(numbers: Sequence[int]) -> str:
    """One number, or the first and the last."""
    return str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]} to {numbers[-1]}"


def _when(at_ns: int | None) -> str:
    from harness.farm.reading import when  # noqa: PLC0415

    return when(at_ns)


def overview(found: dict[str, Any]) -> str:
    """Hosts, queues and cases by state."""
    hosts = table(
        ("host", "state", "region", "phones", "busy", "silent", "disk", "to store"),
        [
            (h.name, str(h.state), h.region or "", str(h.phones), str(h.busy), f"{h.silent_s} s",
             f"{h.disk_used_bytes / 1e9:.1f}/{h.disk_quota_bytes / 1e9:.0f} GB",
             str(h.waiting_uploads))
            for h in found["hosts"]
        ],
    )  # fmt: skip
    queues = table(
        ("queued", "running", "phones", "wants"),
        [
            (str(q.queued), str(q.running), str(q.phones_now) or "none", q.wants.told())
            for q in found["queues"]
        ],
    )
    cases = ", ".join(f"{many} {state}" for state, many in found["cases"].items() if many)
    return "\n\n".join((hosts or "no host", queues or "nothing waits", f"cases: {cases or 'none'}"))


def phones_table(found: "Iterable[PhoneLine]") -> str:
    """Phones, their properties and health."""
    return table(
        ("id", "host", "serial", "state", "model", "profile", "Android", "battery", "°C", "fit",
         "fails", "why"),
        [
            (str(p.id), p.host, p.facts.serial, str(p.state),
             f"{p.facts.manufacturer} {p.facts.model}".strip(), p.facts.profile or "",
             str(p.facts.android), _told(p.facts.health.battery_percent, " %"),
             _told(p.facts.health.temperature_c, ""),
             {None: "?", True: "yes", False: "NO"}[p.facts.calibrated], str(p.failures), p.why)
            for p in found
        ],
    )  # fmt: skip


def _told(value: float | None, unit: str) -> str:
    return "" if value is None else f"{value:g}{unit}"


def cases_table(found: "Iterable[CaseLine]") -> str:
    """Cases, newest first."""
    return table(
        ("case", "state", "tries", "verdict", "app", "wants", "ended", "why"),
        [
            (str(c.id), str(c.state), str(c.tries), c.verdict or "", c.order.package,
             c.order.wants.told(), _when(c.ended_ns), _short(c))
            for c in found
        ],
    )  # fmt: skip


def _short(case: "CaseLine") -> str:
    again = f"again: {', '.join(case.recurred)}" if case.recurred else ""
    return " ".join((again or case.why).split())[:100]


def case_page(case: "CaseDetail") -> str:
    """One case with its tries."""
    lines = [f"case {case.id}: {case.order.package}, {case.order.wants.told()}: {case.state}"]
    told = {"verdict": case.verdict, "bundle": case.bundle, "digest": case.digest,
            "ledger": case.ledger_case, "re-test of": case.retest_of, "why": case.why}  # fmt: skip
    lines += [f"  {name}: {value}" for name, value in told.items() if value]
    lines += [f"  again: {one}" for one in case.recurred or ()]
    for one in case.attempts:
        blame = f" ({one.blame})" if one.blame else ""
        lines.append(
            f"  try {one.number} on {one.host} {', '.join(one.serials)}: {one.outcome}{blame} "
            f"{_when(one.started_ns)} – {_when(one.ended_ns)}"
        )
        lines += [f"    {text}" for text in (one.why, one.bundle and f"kept: {one.bundle}") if text]
    return "\n".join(lines)


def quarantine_table(found: "Sequence[PhoneLine]") -> str:
    """Phones in quarantine, why, and the tries that led there."""
    if not found:
        return "no phone is in quarantine"
    return table(
        ("id", "host", "serial", "since", "tries", "why"),
        [
            (str(p.id), p.host, p.facts.serial, _when(p.changed_ns),
             " ".join(map(str, p.evidence)), p.why)
            for p in found
        ],
    )  # fmt: skip


def schedules_table(found: "Sequence[ScheduleLine]") -> str:
    """Schedules and their versions."""
    if not found:
        return "nothing is scheduled"
    return table(
        ("id", "on", "app", "versions asked", "last case"),
        [
            (str(s.id), "yes" if s.enabled else "no", s.order.package, ", ".join(s.versions),
             str(s.last_case or ""))
            for s in found
        ],
    )  # fmt: skip
