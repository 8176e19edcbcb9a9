"""File transfer, both versions, byte by byte."""

import stat
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wire_host import Host, machine, with_host

from harness.virtual.adbd import wire
from harness.virtual.filesystem import FileSystem
from harness.virtual.machine import Machine

TMP = "/data/local/tmp/"
MTIME = 1_700_000_000


def request(name: bytes, path: str) -> bytes:
    """A request with its path."""
    data = path.encode()
    return struct.pack("<4sI", name, len(data)) + data


def file_data(data: bytes, *, chunk: int = 4096) -> bytes:
    """DATA, DATA, DONE."""
    parts = [data[at : at + chunk] for at in range(0, len(data), chunk)]
    sent = b"".join(struct.pack("<4sI", b"DATA", len(part)) + part for part in parts)
    return sent + struct.pack("<4sI", b"DONE", MTIME)


def conversation(sent: bytes, size: int, behind: Machine | None = None) -> bytes:
    """What the phone answers to these bytes on one sync stream, ``size`` bytes of it."""

    async def test(new: Machine, host: Host) -> bytes:
        if behind is not None:
            new.fs.__dict__.update(behind.fs.__dict__)
        await host.greet()
        ids = await host.open("sync:")
        await host.say(ids, sent)
        return await host.hear_exactly(ids, size)

    return with_host(test)


