"""Screens made by chance: the same for a seed, and their labels are where things are drawn."""

import numpy as np
import pytest

from harness.virtual.fabricate.lexicon import LANGUAGES, letters, words
from harness.virtual.fabricate.screens import Screen, screen
from harness.virtual.screen.lettering import font

SIZE = (360, 800, 160)


def test_same_seed_same_pixels() -> None:
    """The same seed and number give the same pixels and label; another number gives others."""
    one, again, other = (screen(7, n, size=SIZE) for n in (3, 3, 4))
    assert np.array_equal(one.pixels, again.pixels)
    assert one.label == again.label
    assert not np.array_equal(one.pixels, other.pixels)


@pytest.fixture(scope="module")
def many() -> list[Screen]:
    """Some small screens."""
    return [screen(13, number, size=SIZE) for number in range(18)]


def test_labels_lie_on_the_screen(many: list[Screen]) -> None:
    """Every box has an area and lies wholly on the picture."""
    for one in many:
        label = one.label
        boxes = [*label.close_buttons, *label.skip, *label.text_dismiss, *label.cta, *label.crosses]
        assert all(x >= 0 and y >= 0 and w > 1 and h > 1 for x, y, w, h in boxes)
        assert all(x + w <= 360 and y + h <= 800 for x, y, w, h in boxes)


def test_what_is_labelled_is_drawn(many: list[Screen]) -> None:
    """Inside a labelled closing control the pixels differ from one another."""
    seen = 0
    for one in many:
        for x, y, w, h in (*one.label.close_buttons, *one.label.skip):
            part = one.pixels[y : y + h, x : x + w]
            seen += int(np.ptp(part.astype(int)) > 12)
    total = sum(len(o.label.close_buttons) + len(o.label.skip) for o in many)
    assert total > 6
    assert seen >= 0.9 * total


def test_ordinary_pages_have_no_pop_up_labels(many: list[Screen]) -> None:
    """A page without a pop-up bears no closing control, and some bear crosses of their own."""
    plain = [one.label for one in many if not one.label.popup]
    assert plain
    assert all(not (row.close_buttons or row.skip or row.text_dismiss) for row in plain)
    assert any(row.crosses for row in plain)


def test_every_letter_can_be_written() -> None:
    """The shipped faces have every character that the words of any language use."""
    blank = font(20, "regular").getmask("\u0378").getbbox()
    assert all(words(language).skips for language in LANGUAGES)
    missing = {
        char for char in letters() if font(20, "bold").getmask(char).getbbox() in {None, blank}
    }
    assert missing <= {"\u3000"}
