"""Words of a uiautomator hierarchy: what a page says of itself besides its pixels."""

import html
import re

NODE = re.compile(r"<node\b[^>]*>")
ATTRIBUTE = re.compile(r'\b(text|content-desc|resource-id|package|class)="([^"]*)"')
SYSTEM_BARS = "com.android.systemui"
WEB_VIEW = "android.webkit.WebView"
"""The one class that is told: a web page inside the app."""
MOST_WORDS = 400


def tree_text(hierarchy: str | None) -> tuple[str, ...]:
    """Texts, descriptions, ids (and WebView) of all nodes but the system bars', each once.

    Reads node by node, so that a truncated dump or one with characters that XML forbids
    still tells what it has.
    """
    words: dict[str, None] = {}
    for node in NODE.findall(hierarchy or ""):
        told = {name: html.unescape(value).strip() for name, value in ATTRIBUTE.findall(node)}
        if told.pop("package", "") == SYSTEM_BARS:
            continue
        if told.get("class") != WEB_VIEW:
            told.pop("class", None)
        words.update(dict.fromkeys(value for value in told.values() if value))
    return tuple(words)[:MOST_WORDS]
