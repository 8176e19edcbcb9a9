"""Rings in a corner that show time: which count, and what they mean on the page."""

import dataclasses
from collections.abc import Callable

import cv2
import numpy as np
import pytest
from drawn import Colour, Picture

from detectors.evidence import DrawnClose, Evidence, Said
from detectors.layout import Layout
from detectors.marks import Mark
from detectors.pixels import View, prepare
from detectors.popups import weigh
from detectors.rings import Ring, find_rings
from detectors.timers import Timers, framed, with_rings, without_labels_of
from detectors.vocabulary import meaning
from harness.domain.geometry import BoxPx
from harness.domain.sight import Ground, Role

DENSITY, SIZE = 210, (960, 540)
MIDDLE, RADIUS = (50, 56), 19
PLACE = BoxPx(MIDDLE[0] - RADIUS, MIDDLE[1] - RADIUS, 2 * RADIUS, 2 * RADIUS)
BARE = Layout(False, 0, 0, 0.5, None)
WHITE, GREY, DARK = (255, 255, 255), (190, 190, 190), (60, 60, 70)
BLUE, ORANGE = (66, 133, 244), (255, 140, 0)


def plain(grey: int) -> Picture:
    """An empty page."""
    return np.full((*SIZE, 3), grey, np.uint8)


def photograph() -> Picture:
    """A picture without flat ground."""
    rough = np.random.default_rng(5).integers(20, 190, (30, 17, 3), np.uint8)
    return np.asarray(cv2.resize(rough, SIZE[::-1], interpolation=cv2.INTER_CUBIC), np.uint8)


def arc(picture: Picture, first: float, last: float, colour: Colour, stroke: int = 4) -> None:
    """Part of the ring, degrees clockwise from twelve, its outer edge at RADIUS."""
    turns = np.radians(np.linspace(first, last, 90))
    half = RADIUS - stroke / 2
    ends = MIDDLE + half * np.stack([np.sin(turns), -np.cos(turns)], 1)
    points = np.rint(ends * 16).astype(np.int32)
    cv2.polylines(picture, [points], False, colour, stroke, cv2.LINE_AA, 4)


def disc(picture: Picture, radius: int, colour: Colour, share: float = 1.0) -> None:
    """A disc, clear to some share, around the ring's middle."""
    over = picture.copy()
    cv2.circle(over, MIDDLE, radius, colour, -1, cv2.LINE_AA)
    picture[:] = cv2.addWeighted(over, share, picture, 1 - share, 0)


def two_tones() -> Picture:
    """Grey on a pale page, as many networks draw it."""
    picture = plain(242)
    arc(picture, 0, 360, (210, 210, 214))
    arc(picture, 0, 95, (140, 142, 150))
    return picture


def arc_alone() -> Picture:
    """White on black, what is left of the time, and no track."""
    picture = plain(0)
    arc(picture, 150, 360, WHITE)
    return picture


def on_glass() -> Picture:
    """On a disc of black glass over a photograph, coloured."""
    picture = photograph()
    disc(picture, RADIUS + 4, (0, 0, 0), 0.7)
    arc(picture, 0, 360, (110, 110, 110))
    arc(picture, 0, 200, ORANGE)
    return picture


def around_a_number() -> Picture:
    """Thin, around a number."""
    picture = plain(30)
    arc(picture, 0, 360, (95, 95, 95), 2)
    arc(picture, 0, 240, WHITE, 2)
    cv2.putText(picture, "7", (44, 63), cv2.FONT_HERSHEY_SIMPLEX, 0.6, WHITE, 2, cv2.LINE_AA)
    return picture


def uniform() -> Picture:
    """A sign's frame."""
    picture = plain(250)
    arc(picture, 0, 360, DARK)
    return picture


def not_from_twelve() -> Picture:
    """A spinner, that turns."""
    picture = plain(250)
    arc(picture, 0, 360, GREY)
    arc(picture, 60, 170, BLUE)
    return picture


