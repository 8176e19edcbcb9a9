"""Evidence of a pop-up: what lines say together, where they stand."""

import dataclasses

import cv2
import numpy as np
import pytest
from drawn import DENSITY, HEIGHT, WIDTH, Picture, cross, dialog, page, px, text

from detectors.cards import Card
from detectors.closes import drawn_closes
from detectors.evidence import DrawnClose, Evidence, Said
from detectors.layout import survey
from detectors.marks import Mark
from detectors.network import Seen
from detectors.pixels import prepare
from detectors.popups import POPUP_AT, weigh
from detectors.saying import part_of_more
from detectors.scrims import beside_card, cut_lines, lit_beside
from detectors.vocabulary import meaning
from harness.domain.geometry import BoxPx
from harness.domain.sight import Ground

YES, NO = BoxPx(24, 2088, 1032, 126), BoxPx(24, 2236, 1032, 126)
CARD = BoxPx(80, 700, 920, 1000)
SURELY = Seen(1.0, 0.5, (), None, ())
SKIP, LABEL = BoxPx(946, 124, 104, 62), BoxPx(34, 120, 60, 50)


def said(text: str, box: BoxPx, *, corner: bool = False, outlined: bool = True) -> Said:
    word = meaning(text, corner=corner, outlined=outlined)
    assert word is not None
    return Said(text, word, box, 1.0, corner, Ground.TEXT, box, outlined=outlined)


def read(*texts: str) -> tuple[tuple[str, BoxPx], ...]:
    """Lines that were read somewhere on the page."""
    return tuple((text, BoxPx(0, 0, WIDTH, HEIGHT)) for text in texts)


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


def test_an_x_above_counted_pictures_goods_or_people_leads_back() -> None:
    """A viewer says 3/12, a shop 加入购物车, a live broadcast 关注, a camera asks for a code.

    A date says no less than 3/12, and a card's own close closes the card.
    """
    view = prepare(page(), DENSITY)
    box = BoxPx(40, 120, 40, 40)
    mark = Mark(box, box, "", shape=1, crowded=0, contrast=20, light=True, top_grey=255)

    def counted(*texts: str, place: str = "screen_corner", lines: tuple[Said, ...] = ()) -> bool:
        closes = (DrawnClose(mark, 1.0, place),)
        return (
            weigh(view, Evidence(closes, lines, read(*texts), survey(view))).parts["own_page"] < -1
        )

    assert counted("3/12")
    assert counted(" 1 / 2")
    assert all(map(counted, ("加入购物车", "ADD TO CART", "Añadir al carrito", "В корзину")))
    assert all(map(counted, ("+关注", "说点什么…", "Follow", "将二维码放入框内，即可自动扫描")))
    assert all(map(counted, ("手机号登录", "其他登录方式", "Sign in with Google", "…| ×", "⋯")))
    assert all(map(counted, ("Войти", "로그인", "Đăng nhập", "Iniciar sesión", "フォローする")))
    assert all(map(counted, ("付款码", "向商家付款", "乘车码")))
    assert all(map(counted, ("Send message", "Reply to Anna...", "发消息", "写评论")))
    assert all(map(counted, ("1.5x", "倍速", "Sleep timer", "I already have an account")))
    assert all(map(counted, ("导出", "画中画", "Stickers")))
    assert not any(map(counted, ("导出全部照片", "一键加滤镜")))
    assert not any(map(counted, ("2x", "10.5x", "Send", "Reply now and win", "消息", "发红包")))
    assert not any(map(counted, ("扫码付款立减", "会员码上领")))
    assert not any(map(counted, ("关注公众号领红包", "去购物车看看", "扫码领取", "登录领好礼")))
    assert not any(map(counted, ("12/3", "1/1", "3/12 kg", "312", "2.")))
    assert not counted("推荐", "关注", "直播")
    assert not counted("书架", "关注", "会员")
    assert not counted("3/12", place="card_corner")
    assert not counted("手机号登录", lines=(said("跳过 5", SKIP, corner=True),))
    assert not counted("手机号登录", lines=(said("广告", LABEL, corner=True),))
    assert counted("手机号登录", lines=(said("跳过", SKIP, corner=True),))


