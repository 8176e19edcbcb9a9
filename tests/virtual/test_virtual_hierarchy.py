"""Hierarchy XML and selectors of the uiautomator2 server (device-facts §2.3, §2.4)."""

import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shell_bench import APP, Bench

from harness.virtual.scene import Node
from harness.virtual.uia2.hierarchy import dump_xml
from harness.virtual.uia2.selector import BadSelectorError, find, selector_text
from harness.virtual.uia2.tree import TreeNode, active_root, intersection, reported_windows, roots

NEWEST = [
    "index", "text", "resource-id", "class", "package", "content-desc", "checkable", "checked",
    "clickable", "enabled", "focusable", "focused", "scrollable", "long-clickable", "password",
    "selected", "visible-to-user", "bounds", "drawing-order", "hint", "display-id",
]  # fmt: skip
Box = tuple[int, int, int, int]


def tree(*children: TreeNode, box: Box = (0, 0, 100, 100), **of_node: Any) -> TreeNode:
    """A node with these children."""
    made = TreeNode(Node(**of_node), "p.q", box, box)
    for index, child in enumerate(children):
        child.index, child.order, child.parent = index, index + 1, made
        made.children.append(child)
    return made


def xml_of(bench: Bench, **options: Any) -> str:
    """The whole hierarchy as the server dumps it."""
    level = bench.phone.config.api_level
    return dump_xml(roots(bench.phone), rotation=0, api_level=level, **options)


def test_head_and_line_ends() -> None:
    """The document begins and breaks lines as the jar writes it, two spaces a level."""
    text = dump_xml([tree(tree())], rotation=0, api_level=34)
    lines = text.split("\r\n")
    assert lines[0] == "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>"
    assert lines[1] == '<hierarchy rotation="0">'
    assert lines[2].startswith('  <node index="0" text="" resource-id="" class="android.view.View"')
    assert lines[3].startswith("    <node ")
    assert lines[3].endswith(" />")
    assert lines[4:] == ["  </node>", "</hierarchy>"]


@pytest.mark.parametrize(
    ("api_level", "lacks"),
    [
        (23, {"drawing-order", "hint", "display-id"}),
        (24, {"hint", "display-id"}),
        (28, {"display-id"}),
        (34, set()),
    ],
)
def test_attributes_by_version(api_level: int, lacks: set[str]) -> None:
    """Attributes come in the jar's order; younger ones are missing on older phones."""
    root = ET.fromstring(dump_xml([tree()], rotation=0, api_level=api_level))  # noqa: S314  our own
    assert list(root[0].attrib) == [name for name in NEWEST if name not in lacks]


def test_naf_marks_what_cannot_be_named() -> None:
    """A clickable node without words, also below it, is NAF; the attribute stands first."""
    silent = tree(tree(), clickable=True)
    spoken = tree(tree(text="ok"), clickable=True)
    root = ET.fromstring(dump_xml([silent, spoken], rotation=0, api_level=34))  # noqa: S314  our own
    assert next(iter(root[0].attrib)) == "NAF"
    assert "NAF" not in root[1].attrib


def test_nothing_to_show() -> None:
    """Without windows there is a lone element, which clients take for a failed dump."""
    assert dump_xml([], rotation=1, api_level=34).endswith('<hierarchy rotation="1" />')


@settings(deadline=None, derandomize=True)
@given(st.text(max_size=20))
def test_any_text_makes_valid_xml(text: str) -> None:
    """Whatever an app writes, the dump can be parsed; what XML allows comes back."""
    root = ET.fromstring(dump_xml([tree(text=text)], rotation=0, api_level=34))  # noqa: S314  our own
    told = root[0].attrib["text"]
    assert len(told) == len(text)
    assert all(a == b for a, b in zip(told, text, strict=True) if b.isprintable() or b in "\n\t\r")


def test_depth_is_limited() -> None:
    """Nodes deeper than asked for are left out."""
    text = dump_xml([tree(tree(tree()))], rotation=0, api_level=34, max_depth=2)
    assert text.count("<node ") == 2


def test_compressed_leaves_silent_layouts_out() -> None:
    """A compressed dump keeps what says or does something."""
    text = dump_xml([tree(tree(tree(text="a")))], rotation=0, api_level=34, compressed=True)
    assert text.count("<node ") == 1


def test_all_windows_are_roots(tmp_path: Path) -> None:
    """The dump has the app's window and the system's bars."""
    bench = Bench(tmp_path)
    bench.launch()
    packages = {root.package for root in roots(bench.phone)}
    assert packages == {APP, "com.android.systemui"}


def test_nodes_of_the_app(tmp_path: Path) -> None:
    """A layer's tree entry is a node with its text, id and box in pixels; text is escaped."""
    bench = Bench(tmp_path)
    bench.launch()
    root = ET.fromstring(xml_of(bench))  # noqa: S314  our own
    nodes = {n.get("text"): n.attrib for n in root.iter("node")}
    assert nodes["Buy now"]["resource-id"] == f"{APP}:id/buy"
    assert nodes["Buy now"]["class"] == "android.widget.Button"
    assert nodes["Buy now"]["bounds"] == "[0,252][525,420]"
    assert nodes["Buy now"]["package"] == APP
    assert 'a <b> & "c"' in nodes


