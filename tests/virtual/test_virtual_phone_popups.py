"""Scripted apps on the phone: what shows when, and what a touch does."""

import pytest
from phone_bench import PACKAGE, Bench, app_of

from harness.virtual.scene import View

CARD = """\
popups:
  ad:
    window: {window}
    area: {{left: 50, top: 200, width: 300, height: 400}}
    scrim: 0.6
    layers:
      - area: {{right: 8, top: 8, width: 24, height: 24}}
        on_tap: [{{dismiss: true}}]
    on_body: [{{toast: body}}]
    {extra}
starts: [{{show: [ad], after_ms: {after}}}]
"""


def card(window: str = "in_page", extra: str = "", after: int = 0) -> Bench:
    """A launched app with a card-shaped pop-up of this kind of window."""
    bench = Bench(app_of(CARD.format(window=window, extra=extra, after=after)))
    bench.launch()
    return bench


KINDS = ["activity", "dialog", "popup_window", "overlay", "in_page"]


@pytest.mark.parametrize("window", KINDS)
def test_close_dismisses(window: str) -> None:
    """A working close button closes the pop-up, whatever window it is."""
    bench = card(window)
    assert bench.popups == ["ad"]
    bench.tap(330, 220)
    assert bench.popups == []
    assert bench.front == f"{PACKAGE}/.Main"


@pytest.mark.parametrize("window", KINDS)
def test_body_and_outside(window: str) -> None:
    """A touch on the card is the body's, one beside it is nobody's while the scrim holds it."""
    bench = card(window)
    seen = []
    for point in ((20, 100), (200, 400)):
        bench.tap(*point)
        seen.append((bench.phone.last_toast, bench.popups))
    assert seen == [(None, ["ad"]), ("body", ["ad"])]


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        ("dialog", ("APPLICATION", f"{PACKAGE}/{PACKAGE}.Main", (50, 200, 350, 600))),
        ("overlay", ("APPLICATION_OVERLAY", PACKAGE, (50, 200, 350, 600))),
        ("in_page", ("BASE_APPLICATION", f"{PACKAGE}/{PACKAGE}.Main", (0, 0, 400, 800))),
        (
            "activity",
            ("BASE_APPLICATION", f"{PACKAGE}/{PACKAGE}.PopupActivity", (0, 0, 400, 800)),
        ),
    ],
)
def test_how_android_knows_it(window: str, expected: tuple[str, str, object]) -> None:
    """The top-most window of the app has the type, title and frame of that kind of pop-up."""
    top = next(w for w in card(window).phone.windows() if w.package == PACKAGE)
    assert (top.type, top.title, top.frame) == expected


def test_popup_window_title_names_its_identity() -> None:
    """A PopupWindow is titled by its hash, as Android does."""
    top = next(w for w in card("popup_window").phone.windows() if w.package == PACKAGE)
    assert (top.type, top.title) == ("APPLICATION_PANEL", f"PopupWindow:{top.id:x}")


def test_first_popup_comes_after_the_first_frame() -> None:
    """The first pop-up comes ``after_ms`` after the first drawn window, not before."""
    bench = card(after=300)
    bench.wait(299)
    assert bench.popups == []
    bench.wait(1)
    assert bench.popups == ["ad"]


def test_popup_with_the_very_first_frame() -> None:
    """With ``after_ms: 0`` there is no frame of the page without the pop-up."""
    bench = Bench(app_of(CARD.format(window="in_page", extra="", after=0)))
    bench.launch()
    scene = bench.phone.scene()
    window = next(s for s in scene.surfaces if s.root.children and s.dim == 0 and _has_body(s.root))
    assert window.box == (0, 0, 400, 800)


def _has_body(view: View) -> bool:
    told = view.touch_id is not None and view.touch_id.endswith("/body")
    return told or any(_has_body(child) for child in view.children)


@pytest.mark.parametrize(
    ("policy", "popups", "front"),
    [
        ("dismiss", [], f"{PACKAGE}/.Main"),
        ("ignore", ["ad"], f"{PACKAGE}/.Main"),
        ("leave", ["ad"], "com.android.launcher3/.Launcher"),
    ],
)
def test_back_policies(policy: str, popups: list[str], front: str) -> None:
    """Back closes the pop-up, is swallowed, or leaves the app, as the script says."""
    bench = card("dialog", f"back: {policy}")
    bench.phone.key(4)
    assert (bench.popups, bench.front) == (popups, front)


