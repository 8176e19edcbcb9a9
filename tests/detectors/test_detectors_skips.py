"""跳过 in letters of 9 pixels on glass over a busy picture."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from drawn import Picture
from PIL import Image, ImageDraw, ImageFont

from detectors.pixels import prepare
from detectors.reading import Reader, Reading
from detectors.seer import Seer
from detectors.skips import drawn_skips
from harness.domain.geometry import BoxPx
from harness.domain.sight import Role

FONTS = Path(__file__).resolve().parents[2] / "harness" / "virtual" / "fonts"
PILL = BoxPx(210, 40, 52, 18)
SHOTS = 2500
"""Spots enough that no line of the pill is whole to the finder."""


@pytest.fixture(scope="module")
def reader() -> Reader:
    """One for all: it loads its model once."""
    return Reader()


def splash(*lines: str, ink: int = 255, shots: int = SHOTS) -> Picture:
    """A file 270 pixels wide, full of spots, with lines in a pill of glass; saved as JPEG."""
    spots = np.random.default_rng(3)
    picture = np.full((600, 270, 3), (214, 160, 74), np.uint8)
    for x, y, size, red, rest in spots.integers(
        (0, 0, 2, 120, 20), (270, 600, 5, 230, 90), (shots, 5)
    ).tolist():
        cv2.circle(picture, (x, y), size, (red, rest, rest), -1, cv2.LINE_AA)
    box = BoxPx(PILL.x, PILL.y, PILL.width, PILL.height + 12 * (len(lines) - 1))
    glass = picture[box.y : box.bottom, box.x : box.right]
    glass[:] = (0.55 * glass + 0.45 * (255 - ink)).astype(np.uint8)
    page = Image.fromarray(picture)
    font = ImageFont.truetype(str(FONTS / "NotoSansSC-Regular.otf"), 10)
    for row, words in enumerate(lines):
        place = (box.center.x, PILL.center.y + 12 * row)
        ImageDraw.Draw(page).text(place, words, (ink,) * 3, font, anchor="mm")
    _, stored = cv2.imencode(".jpg", np.asarray(page), [cv2.IMWRITE_JPEG_QUALITY, 75])
    return np.asarray(cv2.imdecode(stored, cv2.IMREAD_COLOR), np.uint8)


def told(reader: Reader, picture: Picture) -> list[str]:
    """What the lines say that are found."""
    lines = drawn_skips(prepare(picture, None), reader, lambda line: True)
    crops = (picture[b.y : b.bottom, b.x : b.right] for b in (line.box_px for line in lines))
    return [reader.read(crop).text.replace(" ", "") for crop in crops]


@pytest.mark.parametrize(
    ("lines", "ink", "shots"),
    [
        (("跳过 3",), 255, SHOTS),
        (("跳过",), 255, SHOTS),
        (("跳过",), 20, SHOTS),
        (("跳过", "3s"), 255, 400),
    ],
)
def test_the_word_is_found_with_its_seconds(
    reader: Reader, lines: tuple[str, ...], ink: int, shots: int
) -> None:
    """White or black, its seconds beside or below it."""
    expected = [words.replace(" ", "") for words in lines]
    assert told(reader, splash(*lines, ink=ink, shots=shots)) == expected


def test_seconds_that_are_read_unsurely_do_not_take_the_words_place(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is told of a page is read surely: with them, the word would be lost too."""
    read = reader.read

    def doubting(crop: Picture, **how: Any) -> Reading:
        reading = read(crop, **how)
        unsure = any(sign.isdigit() for sign in reading.text)
        return Reading((reading.text, 0.59)) if unsure else reading

    monkeypatch.setattr(reader, "read", doubting)
    assert told(reader, splash("跳过 3")) == ["跳过"]


def test_the_page_shows_it_and_the_fast_path_knows_it_again(reader: Reader) -> None:
    """The finder sees no line there; later the word is known by its pixels."""
    seer, page = Seer(reader), splash("跳过", ink=20)
    (skip,) = seer.see(page).with_role(Role.SKIP)
    assert skip.box_px.contains(PILL.center)
    assert seer.fast(page).with_role(Role.SKIP) == (skip,)


@pytest.mark.parametrize(
    "words",
    [
        "路过 3",
        "调过 5",
        "通过",
        "超过",
        "跳转",
        "跳楼价",
        "跳过片头",
        "自动跳过",
        "登录",
        "3图",
        "",
    ],
)
def test_other_words_in_such_a_pill_are_no_skip(reader: Reader, words: str) -> None:
    """The nearest ones differ by a part of one letter, on a page with spots and on a plain one."""
    assert told(reader, splash(words)) == []
    assert told(reader, splash(words, shots=0)) == []


def test_the_reader_takes_a_line_for_a_word_only_where_that_is_as_likely(reader: Reader) -> None:
    """What is sure to be another word stays so."""
    plain = [splash(words, shots=0) for words in ("跳过", "路过")]
    crops = [p[PILL.y : PILL.bottom, PILL.x + 12 : PILL.right - 12] for p in plain]
    assert [reader.read(crop, word="跳过").text for crop in crops] == ["跳过", "路过"]
