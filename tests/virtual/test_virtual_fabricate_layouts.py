"""Advertisements as they are laid out, and the things on them."""

import numpy as np
import pytest

from harness.virtual.fabricate.brush import Brush
from harness.virtual.fabricate.layouts import LAYOUTS, lay_out
from harness.virtual.fabricate.lexicon import words
from harness.virtual.fabricate.palettes import palette
from harness.virtual.fabricate.solids import solid
from harness.virtual.fabricate.things import THINGS


@pytest.mark.parametrize("name", LAYOUTS)
def test_no_layout_leaves_half_of_the_picture_blank(name: str) -> None:
    """Each half shows more than a ground whose colour runs; type changes the picture further."""
    dice = np.random.default_rng(4)
    brush = Brush(64, 136, dice)
    letters = LAYOUTS[name](brush, palette(dice), words("en"))
    bare = brush.px.copy()
    for letter in letters:
        letter(brush)
    assert (brush.px != bare).any()
    steps = np.abs(np.diff(brush.px.astype(int), axis=1)).max(2) > 12
    assert min(half.mean() for half in (steps[:68], steps[68:])) > 0.01


def test_wide_pictures_have_a_layout_of_their_own() -> None:
    """A banner's words keep to its own left part."""
    dice = np.random.default_rng(3)
    brush = Brush(300, 90, dice)
    letters = lay_out(brush, palette(dice), words("zh-CN"))
    bare = brush.px.copy()
    for letter in letters:
        letter(brush)
    changed = (brush.px != bare).any(axis=(0, 2))
    assert changed[:180].any()
    assert not changed[240:].any()


@pytest.mark.parametrize("name", THINGS)
def test_what_a_thing_was_cut_out_of_does_not_show(name: str) -> None:
    """On grey, nothing is left of the colour that marks where a thing is not."""
    dice = np.random.default_rng(5)
    brush = Brush(80, 120, dice)
    brush.px[:] = 128
    solid(brush, name, (0.5, 0.5), 0.35, palette(dice))
    red, green, blue = (brush.px[..., at].astype(int) for at in range(3))
    assert (np.abs(brush.px.astype(int) - 128).max(2) > 30).sum() > 60
    assert not ((red > 200) & (blue > 200) & (green < 40)).any()
