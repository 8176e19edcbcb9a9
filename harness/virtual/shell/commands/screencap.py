"""``screencap``: raw with a header, or PNG, to standard output or into a file."""

import struct

from harness.virtual.android.trouble import cut_short
from harness.virtual.paths import normal
from harness.virtual.shell.context import Shell, command
from harness.virtual.shell.dumps.dialect import Dialect
from harness.virtual.shell.encoding import encoded

RGBA_8888 = 1
SRGB = 1


def raw_header(width: int, height: int, api_level: int) -> bytes:
    """u32 little-endian width, height, format, and since Android 9 the colour space."""
    words = [width, height, RGBA_8888]
    if Dialect(api_level).screencap_color_space:
        words.append(SRGB)
    return struct.pack(f"<{len(words)}I", *words)


@command("screencap")
async def screencap(sh: Shell, argv: list[str]) -> int:
    """``screencap [-p] [-d DISPLAY] [FILE]``."""
    words = argv[1:]
    if "-h" in words:
        await sh.err("usage: screencap [-hp] [-d display-id] [FILENAME]\n")
        return 1
    as_png = "-p" in words
    if "-d" in words:
        at = words.index("-d")
        words = words[:at] + words[at + 2 :]
    files = [w for w in words if not w.startswith("-")]
    await sh.phone.take_ms(sh.phone.config.timing.screencap_ms)
    frame = width, height, pixels = sh.phone.frame_rgba()
    if as_png or (files and files[0].endswith(".png")):
        data = await encoded(frame, "PNG")
    else:
        data = raw_header(width, height, sh.phone.config.api_level)
        if not files:
            await sh.stdout.write(data)
            await sh.stdout.write(cut_short(pixels, sh.phone.trouble.frames))
            return 0
        data += pixels
    return await _deliver(sh, cut_short(data, sh.phone.trouble.frames), files)


async def _deliver(sh: Shell, data: bytes, files: list[str]) -> int:
    if not files:
        await sh.stdout.write(data)
        return 0
    try:
        sh.fs.write(normal(files[0], sh.cwd), data)
    except OSError as wrong:
        await sh.err(f"Error opening file: {files[0]} ({wrong.strerror})\n")
        return 1
    return 0
