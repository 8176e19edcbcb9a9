"""What was read is known again, pixel by pixel."""

import numpy as np
import pytest

from detectors.pixels import Bytes
from detectors.reading import Reader, Reading


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Reader:
    """One that remembers two crops and takes any picture for "跳过"."""
    monkeypatch.setattr(Reader, "_recognise", lambda *_: Reading(("跳过", 0.99)))
    return Reader(remember=2)


def crop(seed: int) -> Bytes:
    """A line of noise, 32 x 80."""
    return np.random.default_rng(seed).integers(0, 255, (32, 80, 3), np.uint8)


def test_a_crop_that_was_read_is_known(reader: Reader) -> None:
    """Equal pixels give the same answer without reading; nothing else does."""
    assert reader.known(crop(1)) is None
    assert reader.read(crop(1)) is reader.known(crop(1))
    assert reader.known(crop(2)) is None


def test_one_pixel_makes_another_crop(reader: Reader) -> None:
    """Neither where the glimpse looks, nor where it does not."""
    reader.read(crop(1))
    for place in ((0, 0), (7, 5), (3, 3)):
        other = crop(1)
        other[place] ^= 1
        assert reader.known(other) is None


def test_the_oldest_crop_is_forgotten(reader: Reader) -> None:
    """However many were read since."""
    for seed in range(20):
        reader.read(crop(seed))
    assert [seed for seed in range(20) if reader.known(crop(seed))] == [18, 19]
    assert len(reader._glimpses) <= 4
