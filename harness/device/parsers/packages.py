"""``pm list packages``, ``pm path``, ``cmd package resolve-activity`` and ``query-activities``."""

import re

from harness.device.parsers.component import full_component

_COMPONENT = re.compile(r"^\s*([A-Za-z][\w.]*/[\w.$]+)\s*$", re.MULTILINE)
_LISTED = re.compile(r"^package:(?:\S+=)?(\S+?)(?:\s+uid:(\d+)\S*)?\s*$", re.MULTILINE)
_RESOLVERS = ("com.android.internal.app.ResolverActivity", "com.android.intentresolver")


def parse_resolved(text: str) -> str | None:
    """Component that ``resolve-activity --brief`` names (its last line with a slash).

    None for "No activity found" and when only the system's chooser is named.
    """
    found = [full_component(c) for c in _COMPONENT.findall(text)]
    if not found or any(word in found[-1] for word in _RESOLVERS):
        return None
    return found[-1]


def parse_queried(text: str) -> list[str]:
    """Components that ``query-activities --brief`` lists."""
    return [full_component(c) for c in _COMPONENT.findall(text)]


def parse_package_list(text: str) -> dict[str, int | None]:
    """Packages of ``pm list packages [-U]`` with their uid, where it is told."""
    return {name: int(uid) if uid else None for name, uid in _LISTED.findall(text)}


def parse_package_paths(text: str) -> list[str]:
    """Files of ``pm path``, base.apk first; empty when the package is absent."""
    paths = re.findall(r"^package:(/\S.*?)\s*$", text, re.MULTILINE)
    return sorted(paths, key=lambda path: not path.endswith("/base.apk"))
