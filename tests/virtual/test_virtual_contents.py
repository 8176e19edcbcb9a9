"""The bytes of files, small and large, and what reads them in parts."""

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from harness.virtual.contents import SPILL_BYTES, Contents
from harness.virtual.filesystem import FileSystem

SIZES = st.sampled_from([0, 1, 7, SPILL_BYTES // 2, SPILL_BYTES - 1, SPILL_BYTES, SPILL_BYTES + 3])


@settings(deadline=None, derandomize=True, max_examples=15)
@given(st.lists(SIZES, max_size=4), st.integers(0, 3 * SPILL_BYTES), st.integers(0, 99))
def test_any_part_is_read_back_whether_in_memory_or_not(
    sizes: list[int], start: int, size: int
) -> None:
    """What was added, piece by piece, is there from any byte on."""
    made, whole = Contents(), b""
    for number, length in enumerate(sizes):
        piece = bytes([65 + number]) * length
        made.append(piece)
        whole += piece
    assert len(made) == len(whole)
    assert made.read() == whole
    assert made.read(start, size) == whole[start : start + size]


def test_a_file_is_read_in_parts_and_a_device_without_an_end() -> None:
    """Parts make up the file from a byte on; /dev/zero always has one more."""
    files = FileSystem()
    files.write("/data/local/tmp/a", bytes(range(256)) * 1000)
    parts = list(files.parts("/data/local/tmp/a", 100))
    assert b"".join(parts) == files.read("/data/local/tmp/a")[100:]
    assert max(map(len, parts)) < 256_000
    assert len(list(itertools.islice(files.parts("/dev/zero"), 5))) == 5


def test_who_fills_a_file_that_is_replaced_harms_nobody() -> None:
    """A second transfer to the same path wins whole, also when the first one goes on or ends."""
    files = FileSystem()
    first = files.create("/data/local/tmp/a", 0o644)
    second = files.create("/data/local/tmp/a", 0o600)
    second.take(b"new")
    first.take(b"old")
    files.forget("/data/local/tmp/a", first)
    assert files.read("/data/local/tmp/a") == b"new"
    files.forget("/data/local/tmp/a", second)
    assert not files.exists("/data/local/tmp/a")
