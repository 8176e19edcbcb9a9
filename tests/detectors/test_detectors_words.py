"""Vocabulary, hierarchy parsing and decoding of picture files."""

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from detectors.hierarchy import clickable_at, mark_of, parse, role_of, sdk_marks
from detectors.images import NotAPictureError, decode
from detectors.pages import Tells, tells, tells_of_own_page
from detectors.vocabulary import meaning, tail_of
from harness.domain.geometry import BoxPx
from harness.domain.sight import Role


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("跳过", Role.SKIP),
        ("跳过 5", Role.SKIP),
        ("5s 跳过", Role.SKIP),
        ("跳過廣告", Role.SKIP),
        ("Skip Ad", Role.SKIP),
        ("关闭广告", Role.SKIP),
        ("18s | 关闭广告", Role.SKIP),
        ("关闭 ×", Role.SKIP),
        ("关闭(2s)", Role.SKIP),
        ("(3) 关闭", Role.SKIP),
        ("关闭按钮", Role.SKIP),
        ("继续支付", Role.CTA),
        ("忽略风险继续安装", Role.CTA),
        ("继续逛逛", Role.DISMISS),
        ("Interstitial close button", Role.SKIP),
        ("webview-close", Role.SKIP),
        ("已Wi-Fi预加载", Role.AD_LABEL),
        ("广告|已WiFi加载", Role.AD_LABEL),
        ("以后再说", Role.DISMISS),
        ("不同意", Role.DISMISS),
        ("No, thanks", Role.DISMISS),
        ("我知道了", Role.DISMISS),
        ("我再考虑一下", Role.DISMISS),
        ("先不要", Role.DISMISS),
        ("下次再评", Role.DISMISS),
        ("稍后绑定", Role.DISMISS),
        ("跳过这一步", Role.DISMISS),
        ("仅使用基本功能", Role.DISMISS),
        ("打开看看", Role.CTA),
        ("立即下载", Role.CTA),
        ("查看详情 >", Role.CTA),
        ("查看详情）", Role.CTA),
        ("同意并继续", Role.CTA),
        ("广告", Role.AD_LABEL),
        ("摇一摇 跳转详情", Role.GESTURE_HINT),
        ("3s", Role.COUNTDOWN),
        ("Fechar em 5", Role.SKIP),
        ("Uberspringen 5", Role.SKIP),
        ("略過 5", Role.SKIP),
        ("Bo qua 3", Role.SKIP),
        ("スキップ 5", Role.SKIP),
        ("5초 후 건너뛰기", Role.SKIP),
        ("あと5秒", Role.COUNTDOWN),
        ("Não, obrigado", Role.DISMISS),
        ("Đồng ý", Role.CTA),
        ("Quảng cáo", Role.AD_LABEL),
        ("Смахните вверх, чтобы узнать больше", Role.GESTURE_HINT),
        ("Skip (6)", Role.SKIP),
        ("3秒後にスキップ", Role.SKIP),
        ("略過廣告", Role.SKIP),
        ("Пропустить рекламу", Role.SKIP),
        ("Bỏ qua", Role.SKIP),
        ("确定", Role.CTA),
        ("Enable", Role.CTA),
        ("跳过l5", Role.SKIP),
        ("5丨跳过广告 >", Role.SKIP),
        ("【跳过】", Role.SKIP),
        ("广告｜跳过", Role.SKIP),
        ("5s后可关闭", Role.SKIP),
        ("广告倒计时 5s", Role.COUNTDOWN),
        ("广告 5", Role.COUNTDOWN),
        ("广告 0", Role.AD_LABEL),
        ("跳过广告(2s)", Role.SKIP),
        ("9″ 跳过", Role.SKIP),
        ("跳过・3", Role.SKIP),
        ("广告 跳过 5", Role.SKIP),
        ("倒计时5s 跳过", Role.SKIP),
        ("VIP免广告 | 跳过", Role.SKIP),
        ("会员免广告", Role.AD_LABEL),
        ("我已阅读并同意", Role.CTA),
        ("我已阅读并同意以上协议", Role.CTA),
        ("Continue to app ❯", Role.SKIP),
        ("Back to game", Role.SKIP),
        ("Skip D|", Role.SKIP),
        ("No thanks, I prefer full price", Role.DISMISS),
        ("No, I don't want to save", Role.DISMISS),
        ("Don't show this again", Role.DISMISS),
        ("Continue with ads", Role.DISMISS),
        ("Ask me later", Role.DISMISS),
        ("Ok, got it", Role.DISMISS),
        ("Try free for 7 days", Role.CTA),
        ("Start my 3-day free trial", Role.CTA),
        ("Open in the app", Role.CTA),
        ("Rate us on Google Play", Role.CTA),
        ("Unlock my discount", Role.CTA),
        ("跳过视频 21", Role.SKIP),
        ("15 | 跳过视频", Role.SKIP),
        ("广告 | 5s 跳过", Role.SKIP),
        ("广告剩余5秒 跳过", Role.SKIP),
        ("会员免广告 跳过 5", Role.SKIP),
        ("一键跳过", Role.SKIP),
        ("可在5秒后关闭", Role.SKIP),
        ("Skip after 5s", Role.SKIP),
        ("Closing in 5", Role.SKIP),
        ("晚点再说", Role.DISMISS),
        ("稍候再说", Role.DISMISS),
        ("放弃抽奖", Role.DISMISS),
        ("坚持退出", Role.DISMISS),
        ("退出游戏", Role.DISMISS),
        ("仍不同意", Role.DISMISS),
        ("进入仅浏览模式", Role.DISMISS),
        ("Stay on web", Role.DISMISS),
        ("Continue in browser", Role.DISMISS),
        ("Decline all", Role.DISMISS),
        ("Only necessary cookies", Role.DISMISS),
        ("暂不切换", Role.DISMISS),
        ("留在当前城市", Role.DISMISS),
        ("Turn on notifications", Role.CTA),
        ("切换", Role.CTA),
        ("切换到北京", Role.CTA),
        ("在App内打开", Role.CTA),
        ("后台更新", Role.CTA),
        ("加入书架", Role.CTA),
        ("Ad 1 of 2 · 0:15", Role.AD_LABEL),
    ],
)
def test_words_of_popups_are_understood(line: str, role: Role) -> None:
    """What a line promises does not depend on blanks, case and width."""
    word = meaning(line)
    assert word is not None
    assert word.role is role


