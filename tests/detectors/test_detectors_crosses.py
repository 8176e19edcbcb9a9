"""Drawn X marks among other signs."""

import cv2
import numpy as np
import pytest
from drawn import DENSITY, Picture, cross, page, px, text

from detectors.contrast import contrast_ratio
from detectors.crosses import Cross, find_crosses
from detectors.marks import Mark, look_closely
from detectors.pixels import prepare
from detectors.quality import quality_of
from detectors.sheets import lay
from harness.domain.geometry import BoxPx


def marks_of(picture: Picture) -> list[tuple[float, Mark]]:
    """Quality and measures of what looks like an X, best first."""
    view = prepare(picture, DENSITY)
    seen = [(c, look_closely(view, c)) for c in find_crosses(view)]
    scored = [(quality_of(m, c.fit, DENSITY / 160), m) for c, m in seen if m is not None]
    return sorted(((q, m) for q, m in scored if q >= 0.45), key=lambda pair: -pair[0])


def plain(level: int = 60) -> Picture:
    """A flat ground."""
    return np.full((2400, 1080, 3), level, np.uint8)


@pytest.mark.parametrize(("disc_dp", "found"), [(44, True), (64, False)])
def test_the_sign_that_hangs_up_is_too_large_for_a_close(disc_dp: float, found: bool) -> None:
    picture = plain()
    cv2.circle(picture, (540, 1900), px(disc_dp / 2), (48, 59, 255), -1, cv2.LINE_AA)
    cross(picture, 540, 1900, px(22), stroke=px(2.5))
    assert bool(marks_of(picture)) is found


def test_an_x_of_five_pixels_counts_in_a_disc_and_clear_only() -> None:
    """Thumbnails have such; bare, or on a ground nearly as light, it may be anything."""

    def quality(button: str, contrast: float) -> float:
        box = BoxPx(100, 100, 5, 5)
        return quality_of(Mark(box, box, button, 0.9, 0.0, contrast, True, 200.0), 0.9, 0.7)

    assert quality("disc", 2.6) > 0.8
    assert quality("disc", 2.2) == quality("", 2.6) == 0.0


@pytest.mark.parametrize(("side_px", "counts"), [(7, False), (8, True)])
def test_bare_strokes_of_less_than_six_dp_are_texture(side_px: int, *, counts: bool) -> None:
    """Small pictures have an X of 4.6 dp in what glitters; of 8 dp drawn, 7 or so are seen."""
    box = BoxPx(100, 100, side_px, side_px)
    assert (quality_of(Mark(box, box, "", 0.9, 0.0, 3.0, True, 200.0), 0.9, 1.3125) > 0) is counts


