"""uiautomator2's UiObject, method by method, on the virtual phone."""

from collections.abc import Iterator
from typing import Any

import pytest
import uiautomator2
from real_adb import AdbServer
from u2_bench import APP, connected, opened

pytestmark = pytest.mark.phone


@pytest.fixture(scope="module")
def d(adb_server: AdbServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """uiautomator2 on a phone of its own."""
    with connected(adb_server, tmp_path_factory.mktemp("apps")) as device:
        yield device


@pytest.fixture(scope="module")
def main(d: Any) -> Any:
    """The app's first page, which no test of those that share it leaves."""
    return opened(d)


# --- selectors -----------------------------------------------------------------
@pytest.mark.covers("Device.__call__", "UiObject.exists", "UiObject.count", "UiObject.info")
@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        ({"text": "Say hello"}, "Say hello"),
        ({"textContains": "ay HELL"}, "Say hello"),
        ({"textMatches": "Say h.*"}, "Say hello"),
        ({"textStartsWith": "Say"}, "Say hello"),
        ({"className": "android.widget.CheckBox"}, "Agree"),
        ({"classNameMatches": ".*CheckB.x"}, "Agree"),
        ({"description": "greet"}, "Say hello"),
        ({"descriptionContains": "ree"}, "Say hello"),
        ({"descriptionMatches": "gr.+t"}, "Say hello"),
        ({"descriptionStartsWith": "gr"}, "Say hello"),
        ({"checkable": True}, "Agree"),
        ({"checked": True}, "Agree"),
        ({"clickable": True}, "Say hello"),
        ({"longClickable": True}, "Say hello"),
        ({"enabled": False}, "Not now"),
        ({"focusable": True}, "Say hello"),
        ({"focused": False, "text": "Lab"}, "Lab"),
        ({"selected": True}, "Agree"),
        ({"scrollable": False, "text": "Lab"}, "Lab"),
        ({"packageName": APP, "text": "Lab"}, "Lab"),
        ({"packageNameMatches": r"com\.example\..*", "text": "Lab"}, "Lab"),
        ({"resourceId": f"{APP}:id/agree"}, "Agree"),
        ({"resourceIdMatches": ".*:id/agr.*"}, "Agree"),
        ({"className": "android.widget.Button", "index": 3}, "Not now"),
        ({"className": "android.widget.Button", "instance": 2}, "Open"),
        ({"text": "Open", "className": "android.widget.Button"}, "Open"),
    ],
)
def test_every_field_of_a_selector(main: Any, wanted: dict[str, Any], text: str) -> None:
    """Each field finds what a phone would find, alone and joined."""
    found = main(**wanted)
    assert found.exists
    assert found.count >= 1
    assert found.info["text"] == text


@pytest.mark.covers("UiObject.info", "UiObject.bounds", "UiObject.center", "UiObject.info_list")
def test_an_object_tells_of_itself(main: Any) -> None:
    """All fields of ObjInfo, its bounds and its middle; all instances at once."""
    told = main(text="Say hello").info
    assert told == {
        "bounds": {"left": 16, "top": 90, "right": 176, "bottom": 138},
        "visibleBounds": {"left": 16, "top": 90, "right": 176, "bottom": 138},
        "checkable": False,
        "checked": False,
        "childCount": 0,
        "className": "android.widget.Button",
        "clickable": True,
        "contentDescription": "greet",
        "enabled": True,
        "focusable": True,
        "focused": False,
        "longClickable": True,
        "packageName": APP,
        "resourceName": f"{APP}:id/hello",
        "scrollable": False,
        "selected": False,
        "text": "Say hello",
    }
    assert main(text="Say hello").bounds() == (16, 90, 176, 138)
    assert main(text="Say hello").center() == (96, 114)
    assert main(text="Say hello").center(offset=(0, 1)) == (16, 138)
    assert [one["text"] for one in main(text="Open").info_list()] == ["Open", "Open"]


@pytest.mark.covers(
    "UiObject.child", "UiObject.child_selector", "UiObject.sibling", "UiObject.from_parent"
)
def test_children_and_siblings(main: Any) -> None:
    """A child is below, a sibling beside, each with its own selector, and they chain."""
    row = main(resourceId=f"{APP}:id/row2")
    assert row.child(text="Row two").exists
    assert not row.child(text="Row one").exists
    assert row.child_selector(className="android.widget.Button").info["text"] == "Open"
    beside = main(text="Row two").sibling(text="Open")
    assert beside.info["bounds"] == row.child(text="Open").info["bounds"]
    assert main(text="Row two").from_parent(text="Open").exists
    assert not main(text="Row two").sibling(text="Row one").exists


