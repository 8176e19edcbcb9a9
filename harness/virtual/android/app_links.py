"""Whose web links open an app: what sites vouch for, and what the user or adb decided.

Rules: developer.android.com "Verify App Links". Since Android 12 a web link opens an app only
where its host is verified for it, or chosen by the user; else the browser. Before (Android 6),
a verified app opens at once, and others are offered beside the browser.
"""

import urllib.parse

from harness.virtual.android.link_state import NONE, OWN_RULES_API, LinkState
from harness.virtual.android.state import ActivityInfo, Intent, Package


def state_of(activities: list[ActivityInfo], vouched: frozenset[str]) -> LinkState:
    """Of a new package, verified at once as at an install."""
    hosts = dict.fromkeys(host for info in activities for host in info.verified_hosts)
    state = LinkState(dict.fromkeys(hosts, NONE), vouched)
    state.verify()
    return state


def hosts_of(package: Package) -> list[str]:
    """Hosts of all web links that the app answers to."""
    found: dict[str, None] = {}
    for info in package.activities:
        for prefix in info.uri_prefixes:
            parts = urllib.parse.urlsplit(prefix)
            if parts.scheme in {"http", "https"} and parts.hostname:
                found[parts.hostname] = None
    return list(found)


def openable(
    found: list[ActivityInfo], packages: dict[str, Package], intent: Intent, api: int
) -> list[ActivityInfo]:
    """Without the apps that since Android 12 are not even asked: those that nothing vouches for."""
    if api < OWN_RULES_API:
        return found
    sure = openers(found, packages, intent, api)
    host = _host(intent)
    return [info for info in found if info in sure or host not in hosts_of(packages[info.package])]


def openers(
    found: list[ActivityInfo], packages: dict[str, Package], intent: Intent, api: int
) -> list[ActivityInfo]:
    """Of those that answer a web intent the apps that open it unasked; empty for none."""
    host = _host(intent)
    return [
        info
        for info in found
        if host in hosts_of(packages[info.package])
        and packages[info.package].links.opens(host, api)
    ]


def _host(intent: Intent) -> str:
    return urllib.parse.urlsplit(intent.data or "").hostname or ""
