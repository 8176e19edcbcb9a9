"""What a line of text promises: ``vocabulary.toml`` compiled."""

import functools
import importlib.resources
import re
import tomllib
import unicodedata
from collections.abc import Sequence

import msgspec

from harness.domain.sight import Role


class Word(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One row of the table; ``weight`` is log-odds that a pop-up is there."""

    role: Role
    patterns: tuple[str, ...]
    languages: tuple[str, ...]
    weight: float = 0.0
    consent: bool = False
    corner: bool = False
    """Means something only in a corner of the screen."""
    outlined: bool = False
    """Means something only inside a drawn outline."""
    tail: bool = False
    """The last words alone are the control; those before tell something else."""
    at_foot: Role | None = None
    """Its role in the lower half of a card, away from the screen's corners, if another."""
    because: str = ""


UNMISTAKABLE = 2.6
"""Weight from which a skip's words are those of splash pages alone."""


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    word: tuple[Word, ...]


@functools.cache
def words() -> tuple[tuple[Word, re.Pattern[str]], ...]:
    """The rows in the table's order, each with its patterns joined."""
    source = importlib.resources.files("detectors").joinpath("vocabulary.toml").read_text("utf-8")
    table = msgspec.convert(tomllib.loads(source), _Table)
    return tuple(
        (w, re.compile("|".join(f"(?:{unaccented(p)})" for p in w.patterns))) for w in table.word
    )


@functools.lru_cache(maxsize=4096)
def normalised(text: str) -> str:
    """NFKC, lower case, without blanks, control characters, circled signs and accents."""
    plain = "".join(c for c in text if not "\u2460" <= c <= "\u24ff")
    folded = unaccented(unicodedata.normalize("NFKC", plain).lower())
    return "".join(c for c in folded if not c.isspace() and unicodedata.category(c)[0] != "C")


def unaccented(text: str) -> str:
    """Without the accents of Latin and Cyrillic letters, often misread; kana keep theirs."""
    apart = unicodedata.normalize("NFD", text.replace("đ", "d").replace("ß", "ss"))
    return unicodedata.normalize("NFC", "".join(c for c in apart if not "\u0300" <= c <= "\u036f"))


@functools.lru_cache(maxsize=4096)
def meaning(text: str, *, corner: bool = False, outlined: bool = False) -> Word | None:
    """The first row whose pattern matches the whole line and whose conditions hold."""
    line = normalised(text)
    if not line or len(line) > 40:
        return None
    for word, pattern in words():
        if (word.corner and not corner) or (word.outlined and not outlined):
            continue
        if pattern.fullmatch(line):
            return word
    return None


_TAIL = re.compile(r"(?:[关關][闭閉]|跳[过過])(?:(?:广|廣)告)?[^关關闭閉跳过過]*$")


def tail_of(text: str) -> float:
    """Share of a line's width, 0 … 1, that its last way out takes; 1 where it names none."""
    found = _TAIL.search(text)
    wide = [2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text]
    return sum(wide[found.start() :]) / max(1, sum(wide)) if found else 1.0


_PRIVACY = re.compile(
    r"用户(服务)?协议|隐私(政策|协议|保护|条款)|個人資料|隱私|服务协议|privacypolicy|termsof(service|use)"
    r"|プライバシー|개인정보|datenschutz|privacidade?|confidentialite|конфиденциальност|quyenriengtu"
)


def speaks_of_privacy(text: str) -> bool:
    """Whether a line names a user agreement or a privacy policy."""
    return _PRIVACY.search(normalised(text)) is not None


_VERSION = r"(到?最?新版本?|版本|应用|應用|app)?(吧)?[>»›!]*"
_UPDATE = re.compile(
    rf"(立即|马上|馬上|现在|現在|一键|一鍵|去|前往|点击|點擊)?(更新|升[级級]){_VERSION}"
    rf"|([暂暫]不|[稍以][后後]|下次|取消)(再)?(更新|升[级級]){_VERSION}|(忽略|跳[过過])(此|该|該)?(版本|更新)"
    r"|(发现|發現|检测到|檢測到|有)新(的)?版本.{0,16}|(版本|软件|軟體|应用|應用)?(更新|升[级級])(内容|內容|提示|日志|[说說]明)[:：]?"
    r"|(updateor)?(update|upgrade)(now|theapp|app|later)?|(a)?newversion(is)?(available)?.{0,12}|updateavailable|what'?snew"
    r"|(今すぐ)?(更新|アップデート)(する)?|(지금)?업데이트(하기)?|(jetzt)?aktualisieren|mettreajour(maintenant)?"
    r"|(atualizar|actualizar)(agora|ahora)?|обновить(сейчас)?|capnhat(ngay)?"
)


def speaks_of_update(text: str) -> bool:
    """Whether a line offers a newer version of the app, or is the title of such an offer."""
    return _UPDATE.fullmatch(normalised(text)) is not None


_SYSTEM = re.compile(
    r"(是否)?允许.{1,16}(访问|拍摄|录制|发送|拨打|获取|使用|查找).{0,24}|.{1,16}(已|屡次)停止运行|.{1,16}(没有|无)响应"
    r"|allow.{1,24}to(access|take|record|send|make|find).{0,30}|.{1,24}(isn'tresponding|keepsstopping|hasstopped)"
)


def speaks_of_system(text: str) -> bool:
    """Whether a line is a permission's or a crash dialog's."""
    return _SYSTEM.search(normalised(text)) is not None


_CART = re.compile(
    r"加入(购物车|購物車|购物袋|購物袋|进货单|菜篮子)|add(edto|to)(cart|bag|basket)|カートに入れる|장바구니(담기|에담기)?"
    r"|indenwarenkorb|ajouteraupanier|anadiralcarrito|adicionaraocarrinho|вкорзину|themvaogio(hang)?"
)
_FOLLOW = re.compile(
    r"[+＋]?(关注|關注|追蹤|追踪)|[说說][点點]什[么麼]?.{0,4}|follow(ing)?|フォロー(する)?|팔로우|folgen|suivre|seguir|подписаться|theodoi"
)
_CODE = re.compile(
    r".{0,8}(放入|对准|對準).{0,8}[框码碼].*|扫一扫|掃一掃|.*自动扫描|.{0,16}scan(a|the)?(qr|bar)code.*"
    r"|(付款|收款|乘车|乘車|取餐|会员|會員|签到|簽到)[码碼]|向商[家户]付款|(paymentcode|showtopay|paywithqrcode)"
)
_MENU = re.compile(r"(\.{2,3}|⋯|[·•]{3})[|｜丨lı1]?[x×✕o0◎⊙]?")
"""Of a mini-program: three dots, a bar, and what leads back."""
# without accents, as lines are normalised: Войти has lost its breve
_LOGIN = re.compile(
    r"(其[他它]|更多)(方式)?登[录錄](方式)?|(本机号码|手机号?码?|手機號?碼?|验证码|密码|账号)?一?[键鍵]?登[录錄]|login|log(in|on)|signin"
    r"|(login|log(in|on)|signin)with.{3,24}|ログイン|로그인|anmelden|seconnecter|iniciarsesion|entrar|воити|dangnhap"
)
_TAB = re.compile(
    "推荐|推薦|热门|熱門|发现|發現|首页|首頁|我的|书架|書架|书城|書城|分类|分類|foryou|explore|home"
)


def tells_of_own_page(texts: Sequence[str]) -> bool:
    """Whether a page's lines say that it is an app's own, from which an X leads back.

    One puts goods into a cart, follows somebody, as on live broadcasts, asks for a code or shows
    one to pay with, logs in, or is a mini-program's menu. Beside other tabs 关注 is one, and a
    pop-up may lie over the feed.
    """
    lines = [normalised(text) for text in texts]
    words = [_CART, _CODE, _MENU, _LOGIN]
    if not any(map(_TAB.fullmatch, lines)):
        words.append(_FOLLOW)
    return any(word.fullmatch(line) for word in words for line in lines)


def speaks_of_login(text: str) -> bool:
    """Whether a line lets somebody log in."""
    return _LOGIN.fullmatch(normalised(text)) is not None
