"""Transports and streams, packet by packet."""

import asyncio
import base64
import struct

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa, utils
from hypothesis import given, settings
from hypothesis import strategies as st
from wire_host import Host, with_host

from harness.virtual.adbd import wire
from harness.virtual.machine import Machine


def test_the_greeting_names_the_phone_and_its_features() -> None:
    """CNXN is answered with the product's names and only features that are served."""

    async def test(_: Machine, host: Host) -> None:
        answer = await host.greet()
        assert (answer.command, answer.arg0, answer.arg1) == (wire.CNXN, 0x01000001, 1 << 20)
        kind, features = answer.payload.split(b"features=")
        assert kind.startswith(b"device::ro.product.name=virtual1;ro.product.model=Virtual One;")
        assert not {b"delayed_ack", b"sendrecv_v2_brotli"} & set(features.split(b","))

    with_host(test)


def test_only_one_write_is_in_flight() -> None:
    """The next WRTE comes after the OKAY of the one before, never larger than agreed."""

    async def test(machine: Machine, host: Host) -> None:
        machine.fs.write("/data/local/tmp/x", bytes(range(256)) * 64)
        await host.greet(max_payload=4096)
        ids = await host.open("exec:cat /data/local/tmp/x")
        got = b""
        while (packet := await host.next()).command == wire.WRTE:
            assert len(packet.payload) == 4096
            got += packet.payload
            host.writer.write(wire.encode(wire.Packet(wire.OPEN, 90, 0, b"nothing\0")))
            refused = await host.next()  # had the next WRTE been sent, it would be before this
            assert (refused.command, refused.arg1) == (wire.CLSE, 90)
            await host.send(wire.OKAY, *ids)
        assert packet.command == wire.CLSE
        assert got == machine.fs.read("/data/local/tmp/x")

    with_host(test)


def test_a_close_is_answered_with_a_close() -> None:
    """The host's CLSE of a live stream gets a CLSE back, and the command ends."""

    async def test(machine: Machine, host: Host) -> None:
        await host.greet()
        ids = await host.open("shell:sleep 1000")
        await host.send(wire.CLSE, *ids)
        answer = await host.next()
        assert (answer.command, answer.arg1) == (wire.CLSE, ids[0])
        assert await host.hear_all(await host.open("shell:jobs; echo $$")) != b""
        assert not machine.jobs

    with_host(test)


@pytest.mark.parametrize("name", ["jwdp", "tcp:4711", "track-app", "localabstract:x", "", "dev:x"])
def test_an_unknown_service_is_refused(name: str) -> None:
    """A refused OPEN is a CLSE from id 0."""

    async def test(_: Machine, host: Host) -> None:
        await host.greet()
        await host.send(wire.OPEN, 7, 0, name.encode() + b"\0")
        answer = await host.next()
        assert (answer.command, answer.arg0, answer.arg1) == (wire.CLSE, 0, 7)

    with_host(test)


def test_packets_for_unknown_streams_change_nothing() -> None:
    """OKAY, WRTE and CLSE for a stream that never was leave the transport alive."""

    async def test(_: Machine, host: Host) -> None:
        await host.greet()
        for command in (wire.OKAY, wire.WRTE, wire.CLSE):
            await host.send(command, 99, 98, b"x" if command == wire.WRTE else b"")
        ids = await host.open("shell:echo alive")
        assert await host.hear_all(ids) == b"alive\n"

    with_host(test)


@settings(deadline=None, derandomize=True, max_examples=15)
@given(st.binary(min_size=24, max_size=80))
def test_garbage_drops_that_transport_only(garbage: bytes) -> None:
    """Bytes that are no packet end the connection they came on, and no other."""

    async def test(_: Machine, bad: Host, good: Host) -> None:
        await bad.greet()
        await good.greet()
        bad.writer.write(b"\xff" + garbage)
        assert await bad.reader.read() == b""
        assert await good.hear_all(await good.open("shell:echo alive")) == b"alive\n"

    with_host(test, hosts=2)


def test_a_packet_before_the_greeting_drops_the_transport() -> None:
    """Nothing is opened for a host that did not greet."""

    async def test(_: Machine, host: Host) -> None:
        await host.send(wire.OPEN, 1, 0, b"shell:id\0")
        assert await host.reader.read() == b""

    with_host(test)


