"""Over a launch's frames: what appears, moves, fades and swaps; which creative it is.

Trackers are fed sights in the order of time and answer with what changed. They hold the last
state of each control, and nothing of the pictures.
"""

import dataclasses
import enum
from collections.abc import Iterator

from detectors.measure import gap_px
from harness.domain.geometry import BoxPx, SizePx
from harness.domain.sight import CLOSING_ROLES, Control, Popup, Role, Sight, hamming

_ROLES = CLOSING_ROLES | {Role.COUNTDOWN, Role.CTA}
_SAME_FAR = 0.16
"""A control goes on in the next frame up to so far away (share of the screen's width)."""
_STILL = 0.02
"""Less than this share of the width is no move: boxes breathe by a pixel or two."""
_FADE = 0.6
"""Contrast beyond 1 that falls under this share of its best is fading."""
_PATIENCE = 2
"""A control may be missed on so many frames before it counts as gone."""
SAME_BITS, OTHER_BITS = 10, 22
"""Hamming distances of creatives up to which they are the same, from which they are others."""


class Change(enum.StrEnum):
    """What became of a control or a pop-up from one frame to the next."""

    APPEARED = "appeared"
    MOVED = "moved"
    FADED = "faded"
    SWAPPED = "swapped"
    GONE = "gone"
    REPLACED = "replaced"


@dataclasses.dataclass(frozen=True, slots=True)
class Track:
    """One control over time. ``number`` counts from 1; boxes in frame pixels."""

    number: int
    role: Role
    first_ns: int
    last_ns: int
    first_box_px: BoxPx
    box_px: BoxPx
    way_px: float
    """Length of all its moves."""
    best_contrast: float
    missed: int = 0
    fading: bool = False

    @property
    def moved_px(self) -> float:
        """From where it was first to where it is."""
        return self.first_box_px.center.distance_to(self.box_px.center)


@dataclasses.dataclass(frozen=True, slots=True)
class ControlChange:
    """A change of one control, at a time; ``other`` is the track that it swapped places with."""

    at_ns: int
    change: Change
    track: Track
    other: int | None = None


class ControlTracker:
    """Follows controls. Not to be shared between launches."""

    def __init__(self) -> None:
        self._tracks: list[Track] = []
        self._made = 0

    @property
    def tracks(self) -> tuple[Track, ...]:
        """Those that are there now."""
        return tuple(self._tracks)

    def feed(self, at_ns: int, sight: Sight) -> tuple[ControlChange, ...]:
        """The changes that this frame shows. A frame that could not be captured shows none."""
        if not sight.capturable:
            return ()
        seen = [c for c in sight.controls if c.role in _ROLES]
        pairs = _pairs(self._tracks, seen, sight.size_px)
        before = {t.number: t for t in self._tracks}
        changes: list[ControlChange] = []
        kept: list[Track] = []
        for track in self._tracks:
            control = pairs.get(track.number)
            if control is None:
                changes += self._missing(at_ns, track, kept)
                continue
            now, found = _gone_on(at_ns, track, control, sight.size_px.width)
            kept.append(now)
            changes += found
        taken = [id(c) for c in pairs.values()]
        for control in seen:
            if id(control) not in taken:
                kept.append(self._begun(at_ns, control))
                changes.append(ControlChange(at_ns, Change.APPEARED, kept[-1]))
        self._tracks = kept
        return tuple(_swaps_named(changes, before))

    def _begun(self, at_ns: int, control: Control) -> Track:
        self._made += 1
        box = control.box_px
        contrast = control.contrast or 0.0
        return Track(self._made, control.role, at_ns, at_ns, box, box, 0.0, contrast)

    @staticmethod
    def _missing(at_ns: int, track: Track, kept: list[Track]) -> Iterator[ControlChange]:
        track = dataclasses.replace(track, missed=track.missed + 1)
        if track.missed > _PATIENCE:
            yield ControlChange(at_ns, Change.GONE, track)
        else:
            kept.append(track)


def _pairs(tracks: list[Track], seen: list[Control], size: SizePx) -> dict[int, Control]:
    """Nearest first, within reach; a role swap keeps role with role, wherever they went."""
    reach = _SAME_FAR * size.width
    near = sorted(
        (gap_px(t.box_px, c.box_px) + t.box_px.center.distance_to(c.box_px.center), i, j)
        for i, t in enumerate(tracks)
        for j, c in enumerate(seen)
        if t.role is c.role
    )
    pairs: dict[int, Control] = {}
    used: set[int] = set()
    for distance, i, j in near:
        alone = sum(t.role is tracks[i].role for t in tracks) == 1
        if tracks[i].number in pairs or j in used or (distance > reach and not alone):
            continue
        pairs[tracks[i].number] = seen[j]
        used.add(j)
    return pairs


