"""Bare ``getprop``."""

import re

_LINE = re.compile(r"^\[([^\]\r\n]+)\]: \[(.*?)\]\s*$", re.MULTILINE | re.DOTALL)


def parse_getprop(text: str) -> dict[str, str]:
    """All properties; values may be empty and may span lines."""
    return dict(_LINE.findall(text))
