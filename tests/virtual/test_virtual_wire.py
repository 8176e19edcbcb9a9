"""adb packets: what goes in comes out, and what is no packet is refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.virtual.adbd import wire
from harness.virtual.adbd.wire import HEADER, Packet, WireError

WORDS = st.integers(0, 0xFFFFFFFF)
PACKETS = st.builds(
    Packet, st.sampled_from(sorted(wire.KNOWN)), WORDS, WORDS, st.binary(max_size=300)
)


@settings(deadline=None, derandomize=True)
@given(PACKETS, st.booleans())
def test_a_packet_survives_the_wire(packet: Packet, with_sum: bool) -> None:
    """Encoding and decoding gives the same packet, with and without a sum."""
    data = wire.encode(packet, with_sum=with_sum)
    header = wire.decode_header(data[: HEADER.size])
    assert header.length == len(packet.payload)
    assert wire.check_payload(header, data[HEADER.size :]) == packet


@settings(deadline=None, derandomize=True)
@given(st.binary(min_size=24, max_size=24))
def test_garbage_is_refused(data: bytes) -> None:
    """Any 24 bytes are either a header whose magic fits or a WireError."""
    command, *_, magic = HEADER.unpack(data)
    if command ^ magic == 0xFFFFFFFF and command in wire.KNOWN:
        return
    with pytest.raises(WireError):
        wire.decode_header(data)


def test_a_wrong_sum_is_refused() -> None:
    """A payload that does not have the sum in its header is no packet."""
    data = wire.encode(Packet(wire.WRTE, 1, 2, b"abc"), with_sum=True)
    with pytest.raises(WireError, match="sum"):
        wire.check_payload(wire.decode_header(data[:24]), b"abd")


@pytest.mark.parametrize(
    ("command", "length", "fits"),
    [
        (wire.WRTE, wire.MAX_PAYLOAD, True),
        (wire.WRTE, wire.MAX_PAYLOAD + 1, False),
        (wire.CNXN, 4096, True),
        (wire.CNXN, 4097, False),
    ],
)
def test_payloads_have_limits(command: int, length: int, fits: bool) -> None:
    """A greeting may bring 4096 bytes, everything else a mebibyte."""
    data = HEADER.pack(command, 0, 0, length, 0, command ^ 0xFFFFFFFF)
    if fits:
        assert wire.decode_header(data).length == length
    else:
        with pytest.raises(WireError, match="limit"):
            wire.decode_header(data)