def _gone_on(
    at_ns: int, track: Track, control: Control, width: int
) -> tuple[Track, list[ControlChange]]:
    step = track.box_px.center.distance_to(control.box_px.center)
    moved = step > _STILL * width
    contrast = control.contrast if control.contrast is not None else track.best_contrast
    fading = contrast - 1 < _FADE * (track.best_contrast - 1)
    now = dataclasses.replace(
        track,
        last_ns=at_ns,
        box_px=control.box_px,
        way_px=track.way_px + (step if moved else 0.0),
        best_contrast=max(track.best_contrast, contrast),
        missed=0,
        fading=fading,
    )
    changes = []
    if moved:
        changes.append(ControlChange(at_ns, Change.MOVED, now))
    if fading and not track.fading:
        changes.append(ControlChange(at_ns, Change.FADED, now))
    return now, changes


def _swaps_named(changes: list[ControlChange], before: dict[int, Track]) -> Iterator[ControlChange]:
    """Two that moved to where the other was have swapped places."""
    moves = [c for c in changes if c.change is Change.MOVED]
    for change in changes:
        other = next(
            (
                m.track.number
                for m in moves
                if change.change is Change.MOVED
                and m.track.number != change.track.number
                and before[m.track.number].box_px.contains(change.track.box_px.center)
                and before[change.track.number].box_px.contains(m.track.box_px.center)
            ),
            None,
        )
        if other is not None:
            yield dataclasses.replace(change, change=Change.SWAPPED, other=other)
        else:
            yield change


def layout_of(popup: Popup, controls: tuple[Control, ...], size: SizePx) -> frozenset[str]:
    """The pop-up's build: its kind, and each role in its cell of a 6 x 10 grid."""
    cells = {
        f"{c.role}@{6 * c.box_px.center.x // size.width},{10 * c.box_px.center.y // size.height}"
        for c in controls
        if c.role in _ROLES
    }
    return frozenset({popup.kind.value} | cells)


def same_creative(one: Sight, other: Sight) -> bool | None:
    """Whether two sights show the same creative; None where it cannot be told.

    By the perceptual hash of the pop-up's picture where it is clear, else by the layout too.
    """
    if one.popup is None or other.popup is None:
        return None
    if one.popup.creative is None or other.popup.creative is None:
        return None
    bits = hamming(one.popup.creative, other.popup.creative)
    if bits <= SAME_BITS:
        return True
    if bits >= OTHER_BITS:
        return False
    built = layout_of(one.popup, one.controls, one.size_px)
    alike = layout_of(other.popup, other.controls, other.size_px)
    common = len(built & alike) / len(built | alike)
    return True if common >= 0.8 else False if common <= 0.4 else None


@dataclasses.dataclass(frozen=True, slots=True)
class PopupChange:
    """What became of the pop-up: appeared, replaced by another creative, or gone.

    ``own_page`` says of a pop-up that is gone whether the frame is the page seen before it (or
    named as the app's own); None where no such page is known.
    """

    at_ns: int
    change: Change
    creative: int
    """Number of the creative that is (or was) there, counting from 1 by first sight."""
    own_page: bool | None = None


class PopupTracker:
    """Follows the pop-up of one launch. ``own_phash`` is the app's own page, where known."""

    def __init__(self, own_phash: str | None = None) -> None:
        self._own = [own_phash] if own_phash else []
        self._creatives: list[Sight] = []
        self._now: int | None = None
        self._doubt = 0

    def feed(self, at_ns: int, sight: Sight) -> PopupChange | None:
        """The change that this frame shows, if any. A single frame without it is not believed."""
        if not sight.capturable:
            return None
        if sight.popup is None:
            return self._without(at_ns, sight)
        self._doubt = 0
        number = self._number_of(sight)
        before, self._now = self._now, number
        if before == number:
            return None
        return PopupChange(at_ns, Change.REPLACED if before else Change.APPEARED, number)

    def _without(self, at_ns: int, sight: Sight) -> PopupChange | None:
        if self._now is None:
            self._own.append(sight.phash)
            return None
        self._doubt += 1
        if self._doubt < _PATIENCE:
            return None
        gone, self._now = self._now, None
        own = any(hamming(sight.phash, p) <= SAME_BITS for p in self._own) if self._own else None
        return PopupChange(at_ns, Change.GONE, gone, own)

    def _number_of(self, sight: Sight) -> int:
        """Of the creative: known ones first; a doubtful one goes on as what is there now."""
        doubtful: int | None = None
        for number, known in enumerate(self._creatives, 1):
            same = same_creative(known, sight)
            if same:
                return number
            if same is None and number == self._now:
                doubtful = number
        if doubtful is not None:
            return doubtful
        self._creatives.append(sight)
        return len(self._creatives)
