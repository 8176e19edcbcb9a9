"""Where on the pop-up a tap leads: dismissal, redirect, nothing."""

from harness.domain.trial import Case, QuestionKind, TapMapPoint, TrialStatus

TAPS = frozenset({QuestionKind.TAP_BODY, QuestionKind.TAP_CONTROL, QuestionKind.WAIT_OUT})


def tap_map(case: Case) -> tuple[TapMapPoint, ...]:
    """Every tap of the case that had an outcome, in the order of the trials."""
    size = case.device.size_px
    points = []
    for trial in case.trials:
        result = trial.result
        if trial.status is not TrialStatus.DONE or result is None or result.outcome is None:
            continue
        if result.tapped_px is None or trial.question.kind not in TAPS:
            continue
        candidate = trial.answered.candidate
        points.append(
            TapMapPoint(
                at_rel=(
                    round(result.tapped_px.x / size.width, 4),
                    round(result.tapped_px.y / size.height, 4),
                ),
                outcome=result.outcome.kind,
                trial=trial.number,
                box_px=result.tapped.box_px if result.tapped else None,
                on_control=candidate.key if candidate else None,
            )
        )
    return tuple(points)
