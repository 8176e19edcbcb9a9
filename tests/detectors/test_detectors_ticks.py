"""Words beside a box to tick tell of a pop-up and are no way out of it."""

import cv2
import pytest
from drawn import DENSITY, Colour, Picture, page, px, text, under_a_card

from detectors.evidence import Evidence
from detectors.hierarchy import parse
from detectors.joining import controls_of, told_controls
from detectors.layout import survey
from detectors.lines import Line
from detectors.pixels import View, prepare
from detectors.reading import Reading
from detectors.saying import said_by, told_by, with_settings
from detectors.ticks import box_before
from detectors.vocabulary import meaning
from harness.domain.geometry import BoxPx
from harness.domain.sight import Role

GREY: Colour = (130, 136, 146)
LINE = BoxPx(px(120), px(402), px(130), px(16))
"""Where the words stand, on the card."""


def asked(sign: str) -> View:
    """A card with a line of words, and a sign before it."""
    picture = under_a_card(page(), 0.5, (255, 255, 255))
    text(picture, "do not show again", 122, 402, 13, GREY)
    draw(picture, sign)
    return prepare(picture, DENSITY)


def draw(picture: Picture, sign: str) -> None:
    """What stands before the words, 16 dp across."""
    x, y, side = px(92), px(402), px(16)
    middle, half = (x + side // 2, y + side // 2), side // 2
    if sign in {"square", "ticked"}:
        cv2.rectangle(picture, (x, y), (x + side, y + side), GREY, 3)
    if sign == "ring":
        cv2.circle(picture, middle, half, GREY, 3, cv2.LINE_AA)
    if sign in {"ticked disc", "ticked"}:
        cv2.circle(picture, middle, half, (40, 120, 240), -1, cv2.LINE_AA)
        cv2.line(picture, (x + 10, y + 22), (x + 18, y + 30), (255, 255, 255), 4)
        cv2.line(picture, (x + 18, y + 30), (x + 32, y + 12), (255, 255, 255), 4)
    if sign == "arrow":
        cv2.line(picture, (x, y), (x + side, middle[1]), GREY, 4)
        cv2.line(picture, (x, y + side), (x + side, middle[1]), GREY, 4)
    if sign == "far above":
        cv2.rectangle(picture, (x, y - px(40)), (x + side, y - px(24)), GREY, 3)


@pytest.mark.parametrize("sign", ["square", "ring", "ticked", "ticked disc"])
def test_a_box_before_the_words_is_seen(sign: str) -> None:
    """Empty or ticked, square or round; empty also where the line was found with it."""
    view = asked(sign)
    assert box_before(view, LINE)
    with_it = BoxPx.from_edges(px(90), LINE.y, LINE.right, LINE.bottom)
    assert box_before(view, with_it) is (sign in {"square", "ring"})


@pytest.mark.parametrize("sign", ["", "arrow", "far above"])
def test_other_signs_and_letters_are_no_box(sign: str) -> None:
    """Nothing, an open sign, and a box of another line."""
    assert not box_before(asked(sign), LINE)


def test_at_the_frame_s_edge_there_is_no_room_for_a_box() -> None:
    """A line that begins at the left edge."""
    view = asked("square")
    assert not box_before(view, BoxPx(0, LINE.y, LINE.width, LINE.height))


@pytest.mark.parametrize(
    ("sign", "button", "setting"),
    [("", None, True), ("", 12, False), ("ring", 42, True), ("square", None, True)],
)
def test_never_again_is_a_control_in_a_button_of_its_own_alone(
    sign: str, button: int | None, *, setting: bool
) -> None:
    """As evidence it counts either way; a tap on a box to tick closes nothing, and need not."""
    view = asked(sign)
    layout = survey(view)
    around = None if button is None else LINE.inflated(px(button))
    told = said_by(view, layout, Reading(("不再提醒", 0.95)), Line(LINE, around, 1.0))
    assert told is not None
    assert (told.word.role, told.setting) == (Role.DISMISS, setting)
    seen = controls_of(view, Evidence((), (told,), (), layout), ())
    assert [c.role for c in seen] == ([] if setting else [Role.DISMISS])
    assert bool(told_controls(view, [told], ())) is not setting


@pytest.mark.parametrize(("sign", "setting"), [("ring", True), ("", False), ("arrow", False)])
def test_a_refusal_that_is_one_of_several_to_choose_is_no_control(sign: str, setting: bool) -> None:
    """暂不选择 behind a ring is an answer like the others; bare, or in a button, it refuses."""
    view = asked(sign)
    layout = survey(view)
    bare = said_by(view, layout, Reading(("暂不选择", 0.95)), Line(LINE, None, 1.0))
    button = said_by(
        view, layout, Reading(("暂不选择", 0.95)), Line(LINE, LINE.inflated(px(42)), 1.0)
    )
    assert bare is not None
    assert button is not None
    assert (bare.setting, button.setting) == (setting, False)


@pytest.mark.parametrize("words", ["Only later", "Dismiss", "OK", "No thanks", "N o  t h a n k s"])
@pytest.mark.parametrize("size", [11, 13, 15])
def test_letters_are_no_rings(words: str, size: int) -> None:
    """O and D enclose as much as a ring does, and another letter stands close at a side."""
    picture = under_a_card(page(), 0.5, (255, 255, 255))
    text(picture, words, 122, 402, size, GREY)
    assert not box_before(prepare(picture, DENSITY), LINE)


NODE = '<node class="{cls}" text="{text}" bounds="[300,1000][800,1100]" clickable="true" {more}/>'


def nodes_xml(text: str, cls: str = "android.widget.TextView", more: str = "") -> str:
    """A dump of one node."""
    return "<hierarchy>" + NODE.format(cls=cls, text=text, more=more) + "</hierarchy>"


@pytest.mark.parametrize(("sign", "setting"), [("ring", True), ("", False), ("arrow", False)])
@pytest.mark.parametrize("left", [92, 120])
def test_a_told_refusal_that_is_one_of_several_to_choose_is_no_control(
    sign: str, setting: bool, left: int
) -> None:
    """A node is higher than its line, and begins with the ring or behind it."""
    bounds = f"[{px(left)},{px(390)}][{px(300)},{px(430)}]"
    xml = nodes_xml("暂不选择").replace("[300,1000][800,1100]", bounds)
    (told,) = told_by(asked(sign), parse(xml))
    assert told.setting is setting


def test_a_checkable_node_is_no_way_out_and_makes_none_of_what_is_read_in_it() -> None:
    """Whatever its words; only refusals are touched by that."""
    view = asked("")
    ticks = parse(nodes_xml("取消", more='checkable="true"'))
    boxes = parse(nodes_xml("以后再说", cls="android.widget.CheckBox"))
    plain = parse(nodes_xml("取消"))
    assert told_by(view, ticks) == told_by(view, boxes) == []
    (read,) = told_by(view, plain)
    assert not read.setting
    assert with_settings([read], ticks)[0].setting
    assert with_settings([read], plain) == [read]
    (invites,) = told_by(view, parse(nodes_xml("立即更新")))
    assert with_settings([invites], ticks) == [invites]


def test_the_tree_s_words_of_a_box_to_tick_are_no_control() -> None:
    """A text that takes touches can be such a box's label."""
    (told,) = told_by(asked(""), parse(nodes_xml("忽略此版本")))
    assert told.setting


@pytest.mark.parametrize(
    "words",
    [
        *("不再提醒", "今日不再提醒", "30天内不再提示", "本次启动不再提示", "不要再提醒我"),
        *("忽略此版本", "忽略此版本的更新", "今天不再顯示", "今後表示しない"),
        "오늘 하루 보지 않기",
        *("Don't show again", "Never ask again", "Nicht mehr anzeigen", "Ne plus afficher"),
        *("No volver a mostrar", "Não mostrar novamente", "Больше не показывать"),
        "Không hiển thị lại",
    ],
)
def test_words_of_boxes_to_tick(words: str) -> None:
    """In eleven languages."""
    word = meaning(words)
    assert word is not None
    assert (word.role, word.tick) == (Role.DISMISS, True)


@pytest.mark.parametrize(
    "words",
    ["取消", "以后再说", "忽略", "暂不更新", "取消升级", "放弃升级,直接付款", "Not now", "Later"],
)
def test_words_of_refusals(words: str) -> None:
    """What refuses alone is a control wherever it stands."""
    word = meaning(words)
    assert word is not None
    assert (word.role, word.tick) == (Role.DISMISS, False)
