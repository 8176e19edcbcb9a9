"""How long a pop-up stands when nobody touches it."""

from collections.abc import Iterable

from harness.domain.memo import kept
from harness.domain.sight import PopupKind
from harness.domain.trial import OutcomeKind, QuestionKind, Setup, Trial, TrialResult, TrialStatus

MOMENT_NS = 1_000_000_000
"""A dialog or a splash page fades in and out in less; none is shown for so short."""
FULL_SCREEN = frozenset({PopupKind.SPLASH, PopupKind.INTERSTITIAL})


def auto_close_ms(trials: Iterable[Trial]) -> int | None:
    """Life of a pop-up that ended by itself in usual hands-off launches; of several the shortest.

    A launch tells it to within the frames around its coming: it lived at least from the first
    frame that showed it, at most from the last before. Where launches agree with the shortest
    life, the one that saw it longest knows best, a touched one up to its touch: on a slow rig
    the only hands-off launch may have seen no more than the end. One that was to be touched, and
    saw it for a moment that is shorter than it stood in every hands-off launch, misread a frame.
    """
    done = [t for t in trials if t.status is TrialStatus.DONE]
    stood = min(filter(None, map(_stood_ns, done)), default=0)
    lives = [
        life
        for t in done
        if (life := _whole_life_ns(t)) is not None
        and (_is_watch(t) or life[1] >= min(stood, MOMENT_NS))
    ]
    if not lives:
        return None
    shortest = min(most for _, most in lives)
    least = [*(least for least, _ in lives), *filter(None, map(_lived_ns, done))]
    return max(life // 1_000_000 for life in least if life <= shortest)


@kept
def _whole_life_ns(trial: Trial) -> tuple[int, int] | None:
    """How long the pop-up stood at least and at most, where it ended by itself."""
    result = trial.result
    if result is None or result.popup_at_ns is None or result.popup_gone_at_ns is None:
        return None
    if not _untouched_end(result):
        return None
    gone = result.popup_gone_at_ns
    return gone - result.popup_at_ns, gone - _came_after_ns(result)


def _untouched_end(result: TrialResult) -> bool:
    """Whether the pop-up ended with nothing touched: hands off, or before the touch could come.

    Of the latter only what fills the screen: a card may have been misread for a moment.
    """
    kind = result.outcome.kind if result.outcome else None
    if result.question.setup is not Setup.USUAL or result.tapped_at_ns is not None:
        return False
    if result.question.kind is QuestionKind.WATCH:
        return kind is OutcomeKind.DISMISSED
    full = result.popup is not None and result.popup.kind in FULL_SCREEN
    return full and kind is OutcomeKind.LOST


def _is_watch(trial: Trial) -> bool:
    return trial.question.kind is QuestionKind.WATCH


@kept
def _stood_ns(trial: Trial) -> int | None:
    """How long the pop-up surely stood in a usual hands-off launch, whether or not it ended."""
    result = trial.result
    if result is None or result.popup_at_ns is None or result.outcome is None:
        return None
    if not _is_watch(trial) or result.question.setup is not Setup.USUAL:
        return None
    if result.outcome.kind is OutcomeKind.NO_EFFECT:
        return max(0, result.outcome.decided_at_ns - result.popup_at_ns)
    life = _whole_life_ns(trial)
    return life[0] if life is not None else None


@kept
def _lived_ns(trial: Trial) -> int | None:
    """How long the pop-up surely stood before the touch: up to the frame that justified it."""
    result = trial.result
    if result is None or result.popup_at_ns is None or result.tapped_at_ns is None:
        return None
    seen = [f.at_ns for f in trial.frames if f.number == result.before_frame]
    return max(0, seen[0] - result.popup_at_ns) if seen else None


def _came_after_ns(result: TrialResult) -> int:
    """The last moment at which the pop-up was surely not there yet."""
    assert result.popup_at_ns is not None
    return result.popup_at_ns if result.bare_at_ns is None else result.bare_at_ns
