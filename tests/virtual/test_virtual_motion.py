"""Layers that move: sliding in, fading out, films; all worked out when somebody looks."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from phone_bench import Bench, app_of

from harness.domain.errors import UsageError
from harness.virtual.apps.motion import film_pan, shown_share, slid
from harness.virtual.apps.script import Slide, Visible
from harness.virtual.scene import Box, View

POPUP = """\
popups:
  ad:
    layers:
      - {{area: {{left: 50, right: 50, top: 100, height: 200}}, {layer}}}
starts:
  - {{after_ms: 100, show: [ad]}}
"""
PARENT: Box = (0, 0, 400, 800)


def views_of(bench: Bench) -> list[View]:
    """Every view of the app's window."""
    found: list[View] = []

    def walk(view: View) -> None:
        found.append(view)
        for child in view.children:
            walk(child)

    for window in bench.phone.windows():
        if window.root is not None and window.package == "com.test.app":
            walk(window.root)
    return found


def shown(layer: str) -> Bench:
    """A phone that has just shown a pop-up with this layer."""
    bench = Bench(app_of(POPUP.format(layer=layer)))
    bench.launch()
    bench.wait(100)
    return bench


def box_of(bench: Bench) -> Box:
    """Where the one view of 300 x 200 is."""
    return next(v.box for v in views_of(bench) if v.box[2] - v.box[0] == 300)


def test_a_card_slides_in_and_its_touch_with_it() -> None:
    """It begins below the screen, is at its place after its time, and takes touches there."""
    bench = shown("slide: {for_ms: 400}, on_tap: [{dismiss: true}]")
    tops = []
    for _ in range(6):
        tops.append(box_of(bench)[1])
        bench.wait(100)
    assert tops == sorted(tops, reverse=True)
    assert (tops[0] > 750, tops[-1]) == (True, 100)
    bench.tap(200, 150)
    assert bench.popups == []


def test_a_touch_where_the_card_will_be_is_too_early() -> None:
    """While it is on its way, a touch at its place goes to what lies there."""
    bench = shown("slide: {for_ms: 4000}, on_tap: [{dismiss: true}]")
    bench.tap(200, 150)
    assert bench.popups == ["ad"]


@given(st.sampled_from(["left", "right", "top", "bottom"]), st.floats(0, 500))
@settings(max_examples=40)
def test_a_slide_comes_from_outside_and_ends_at_its_place(side: str, at_ms: float) -> None:
    """At first no part of it is inside its parent; after its time it is where it belongs."""
    slide, box = Slide(side=side, for_ms=500), (50, 100, 350, 300)  # type: ignore[arg-type]
    dx, dy = slid(slide, box, PARENT, 0)
    left, top, right, bottom = box[0] + dx, box[1] + dy, box[2] + dx, box[3] + dy
    assert right <= 0 or left >= 400 or bottom <= 0 or top >= 800
    now = slid(slide, box, PARENT, at_ms)
    assert abs(now[0]) <= abs(dx)
    assert abs(now[1]) <= abs(dy)
    assert slid(slide, box, PARENT, 500) == (0, 0)


def test_a_fading_cross_is_gone_in_the_end() -> None:
    """It fades in, stays, fades out before its end, and is not there after it."""
    when = Visible(from_ms=1000, until_ms=5000, fade_ms=500, fade_out_ms=1000)
    shares = [shown_share(when, at) for at in (900, 1000, 1250, 3000, 4500, 4990, 5000)]
    assert shares == [None, 0.0, 0.5, 1.0, 0.5, 0.01, None]


def test_a_film_hardly_ever_shows_a_frame_twice() -> None:
    """Over four seconds two looks, 200 ms apart, have different pixels, scene after scene."""
    bench = shown("film: {scenes: ['creative:sneaker_sale', 'creative:red_packet'], each_ms: 2000}")
    seen = []
    for _ in range(20):
        width, height, pixels = bench.phone.frame_rgba()
        seen.append(np.frombuffer(bytes(pixels), np.uint8).reshape(height, width, 4).copy())
        bench.wait(200)
    changed = [np.any(a != b) for a, b in itertools.pairwise(seen)]
    assert all(changed)
    cut = np.abs(seen[9].astype(int) - seen[10]).mean()
    assert cut > 3 * np.abs(seen[8].astype(int) - seen[9]).mean(), "another picture after 2 s"


@given(st.floats(0, 1e7))
@settings(max_examples=50)
def test_a_film_stays_inside_its_picture(at_ms: float) -> None:
    """The window never leaves the picture, and moments of one frame look alike."""
    across, down = film_pan(at_ms)
    assert 0 <= across <= 1
    assert 0 <= down <= 1
    assert film_pan(at_ms // 40 * 40) == (across, down)


@pytest.mark.parametrize(
    ("layer", "told"),
    [
        ("film: {each_ms: 0}", "expected at least 1 ms"),
        ("film: {scenes: [absent.png]}", "there is no picture file"),
        ("slide: {for_ms: 0}", "expected at least 1 ms"),
        ("slide: {side: above}", "above"),
    ],
)
def test_bad_movements_are_named(layer: str, told: str) -> None:
    """A film or slide that cannot be played is an error with its line."""
    with pytest.raises(UsageError, match=told):
        app_of(POPUP.format(layer=layer))
