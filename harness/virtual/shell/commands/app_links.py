"""``pm get-app-links`` and its kin (Android 12), ``pm get-app-link`` and its kin (6 to 11).

Words: AOSP ``DomainVerificationShell``, ``DomainVerificationDebug``, and before them
``PackageManagerShellCommand``.
"""

import uuid
from collections.abc import Awaitable, Callable

from harness.virtual.android import app_links, link_state
from harness.virtual.android.state import Package
from harness.virtual.shell.context import Shell

_STATES = {
    "STATE_NO_RESPONSE": link_state.NONE, "0": link_state.NONE,
    "STATE_SUCCESS": link_state.VERIFIED, "1": link_state.VERIFIED,
    "STATE_APPROVED": link_state.APPROVED, "2": link_state.APPROVED,
    "STATE_DENIED": link_state.DENIED, "3": link_state.DENIED,
}  # fmt: skip
_PREFERENCES = ("undefined", "ask", "always", "never")
Action = Callable[[Shell, list[str]], Awaitable[int]]


def actions(api: int) -> dict[str, Action]:
    """The subcommands of ``pm`` that this Android has."""
    if api >= link_state.OWN_RULES_API:
        return {
            "get-app-links": _get,
            "set-app-links": _set,
            "verify-app-links": _verify,
            "set-app-links-user-selection": _select,
            "set-app-links-allowed": _allow,
        }
    if api >= link_state.FIRST_API:
        return {"get-app-link": _get_preference, "set-app-link": _set_preference}
    return {}


def _split(words: list[str]) -> tuple[str | None, list[str]]:
    """The package of ``--package``, and what is no option."""
    package, rest, left = None, [], iter(words)
    for word in left:
        if word in ("--package", "--user"):
            value = next(left, None)
            package = value if word == "--package" else package
        elif not word.startswith("--"):
            rest.append(word)
    return package, rest


async def _wanted(sh: Shell, name: str | None) -> list[Package] | None:
    """The named package, or all with links; None (and a complaint) when it is not there."""
    packages = sh.phone.packages
    if name in (None, "all"):
        return [p for p in packages.values() if not p.system and app_links.hosts_of(p)]
    if name not in packages:
        await sh.err(f"Error: package {name} unavailable\n")
        return None
    return [packages[str(name)]]


async def _get(sh: Shell, words: list[str]) -> int:
    _, rest = _split(words)
    found = await _wanted(sh, rest[0] if rest else None)
    if found is None:
        return 1
    for package in found:
        links = package.links
        mark = uuid.uuid5(uuid.NAMESPACE_DNS, package.name)
        signer = package.signer.upper()
        pairs = ":".join(signer[at : at + 2] for at in range(0, len(signer), 2))
        lines = [f"  {package.name}:", f"    ID: {mark}", f"    Signatures: [{pairs}]"]
        lines += ["    Domain verification state:"] if links.states else []
        lines += [f"      {host}: {state}" for host, state in links.states.items()]
        chosen = [h for h in app_links.hosts_of(package) if h in links.selected]
        others = [h for h in app_links.hosts_of(package) if h not in links.selected]
        allowed = "true" if links.allowed else "false"
        lines += ["    User 0:", f"      Verification link handling allowed: {allowed}"]
        lines += ["      Selection state:"] if chosen or others else []
        for title, hosts in (("Enabled", chosen), ("Disabled", others)):
            lines += [f"        {title}:"] * bool(hosts) + [f"          {h}" for h in hosts]
        await sh.out("\n".join(lines) + "\n")
    return 0


async def _set(sh: Shell, words: list[str]) -> int:
    name, rest = _split(words)
    if len(rest) < 2 or rest[0] not in _STATES:
        await sh.err(f"Error: Invalid state: {rest[0] if rest else ''}\n")
        return 1
    found = await _wanted(sh, name)
    for package in found or []:
        hosts = package.links.states if rest[1] == "all" else rest[1:]
        for host in [host for host in hosts if host in package.links.states]:
            package.links.states[host] = _STATES[rest[0]]
    return int(found is None)


async def _verify(sh: Shell, words: list[str]) -> int:
    _, rest = _split(words)
    found = await _wanted(sh, rest[0] if rest else None)
    for package in found or []:
        package.links.verify()
    return int(found is None)


async def _select(sh: Shell, words: list[str]) -> int:
    name, rest = _split(words)
    found = await _wanted(sh, name)
    if found is None or len(rest) < 2 or rest[0] not in ("true", "false"):
        return 1
    for package in found:
        hosts = set(app_links.hosts_of(package))
        hosts &= hosts if rest[1] == "all" else set(rest[1:])
        chosen = package.links.selected
        package.links.selected = chosen | hosts if rest[0] == "true" else chosen - hosts
    return 0


async def _allow(sh: Shell, words: list[str]) -> int:
    name, rest = _split(words)
    found = await _wanted(sh, name)
    if found is None or rest[:1] not in (["true"], ["false"]):
        return 1
    for package in found:
        package.links.allowed = rest[0] == "true"
    return 0


async def _get_preference(sh: Shell, words: list[str]) -> int:
    package = sh.phone.packages.get((words or [""])[0])
    if package is None:
        await sh.err(f"Error: unknown package: {(words or [''])[0]}\n")
        return 1
    await sh.out(f"{package.links.preference}\n")
    return 0


async def _set_preference(sh: Shell, words: list[str]) -> int:
    package = sh.phone.packages.get((words or [""])[0])
    if package is None or len(words) < 2 or words[1] not in _PREFERENCES:
        what = "unknown package" if package is None else "unknown app link state"
        await sh.err(f"Error: {what}: {(words or [''])[0 if package is None else -1]}\n")
        return 1
    package.links.preference = words[1]
    return 0
