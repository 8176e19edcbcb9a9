"""``stat``, ``df``, ``du``: what is known of files and of the disk they lie on."""

import re
import stat as modes

from harness.virtual.android.disk import BLOCK_BYTES
from harness.virtual.inodes import Stat
from harness.virtual.paths import normal
from harness.virtual.shell.commands.files import OWNERS, complain, split_flags
from harness.virtual.shell.context import Shell, command


@command("stat")
async def stat(sh: Shell, argv: list[str]) -> int:
    """``stat [-L] [-f] -c FORMAT paths`` with %s %a %Y %n %F %A %u %g; ``-f`` of the disk."""
    words, form = argv[1:], None
    at = next((n for n, w in enumerate(words[:-1]) if re.fullmatch("-[Lf]*c", w)), None)
    if at is not None:
        form = words[at + 1]
        words = [*words[:at], *([words[at][:-1]] if words[at] != "-c" else []), *words[at + 2 :]]
    flags, paths = split_flags(words)
    status = 0
    for path in paths:
        try:
            look = sh.fs.stat if set("Lf") & set(flags) else sh.fs.lstat
            found = look(normal(path, sh.cwd))
        except OSError as error:
            await sh.err(f"stat: '{path}': {error.strerror}\n")
            status = 1
            continue
        if "f" in flags:
            await sh.out(_told_of_disk(sh, form or _DISK_FORM, path) + "\n")
            continue
        if form is not None and found.is_link:
            target = sh.fs.readlink(normal(path, sh.cwd))
            form = form.replace("%N", f"{path} -> '{target}'")
        await sh.out(_told(form or "  File: %n\n  Size: %s\nAccess: (%a/%A)", path, found) + "\n")
    return status


def _told(form: str, path: str, found: Stat) -> str:
    kind = "directory" if found.is_dir else "symbolic link" if found.is_link else "regular file"
    values = {
        "%s": str(found.size), "%a": f"{found.mode & 0o7777:o}", "%Y": str(found.mtime),
        "%n": path, "%F": kind, "%A": modes.filemode(found.mode), "%u": str(found.uid),
        "%g": str(found.gid), "%X": str(found.mtime), "%Z": str(found.mtime), "%N": path,
        "%h": str(found.links), "%f": f"{found.mode:x}", "%i": str(found.inode), "%B": "512",
        "%b": str(-(-found.size // BLOCK_BYTES) * 8), "%o": "4096", "%t": "0", "%T": "0",
        "%U": OWNERS.get(found.uid, "shell"), "%G": OWNERS.get(found.gid, "shell"), "%%": "%",
    }  # fmt: skip
    return re.sub("%.", lambda sign: values.get(sign[0], sign[0]), form)


_DISK_FORM = (
    '  File: "%n"\n    ID: %i Namelen: %l    Type: %T\n'
    "Block Size: %s    Fundamental block size: %S\n"
    "Blocks: Total: %b\tFree: %f\tAvailable: %a\nInodes: Total: %c\tFree: %d"
)
"""As toybox prints it."""


def _told_of_disk(sh: Shell, form: str, path: str) -> str:
    disk = sh.phone.disk
    free, inodes = disk.free_bytes // BLOCK_BYTES, disk.total_bytes >> 14
    shared = sh.fs.real(normal(path, sh.cwd)).startswith("/storage")
    values = {
        "%n": path, "%i": "fd0500000000", "%l": "255", "%T": "fuse" if shared else "f2fs",
        "%s": str(BLOCK_BYTES), "%S": str(BLOCK_BYTES), "%b": str(disk.total_bytes // BLOCK_BYTES),
        "%f": str(free), "%a": str(free), "%c": str(inodes),
        "%d": str(inodes - sum(1 for _ in sh.fs.walk("/data"))),
    }  # fmt: skip
    return re.sub(r"%[nilTsSbfacd]", lambda found: values[found[0]], form)


@command("df")
async def df(sh: Shell, argv: list[str]) -> int:
    """``df [-h] [paths]``: free space, as a phone of 128 GB tells it."""
    flags, paths = split_flags(argv[1:])
    total, free = sh.phone.disk.total_bytes >> 10, sh.phone.disk.free_bytes >> 10
    mounts = {"/data": "/dev/block/dm-5", "/storage/emulated": "/dev/fuse"}
    wanted = list(mounts)
    if paths:
        full = [normal(path, sh.cwd) for path in paths]
        for path, name in zip(paths, full, strict=True):
            if not sh.fs.exists(name):
                await sh.err(f"df: {path}: No such file or directory\n")
                return 1
        shared = ("/sdcard", "/storage", "/mnt")
        wanted = ["/storage/emulated" if name.startswith(shared) else "/data" for name in full]
    sizes = [total, total - free, free]
    told = [f"{size / 1024 / 1024:.0f}G" if "h" in flags else str(size) for size in sizes]
    heads = ("Size Used Avail", "1K-blocks     Used Available")["h" not in flags]
    await sh.out(f"Filesystem      {heads} Use% Mounted on\n")
    share = f"{round(100 * (total - free) / total):3}%"
    for mount in wanted:
        figures = " ".join(f"{t:>{len(h)}}" for t, h in zip(told, heads.split(), strict=True))
        await sh.out(f"{mounts[mount]:<15} {figures} {share} {mount}\n")
    return 0


@command("du")
async def du(sh: Shell, argv: list[str]) -> int:
    """``du [-s] paths`` in KiB."""
    status = 0
    for path in split_flags(argv[1:])[1] or ["."]:
        try:
            found = [sh.fs.lstat(one) for one in sh.fs.walk(normal(path, sh.cwd))]
        except OSError as error:
            await complain(sh, "du", path, error)
            status = 1
            continue
        blocks = sum(1 if one.is_dir else -(-one.size // BLOCK_BYTES) for one in found)
        await sh.out(f"{blocks * BLOCK_BYTES >> 10}\t{path}\n")
    return status