@settings(deadline=None, derandomize=True, max_examples=20)
@given(st.binary(max_size=20_000), st.integers(1, 65536))
def test_what_is_sent_can_be_received(data: bytes, chunk: int) -> None:
    """SEND in any chunks, then RECV gives the same bytes in DATA of at most 64 KiB."""
    sent = request(b"SEND", TMP + "a,33188") + file_data(data, chunk=chunk)
    sent += request(b"RECV", TMP + "a")
    heads = -(-len(data) // 65536)
    answer = conversation(sent, 8 + len(data) + 8 * heads + 8)
    assert answer[:8] == b"OKAY\0\0\0\0"
    assert answer[-8:] == b"DONE\0\0\0\0"
    assert answer[16 : 16 + len(data)] == data


def test_second_version_sends_and_receives() -> None:
    """SND2 and RCV2 with flags 0; the time is kept, of the mode what its owner may, for all."""
    sent = request(b"SND2", TMP + "x") + struct.pack("<4sII", b"SND2", 0o100755, 0)
    sent += file_data(b"abc") + request(b"RCV2", TMP + "x") + struct.pack("<4sI", b"RCV2", 0)
    sent += request(b"STA2", TMP + "x")
    answer = conversation(sent, 8 + 8 + 3 + 8 + 72)
    assert answer[8:19] == struct.pack("<4sI", b"DATA", 3) + b"abc"
    facts = struct.unpack("<4sIQQIIIIQqqq", answer[-72:])
    assert (facts[0], facts[1]) == (b"STA2", 0)
    assert (facts[4], facts[8], facts[10]) == (0o100777, 3, MTIME)


@pytest.mark.parametrize(
    ("path", "sent", "told"),
    [
        (TMP + "x", b"DATA\1\0\1\0", "oversize data message"),
        (TMP + "x", b"WHAT\1\0\0\0", "invalid data message"),
        ("/no/dir/x", b"DONE\0\0\0\0", "secure_mkdirs failed: Read-only file system"),
        ("/system/x", b"DONE\0\0\0\0", "couldn't create file: Read-only file system"),
    ],
)
def test_what_adbd_says_of_a_push(path: str, sent: bytes, told: str) -> None:
    """In its own words."""
    answer = conversation(request(b"SEND", path + ",33188") + sent, 8 + len(told))
    assert answer == struct.pack("<4sI", b"FAIL", len(told)) + told.encode()


@pytest.mark.parametrize("flags", [1, 2, 4, 0x80000000])
def test_compression_is_refused_by_words(flags: int) -> None:
    """Flags that were never advertised get FAIL with a reason."""
    sent = request(b"RCV2", "/sdcard") + struct.pack("<4sI", b"RCV2", flags)
    message = f"unsupported receive flags {flags:#x}".encode()
    answer = conversation(sent, 8 + len(message))
    assert answer == struct.pack("<4sI", b"FAIL", len(message)) + message


def test_facts_of_what_is_missing() -> None:
    """Version 1 answers zeros, version 2 the errno."""
    answer = conversation(request(b"STAT", "/nope") + request(b"LST2", "/nope"), 16 + 72)
    assert answer[:16] == b"STAT" + bytes(12)
    assert struct.unpack_from("<4sI", answer, 16) == (b"LST2", 2)


def test_links_are_not_followed_by_lstat() -> None:
    """/sdcard is a link to STAT and LST2, and a directory to STA2."""
    sent = request(b"STAT", "/sdcard") + request(b"LST2", "/sdcard") + request(b"STA2", "/sdcard/")
    answer = conversation(sent, 16 + 72 + 72)
    assert stat.S_ISLNK(struct.unpack_from("<I", answer, 4)[0])
    assert stat.S_ISLNK(struct.unpack_from("<I", answer, 16 + 24)[0])
    assert stat.S_ISDIR(struct.unpack_from("<I", answer, 88 + 24)[0])


def test_a_list_ends_with_a_whole_record_of_zeros() -> None:
    """DONE is as long as an entry: 20 bytes in version 1, 76 in version 2."""
    behind = machine()
    behind.fs.write(TMP + "one", b"1")
    v1 = conversation(request(b"LIST", TMP), 20 * 3 + 1 + 2 + 3 + 20, behind)
    assert v1.endswith(b"DONE" + bytes(16))
    assert b"one" in v1
    v2 = conversation(request(b"LIS2", TMP), 76 * 3 + 1 + 2 + 3 + 76, behind)
    assert v2.endswith(b"DONE" + bytes(72))


def test_a_missing_file_fails_and_the_stream_goes_on() -> None:
    """FAIL names the reason; the next request on the stream is answered."""
    message = b"open failed: No such file or directory"
    answer = conversation(request(b"RECV", "/nope") + request(b"STAT", "/"), 8 + len(message) + 16)
    assert answer[8 : 8 + len(message)] == message
    assert answer[8 + len(message) :][:4] == b"STAT"


def test_a_push_makes_the_folders_above() -> None:
    """Parents that are missing are made, a link stays a link."""
    link = request(b"SEND", TMP + "l,41471") + file_data(b"/sdcard\0")
    sent = request(b"SEND", TMP + "p/q/r,33188") + file_data(b"x") + link
    sent += request(b"STAT", TMP + "p/q") + request(b"STAT", TMP + "l")
    answer = conversation(sent, 16 + 32)
    assert stat.S_ISDIR(struct.unpack_from("<I", answer, 20)[0])
    assert stat.S_ISLNK(struct.unpack_from("<I", answer, 36)[0])


@settings(deadline=None, derandomize=True, max_examples=25)
@given(st.binary(min_size=8, max_size=64))
def test_garbage_ends_the_stream_and_not_the_transport(garbage: bytes) -> None:
    """Bytes that are no request close the stream; the transport serves on."""

    async def test(_: Machine, host: Host) -> None:
        await host.greet()
        ids = await host.open("sync:")
        await host.say(ids, b"\xff" + garbage)
        await host.hear_all(ids)
        assert await host.hear_all(await host.open("shell:echo alive")) == b"alive\n"

    with_host(test)


def test_a_push_that_breaks_off_leaves_nothing() -> None:
    """A stream closed within DATA leaves no half file."""

    async def test(behind: Machine, host: Host) -> FileSystem:
        await host.greet()
        ids = await host.open("sync:")
        half = request(b"SEND", TMP + "half,33188") + struct.pack("<4sI", b"DATA", 1000) + b"ab"
        await host.say(ids, half)
        await host.send(wire.CLSE, *ids)
        assert [(await host.next()).command for _ in range(2)] == [wire.OKAY, wire.CLSE]
        await host.hear_all(await host.open("shell:echo later"))
        return behind.fs

    assert not with_host(test).exists(TMP + "half")
