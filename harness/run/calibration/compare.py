"""One answer of the harness against the truth of the scene and the app's own log."""

import math
from collections.abc import Sequence

from harness.domain.calibration import OUTCOME_OF_DEED, Agreement, SceneAnswer
from harness.domain.trial import REDIRECTING, OutcomeKind, Trial, TrialResult, TrialStatus
from harness.run.calibration.scenes import NO_POPUP, NOT_CAPTURABLE, Ask, Scene
from harness.run.calibration.truthlog import TruthLine

_NS_PER_MS = 1_000_000
_UNTOLD = frozenset({"", str(OutcomeKind.UNCLEAR), str(OutcomeKind.LOST)})


def compare(
    scene: Scene, ask: Ask, trial: Trial, said: Sequence[TruthLine], density_dpi: int
) -> SceneAnswer:
    """Put the trial beside what is known; ``said`` is the app's log since the launch."""
    got = got_of(trial)
    deeds = [line for line in said if line.event == "did"]
    app_agrees = _app_agrees(got, deeds)
    return SceneAnswer(
        scene=scene.name,
        question=trial.question,
        expected=ask.expect,
        got=got or trial.reason or str(trial.status),
        agreement=_agreement(got, ask, trial, app_agrees),
        core=scene.core,
        app_did=tuple(f"{line.what} by {line.by}" for line in deeds),
        app_agrees=app_agrees,
        tap_off_dp=_tap_off_dp(trial.result, said, density_dpi),
        seen_late_ms=_seen_late_ms(trial.result, said),
        tap_latency_ms=_tap_latency_ms(trial.result, said),
        reason=trial.reason,
        trial=trial.number,
        seconds=round((trial.ended_at_ns - trial.started_at_ns) / 1e9, 1),
    )


def got_of(trial: Trial) -> str:
    """The outcome's name, or ``no_popup`` / ``not_capturable``, or "" when nothing was told."""
    result = trial.result
    if trial.status is not TrialStatus.DONE or result is None:
        return ""
    if "cannot be captured" in trial.reason:
        return NOT_CAPTURABLE
    if result.outcome is not None:
        return str(result.outcome.kind)
    if result.popup is None and "no pop-up" in trial.reason:
        return NO_POPUP
    return ""


def _agreement(got: str, ask: Ask, trial: Trial, app_agrees: bool | None) -> Agreement:
    if trial.status is TrialStatus.NOT_APPLICABLE:
        return Agreement.NOT_APPLICABLE
    if got in ask.expect and app_agrees is not False:
        return Agreement.AGREES
    if got in _UNTOLD:
        return Agreement.UNCLEAR
    leading_away = {str(kind) for kind in REDIRECTING}
    if got in leading_away and leading_away & set(ask.expect):
        return Agreement.UNCLEAR  # it led away; at which moment a slow device cannot tell
    outcome = trial.result.outcome if trial.result else None
    if outcome is not None and not outcome.certain:
        return Agreement.UNCLEAR
    return Agreement.WRONG


def _app_agrees(got: str, deeds: Sequence[TruthLine]) -> bool | None:
    """Whether the outcome is what the app says it did; None where it did nothing it says."""
    if not deeds or got in _UNTOLD:
        return None
    kinds = [OUTCOME_OF_DEED.get(line.what) for line in deeds]
    if got in {str(kind) for kind in REDIRECTING}:
        return bool({OutcomeKind.REDIRECTED, OutcomeKind.ADVANCED} & set(kinds))
    if got == OutcomeKind.REPLACED:
        return kinds[0] in {OutcomeKind.REPLACED, OutcomeKind.DISMISSED}
    return got == str(kinds[-1])


def _tap_off_dp(
    result: TrialResult | None, said: Sequence[TruthLine], density_dpi: int
) -> float | None:
    touch = _touch(result, said)
    if touch is None or result is None or result.tapped_px is None or touch.point_px is None:
        return None
    x, y = touch.point_px
    off_px = math.hypot(x - result.tapped_px.x, y - result.tapped_px.y)
    return round(off_px / (density_dpi / 160), 2)


def _tap_latency_ms(result: TrialResult | None, said: Sequence[TruthLine]) -> float | None:
    touch = _touch(result, said)
    if touch is None or result is None or result.tapped_at_ns is None:
        return None
    return round((touch.at_ns - result.tapped_at_ns) / _NS_PER_MS, 1)


def _touch(result: TrialResult | None, said: Sequence[TruthLine]) -> TruthLine | None:
    """The first touch the app received; clocks agree to some ms, so none is ruled out by time."""
    if result is None or result.tapped_px is None:
        return None
    return next((line for line in said if line.event == "touch"), None)


def _seen_late_ms(result: TrialResult | None, said: Sequence[TruthLine]) -> float | None:
    shown = next((line for line in said if line.event == "shown" and line.mark_px), None)
    if shown is None or result is None or result.popup_at_ns is None:
        return None
    return round((result.popup_at_ns - shown.at_ns) / _NS_PER_MS, 1)
