"""What was read is known again, pixel by pixel."""

from typing import Any

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


SIGNS = "跳过路线5s后广告精"


def chances(line: str, second: str, of_second: float) -> Any:
    """What a recogniser of ``SIGNS`` says that reads ``line``, or ``second`` almost as likely."""
    told = np.full((2 * len(line), 1 + len(SIGNS)), 1e-6)
    told[1::2, 0] = 1.0
    for i, (sign, other) in enumerate(zip(line, second, strict=True)):
        told[2 * i, 1 + SIGNS.index(other)] = of_second
        told[2 * i, 1 + SIGNS.index(sign)] = 0.8
    return told


@pytest.mark.parametrize(
    ("line", "second", "of_second", "rows", "exits", "read"),
    [
        ("5s路过", "5s跳过", 0.1, 14, True, "5s跳过"),
        ("5s路过", "5s跳过", 0.001, 14, True, "5s路过"),
        ("5s后路过", "5s后跳过", 0.1, 14, True, "5s后跳过"),
        ("5s后路过", "5s后跳过", 0.001, 14, True, "5s后路过"),
        ("精过广告", "跳过广告", 0.001, 14, True, "跳过广告"),
        ("精过广告", "跳过广告", 0.0001, 14, True, "精过广告"),
        ("路过", "跳过", 0.1, 14, True, "跳过"),
        ("路过", "跳过", 0.001, 14, True, "路过"),
        ("5s路过", "5s跳过", 0.1, 40, True, "5s路过"),
        ("5s路过", "5s跳过", 0.1, 14, False, "5s路过"),
        ("路线", "跳过", 0.001, 14, True, "路线"),
    ],
)
def test_small_letters_are_read_as_an_exit_where_that_is_nearly_as_likely(
    monkeypatch: pytest.MonkeyPatch,
    line: str,
    second: str,
    of_second: float,
    rows: int,
    exits: bool,
    read: str,
) -> None:
    """Not large ones, not elsewhere than where one leaves, not against what the picture says.

    广告 behind it is a second witness: less of the picture's is enough.
    """
    monkeypatch.setattr("detectors.reading._EXITS", "跳过5s")
    reader = Reader()
    reader._characters = list(SIGNS)
    monkeypatch.setattr(reader, "_chances", lambda _: chances(line, second, of_second))
    assert reader.read(crop(0)[:rows].repeat(2, 0)[:rows], exits=exits).text == read
