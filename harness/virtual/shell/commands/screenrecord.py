"""``screenrecord``: the screen as H.264, silent while nothing moves.

As AOSP's: the size is fixed when it starts, a rotated screen is fitted into it, SIGINT and a
closed line end the recording in order, and an mp4 file is whole only then.
"""

import asyncio
import dataclasses
import re

from harness.virtual.paths import normal
from harness.virtual.scene import Scene
from harness.virtual.shell.context import Shell, command
from harness.virtual.shell.encoding import beside
from harness.virtual.video.encoder import Encoder, Format, Frame

LONGEST_S = 180
UNLIMITED_SINCE_API = 34
LEAST_BIT_RATE, MOST_BIT_RATE = 100_000, 200_000_000
LIVELY_MS, CALM_MS = 33, 50
"""How often the screen is looked at: while it moves, and when it was still for a second."""
_CALM_AFTER_MS = 1000
_VERSION = "1.3"
_USAGE = """Usage: screenrecord [options] <filename>

Android screenrecord v1.3.  Records the device's display to a .mp4 file.

Options:
--size WIDTHxHEIGHT
    Set the video size, e.g. "1280x720".  Default is the device's main
    display resolution (if supported), 1280x720 if not.
--bit-rate RATE
    Set the video bit rate, in bits per second.  Value may be specified as
    bits or megabits, e.g. '4000000' is equivalent to '4M'.  Default 20Mbps.
--time-limit TIME
    Set the maximum recording time, in seconds.  Default is 180.
--output-format FORMAT
    mp4 or h264 (the raw stream; "-" as file name writes to standard output)
--verbose
    Display interesting information on stdout.
--version
    Show Android screenrecord version.
--help
    Show this message.

Recording continues until Ctrl-C is hit or the time limit is reached.
"""


class _RefusedError(Exception):
    """Bad options, in screenrecord's words."""


@dataclasses.dataclass
class _Wish:
    size: tuple[int, int] | None = None
    bit_rate: int = 20_000_000
    limit_s: int | None = LONGEST_S
    raw: bool = False
    verbose: bool = False
    path: str = ""


_WITH_VALUE = {"--size", "--bit-rate", "--time-limit", "--output-format", "--display-id",
               "--codec-name"}  # fmt: skip


@command("screenrecord")
async def screenrecord(sh: Shell, argv: list[str]) -> int:
    """``screenrecord [--size WxH] [--bit-rate N] [--time-limit S] [--output-format F] FILE``."""
    if "--help" in argv:
        await sh.err(_USAGE)
        return 0
    if "--version" in argv:
        await sh.out(f"{_VERSION}\n")
        return 0
    try:
        wish = _wish_of(argv[1:], sh.phone.config.api_level)
    except _RefusedError as refused:
        await sh.err(f"{refused}\n")
        return 2
    return await _record(sh, wish)


def _wish_of(words: list[str], api: int) -> _Wish:
    wish, files, left = _Wish(), [], list(words)
    while left:
        word, equals, value = left.pop(0).partition("=")
        if word in _WITH_VALUE:
            if not equals and not left:
                raise _RefusedError(f"screenrecord: option '{word}' requires an argument")
            _take(wish, word, value if equals else left.pop(0), api)
        elif word == "--verbose":
            wish.verbose = True
        elif not word.startswith("--"):
            files.append(word)
    if len(files) != 1:
        raise _RefusedError("Must specify output file (see --help).")
    wish.path = files[0]
    if wish.path == "-" and not wish.raw:
        raise _RefusedError("ERROR: mp4 cannot be written to stdout; use --output-format=h264")
    return wish


def _take(wish: _Wish, word: str, value: str, api: int) -> None:
    match word:
        case "--size":
            wish.size = _size(value)
        case "--bit-rate":
            wish.bit_rate = _bit_rate(value)
        case "--time-limit":
            wish.limit_s = _limit(value, api)
        case "--output-format":
            if value not in {"mp4", "h264"}:
                raise _RefusedError(f"Unknown format '{value}'")
            wish.raw = value == "h264"


def _size(value: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d+)x(\d+)", value)
    if found is None:
        raise _RefusedError(f"Invalid size '{value}', must be width x height")
    width, height = int(found[1]), int(found[2])
    if not (width and height):
        raise _RefusedError(f"Invalid size {width}x{height}, width and height may not be zero")
    if max(width, height) > 4096 or min(width, height) < 16:
        raise _RefusedError(f"ERROR: unable to configure video/avc codec at {width}x{height}")
    return width, height


