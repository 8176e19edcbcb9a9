"""Launches under other set-ups beside the usual ones: does the pop-up come more or less often?"""

import msgspec

from harness.domain.answers import Answers
from harness.domain.candidates import worth_examining
from harness.domain.statistics import fisher_exact
from harness.domain.trial import Setup, Trial


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """Pop-ups under one set-up and under the usual one; ``p`` of Fisher's exact test."""

    setup: Setup
    shown: int
    of: int
    usual_shown: int
    usual_of: int
    p: float
    trials: tuple[Trial, ...]


def compare_setups(answers: Answers) -> list[Compared]:
    """Each set-up that was tried, against the usual launches."""
    told = [t for t in answers.trials if t.result is not None and _telling(t)]
    usual = [t for t in told if t.question.setup is Setup.USUAL]
    usual_shown = sum(_shown(t) for t in usual)
    found = []
    for setup in Setup:
        trials = [t for t in told if t.question.setup is setup]
        if setup is Setup.USUAL or not trials:
            continue
        shown = sum(_shown(t) for t in trials)
        found.append(
            Compared(
                setup=setup,
                shown=shown,
                of=len(trials),
                usual_shown=usual_shown,
                usual_of=len(usual),
                p=fisher_exact(shown, len(trials), usual_shown, len(usual)),
                trials=tuple(trials),
            )
        )
    return found


def _telling(trial: Trial) -> bool:
    """Whether the launch could tell if a pop-up comes: the app ran and could be seen."""
    result = trial.result
    if result is None:
        return False
    return result.popup is not None or result.reason.startswith("no pop-up")


def _shown(trial: Trial) -> bool:
    popup = trial.result.popup if trial.result else None
    return popup is not None and worth_examining(popup)
