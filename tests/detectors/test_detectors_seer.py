"""Whole frames: pop-ups that are there, and pages that must stay clear."""

import json

import cv2
import numpy as np
import pytest
from drawn import (
    DENSITY,
    HEIGHT,
    WIDTH,
    Picture,
    cross,
    dialog,
    page,
    photograph,
    px,
    text,
    under_a_card,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors import Seer
from detectors.seer import see
from harness.domain.geometry import BoxPx, PointPx
from harness.domain.sight import Ground, Popup, PopupKind, Role, hamming


def looked(picture: Picture) -> tuple[bool, list[str]]:
    """Without reading: whether a pop-up was seen, and the roles on it."""
    sight = see(picture, None, DENSITY, read="none")
    return sight.popup is not None, [c.role.value for c in sight.controls]


def test_an_x_below_a_card_on_a_scrim_is_a_dialog_with_a_close() -> None:
    """The commonest Chinese pop-up is found by shapes alone, with the card as its box."""
    picture = dialog()
    cv2.circle(picture, (px(205), px(668)), px(17), (255, 255, 255), 4, cv2.LINE_AA)
    cross(picture, px(205), px(668), px(14))
    sight = see(picture, None, DENSITY, read="none")
    assert sight.popup is not None
    assert sight.popup.kind is PopupKind.DIALOG
    card = sight.popup.box_px
    assert abs(card.x - px(56)) < 25
    assert abs(card.bottom - px(620)) < 25
    (close,) = sight.with_role(Role.CLOSE)
    assert close.box_px.contains(PointPx(px(205), px(668)))
    assert close.grounds == (Ground.DRAWN,)
    assert close.size_dp is not None
    assert abs(close.size_dp[0] - 35) < 3


def sheet(scrim: float = 0.6) -> Picture:
    """A dimmed page with a white sheet over the lower half, its corners rounded."""
    picture = (page().astype(np.float32) * (1 - scrim)).astype(np.uint8)
    top, radius = px(460), px(16)
    cv2.rectangle(picture, (0, top + radius), (WIDTH, HEIGHT), (255, 255, 255), -1)
    cv2.rectangle(picture, (radius, top), (WIDTH - radius, HEIGHT), (255, 255, 255), -1)
    for x in (radius, WIDTH - radius):
        cv2.circle(picture, (x, top + radius), radius, (255, 255, 255), -1, cv2.LINE_AA)
    return picture


def test_an_x_in_the_corner_of_a_sheet_closes_it() -> None:
    """A card as wide as the screen rises from its lower edge."""
    picture = sheet()
    cross(picture, px(385), px(486), px(14), (90, 90, 90))
    sight = see(picture, None, DENSITY, read="none")
    assert sight.popup is not None
    assert abs(sight.popup.box_px.y - px(460)) < 25
    assert [c.role for c in sight.controls] == [Role.CLOSE]


def test_a_sheet_over_a_page_with_a_film_begins_where_the_sheet_does() -> None:
    """The film's own horizon, dimmed with the page, is an edge as wide and further up."""
    picture = page()
    picture[px(24) : px(130)] = (40, 90, 150)
    picture[px(130) : px(250)] = (20, 50, 40)
    picture = (picture.astype(np.float32) * 0.6).astype(np.uint8)
    picture[px(330) :] = 255
    cross(picture, px(385), px(352), px(14), (90, 90, 90))
    sight = see(picture, None, DENSITY, read="none")
    assert sight.popup is not None
    assert abs(sight.popup.box_px.y - px(330)) < 25
    assert [c.role for c in sight.controls] == [Role.CLOSE]


def test_a_film_over_a_light_page_is_no_sheet() -> None:
    """Half of the screen is dark there too, but no light page lies under a scrim."""
    picture = page()
    picture[px(24) : px(300)] = photograph()[px(24) : px(300)] // 3
    cross(picture, px(385), px(330), px(14), (90, 90, 90))
    assert looked(picture) == (False, [])


def test_a_cross_of_the_page_under_the_scrim_closes_no_dialog() -> None:
    """Alarms have discs with an X beside the card's corner; dimmed they are the page's."""
    picture = page()
    for row in range(4):
        cv2.circle(picture, (px(44), px(180 + 84 * row)), px(13), (200, 40, 40), -1, cv2.LINE_AA)
        cross(picture, px(44), px(180 + 84 * row), px(12))
    picture = (picture.astype(np.float32) * 0.4).astype(np.uint8)
    cv2.rectangle(picture, (px(56), px(230)), (px(355), px(620)), (250, 120, 90), -1)
    assert see(picture, None, DENSITY, read="none").with_role(Role.CLOSE) == ()


def test_a_cross_amid_what_a_card_holds_closes_nothing() -> None:
    """Noughts and crosses: the board looks like a card, and one of its crosses stands centred."""
    board = dialog()
    cross(board, px(205.5), px(470), px(22), stroke=6)
    assert see(board, None, DENSITY, read="none").with_role(Role.CLOSE) == ()
    below = dialog()
    cross(below, px(205.5), px(660), px(22), stroke=6)
    assert len(see(below, None, DENSITY, read="none").with_role(Role.CLOSE)) == 1


def test_strokes_across_a_cards_side_are_its_edge_and_no_close() -> None:
    """A close hangs over the corner; further down the picture's end looks like part of an X."""
    below, corner = dialog(), dialog()
    cross(below, px(354), px(275), px(18), (255, 255, 255))
    cross(corner, px(354), px(233), px(18), (255, 255, 255))
    assert see(below, None, DENSITY, read="none").with_role(Role.CLOSE) == ()
    assert len(see(corner, None, DENSITY, read="none").with_role(Role.CLOSE)) == 1


def test_a_tiny_x_in_the_cards_corner_is_measured_in_dp() -> None:
    """An X of 10 dp is found and its size told within 1.5 dp."""
    picture = dialog()
    cross(picture, px(343), px(242), px(10), stroke=3)
    (close,) = see(picture, None, DENSITY, read="none").with_role(Role.CLOSE)
    assert close.size_dp is not None
    assert abs(close.size_dp[0] - 10.8) < 1.5


def test_without_a_density_no_size_is_told() -> None:
    """Pixels alone do not say dp."""
    picture = dialog()
    cross(picture, px(343), px(242), px(14))
    (close,) = see(picture, None, None, read="none").with_role(Role.CLOSE)
    assert close.size_dp is None


def test_an_ordinary_page_shows_no_popup_and_says_why() -> None:
    """The reason carries the score and the threshold."""
    sight = see(page(), None, DENSITY, read="none")
    assert sight.popup is None
    assert sight.controls == ()
    assert "< 0.50" in sight.why


def test_a_search_field_with_a_clear_sign_is_no_popup() -> None:
    """A small x at the end of a field in the title bar closes nothing."""
    picture = page()
    cv2.rectangle(picture, (px(16), px(40)), (px(395), px(80)), (230, 230, 230), -1)
    cv2.circle(picture, (px(376), px(60)), px(9), (150, 150, 150), -1, cv2.LINE_AA)
    cross(picture, px(376), px(60), px(8), stroke=3)
    assert looked(picture) == (False, [])


def test_an_x_in_a_title_bar_is_no_popup() -> None:
    """Full-screen editors carry an X at the top left."""
    picture = page()
    cv2.rectangle(picture, (0, px(32)), (px(140), px(70)), (250, 250, 250), -1)
    cross(picture, px(28), px(50), px(14), (40, 40, 40))
    assert looked(picture) == (False, [])


def test_tabs_with_small_crosses_are_no_popup() -> None:
    """Each tab of a browser has its x."""
    picture = page()
    for i in range(3):
        cv2.rectangle(
            picture, (px(10 + 130 * i), px(90)), (px(130 + 130 * i), px(190)), (200,) * 3, -1
        )
        cross(picture, px(118 + 130 * i), px(102), px(9), (60, 60, 60), 3)
    assert looked(picture) == (False, [])


def test_a_button_under_the_scrim_refuses_nothing(seer: Seer) -> None:
    """Below the card 取消 is a button of the page that lies dimmed there."""
    picture = page()
    picture[px(648) :] = 250
    cv2.rectangle(picture, (px(100), px(700)), (px(311), px(748)), (90, 140, 230), -1)
    text(picture, "Cancel", 180, 715, 15, (255, 255, 255))
    picture = under_a_card(picture, 0.6)
    text(picture, "Not now", 180, 590, 14)
    assert [c.text for c in seer.see(picture, None, DENSITY).controls] == ["Not now"]


def test_a_dark_page_is_not_a_scrim() -> None:
    """Light words outside the card show that nothing is dimmed."""
    picture = page((24, 24, 28))
    for row in range(8):
        text(picture, "bright words here", 84, 96 + row * 84, 14, (245, 245, 245))
    cv2.rectangle(picture, (px(40), px(300)), (px(371), px(520)), (90, 90, 200), -1)
    assert looked(picture) == (False, [])


def test_a_black_frame_says_that_it_could_not_be_seen() -> None:
    """Black is not "nothing there"."""
    sight = see(np.zeros((HEIGHT, WIDTH, 4), np.uint8), None, DENSITY)
    assert not sight.capturable
    assert sight.popup is None
    assert "black" in sight.why


def test_skip_with_a_countdown_is_read_and_remembered(seer: Seer) -> None:
    """A skip pill on a full-screen picture is a splash; later without reading again."""
    picture = with_pill("Skip 5")
    first = seer.see(picture, None, DENSITY)
    assert first.popup is not None
    assert first.popup.kind is PopupKind.SPLASH
    (skip,) = first.with_role(Role.SKIP)
    assert skip.text == "Skip 5"
    assert abs(skip.box_px.x - px(310)) < 12
    again = seer.fast(picture, DENSITY)
    assert again.with_role(Role.SKIP) == (skip,)


def with_pill(words: str) -> Picture:
    """A full-screen picture with a dark pill at the top right."""
    picture = photograph()
    cv2.rectangle(picture, (px(310), px(48)), (px(395), px(80)), (40, 40, 40), -1)
    text(picture, words, 322, 56, 14, (255, 255, 255))
    return picture


def test_a_ticking_countdown_leaves_the_creative_alone(seer: Seer) -> None:
    """Four and three seconds left are one creative (7 of 64 bits), another picture is not."""
    four, three = (seer.see(with_pill(f"Skip {n}"), None, DENSITY).popup for n in (4, 3))
    assert four is not None
    assert three is not None
    assert four.creative is not None
    assert hamming(four.creative, three.creative or "0") <= 7
    other = photograph(99)
    other[px(40) : px(90)] = with_pill("Skip 4")[px(40) : px(90)]
    there = seer.see(other, None, DENSITY).popup
    assert there is not None
    assert hamming(there.creative or "0", four.creative) > 14


def test_phash_ignores_the_status_bar() -> None:
    """Another minute on the clock is the same page; another page is not."""
    one, two = page(), page()
    cv2.rectangle(two, (0, 0), (px(80), px(22)), (250, 250, 250), -1)
    text(two, "9:58", 20, 6, 12)
    hashes = [see(p, None, DENSITY, read="none").phash for p in (one, two, photograph())]
    assert hamming(hashes[0], hashes[1]) <= 2
    assert hamming(hashes[0], hashes[2]) > 10


def tree(*nodes: tuple[str, str, str, str]) -> str:
    """A dump with nodes of (class, id, text, bounds), all clickable."""
    inside = "".join(
        f'<node class="{c}" resource-id="{i}" text="{t}" content-desc="" package="p"'
        f' clickable="true" bounds="{b}" />'
        for c, i, t, b in nodes
    )
    return f"<?xml version='1.0' encoding='UTF-8' ?><hierarchy rotation=\"0\">{inside}</hierarchy>"


def test_the_clickable_node_at_a_control_is_its_second_witness() -> None:
    """The node's box is told beside the drawn one, even where they differ."""
    picture = dialog()
    cross(picture, px(343), px(242), px(14))
    xml = tree(("android.widget.ImageView", "p:id/x", "", "[850,600][1000,700]"))
    (close,) = see(picture, xml, DENSITY, read="none").with_role(Role.CLOSE)
    assert close.node_box_px is not None
    assert close.node_box_px.x == 850
    assert Ground.HIERARCHY in close.grounds


def test_an_sdk_container_with_a_told_skip_is_a_popup() -> None:
    """Ids of advertising SDKs are positive evidence."""
    xml = tree(
        ("android.view.View", "p:id/ksad_splash_root_container", "", "[0,0][1080,2400]"),
        ("android.widget.TextView", "p:id/s", "跳过", "[850,120][1040,200]"),
    )
    sight = see(photograph(), xml, DENSITY, read="none")
    assert sight.popup is not None
    assert Ground.HIERARCHY in sight.popup.grounds
    assert [c.text for c in sight.with_role(Role.SKIP)] == ["跳过"]


@pytest.mark.parametrize(
    "bad",
    [
        np.zeros((40, 40), np.uint8),
        np.zeros((40, 40, 3), np.float32),
        np.zeros((0, 9, 3), np.uint8),
    ],
)
def test_what_is_no_frame_is_refused(bad: Picture) -> None:
    """Grey, float and empty arrays are refused in words, not by OpenCV."""
    with pytest.raises(ValueError, match="frame"):
        see(bad)


@settings(deadline=None, derandomize=True, max_examples=40)
@given(
    width=st.integers(1, 260),
    height=st.integers(1, 260),
    channels=st.sampled_from([3, 4]),
    density=st.sampled_from([None, 1, 120, 420, 2000]),
    seed=st.integers(0, 5),
    smooth=st.booleans(),
)
def test_no_picture_breaks_the_detectors(
    width: int, height: int, channels: int, density: int | None, seed: int, *, smooth: bool
) -> None:
    """Any size, noise or flat, any density: a sight comes back and can be written down."""
    rng = np.random.default_rng(seed)
    picture = rng.integers(0, 256, (height, width, channels), np.uint8)
    if smooth:
        picture[:] = picture[:1, :1]
    sight = see(picture, "<hierarchy><node", density, read="none")
    assert sight.size_px.width == width
    assert json.dumps(sight.phash)
    for control in sight.controls:
        assert 0 <= control.score <= 1


@pytest.mark.parametrize(("disc_dp", "glyph"), [(8, 0.44), (10, 0.34), (12, 0.5)])
def test_a_tiny_white_x_on_a_small_dark_disc_is_found_when_time_allows(
    disc_dp: int, glyph: float
) -> None:
    """Closes of 8 to 12 dp in a card's corner, strokes of a few pixels: the disc is the box."""
    picture = dialog(card=(216, 30, 91))
    x, y, side = px(335), px(240), px(disc_dp)
    fine = np.zeros((8 * side, 8 * side), np.uint8)
    cv2.circle(fine, (4 * side, 4 * side), 4 * side, 255, -1)
    disc = cv2.resize(fine, (side, side), interpolation=cv2.INTER_AREA)[:, :, None] / 255 * 0.6
    fine[:] = 0
    low = round(8 * side * (1 - glyph) / 2)
    high = 8 * side - low
    cv2.line(fine, (low, low), (high, high), 255, max(2, round(0.8 * side)))
    cv2.line(fine, (low, high), (high, low), 255, max(2, round(0.8 * side)))
    ink = cv2.resize(fine, (side, side), interpolation=cv2.INTER_AREA)[:, :, None] / 255
    part = picture[y : y + side, x : x + side] * (1 - disc)
    picture[y : y + side, x : x + side] = (part * (1 - ink) + 255 * ink).astype(np.uint8)
    (close,) = see(picture, None, DENSITY).with_role(Role.CLOSE)
    assert close.box_px.iou(BoxPx(x, y, side, side)) > 0.6


def test_on_a_black_frame_the_hierarchy_tells_what_promises_to_close() -> None:
    """By words and by ids of what can be clicked; nothing of it is drawn, so no size is told."""
    nodes = "".join(
        f'<node bounds="{bounds}" class="android.widget.ImageView" package="a.b" '
        f'resource-id="a.b:id/{name}" text="{text}" content-desc="" clickable="{clickable}"/>'
        for bounds, name, text, clickable in (
            ("[600,60][700,120]", "tv", "跳过", "true"),
            ("[40,900][100,960]", "iv_ad_close", "", "true"),
            ("[40,1200][100,1260]", "closet", "", "true"),
            ("[40,1000][100,1060]", "iv_close", "", "false"),
        )
    )
    dump = f"<?xml version='1.0'?><hierarchy rotation='0'>{nodes}</hierarchy>"
    black = np.zeros((1600, 720, 4), np.uint8)
    black[..., 3] = 255
    sight = see(black, dump, 320)
    assert not sight.capturable
    assert sight.popup is None
    assert [(c.role, c.box_px.x) for c in sight.controls] == [(Role.SKIP, 600), (Role.CLOSE, 40)]
    assert all(c.grounds == (Ground.HIERARCHY,) and c.size_dp is None for c in sight.controls)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (("同意", "不同意"), PopupKind.CONSENT),
        (("同意", "请阅读隐私政策", "暂不使用"), PopupKind.CONSENT),
        (("同意",), PopupKind.CONSENT),
        (("同意", "残忍拒绝"), PopupKind.DIALOG),
    ],
)
def test_a_notice_that_says_agree_is_no_consent(said: tuple[str, ...], kind: PopupKind) -> None:
    """An offer may be agreed to as well; it is declined in other words than a policy."""
    assert popup_that_says(said).kind is kind


