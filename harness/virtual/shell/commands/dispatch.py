"""``cmd SERVICE …``: the shell commands behind ``am``, ``pm``, ``wm`` and ``settings``."""

from harness.virtual.shell.context import COMMANDS, Shell, command

_SERVICES = {
    "activity": "am",
    "package": "pm",
    "window": "wm",
    "settings": "settings",
    "input": "input",
    "wifi": "svc",
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