@pytest.mark.parametrize(("share", "counts"), [(0.96, True), (0.8, False)])
def test_a_card_as_large_as_the_page_is_the_pages_picture(share: float, *, counts: bool) -> None:
    """A live broadcast's edges look like a card's, and its X stands at their corner."""
    view = prepare(page(), DENSITY)
    box = BoxPx(980, 140, 40, 40)
    mark = Mark(box, box, "", shape=1, crowded=0, contrast=20, light=True, top_grey=255)
    wide, high = round(share * view.width), round(share * view.height)
    card = Card(BoxPx((view.width - wide) // 2, 80, wide, high), 0.6, 0.9)
    layout = dataclasses.replace(survey(view), card=card)
    closes = (DrawnClose(mark, 0.9, "card_corner"),)
    verdict = weigh(view, Evidence(closes, (), read("说点什么..."), layout))
    assert (verdict.parts["own_page"] < -1) is counts


@pytest.mark.parametrize(
    ("card", "x", "leads_back"),
    [
        (BoxPx(120, 520, 840, 840), 100, True),
        (BoxPx(230, 70, 660, 630), 988, True),
        (BoxPx(120, 190, 840, 840), 100, False),
        (BoxPx(120, 190, 840, 840), 960, False),
        (BoxPx(120, 520, 840, 840), 300, False),
    ],
    ids=["player", "story", "near the card", "over its corner", "not in the screen's corner"],
)
def test_an_x_well_off_a_cover_or_a_bright_spot_leads_back(
    card: BoxPx, x: int, *, leads_back: bool
) -> None:
    """A cover on its dark page, or a light spot of a picture, looks like a card."""
    view = prepare(page(), DENSITY)
    box = BoxPx(x, 100, 40, 40)
    mark = Mark(box, box, "", shape=1, crowded=0, contrast=20, light=True, top_grey=255)
    layout = dataclasses.replace(survey(view), card=Card(card, 0.4, 1.0))
    closes = (DrawnClose(mark, 1.0, "card_corner"),)
    verdict = weigh(view, Evidence(closes, (), read("1.5x", "30"), layout))
    assert (verdict.parts["own_page"] < -1) is leads_back


@pytest.mark.parametrize(
    ("small_print", "sells"),
    [
        ("Restore", True),
        ("恢复购买·用户协议", True),
        ("Cancel anytime", True),
        ("立即开通 ¥163/年", True),
        ("then $6.99 per week", True),
        ("每月仅¥9.9/月起", True),
        ("Restore backup", False),
        ("¥163", False),
    ],
)
def test_a_page_with_an_x_that_sells_a_subscription_is_a_popup(
    small_print: str, *, sells: bool
) -> None:
    """Small print tells it from a form; without a way out nothing does."""
    view = prepare(page(), DENSITY)
    box = BoxPx(40, 120, 40, 40)
    mark = Mark(box, box, "", shape=1, crowded=0, contrast=20, light=True, top_grey=255)
    closes = (DrawnClose(mark, 1.0, "screen_corner"),)
    layout = survey(view)
    assert (weigh(view, Evidence(closes, (), read(small_print), layout)).score > 0.5) is sells
    assert weigh(view, Evidence((), (), read(small_print), layout)).score < 0.2


def test_a_page_to_log_in_is_no_popup_and_may_be_left_otherwise() -> None:
    """It says 随便看看 in a corner; what lies over a page has a card, or an X."""
    view = prepare(page(), DENSITY)
    lines, texts = (said("随便看看", SKIP, corner=True),), ("随便看看", "手机号登录")
    login = weigh(view, Evidence((), lines, read(*texts), survey(view), seen=SURELY))
    assert (
        login.score
        < POPUP_AT
        < weigh(view, Evidence((), lines, (), survey(view), seen=SURELY)).score
    )


@pytest.mark.parametrize("text", ["邀请你视频通话…", "接听", "incoming call", "Snooze"])
def test_who_calls_and_an_alarm_are_no_popup(text: str) -> None:
    """The X declines, and stands where an offer's does; 来电 as a word of an offer says nothing."""
    view = prepare(page(), DENSITY)
    mark = Mark(BoxPx(245, 1907, 50, 50), BoxPx(200, 1860, 140, 140), "disc", 1, 0, 6, True, 240)
    closes, lines = (DrawnClose(mark, 1.0, "alone"),), (said("拒绝", NO, outlined=False),)

    def scored(line: str) -> float:
        return weigh(view, Evidence(closes, lines, read(line), survey(view), seen=SURELY)).score

    assert scored(text) < POPUP_AT < scored("来电秀限时免费")


def test_a_card_on_which_nothing_is_named_is_a_popup_in_the_middle_only() -> None:
    """A ticket on a dark page stands higher. Named, wherever it stands."""
    view = prepare(page(), DENSITY)
    verdict = weigh(view, Evidence((), (), (), survey(prepare(dialog(), DENSITY)), seen=SURELY))
    assert verdict.score > POPUP_AT
    middle, high = Card(CARD, 0.8, 1.0), Card(BoxPx(80, 280, 920, 1000), 0.8, 1.0)
    assert verdict.holds(view, middle, named=False)
    assert not verdict.holds(view, high, named=False)
    assert verdict.holds(view, high, named=True)
    assert not dataclasses.replace(verdict, score=0.4).holds(view, middle, named=True)


@pytest.mark.parametrize(
    ("tops", "sides", "own"),
    [
        ((400, 700, 1000), (800,) * 3, True),
        ((400, 700), (800,) * 2, False),
        ((400,) * 3, (100, 450, 800), False),
    ],
    ids=["a list", "two", "side by side"],
)
def test_what_invites_in_every_row_is_a_list(
    tops: tuple[int, ...], sides: tuple[int, ...], *, own: bool
) -> None:
    """A page of coupons has an X beside its title that leads back."""
    rows = [said("立即领取", BoxPx(x, y, 180, 60)) for x, y in zip(sides, tops, strict=True)]
    picture = page()
    cross(picture, px(388), px(50), px(14), (30, 30, 30), px(2))
    view = prepare(picture, DENSITY)
    closes = tuple(drawn_closes(view, survey(view), tiny=True))
    assert [c.place for c in closes if c.sure] == ["screen_corner"]
    parts = weigh(view, Evidence(closes, tuple(rows), (), survey(view))).parts
    assert (parts["own_page"] < 0) is own


@pytest.mark.parametrize(
    ("x", "title_x", "own"),
    [(24, 150, True), (388, 150, False), (24, 60, False)],
    ids=["at the left", "at the right", "title aside"],
)
def test_an_x_before_a_title_in_the_middle_leads_back(x: int, title_x: int, *, own: bool) -> None:
    picture = np.full((HEIGHT, WIDTH, 3), 250, np.uint8)
    cross(picture, px(x), px(50), px(14), (30, 30, 30), px(2))
    view = prepare(picture, DENSITY)
    layout = survey(view)
    closes = tuple(drawn_closes(view, layout, tiny=True))
    assert [c.place for c in closes if c.sure] == ["screen_corner"]
    line = ("会员中心", BoxPx.from_edges(px(title_x), px(40), px(title_x + 111), px(60)))
    parts = weigh(view, Evidence(closes, (), (line,), layout)).parts
    assert (parts["own_page"] < 0) is own


@pytest.mark.parametrize("ink", [70, 250])
def test_what_the_page_below_a_scrim_says_does_not_tell_against_the_popup(ink: int) -> None:
    picture = dialog()
    text(picture, "Add to cart", 260, 840, 16, (ink, ink, ink))
    cross(picture, px(388), px(56), px(16), (255, 255, 255), px(2))
    view = prepare(picture, DENSITY)
    layout = survey(view)
    closes = tuple(drawn_closes(view, layout, tiny=True))
    assert [c.place for c in closes if c.sure] == ["screen_corner"]
    line = ("Add to cart", BoxPx.from_edges(px(256), px(838), px(400), px(862)))
    parts = weigh(view, Evidence(closes, (), (line,), layout)).parts
    assert (parts["own_page"] < 0) is (ink > 200)


def test_a_film_that_has_earned_its_reward_is_left_by_its_x() -> None:
    picture = page()
    cross(picture, px(388), px(50), px(14), (30, 30, 30), px(2))
    view = prepare(picture, DENSITY)
    closes = tuple(drawn_closes(view, survey(view), tiny=True))
    layout = survey(view)
    told = [weigh(view, Evidence(c, (), read("奖励已发放"), layout)).parts for c in ((), closes)]
    assert ["reward" in parts for parts in told] == [False, True]


def test_words_cut_out_of_a_longer_line_are_not_said() -> None:
    """A player tells members that they could skip. What is read twice in full is a twin."""
    cut = said("跳过广告", BoxPx(900, 100, 120, 40), corner=True)
    whole = BoxPx(820, 90, 210, 56)
    assert part_of_more(cut, [("VIP可跳过广告", whole)])
    assert not part_of_more(cut, [("5s跳过广告", whole)])
    assert not part_of_more(cut, [("VIP可跳过广告", BoxPx(100, 90, 210, 56))])


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


def _dark_page(words: str, ground: int = 20) -> Picture:
    """A dark page's lines of light words, and something white over its middle."""
    picture = np.full((HEIGHT, WIDTH, 3), ground, np.uint8)
    for row in range(9):
        text(picture, words, 16, 90 + row * 84, 14, (240, 240, 240))
    cv2.rectangle(picture, (px(100), px(230)), (px(311), px(620)), (250, 250, 250), -1)
    return picture


@pytest.mark.parametrize(("words", "lines"), [("Words of a page", 5), ("Words", 0)])
def test_what_cuts_the_pages_lines_off_lies_over_it(words: str, lines: int) -> None:
    """On a dark page nothing else tells a dialog from a picture: words end before a picture."""
    view = prepare(_dark_page(words), DENSITY)
    layout = survey(view)
    assert layout.card is not None
    assert cut_lines(view, layout.card) == lines
    assert lit_beside(view, layout, layout.card) > 1
    assert (beside_card(view, layout, own_exit=False).lit > 1) is not bool(lines)


def test_of_a_grey_page_a_picture_may_be_taken_for_too_narrow() -> None:
    """What is cut off beside it may be the picture's own words, so it stays one of a lit page."""
    view = prepare(_dark_page("Words of a page", 120), DENSITY)
    layout = survey(view)
    assert layout.card is not None
    assert cut_lines(view, layout.card) >= 3
    assert beside_card(view, layout, own_exit=False).lit > 1
