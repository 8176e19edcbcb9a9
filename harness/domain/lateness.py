"""Dismissals that a slow rig cannot vouch for: the pop-up may have ended by itself."""

from harness.domain.trial import OutcomeKind, Trial

MOST_AGE_NS = 1_500_000_000
"""A tap tells of a pop-up only if that was seen no longer ago than this."""
MOST_GONE_NS = 2_500_000_000
"""Nor does a dismissal that came so late after the tap: the pop-up may have ended by itself."""


def is_late(trial: Trial) -> bool:
    """Whether a dismissal may be the pop-up's own end and not the tap's doing.

    The tap went out long after the frame that justified it, or the pop-up went long after the
    tap. Such a trial proves nothing: the tap may never have met the pop-up.
    """
    result = trial.result
    if result is None or result.outcome is None or result.tapped_at_ns is None:
        return False
    if result.outcome.kind is not OutcomeKind.DISMISSED:
        return False
    seen = [f.at_ns for f in trial.frames if f.number == result.before_frame]
    if seen and result.tapped_at_ns - seen[0] > MOST_AGE_NS:
        return True
    gone_ns = result.popup_gone_at_ns
    return gone_ns is not None and gone_ns - result.tapped_at_ns > MOST_GONE_NS
