"""Whose part it is: what the app's maker and what each SDK's maker is told."""

import dataclasses

from harness.domain.finding import Finding, Verdict
from harness.report.entry import Entry, SdkTrace

SHOWN = (Verdict.VIOLATION, Verdict.SUSPECTED)


@dataclasses.dataclass(frozen=True)
class Share:
    """A finding in launches whose pop-up bore an SDK's marks."""

    finding: Finding
    launches: tuple[int, ...]
    """The finding's launches that bore them."""


@dataclasses.dataclass(frozen=True)
class Party:
    """The maker of an SDK with the findings on the windows that it drew."""

    trace: SdkTrace
    shares: tuple[Share, ...]


def parties(entry: Entry) -> list[Party]:
    """One line an SDK that was recognised; the one in most launches first."""
    findings = entry.judgement.findings if entry.judgement else ()
    fired = [f for f in findings if f.verdict in SHOWN]
    told = [Party(trace, tuple(_shares(trace, fired))) for trace in entry.sdks]
    return sorted(told, key=lambda party: (-len(party.trace.launches), party.trace.sdk))


def _shares(trace: SdkTrace, fired: list[Finding]) -> list[Share]:
    marked = set(trace.launches)
    common = [(f, tuple(n for n in f.trials if n in marked)) for f in fired]
    return [Share(finding, launches) for finding, launches in common if launches]


def drawn_by(entry: Entry, finding: Finding) -> list[SdkTrace]:
    """The SDKs whose marks were on the pop-ups of a finding's launches."""
    return [t for t in entry.sdks if set(t.launches) & set(finding.trials)]
