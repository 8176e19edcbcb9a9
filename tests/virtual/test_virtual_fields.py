"""Text fields, lists and gestures of scripted apps, by fingers and keys, without any wire."""

from pathlib import Path
from typing import Any

import pytest
from shell_bench import Bench, plain_page

from harness.virtual.android.clock import ManualClock
from harness.virtual.android.phone import Phone
from harness.virtual.android.state import Intent, PhoneConfig
from harness.virtual.apps.loader import load_app
from harness.virtual.uia2.tree import TreeNode, active_root

APP = "com.example.form"
SCRIPT = """
format: 1
package: com.example.form
label: Form
version_name: '1'
version_code: 1
activities:
- {name: .MainActivity, page: form, launcher: true}
pages:
  form:
    layers:
    - area: {left: 10, top: 40, width: 200, height: 48}
      field: {hint: Name, on_enter: [{toast: entered}]}
      tree: {cls: android.widget.EditText, id: name}
    - area: {left: 10, top: 100, width: 200, height: 48}
      field: {text: old, password: true}
      tree: {cls: android.widget.EditText, id: secret}
    - area: {left: 10, top: 160, width: 200, height: 60}
      fill: {colors: ['#336699']}
      on_tap: [{toast: tapped}]
      gestures:
        long_tap: [{toast: held}]
        swipe_left: [{toast: left}]
        pinch_in: [{toast: closer}]
        pinch_out: [{toast: wider}]
        dragged: [{toast: dragged}]
    - area: {left: 10, top: 240, width: 200, height: 200}
      scroll: {length: 1000}
      tree: {cls: android.widget.ScrollView, id: list, scrollable: true}
      layers:
      - area: {left: 0, top: 20, width: 200, height: 40}
        tree: {cls: android.widget.TextView, text: first, clickable: true}
        on_tap: [{toast: first}]
      - area: {left: 0, bottom: 20, width: 200, height: 40}
        tree: {cls: android.widget.TextView, text: last, clickable: true}
        on_tap: [{toast: last}]
"""
NAME, SECRET, BOX, LIST = (110, 64), (110, 124), (110, 190), (110, 340)


class Form:
    """The app in front of a phone of one pixel a dp."""

    def __init__(self, folder: Path) -> None:
        (folder / "app.yaml").write_text(SCRIPT, encoding="utf-8")
        self.clock = ManualClock()
        config = PhoneConfig(width=360, height=640, density_dpi=160)
        self.phone = Phone.boot(config, [load_app(folder)], self.clock, plain_page)
        bench = object.__new__(Bench)
        bench.clock = self.clock
        self.wait = bench.wait
        intent = Intent(component=(APP, f"{APP}.MainActivity"))
        self.wait(self.phone.start_activity(intent, caller=None, caller_uid=2000, wait=True))

    def tap(self, point: tuple[int, int], hold_ms: int = 50) -> None:
        self.wait(self.phone.tap(*point, hold_ms))

    def node(self, **wanted: Any) -> TreeNode | None:
        root = active_root(self.phone)
        assert root is not None
        for one in root.walk():
            if all(getattr(one.node, key) == value for key, value in wanted.items()):
                return one
        return None

    def text(self, name: str) -> str:
        found = self.node(resource_id=f"{APP}:id/{name}")
        assert found is not None
        return found.node.text


@pytest.fixture
def form(tmp_path: Path) -> Form:
    """A phone with the form in front."""
    return Form(tmp_path)


def test_a_field_takes_text_once_it_was_touched(form: Form) -> None:
    """Without focus text goes nowhere; with it, it is inserted at the cursor."""
    assert form.phone.type_text("lost") is False
    form.tap(NAME)
    assert form.phone.type_text("Ana") is True
    form.phone.key(21)
    form.phone.type_text("n")
    assert form.text("name") == "Anna"


def test_an_empty_field_says_its_hint(form: Form) -> None:
    """The hint is told as text and as hint, as Android tells it."""
    found = form.node(text="Name")
    assert found is not None
    assert (found.node.hint, found.node.focused) == ("Name", False)
    form.tap(NAME)
    found = form.node(text="Name")
    assert found is not None
    assert found.node.focused


def test_a_password_is_told_as_dots(form: Form) -> None:
    """Neither hierarchy nor screen shows it."""
    assert form.text("secret") == "•••"
    form.tap(SECRET)
    form.phone.type_text("x")
    assert form.text("secret") == "••••"


