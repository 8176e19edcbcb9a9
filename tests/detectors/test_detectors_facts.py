"""What lines tell beyond a role."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from drawn import DENSITY, photograph, px, text
from PIL import Image, ImageDraw, ImageFont

from detectors.facts import facts_of, rows, seconds_of
from detectors.seer import see
from detectors.vocabulary import words
from harness.domain.geometry import BoxPx
from harness.domain.measures import FactKind
from harness.domain.sight import Role

FONTS = Path(__file__).resolve().parents[2] / "harness" / "virtual" / "fonts"


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("跳过 5", {FactKind.SKIP, FactKind.COUNTDOWN}),
        ("跳过", {FactKind.SKIP}),
        ("關閉廣告", {FactKind.CLOSE}),
        ("5s 关闭", {FactKind.CLOSE, FactKind.COUNTDOWN}),
        ("暂不更新", {FactKind.DISMISS}),
        ("12 seconds remaining", {FactKind.COUNTDOWN}),
        ("广告", {FactKind.AD_LABEL}),
        ("摇一摇 跳转详情页或第三方应用", {FactKind.GESTURE, FactKind.DESTINATION}),
        ("点击跳转至第三方应用", {FactKind.DESTINATION}),
        ("立即下载", {FactKind.DESTINATION}),
        ("手机卡顿严重", {FactKind.FAKE_SYSTEM}),
        ("手机内存已满", {FactKind.FAKE_SYSTEM}),
        ("您有2条未读消息", {FactKind.FAKE_SYSTEM}),
        ("Your phone is infected!", {FactKind.FAKE_SYSTEM}),
        ("Omitir anuncio", {FactKind.SKIP}),
        ("Pular anúncio", {FactKind.SKIP}),
        ("Überspringen", {FactKind.SKIP}),
        ("Passer", {FactKind.SKIP}),
        ("スキップ", {FactKind.SKIP}),
        ("건너뛰기", {FactKind.SKIP}),
        ("Agora não", {FactKind.DISMISS}),
        ("Ahora no", {FactKind.DISMISS}),
        ("나중에", {FactKind.DISMISS}),
        ("キャンセル", {FactKind.DISMISS}),
        ("インストール", {FactKind.DESTINATION}),
        ("Instalar", {FactKind.DESTINATION}),
    ],
)
def test_a_line_tells_its_facts(text: str, kinds: set[FactKind]) -> None:
    """Ways out, seconds, labels, gestures, destinations and fake system talk."""
    assert {f.kind for f in facts_of(text)} == kinds


@pytest.mark.parametrize(
    "text",
    [
        "跳过片头",
        "跳绳打卡",
        "今日天气",
        "12:45",
        "下载管理",
        "内存卡",
        "更新日志",
        "Downloads",
        "Passersby",
    ],
)
def test_lines_of_ordinary_pages_tell_nothing(text: str) -> None:
    """Hard negatives: words that begin or end like the others."""
    assert facts_of(text) == ()


def test_the_app_that_is_named_is_told() -> None:
    """A disclosed destination comes with the name it gives."""
    (fact,) = facts_of("即将打开 饿了么 APP")
    assert fact.kind is FactKind.DESTINATION
    assert fact.names == "饿了么"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("5s", 5), ("跳过 3", 3), ("广告 15秒", 15), ("12:30", None), ("1/5", None)],
)
def test_seconds_are_read_from_one_number_alone(text: str, seconds: int | None) -> None:
    """A clock shows no seconds."""
    assert seconds_of(text) == seconds


def test_nine_languages_are_covered() -> None:
    """Ways out are known in zh-CN, zh-TW, en and six more; destinations and talk too."""
    wanted = {"zh-CN", "zh-TW", "en", "ja", "ko", "es", "pt", "de", "fr"}
    said = {language for word, _ in words() for language in word.languages}
    told = {language for row, _ in rows() for language in row.languages}
    assert wanted <= said
    assert wanted <= told


def test_small_letters_of_a_quarter_scale_picture_are_read() -> None:
    """跳过 3 in letters of 10 px, in a pill 16 px high on a picture 270 px wide."""
    picture = Image.fromarray(photograph(3)).resize((270, 600))
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((214, 30, 260, 46), 8, fill=(60, 60, 60))
    font = ImageFont.truetype(FONTS / "NotoSansSC-Regular.otf", 11)
    pen.text((237, 38), "跳过 3", fill=(255, 255, 255), font=font, anchor="mm")
    sight = see(np.asarray(picture), None, None)
    assert sight.popup is not None, sight.why
    (skip,) = sight.with_role(Role.SKIP)
    assert skip.box_px.iou(BoxPx(214, 30, 47, 17)) > 0.5
    assert {(f.kind, f.seconds) for f in sight.facts} >= {(FactKind.COUNTDOWN, 3)}


@pytest.mark.parametrize(("invited", "roles"), [(True, ["countdown", "cta"]), (False, [])])
def test_a_bare_number_counts_down_where_a_strip_invites(invited: bool, roles: list[str]) -> None:
    """The number at the left of a film's bar, with Install at its right; alone it is nothing."""
    picture = photograph(3)
    picture[: px(70)] = 255
    text(picture, "5", 22, 34, 15, (60, 60, 60))
    if invited:
        cv2.rectangle(picture, (px(310), px(28)), (px(400), px(64)), (40, 160, 90), -1)
        text(picture, "Install", 330, 38, 12, (255, 255, 255))
    sight = see(picture, None, DENSITY)
    found = [c.role.value for c in sight.controls if c.role.value in {"countdown", "cta"}]
    assert sorted(found) == sorted(roles)