@pytest.mark.parametrize(
    "line",
    [
        "跳过片头",
        "跳过片尾曲",
        "跳过教程",
        "5秒跳过片头",
        "跳过3集",
        "会员跳过片头",
        "还有5秒跳过片头",
        "游客登录",
        "再说明天",
        "Continue as guest",
        "Never",
        "Continue reading",
        "9:41",
        "skip to main content",
        "广告法解读",
        "取消订单",
        "5",
        "",
        "跳绳",
        "Intro überspringen",
        "Bỏ qua nội dung",
        "Fechar conta",
        "7 seconds",
        "再见",
        "No images found",
        "No idols here",
        "No illustrations yet",
        "Do it",
        "切换账号",
        "留在原地的人们",
    ],
)
def test_words_of_ordinary_pages_mean_nothing(line: str) -> None:
    """A whole line must match: skipping an opening song skips no advertisement."""
    assert meaning(line) is None


@pytest.mark.parametrize(
    "line",
    [
        "去开启消息通知",
        "限时15元 立即续费",
        "继续看视频得宝箱",
        "一键登录",
        "开",
        "抽奖",
        "开始抢红包",
    ],
)
def test_what_a_heading_says_too_invites_only_on_a_button(line: str) -> None:
    """And tells of no pop-up by itself: ordinary pages have such buttons."""
    assert meaning(line) is None
    word = meaning(line, outlined=True)
    assert word is not None
    assert (word.role, word.weight) == (Role.CTA, 0.0)


def test_a_lone_number_counts_down_only_in_an_outline_in_a_corner() -> None:
    """Numbers stand everywhere on ordinary pages."""
    assert meaning("5", corner=True) is None
    for number in ("5", "05", "30"):
        word = meaning(number, corner=True, outlined=True)
        assert word is not None
        assert word.role is Role.COUNTDOWN
    assert meaning("00", corner=True, outlined=True) is None, "the eyes of a smiley"


def test_the_words_of_any_accepting_button_tell_of_no_popup() -> None:
    """Forms have an OK too: it is the invitation of a pop-up, no sign of one."""
    word = meaning("确定")
    assert word is not None
    assert word.weight == 0


def test_privacy_and_system_lines_are_told_apart() -> None:
    """Consent speaks of agreements, the system of permissions and crashes."""
    assert tells("请阅读《用户协议》与《隐私政策》", Tells.PRIVACY)
    assert tells("要允许“天气”访问此设备的位置信息吗", Tells.SYSTEM)
    assert tells("Weather keeps stopping", Tells.SYSTEM)
    assert not tells("今天天气晴", Tells.SYSTEM)


