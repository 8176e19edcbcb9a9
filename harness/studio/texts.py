"""Studio's texts in Chinese and English; words of the report are the report's own."""

import functools
import tomllib
from importlib import resources

from harness.report.words import LANGUAGES
from harness.report.words import texts as report_texts

OF_THE_REPORT = (
    "role.",
    "outcome.",
    "place.",
    "question.",
    "popup.",
    "verdict.",
    "zone.",
    "facts.unknown",
)
"""Groups that the page takes over from the report, so that one thing has one name."""


@functools.cache
def texts(lang: str) -> dict[str, str]:
    """All texts of one language, keys joined with a dot."""
    source = resources.files("harness.studio") / "lang" / f"{lang}.toml"
    found = tomllib.loads(source.read_text(encoding="utf-8"))
    flat = {key: text for key, text in report_texts(lang).items() if key.startswith(OF_THE_REPORT)}
    for group, value in found.items():
        flat.update({f"{group}.{key}": text for key, text in value.items()})
    return flat


def all_texts() -> dict[str, dict[str, str]]:
    """The texts by language."""
    return {lang: texts(lang) for lang in LANGUAGES}