@pytest.mark.parametrize(
    ("keys", "left"),
    [
        ([(36, 0), (37, 1)], "hI"),
        ([(8, 0), (9, 0), (67, 0)], "1"),
        ([(8, 0), (9, 0), (122, 0), (112, 0)], "2"),
        ([(8, 0), (9, 0), (29, 0x1000), (67, 0)], "Name"),
        ([(8, 0), (9, 0), (29, 0x1000), (31, 0x1000), (123, 0), (50, 0x1000)], "1212"),
        ([(8, 0), (9, 0), (29, 0x1000), (52, 0x1000), (10, 0), (50, 0x1000)], "312"),
    ],
)
def test_keys_edit(form: Form, keys: list[tuple[int, int]], left: str) -> None:
    """Letters with shift, delete both ways, select all, copy, cut and paste."""
    form.tap(NAME)
    for code, meta in keys:
        assert form.phone.key(code, meta=meta)
    assert form.text("name") == left


def test_enter_does_what_the_script_says_and_tab_goes_on(form: Form) -> None:
    """Enter performs the field's effects, Tab gives the focus to the next field."""
    form.tap(NAME)
    form.phone.key(66)
    assert form.phone.last_toast == "entered"
    form.phone.key(61)
    form.phone.type_text("y")
    assert form.text("secret") == "••••"


def test_a_long_press_is_no_tap(form: Form) -> None:
    """Held for longer than Android's time-out it means the other thing."""
    form.tap(BOX)
    assert form.phone.last_toast == "tapped"
    form.tap(BOX, 700)
    assert form.phone.last_toast == "held"


def test_swipes_and_drags_of_a_layer(form: Form) -> None:
    """A quick way is a swipe, a way after a long press is a drag, another direction nothing."""
    form.wait(form.phone.swipe([(180, 190), (60, 192)], 100))
    assert form.phone.last_toast == "left"
    form.phone.last_toast = None
    form.wait(form.phone.swipe([(60, 190), (180, 190)], 100))
    assert form.phone.last_toast is None
    form.phone.touch(0, 110, 190)
    form.clock.advance(600)
    form.phone.touch(2, 200, 300)
    form.phone.touch(1, 200, 300)
    assert form.phone.last_toast == "dragged"


@pytest.mark.parametrize(("word", "told"), [("in", "closer"), ("out", "wider")])
def test_a_pinch(form: Form, word: str, told: str) -> None:
    """Two fingers coming closer or going apart."""
    near, far = ((100.0, 190.0), (120.0, 190.0)), ((20.0, 190.0), (200.0, 190.0))
    pair = (far, near) if word == "in" else (near, far)
    form.wait(form.phone.two_fingers(*pair, 100))
    assert form.phone.last_toast == told


def test_a_list_follows_the_finger_and_stays_in_its_bounds(form: Form) -> None:
    """A slow swipe moves it by the finger's way; it goes no further than its content."""
    first = form.node(text="first")
    assert first is not None
    assert form.node(text="last") is None
    form.wait(form.phone.swipe([(110, 400), (110, 390)], 1000))
    moved = form.node(text="first")
    assert moved is not None
    assert 0 < first.seen[1] - moved.seen[1] <= 10
    form.wait(form.phone.swipe([(110, 250), (110, 430)], 1000))
    back = form.node(text="first")
    assert back is not None
    assert back.seen == first.seen


def test_a_fling_goes_on_by_itself(form: Form) -> None:
    """A fast finger leaves the list moving; in the end the last entry can be tapped."""
    form.wait(form.phone.swipe([(110, 430), (110, 250)], 40))
    at_once = form.phone.windows()
    form.clock.advance(200)
    assert [w.root for w in form.phone.windows()] != [w.root for w in at_once]
    form.clock.advance(500)
    last = form.node(text="last")
    assert last is not None
    form.tap(((last.seen[0] + last.seen[2]) // 2, (last.seen[1] + last.seen[3]) // 2))
    assert form.phone.last_toast == "last"


def test_what_lies_outside_a_list_is_neither_told_nor_touched(form: Form) -> None:
    """Entries that are scrolled away take no touches beside the list."""
    form.wait(form.phone.swipe([(110, 430), (110, 250)], 40))
    form.clock.advance(1000)
    assert form.node(text="first") is None
    form.tap((110, 590))
    assert form.phone.last_toast is None
