"""Bars over a page that an X closes, and what looks like them."""

import dataclasses

import cv2
import numpy as np
import pytest
from drawn import DENSITY, HEIGHT, WIDTH, Picture, cross, page, px, text

from detectors import Seer
from detectors.evidence import DrawnClose, Evidence, Said
from detectors.floating import with_floating_close
from detectors.floating_balls import Balls
from detectors.layout import survey
from detectors.network import Seen
from detectors.pixels import Bytes, prepare
from detectors.popups import weigh
from detectors.reading import Edges, Reader, Reading
from detectors.vocabulary import Word, meaning
from harness.domain.geometry import BoxPx, PointPx
from harness.domain.sight import Ground, PopupKind, Role

LOW = 800
WHITE, DARK = (255, 255, 255), (34, 34, 38)


def with_bar(
    top_dp: int = LOW,
    *,
    side_dp: int = 10,
    high_dp: int = 56,
    ground: tuple[int, int, int] = DARK,
    close_dp: int = 384,
    arms_dp: float = 12,
    stroke_dp: int = 2,
    picture: Picture | None = None,
) -> Picture:
    """A page with a bar that holds words, a button (304 … 364 dp) and an X."""
    picture = page() if picture is None else picture
    top, bottom = px(top_dp), px(top_dp + high_dp)
    cv2.rectangle(picture, (px(side_dp), top), (WIDTH - px(side_dp) - 1, bottom), ground, -1)
    text(picture, "Win a telephone", 60, top_dp + 18, 14, (150, 150, 150))
    middle = (top + bottom) // 2
    cv2.rectangle(
        picture, (px(304), middle - px(14)), (px(364), middle + px(14)), (220, 60, 60), -1
    )
    text(picture, "Open", 316, top_dp + high_dp / 2 - 7, 14, WHITE)
    cross(picture, px(close_dp), middle, px(arms_dp), (140, 140, 140), px(stroke_dp))
    return picture


def button(words: str = "立即领取", top_dp: int = LOW, high_dp: int = 56) -> Said:
    """What is read on the bar's button."""
    word = meaning(words, outlined=True)
    assert word is not None
    middle = px(top_dp + high_dp / 2)
    box = BoxPx.from_edges(px(304), middle - px(14), px(364), middle + px(14))
    return Said(words, word, box, 1.0, False, Ground.TEXT, box.inflated(-px(8)), outlined=True)


def found(picture: Picture, said: Said) -> tuple[list[DrawnClose], BoxPx | None]:
    """What closes a bar, and the bar."""
    view = prepare(picture, DENSITY)
    return with_floating_close(view, survey(view), [], [said], Balls(), anew=True)


@pytest.mark.parametrize("ground", [DARK, (238, 245, 255)], ids=["dark", "light"])
@pytest.mark.parametrize("side_dp", [0, 10])
def test_an_x_at_the_end_of_a_bar_over_the_page_closes_it(
    ground: tuple[int, int, int], side_dp: int
) -> None:
    """Above a tab bar, as wide as the page or nearly."""
    (close,), bar = found(with_bar(ground=ground, side_dp=side_dp), button())
    assert close.place == "bar"
    assert close.mark.box_px.contains(PointPx(px(384), px(LOW + 28)))
    assert bar is not None
    assert abs(bar.y - px(LOW)) < 8
    assert abs(bar.height - px(56)) < 12


def test_a_notice_that_floats_at_the_top_has_an_x_too() -> None:
    """A title bar does not float: its X leads back, its button sends."""
    said = button(top_dp=40)
    assert [c.place for c in found(with_bar(40), said)[0]] == ["bar"]
    title = page()
    title[: px(40)] = DARK
    assert found(with_bar(30, side_dp=0, picture=title), button(top_dp=30)) == ([], None)


