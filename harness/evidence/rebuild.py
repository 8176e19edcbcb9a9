"""A case from its events, for a bundle whose run was killed before it wrote ``case.json``."""

from typing import TypeVar

import msgspec

from harness.domain.device import AppFacts, DeviceFacts
from harness.domain.frame import FrameRef
from harness.domain.geometry import SizePx
from harness.domain.trial import Case, Question, StopReason, Trial, TrialStatus
from harness.evidence.format import FRAME, TRIAL, Begin, EventLine

T = TypeVar("T", bound=msgspec.Struct)
UNKNOWN = "unknown"
NO_DEVICE = DeviceFacts(
    serial=UNKNOWN,
    hardware_serial=None,
    manufacturer=UNKNOWN,
    brand=UNKNOWN,
    model=UNKNOWN,
    android_release=UNKNOWN,
    api_level=0,
    fingerprint=UNKNOWN,
    abi=UNKNOWN,
    size_px=SizePx(0, 0),
    density_dpi=0,
)
"""Stands for a device when the run was killed before it was known."""


def rebuild_case(begin: Begin, events: list[EventLine]) -> Case:
    """What the events tell of the case; ``partial`` is True and ``stopped`` says why.

    A trial that had begun but not ended comes as ``broken`` when its question was recorded
    (an event of kind "question"); its frames are among the bundle's frames either way.
    """
    told = [event.decode(Trial) for event in events if event.kind == TRIAL]
    trials = tuple(sorted(told, key=lambda trial: trial.number))
    device = _last(events, "device", DeviceFacts) or NO_DEVICE
    package = str(begin.extra.get("package") or UNKNOWN)
    return Case(
        id=begin.case_id,
        app=_last(events, "app", AppFacts) or AppFacts(package=package),
        device=device,
        trials=trials + _unfinished(events, len(trials), device.serial),
        started_wall_ns=begin.started_wall_ns,
        ended_wall_ns=events[-1].wall_ns,
        stopped=StopReason(why=f"the run ended without a word after event {events[-1].seq}"),
        seed=_number(begin.extra.get("seed")),
        consent_policy=str(begin.extra.get("consent") or "accept"),
        tool_version=begin.tool_version,
        partial=True,
    )


def _last(events: list[EventLine], kind: str, into: type[T]) -> T | None:
    found = [event for event in events if event.kind == kind]
    last: T | None = found[-1].decode(into) if found else None
    return last


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _unfinished(events: list[EventLine], done: int, serial: str) -> tuple[Trial, ...]:
    begun = [e for e in events if e.kind == "question" and e.trial == done + 1]
    if not begun:
        return ()
    first = begun[-1]
    frames = [e.decode(FrameRef) for e in events if e.kind == FRAME and e.seq > first.seq]
    trial = Trial(
        number=done + 1,
        question=first.decode(Question),
        status=TrialStatus.BROKEN,
        result=None,
        reason="the run ended during this launch",
        serial=serial,
        started_at_ns=first.at_ns,
        started_wall_ns=first.wall_ns,
        ended_at_ns=events[-1].at_ns,
        frames=tuple(frames),
    )
    return (trial,)