def test_an_earned_reward_and_what_one_publishes_are_told() -> None:
    """A film is left then; a page on which one writes is the app's own."""
    for line in ("已成功获得奖励", "奖励已发放", "恭喜您获得奖励", "Reward granted"):
        assert tells(line, Tells.REWARD)
    assert not tells("看视频可获得奖励", Tells.REWARD)
    assert tells_of_own_page(["发布动态"])
    assert not tells_of_own_page(["发布会直播", "新品发布"])


def node(bounds: str, *, clickable: bool = True, **fields: str) -> str:
    """One node of a dump."""
    told = " ".join(f'{k.replace("_", "-")}="{v}"' for k, v in fields.items())
    return f'<node {told} clickable="{str(clickable).lower()}" bounds="{bounds}"/>'


def test_the_smallest_clickable_node_is_the_witness() -> None:
    """Containers are clickable too; the inner node counts."""
    nodes = parse(f"<hierarchy>{node('[0,0][1080,2400]')}{node('[900,100][1000,200]')}</hierarchy>")
    found = clickable_at(nodes, BoxPx(930, 130, 20, 20))
    assert found is not None
    assert found.box_px == BoxPx(900, 100, 100, 100)


def test_sdk_ids_name_roles() -> None:
    """A Pangle skip button says that it is one; a made-up id says nothing."""
    xml = node("[0,0][9,9]", resource_id="a:id/tt_splash_skip_btn") + node(
        "[0,0][9,9]", resource_id="a:id/q"
    )
    known, unknown = parse(f"<hierarchy>{xml}</hierarchy>")
    assert role_of(mark_of(known)) is Role.SKIP
    assert mark_of(unknown) is None


def test_each_sdk_row_names_a_role_and_its_evidence() -> None:
    """The table holds nothing without an origin."""
    for mark in sdk_marks():
        assert mark.evidence
        assert mark.role in {"container", "marker"} or Role(mark.role)


def test_entities_are_refused() -> None:
    """A dump with a DTD is no dump."""
    entities = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    bomb = f'{entities}<hierarchy><node text="&b;"/></hierarchy>'
    assert parse(bomb) == ()


@settings(deadline=None, derandomize=True, max_examples=80)
@given(st.text(max_size=200), st.integers(0, 120))
def test_garbage_is_an_empty_tree(noise: str, cut: int) -> None:
    """Truncated and scribbled dumps never raise."""
    good = f"<hierarchy>{node('[0,0][10,10]', text='x')}</hierarchy>"
    assert isinstance(parse(good[:cut] + noise), tuple)
    assert isinstance(parse(noise), tuple)


def encoded(mode: str, form: str = "PNG", **save: object) -> bytes:
    """A 30 x 20 picture file."""
    out = io.BytesIO()
    Image.new(mode, (30, 20)).save(out, form, **save)
    return out.getvalue()


@pytest.mark.parametrize(
    ("mode", "form"),
    [
        ("RGB", "PNG"),
        ("RGBA", "PNG"),
        ("P", "GIF"),
        ("L", "PNG"),
        ("1", "PNG"),
        ("I;16", "PNG"),
        ("CMYK", "JPEG"),
        ("LA", "PNG"),
    ],
)
def test_any_sort_of_picture_becomes_rgb(mode: str, form: str) -> None:
    """Palette, CMYK, alpha, 1 and 16 bit all decode to three channels of eight bits."""
    rgb = decode(encoded(mode, form))
    assert rgb.shape == (20, 30, 3)
    assert rgb.dtype == np.uint8


def test_sixteen_bit_grey_is_scaled_not_cut() -> None:
    """Half of 65535 is mid grey."""
    out = io.BytesIO()
    Image.fromarray(np.full((4, 4), 32768, np.uint16)).save(out, "PNG")
    assert abs(int(decode(out.getvalue())[0, 0, 0]) - 127) <= 1


def test_exif_turns_the_picture_upright() -> None:
    """Orientation 6 swaps width and height."""
    exif = Image.Exif()
    exif[0x0112] = 6
    assert decode(encoded("RGB", "JPEG", exif=exif)).shape == (30, 20, 3)


