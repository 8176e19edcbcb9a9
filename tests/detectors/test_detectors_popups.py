"""Evidence of a pop-up: what lines say together, where they stand."""

import dataclasses

import cv2
import pytest
from drawn import DENSITY, cross, dialog, page, px

from detectors.layout import survey
from detectors.marks import Mark
from detectors.pixels import prepare
from detectors.popups import DrawnClose, Evidence, Said, weigh
from detectors.scrims import beside_card
from detectors.vocabulary import meaning
from harness.domain.geometry import BoxPx
from harness.domain.sight import Ground

YES, NO = BoxPx(24, 2088, 1032, 126), BoxPx(24, 2236, 1032, 126)
SKIP, LABEL = BoxPx(946, 124, 104, 62), BoxPx(34, 120, 60, 50)


def said(text: str, box: BoxPx, *, corner: bool = False, outlined: bool = True) -> Said:
    word = meaning(text, corner=corner, outlined=outlined)
    assert word is not None
    return Said(text, word, box, 1.0, corner, Ground.TEXT, box, outlined=outlined)


def score(*lines: Said, picture: float = 0.15) -> float:
    view = prepare(page(), DENSITY)
    layout = dataclasses.replace(survey(view), picture=picture)
    return weigh(view, Evidence((), lines, (), layout)).score


@pytest.mark.parametrize(
    ("yes", "no"), [("はい", "いいえ"), ("点击进入", "放弃"), ("OK", "Khong, cm on")]
)
def test_two_buttons_of_one_width_that_invite_and_decline_are_a_question(yes: str, no: str) -> None:
    """A page with a picture that ends so asks something; a form may. The letters may be cut."""
    assert score(said(yes, YES), said(no, NO)) > 0.5
    form = score(said(yes, YES), said(no, NO), picture=0.05)
    assert form < score(said(yes, YES), said(no, NO)) - 0.2
    assert score(said(no, YES), said(yes, NO)) > 0.5


@pytest.mark.parametrize(
    "lines",
    [
        (said("OK", BoxPx(24, 2088, 500, 126)), said("Cancel", BoxPx(556, 2088, 500, 126))),
        (said("OK", YES), said("Cancel", BoxPx(300, 2236, 480, 126))),
        (said("OK", YES), said("Cancel", BoxPx(24, 600, 1032, 126))),
        (said("OK", YES), said("Cancel", NO, outlined=False)),
        (said("OK", BoxPx(480, 2088, 120, 90)), said("Cancel", BoxPx(480, 2236, 120, 90))),
        (said("OK", YES), said("OK", NO)),
    ],
    ids=["beside", "unlike", "far", "not drawn", "small", "no way out"],
)
def test_buttons_of_forms_and_pickers_are_none(lines: tuple[Said, ...]) -> None:
    """Side by side, of unlike widths, far apart, or without an outline they say little."""
    assert score(*lines) < 0.2


def test_a_labelled_page_with_a_skip_pill_is_an_advertisement() -> None:
    """Introductions say "skip" in a corner too, and pages bear labels: both together are enough."""
    skip = said("Skip", SKIP, corner=True)
    label = said("AD", LABEL, corner=True, outlined=False)
    assert score(skip, label) > 0.5 > max(score(skip), score(label))
    assert score(said("Skip", SKIP, corner=True, outlined=False), label) < 0.5


def test_an_x_above_counted_pictures_leads_back() -> None:
    """A viewer says 3/12. A date says no less, and a card's own close closes the card."""
    view = prepare(page(), DENSITY)
    box = BoxPx(40, 120, 40, 40)
    mark = Mark(box, box, "", shape=1, crowded=0, contrast=20, light=True, top_grey=255)

    def counted(text: str, place: str = "screen_corner") -> bool:
        closes = (DrawnClose(mark, 1.0, place),)
        return weigh(view, Evidence(closes, (), (text,), survey(view))).parts["counter"] < -1

    assert counted("3/12")
    assert counted(" 1 / 2")
    assert not any(counted(text) for text in ("12/3", "1/1", "3/12 kg", "312"))
    assert not counted("3/12", "card_corner")


def test_no_scrim_lies_on_a_page_that_is_lit_beside_its_card() -> None:
    """A player's buttons are as bright as its cover; an offer may have its own around its card."""

    def parts(*lines: Said, controls: bool) -> dict[str, float]:
        picture = dialog()
        cross(picture, px(205), px(660), px(14))
        if controls:
            cv2.rectangle(picture, (px(30), px(740)), (px(380), px(744)), (255, 255, 255), -1)
            cv2.circle(picture, (px(205), px(790)), px(16), (255, 255, 255), -1)
        view = prepare(picture, DENSITY)
        layout = beside_card(view, survey(view), own_exit=False)
        return weigh(view, Evidence((), lines, (), layout)).parts

    player, laid_over = parts(controls=True), parts(controls=False)
    assert laid_over["card"] > 1
    assert abs(laid_over["lit_page"]) < 0.01
    assert player["card"] + player["lit_page"] < 0
    invitation = said("立即领取", BoxPx(px(140), px(560), px(130), px(40)))
    assert "lit_page" not in parts(invitation, controls=True)
