"""What the statistics say of a case so far: the plan's own sequential tests, in numbers."""

from collections.abc import Mapping, Sequence
from typing import Any

from harness.domain.answers import Answers
from harness.domain.geometry import SizePx
from harness.domain.statistics import (
    DEAD,
    REDIRECTS,
    UNTOUCHED,
    WHOLE_SCREEN,
    Leaning,
    Sprt,
    wilson,
)
from harness.domain.trial import Trial
from harness.report.words import LANGUAGES, named


def standing(trials: Sequence[Trial], size: SizePx) -> list[Mapping[str, Any]]:
    """A row for each question that has an answer: k of n, 95 % interval, where its test stands.

    ``share`` is the way of the log likelihood ratio to the bound it leans to: 1 decided for
    ``p1``, -1 for ``p0``.
    """
    answers = Answers(trials, size)
    rows = []
    for known in answers.known:
        key = known.candidate.key
        taps = answers.of_candidate(key)
        if taps:
            left = sum(a.left for a in taps)
            rows.append(_row("redirects", REDIRECTS, left, len(taps), answers.redirects(key), key))
            settled = [a for a in taps if a.settled or not a.dead]
            if dead := sum(a.dead for a in settled):
                rows.append(_row("dead", DEAD, dead, len(settled), answers.is_dead(key), key))
    if body := answers.body():
        left = sum(a.left for a in body)
        rows.append(_row("body", WHOLE_SCREEN, left, len(body), answers.whole_screen()))
    if watched := {t.number: t for t in [*answers.watched(), *answers.jumps()]}:
        jumps = sum(_certain(t) for t in answers.jumps())
        leaning = UNTOUCHED.leaning(jumps, len(watched) - jumps)
        rows.append(_row("jumps", UNTOUCHED, jumps, len(watched), leaning))
    return rows


def _certain(trial: Trial) -> bool:
    outcome = trial.result.outcome if trial.result else None
    return outcome is not None and outcome.certain


def _row(
    what: str, test: Sprt, hits: int, of: int, leaning: Leaning, key: str | None = None
) -> Mapping[str, Any]:
    low, high = wilson(hits, of)
    ratio = test.ratio(hits, of - hits)
    share = ratio / test.upper if ratio > 0 else -ratio / test.lower
    decided = {Leaning.HIGH: 1.0, Leaning.LOW: -1.0}.get(leaning)
    return {
        "what": what,
        "about": None if key is None else {lang: named(key, lang) for lang in LANGUAGES},
        "hits": hits,
        "of": of,
        "low": round(low, 3),
        "high": round(high, 3),
        "p0": test.p0,
        "p1": test.p1,
        "state": str(leaning),
        "share": round(max(-1.0, min(1.0, share)) if decided is None else decided, 3),
    }