def _bit_rate(value: str) -> int:
    found = re.fullmatch(r"(\d+)([Mm]?)", value)
    rate = 0 if found is None else int(found[1]) * (1_000_000 if found[2] else 1)
    if not LEAST_BIT_RATE <= rate <= MOST_BIT_RATE:
        raise _RefusedError(
            f"Bit rate {rate}bps outside acceptable range [{LEAST_BIT_RATE},{MOST_BIT_RATE}]"
        )
    return rate


def _limit(value: str, api: int) -> int | None:
    """Seconds; 0 means no end since Android 14, where more than three minutes are allowed."""
    seconds = int(value) if value.isdigit() else -1
    if api >= UNLIMITED_SINCE_API and seconds >= 0:
        return seconds or None
    if not 1 <= seconds <= LONGEST_S:
        raise _RefusedError(f"Time limit {value}s outside acceptable range [1,{LONGEST_S}]")
    return seconds


async def _record(sh: Shell, wish: _Wish) -> int:
    width, height = wish.size or sh.phone.display_size()
    recording = _Recording(sh, wish, Format(width, height, wish.bit_rate))
    if wish.path != "-":
        try:
            sh.fs.write(normal(wish.path, sh.cwd), b"")
        except OSError as wrong:
            await sh.err(f"Unable to open '{wish.path}': {wrong.strerror}\n")
            return 1
    if wish.verbose and wish.path != "-":
        await sh.out(
            f"Main display is {width}x{height} @60.00fps (orientation={sh.phone.rotation})\n"
            f"Configuring recorder for {width}x{height} video/avc at "
            f"{wish.bit_rate / 1e6:.2f}Mbps\n"
        )
    try:
        await recording.run()
    finally:
        recording.close()
    if wish.verbose and wish.path != "-":
        await sh.out(f"Encoder stopping; recorded {recording.frames} frames\n")
    return 0


class _Recording:
    """Looks at the screen until the time is up, and hands each new picture to the encoder."""

    def __init__(self, sh: Shell, wish: _Wish, wanted: Format) -> None:
        self._sh = sh
        self._wish = wish
        self._format = wanted
        self._encoder: Encoder | None = None
        self._scene: Scene | None = None
        self._changed_ms = 0.0
        self.frames = 0

    async def run(self) -> None:
        phone = self._sh.phone
        begun = phone.uptime_ms()
        end = None if self._wish.limit_s is None else begun + 1000 * self._wish.limit_s
        while end is None or phone.uptime_ms() < end:
            now = phone.uptime_ms()
            scene = phone.scene()
            if scene != self._scene:
                self._scene, self._changed_ms = scene, now
                await self._add(phone.frame_rgba(), now)
            calm = now - self._changed_ms > _CALM_AFTER_MS
            left = LIVELY_MS if end is None else max(1, end - now)
            await phone.sleep_ms(min(CALM_MS if calm else LIVELY_MS, left))
        await self._finish()

    async def _add(self, frame: Frame, at_ms: float) -> None:
        if self._encoder is None:
            self._encoder = await beside(Encoder, self._format, mp4=not self._wish.raw)
        adding = asyncio.ensure_future(beside(self._encoder.add, frame, at_ms))
        try:
            data = await asyncio.shield(adding)
        except asyncio.CancelledError:
            await adding  # the encoder is left between two frames, never in one
            raise
        self.frames += 1
        if self._wish.raw:
            await self._write(data)

    async def _write(self, data: bytes) -> None:
        if self._wish.path == "-":
            await self._sh.stdout.write(data)
        else:
            self._sh.fs.append(normal(self._wish.path, self._sh.cwd), data)

    async def _finish(self) -> None:
        if self._encoder is None:
            return
        encoder, self._encoder = self._encoder, None
        rest = await beside(encoder.finish)
        if self._wish.raw:
            await self._write(rest)
        else:
            self._sh.fs.write(normal(self._wish.path, self._sh.cwd), rest)

    def close(self) -> None:
        """Ended from outside (SIGINT, a closed line): what was recorded is made whole."""
        if self._encoder is None:
            return
        rest = self._encoder.finish()
        if not self._wish.raw:
            self._sh.fs.write(normal(self._wish.path, self._sh.cwd), rest)
        self._encoder = None
