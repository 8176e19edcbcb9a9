"""``dumpsys``: see ``harness.virtual.shell.dumps`` for what each service prints."""

from harness.virtual.shell.context import Shell, command
from harness.virtual.shell.dumps.services import SERVICES


@command("dumpsys")
async def dumpsys(sh: Shell, argv: list[str]) -> int:
    """``dumpsys [-t S] [-l] [SERVICE [ARGS]]``."""
    words = argv[1:]
    while words and words[0].startswith("-"):
        option = words.pop(0)
        if option == "-l":
            names = "".join(f"  {name}\n" for name in sorted(SERVICES))
            await sh.out("Currently running services:\n" + names)
            return 0
        if option in ("-t", "-T", "--priority"):
            words = words[1:]
    if not words:
        return await _all(sh)
    if words[0] not in SERVICES:
        await sh.err(f"Can't find service: {words[0]}\n")
        return 0
    await sh.out(SERVICES[words[0]](sh.phone, words[1:]))
    return 0


async def _all(sh: Shell) -> int:
    for name in sorted(SERVICES):
        await sh.out(f"{'-' * 79}\nDUMP OF SERVICE {name}:\n{SERVICES[name](sh.phone, [])}")
    return 0
