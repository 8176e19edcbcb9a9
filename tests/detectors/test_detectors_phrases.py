"""Phrases in scripts that the reader has no signs for."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from drawn import DENSITY, Picture, photograph, px
from PIL import Image, ImageDraw, ImageFont

from detectors.phrases import HEIGHT, phrase_on, tight_ink
from detectors.reading import Reader
from detectors.seer import Seer
from detectors.vocabulary import meaning
from harness.domain.sight import Role

FONTS = Path(__file__).resolve().parents[2] / "harness" / "virtual" / "fonts"


def line(words: str, size: int = 26, face: str = "Regular") -> Picture:
    """White letters on dark grey, with the margins of a line that was found."""
    font = ImageFont.truetype(str(FONTS / f"NotoSansSC-{face}.otf"), size)
    left, top, right, bottom = (round(v) for v in font.getbbox(words))
    margin = size // 5
    picture = Image.new("RGB", (right - left + 2 * margin, bottom - top + 2 * margin), (70, 70, 74))
    ImageDraw.Draw(picture).text(
        (margin - left, margin - top), words, fill=(255, 255, 255), font=font
    )
    return np.asarray(picture)


@pytest.mark.parametrize(
    ("words", "role"),
    [
        ("Пропустить", Role.SKIP),
        ("Пропустить 4", Role.SKIP),
        ("Пропустить рекламу", Role.SKIP),
        ("Закрыть", Role.SKIP),
        ("Отмена", Role.DISMISS),
        ("Нет, спасибо", Role.DISMISS),
        ("Скачать", Role.CTA),
        ("건너뛰기", Role.SKIP),
        ("건너뛰기 5", Role.SKIP),
        ("광고 건너뛰기", Role.SKIP),
        ("닫기", Role.SKIP),
        ("취소", Role.DISMISS),
        ("나중에", Role.DISMISS),
        ("설치", Role.CTA),
    ],
)
def test_a_phrase_is_recognised_and_means_what_it_says(words: str, role: Role) -> None:
    """Small in bold and large in thin letters, with and without its seconds."""
    for size, face in ((19, "Bold"), (30, "Light")):
        text, sure = phrase_on(line(words, size, face))
        word = meaning(text)
        assert word is not None, (words, size, text, sure)
        assert word.role is role


@pytest.mark.parametrize(
    "words",
    [
        "Пропустить заставку",
        "Новости дня",
        "Настройки",
        "인트로 건너뛰기",
        "오늘의 뉴스",
        "首页推荐",
        "12:30",
    ],
)
def test_what_is_none_of_the_phrases_is_not_taken_for_one(words: str) -> None:
    """To skip an introduction is no way out of a pop-up."""
    assert phrase_on(line(words, 26))[0] == ""
    assert phrase_on(line(words, 15, "Bold"))[0] == ""


def test_the_reader_falls_back_on_phrases_and_reads_the_rest_itself() -> None:
    """Chinese and Latin lines are read as before."""
    reader = Reader()
    assert reader.read(line("Пропустить")).text == "пропустить"
    assert reader.read(line("跳过")).text == "跳过"
    assert reader.read(line("Skip Ad")).text.replace(" ", "") == "SkipAd"


def test_a_russian_splash_page_shows_its_way_out() -> None:
    """A pill in the corner of a picture: that is a pop-up with a skip, box and all."""
    picture = photograph()
    pill = line("Пропустить 4", 42)
    left, top = px(290), px(48)
    picture[top : top + pill.shape[0], left : left + pill.shape[1]] = pill
    sight = Seer().see(picture, None, DENSITY)
    assert sight.popup is not None
    (skip,) = sight.with_role(Role.SKIP)
    assert abs(skip.box_px.center.x - (left + pill.shape[1] / 2)) < px(12)


def test_a_phrase_is_found_whatever_the_colours_and_the_compression() -> None:
    """Dark on light, on a slope of grey, and stored as JPEG of low quality."""
    light = line("Отмена", 24)
    dark = (255 - light) // 2 + np.linspace(0, 30, light.shape[1], dtype=np.uint8)[None, :, None]
    _, stored = cv2.imencode(".jpg", dark, [cv2.IMWRITE_JPEG_QUALITY, 40])
    worn = np.asarray(cv2.imdecode(stored, cv2.IMREAD_COLOR), np.uint8)
    assert phrase_on(worn)[0] == "отмена"


@pytest.mark.parametrize("shape", [(1, 1, 3), (3, 900, 3), (900, 3, 3), (40, 200, 3)])
def test_what_shows_no_line_is_no_phrase(shape: tuple[int, int, int]) -> None:
    """Flat crops have no ink; noise of any form gives a line of bounded size or none."""
    assert phrase_on(np.full(shape, 90, np.uint8)) == ("", 0.0)
    noise = np.random.default_rng(1).integers(0, 256, shape, np.uint8)
    ink = tight_ink(noise)
    assert ink is None or (ink.shape[0] == HEIGHT and ink.shape[1] <= 480)
    assert phrase_on(noise)[0] == ""
