"""What stood on the app's page before the pop-up came and shows through its scrim."""

import cv2
import numpy as np
import pytest
from drawn import DARK, DENSITY, Picture, cross, page, px, under_a_card, with_an_x
from hypothesis import given
from hypothesis import strategies as st

from detectors.pixels import grey_of, prepare
from detectors.seer import Seer
from detectors.underneath import stood_before
from harness.domain.geometry import BoxPx
from harness.domain.sight import Role

SPOT = BoxPx.from_edges(px(372), px(58), px(398), px(84))


@pytest.fixture(scope="module")
def seer() -> Seer:
    return Seer()


def closes(seer: Seer, now: Picture, *before: Picture) -> list[BoxPx]:
    sight = seer.see(now, None, DENSITY, read="none", before=[grey_of(it) for it in before])
    assert sight.popup is not None
    return [c.box_px for c in sight.with_role(Role.CLOSE)]


@pytest.mark.parametrize("scrim", [0.3, 0.4, 0.5])
@pytest.mark.parametrize("place", [(385, 71), (375, 215), (205, 655)])
def test_the_x_of_the_page_below_is_no_close_of_the_popup(
    seer: Seer, place: tuple[int, int], scrim: float
) -> None:
    """It is brighter than most of that page; the page of before shows whose it is."""
    lit = with_an_x(*place)
    now = under_a_card(lit, scrim)
    assert len(closes(seer, now)) == 1
    assert closes(seer, now, lit) == []
    half = (lit * (1 - scrim / 2)).astype(np.uint8)
    assert closes(seer, now, lit, half) == []


def test_an_x_that_came_with_the_popup_is_its_own(seer: Seer) -> None:
    """On a page of before without it, with another there, or with itself half faded in."""
    plain = page(DARK)
    now = under_a_card(plain, 0.35)
    cv2.circle(now, (px(385), px(71)), px(13), (200, 60, 60), -1, cv2.LINE_AA)
    cross(now, px(385), px(71), px(11), (255, 255, 255), px(2))
    faded = cv2.addWeighted(now, 0.4, plain, 0.6, 0)
    small = np.ascontiguousarray(with_an_x()[::2, ::2])
    for before in (plain, with_an_x(ink=30), np.asarray(faded, np.uint8), small):
        assert len(closes(seer, now, before)) == 1


@given(alpha=st.floats(0.12, 0.85), grey=st.integers(0, 255), seed=st.integers(0, 99))
def test_every_even_cover_is_seen_through(alpha: float, grey: int, seed: int) -> None:
    """A scrim or a card half faded in, whatever is drawn below; uncovered it is no page below."""
    rng = np.random.default_rng(seed)
    rough = rng.integers(0, 256, (12, 12, 3), dtype=np.uint8)
    lit = page()
    spot = (slice(SPOT.y, SPOT.bottom), slice(SPOT.x, SPOT.right))
    size = (SPOT.width, SPOT.height)
    lit[spot] = cv2.resize(rough, size, interpolation=cv2.INTER_LINEAR)
    covered = (lit * (1 - alpha) + grey * alpha).astype(np.uint8)
    assert stood_before(prepare(covered, DENSITY), SPOT, [grey_of(lit)])
    assert not stood_before(prepare(lit, DENSITY), SPOT, [grey_of(covered)])
    assert not stood_before(prepare(lit, DENSITY), SPOT, [grey_of(lit)])
