"""``dumpsys package NAME``."""

import re

import msgspec

from harness.device.parsers.component import full_component
from harness.device.parsers.errors import ParseError


class PackageDump(msgspec.Struct, frozen=True, kw_only=True):
    """Facts of one package; None where the Android version does not print them."""

    version_name: str | None = None
    version_code: int | None = None
    min_sdk: int | None = None
    target_sdk: int | None = None
    uid: int | None = None
    code_path: str | None = None
    installer: str | None = None
    first_installed: str | None = None
    last_updated: str | None = None
    launchers: tuple[str, ...] = ()
    """Components that answer MAIN / LAUNCHER, as printed."""


def parse_package_dump(text: str, package: str) -> PackageDump:
    """Facts of ``package``; raises ``ParseError`` when the dump has no block for it."""
    start = re.search(rf"^\s*Package \[{re.escape(package)}\]", text, re.MULTILINE)
    if start is None:
        raise ParseError(f"no block for {package}")
    rest = text[start.end() :]
    end = re.search(r"^\s*Package \[", rest, re.MULTILINE)
    block = rest[: end.start()] if end else rest
    return PackageDump(
        version_name=_word(block, r"versionName=([^\r\n]*)"),
        version_code=_number(block, "versionCode"),
        min_sdk=_number(block, "minSdk"),
        target_sdk=_number(block, "targetSdk"),
        uid=_number(block, "userId") or _number(block, "appId"),
        code_path=_word(block, r"codePath=(\S+)"),
        installer=_word(block, r"installerPackageName=(\S+)"),
        first_installed=_word(block, r"firstInstallTime=([^\r\n]+)"),
        last_updated=_word(block, r"lastUpdateTime=([^\r\n]+)"),
        launchers=_launchers(text, package),
    )


def _word(block: str, pattern: str) -> str | None:
    found = re.search(rf"\b{pattern}", block)
    value = found.group(1).strip() if found else ""
    return value if value and value != "null" else None


def _number(block: str, name: str) -> int | None:
    word = _word(block, rf"{name}=(\d{{1,18}})")
    return int(word) if word else None


def _launchers(text: str, package: str) -> tuple[str, ...]:
    """Activities with category LAUNCHER in the resolver table.

    A block is "HEX pkg/.Act filter HEX" and the lines below it; on Android up to 4 the
    filter's lines may be absent under ``MAIN`` but then all listed are main entries.
    """
    found: list[str] = []
    entry = re.compile(rf"^\s*[0-9a-f]+ ({re.escape(package)}/[\w.$]+)(?: filter [0-9a-f]+)?")
    current = None
    for line in text.splitlines():
        match = entry.match(line)
        if match:
            current = full_component(match.group(1))
        elif re.match(r"^\S", line):
            current = None
        elif current and 'Category: "android.intent.category.LAUNCHER"' in line:
            found.append(current)
    return tuple(dict.fromkeys(found))
