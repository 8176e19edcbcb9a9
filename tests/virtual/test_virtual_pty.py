"""Terminals: echo, prompts, Ctrl-C, Ctrl-D, and the packets of shell version 2."""

import struct

from wire_host import Host, with_host

from harness.virtual.adbd import wire
from harness.virtual.machine import Machine

PROMPT = b"virtual1:/ $ "


def packets(data: bytes) -> list[tuple[int, bytes]]:
    """Shell v2 packets."""
    found = []
    while data:
        kind, length = struct.unpack_from("<BI", data)
        found.append((kind, data[5 : 5 + length]))
        data = data[5 + length :]
    return found


def packet(kind: int, data: bytes = b"") -> bytes:
    """One shell v2 packet."""
    return struct.pack("<BI", kind, len(data)) + data


async def until(host: Host, ids: tuple[int, int], ending: bytes) -> bytes:
    """What the phone shows until it has shown this."""
    shown = b""
    while not shown.endswith(ending):
        data = await host.hear(ids)
        assert data is not None, shown
        shown += data
    return shown


def test_a_terminal_echoes_and_prompts() -> None:
    """Typed keys come back, Enter runs the line, line ends are CR LF, exit ends it."""

    async def test(_: Machine, host: Host) -> None:
        await host.greet()
        ids = await host.open("shell:")
        assert await until(host, ids, b"$ ") == PROMPT
        await host.say(ids, b"ecx\x7fho hi\r")
        shown = await until(host, ids, PROMPT)
        assert shown == b"ecx\b \bho hi\r\nhi\r\n" + PROMPT
        await host.say(ids, b"false\r")
        assert (await until(host, ids, b"$ ")).endswith(b"1|" + PROMPT)
        await host.say(ids, b"exit\r")
        assert await host.hear_all(ids) == b"exit\r\n"

    with_host(test)


def test_control_c_ends_the_command_and_not_the_shell() -> None:
    """After Ctrl-C the status is 130 and the shell asks for more; Ctrl-D ends it."""

    async def test(_: Machine, host: Host) -> None:
        await host.greet()
        ids = await host.open("shell,pty:")
        await until(host, ids, PROMPT)
        await host.say(ids, b"sleep 1000\r")
        await until(host, ids, b"\r\n")
        await host.say(ids, b"\x03")
        assert (await until(host, ids, PROMPT)).endswith(b"130|" + PROMPT)
        await host.say(ids, b"\x04")
        assert await host.hear_all(ids) == b""

    with_host(test)


def test_second_version_tells_streams_and_status_apart() -> None:
    """Output, errors and exit status come in packets of their own."""

    async def test(_: Machine, host: Host) -> None:
        await host.greet()
        ids = await host.open("shell,v2,raw:echo out; echo err >&2; exit 7")
        told = packets(await host.hear_all(ids))
        assert sorted(told[:2]) == [(1, b"out\n"), (2, b"err\n")]
        assert told[2:] == [(3, b"\x07")]

    with_host(test)


def test_second_version_hands_on_standard_input() -> None:
    """Stdin packets are read, the close packet is the end of input."""

    async def test(_: Machine, host: Host) -> None:
        await host.greet()
        ids = await host.open("shell,v2,raw:wc -c; exit 3")
        await host.say(ids, packet(0, b"12345") + packet(5, b"24x80,0x0") + packet(4))
        assert packets(await host.hear_all(ids)) == [(1, b"5\n"), (3, b"\x03")]

    with_host(test)


def test_second_version_on_a_terminal_with_a_command() -> None:
    """Ctrl-C ends the command, whose status is 130."""

    async def test(_: Machine, host: Host) -> None:
        await host.greet()
        ids = await host.open("shell,v2,TERM=xterm,pty:echo $TERM; sleep 1000")
        shown = b""
        while b"xterm\r\n" not in shown:
            shown += await host.hear(ids) or b""
        await host.say(ids, packet(0, b"\x03"))
        assert packets(await host.hear_all(ids))[-1] == (3, bytes([130]))

    with_host(test)


def test_commands_may_come_on_standard_input() -> None:
    """A shell without a command and without a terminal runs what it reads, without prompts."""

    async def test(_: Machine, host: Host) -> None:
        await host.greet()
        ids = await host.open("shell,v2,raw:")
        text = b"if true; then\necho a\nfi\nread x\ngiven\necho $x; exit 4\n"
        await host.say(ids, packet(0, text) + packet(4))
        told = packets(await host.hear_all(ids))
        assert b"".join(data for kind, data in told if kind == 1) == b"a\ngiven\n"
        assert told[-1] == (3, b"\x04")

    with_host(test)


def test_what_is_typed_before_closing_is_still_stored() -> None:
    """``exec:cat > FILE`` keeps all bytes although the host closes right behind them."""

    async def test(machine: Machine, host: Host) -> None:
        await host.greet()
        ids = await host.open("exec:cat > /data/local/tmp/in")
        await host.say(ids, b"x" * 5000)
        await host.send(wire.CLSE, *ids)
        assert [(await host.next()).command for _ in range(2)] == [wire.OKAY, wire.CLSE]
        assert await host.hear_all(await host.open("shell:wc -c /data/local/tmp/in")) == (
            b"5000 /data/local/tmp/in\n"
        )
        assert machine.fs.stat("/data/local/tmp/in").size == 5000

    with_host(test)
