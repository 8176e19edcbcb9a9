"""What lines say of their page: ``pages.toml`` compiled."""

import enum
import functools
import importlib.resources
import re
import tomllib
from collections.abc import Iterable, Sequence

import msgspec

from detectors.vocabulary import normalised, unaccented


class Tells(enum.Enum):
    """What a line speaks of, or whose page it stands on."""

    PRIVACY = "privacy"
    SYSTEM = "system"
    UPDATE = "update"
    CART = "cart"
    FOLLOW = "follow"
    TALK = "talk"
    PLAYER = "player"
    EDIT = "edit"
    CODE = "code"
    MENU = "menu"
    LOGIN = "login"
    CALL = "call"
    PURCHASE = "purchase"
    REWARD = "reward"
    TAB = "tab"


class _Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    because: str
    patterns: tuple[str, ...]
    anywhere: bool = False


@functools.cache
def _patterns() -> dict[Tells, re.Pattern[str]]:
    source = importlib.resources.files("detectors").joinpath("pages.toml").read_text("utf-8")
    table = msgspec.convert(tomllib.loads(source), dict[Tells, _Row])
    return {kind: re.compile(_joined(row)) for kind, row in table.items()}


def _joined(row: _Row) -> str:
    either = "|".join(f"(?:{unaccented(p)})" for p in row.patterns)
    return either if row.anywhere else rf"\A(?:{either})\Z"


def tells(text: str, *kinds: Tells) -> bool:
    """Whether a line speaks of one of these."""
    line, patterns = normalised(text), _patterns()
    return any(patterns[kind].search(line) for kind in kinds)


def any_tells(texts: Iterable[str], *kinds: Tells) -> bool:
    """Whether one of the lines does."""
    return any(tells(text, *kinds) for text in texts)


_OWN = (Tells.CART, Tells.CODE, Tells.MENU, Tells.LOGIN, Tells.TALK, Tells.PLAYER, Tells.EDIT)


def tells_of_own_page(texts: Sequence[str]) -> bool:
    """Whether a page's lines say that it is an app's own, from which an X leads back.

    One puts goods into a cart, follows somebody, as on live broadcasts, or writes to them, asks for
    a code or shows one to pay with, logs in, plays faster, edits a film, or is a mini-program's
    menu. Beside other tabs 关注 is one, and a pop-up may lie over the feed.
    """
    return any_tells(texts, *_OWN) or (
        any_tells(texts, Tells.FOLLOW) and not any_tells(texts, Tells.TAB)
    )
