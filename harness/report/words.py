"""The report's texts in Chinese, English or both at once."""

import functools
import re
import tomllib
from importlib import resources
from typing import Any

from markupsafe import Markup, escape

from harness.report.clean import clean

LANGUAGES = {"zh": "zh-CN", "en": "en"}
"""Our name of a language and its BCP 47 tag."""


@functools.cache
def texts(lang: str) -> dict[str, str]:
    """All texts of one language, keys joined with a dot."""
    source = resources.files("harness.report") / "lang" / f"{lang}.toml"
    found = tomllib.loads(source.read_text(encoding="utf-8"))
    flat: dict[str, str] = {}
    for name, value in found.items():
        if isinstance(value, dict):
            flat.update({f"{name}.{key}": text for key, text in value.items()})
        else:
            flat[name] = value
    return flat


KEY = re.compile(
    r"(?:关闭标识 |the control )?\b(close|skip|dismiss)@([a-z]+(?:_[a-z]+)?)(?:-(\d+))?\b"
)

KEY_ZH = re.compile(KEY.pattern + " ?")
"""Chinese is written without a blank after it."""


def named(text: str, lang: str) -> str:
    """The text with keys of controls ("close@top_right-2") put into words."""

    def worded(found: re.Match[str]) -> str:
        known = texts(lang)
        where = known.get(f"zone.{found[2]}")
        if where is None:
            return found[0]
        name = known["zone.control"].format(where=where, what=known[f"role.{found[1]}"])
        return f"{name} {found[3]}" if found[3] else name

    return (KEY_ZH if lang == "zh" else KEY).sub(worded, text)


class Words:
    """Texts by key, as markup: one span a language, shown and hidden by the page's switch."""

    def __init__(self, lang: str) -> None:
        self.langs = tuple(LANGUAGES) if lang == "both" else (lang,)

    def __call__(self, key: str, /, **values: Any) -> Markup:
        """The text with values filled in (escaped; a value that is markup of ours is kept)."""
        return self._join({lang: self._filled(lang, key, values) for lang in self.langs})

    def pair(self, zh: str, en: str) -> Markup:
        """A text that came in both languages."""
        given = {"zh": zh or en, "en": en or zh}
        return self._join({lang: escape(clean(named(given[lang], lang))) for lang in self.langs})

    def known(self, group: str, name: str | None) -> Markup:
        """``group.name`` where there is such a text, else the name itself."""
        if name is not None and f"{group}.{name}" in texts("en"):
            return self(f"{group}.{name}")
        return escape(clean(name or "—"))

    def plain(self, key: str, /, **values: Any) -> str:
        """The text for an attribute: languages joined with a slash."""
        return " / ".join(texts(lang)[key].format(**values) for lang in self.langs)

    def _filled(self, lang: str, key: str, values: dict[str, Any]) -> Markup:
        chosen = {
            name: value[lang] if isinstance(value, dict) else value
            for name, value in values.items()
        }
        safe = {n: v if isinstance(v, Markup) else clean(str(v)) for n, v in chosen.items()}
        return Markup(texts(lang)[key]).format(**safe)  # noqa: S704  our own texts

    def _join(self, by_lang: dict[str, Markup]) -> Markup:
        if len(set(by_lang.values())) == 1:
            return next(iter(by_lang.values()))
        return Markup("").join(
            Markup('<span class="l-{}" lang="{}">{}</span>').format(lang, LANGUAGES[lang], text)
            for lang, text in by_lang.items()
        )
