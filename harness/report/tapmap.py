"""Tap maps: every tap of a case over the pop-up's picture it was made on."""

import dataclasses

from harness.domain.geometry import PointPx
from harness.domain.sight import hamming
from harness.domain.statistics import wilson
from harness.domain.trial import Case, OutcomeKind, Trial, TrialStatus
from harness.report.pictures import Fate, MapPoint, fate_of

SAME_CREATIVE_BITS = 12
"""Perceptual hashes that differ by no more are one advertisement's picture."""


@dataclasses.dataclass
class TapMap:
    """Taps on one creative; ``frame`` is a frame that shows it."""

    creative: str | None
    frame: int
    points: list[MapPoint]
    trials: list[Trial]

    def count(self, fate: Fate) -> int:
        """How many taps had that fate."""
        return sum(point.fate is fate for point in self.points)


@dataclasses.dataclass(frozen=True)
class Tally:
    """Taps on one target (a control's key, or None for the body) that had one fate."""

    target: str | None
    fate: Fate
    hits: int
    of: int
    interval: tuple[float, float]
    """95 % Wilson interval of hits / of."""


def tallies(tap_map: TapMap) -> list[Tally]:
    """How often each target led where, targets in the order of their first tap."""
    fates: dict[str | None, list[Fate]] = {}
    for point, trial in zip(tap_map.points, tap_map.trials, strict=True):
        candidate = trial.answered.candidate
        fates.setdefault(candidate.key if candidate else None, []).append(point.fate)
    return [
        Tally(target, fate, told.count(fate), len(told), wilson(told.count(fate), len(told)))
        for target, told in fates.items()
        for fate in Fate
        if fate in told
    ]


def tap_maps(case: Case) -> list[TapMap]:
    """One map a creative, the one with most taps first."""
    maps: list[TapMap] = []
    for trial in case.trials:
        point = _map_point(trial)
        if point is None:
            continue
        result = trial.result
        assert result is not None
        frame = result.before_frame or result.popup_frame
        if frame is None:
            continue
        home = next((m for m in maps if _same(m.creative, result.creative)), None)
        if home is None:
            home = TapMap(result.creative, frame, [], [])
            maps.append(home)
        home.points.append(point)
        home.trials.append(trial)
    return sorted(maps, key=lambda m: -len(m.points))


def _tap(trial: Trial) -> tuple[PointPx, OutcomeKind] | None:
    result = trial.result
    if trial.status is not TrialStatus.DONE or result is None or result.outcome is None:
        return None
    if result.tapped_px is None or result.outcome.kind is OutcomeKind.LOST:
        return None
    return result.tapped_px, result.outcome.kind


def _map_point(trial: Trial) -> MapPoint | None:
    told = _tap(trial)
    return told and MapPoint(told[0], fate_of(told[1]), str(trial.number))


def _same(one: str | None, other: str | None) -> bool:
    if one is None or other is None:
        return one == other
    return hamming(one, other) <= SAME_CREATIVE_BITS