@pytest.mark.parametrize("name", ["", "activity: .Ad", "activity: Ad", "activity: org.kit.Ad"])
def test_a_popup_that_is_an_activity_uncovers_the_one_below(name: str) -> None:
    """However its class is written it starts, and when it is finished the app's page is back."""
    body = f"""\
popups:
  ad:
    window: activity
    {name}
    layers: [{{area: {{left: 0, top: 0, width: 99, height: 99}}, on_tap: [{{dismiss: true}}]}}]
starts: [{{show: [ad], after_ms: 0}}]
"""
    bench = Bench(app_of(body))
    bench.launch()
    bench.wait(50)
    assert bench.front is not None
    assert bench.front.endswith("Ad" if name else ".PopupActivity")
    bench.tap(50, 50)
    assert (bench.front, bench.popups) == (f"{PACKAGE}/.Main", [])


@pytest.mark.parametrize(
    ("first", "front"), [("{dismiss: true}, ", ".Main"), ("", ".PopupActivity")]
)
def test_what_an_activity_shows_next_stands_on_what_is_in_front(first: str, front: str) -> None:
    """A pop-up shown by one that just finished is seen on the page below; else on itself."""
    body = f"""\
popups:
  ad:
    window: activity
    layers:
    - area: {{left: 0, top: 0, width: 99, height: 99}}
      on_tap: [{first}{{show: question}}]
  question:
    window: dialog
    layers: [{{area: {{left: 0, top: 0, width: 99, height: 99}}, on_tap: [{{dismiss: true}}]}}]
starts: [{{show: [ad], after_ms: 0}}]
"""
    bench = Bench(app_of(body))
    bench.launch()
    bench.wait(50)
    bench.tap(50, 50)
    bench.wait(50)
    assert bench.front is not None
    assert bench.front.endswith(front)
    assert bench.popups[-1] == "question"
    bench.tap(50, 50)
    assert "question" not in bench.popups


def test_auto_close_and_what_follows() -> None:
    """A pop-up closes by itself at its time and then does what the script adds."""
    bench = card(extra="auto_close_ms: 3000\n    on_auto_close: [{toast: gone}]")
    bench.wait(2999)
    assert bench.popups == ["ad"]
    bench.wait(1)
    assert (bench.popups, bench.phone.last_toast) == ([], "gone")


def test_closed_before_it_jumps() -> None:
    """What a pop-up would have done by itself ends when it is closed first."""
    bench = card(extra="on_show: [{after_ms: 2000, toast: jump}]")
    bench.wait(1000)
    bench.tap(330, 220)
    bench.wait(5000)
    assert bench.phone.last_toast is None


def test_what_a_finger_began_goes_on() -> None:
    """A delayed effect of a tap happens although the same tap closed the pop-up."""
    body = CARD.replace(
        "[{{dismiss: true}}]", "[{{dismiss: true}}, {{after_ms: 1200, toast: late}}]"
    )
    bench = Bench(app_of(body.format(window="dialog", extra="", after=0)))
    bench.launch()
    bench.tap(330, 220)
    bench.wait(1199)
    assert bench.phone.last_toast is None
    bench.wait(1)
    assert bench.phone.last_toast == "late"


LAYERS = """\
popups:
  ad:
    countdown_s: 3
    layers:
      - {{area: {{left: 0, top: 100, width: 100, height: 50}}, {layer}}}
starts: [{{show: [ad], after_ms: 0}}]
"""


def layered(layer: str) -> Bench:
    """A launched app whose full-screen pop-up has one layer."""
    bench = Bench(app_of(LAYERS.format(layer=layer)))
    bench.launch()
    return bench


def texts(bench: Bench) -> list[str]:
    """Texts drawn by the app."""
    found: list[str] = []

    def collect(view: View) -> None:
        if view.text is not None:
            found.append(view.text.text)
        for child in view.children:
            collect(child)

    for window in bench.phone.windows():
        if window.package == PACKAGE and window.root is not None:
            collect(window.root)
    return found


def test_countdown_in_text() -> None:
    """``{n}`` counts whole seconds down and stops at zero."""
    bench = layered('write: {text: "跳过 {n}"}')
    seen = []
    for _ in range(5):
        seen += texts(bench)
        bench.wait(1000)
    assert seen == ["跳过 3", "跳过 2", "跳过 1", "跳过 0", "跳过 0"]


def test_layer_lives_in_its_time() -> None:
    """A layer is there from its first to before its last moment, for eye and finger."""
    bench = layered(
        "write: {text: x}, visible: {from_ms: 500, until_ms: 900}, on_tap: [{toast: t}]"
    )
    bench.tap(50, 120)
    assert (texts(bench), bench.phone.last_toast) == ([], None)
    bench.wait(500)
    assert texts(bench) == ["x"]
    bench.wait(400)
    bench.tap(50, 120)
    assert (texts(bench), bench.phone.last_toast) == ([], None)


def test_touch_area_apart_from_drawing() -> None:
    """Touches count where the script says, not where the layer is drawn."""
    bench = layered("touch: {left: 200, top: 100, width: 50, height: 50}, on_tap: [{toast: t}]")
    bench.tap(50, 120)
    assert bench.phone.last_toast is None
    bench.tap(220, 120)
    assert bench.phone.last_toast == "t"


