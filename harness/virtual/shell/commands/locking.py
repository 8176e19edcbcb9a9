"""``locksettings``: PIN, password and pattern of the lock screen.

Words: AOSP ``LockSettingsShellCommand``.
"""

from harness.virtual.shell.context import Shell, command

SHORTEST = 4
_FIRST_API = 26
_SETS = {"set-pin": "pin", "set-password": "password", "set-pattern": "pattern"}
_NO_SUCH = 255


@command("locksettings")
async def locksettings(sh: Shell, argv: list[str]) -> int:
    """``set-pin|set-password|set-pattern|clear|verify [--old X] [X]``, ``get-|set-disabled``."""
    if sh.phone.config.api_level < _FIRST_API:
        await sh.err("/system/bin/sh: locksettings: not found\n")
        return 127
    name, words, old = (argv[1:] or [""])[0], argv[2:], ""
    while words[:1] in (["--old"], ["--user"]) and len(words) > 1:
        old = words[1] if words[0] == "--old" else old
        words = words[2:]
    match name:
        case "get-disabled":
            disabled = sh.phone.settings["secure"].get("lockscreen.disabled") == "1"
            await sh.out(f"{'true' if disabled and not sh.phone.pin else 'false'}\n")
        case "set-disabled":
            disabled = words[:1] == ["true"]
            sh.phone.settings["secure"]["lockscreen.disabled"] = str(int(disabled))
            await sh.out(f"Lock screen disabled set to {'true' if disabled else 'false'}\n")
        case "clear" | "verify" | "set-pin" | "set-password" | "set-pattern":
            return await _credential(sh, name, words, old)
        case _:
            await sh.out(f"Unknown command: {name}\n")
            return _NO_SUCH
    return 0


async def _credential(sh: Shell, name: str, words: list[str], old: str) -> int:
    phone = sh.phone
    if old != phone.pin:
        await sh.out(
            f"Old password '{old}' didn't match\n" if phone.pin
            else "Old password provided but user has no password\n"
        )  # fmt: skip
        return _NO_SUCH
    if name == "verify":
        await sh.out("Lock credential verified successfully\n")
    elif name == "clear":
        phone.pin = ""
        await sh.out("Lock credential cleared\n")
    else:
        kind, new = _SETS[name], (words or [""])[0]
        if not _sufficient(kind, new):
            await sh.err(
                f"Error while executing command: {name}\njava.lang.IllegalArgumentException: "
                f"{kind} must not be null and at least of length {SHORTEST}\n"
            )
            return _NO_SUCH
        phone.pin, phone.lock_kind = new, kind
        await sh.out(f"{kind.capitalize()} set to '{new}'\n")
    return 0


def _sufficient(kind: str, new: str) -> bool:
    if kind == "pattern" and (len(set(new)) != len(new) or set(new) - set("123456789")):
        return False
    return len(new) >= SHORTEST and (kind != "pin" or (new.isascii() and new.isdigit()))
