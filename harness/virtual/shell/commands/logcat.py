"""``logcat`` and ``log``."""

import asyncio

from harness.virtual.android.state import LogEntry
from harness.virtual.shell.context import Shell, command
from harness.virtual.shell.logs.arguments import BadLogcatError, Request, parse_request
from harness.virtual.shell.logs.formats import format_entry


@command("logcat")
async def logcat(sh: Shell, argv: list[str]) -> int:
    """``logcat [-b …] [-v …] [-d] [-c] [-t N|TIME] [-T N|TIME] [-s] [FILTERSPEC …]``."""
    try:
        request = parse_request(argv[1:], sh.env.get("ANDROID_LOG_TAGS", ""), sh.phone.wall_s())
    except BadLogcatError as wrong:
        await sh.err(f"{wrong}\n")
        return 1
    if request.clear:
        sh.phone.clear_log(set(request.buffers))
        return 0
    if request.sizes:
        return await _sizes(sh, request)
    return await _Reader(sh, request).run()


async def _sizes(sh: Shell, request: Request) -> int:
    for name in request.buffers:
        await sh.out(
            f"{name}: ring buffer is 256 KiB (64 KiB consumed), max entry is 5120 B, "
            "max payload is 4068 B\n"
        )
    return 0


class _Reader:
    """Prints what is there, then what comes."""

    def __init__(self, sh: Shell, request: Request) -> None:
        self._sh = sh
        self._request = request
        self._begun: set[str] = set()
        self._left = request.max_count

    async def run(self) -> int:
        """Print; without ``-d`` go on until the reader is gone."""
        coming: asyncio.Queue[LogEntry | None] = asyncio.Queue()
        end = self._sh.phone.on_log(coming.put_nowait)
        uncut = self._sh.phone.on_log_death(lambda: coming.put_nowait(None))
        try:
            await self._write([e for e in self._present() if self._request.wants(e)])
            while not self._request.dump and self._left != 0:
                batch = [await coming.get()]
                while not coming.empty():
                    batch.append(coming.get_nowait())
                await self._write([e for e in batch if e is not None and self._request.wants(e)])
                if None in batch:
                    await self._sh.err("logcat: read: unexpected EOF!\n")
                    return 1
        finally:
            end()
            uncut()
        return 0

    def _present(self) -> list[LogEntry]:
        entries = [e for e in self._sh.phone.log if e.buffer in self._request.buffers]
        if self._request.since_s is not None:
            return [e for e in entries if e.wall_s >= self._request.since_s]
        if self._request.tail is not None:
            return entries[-self._request.tail :] if self._request.tail else []
        return entries

    async def _write(self, entries: list[LogEntry]) -> None:
        if self._left is not None:
            entries = entries[: self._left]
            self._left -= len(entries)
        lines = [line for entry in entries for line in self._lines(entry)]
        if lines:
            await self._sh.out("".join(lines))

    def _lines(self, entry: LogEntry) -> list[str]:
        lines = []
        if entry.buffer not in self._begun and self._request.dividers:
            lines.append(f"--------- beginning of {entry.buffer}\n")
        self._begun.add(entry.buffer)
        return [*lines, format_entry(entry, self._request.format, self._request.modifiers)]


@command("log")
async def log(sh: Shell, argv: list[str]) -> int:
    """``log [-p LEVEL] [-t TAG] MESSAGE``."""
    words, level, tag = argv[1:], "I", "log"
    while len(words) > 1 and words[0] in ("-p", "-t"):
        if words[0] == "-p":
            level = words[1][:1].upper()
        else:
            tag = words[1]
        words = words[2:]
    sh.phone.write_log("main", level, tag, " ".join(words), pid=sh.pid, uid=2000)
    return 0
