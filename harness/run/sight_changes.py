"""Two sights of one frame, and what differs in words that can be counted."""

from collections import Counter
from collections.abc import Sequence

import msgspec

from harness.domain.geometry import BoxPx
from harness.domain.sight import Control, Sight

SAME_CONTROL_IOU = 0.3
"""Boxes that overlap so much are one control, whatever they are called."""


class SightChange(msgspec.Struct, frozen=True, kw_only=True):
    """What is seen otherwise on one frame."""

    trial: int
    frame: int
    what: tuple[str, ...]


def compare_sights(was: Sight, now: Sight) -> tuple[str, ...]:
    """Each difference as a phrase without numbers; empty when the sights are equal."""
    if was == now:
        return ()
    told = _popups(was, now) + _controls(was.controls, now.controls)
    told += [f"another {name}" for name in ("phash", "text") if _differ(was, now, name)]
    if was.capturable != now.capturable:
        told.append("capturable now" if now.capturable else "black now")
    return tuple(dict.fromkeys(told)) or ("scores or measures only",)


def summary(changes: Sequence[SightChange]) -> dict[str, int]:
    """How many frames show each difference, most frequent first."""
    return dict(Counter(what for change in changes for what in change.what).most_common())


def iou(one: BoxPx, other: BoxPx) -> float:
    """Intersection over union, 0 … 1."""
    width = min(one.right, other.right) - max(one.x, other.x)
    height = min(one.bottom, other.bottom) - max(one.y, other.y)
    shared = max(0, width) * max(0, height)
    return shared / max(1, one.area + other.area - shared)


def _popups(was: Sight, now: Sight) -> list[str]:
    if was.popup is None or now.popup is None:
        if was.popup is not None:
            return [f"pop-up disappeared ({was.popup.kind})"]
        return [f"pop-up appeared ({now.popup.kind})"] if now.popup is not None else []
    told = []
    if was.popup.kind != now.popup.kind:
        told.append(f"pop-up {was.popup.kind} is now {now.popup.kind}")
    if was.popup.box_px != now.popup.box_px:
        told.append("pop-up box moved")
    if was.popup.creative != now.popup.creative:
        told.append("another creative")
    return told


def _controls(was: Sequence[Control], now: Sequence[Control]) -> list[str]:
    told, left = [], list(now)
    for control in was:
        match = max(left, key=lambda c: _likeness(control, c), default=None)
        if match is None or iou(control.box_px, match.box_px) < SAME_CONTROL_IOU:
            told.append(f"{control.role} disappeared")
            continue
        left.remove(match)
        if match.role != control.role:
            told.append(f"{control.role} is now {match.role}")
        if match.box_px != control.box_px:
            told.append(f"{match.role} box moved")
    return told + [f"{control.role} appeared" for control in left]


def _likeness(one: Control, other: Control) -> tuple[float, bool]:
    return iou(one.box_px, other.box_px), one.role == other.role


def _differ(was: Sight, now: Sight, name: str) -> bool:
    return bool(getattr(was, name) != getattr(now, name))