def test_alpha_is_laid_on_white() -> None:
    """A transparent pixel is white, not black."""
    assert decode(encoded("RGBA"))[0, 0].tolist() == [255, 255, 255]


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"", "empty"), (b"hello, no picture", "not a picture"), (encoded("RGB")[:45], "cut short")],
)
def test_what_cannot_be_decoded_says_so_in_one_line(data: bytes, words: str) -> None:
    """One clear sentence for a person."""
    with pytest.raises(NotAPictureError, match=words) as caught:
        decode(data)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("Skip", "Skip Ad >"),
        ("スキップ", "広告をスキップ"),
        ("건너뛰기", "광고 건너뛰기"),
        ("Saltar", "Saltar anuncio"),
        ("Bỏ qua", "Bỏ qua quảng cáo"),
        ("Пропустить", "Пропустить рекламу"),
    ],
)
def test_skip_with_its_seconds_or_its_advertisement_tells_of_a_splash_page_alone(
    words: str, named: str
) -> None:
    """Introductions say the word too, but count nothing and name no advertisement."""
    alone, counted = meaning(words), meaning(f"{words} 4")
    assert meaning(named) == counted
    assert alone is not None
    assert counted is not None
    assert (alone.role, counted.role) == (Role.SKIP, Role.SKIP)
    assert counted.weight - alone.weight > 1
    assert meaning(f"{words} 2024") is None


def test_what_the_reader_makes_of_a_vietnamese_button_means_something_there_alone() -> None:
    """It has no ủ, so that Hủy (cancel) comes out as Hy; amid a page that is nothing."""
    word = meaning("Hy", outlined=True)
    assert word is not None
    assert word.role is Role.DISMISS
    assert meaning("Hy") is None


@pytest.mark.parametrize(
    "line",
    [
        "立即更新", "马上升级", "发现新版本 8.2.0", "更新内容：", "暂不更新", "忽略此版本",
        "發現新版本",
        "Update now", "New version available", "What's new", "今すぐアップデート", "업데이트",
        "Jetzt aktualisieren", "Mettre à jour", "Actualizar ahora", "Обновить", "Cập nhật ngay",
    ],
)  # fmt: skip
def test_an_offer_of_a_newer_version_is_known_by_its_words(line: str) -> None:
    """Its title or its buttons, in nine languages."""
    assert tells(line, Tells.UPDATE)


@pytest.mark.parametrize(
    "line",
    ["新版上线 全场五折", "每日更新", "升级会员", "内容更新至第8集", "News update: storm", "跳过"],
)
def test_what_only_speaks_of_something_new_offers_no_version(line: str) -> None:
    """A series, a membership, news."""
    assert not tells(line, Tells.UPDATE)


@pytest.mark.parametrize(
    ("line", "share"),
    [
        ("奖励已领取 | 关闭", 4 / 17),
        ("15s后可领取奖励 | 跳过", 4 / 22),
        ("恭喜获得奖励 关闭广告", 8 / 21),
        ("奖励将于 5 秒后发放 | 关闭", 4 / 26),
        ("12s后可领奖 | 跳过", 4 / 17),
        ("放弃奖励 | 关闭", 4 / 15),
        ("恭喜，已获得奖励 | 关闭", 4 / 23),
        ("0:12 | 跳过", 4 / 11),
    ],
)
def test_a_films_way_out_is_the_last_part_of_its_line(line: str, share: float) -> None:
    """What it tells before of the reward is no button."""
    word = meaning(line)
    assert word is not None
    assert word.role is Role.SKIP
    assert word.tail
    assert tail_of(line) == pytest.approx(share, abs=0.03)


@pytest.mark.parametrize("line", ["奖励已领取", "恭喜获得奖励", "关闭奖励", "领取奖励"])
def test_a_reward_without_a_way_out_is_none(line: str) -> None:
    word = meaning(line, corner=True)
    assert word is None or word.role is not Role.SKIP


@pytest.mark.parametrize(
    "line",
    [
        "22 seconds remaining | ×", "Reward in 22 seconds", "Your video will end in 12 seconds",
        "You can close in 5s", "观看15秒可领取奖励", "视频剩余12秒", "还剩12秒", "还需观看 12 秒",
        "距离奖励还剩12秒",
    ],
)  # fmt: skip
def test_a_films_seconds_are_known_in_a_corner_alone(line: str) -> None:
    """Amid a page they may be those of a game or an exam."""
    word = meaning(line, corner=True)
    assert word is not None
    assert word.role is Role.COUNTDOWN
    assert meaning(line) is None


@pytest.mark.parametrize(
    "line",
    ["还剩3天", "剩余12分钟", "观看15秒视频广告获得复活机会", "距离10秒", "0:12", "还剩12件"],
)
def test_other_amounts_that_are_left_count_nothing_down(line: str) -> None:
    assert meaning(line, corner=True) is None
