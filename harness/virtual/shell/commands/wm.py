"""``wm size``, ``wm density`` and a few more."""

import re

from harness.virtual.shell.context import Shell, command


@command("wm")
async def wm(sh: Shell, argv: list[str]) -> int:
    """Dispatch on the first word."""
    words = _without_display(argv[1:])
    match words[:1]:
        case ["size"]:
            return await _size(sh, words[1:])
        case ["density"]:
            return await _density(sh, words[1:])
        case ["dismiss-keyguard"]:
            sh.phone.unlock()
            return 0
        case ["user-rotation" | "set-user-rotation"]:
            return await _rotation(sh, words[1:])
        case [word]:
            await sh.out(f"Unknown command: {word}\n")
            return 255
        case _:
            await sh.out(
                "Window manager (window) commands:\n  size [reset|WxH]\n  density [reset|N]\n"
            )
            return 0


def _without_display(words: list[str]) -> list[str]:
    if "-d" in words:
        at = words.index("-d")
        return words[:at] + words[at + 2 :]
    return words


async def _size(sh: Shell, words: list[str]) -> int:
    phone = sh.phone
    if not words:
        native = (phone.config.width, phone.config.height)
        width, height = phone.display_size()
        now = (height, width) if phone.rotation % 2 else (width, height)
        await sh.out(f"Physical size: {native[0]}x{native[1]}\n")
        if now != native:
            await sh.out(f"Override size: {now[0]}x{now[1]}\n")
        return 0
    if words[0] == "reset":
        phone.size_override(None)
        return 0
    match = re.fullmatch(r"(\d+)x(\d+)(dp)?", words[0])
    if match is None:
        await sh.err(f"Error: bad size {words[0]}\n")
        return 255
    scale = phone.density() / 160 if match[3] else 1.0
    phone.size_override((round(int(match[1]) * scale), round(int(match[2]) * scale)))
    return 0


async def _density(sh: Shell, words: list[str]) -> int:
    phone = sh.phone
    if not words:
        await sh.out(f"Physical density: {phone.config.density_dpi}\n")
        if phone.density() != phone.config.density_dpi:
            await sh.out(f"Override density: {phone.density()}\n")
        return 0
    if words[0] == "reset":
        phone.density_override(None)
        return 0
    if not words[0].isdigit() or int(words[0]) < 72:
        await sh.err("Error: density must be >= 72\n")
        return 255
    phone.density_override(int(words[0]))
    return 0


async def _rotation(sh: Shell, words: list[str]) -> int:
    if not words:
        await sh.out("free\n")
        return 0
    if words[0] == "lock" and len(words) > 1 and words[1] in "0123":
        sh.phone.set_rotation(int(words[1]))
    return 0