@pytest.mark.parametrize("size_dp", [8, 10, 16, 24, 36])
@pytest.mark.parametrize("stroke_dp", [1.2, 3.0])
def test_an_x_of_any_size_is_found_where_it_stands(size_dp: float, stroke_dp: float) -> None:
    """An X of 8 to 36 dp, thin or bold, is found with a box that fits its strokes."""
    picture = plain()
    size = px(size_dp)
    stroke = min(px(stroke_dp), size // 4)
    cross(picture, 700, 900, size, stroke=stroke)
    found = marks_of(picture)
    assert len(found) == 1
    glyph = found[0][1].glyph_px
    assert abs(glyph.center.x - 700) <= 2
    assert abs(glyph.center.y - 900) <= 2
    assert abs(glyph.width - (size + stroke)) <= max(4, 0.15 * size)


def test_a_dark_x_on_a_light_ground_is_found_too() -> None:
    """Polarity does not matter."""
    picture = plain(235)
    cross(picture, 400, 1500, px(18), (20, 20, 20))
    (_, mark), *_ = marks_of(picture)
    assert not mark.light


def test_an_x_of_glass_over_a_card_brighter_than_it_is_found() -> None:
    """White at 40 %: over the card's corner it is brighter than the card, beside it duller."""
    picture = plain(110)
    picture[912:, :688] = 205
    over = picture.copy()
    cross(over, 700, 900, px(20), stroke=px(3.5))
    glass = np.asarray(cv2.addWeighted(picture, 0.6, over, 0.4, 0), np.uint8)
    ((_, mark),) = marks_of(glass)
    assert abs(mark.glyph_px.width - px(23)) < px(2)


@pytest.mark.parametrize("ring", [False, True])
def test_an_x_proposed_too_small_is_seen_to_its_ends(ring: bool) -> None:
    """Hair lines of a thumbnail, of which the proposal knows only the middle."""
    picture = np.full((600, 270, 3), 250 - 130 * ring, np.uint8)
    ink = (100, 100, 100) if not ring else (235, 235, 235)
    cross(picture, 135, 300, 13, ink, stroke=1)
    if ring:
        cv2.circle(picture, (135, 300), 14, ink, 1, cv2.LINE_AA)
    middle = Cross(270, 600, 4.8, 0.55, light=ring, fit=0.8, spread=40)
    mark = look_closely(prepare(picture, 105), middle)
    assert mark is not None
    assert mark.shape > 0.6
    assert 12 <= mark.glyph_px.width <= 15


@pytest.mark.parametrize("sign", ["plus", "square", "disc", "slash", "check", "arrow", "star"])
def test_other_signs_are_no_x(sign: str) -> None:
    """A plus, a square, a disc, a slash, a tick, an arrow and a star are no closing marks."""
    picture = plain()
    draw_sign(picture, sign)
    assert marks_of(picture) == []


def draw_sign(picture: Picture, sign: str) -> None:
    """One sign of about 24 dp that is not an X."""
    x, y, h, white = 600, 800, px(12), (255, 255, 255)
    lines = {
        "plus": [((x - h, y), (x + h, y)), ((x, y - h), (x, y + h))],
        "slash": [((x - h, y + h), (x + h, y - h))],
        "check": [((x - h, y), (x - h // 3, y + h)), ((x - h // 3, y + h), (x + h, y - h))],
        "arrow": [((x - h, y), (x + h, y)), ((x - h, y), (x, y - h)), ((x - h, y), (x, y + h))],
        "star": [
            (
                (round(x - h * np.cos(a)), round(y - h * np.sin(a))),
                (round(x + h * np.cos(a)), round(y + h * np.sin(a))),
            )
            for a in (0.0, np.pi / 3, 2 * np.pi / 3)
        ],
    }
    if sign == "square":
        cv2.rectangle(picture, (x - h, y - h), (x + h, y + h), white, 5)
    elif sign == "disc":
        cv2.circle(picture, (x, y), h, white, -1)
    for start, end in lines.get(sign, []):
        cv2.line(picture, start, end, white, 5, cv2.LINE_AA)


@pytest.mark.parametrize("size_dp", [8, 12, 18])
def test_an_x_of_round_lobes_in_a_disc_is_found_with_its_contrast(size_dp: float) -> None:
    """Strokes nearly as wide as half the X leave little ground; the contrast is still theirs."""
    picture = plain(200)
    cv2.circle(picture, (700, 900), px(size_dp), (60, 60, 60), -1, cv2.LINE_AA)
    size = px(0.6 * size_dp)
    cross(picture, 700, 900, size, stroke=round(0.75 * size))
    ((_, mark),) = marks_of(picture)
    assert mark.button == "disc"
    assert mark.contrast > 7


def test_a_letter_x_alone_in_a_disc_is_found() -> None:
    """A letter is narrower than a sign; in a disc of its own it closes like one."""
    picture = plain(90)
    cv2.circle(picture, (700, 900), px(12), (220, 220, 220), -1, cv2.LINE_AA)
    for side in (1, -1):
        ends = (700 - side * px(3.1), 900 - px(4.4)), (700 + side * px(3.1), 900 + px(4.4))
        cv2.line(picture, *ends, (20, 20, 20), px(1.2), cv2.LINE_AA)
    ((_, mark),) = marks_of(picture)
    assert mark.glyph_px.width < 0.85 * mark.glyph_px.height


@pytest.mark.parametrize("size_dp", [8, 10, 14])
@pytest.mark.parametrize("gap", [0.0, 0.1, 0.2])
def test_small_squares_are_no_bold_x(size_dp: float, gap: float) -> None:
    """One filled square, or four of them with a gap between (a menu), has no notches or middle."""
    picture = plain()
    half = px(size_dp / 2)
    first = max(1, round(gap * half)) if gap else 0
    for x in (-half, first):
        for y in (-half, first):
            corner = (600 + x, 800 + y)
            end = (600 + x + half - first, 800 + y + half - first)
            cv2.rectangle(picture, corner, end, (255, 255, 255), -1)
    assert marks_of(picture) == []


def test_a_letter_x_in_a_word_is_no_x() -> None:
    """The x of a word has letters beside it."""
    picture = plain(240)
    text(picture, "taxes and boxes next exit", 40, 300, 18)
    assert marks_of(picture) == []


def test_a_page_of_text_has_no_x() -> None:
    """An ordinary page of words and pictures has no closing mark."""
    assert marks_of(page()) == []


@pytest.mark.parametrize(("radius_dp", "filled"), [(16, True), (22, True), (16, False)])
def test_the_disc_or_ring_around_an_x_is_its_box(radius_dp: float, *, filled: bool) -> None:
    """The box of a control is the whole drawn button, the glyph's box only the strokes."""
    picture = plain(150)
    thickness = -1 if filled else 4
    cv2.circle(picture, (540, 1800), px(radius_dp), (40, 40, 40), thickness, cv2.LINE_AA)
    cross(picture, 540, 1800, px(12))
    (_, mark), *_ = marks_of(picture)
    assert mark.button == "disc"
    assert abs(mark.box_px.width - 2 * px(radius_dp)) <= 10
    assert mark.glyph_px.width < px(16)


def test_a_bare_x_has_no_button() -> None:
    """Without a disc the box is the glyph's."""
    picture = plain()
    cross(picture, 540, 600, px(16))
    (_, mark), *_ = marks_of(picture)
    assert mark.button == ""
    assert mark.box_px == mark.glyph_px


def test_contrast_of_black_on_white_is_21_and_of_equals_1() -> None:
    """The ends of the WCAG scale."""
    black, white = np.zeros(3, np.uint8), np.full(3, 255, np.uint8)
    assert round(contrast_ratio(black, white), 2) == 21.0
    assert contrast_ratio(white, white) == 1.0


def test_contrast_of_known_greys() -> None:
    """#767676 on white is the textbook 4.54."""
    grey, white = np.full(3, 0x76, np.uint8), np.full(3, 255, np.uint8)
    assert round(contrast_ratio(grey, white), 2) == 4.54


@pytest.mark.parametrize(("mark", "ground", "expected"), [(255, 0x76, 4.54), (0, 255, 21.0)])
def test_contrast_is_measured_from_the_strokes(mark: int, ground: int, expected: float) -> None:
    """Anti-aliased edges and the button do not dilute the contrast of the strokes."""
    picture = plain(ground)
    cross(picture, 500, 700, px(20), (mark, mark, mark), stroke=8)
    (_, seen), *_ = marks_of(picture)
    assert abs(seen.contrast - expected) < 0.25


def test_zones_of_all_sizes_lie_apart_on_one_sheet() -> None:
    """Each pixel of a zone stands on the sheet once, and is told where it stands in the picture."""
    rng = np.random.default_rng(3)
    levels = [rng.integers(0, 256, (120 >> k, 90 >> k), np.uint8) for k in range(2)]
    sheet = lay(levels, [BoxPx(0, 0, 40, 30), BoxPx(60, 20, 60, 200)])
    assert sheet is not None
    spots = np.flatnonzero(sheet.owners.ravel() >= 0)
    zooms = sheet.zooms[sheet.owners.ravel()[spots]]
    assert np.bincount(zooms).tolist() == [0, 40 * 30 + 30 * 100, 20 * 15 + 15 * 50]
    places = (sheet.places_of(spots) // zooms[:, None]).astype(int)
    for zoom, level in zip((1, 2), levels, strict=True):
        x, y = places[zooms == zoom].T
        assert (sheet.grey.ravel()[spots[zooms == zoom]] == level[y, x]).all()