def segments() -> Picture:
    """A chart."""
    picture = plain(250)
    for first, colour in ((0, BLUE), (100, ORANGE), (220, (20, 160, 90))):
        arc(picture, first, first + 140, colour)
    return picture


def fading() -> Picture:
    """A spinner's tail: the tone changes at twelve, and back little by little."""
    ring = plain(0)
    arc(ring, 0, 360, WHITE)
    rows, columns = np.mgrid[: SIZE[0], : SIZE[1]]
    turn = np.degrees(np.arctan2(columns - MIDDLE[0], MIDDLE[1] - rows)) % 360
    share = np.clip((turn - 100) / 140, 0, 1)[..., None]
    colour = (1 - share) * np.array(BLUE) + share * np.array(GREY)
    return np.asarray(250 + (colour - 250) * (ring / 255), np.uint8)


def arrow() -> Picture:
    """Once more: an arrow's head at twelve."""
    picture = plain(250)
    arc(picture, 0, 270, DARK)
    tip = np.array([[44, 39], [50, 34], [50, 44]], np.int32)
    cv2.fillPoly(picture, [tip], DARK, cv2.LINE_AA)
    return picture


def portrait() -> Picture:
    """A level around somebody's picture."""
    picture = plain(250)
    arc(picture, 0, 360, GREY, 3)
    arc(picture, 0, 150, BLUE, 3)
    inner = np.zeros(SIZE, np.uint8)
    cv2.circle(inner, MIDDLE, RADIUS - 3, 1, -1)
    rough = np.random.default_rng(2).integers(0, 255, (160, 90, 3), np.uint8)
    photo = cv2.resize(rough, SIZE[::-1], interpolation=cv2.INTER_LINEAR)
    picture[inner > 0] = photo[inner > 0]
    return picture


def view_of(picture: Picture) -> View:
    """As the detectors get it."""
    return prepare(picture, DENSITY)


@pytest.mark.parametrize("look", [two_tones, arc_alone, on_glass, around_a_number])
@pytest.mark.parametrize("right", [False, True])
def test_a_ring_of_time_is_found_in_either_corner(
    look: Callable[[], Picture], *, right: bool
) -> None:
    """In two tones or as one arc, bare or on glass, thick or thin, whichever way it runs."""
    picture = look()
    found = find_rings(view_of(picture[:, ::-1] if right else picture), BARE)
    assert len(found) == 1
    at = found[0].box_px
    there = BoxPx(SIZE[1] - at.right, at.y, at.width, at.height) if right else at
    assert there.iou(PLACE.inflated(4 if look is on_glass else 0)) > 0.7


@pytest.mark.parametrize(
    "look", [uniform, not_from_twelve, segments, fading, arrow, portrait, photograph]
)
def test_other_rings_show_no_time(look: Callable[[], Picture]) -> None:
    """One tone, more than two, no change at twelve, an arrow's head, a picture inside."""
    assert find_rings(view_of(look()), BARE) == []


@pytest.mark.parametrize(("bar", "found"), [(0, 1), (PLACE.y, 1), (MIDDLE[1] + 4, 0)])
def test_arcs_in_the_status_bar_show_no_time(bar: int, found: int) -> None:
    """Its sign of wireless is made of them."""
    layout = dataclasses.replace(BARE, status_bar_px=bar)
    assert len(find_rings(view_of(two_tones()), layout)) == found


def test_a_ring_amid_the_page_shows_no_time() -> None:
    """There it is a chart or a page that loads."""
    picture = np.roll(two_tones(), (300, 200), (0, 1))
    assert find_rings(view_of(picture), BARE) == []


def test_a_ring_that_stood_there_is_seen_again_without_a_search() -> None:
    """So that frames of the fast path show what the read one did, while the time runs."""
    timers, later = Timers(), plain(242)
    arc(later, 0, 360, (210, 210, 214))
    arc(later, 0, 200, (140, 142, 150))
    assert timers.rings(view_of(later), BARE, anew=False) == []
    first = timers.rings(view_of(two_tones()), BARE, anew=True)
    assert [r.middle for r in timers.rings(view_of(later), BARE, anew=False)] == [first[0].middle]
    assert timers.rings(view_of(plain(242)), BARE, anew=False) == []


