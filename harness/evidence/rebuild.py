"""A case from its events, for a bundle whose run was killed before it wrote ``case.json``."""

from collections.abc import Sequence
from typing import TypeVar

import msgspec

from harness.domain.device import AppFacts, DeviceFacts
from harness.domain.geometry import SizePx
from harness.domain.trial import EXAMINE, Case, StopReason, Trial
from harness.evidence.cut_off import cut_off_launches
from harness.evidence.format import TRIAL, Begin, EventLine

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


def rebuild_case(begin: Begin, events: Sequence[EventLine]) -> Case:
    """What the events tell of the case; ``partial`` is True and ``stopped`` says why.

    A trial that had begun but not ended comes as ``broken`` when its question was recorded
    (an event of kind "question"); its frames are among the bundle's frames either way.
    """
    told = [event.decode(Trial) for event in events if event.kind == TRIAL]
    trials = tuple(sorted(told, key=lambda trial: trial.number))
    package = str(begin.extra.get("package") or UNKNOWN)
    return Case(
        id=begin.case_id,
        app=last_record(events, "app", AppFacts) or AppFacts(package=package),
        device=last_record(events, "device", DeviceFacts) or NO_DEVICE,
        trials=trials + cut_off_launches(begin, events),
        started_wall_ns=begin.started_wall_ns,
        ended_wall_ns=events[-1].wall_ns,
        stopped=StopReason(why=f"the run ended without a word after event {events[-1].seq}"),
        seed=_number(begin.extra.get("seed")),
        consent_policy=str(begin.extra.get("consent") or "accept"),
        update_policy=str(begin.extra.get("updates") or EXAMINE),
        tool_version=begin.tool_version,
        partial=True,
    )


def last_record(events: Sequence[EventLine], kind: str, into: type[T]) -> T | None:
    """The record of the last line of a kind; None where there is none."""
    found = [event for event in events if event.kind == kind]
    last: T | None = found[-1].decode(into) if found else None
    return last


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
