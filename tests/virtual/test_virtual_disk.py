"""The data partition: it is as large as it says, and what takes room gives it back."""

import asyncio
import contextlib
import struct
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from shell_bench import Bench
from test_virtual_sync import conversation, file_data, request
from wire_host import machine

from harness.virtual.android.disk import BLOCK_BYTES, Disk
from harness.virtual.filesystem import FileSystem
from harness.virtual.shell.minish import run_text
from harness.virtual.shell.session import new_shell
from harness.virtual.shell.streams import Bytes, Collected

KIB = 1 << 10
HERE = "/data/local/tmp"
FULL = "No space left on device"


def small(free_bytes: int) -> tuple[FileSystem, Disk]:
    """Files on a disk that has so much room."""
    disk = Disk(total_bytes=free_bytes, used_bytes=0)
    return FileSystem(lambda: 5.0, disk), disk


@settings(deadline=None, derandomize=True, max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 40_000), st.booleans()), max_size=20))
def test_room_is_what_the_files_leave(steps: list[tuple[int, int, bool]]) -> None:
    """Written, grown, replaced, removed in any order: free is the total less whole blocks."""
    files, disk = small(96 * KIB)
    for name, size, removed in steps:
        path = f"{HERE}/{name}"
        if removed and files.exists(path):
            files.remove(path)
            continue
        with contextlib.suppress(OSError):  # where it is full, what fitted is there
            (files.append if size % 2 else files.write)(path, bytes(size))
    sizes = [files.stat(f"{HERE}/{name}").size for name in files.names(HERE)]
    taken = sum(-(-size // BLOCK_BYTES) * BLOCK_BYTES for size in sizes)
    assert disk.free_bytes == 96 * KIB - taken
    for left in files.names(HERE):
        files.remove(f"{HERE}/{left}")
    assert disk.free_bytes == 96 * KIB


def test_a_push_that_does_not_fit_fails_and_leaves_nothing() -> None:
    """FAIL in adbd's words; what lay beside it is whole, and the room is there for the next."""
    behind = machine()
    files, disk = behind.fs, behind.phone.disk
    files.write(f"{HERE}/kept", b"kept")
    disk.leave(64 * KIB)
    message = f"write failed: {FULL}".encode()
    sent = request(b"SEND", f"{HERE}/big,33188") + file_data(bytes(80 * KIB))
    answer = conversation(sent, 8 + len(message), behind)
    assert answer == struct.pack("<4sI", b"FAIL", len(message)) + message
    assert files.names(HERE) == ["kept"]
    assert disk.free_bytes == 64 * KIB
    sent = request(b"SEND", f"{HERE}/fits,33188") + file_data(bytes(60 * KIB))
    assert conversation(sent, 8, behind) == b"OKAY" + bytes(4)
    assert disk.free_bytes == 4 * KIB


def test_a_command_that_fills_the_disk_fails_and_keeps_what_fitted() -> None:
    """In toybox's and mksh's words, and the shell goes on."""
    behind = machine()
    behind.phone.disk.leave(8 * KIB)
    out, err = Collected(), Collected()
    shell = new_shell(behind, Bytes(b""), out, err)
    first = f"cd {HERE}; cat /dev/zero > a; echo $?; stat -c %s a"
    asyncio.run(run_text(shell, f"{first}; echo b > b; echo $?; rm a; echo b > b; cat b"))
    said = bytes(out.data).decode().split()
    assert (said[0], said[-2:]) == ("1", ["1", "b"])
    assert "8192" in said
    assert bytes(err.data).decode().splitlines() == [
        f"cat: xwrite: {FULL}",
        f"/system/bin/sh: echo: write: {FULL}",
    ]


def test_cp_leaves_out_what_does_not_fit_and_says_nothing() -> None:
    """As toybox 0.8.9 does on a full disk: status 0, and a file that is shorter."""
    behind = machine()
    behind.fs.write(f"{HERE}/big", bytes(20 * KIB))
    behind.phone.disk.leave(8 * KIB)
    out, err = Collected(), Collected()
    line = f"cd {HERE}; cp big half; echo $? $(stat -c %s half); rm half; mv big b; stat -c %s b"
    asyncio.run(run_text(new_shell(behind, Bytes(b""), out, err), line))
    assert (bytes(out.data).decode(), bytes(err.data)) == ("0 8192\n20480\n", b"")


def test_the_shell_fills_the_disk_and_df_follows(tmp_path: Path) -> None:
    """A redirection keeps what fitted and fails; df and stat -f tell of it."""
    bench = Bench(tmp_path)
    bench.phone.disk.leave(40 * KIB)

    def free() -> tuple[str, str]:
        blocks = bench.run(f"stat -f -c %f {HERE}").out.strip()
        return bench.run("df /data").out.splitlines()[1].split()[3], blocks

    assert free() == ("40", "10")
    bench.fs.write(f"{HERE}/a", bytes(16 * KIB))
    assert free() == ("24", "6")
    bench.run(f"rm {HERE}/a")
    assert free() == ("40", "10")
    told = bench.run(f"stat -f {HERE}").out
    assert "Type: f2fs\nBlock Size: 4096    Fundamental block size: 4096\n" in told
    assert f"Blocks: Total: {bench.phone.disk.total_bytes // 4096}\tFree: 10\tAvailable: 10" in told
