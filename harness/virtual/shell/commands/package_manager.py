"""``pm`` (and ``cmd package``): list, path, install, uninstall, clear, resolve, grant, dump."""

import dataclasses

from harness.virtual.android.intents import LAUNCHER, MAIN, short_component
from harness.virtual.android.state import Intent, Package
from harness.virtual.shell.commands import app_links
from harness.virtual.shell.commands.installing import (
    install,
    install_abandon,
    install_commit,
    install_create,
    install_write,
)
from harness.virtual.shell.commands.intent_arguments import BadArgumentError, parse_intent
from harness.virtual.shell.context import Shell, command
from harness.virtual.shell.dumps.package import dump_package, is_runtime


@command("pm")
async def pm(sh: Shell, argv: list[str]) -> int:
    """Dispatch on the first word."""
    words = argv[1:]
    actions = {
        "list": _list,
        "path": _path,
        "clear": _clear,
        "install": install,
        "install-create": install_create,
        "install-write": install_write,
        "install-commit": install_commit,
        "install-abandon": install_abandon,
        "uninstall": _uninstall,
        "resolve-activity": _resolve_activity,
        "query-activities": _query_activities,
        "grant": _grant,
        "revoke": _revoke,
        "dump": _dump,
        "get-install-location": _install_location,
        **app_links.actions(sh.phone.config.api_level),
    }
    if not words:
        await sh.out(
            "Package manager (package) commands:\n  list packages [-3] [-s] [-f] [FILTER]\n"
        )
        return 1
    if words[0] not in actions:
        await sh.out(f"Unknown command: {words[0]}\n")
        return 255
    return await actions[words[0]](sh, _without_user(words[1:]))


def _without_user(words: list[str]) -> list[str]:
    if "--user" in words:
        at = words.index("--user")
        return words[:at] + words[at + 2 :]
    return words


async def _list(sh: Shell, words: list[str]) -> int:
    match words[:1]:
        case ["packages" | "package"]:
            return await _list_packages(sh, words[1:])
        case ["users"]:
            await sh.out("Users:\n\tUserInfo{0:Owner:c13} running\n")
            return 0
        case ["features"]:
            await sh.out("feature:android.hardware.touchscreen\nfeature:android.software.webview\n")
            return 0
        case [other]:
            await sh.err(f"Error: unknown list type '{other}'\n")
            return 255
        case _:
            await sh.err("Error: didn't specify type of data to list\n")
            return 255


async def _list_packages(sh: Shell, words: list[str]) -> int:
    options = "".join(w[1:] for w in words if w.startswith("-") and not w.startswith("--"))
    wanted = next((w for w in words if w and not w.startswith("-")), "")
    if "d" in options:
        return 0
    for package in sh.phone.packages.values():
        if ("3" in options and package.system) or ("s" in options and not package.system):
            continue
        if wanted in package.name:
            await sh.out(f"{_package_line(package, options, words)}\n")
    return 0


def _package_line(package: Package, options: str, words: list[str]) -> str:
    line = "package:"
    line += f"{package.apk_path}={package.name}" if "f" in options else package.name
    if "--show-versioncode" in words:
        line += f" versionCode:{package.version_code}"
    if "i" in options:
        line += f"  installer={package.installer or 'null'}"
    if "U" in options:
        line += f" uid:{package.uid}"
    return line


async def _path(sh: Shell, words: list[str]) -> int:
    package = sh.phone.packages.get(words[0]) if words else None
    if package is None:
        return 1
    await sh.out("".join(f"package:{path}\n" for path in package.apk_files))
    return 0


async def _clear(sh: Shell, words: list[str]) -> int:
    cleared = bool(words) and sh.phone.clear_data(words[0])
    await sh.out("Success\n" if cleared else "Failed\n")
    return 0 if cleared else 1


async def _uninstall(sh: Shell, words: list[str]) -> int:
    names = [w for w in words if not w.startswith("-")]
    if not names:
        await sh.err("Error: package name not specified\n")
        return 1
    package = sh.phone.packages.get(names[0])
    if package is not None and not package.system and sh.phone.uninstall(names[0]):
        await sh.out("Success\n")
        return 0
    reason = "DELETE_FAILED_INTERNAL_ERROR"
    await sh.out(f"Failure [{reason}]\n")
    return 1


def _parsed(words: list[str]) -> Intent:
    intent = parse_intent([w for w in words if w not in ("--brief", "--components")]).intent
    if intent.package and not (intent.action or intent.data or intent.component):
        return dataclasses.replace(intent, action=MAIN, categories=(*intent.categories, LAUNCHER))
    return intent


async def _resolve_activity(sh: Shell, words: list[str]) -> int:
    found = await _found(sh, words)
    if found is None:
        return 255
    if not found:
        await sh.out("No activity found\n")
        return 0
    await _print_activity(sh, found[0], brief="--brief" in words, only="--components" in words)
    return 0


async def _query_activities(sh: Shell, words: list[str]) -> int:
    found = await _found(sh, words)
    if found is None:
        return 255
    if not found:
        await sh.out("No activities found\n")
        return 0
    if "--components" not in words:
        await sh.out(f"{len(found)} activities found:\n")
    for component in found:
        await _print_activity(sh, component, brief="--brief" in words, only="--components" in words)
    return 0


async def _found(sh: Shell, words: list[str]) -> list[tuple[str, str]] | None:
    try:
        intent = _parsed(words)
    except BadArgumentError as wrong:
        await sh.err(f"{wrong}\n")
        return None
    return sh.phone.resolve(intent)


async def _print_activity(
    sh: Shell, component: tuple[str, str], *, brief: bool, only: bool
) -> None:
    if only:
        await sh.out(f"{short_component(component)}\n")
        return
    head = "priority=0 preferredOrder=0 match=0x108000 specificIndex=-1 isDefault=true\n"
    if brief:
        await sh.out(head + short_component(component) + "\n")
        return
    package, name = component
    await sh.out(
        f"  {head}  ActivityInfo:\n    name={name}\n    packageName={package}\n    enabled=true "
        f"exported=true directBootAware=false\n"
    )


async def _grant(sh: Shell, words: list[str]) -> int:
    return await _change_permission(sh, words, granted=True)


async def _revoke(sh: Shell, words: list[str]) -> int:
    return await _change_permission(sh, words, granted=False)


async def _change_permission(sh: Shell, words: list[str], *, granted: bool) -> int:
    if len(words) != 2:
        await sh.err("Error: no permission specified\n")
        return 1
    package, permission = sh.phone.packages.get(words[0]), words[1]
    problem = None
    if package is None:
        problem = f"java.lang.IllegalArgumentException: Unknown package: {words[0]}"
    elif permission not in package.permissions:
        problem = (
            f"java.lang.SecurityException: Package {words[0]} has not requested permission "
            f"{permission}"
        )
    elif not is_runtime(permission):
        problem = (
            f"java.lang.SecurityException: Permission {permission} requested by {words[0]} "
            "is not a changeable permission type"
        )
    if package is None or problem:
        verb = "grant" if granted else "revoke"
        await sh.err(f"\nException occurred while executing '{verb}':\n{problem}\n")
        return 255
    (package.granted.add if granted else package.granted.discard)(permission)
    return 0


async def _dump(sh: Shell, words: list[str]) -> int:
    await sh.out(dump_package(sh.phone, words))
    return 0


async def _install_location(sh: Shell, words: list[str]) -> int:
    del words
    await sh.out("0[auto]\n")
    return 0
