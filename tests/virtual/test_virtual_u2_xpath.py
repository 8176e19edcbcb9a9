"""uiautomator2's XPath, method by method, on the virtual phone."""

import warnings
from collections.abc import Iterator
from typing import Any

import pytest
import uiautomator2
from real_adb import AdbServer
from u2_bench import APP, connected, opened
from uiautomator2.xpath import XPathSelector

pytestmark = pytest.mark.phone


@pytest.fixture(scope="module")
def d(adb_server: AdbServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """uiautomator2 on a phone of its own."""
    with connected(adb_server, tmp_path_factory.mktemp("apps")) as device:
        yield device


@pytest.fixture(scope="module")
def main(d: Any) -> Any:
    """The app's first page; tests that leave it come after those that share it."""
    return opened(d)


@pytest.mark.covers(
    "Device.xpath", "XPathEntry.__call__", "DeviceXPathSelector.exists", "DeviceXPathSelector.all"
)
@pytest.mark.parametrize(
    ("path", "count"),
    [
        ('//*[@text="Open"]', 2),
        ('//android.widget.Button[@text="Open"]', 2),
        ("Say hello", 1),
        ("greet", 1),
        (f"@{APP}:id/row1", 1),
        ("^Row.*", 2),
        ("Row%", 2),
        ("%two", 1),
        ("%ow o%", 1),
        ('//*[@resource-id="com.example.lab:id/row2"]/android.widget.Button', 1),
        ('//*[@checked="true"]', 1),
        ("Nope", 0),
    ],
)
def test_every_way_to_write_a_path(main: Any, path: str, count: int) -> None:
    """Full paths, text, id, regular expression, beginning, end and part."""
    assert len(main.xpath(path).all()) == count
    assert main.xpath(path).exists is (count > 0)


@pytest.mark.covers(
    "XPathEntry.match", "XPathEntry.get_page_source", "XPathEntry.wait_timeout",
    "XPathEntry.implicitly_wait", "XPathEntry.global_set",
)  # fmt: skip
def test_the_entry(main: Any) -> None:
    """Matching on the screen and on a source got before; its waiting time is the device's."""
    source = main.xpath.get_page_source()
    assert main.xpath.match("Say hello", source)
    assert not main.xpath.match("Nope")
    main.xpath.implicitly_wait(18.0)
    assert main.xpath.wait_timeout == 18.0
    main.xpath.global_set("timeout", 20.0)
    assert main.wait_timeout == 20.0


@pytest.mark.covers(
    "DeviceXPathSelector.__and__", "DeviceXPathSelector.__or__", "DeviceXPathSelector.child",
    "DeviceXPathSelector.xpath", "DeviceXPathSelector.copy", "DeviceXPathSelector.create",
    "DeviceXPathSelector.from_parent",
)  # fmt: skip
def test_paths_are_joined(main: Any) -> None:
    """Both, either, below; a copy means the same."""
    button = main.xpath("//android.widget.Button")
    assert len((button & "Open").all()) == 2
    assert len((main.xpath("Lab") | "Agree").all()) == 2
    assert len(main.xpath(f"@{APP}:id/row1").child("android.widget.Button").all()) == 1
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        assert len(button.xpath("Open").all()) == 2
    assert len(button.copy().all()) == len(button.all())
    source = main.xpath.get_page_source()
    assert len(XPathSelector.create("Open").all(source)) == 2
    assert len(button.from_parent(XPathSelector("Agree")).all()) == 1


@pytest.mark.covers(
    "DeviceXPathSelector.get", "DeviceXPathSelector.get_last_match", "DeviceXPathSelector.match",
    "DeviceXPathSelector.wait", "DeviceXPathSelector.wait_gone", "DeviceXPathSelector.get_text",
)  # fmt: skip
def test_waiting_for_a_path(main: Any) -> None:
    """What is there is got; what is not raises uiautomator2's own error."""
    lab = main.xpath("Lab")
    assert lab.wait()
    assert lab.get_text() == lab.get().text == lab.get_last_match().text == "Lab"
    assert lab.match().text == "Lab"
    assert main.xpath("Nope").match() is None
    assert not main.xpath("Nope").wait(timeout=0.01)
    assert main.xpath("Nope").wait_gone()
    with pytest.raises(uiautomator2.exceptions.XPathElementNotFoundError):
        main.xpath("Nope").get(timeout=0.01)


@pytest.mark.covers(
    "DeviceXMLElement.attrib", "DeviceXMLElement.bounds", "DeviceXMLElement.center",
    "DeviceXMLElement.get_xpath", "DeviceXMLElement.info", "DeviceXMLElement.offset",
    "DeviceXMLElement.parent", "DeviceXMLElement.percent_bounds", "DeviceXMLElement.percent_size",
    "DeviceXMLElement.rect", "DeviceXMLElement.text",
)  # fmt: skip
def test_an_element_tells_of_itself(main: Any) -> None:
    """Its attributes, where it lies in pixels and shares, what it is in, its own path."""
    element = main.xpath("Row one").get()
    assert (element.text, element.attrib["package"]) == ("Row one", APP)
    assert (element.bounds, element.rect) == ((16, 150, 136, 206), (16, 150, 120, 56))
    assert (element.center(), element.offset(1, 1)) == ((76, 178), (136, 206))
    assert element.percent_size() == (120 / 360, 56 / 720)
    assert element.percent_bounds()[0] == 16 / 360
    told = element.info
    assert (told["className"], told["childCount"]) == ("android.widget.TextView", 0)
    assert (told["clickable"], told["packageName"]) == (False, APP)
    assert element.parent().attrib["resource-id"] == f"{APP}:id/row1"
    assert element.parent(f"@{APP}:id/row1") == element.parent()
    assert main.xpath(element.get_xpath()).get().text == "Row one"
    assert "[" not in element.get_xpath(strip_index=True)


@pytest.mark.covers(
    "XPathEntry.click", "DeviceXPathSelector.click", "DeviceXPathSelector.click_exists",
    "DeviceXPathSelector.click_nowait", "DeviceXPathSelector.long_click",
    "DeviceXPathSelector.fallback", "DeviceXMLElement.click", "DeviceXMLElement.long_click",
)  # fmt: skip
def test_clicks(main: Any) -> None:
    """By path, on an element, at once, if it is there, held; a fallback is told to uiautomator2."""
    hello = main.xpath("Say hello")
    ways = {
        "hello": [
            hello.click,
            lambda: main.xpath.click("Say hello"),
            hello.click_exists,
            hello.click_nowait,
            lambda: hello.get().click(),
        ],
        "long hello": [hello.long_click, lambda: hello.get().long_click()],
    }
    for said, acts in ways.items():
        for act in acts:
            main.clear_toast()
            act()
            assert main.toast.get_message() == said
    assert not main.xpath("Nope").click_exists(timeout=0.01)
    with pytest.raises(AttributeError):  # 3.7.1 forgot what ``_d`` is called there
        main.xpath("Nope").fallback(lambda: True).click(timeout=0.01)


@pytest.mark.covers("DeviceXPathSelector.screenshot", "DeviceXMLElement.screenshot")
def test_pictures(main: Any) -> None:
    """As large as the element."""
    assert main.xpath("Say hello").screenshot().size == (160, 48)
    assert main.xpath("Say hello").get().screenshot().size == (160, 48)


@pytest.mark.covers("DeviceXPathSelector.set_text")
def test_text(d: Any) -> None:
    """The field is touched, emptied and filled."""
    opened(d, "Form")
    d.xpath(f"@{APP}:id/note").set_text("written by path")
    assert d.xpath(f"@{APP}:id/note").get_text() == "written by path"


@pytest.mark.covers(
    "XPathEntry.scroll_to", "DeviceXMLElement.scroll", "DeviceXMLElement.scroll_to",
    "DeviceXMLElement.swipe",
)  # fmt: skip
def test_scrolling(d: Any) -> None:
    """A list, until something is there, on the whole screen or inside an element."""
    opened(d, "List")
    rows = d.xpath(f"@{APP}:id/list").get()
    assert rows.scroll("forward")
    assert rows.scroll_to("Item 20").text == "Item 20"
    rows.swipe("down", scale=0.9)
    assert d.xpath.scroll_to("Item 23").text == "Item 23"
    assert d.xpath.scroll_to("Item 99", max_swipes=1) is None
