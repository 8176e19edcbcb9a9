"""Personal text: what looks like a number, name or account of a person, and how it is masked.

It errs to the side of masking: a price that looks like a telephone number is masked too. It
knows Chinese mainland formats and the common international ones; what it misses can be marked
by hand.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")
MASK = "█"
_PLATES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_BEFORE_NAME = "姓名|收货人|联系人|收件人|寄件人|户名|真实姓名|乘客|Name"
_BEFORE_ACCOUNT = (
    "账号|帐号|账户|帐户|用户名|登录名|昵称|微信号|QQ号?|UID|用户ID|会员号|Account|Username"
)
_IN_URI = (
    "imei|imsi|oaid|idfa|gaid|android_?id|mac|phone|mobile|tel|uid|user_?id|open_?id|token|"
    "session|email|lat|lng|lon"
)
PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("email", re.compile(r"(?P<it>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)")),
    (
        "id_number",
        re.compile(
            r"(?<!\d)(?P<it>[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
            r"\d{3}[\dXx])(?!\d)"
        ),
    ),
    ("bank_card", re.compile(r"(?<!\d)(?P<it>\d{4}(?:[ -]?\d{4}){3}(?:[ -]?\d{1,3})?)(?!\d)")),
    (
        "phone",
        re.compile(
            r"(?<![\d.])(?P<it>(?:\+?86[ -]?)?1[3-9]\d[ -]?[\d*]{4}[ -]?\d{4}|0\d{2,3}-\d{7,8})"
            r"(?![\d.])"
        ),
    ),
    ("plate", re.compile(rf"(?P<it>[{_PLATES}][A-HJ-NP-Z][·•. ]?[A-HJ-NP-Z0-9]{{5,6}})(?!\w)")),
    ("account", re.compile(rf"(?i:[?&;](?:{_IN_URI})=)(?P<it>[^&#;\s]+)")),
    ("account", re.compile(rf"(?i:{_BEFORE_ACCOUNT})\s*[:： ]\s*(?P<it>[^\s,，。;；]{{2,40}})")),
    ("name", re.compile(rf"(?i:{_BEFORE_NAME})\s*[:： ]\s*(?P<it>[^\s,，。;；\d]{{2,20}})")),
    ("name", re.compile(r"(?P<it>[\u4e00-\u9fff]{1,3})(?:先生|女士|小姐)(?![\u4e00-\u9fff]{3})")),
)
"""Kind of personal text and what it looks like; the group ``it`` is masked."""
TEXT_FIELDS = frozenset(
    {"data_uri", "text", "words", "tree_text", "popup_tree_text", "reason", "why", "label", "title"}
)
"""Fields of our records that hold words of the screen or of an intent."""


def found(text: str) -> Iterator[tuple[str, int, int]]:
    """Kind, start and end of every personal part; parts of two kinds may overlap."""
    same = _folded(text)
    for kind, pattern in PATTERNS:
        for match in pattern.finditer(same):
            if kind != "bank_card" or _luhn(match["it"]):
                yield kind, *match.span("it")


def masked(text: str) -> str:
    """The text with every personal part replaced letter for letter."""
    letters = list(text)
    for _, start, end in found(text):
        letters[start:end] = MASK * (end - start)
    return "".join(letters)


def _folded(text: str) -> str:
    """Full-width letters and digits as plain ones, one for one."""
    return "".join(
        plain if len(plain := unicodedata.normalize("NFKC", letter)) == 1 else letter
        for letter in text
    )


def _luhn(number: str) -> bool:
    """ISO/IEC 7812-1: every second digit from the right doubled, digit sum divisible by ten."""
    digits = [int(d) for d in reversed(number) if d.isdigit()]
    doubled = [sum(divmod(2 * d, 10)) if i % 2 else d for i, d in enumerate(digits)]
    return sum(doubled) % 10 == 0


def masked_record(record: T, count: Callable[[], None]) -> T:
    """A record of ours with its words masked; ``count`` is called for each text that changed."""
    plain = msgspec.to_builtins(record)
    return msgspec.convert(_walk(plain, count, masking=False), type(record))


def _walk(value: Any, count: Callable[[], None], *, masking: bool) -> Any:
    if isinstance(value, dict):
        return {
            key: _walk(inner, count, masking=key in TEXT_FIELDS) for key, inner in value.items()
        }
    if isinstance(value, list | tuple):
        return [_walk(inner, count, masking=masking) for inner in value]
    if masking and isinstance(value, str):
        hidden = masked(value)
        if hidden != value:
            count()
        return hidden
    return value
