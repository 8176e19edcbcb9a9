"""adb packets: six little-endian u32 (command, arg0, arg1, length, sum, magic), then payload.

Format: AOSP ``packages/modules/adb/protocol.txt``. From version 0x01000001 on the sum is not
checked; older peers are sent a right one.
"""

import dataclasses
import struct

HEADER = struct.Struct("<6I")
VERSION = 0x01000001
VERSION_WITH_SUMS = 0x01000000
MAX_PAYLOAD = 1 << 20
MAX_FIRST_PAYLOAD = 4096
"""Limit of CNXN and AUTH payloads, which come before both sides agreed on more."""


def _word(name: bytes) -> int:
    return int.from_bytes(name, "little")


CNXN, AUTH, OPEN = _word(b"CNXN"), _word(b"AUTH"), _word(b"OPEN")
OKAY, CLSE, WRTE = _word(b"OKAY"), _word(b"CLSE"), _word(b"WRTE")
SYNC, STLS = _word(b"SYNC"), _word(b"STLS")
KNOWN = frozenset({CNXN, AUTH, OPEN, OKAY, CLSE, WRTE, SYNC, STLS})


class WireError(Exception):
    """The peer sent something that is not adb; the transport must be dropped."""


@dataclasses.dataclass(frozen=True, slots=True)
class Header:
    """A checked header. ``length`` is the number of payload bytes that follow."""

    command: int
    arg0: int
    arg1: int
    length: int
    checksum: int


@dataclasses.dataclass(frozen=True, slots=True)
class Packet:
    """One packet."""

    command: int
    arg0: int = 0
    arg1: int = 0
    payload: bytes = b""


def checksum(payload: bytes) -> int:
    """Sum of the bytes modulo 2**32 (called crc in the format)."""
    return sum(payload) & 0xFFFFFFFF


def encode(packet: Packet, *, with_sum: bool = False) -> bytes:
    """The packet's bytes, to be sent in one write."""
    total = checksum(packet.payload) if with_sum else 0
    magic = packet.command ^ 0xFFFFFFFF
    length = len(packet.payload)
    head = HEADER.pack(packet.command, packet.arg0, packet.arg1, length, total, magic)
    return head + packet.payload


def decode_header(data: bytes, *, max_payload: int = MAX_PAYLOAD) -> Header:
    """Parse 24 bytes; ``WireError`` for anything but a known command of allowed length."""
    command, arg0, arg1, length, total, magic = HEADER.unpack(data)
    if magic != command ^ 0xFFFFFFFF or command not in KNOWN:
        raise WireError(f"no adb packet: {data.hex()}")
    limit = MAX_FIRST_PAYLOAD if command in {CNXN, AUTH} else max_payload
    if length > limit:
        raise WireError(f"payload of {length} bytes is over the limit of {limit}")
    return Header(command, arg0, arg1, length, total)


def check_payload(header: Header, payload: bytes) -> Packet:
    """Join header and payload; ``WireError`` when a given sum is wrong (0 = not given)."""
    if header.checksum and header.checksum != checksum(payload):
        raise WireError("payload does not have the sum that its header names")
    return Packet(header.command, header.arg0, header.arg1, payload)
