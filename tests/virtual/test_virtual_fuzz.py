"""Whatever comes in, the daemon lives: fuzzed packets, services, shells and control lines."""

import asyncio
import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wire_host import BANNER, Host, machine, shell

from harness.virtual.adbd import wire
from harness.virtual.adbd.daemon import Adbd
from harness.virtual.adbd.wire import Packet

COMMANDS = st.sampled_from([*sorted(wire.KNOWN), 0, 0xFFFFFFFF])
IDS = st.one_of(st.integers(0, 4), st.sampled_from([0xFFFFFFFF, 0x80000000]))
SERVICES = st.sampled_from([
    b"shell:echo a", b"shell,v2,raw:cat", b"shell,v2,pty:", b"exec:screencap", b"sync:", b"",
    b"framebuffer:", b"abb_exec:package\0install\0-S\x005", b"reverse:forward:tcp:1;tcp:2",
    b"tcp:9008", b"jdwp", b"shell:" + b"(" * 300, b"host:version", b"root:",
    b"exec:screenrecord --output-format=h264 -",
])  # fmt: skip
SYNC = st.sampled_from(
    [b"STAT", b"LIST", b"RECV", b"SEND", b"STA2", b"LIS2", b"DATA", b"DONE", b"QUIT"]
)
SYNC_WORDS = st.builds(
    lambda word, size, rest: word + size.to_bytes(4, "little") + rest,
    SYNC, st.sampled_from([0, 1, 7, 1024, 1 << 20, 0xFFFFFFFF]), st.binary(max_size=40),
)  # fmt: skip
SHELL_WORDS = st.builds(
    lambda kind, size, rest: bytes([kind]) + size.to_bytes(4, "little") + rest,
    st.integers(0, 255), st.sampled_from([0, 3, 65536, 0xFFFFFFFF]), st.binary(max_size=20),
)  # fmt: skip
PAYLOADS = st.one_of(st.binary(max_size=200), SERVICES, SYNC_WORDS, SHELL_WORDS)
PACKETS = st.builds(Packet, COMMANDS, IDS, IDS, PAYLOADS)
RAW = st.binary(min_size=1, max_size=60)


async def lives_after(parts: list[Packet | bytes], *, greeted: bool) -> str:
    """Send all to a daemon; then what a new connection's shell says."""
    adbd = Adbd(machine())
    port = await adbd.start(0)
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        if greeted:
            await Host(reader, writer).greet()
        with contextlib.suppress(ConnectionError):
            for part in parts:
                writer.write(wire.encode(part) if isinstance(part, Packet) else part)
            await writer.drain()
            for _ in range(5):
                await asyncio.sleep(0)
        writer.close()
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        host = Host(reader, writer)
        await host.greet()
        ids = await host.open("shell:echo alive")
        said = await host.hear(ids)
        writer.close()
        return (said or b"").decode()
    finally:
        await adbd.stop()


@settings(deadline=None, max_examples=40, derandomize=True)
@given(st.lists(st.one_of(PACKETS, RAW), max_size=8), st.booleans())
def test_the_daemon_survives_what_is_no_adb(parts: list[Packet | bytes], greeted: bool) -> None:
    """Packets in any order with any ids, services with any payload, and bytes that are none."""
    assert asyncio.run(lives_after(parts, greeted=greeted)) == "alive\n"


@settings(deadline=None, max_examples=25, derandomize=True)
@given(SERVICES, st.lists(PAYLOADS, max_size=6))
def test_an_open_stream_survives_what_it_is_told(service: bytes, told: list[bytes]) -> None:
    """A service that was opened rightly is told anything, and then left alone."""
    parts: list[Packet | bytes] = [Packet(wire.OPEN, 1, 0, service + b"\0")]
    parts += [Packet(wire.WRTE, 1, 1, data) for data in told]
    assert asyncio.run(lives_after(parts, greeted=True)) == "alive\n"


def test_the_banner_is_what_the_host_of_the_fuzzing_sends() -> None:
    """The greeting used above is one that a daemon accepts."""
    assert BANNER.startswith(b"host::")


@pytest.mark.parametrize(
    ("line", "told"),
    [(".", ".: missing argument"), (". /absent", ".: /absent: No such file or directory"),
     ("sleep x", "sleep"), ("kill", "kill"), ("seq a", "seq")],
)  # fmt: skip
def test_a_command_fails_and_its_shell_goes_on(line: str, told: str) -> None:
    """Found by fuzzing: bad words are answered by the command, and the next line still runs."""
    ran = shell(f"{line}; echo next")
    assert ran.out.endswith("next\n")
    assert told in ran.err
