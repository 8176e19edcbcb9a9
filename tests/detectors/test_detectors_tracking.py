"""Controls and pop-ups over time."""

import cv2
import numpy as np
from drawn import DENSITY, HEIGHT, WIDTH, Picture, cross, dialog, photograph, px

from detectors.seer import see
from detectors.tracking import Change, ControlTracker, PopupTracker, same_creative
from harness.domain.geometry import BoxPx, SizePx
from harness.domain.sight import Control, Ground, Popup, PopupKind, Role, Sight

SIZE = SizePx(1080, 2400)
MS = 1_000_000


def control(role: Role, x: int, y: int, contrast: float = 8.0) -> Control:
    box = BoxPx(x, y, 80, 80)
    return Control(role=role, box_px=box, score=0.9, grounds=(Ground.DRAWN,), contrast=contrast)


def sight(
    *controls: Control, creative: str | None = "0" * 16, phash: str = "f" * 16, black: bool = False
) -> Sight:
    popup = None
    if creative is not None:
        box = BoxPx(0, 0, 1080, 2400)
        popup = Popup(kind=PopupKind.SPLASH, box_px=box, score=0.9, grounds=(), creative=creative)
    return Sight(size_px=SIZE, popup=popup, controls=controls, phash=phash, capturable=not black)


def changes(*sights: Sight) -> list[tuple[int, str, Role]]:
    tracker = ControlTracker()
    return [
        (i, c.change.value, c.track.role)
        for i, s in enumerate(sights)
        for c in tracker.feed(i * 100 * MS, s)
    ]


def test_a_control_that_comes_late_appears_then() -> None:
    """The time of first sight is that of the frame."""
    tracker = ControlTracker()
    assert tracker.feed(0, sight()) == ()
    (change,) = tracker.feed(3_000 * MS, sight(control(Role.CLOSE, 900, 100)))
    assert change.change is Change.APPEARED
    assert change.track.first_ns == 3_000 * MS


def test_a_box_that_breathes_does_not_move_and_one_that_jumps_does() -> None:
    """Ten pixels are nothing; three hundred are a move, and the way is summed."""
    still = control(Role.CLOSE, 900, 100)
    assert changes(sight(still), sight(control(Role.CLOSE, 906, 104))) == [
        (0, "appeared", Role.CLOSE)
    ]
    tracker = ControlTracker()
    for i, x in enumerate((900, 600, 900)):
        last = tracker.feed(i, sight(control(Role.CLOSE, x, 100)))
    assert last[0].change is Change.MOVED
    assert last[0].track.way_px == 600
    assert last[0].track.moved_px == 0


def test_fading_is_told_once() -> None:
    """Contrast that falls well under its best is fading, until it comes back."""
    frames = [sight(control(Role.CLOSE, 900, 100, c)) for c in (9.0, 8.0, 3.0, 2.0)]
    assert changes(*frames) == [(0, "appeared", Role.CLOSE), (2, "faded", Role.CLOSE)]


def test_two_controls_that_change_places_have_swapped() -> None:
    """The close goes where the cta was and the other way round."""
    before = sight(control(Role.CLOSE, 300, 1500), control(Role.CTA, 700, 1500))
    after = sight(control(Role.CLOSE, 700, 1500), control(Role.CTA, 300, 1500))
    assert changes(before, after)[2:] == [(1, "swapped", Role.CLOSE), (1, "swapped", Role.CTA)]


def test_one_missed_frame_is_no_end_three_are() -> None:
    """Detectors blink; black frames say nothing at all."""
    there = sight(control(Role.CLOSE, 900, 100))
    blink = [there, sight(), there, sight(black=True), there]
    assert changes(*blink) == [(0, "appeared", Role.CLOSE)]
    assert changes(there, sight(), sight(), sight())[-1] == (3, "gone", Role.CLOSE)


def test_a_popup_appears_is_replaced_and_goes_to_the_own_page() -> None:
    """Each change comes once, with the number of its creative; the first page is the own one."""
    tracker = PopupTracker()
    page = sight(creative=None, phash="00ff" * 4)
    one, two = sight(creative="0" * 16), sight(creative="f" * 16)
    told = [tracker.feed(i, s) for i, s in enumerate((page, one, one, two, one, page, page))]
    found = [(t.change.value, t.creative, t.own_page) for t in told if t is not None]
    assert found == [
        ("appeared", 1, None),
        ("replaced", 2, None),
        ("replaced", 1, None),
        ("gone", 1, True),
    ]


def test_gone_to_a_page_that_is_not_known_is_told_as_such() -> None:
    """With another page known as the app's own, this one is not it."""
    tracker = PopupTracker(own_phash="0f" * 8)
    other = sight(creative=None, phash="f0" * 8)
    tracker.feed(0, sight())
    tracker.feed(1, other)
    change = tracker.feed(2, other)
    assert change is not None
    assert (change.change, change.own_page) == (Change.GONE, False)


def test_doubtful_hashes_are_settled_by_the_layout() -> None:
    """Sixteen bits apart: the same build is the same creative, another build is not."""
    near = "000000000000ffff"
    close = control(Role.CLOSE, 900, 100)
    assert same_creative(sight(close), sight(close, creative=near)) is True
    other = (control(Role.SKIP, 100, 2200), control(Role.CTA, 500, 1200))
    assert same_creative(sight(close), sight(*other, creative=near)) is False
    assert same_creative(sight(close), sight(creative=None)) is None


def test_drawn_creatives_are_told_apart_whatever_the_countdown_shows() -> None:
    """Pixels to creatives: another picture is another creative, a ticking number is not."""

    def splash(seed: int, number: str) -> Picture:
        picture = dialog(card=(250, 120, 90))
        part = cv2.resize(photograph(seed), (px(299), px(390)))
        picture[px(230) : px(230) + part.shape[0], px(56) : px(56) + part.shape[1]] = part
        cv2.circle(picture, (px(205), px(668)), px(17), (255, 255, 255), 4, cv2.LINE_AA)
        cross(picture, px(205), px(668), px(14))
        at = (px(320), px(262))
        cv2.putText(picture, number, at, cv2.FONT_HERSHEY_SIMPLEX, 2, (255, 255, 255), 4)
        return np.ascontiguousarray(picture)

    one, ticked, other = (
        see(p, None, DENSITY, read="none")
        for p in (splash(3, "5"), splash(3, "4"), splash(11, "5"))
    )
    assert one.size_px == SizePx(WIDTH, HEIGHT)
    assert same_creative(one, ticked) is True
    assert same_creative(one, other) is False
