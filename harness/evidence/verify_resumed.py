"""Verifying that a run which was killed and gone on with excuses what it may, and nothing more."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from harness.domain.finding import Judgement
from harness.domain.frame import FrameRef
from harness.domain.trial import Trial
from harness.evidence.cut_off import Resumption, resumptions
from harness.evidence.format import EVENTS, FINDINGS, FRAME, RESUMED, TRIAL, Begin, EventLine
from harness.evidence.verify_steps import Step, wrong


class Resumptions:
    """What the "resumed" lines of a bundle say; each check belongs to one step."""

    def __init__(self, begin: Begin, events: Sequence[EventLine]) -> None:
        """Step 4: every line is in its place, and every launch that was cut off is told."""
        try:
            self.found: tuple[Resumption, ...] = resumptions(begin, events)
        except msgspec.DecodeError as error:
            raise wrong(
                Step.EVENTS, EVENTS, f"a resumption that cannot be read: {error}"
            ) from error
        for one in self.found:
            _check_told(one, events[one.seq :])
        self._events = events
        self.excused = frozenset[int]().union(*(one.excused for one in self.found))
        """Frames of launches that were cut off; a whole bundle may lack these."""

    def check_frames(self, refs: Mapping[int, FrameRef], lying: Iterable[str]) -> None:
        """Step 5: what is said to be lost was recorded, is not there, and nothing rests on it."""
        seq = {e.decode(FrameRef).number: e.seq for e in self._events if e.kind == FRAME}
        there = frozenset(lying)
        for one in self.found:
            lost = frozenset(one.told.lost_frames)
            for number in sorted(lost):
                ref = refs.get(number)
                if ref is None or ref.path is None or seq[number] > one.seq:
                    why = f"line {one.seq}: frame {number} is said to be lost and was never stored"
                    raise wrong(Step.FRAMES, EVENTS, why)
                if ref.path in there:
                    raise wrong(Step.FRAMES, ref.path, f"lies there; line {one.seq} calls it lost")
            for ref in refs.values():
                if ref.same_as in lost and seq[ref.number] > one.seq:
                    why = f"line {seq[ref.number]}: frame {ref.number} is said to equal a lost one"
                    raise wrong(Step.FRAMES, EVENTS, why)

    def check_trials(self, trials: Iterable[Trial]) -> None:
        """Step 6: no launch but those that were cut off names a frame that is gone."""
        broken = {trial.number for one in self.found for trial in one.cut_off}
        for trial in trials:
            gone = {frame.number for frame in trial.frames} & self.excused
            if gone and trial.number not in broken:
                why = f"trial {trial.number} names frame {min(gone)}, which is lost"
                raise wrong(Step.CASE, EVENTS, why)

    def check_findings(self, judgement: Judgement) -> None:
        """Step 6: no finding rests on a frame that is gone."""
        for finding in judgement.findings:
            if not self.excused.isdisjoint(finding.frames):
                raise wrong(Step.CASE, FINDINGS, f"{finding.rule} rests on a frame that is lost")


def _check_told(one: Resumption, after: Sequence[EventLine]) -> None:
    """It follows the line it names, then come the launches that were cut off.

    A second kill may have come between them.
    """
    if one.told.after_seq != one.seq - 1 or one.told.torn_bytes < 0:
        raise wrong(Step.EVENTS, EVENTS, f"line {one.seq} goes on where nothing ended")
    for trial, line in zip(one.cut_off, after, strict=False):
        if line.kind == RESUMED:
            return  # which tells the rest
        if line.kind != TRIAL or line.decode(Trial) != trial:
            why = f"line {line.seq} goes on without launch {trial.number}, which was cut off"
            raise wrong(Step.EVENTS, EVENTS, why)
