"""Creatives: named, repeatable, of any size, and busy enough to be an advertisement."""

import numpy as np
import pytest

from harness.virtual.scene import Picture, Scene, Surface, View
from harness.virtual.screen.creatives import CREATIVES, creative
from harness.virtual.screen.motifs import MOTIFS
from harness.virtual.screen.painter import Painter


@pytest.mark.parametrize("name", sorted(CREATIVES))
def test_a_creative_is_the_same_at_every_call(name: str) -> None:
    """The seed is the name: two calls give equal pixels of the asked size."""
    first, second = creative(name, 108, 200), creative(name, 108, 200)
    assert first.size == (108, 200)
    assert first.tobytes() == second.tobytes()


@pytest.mark.parametrize("name", sorted(set(MOTIFS) - {"fake_update"}))
def test_a_creative_is_busy(name: str) -> None:
    """An advertisement has strong contrast and colours, not an even ground."""
    pixels = np.asarray(creative(name, 216, 400)).astype(int)
    assert pixels.reshape(-1, 3).std(axis=0).max() > 30
    assert len(np.unique(pixels[::4, ::4].reshape(-1, 3), axis=0)) > 1000


@pytest.mark.parametrize("size", [(1, 1), (40, 9), (9, 300), (400, 60)])
def test_a_creative_fits_odd_boxes(size: tuple[int, int]) -> None:
    """Every creative paints into boxes of any shape."""
    assert {creative(name, *size).size for name in CREATIVES} == {size}


def test_an_unknown_creative_lists_the_known_ones() -> None:
    """A misspelt name is told, with the choices."""
    with pytest.raises(ValueError, match=r"no creative 'sneakers'; known: .*sneaker_sale"):
        creative("sneakers", 10, 10)


def test_the_painter_resolves_creative_paths() -> None:
    """A picture whose path is ``creative:NAME`` shows that creative."""
    root = View((0, 0, 90, 120), picture=Picture("creative:red_packet"))
    seen = Painter().paint(Scene(90, 120, 160, (Surface(1, (0, 0, 90, 120), root),)))
    assert (seen[..., :3] == np.asarray(creative("red_packet", 90, 120))).all()
