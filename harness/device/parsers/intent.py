"""``Intent.toString()`` as START lines, ``am start`` and ``dumpsys activity`` print it.

Secure forms redact the data: ``Uri.toSafeString`` leaves scheme and host and ends in "...".
"""

import re

import msgspec

from harness.device.parsers.component import full_component

_KEYS = "act|cat|dat|typ|id|flg|xflg|pkg|cmp|bnds|clip|sel"
_FIELD = re.compile(rf"(?:^|\s)({_KEYS})=(.*?)(?=\s(?:{_KEYS})=|\s\(has |\s*$)", re.DOTALL)
_ENDS = frozenset("/?#:")
_REDACTED = re.compile(r"/?(?:\.\.\.|…)$")


class IntentText(msgspec.Struct, frozen=True, kw_only=True):
    """The fields that an intent prints; extras are never printed."""

    action: str | None = None
    categories: tuple[str, ...] = ()
    data_uri: str | None = None
    mime: str | None = None
    package: str | None = None
    component: str | None = None
    flags: int | None = None


def parse_intent(text: str) -> IntentText:
    """Fields between the braces of an intent; unknown words are skipped."""
    found = {key: value.strip() for key, value in _FIELD.findall(text)}
    component = found.get("cmp")
    return IntentText(
        action=found.get("act") or None,
        categories=tuple(c for c in found.get("cat", "").strip("[]").split(",") if c),
        data_uri=found.get("dat") or None,
        mime=found.get("typ") or None,
        package=found.get("pkg") or None,
        component=full_component(component) if component else None,
        flags=_hex(found.get("flg")),
    )


def _hex(text: str | None) -> int | None:
    try:
        return int(text, 16) if text else None
    except ValueError:
        return None


def is_redacted(uri: str | None) -> bool:
    """Whether the system cut the address ("https://host/...")."""
    return uri is not None and _REDACTED.search(uri) is not None


def could_be(redacted: str | None, full: str | None) -> bool:
    """Whether ``redacted`` may be the cut form of ``full``.

    The cut form has a slash before its dots whatever followed the host: "market://details/..."
    is cut from "market://details?id=x".
    """
    if redacted is None or full is None:
        return redacted == full
    if not is_redacted(redacted):
        return redacted == full
    kept = _REDACTED.sub("", redacted)
    return full == kept or (
        full.startswith(kept) and (kept[-1:] in _ENDS or full[len(kept)] in _ENDS)
    )