def test_a_bar_may_change_its_colour_from_side_to_side() -> None:
    picture, said = with_bar(), button()
    top, bottom = px(LOW), px(LOW + 56)
    shades = np.linspace(0, 90, WIDTH - 2 * px(10))[None, :, None] * (1.0, 0.5, 0.2)
    part = picture[top:bottom, px(10) : WIDTH - px(10)]
    picture[top:bottom, px(10) : WIDTH - px(10)] = np.minimum(255, part + shades)
    closes, bar = found(picture, said)
    assert [c.place for c in closes] == ["bar"]
    assert bar is not None
    assert bar.width > WIDTH - px(24)


@pytest.mark.parametrize("covers", [True, False])
def test_a_strip_below_a_title_covers_something_or_is_the_pages_own(*, covers: bool) -> None:
    """A cart asks to be told of prices there, on its own ground."""
    picture = page()
    picture[px(66) : px(150)] = 250
    if covers:
        picture[px(90) : px(150)] = (90, 200, 130)
    closes, bar = found(with_bar(76, picture=picture), button(top_dp=76))
    assert (bool(closes), bar is not None) == (covers, covers)


def test_a_bar_that_floats_may_be_as_white_as_the_page() -> None:
    """The page above it begins at the screen's side, the bar does not: no two rows of one list."""
    picture = page((255, 255, 255))
    picture[px(620) : px(LOW - 4)] = 255
    for line_dp in (712, LOW + 10):
        picture[px(line_dp) : px(line_dp + 3)] = (190, 120, 60)
    cv2.rectangle(picture, (px(8), px(LOW - 2)), (WIDTH - px(8), px(LOW + 58)), (222,) * 3, -1)
    assert [c.place for c in found(with_bar(ground=WHITE, picture=picture), button())[0]] == ["bar"]


@pytest.mark.parametrize("covers", [True, False])
def test_a_bar_of_the_form_of_the_pages_cards_covers_one_of_them(*, covers: bool) -> None:
    """Above a tab bar and the system's keys; the list's own last row leaves its gap."""
    picture, bar_dp = page((225, 228, 232)), 740
    for top in (612, 676) if not covers else (600, 690):
        first, last = (px(10), px(top)), (WIDTH - px(10) - 1, px(top + (88 if covers else 56)))
        cv2.rectangle(picture, first, last, WHITE, -1)
        cv2.rectangle(picture, (px(20), px(top + 8)), (px(90), last[1] - px(8)), (120, 160, 90), -1)
    shadow = (px(8), px(bar_dp - 2)), (WIDTH - px(8), px(bar_dp + 58))
    cv2.rectangle(picture, *shadow, (205, 205, 208), -1)
    closes, bar = found(with_bar(bar_dp, ground=WHITE, picture=picture), button(top_dp=bar_dp))
    assert (bool(closes), bar is not None) == (covers, covers)


@pytest.mark.parametrize(
    ("words", "close_dp", "side_dp", "counts"),
    [
        ("确定", 24, 0, False),
        ("确定", 24, 10, True),
        ("确定", 384, 0, True),
        ("立即领取", 24, 0, True),
        ("立即领取", 200, 0, False),
    ],
    ids=["chosen", "floats", "behind", "offers", "in the middle"],
)
def test_an_x_before_what_confirms_takes_back_a_choice(
    words: str, close_dp: int, side_dp: int, *, counts: bool
) -> None:
    """× 已选 3 张 [确定] is no pop-up; nor does an X amid the words close one."""
    picture = with_bar(side_dp=side_dp, close_dp=close_dp)
    assert bool(found(picture, button(words))[0]) is counts


def test_an_x_too_small_to_be_touched_closes_no_bar() -> None:
    """A banner's AdChoices has one; the banner is a part of the page."""
    assert found(with_bar(arms_dp=8, stroke_dp=1), button())[0]
    assert found(with_bar(arms_dp=5, stroke_dp=1), button()) == ([], None)


