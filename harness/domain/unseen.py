"""What was asked of a pop-up that cannot be captured, and what came of it."""

from collections.abc import Sequence

from harness.domain.candidates import SAME_PLACE_REL, center_rel, gap_rel, zone
from harness.domain.geometry import SizePx
from harness.domain.sight import CLOSING_ROLES
from harness.domain.trial import REDIRECTING, Candidate, Trial, TrialStatus

FORBIDDEN = "the screen cannot be captured"
"""How the reason of a launch begins whose pop-up could not be seen."""


def blind_trials(trials: Sequence[Trial]) -> list[Trial]:
    """Those that asked by hierarchy, place and navigation alone, and touched something."""
    return [
        t
        for t in trials
        if t.question.unseen
        and t.status is TrialStatus.DONE
        and t.result is not None
        and t.result.tapped_at_ns is not None
        and t.result.outcome is not None
    ]


def led_away(trial: Trial) -> bool:
    """Whether its touch certainly led out of the app."""
    outcome = trial.result.outcome if trial.result else None
    return outcome is not None and outcome.certain and outcome.kind in REDIRECTING


def promised(trials: Sequence[Trial], size: SizePx) -> list[Candidate]:
    """Closing controls that the hierarchies of these launches show, in the order of first sight."""
    found: list[Candidate] = []
    for trial in trials:
        if not trial.question.unseen or trial.result is None:
            continue
        for control in trial.result.controls:
            where = center_rel(control, size)
            near = any(gap_rel(where, c.center_rel, size) <= SAME_PLACE_REL for c in found)
            if control.role in CLOSING_ROLES and not near:
                key = f"{control.role}@{zone(where)}"
                same = sum(c.key.split("-")[0] == key for c in found)
                name = f"{key}-{same + 1}" if same else key
                found.append(Candidate(key=name, role=control.role, center_rel=where))
    return found
