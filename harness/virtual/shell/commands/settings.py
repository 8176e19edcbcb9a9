"""``settings``: get, put, delete, list."""

from harness.virtual.shell.context import Shell, command

_NAMESPACES = ("system", "secure", "global")


@command("settings")
async def settings(sh: Shell, argv: list[str]) -> int:
    """``settings [--user N] get|put|delete|list|reset NAMESPACE [KEY [VALUE]]``."""
    words = _without_user(argv[1:])
    if len(words) < 2 or words[1] not in _NAMESPACES:
        await sh.err(
            "Settings provider (settings) commands:\n  get|put|delete|list NAMESPACE KEY\n"
        )
        return 255
    verb, store = words[0], sh.phone.settings.setdefault(words[1], {})
    match verb, words[2:]:
        case "list", _:
            await sh.out("".join(f"{key}={store[key]}\n" for key in sorted(store)))
        case "get", [key, *_]:
            await sh.out(f"{store.get(key, 'null')}\n")
        case "put", [key, value, *_]:
            store[key] = value
        case "delete", [key, *_]:
            found = store.pop(key, None) is not None
            await sh.out(f"Deleted {int(found)} rows\n")
        case _:
            await sh.err("Bad arguments\n")
            return 255
    return 0


def _without_user(words: list[str]) -> list[str]:
    if "--user" in words:
        at = words.index("--user")
        return words[:at] + words[at + 2 :]
    return words