def test_streams_run_side_by_side() -> None:
    """A stream that waits holds up no other stream."""

    async def test(_: Machine, host: Host) -> None:
        await host.greet()
        waiting = await host.open("shell:cat")
        assert await host.hear_all(await host.open("shell:echo two")) == b"two\n"
        await host.say(waiting, b"typed\n")
        assert await host.hear(waiting) == b"typed\n"

    with_host(test)


def test_tcp_reaches_a_server_inside_the_phone() -> None:
    """``tcp:PORT`` is a stream to whoever listens there."""

    async def upper(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write((await reader.readline()).upper())
        writer.close()

    async def test(machine: Machine, host: Host) -> None:
        machine.ports.listen(9008, upper)
        await host.greet()
        ids = await host.open("tcp:9008")
        await host.say(ids, b"ping\n")
        assert await host.hear_all(ids) == b"PING\n"

    with_host(test)


def test_reverse_opens_exactly_what_was_configured() -> None:
    """A connection inside the phone is opened at the host's address, to the character."""

    async def test(machine: Machine, host: Host) -> None:
        await host.greet()
        ids = await host.open("reverse:forward:tcp:7001;tcp:7002")
        assert await host.hear_all(ids) == b"OKAY"
        _, writer = await machine.ports.connect("tcp:7001")
        opened = await host.next()
        assert (opened.command, opened.payload) == (wire.OPEN, b"tcp:7002\0")
        await host.send(wire.OKAY, 50, opened.arg0)
        writer.write(b"hello")
        assert await host.hear((50, opened.arg0)) == b"hello"
        await host.send(wire.CLSE, 50, opened.arg0)
        await host.next()
        writer.close()
        await writer.wait_closed()
        listed = await host.hear_all(await host.open("reverse:list-forward"))
        assert listed == b"001c(reverse) tcp:7001 tcp:7002\n"
        gone = await host.hear_all(await host.open("reverse:killforward:tcp:9"))
        assert gone.startswith(b"FAIL")

    with_host(test)


def test_framebuffer_has_a_header_that_adbutils_survives() -> None:
    """Version 2, 32 bits, colour space 1, then exactly the named number of bytes."""

    async def test(_: Machine, host: Host) -> None:
        await host.greet()
        data = await host.hear_all(await host.open("framebuffer:"))
        head = struct.unpack_from("<14I", data)
        assert head[:6] == (2, 32, 1, 120 * 240 * 4, 120, 240)
        assert len(data) == 56 + head[3]

    with_host(test)


# --- who may connect -----------------------------------------------------------
def android_key(key: rsa.RSAPrivateKey) -> bytes:
    """A public key as adb sends it."""
    numbers = key.public_key().public_numbers()
    blob = struct.pack("<II", 64, 0) + numbers.n.to_bytes(256, "little") + bytes(256)
    return base64.b64encode(blob + struct.pack("<I", numbers.e)) + b" user@host\0"


def sign(key: rsa.RSAPrivateKey, token: bytes) -> bytes:
    """A token signed as if it were a SHA-1 digest."""
    return key.sign(token, padding.PKCS1v15(), utils.Prehashed(hashes.SHA1()))  # noqa: S303


def test_an_accepted_key_opens_the_next_connection_by_its_signature() -> None:
    """An unknown signature is challenged anew, the key is accepted, then its signature is."""
    key = rsa.generate_private_key(65537, 2048)

    async def test(_machine: Machine, first: Host, second: Host) -> None:
        token = (await first.greet()).payload
        assert len(token) == 20
        await first.send(wire.AUTH, 2, 0, sign(key, token))
        assert (await first.next()).command == wire.AUTH
        await first.send(wire.AUTH, 3, 0, android_key(key))
        assert (await first.next()).command == wire.CNXN
        token = (await second.greet()).payload
        await second.send(wire.AUTH, 2, 0, sign(key, b"another token of 20 "))
        token = (await second.next()).payload
        await second.send(wire.AUTH, 2, 0, sign(key, token))
        assert (await second.next()).command == wire.CNXN

    with_host(test, auth="accept-key", hosts=2)


def test_unauthorized_never_opens() -> None:
    """Neither signature nor key opens, and a packet without permission ends the connection."""
    key = rsa.generate_private_key(65537, 2048)

    async def test(_: Machine, host: Host) -> None:
        await host.greet()
        await host.send(wire.AUTH, 3, 0, android_key(key))
        await host.send(wire.OPEN, 1, 0, b"shell:id\0")
        assert await host.reader.read() == b""

    with_host(test, auth="unauthorized")
