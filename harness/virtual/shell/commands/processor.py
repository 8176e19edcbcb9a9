"""``top``."""

from harness.virtual.proc import CORES, MEMORY_KB
from harness.virtual.shell.commands.processes import finely, rows_of, share_of_memory
from harness.virtual.shell.context import Shell, command


@command("top")
async def top(sh: Shell, argv: list[str]) -> int:
    """``top -b -n TIMES [-m ROWS]``: once, for nothing here is ever busy for long.

    Without ``-b`` and without a terminal it prints the same, as toybox does.
    """
    rows = sorted(rows_of(sh), key=lambda row: -row.usage.cpu_percent)
    if "-m" in argv[:-1] and argv[argv.index("-m") + 1].isdigit():
        rows = rows[: int(argv[argv.index("-m") + 1])]
    asleep = sum(row.state == "S" for row in rows)
    total = MEMORY_KB
    await sh.out(
        f"Tasks: {len(rows)} total,   {len(rows) - asleep} running, {asleep:>3} sleeping,"
        "   0 stopped,   0 zombie\n"
        f"  Mem: {total:>8}K total, {total - total // 8:>8}K used, {total // 8:>8}K free,"
        "     4000K buffers\n"
        f" Swap:        0K total,        0K used,        0K free, {total // 3:>8}K cached\n"
        f"{CORES * 100}%cpu   6%user   0%nice   3%sys {CORES * 100 - 10}%idle   0%iow   0%irq"
        "   1%sirq   0%host\n"
        "  PID USER         PR  NI VIRT  RES  SHR S[%CPU] %MEM     TIME+ ARGS\n"
    )
    for row in rows:
        await sh.out(
            f"{row.pid:>5} {row.user:<12} 20   0 {_size(row.usage.virtual_kb)} "
            f"{_size(row.usage.resident_kb)} {_size(row.usage.shared_kb)} {row.state} "
            f"{row.usage.cpu_percent:>4.1f} {share_of_memory(row):>5.1f} "
            f"{finely(row.usage.cpu_ms):>9} {row.args}\n"
        )
    return 0


def _size(kb: int) -> str:
    """In four places, as ``human_readable`` of toybox: ``3.5M``, ``118M``, ``14G``."""
    size, units = float(kb), "KMGT"
    while size >= 999.5 and len(units) > 1:
        size, units = size / 1024, units[1:]
    text = f"{size:.1f}{units[0]}" if size < 9.95 and units[0] != "K" else f"{size:.0f}{units[0]}"
    return f"{text:>4}"