@pytest.mark.covers("UiObject.__getitem__", "UiObject.__len__", "UiObject.__iter__")
def test_instances(main: Any) -> None:
    """By number from the front and from the back, counted, and one after the other."""
    buttons = main(text="Open")
    assert len(buttons) == 2
    tops = [one.info["bounds"]["top"] for one in buttons]
    assert tops == [buttons[0].info["bounds"]["top"], buttons[1].info["bounds"]["top"]]
    assert buttons[-1].info["bounds"]["top"] == tops[1]
    rows = main(resourceIdMatches=".*row.").child(className="android.widget.Button")
    assert rows.count == 2


@pytest.mark.covers("UiObject.left", "UiObject.right", "UiObject.up", "UiObject.down")
def test_what_lies_beside(main: Any) -> None:
    """The nearest in each direction; None where there is nothing."""
    assert main(text="Row one").right(text="Open").bounds()[1] == 150
    assert main(text="Agree").left(className="android.widget.Button").info["text"] == "Say hello"
    assert main(text="Row one").up(textMatches=".+").info["text"] == "Say hello"
    assert main(text="Row one").down(textStartsWith="Row").info["text"] == "Row two"
    assert main(text="Lab").left(text="Open") is None


@pytest.mark.covers(
    "UiObject.child_by_text", "UiObject.child_by_description", "UiObject.child_by_instance"
)
def test_children_by_what_they_hold(d: Any) -> None:
    """A row by a text inside it, by its description, by number; scrolled to where allowed."""
    rows = opened(d, "List")(resourceId=f"{APP}:id/list")
    pattern = {"className": "android.widget.LinearLayout"}
    assert rows.child_by_text("Item 3", **pattern).info["contentDescription"] == "row 3"
    assert rows.child_by_description("row 4", **pattern).info["childCount"] == 1
    assert rows.child_by_instance(2, **pattern).info["contentDescription"] == "row 2"
    far = rows.child_by_text("Item 20", allow_scroll_search=True, **pattern)
    far.click()
    assert d.toast.get_message() == "picked 20"
    with pytest.raises(uiautomator2.UiObjectNotFoundError):
        rows.child_by_text("Item 99", **pattern)
    with pytest.raises(IndexError):
        far[0]  # uiautomator2 refuses this itself


@pytest.mark.covers("UiObject.parent")
def test_a_parent_cannot_be_asked_for(main: Any) -> None:
    """uiautomator2 itself has no parent: the same error as on any phone."""
    with pytest.raises(NotImplementedError):
        main(text="Lab").parent()


# --- clicking and waiting -------------------------------------------------------
@pytest.mark.covers("UiObject.click", "UiObject.click_exists", "UiObject.long_click")
def test_clicks(d: Any) -> None:
    """A click, a click at an offset, a click if it is there, a long click."""
    main = opened(d)
    main(text="Say hello").click()
    assert main.toast.get_message() == "hello"
    main(resourceId=f"{APP}:id/row1").click(offset=(0.95, 0.5))
    assert main.last_toast == "opened one"
    assert main(text="Open", instance=1).click_exists()
    assert main.last_toast == "opened two"
    assert not main(text="Nope").click_exists()
    main(text="Say hello").long_click(duration=0.8)
    assert main.last_toast == "long hello"


@pytest.mark.covers("UiObject.click_gone", "UiObject.wait", "UiObject.wait_gone")
def test_waiting(d: Any) -> None:
    """Until something comes, until it is gone, and clicked until it is gone."""
    opened(d)
    d(text="Later").click()
    assert d(text="Sure?").wait(timeout=20)
    assert d(description="close").click_gone(interval=0.1)
    assert d(text="Sure?").wait_gone(timeout=20)
    assert d(text="Sure?").wait(exists=False, timeout=1)
    assert not d(text="Sure?").wait(timeout=0.1)


@pytest.mark.covers("UiObject.must_wait", "UiObject.wait_timeout")
def test_what_never_comes(main: Any) -> None:
    """must_wait raises uiautomator2's own error; its time is the setting's."""
    assert main(text="Nope").wait_timeout == 20.0
    with pytest.raises(uiautomator2.UiObjectNotFoundError):
        main(text="Nope").must_wait(timeout=0.1)
    with pytest.raises(uiautomator2.UiObjectNotFoundError):
        main(text="Nope").click(timeout=0.1)


