"""One case as the checks need it, and how they write down what they find."""

from collections.abc import Sequence

import msgspec

from harness.domain.answer import Answer
from harness.domain.answers import Answers
from harness.domain.finding import Finding, Verdict
from harness.domain.place import Hop
from harness.domain.statistics import wilson
from harness.domain.trial import Case, Trial
from harness.judge.catalogue import Catalogue

MOST_HOPS = 12


class Say(msgspec.Struct, frozen=True):
    """One reason in both languages."""

    en: str
    zh: str


class View:
    """A case with its answers counted."""

    def __init__(self, case: Case, catalogue: Catalogue) -> None:
        self.case = case
        self.catalogue = catalogue.at(case.started_wall_ns)
        self.answers = Answers(case.trials, case.device.size_px)

    def finding(
        self,
        rule_id: str,
        verdict: Verdict,
        say: Say,
        *,
        answers: Sequence[Answer] = (),
        trials: Sequence[Trial] = (),
        hits: int = 0,
        of: int = 0,
        measured: float | None = None,
        subject: str | None = None,
        error_level: float | None = None,
        severity: str | None = None,
    ) -> Finding:
        """A finding with its rule's benchmark and the clauses in force, and its pointers.

        ``answers`` and ``trials`` are those that show it: their frames and hops are named.
        """
        rule = self.catalogue.rule(rule_id)
        shown = [a.trial for a in answers] or list(trials)
        return Finding(
            rule=rule.id,
            rule_version=rule.version,
            verdict=verdict,
            reason_en=say.en,
            reason_zh=say.zh,
            subject=subject,
            measured=measured,
            unit=rule.unit,
            unit_zh=rule.unit_zh,
            benchmark=rule.benchmark_en,
            benchmark_zh=rule.benchmark_zh,
            hits=hits,
            of=of,
            interval=wilson(hits, of) if of else None,
            error_level=error_level,
            severity=self.catalogue.weight(rule, self.case.started_wall_ns, severity),
            clauses=self.catalogue.in_force(rule, self.case.started_wall_ns),
            trials=tuple(t.number for t in shown),
            frames=_frames(shown),
            hops=_hops(shown),
        )


def _frames(trials: Sequence[Trial]) -> tuple[int, ...]:
    """Before and after each touch, in order."""
    numbers: list[int] = []
    for trial in trials:
        result = trial.result
        if result is None:
            continue
        first = result.before_frame if result.before_frame is not None else result.popup_frame
        numbers += [n for n in (first,) if n is not None]
        if result.outcome is not None and result.outcome.after_frame is not None:
            numbers.append(result.outcome.after_frame)
    return tuple(dict.fromkeys(numbers))


def _hops(trials: Sequence[Trial]) -> tuple[Hop, ...]:
    hops = [h for t in trials if t.result and t.result.outcome for h in t.result.outcome.hops]
    return tuple(hops[:MOST_HOPS])


def share_text(hits: int, of: int) -> str:
    """Like "4 of 6", in words."""
    return f"{hits} of {of}"


def target_of(answers: Sequence[Answer]) -> Say:
    """Where it led, in words: the first known place or hop.

    In Chinese a blank stands before Latin letters.
    """
    for answer in answers:
        outcome = answer.outcome
        if outcome.in_app_landing:
            return Say("a landing page inside the app", "应用内的落地页")
        place = outcome.place
        if place is not None and place.package:
            return Say(f"{place.kind.replace('_', ' ')} {place.package}", f" {place.package}")
        for hop in outcome.hops:
            name = hop.component or hop.package or hop.data_uri
            if name:
                return Say(name, f" {name}")
    return Say("another place", "其他位置")