def popup_that_says(said: tuple[str, ...]) -> Popup:
    """As seen of a card whose buttons, by the hierarchy, bear these words."""
    nodes = "".join(
        f'<node class="android.widget.TextView" text="{words}" clickable="true"'
        f' bounds="[{px(80)},{px(480 + 40 * at)}][{px(330)},{px(515 + 40 * at)}]" />'
        for at, words in enumerate(said)
    )
    sight = see(dialog(), f"<hierarchy>{nodes}</hierarchy>", DENSITY, read="none")
    assert sight.popup is not None
    return sight.popup


@pytest.mark.parametrize(
    ("said", "offered"),
    [
        (("立即更新", "以后再说"), True),
        (("立即更新", "广告"), False),
        (("立即领取", "以后再说"), False),
    ],
)
def test_a_card_that_offers_a_newer_version_is_told_apart(
    said: tuple[str, ...], offered: bool
) -> None:
    """By what its buttons say; what calls itself an advertisement is none."""
    assert popup_that_says(said).update is offered


def test_the_tree_s_words_of_the_dimmed_page_refuse_nothing() -> None:
    """A card within the page's window: the tree tells of both, and 取消 lies under the scrim."""
    picture = dialog()
    nodes = "".join(
        f'<node class="android.widget.TextView" text="{words}" clickable="true"'
        f' bounds="[{px(left)},{px(top)}][{px(left + 60)},{px(top + 30)}]" />'
        for words, left, top in (("取消", 330, 90), ("以后再说", 180, 560))
    )
    sight = see(picture, f"<hierarchy>{nodes}</hierarchy>", DENSITY, read="none")
    assert [c.text for c in sight.controls] == ["以后再说"]


def test_a_skip_above_the_button_at_the_foot_is_read(seer: Seer) -> None:
    """No band reaches so far; where nothing else leads out of a pop-up the right side is read."""
    picture = with_pill("Skip 5")
    pill = picture[px(30) : px(80), px(310) :].copy()
    picture[px(30) : px(80), px(310) :] = photograph()[px(30) : px(80), px(310) :]
    picture[px(560) : px(610), px(310) :] = pill
    sight = seer.see(picture, None, DENSITY, most_reads=0)
    (skip,) = sight.with_role(Role.SKIP)
    assert px(560) < skip.box_px.y < px(610)


def test_a_skip_at_a_cards_head_leads_out_of_it(seer: Seer) -> None:
    """Half sheets have it beside their title, where a page's corners are far."""
    picture = dialog(card=(255, 255, 255))
    text(picture, "Skip ad", 280, 244, 13, (140, 140, 140))
    sight = seer.see(picture, None, DENSITY, most_reads=0)
    assert sight.popup is not None
    assert sight.popup.kind is PopupKind.DIALOG
    assert [c.text for c in sight.with_role(Role.SKIP)] == ["Skip ad"]
