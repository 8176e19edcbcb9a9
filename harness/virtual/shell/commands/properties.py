"""``getprop`` and ``setprop``."""

from harness.virtual.shell.context import Shell, command


@command("getprop")
async def getprop(sh: Shell, argv: list[str]) -> int:
    """``getprop``, ``getprop NAME [DEFAULT]``."""
    props = sh.phone.props
    if len(argv) > 1:
        default = argv[2] if len(argv) > 2 else ""
        await sh.out(f"{props.get(argv[1], default)}\n")
        return 0
    await sh.out("".join(f"[{key}]: [{props[key]}]\n" for key in sorted(props)))
    return 0


@command("setprop")
async def setprop(sh: Shell, argv: list[str]) -> int:
    """``setprop NAME VALUE``; read-only ones keep their value."""
    if len(argv) != 3:
        await sh.err('setprop: Need 2 arguments (see "setprop --help")\n')
        return 1
    name, value = argv[1:]
    if name.startswith("ro."):
        await sh.err(f"setprop: failed to set property '{name}' to '{value}'\n")
        return 1
    sh.phone.props[name] = value
    return 0
