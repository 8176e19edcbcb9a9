"""Closing controls of apps made by chance: what they promise, and that they can be seen."""

import dataclasses

import msgspec
import pytest

from harness.virtual.apps.script import Draw, Ink, Layer
from harness.virtual.fabricate import controls
from harness.virtual.fabricate.draft import Draft, area, draft
from harness.virtual.fabricate.lexicon import LANGUAGES, words
from harness.virtual.fabricate.maker import OUT, changed
from harness.virtual.fabricate.popups import Made
from harness.virtual.fabricate.sheets import bottom_sheet
from harness.virtual.fabricate.visible import visible
from harness.virtual.screen.crosses import BOLD
from harness.virtual.screen.lettering import font


def a_draft(number: int) -> Draft:
    """A draft of the gallery's kind."""
    d = draft(77, number, 411, 914, None)
    d.stock = True
    return d


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_only_counts_is_a_countdown_and_promises_no_way_out(language: str) -> None:
    """A number of seconds alone is no skip: role and words agree."""
    d = dataclasses.replace(a_draft(1), language=language)
    said = words(language)
    roles = {text: controls.skip(d, {"right": 12, "top": 40}, text).id for text in said.skips}
    assert {text for text, role in roles.items() if role == "countdown"} == set(said.countdowns)
    assert set(said.countdowns) < set(said.skips)


def signed(made: Made, color: str, paper: str) -> Made:
    """The pop-up with closing controls of these colours."""

    def change(layer: Layer) -> Layer:
        return msgspec.structs.replace(
            layer,
            fill=Ink(colors=[paper], radius=12),
            draw=Draw(glyph="x", color=color, stroke=2, inset=7),
            write=None,
            area=area(right=12, top=12, width=28, height=28),
        )

    popup = msgspec.structs.replace(made.popup, layers=changed(made.popup.layers, change, OUT))
    return dataclasses.replace(made, popup=popup)


@pytest.mark.parametrize(
    ("color", "paper", "seen"),
    [("#ffffff", "#333333", True), ("#ffffff", "#f4f4f4", False), ("#8a8a8a", "#969696", False)],
)
def test_a_sign_that_nobody_can_see_is_drawn_anew(color: str, paper: str, *, seen: bool) -> None:
    """White on white is no trick but an accident of chance."""
    d = a_draft(2)
    assert visible(d, signed(bottom_sheet(d), color, paper)) is seen


def test_a_label_over_a_way_out_is_drawn_anew() -> None:
    """Words over words can be read by nobody."""
    d = a_draft(3)
    made = signed(bottom_sheet(d), "#ffffff", "#333333")
    label = Layer(area=area(left=0, right=0, top=0, bottom=0), id="ad_label")
    layers = [*made.popup.layers, label]
    over = dataclasses.replace(made, popup=msgspec.structs.replace(made.popup, layers=layers))
    assert visible(d, made)
    assert not visible(d, over)


def test_the_faces_have_every_cross_that_is_written() -> None:
    """A character that they lack would be drawn as an empty box."""
    lacking = bytes(font(40, "regular").getmask("\u0378"))
    assert all(bytes(font(40, "regular").getmask(c)) != lacking for c in controls.CHARACTERS)


def test_no_cross_is_so_bold_that_it_becomes_a_blob() -> None:
    """However small the sign in its disc, gaps stay between its strokes."""
    d = a_draft(3)
    drawn = [
        (one, 40 - 2 * inset)
        for inset in (2, 9, 14.2)
        for _ in range(60)
        if isinstance(one := controls.cross(d, "#ffffff", inset, 40).get("draw"), Draw)
    ]
    assert {"x", "x_bold", "x_thin"} <= {one.glyph for one, _ in drawn}
    shares = [one.stroke * (BOLD if one.glyph == "x_bold" else 1) / side for one, side in drawn]
    assert max(shares) <= 0.401
