"""The launches that a killed run was in the midst of, and what may be missing for that.

Everything here follows from the event lines alone: whoever goes on with a bundle, rebuilds its
case or verifies it comes to the same records.
"""

from collections.abc import Iterable, Sequence

import msgspec

from harness.domain.device import DeviceFacts
from harness.domain.frame import FrameRef
from harness.domain.trial import CUT_OFF, Question, Trial, TrialStatus
from harness.evidence.format import (
    FRAME,
    QUESTION,
    RESUMED,
    TRIAL,
    Begin,
    EventLine,
    Resumed,
)


class _Seen(msgspec.Struct, frozen=True):
    frame: FrameRef | None = None


class Resumption(msgspec.Struct, frozen=True, kw_only=True):
    """One line that says that a killed run was gone on with."""

    seq: int
    wall_ns: int
    told: Resumed
    cut_off: tuple[Trial, ...]
    """The launches that had not ended, as the lines after it must tell them."""
    excused: frozenset[int]
    """Lost frames of those launches alone, and frames with their pixels."""
    unexcused: frozenset[int]
    """What else is said to be lost: it makes the bundle partial."""


def cut_off_launches(begin: Begin, events: Sequence[EventLine]) -> tuple[Trial, ...]:
    """The launches that were begun and have no trial, each as a broken one, in order.

    A run on several phones may have several. Their phones are told by ``begin``; the frames of
    one among several are those that its own events name.
    """
    ended_at_ns = _alive(events)[-1].at_ns if events else 0
    asked = _pending(events)
    alone = len(asked) == 1 and len(_serials(begin, events)) <= 1
    return tuple(
        Trial(
            number=number,
            question=line.decode(Question),
            status=TrialStatus.BROKEN,
            result=None,
            reason=CUT_OFF,
            serial=_serial(begin, events, number, line.seq),
            started_at_ns=line.at_ns,
            started_wall_ns=line.wall_ns,
            ended_at_ns=ended_at_ns,
            frames=_since(events, line.seq) if alone else _of_trial(events, number, line.seq),
        )
        for number, line in sorted(asked.items())
    )


def in_words(trials: Sequence[Trial]) -> str:
    """What going on after these launches is called, in logs and for the person who watches."""
    cut = sum(trial.reason == CUT_OFF for trial in trials)
    return f"resumed after {len(trials)} launches, {cut} of them cut off"


def resumptions(begin: Begin, events: Sequence[EventLine]) -> tuple[Resumption, ...]:
    """Every resumption of a bundle in order."""
    found: list[Resumption] = []
    gone: frozenset[int] = frozenset()
    for place, line in enumerate(events):
        if line.kind != RESUMED:
            continue
        told: Resumed = line.decode(Resumed)
        before = events[:place]
        excused = excusable(before, told.lost_frames, gone)
        gone |= frozenset(told.lost_frames)
        found.append(
            Resumption(
                seq=line.seq,
                wall_ns=line.wall_ns,
                told=told,
                cut_off=cut_off_launches(begin, before),
                excused=excused,
                unexcused=frozenset(told.lost_frames) - excused,
            )
        )
    return tuple(found)


def first_after(events: Sequence[EventLine]) -> frozenset[int]:
    """Numbers of the launches that were the first after a resumption: by a new process."""
    found, waiting = set(), False
    for line in events:
        waiting = waiting or line.kind == RESUMED
        if waiting and line.kind == QUESTION and line.trial is not None:
            found.add(line.trial)
            waiting = False
    return frozenset(found)


def excusable(
    events: Sequence[EventLine], lost: Iterable[int], gone: frozenset[int] = frozenset()
) -> frozenset[int]:
    """Which of the lost frames may be missing from a whole bundle, and those that equal them.

    A kill takes the frames that still waited for the disk: the last ones that were to be
    stored. They must be frames of a launch that did not end, and no trial may name them. All
    of them or none: ``gone`` are those that earlier resumptions told of.
    """
    wanted = frozenset(lost)
    refs = [line.decode(FrameRef) for line in events if line.kind == FRAME]
    stored = [ref.number for ref in refs if ref.path is not None and ref.number not in gone]
    twins = frozenset(ref.number for ref in refs if ref.same_as in wanted)
    last = frozenset(stored[len(stored) - len(wanted) :])
    return wanted | twins if wanted == last and wanted | twins <= _loose(events) else frozenset()


def _loose(events: Sequence[EventLine]) -> frozenset[int]:
    """Frames since the first launch that did not end, but those that a trial names."""
    asked = _pending(events)
    if not asked:
        return frozenset()
    since = min(line.seq for line in asked.values())
    trials = [line.decode(Trial) for line in events if line.kind == TRIAL]
    named = {frame.number for trial in trials for frame in trial.frames}
    return frozenset(ref.number for ref in _since(events, since)) - named


def _pending(events: Sequence[EventLine]) -> dict[int, EventLine]:
    """Questions without a trial, by the launch's number."""
    done = {line.trial for line in events if line.kind == TRIAL}
    return {
        line.trial: line
        for line in events
        if line.kind == QUESTION and line.trial is not None and line.trial not in done
    }


def _alive(events: Sequence[EventLine]) -> Sequence[EventLine]:
    """Without what a resumption has added at the end: a second kill may follow at once."""
    end = len(events)
    while end > 1 and _added(events[end - 1]):
        end -= 1
    return events[:end]


def _added(line: EventLine) -> bool:
    return line.kind == RESUMED or (line.kind == TRIAL and line.decode(Trial).reason == CUT_OFF)


def _since(events: Sequence[EventLine], seq: int) -> tuple[FrameRef, ...]:
    return tuple(e.decode(FrameRef) for e in events if e.kind == FRAME and e.seq > seq)


def _of_trial(events: Sequence[EventLine], number: int, seq: int) -> tuple[FrameRef, ...]:
    own = (e for e in events if e.kind == "event" and e.trial == number and e.seq > seq)
    return tuple(ref for line in own if (ref := line.decode(_Seen).frame) is not None)


def _serials(begin: Begin, events: Sequence[EventLine]) -> tuple[str, ...]:
    """The phones of the run, the first one first."""
    told = begin.extra.get("serials")
    if isinstance(told, list):
        return tuple(str(serial) for serial in told)
    facts = [line.decode(DeviceFacts) for line in events if line.kind == "device"]
    return (facts[-1].serial,) if facts else ()


def _serial(begin: Begin, events: Sequence[EventLine], number: int, seq: int) -> str:
    """A round's questions go to the phones in their order."""
    serials = _serials(begin, events)
    before = sum(line.kind == TRIAL and line.seq < seq for line in events)
    place = number - before - 1
    return serials[place] if 0 <= place < len(serials) else ""