def said(words: str, box: BoxPx) -> Said:
    """A line that was read."""
    word = meaning(words, corner=True, outlined=True)
    assert word is not None
    return Said(words, word, box, 1.0, True, Ground.TEXT, box, outlined=True)


INSTALL = said("Install now", BoxPx(20, 860, 500, 70))
INSIDE = BoxPx(MIDDLE[0] - 6, MIDDLE[1] - 8, 12, 16)


@pytest.mark.parametrize(
    ("lines", "read", "texts"),
    [
        ([INSTALL], [], [""]),
        ([], [], []),
        ([], [("7", INSIDE)], ["7"]),
        ([INSTALL], [("Li", INSIDE)], []),
        ([INSTALL, said("跳过", INSIDE)], [], []),
        ([INSTALL, said("7", INSIDE)], [("7", INSIDE)], ["7"]),
    ],
)
def test_a_ring_is_a_countdown_where_it_can_be_one(
    lines: list[Said], read: list[tuple[str, BoxPx]], texts: list[str]
) -> None:
    """On a page that offers something, or with a number in it; not around other words."""
    view = view_of(plain(250))
    found = with_rings(view, BARE, [Ring(PLACE, 0.9, MIDDLE)], lines, read)
    counted = [line for line in found if line.word.role is Role.COUNTDOWN]
    assert [line.text for line in counted] == texts
    assert all(line.box_px == PLACE for line in counted)


def test_a_ring_around_an_x_is_its_button() -> None:
    """It may be tapped as soon as it shows; one that counts for nothing leaves the ring alone."""
    glyph = BoxPx(MIDDLE[0] - 8, MIDDLE[1] - 8, 16, 16)
    mark = Mark(glyph, glyph, "", 0.9, 0.0, 8.0, light=True, top_grey=255.0)
    ring = Ring(PLACE, 0.9, MIDDLE)
    closes, left = framed([DrawnClose(mark, 0.9, "screen_corner")], [ring])
    assert (closes[0].mark.box_px, left) == (PLACE, [])
    closes, left = framed([DrawnClose(mark, 0.9, "elsewhere")], [ring])
    assert (closes[0].mark.box_px, left) == (glyph, [ring])


@pytest.mark.parametrize(
    ("words", "x", "place", "told"),
    [
        ("22 seconds remaining", 300, "screen_corner", False),
        ("22 seconds remaining", 300, "elsewhere", True),
        ("22 seconds remaining", 420, "screen_corner", True),
        ("5s", 300, "screen_corner", True),
    ],
    ids=["beside an X", "an X that does not count", "far from it", "a countdown of its own"],
)
def test_words_that_tell_when_an_x_will_work_are_its_label(
    words: str, x: int, place: str, told: bool
) -> None:
    """One pill holds both, and the X alone is tapped."""
    ink, glyph = BoxPx(100, 50, 180, 16), BoxPx(x, 50, 14, 14)
    mark = Mark(glyph, glyph, "", 0.9, 0.0, 8.0, light=True, top_grey=255.0)
    word = meaning(words, corner=True)
    assert word is not None
    line = Said(words, word, ink, 0.95, True, Ground.TEXT, ink)
    found = without_labels_of([DrawnClose(mark, 0.9, place)], [line])
    assert found == ([line] if told else [])


def test_a_ring_on_a_page_that_invites_speaks_for_a_pop_up() -> None:
    """An invitation alone stands on pages of shops too."""
    view, ring = view_of(plain(250)), Ring(PLACE, 0.95, MIDDLE)
    layout = dataclasses.replace(BARE, picture=0.55)
    lines = with_rings(view, BARE, [ring], [INSTALL], [])
    alone, both = (
        weigh(view, Evidence((), tuple(some), (), layout)).score for some in ([INSTALL], lines)
    )
    assert alone < 0.2
    assert both > 0.5
