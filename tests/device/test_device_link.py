"""The adb server's answers, good and bad, become values and errors of ours."""

import socket
import struct

import pytest
from fake_adb import Answer, fake_adb
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.device.errors import ServiceRefusedError, at_the_seam
from harness.device.link import Link, split_shell_v2
from harness.domain.errors import DeviceError, DeviceLostError, NoDeviceError

S = "phone-1"


def packet(kind: int, body: bytes) -> bytes:
    return bytes([kind]) + struct.pack("<I", len(body)) + body


def test_shell_v2_keeps_outputs_and_status_apart() -> None:
    """stdout, stderr and exit status of one command, CRLF made LF."""
    told = packet(1, b"a\r\n") + packet(2, b"oops\n") + packet(1, b"b\n") + packet(3, b"\x05")
    answers = {f"host-serial:{S}:features": b"shell_v2,cmd", "shell,v2": told}
    with fake_adb(answers) as adb:
        result = Link(S, adb.address).shell("ls")
    assert (result.out, result.err, result.code) == ("a\nb\n", "oops\n", 5)
    assert "shell,v2,raw:ls" in adb.asked


def test_old_adbd_is_spoken_to_in_shell_v1() -> None:
    """No features: no exit status, translated line ends undone."""
    with fake_adb({f"host-serial:{S}:features": b"", "shell:": b"a\r\r\nb\r\n"}) as adb:
        result = Link(S, adb.address).shell("ls")
    assert (result.out, result.code) == ("a\nb\n", None)


@pytest.mark.parametrize(
    ("reason", "error", "word"),
    [
        ("device 'phone-1' not found", DeviceLostError, "adb devices -l"),
        ("device offline", DeviceLostError, "adb devices -l"),
        (
            "device unauthorized.\nThis adb server's $ADB_VENDOR_KEYS is not set",
            NoDeviceError,
            "allow",
        ),
        ("closed", ServiceRefusedError, "refused"),
        ("something new", DeviceError, "something new"),
    ],
)
def test_refusals_say_what_to_do(reason: str, error: type[DeviceError], word: str) -> None:
    """Each word of the adb server has its error, in one line."""
    with fake_adb({"host:transport:": reason}) as adb, pytest.raises(error, match=word) as raised:
        Link(S, adb.address).open("exec:true")
    assert "\n" not in str(raised.value)
    assert raised.value.serial == S


def test_no_server_is_a_lost_device() -> None:
    """The adb server was killed while in use."""
    with fake_adb({}) as adb:
        address = adb.address
    with pytest.raises(DeviceLostError):
        Link(S, address).open("exec:true")


def test_stream_without_exit_status_of_a_present_device_is_an_error() -> None:
    """The command was cut although the device is there."""
    answers: dict[str, Answer] = {
        f"host-serial:{S}:features": b"shell_v2",
        f"host-serial:{S}:get-state": b"device",
        "shell,v2": packet(1, b"half"),
    }
    with fake_adb(answers) as adb, pytest.raises(DeviceError, match="ended early") as raised:
        Link(S, adb.address).shell("ls")
    assert not isinstance(raised.value, DeviceLostError)


def test_stream_without_exit_status_of_an_absent_device_means_it_is_lost() -> None:
    """Unplugged in the middle of a command."""
    answers: dict[str, Answer] = {
        f"host-serial:{S}:features": b"shell_v2",
        f"host-serial:{S}:get-state": f"device '{S}' not found",
        "shell,v2": packet(1, b"half"),
    }
    with fake_adb(answers) as adb, pytest.raises(DeviceLostError):
        Link(S, adb.address).shell("ls")


def test_silence_ends_at_the_deadline() -> None:
    """A device that does not answer is an error, not a wait without end."""

    def silent(client: socket.socket) -> None:
        client.recv(1)

    answers: dict[str, Answer] = {
        f"host-serial:{S}:features": b"shell_v2",
        "shell,v2": silent,
    }
    with fake_adb(answers) as adb, pytest.raises(DeviceError, match="in time"):
        Link(S, adb.address).shell("ls", timeout_s=0.05)


def test_pull_gives_the_file_and_says_why_not() -> None:
    """DATA pieces are joined; FAIL names file and reason."""

    def serve(client: socket.socket) -> None:
        client.recv(100)
        client.sendall(b"DATA" + struct.pack("<I", 3) + b"abc")
        client.sendall(b"DATA" + struct.pack("<I", 1) + b"d" + b"DONE" + struct.pack("<I", 0))

    with fake_adb({"sync:": serve}) as adb:
        assert b"".join(Link(S, adb.address).pull("/x")) == b"abcd"

    def refuse(client: socket.socket) -> None:
        client.recv(100)
        client.sendall(b"FAIL" + struct.pack("<I", 6) + b"denied")

    with fake_adb({"sync:": refuse}) as adb, pytest.raises(DeviceError, match="denied"):
        list(Link(S, adb.address).pull("/x"))


def test_library_errors_become_ours() -> None:
    """An error of adbutils, whatever its class, is a DeviceError; a bug of ours stays one."""
    import adbutils  # noqa: PLC0415

    with pytest.raises(DeviceError, match="bad thing"), at_the_seam(S, "x"):
        raise adbutils.AdbError("bad\nthing")
    with pytest.raises(NoDeviceError), at_the_seam(S, "x"):
        raise adbutils.AdbError("device unauthorized.")
    with pytest.raises(KeyError), at_the_seam(S, "x"):
        raise KeyError("bug")


@settings(deadline=None, derandomize=True)
@given(st.binary())
def test_any_bytes_split_without_error(raw: bytes) -> None:
    """A cut or garbled stream gives what it has."""
    split_shell_v2(raw)


@settings(deadline=None, derandomize=True)
@given(st.binary(max_size=50), st.binary(max_size=50), st.integers(0, 255))
def test_split_undoes_packing(out: bytes, err: bytes, code: int) -> None:
    """What was packed comes out, whatever the order of pieces."""
    raw = packet(1, out[:3]) + packet(2, err) + packet(1, out[3:]) + packet(3, bytes([code]))
    assert split_shell_v2(raw) == (out, err, code)
