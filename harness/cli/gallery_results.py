"""What scans of known apps gave against their truth: held, fair, missed, accused, cleared.

``gallery_tables`` prints it.
"""

from collections.abc import Iterable

import msgspec

from harness.domain.answers import Answers
from harness.domain.trial import Case, OutcomeKind

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


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """What a scan's launches went on, from its bundle."""

    cause: str = ""
    """Why nothing was decided, in one of few words; empty where something was."""
    stopped: str = ""
    """Why the plan stopped."""
    bare: int = 0
    """Launches without a pop-up."""
    unsure: int = 0
    """Touches whose outcome was not certain."""


def account_of(case: Case, verdict: str) -> Account:
    """Where the launches of a case went, and why it is inconclusive if it is."""
    answers = Answers(case.trials, case.device.size_px)
    outcomes = [t.result.outcome for t in answers.trials if t.result and t.result.tapped_at_ns]
    unsure = sum(o is None or not o.certain for o in outcomes)
    stopped = case.stopped.why if case.stopped else "interrupted"
    return Account(
        cause=_cause(answers, stopped, len(outcomes), unsure) if verdict == "inconclusive" else "",
        stopped=stopped,
        bare=len(answers.trials) - len(answers.with_popup()),
        unsure=unsure,
    )


def _cause(answers: Answers, stopped: str, touches: int, unsure: int) -> str:
    results = [t.result for t in answers.trials if t.result]
    if not answers.with_popup():
        black = any(r.black_frames for r in results)
        return "not capturable" if black else "pop-up not seen"
    if any(r.outcome and r.outcome.kind is OutcomeKind.CRASHED for r in results):
        return "crashed"
    if not answers.candidates(1):
        return "control not seen"
    if unsure * 2 >= max(1, touches):
        return "outcome unclear"
    return "budget" if "budget" in stopped else "question left open"


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
    screen: str = ""
    """Of the phone: pixels and dpi."""
    account: Account | None = None
    """None when the scan failed."""

    @property
    def honest(self) -> bool:
        """Whether the app deceives nobody."""
        return self.known.group.startswith("honest")

    @property
    def accused(self) -> bool:
        """An honest app that was called a violation or suspected."""
        return self.honest and self.verdict in ACCUSING and self.verdict not in self.known.fair

    @property
    def cleared(self) -> bool:
        """An app that deceives and was called clear, where that is not a fair thing to say."""
        fair = {self.known.verdict, *self.known.fair}
        return not self.honest and self.verdict == "clear" and "clear" not in fair

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


def cleared(results: Iterable[Result]) -> list[Result]:
    """Apps that deceive and were cleared: what must be looked at next."""
    return sorted((r for r in results if r.cleared), key=lambda r: (r.app, r.seed))


def misses(results: Iterable[Result]) -> list[Result]:
    """Every other scan that did not hold."""
    return sorted(
        (r for r in results if r.mark in {"missed", "failed"} and not r.accused and not r.cleared),
        key=lambda r: (r.known.group, r.app, r.seed),
    )
