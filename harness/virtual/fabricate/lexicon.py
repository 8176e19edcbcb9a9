"""What apps and advertisements say, by language: the files of ``words/``."""

import functools
import tomllib
from pathlib import Path

import msgspec

FOLDER = Path(__file__).parent / "words"
LANGUAGES = {
    "zh-CN": 0.46, "en": 0.2, "zh-TW": 0.07, "ja": 0.04, "ko": 0.04, "es": 0.035, "fr": 0.035,
    "de": 0.03, "pt": 0.03, "ru": 0.03, "vi": 0.03,
}  # fmt: skip
"""How often each language is taken; together 1."""


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words of one language; ``{n}`` is a countdown in seconds, ``{app}`` the app's name."""

    brands: tuple[str, ...]
    slogans: tuple[str, ...]
    headlines: tuple[str, ...]
    subs: tuple[str, ...]
    prices: tuple[str, ...]
    ctas: tuple[str, ...]
    gestures: tuple[str, ...]
    ad_labels: tuple[str, ...]
    skips: tuple[str, ...]
    countdowns: tuple[str, ...]
    """Those of the skips that only count."""
    close_texts: tuple[str, ...]
    dismisses: tuple[str, ...]
    never_agains: tuple[str, ...]
    """What a box to tick says."""
    accepts: tuple[str, ...]
    dialog_titles: tuple[str, ...]
    dialog_bodies: tuple[str, ...]
    consent_title: tuple[str, ...]
    consent_body: str
    agrees: tuple[str, ...]
    refuses: tuple[str, ...]
    permission: tuple[str, ...]
    allows: tuple[str, ...]
    denies: tuple[str, ...]
    titles: tuple[str, ...]
    sources: tuple[str, ...]
    tabs: tuple[str, ...]
    rows: tuple[str, ...]
    hints: tuple[str, ...]
    tags: tuple[str, ...]
    buttons: tuple[str, ...]
    skip_intro: tuple[str, ...]
    alarms: tuple[str, ...]
    nav_titles: tuple[str, ...]


@functools.cache
def words(language: str) -> Words:
    """The words of one of ``LANGUAGES``."""
    source = (FOLDER / f"{language}.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(source), Words)


def letters() -> set[str]:
    """Every character that the words of any language use."""
    said = (f.read_text(encoding="utf-8") for f in FOLDER.glob("*.toml"))
    return {char for text in said for char in text if char > " "}