def test_bounds_are_clipped_to_the_display(tmp_path: Path) -> None:
    """A node that reaches over the edge is told up to the edge."""
    bench = Bench(tmp_path)
    bench.launch()
    root = ET.fromstring(xml_of(bench))  # noqa: S314  our own
    naf = [n.get("bounds") for n in root.iter("node") if n.get("NAF") == "true"]
    assert naf == ["[798,798][1080,966]"]


def test_a_modal_dialog_hides_its_activity(tmp_path: Path) -> None:
    """Beneath a dialog of the same task the activity's window is not reported."""
    bench = Bench(tmp_path)
    bench.launch()
    bench.run("input tap 100 300")
    mine = [w.type for w in reported_windows(bench.phone) if w.package == APP]
    assert mine == ["APPLICATION"]
    assert [n.node.desc for n in find({"description": "close"}, active_root(bench.phone))]


def test_dump_to_a_file(tmp_path: Path) -> None:
    """``uiautomator dump`` writes the active window and names the file, misspelt as ever."""
    bench = Bench(tmp_path)
    bench.launch()
    ran = bench.run("uiautomator dump")
    assert ran.out == "UI hierchary dumped to: /sdcard/window_dump.xml\n"
    root = ET.fromstring(bench.fs.read("/sdcard/window_dump.xml"))  # noqa: S314  our own
    assert {n.get("package") for n in root.iter("node")} == {APP}


FOREST = tree(
    tree(tree(text="Skip ad", resource_id="p.q:id/skip", cls="android.widget.TextView")),
    tree(
        tree(text="skip", clickable=True),
        tree(text="Jump", clickable=True, desc="go away"),
        resource_id="p.q:id/row",
    ),
)


@pytest.mark.parametrize(
    ("selector", "texts"),
    [
        ({"mask": 0x1, "text": "skip"}, ["skip"]),
        ({"mask": 0x2, "textContains": "SKIP"}, ["Skip ad", "skip"]),
        ({"mask": 0x4, "textMatches": "(?i)skip.*"}, ["Skip ad", "skip"]),
        ({"mask": 0x4, "textMatches": "ski"}, []),
        ({"mask": 0x8, "textStartsWith": "ju"}, ["Jump"]),
        ({"mask": 0x10, "className": "android.widget.TextView"}, ["Skip ad"]),
        ({"mask": 0x80, "descriptionContains": "away"}, ["Jump"]),
        ({"mask": 0x1000, "clickable": True}, ["skip", "Jump"]),
        ({"mask": 0x1001000, "clickable": True, "instance": 1}, ["Jump"]),
        ({"mask": 0x1001000, "clickable": True, "instance": 2}, []),
        ({"mask": 0x200000, "resourceId": "p.q:id/skip"}, ["Skip ad"]),
        ({"mask": 0x1, "text": "Jump", "clickable": False}, ["Jump"]),
        (
            {
                "mask": 0x200000,
                "resourceId": "p.q:id/row",
                "childOrSibling": ["child"],
                "childOrSiblingSelector": [{"mask": 0x800000, "index": 1}],
            },
            ["Jump"],
        ),
        (
            {
                "mask": 0x1,
                "text": "skip",
                "childOrSibling": ["sibling"],
                "childOrSiblingSelector": [{"mask": 0x1, "text": "Jump"}],
            },
            ["Jump"],
        ),
    ],
)
def test_selectors(selector: dict[str, Any], texts: list[str]) -> None:
    """A selector means the nodes that UiSelector means; only masked fields count."""
    assert [n.node.text for n in find(selector, FOREST)] == texts


def test_a_bad_pattern_is_an_error() -> None:
    """A pattern that does not compile is refused, not "not found"."""
    with pytest.raises(BadSelectorError):
        find({"mask": 0x4, "textMatches": "("}, FOREST)


def test_selector_text() -> None:
    """Errors name the selector as the phone does."""
    selector = {"mask": 0x1001, "text": "Skip", "clickable": True}
    assert selector_text(selector) == "UiSelector[TEXT=Skip, CLICKABLE=true]"


boxes = st.tuples(*[st.integers(-50, 50)] * 2, *[st.integers(51, 120)] * 2)


@settings(deadline=None, derandomize=True)
@given(boxes, boxes)
def test_intersection_lies_in_both(one: Box, other: Box) -> None:
    """The common part is the same from both sides and within both."""
    common = intersection(one, other)
    assert common == intersection(other, one)
    if common != (0, 0, 0, 0):
        assert all(common[i] >= max(one[i], other[i]) for i in (0, 1))
        assert all(common[i] <= min(one[i], other[i]) for i in (2, 3))
