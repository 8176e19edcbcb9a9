"""``cmd SERVICE …``: the shell commands behind ``am``, ``pm``, ``wm`` and ``settings``."""

from harness.virtual.shell.context import COMMANDS, Shell, command
from harness.virtual.shell.dumps.services import SERVICES

_SERVICES = {
    "activity": "am",
    "appops": "appops",
    "package": "pm",
    "window": "wm",
    "settings": "settings",
    "input": "input",
    "wifi": "svc",
    "lock_settings": "locksettings",
}


@command("cmd")
async def cmd(sh: Shell, argv: list[str]) -> int:
    """Hand over to the command of that service."""
    words = argv[1:]
    if not words:
        await sh.err("cmd: No service specified; use -l to list all services\n")
        return 20
    if words[0] == "-l":
        await sh.out("Currently running services:\n")
        await sh.out("".join(f"  {name}\n" for name in sorted(_SERVICES)))
        return 0
    service = _SERVICES.get(words[0])
    if service is None or service not in COMMANDS:
        await sh.err(f"cmd: Can't find service: {words[0]}\n")
        return 20
    return await COMMANDS[service](sh, [service, *words[1:]])


@command("service")
async def service(sh: Shell, argv: list[str]) -> int:
    """``service list|check NAME``; no calls by transaction number."""
    names = sorted({*_SERVICES, *SERVICES})
    match argv[1:]:
        case ["list"]:
            await sh.out(f"Found {len(names)} services:\n")
            await sh.out("".join(f"{i}\t{name}: []\n" for i, name in enumerate(names)))
        case ["check", name]:
            await sh.out(f"Service {name}: {'found' if name in names else 'not found'}\n")
        case ["call", name, *_] if name not in names:
            await sh.err(f"service: Service {name} does not exist\n")
            return 10
        case _:
            await sh.err("service: Unknown command; usage: service [-h|-?] list | check SERVICE\n")
            return 10
    return 0
