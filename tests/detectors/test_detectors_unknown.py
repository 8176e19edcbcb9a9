"""Buttons whose words promise nothing known."""

import cv2
import pytest
from drawn import DENSITY, Picture, dialog, page, px, text, under_a_card

from detectors import Seer
from detectors.hierarchy import TreeNode
from detectors.pixels import prepare
from detectors.unknown import unknown_buttons
from harness.domain.geometry import BoxPx

CARD = BoxPx(px(56), px(230), px(299), px(390))
WHITE, BLUE = (250, 250, 250), (47, 111, 237)


def _asking(*words: str) -> Picture:
    """A dialog with a drawn button for each of the words, side by side."""
    picture = dialog(card=WHITE)
    for i, word in enumerate(words):
        left = 76 + i * 136
        cv2.rectangle(picture, (px(left), px(560)), (px(left + 118), px(602)), BLUE, -1)
        text(picture, word, left + 28, 572, 15, WHITE)
    return picture


@pytest.fixture(scope="module")
def seer() -> Seer:
    """One for all."""
    return Seer()


@pytest.mark.parametrize(
    ("words", "middles_dp"),
    [
        (("Wobble", "Install"), [135]),
        (("Wobble", "Zigzag"), [135, 271]),
        (("Wobble", "Not now"), []),
        (("Install",), []),
    ],
    ids=["beside an invitation", "two", "beside a refusal", "none"],
)
def test_drawn_buttons_that_nobody_understands_are_told(
    seer: Seer, words: tuple[str, ...], middles_dp: list[int]
) -> None:
    """One may close; where something is known to, none needs to be asked about."""
    sight = seer.see(_asking(*words), None, DENSITY)
    assert sight.popup is not None
    middles = sorted(box.center.x for box in sight.unknown_buttons)
    assert len(middles) == len(middles_dp)
    assert all(abs(a - px(b)) < px(8) for a, b in zip(middles, middles_dp, strict=True))


def test_words_at_a_cards_foot_are_buttons_without_an_outline() -> None:
    """Higher up, or long, they are the dialog's text."""
    view = prepare(under_a_card(page(), 0.6, WHITE), DENSITY)
    foot, above = (BoxPx(px(100), px(y), px(60), px(16)) for y in (590, 400))
    texts = [("歇歇眼", foot), ("小憩一下", above), ("您已连续观看一小时,要不要歇歇?", foot)]
    (found,) = unknown_buttons(view, CARD, texts[:2], [], [])
    assert found.contains(foot.center)
    assert unknown_buttons(view, CARD, texts[1:], [], []) == ()


def test_two_words_in_one_row_at_a_cards_foot_are_two_buttons() -> None:
    """A hair line and the card's own edge look like one button around both."""
    picture = under_a_card(page(), 0.6, WHITE)
    cv2.rectangle(picture, (px(56), px(568)), (px(355), px(569)), (225, 225, 225), -1)
    words = [BoxPx(px(x), px(584), px(64), px(17)) for x in (100, 250)]
    for box in words:
        text(picture, "Wobble", 160 * box.x / DENSITY, 584, 15)
    view = prepare(picture, DENSITY)
    found = unknown_buttons(view, CARD, [("Wobble", box) for box in words], [], [])
    assert [b.contains(w.center) for b, w in zip(found, words, strict=True)] == [True, True]


def test_of_many_buttons_those_at_the_foot_are_told() -> None:
    """What one likes, in nine buttons, and below them the one that goes on."""
    view = prepare(dialog(card=WHITE), DENSITY)
    rows = [BoxPx(px(80), px(280 + 50 * i), px(120), px(36)) for i in range(6)]
    nodes = [
        TreeNode(box, "android.widget.Button", "", f"Wobble {i}", "", "com.example", clickable=True)
        for i, box in enumerate(rows)
    ]
    assert unknown_buttons(view, CARD, [], [], nodes) == tuple(rows[:1:-1])