def test_what_is_no_button_or_stands_on_no_bar_is_passed_over() -> None:
    """Words without an outline; an X of the words themselves; a ground too high or too narrow."""
    bare = dataclasses.replace(button(), outlined=False)
    assert found(with_bar(), bare) == ([], None)
    around = BoxPx.from_edges(px(310), px(LOW), px(394), px(LOW + 56))
    assert found(with_bar(), dataclasses.replace(button(), ink_px=around)) == ([], None)
    high = found(with_bar(740, high_dp=130), button(top_dp=740, high_dp=130))
    assert high == ([], None)
    narrow = page()
    cv2.rectangle(narrow, (0, px(LOW)), (px(80), px(LOW + 56)), (90, 40, 160), -1)
    picture = with_bar(picture=narrow)
    picture[px(LOW) : px(LOW + 56) + 1, : px(80)] = (90, 40, 160)
    assert found(picture, button()) == ([], None)


def test_rows_of_a_list_are_no_bars() -> None:
    """The next row is as high, or a hair line alone parts them; the middle is no place for one."""
    rows = page((225, 228, 232))
    for top in (672, 736, 800):
        with_bar(top, ground=WHITE, high_dp=56, picture=rows)
    assert found(rows, button()) == ([], None)
    lined = page(WHITE)
    lined[px(720) :] = WHITE
    with_bar(side_dp=0, ground=WHITE, picture=lined)
    for edge in (LOW, LOW + 56):
        lined[px(edge) : px(edge) + 3] = 200
    assert found(lined, button()) == ([], None)
    assert found(with_bar(420), button(top_dp=420)) == ([], None)


def test_what_leads_out_otherwise_leaves_no_bar_to_look_for() -> None:
    """A dialog over a page with a bar is left by its own refusal, a card by its own X."""
    view = prepare(with_bar(), DENSITY)
    (close,), _ = found(with_bar(), button())
    refusal = dataclasses.replace(button(), word=_word("以后再说"))
    assert with_floating_close(view, survey(view), [], [button(), refusal], Balls(), anew=True) == (
        [],
        None,
    )
    of_card = dataclasses.replace(close, place="card_corner")
    assert with_floating_close(view, survey(view), [of_card], [button()], Balls(), anew=True) == (
        [of_card],
        None,
    )
    of_page = dataclasses.replace(close, place="screen_corner")
    closes, bar = with_floating_close(view, survey(view), [of_page], [button()], Balls(), anew=True)
    assert ([c.place for c in closes], bar is None) == (["bar"], False)


def test_a_bar_is_a_floating_popup_however_little_of_it_a_thumbnail_shows() -> None:
    """Its box is the bar; the network's no does not count against it."""
    view = prepare(with_bar(), DENSITY)
    (close,), bar = found(with_bar(), button())
    no = Seen(0.01, 0.0, (), None, ())
    evidence = Evidence((close,), (button(),), (), survey(view), seen=no, floating_px=bar)
    verdict = weigh(view, evidence)
    assert verdict.kind is PopupKind.FLOATING
    assert verdict.box_px == bar
    assert verdict.score > 0.5
    without = weigh(view, dataclasses.replace(evidence, floating_px=None))
    assert (verdict.parts["learned"], without.parts["learned"] < -1) == (0.0, True)


class Invites(Reader):
    """Reads every crop as an invitation."""

    def find(self, rgb: Bytes) -> list[Edges]:
        """Nothing beyond what is drawn as a button."""
        return []

    def read(self, crop: Bytes, *, exits: bool = False, word: str = "") -> Reading:
        """One line."""
        return Reading(("立即领取", 0.99))


def test_the_page_shows_the_bar_and_its_close() -> None:
    """All together."""
    sight = Seer(reader=Invites()).see(with_bar(), None, DENSITY)
    assert sight.popup is not None
    assert sight.popup.kind is PopupKind.FLOATING
    assert sight.popup.box_px.y > HEIGHT // 2
    (close,) = sight.with_role(Role.CLOSE)
    assert close.box_px.contains(PointPx(px(384), px(LOW + 28)))


def _word(words: str) -> Word:
    word = meaning(words)
    assert word is not None
    return word
