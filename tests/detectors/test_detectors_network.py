"""The learned detector at work: the model that travels with the package."""

import numpy as np
from drawn import DENSITY, cross, dialog, page, px

from detectors.network import KINDS, Glance, Seen, model_bytes
from detectors.pixels import prepare
from harness.domain.geometry import BoxPx, SizePx


def test_the_model_is_small_and_speaks_of_every_kind() -> None:
    """All weights together stay under 6 MB; shares of kinds sum to one."""
    assert len(model_bytes()) < 6_000_000
    seen = Glance().look(prepare(page(), DENSITY))
    assert len(seen.kinds) == len(KINDS)
    assert abs(sum(seen.kinds) - 1) < 1e-3
    assert 0 <= seen.present <= 1
    assert 0 <= seen.scrim <= 1


def test_a_drawn_dialog_looks_more_like_a_popup_than_its_page() -> None:
    """The same page, once with a card over it and an X at the card's corner."""
    picture = dialog()
    cross(picture, px(343), px(242), px(14))
    glance = Glance()
    over, bare = (glance.look(prepare(p, DENSITY)) for p in (picture, page()))
    assert over.log_odds > bare.log_odds


def test_the_same_pixels_get_the_same_answer() -> None:
    """Nothing is left over from the frame before."""
    glance = Glance()
    first = glance.look(prepare(dialog(), DENSITY))
    glance.look(prepare(page(), DENSITY))
    assert glance.look(prepare(dialog(), DENSITY)) == first


def test_boxes_stay_on_the_frame_whatever_its_shape() -> None:
    """Phones, strips and landscape."""
    rng = np.random.default_rng(5)
    for size in ((2400, 1080), (1080, 2400), (60, 900), (480, 480)):
        rgb = rng.integers(0, 256, (*size, 3), np.uint8)
        frame = BoxPx(0, 0, size[1], size[0])
        seen = Glance().look(prepare(rgb, None))
        boxes = [p.box_px for p in seen.peaks] + ([seen.box_px] if seen.box_px else [])
        assert all(b.clipped_to(SizePx(size[1], size[0])) == b for b in boxes)
        assert all(frame.iou(b) <= 1 for b in boxes)


def test_even_odds_are_zero_and_places_are_told_where_they_are_asked_for() -> None:
    """Presence is the same with and without them."""
    assert Seen(0.5, 0.0, (1, 0, 0, 0, 0, 0), None, ()).log_odds == 0
    view, glance = prepare(dialog(), DENSITY), Glance()
    told, bare = glance.look(view), glance.look(view, places=False)
    assert told.box_px is not None
    assert (bare.present, bare.box_px, bare.peaks) == (told.present, None, ())