@pytest.mark.covers("UiObject.screenshot")
def test_a_picture_of_an_object(main: Any) -> None:
    """As large as the object, in its colours."""
    picture = main(text="Say hello").screenshot()
    assert picture.size == (160, 48)
    red, green, blue = picture.convert("RGB").getpixel((2, 2))
    assert (red < 60, 110 < green < 160, blue > 200) == (True, True, True)


# --- text ------------------------------------------------------------------------
@pytest.mark.covers(
    "UiObject.set_text", "UiObject.get_text", "UiObject.clear_text", "UiObject.send_keys"
)
def test_text_of_a_field(d: Any) -> None:
    """Set, read, replaced, emptied: an empty field gives its hint, as on a phone."""
    opened(d, "Form")
    name = d(resourceId=f"{APP}:id/name")
    assert name.get_text() == "Your name"
    assert name.set_text("小明 Xiao")
    assert name.get_text() == "小明 Xiao"
    assert d(focused=True).get_text() == "小明 Xiao"
    name.send_keys("Ana")
    assert name.get_text() == "Ana"
    name.clear_text()
    assert name.get_text() == "Your name"


# --- gestures ----------------------------------------------------------------------
@pytest.mark.covers("UiObject.swipe")
@pytest.mark.parametrize("way", ["left", "right", "up", "down"])
def test_swipes_of_an_object(d: Any, way: str) -> None:
    """From its middle to each edge."""
    play = opened(d, "Play")
    play(description="box").swipe(way)
    assert play.toast.get_message() == way


@pytest.mark.covers("UiObject.pinch_in", "UiObject.pinch_out", "UiObject.gesture")
def test_pinches(d: Any) -> None:
    """Two fingers in and out, and along ways of one's own."""
    box = opened(d, "Play")(description="box")
    assert box.pinch_in(percent=80, steps=5)
    assert d.last_toast == "pinched in"
    assert box.pinch_out(percent=80, steps=5)
    assert d.last_toast == "pinched out"
    assert box.gesture((60, 200), (300, 200), (150, 200), (200, 200), steps=5)
    assert d.last_toast == "pinched in"
    with pytest.raises(uiautomator2.exceptions.RPCUnknownError):
        opened(d)(resourceId=f"{APP}:id/title").pinch_in()  # too flat for two fingers


@pytest.mark.covers("UiObject.drag_to")
def test_drags(d: Any) -> None:
    """To a point and to another object: a long press first, then the way."""
    opened(d, "Play")
    d(description="box").drag_to(80, 440, duration=0.1)
    assert d.last_toast == "dragged"
    d.clear_toast()
    d(description="box").drag_to(description="goal", duration=0.1)
    assert d.last_toast == "dragged"


@pytest.mark.covers("UiObject.scroll")
def test_scrolling(d: Any) -> None:
    """Forward, backward, to either end, to a text, down and across."""
    opened(d, "List")
    rows, tiles = d(resourceId=f"{APP}:id/list"), d(resourceId=f"{APP}:id/tiles")
    assert not rows.scroll.vert.backward(steps=20)
    assert rows.scroll.forward(steps=150)
    assert not d(text="Item 0").exists
    assert rows.scroll.toEnd(steps=20)
    assert d(text="Item 23").exists
    assert not rows.scroll.forward(steps=20)
    assert rows.scroll.toBeginning(steps=20)
    assert d(text="Item 0").exists
    assert rows.scroll.to(text="Item 15")
    assert d(text="Item 15").exists
    assert not rows.scroll.to(text="Item 99")
    tiles.scroll.horiz.toEnd(steps=20)
    assert d(text="Tile 9").exists


@pytest.mark.covers("UiObject.fling")
def test_flinging(d: Any) -> None:
    """As scrolling, but fast, so that the list goes on by itself."""
    opened(d, "List")
    rows = d(scrollable=True)
    rows.fling.forward()
    assert not d(text="Item 0").exists
    rows.fling.vert.backward()
    assert d(text="Item 0").exists
    assert rows.fling.toEnd(max_swipes=10)
    assert d(text="Item 23").exists
    assert rows.fling.toBeginning(max_swipes=10)
    d(resourceId=f"{APP}:id/tiles").fling.horiz.forward()
    assert not d(text="Tile 0").exists