def test_moving_layer_takes_touches_where_it_is() -> None:
    """A wandering layer is touched where it is at that moment."""
    bench = layered("move: {dx: 200, period_ms: 4000}, on_tap: [{toast: t}]")
    bench.wait(1000)
    bench.tap(50, 120)
    assert bench.phone.last_toast is None
    bench.tap(250, 120)
    assert bench.phone.last_toast == "t"


def test_one_after_another() -> None:
    """The first touch does the first thing, the second the second, the last repeats."""
    bench = layered("on_tap: [{one_after_another: [[{toast: a}], [{toast: b}]]}]")
    seen = []
    for _ in range(3):
        bench.tap(50, 120)
        seen.append(bench.phone.last_toast)
    assert seen == ["a", "b", "b"]


def test_finger_that_leaves_does_not_count() -> None:
    """Down on a control and up elsewhere is no tap, nor is a tap on what went in between."""
    bench = layered("visible: {until_ms: 100}, on_tap: [{toast: t}]")
    bench.phone.touch(0, 50, 120)
    bench.phone.touch(1, 150, 120)
    assert bench.phone.last_toast is None
    bench.phone.touch(0, 50, 120)
    bench.wait(100)
    bench.phone.touch(1, 50, 120)
    assert bench.phone.last_toast is None


SEQUENCE = """\
popups:
  one: {layers: [{area: {}, on_tap: [{dismiss: true}]}]}
  two: {layers: [{area: {}, on_tap: [{show: one}]}]}
"""


def test_one_popup_after_the_other() -> None:
    """The next pop-up of a start comes when the one before was closed; ``show`` stacks."""
    bench = Bench(app_of(SEQUENCE + "starts: [{show: [one, two], after_ms: 0}]"))
    bench.launch()
    seen = [bench.popups]
    for _ in range(2):
        bench.tap(200, 400)
        seen.append(bench.popups)
    assert seen == [["one"], ["two"], ["two", "one"]]


def shown_at_launches(starts: str, count: int, seed: int = 0) -> list[list[str]]:
    """Pop-ups shown at each of some cold starts."""
    bench = Bench(app_of(SEQUENCE + starts), seed=seed)
    seen = []
    for _ in range(count):
        bench.phone.force_stop(PACKAGE)
        bench.launch()
        bench.wait(10)
        seen.append(bench.popups)
    return seen


def test_first_run_and_every() -> None:
    """Conditions on a start hold for the first run, or for every n-th."""
    starts = "starts: [{when: {first_run: true}, show: [one], after_ms: 0},"
    starts += " {when: {every: 3}, show: [two], after_ms: 0}]"
    assert shown_at_launches(starts, 6) == [["one"], [], ["two"], [], [], ["two"]]


def test_chance_is_the_seeds() -> None:
    """Chance is repeatable with the same seed, and other with another."""
    starts = "starts: [{show: [one, two], pick_by_chance: true, after_ms: 0}]"
    first = shown_at_launches(starts, 20)
    assert shown_at_launches(starts, 20) == first
    assert shown_at_launches(starts, 20, seed=1) != first
    assert {one[0] for one in first} == {"one", "two"}


def test_remembering_until_data_are_cleared() -> None:
    """What an app remembers lasts over cold starts and ends with its data."""
    body = """\
popups:
  ask: {layers: [{area: {}, on_tap: [{set: {agreed: "yes"}}, {dismiss: true}]}]}
starts: [{when: {remembered: {agreed: ""}}, show: [ask], after_ms: 0}]
"""
    bench = Bench(app_of(body))
    seen = []
    for clear in (False, False, True):
        if clear:
            assert bench.phone.clear_data(PACKAGE)
        else:
            bench.phone.force_stop(PACKAGE)
        bench.launch()
        seen.append(bench.popups)
        bench.tap(200, 400)
    assert seen == [["ask"], [], ["ask"]]


def test_page_within_the_same_activity() -> None:
    """A landing page in the same activity changes what is shown and logs no activity event."""
    body = """\
popups: {ad: {layers: [{area: {}, on_tap: [{page: detail}, {dismiss: true}]}]}}
starts: [{show: [ad], after_ms: 0}]
"""
    bench = Bench(app_of(body))
    bench.launch()
    before = len(bench.events("wm_create_activity", "ActivityTaskManager"))
    scene = bench.phone.scene()
    bench.tap(200, 400)
    assert bench.phone.scene() != scene
    assert len(bench.events("wm_create_activity", "ActivityTaskManager")) == before


def test_secure_popup_marks_its_window() -> None:
    """A secure pop-up makes the surface it is drawn in secure."""
    surfaces = card("dialog", "secure: true").phone.scene().surfaces
    assert [s.box for s in surfaces if s.secure] == [(50, 200, 350, 600)]
