"""The screen as a stream of video, as it comes over the wire."""

import socket
import threading

import pytest

from harness.device.recording import Recording
from harness.domain.errors import DeviceError

START = b"\0\0\0\1"


class OneLine:
    """A link whose every stream is one end of a pair of sockets."""

    def __init__(self, error: DeviceError | None = None) -> None:
        self.device, self.host = socket.socketpair()
        self.asked = ""
        self._error = error

    def open(self, service: str, *, timeout_s: float = 10.0) -> socket.socket:
        self.asked = service
        if self._error is not None:
            raise self._error
        return self.host


def test_pieces_are_noted_as_they_arrive() -> None:
    """With their bytes, in order, until it is stopped."""
    line = OneLine()
    recording = Recording(line)  # type: ignore[arg-type]
    assert line.asked.startswith("exec:screenrecord --output-format=h264")
    line.device.sendall(START + b"one")
    line.device.sendall(b"two")
    line.device.shutdown(socket.SHUT_WR)
    for thread in threading.enumerate():
        if thread.name == "recording":
            thread.join(10)
    take = recording.stop()
    line.device.close()
    assert take.data == START + b"onetwo"
    assert sum(size for _, size in take.pieces) == len(take.data)
    assert [at for at, _ in take.pieces] == sorted(at for at, _ in take.pieces)
    assert take.trouble == ""


@pytest.mark.parametrize(
    ("said", "trouble"),
    [(b"", "nothing at all"), (b"sh: screenrecord: not found\n", "screenrecord: not found")],
)
def test_what_is_no_video_is_told_and_not_kept(said: bytes, trouble: str) -> None:
    """In the device's own words."""
    line = OneLine()
    recording = Recording(line)  # type: ignore[arg-type]
    line.device.sendall(said)
    line.device.close()
    for thread in threading.enumerate():
        if thread.name == "recording":
            thread.join(10)
    take = recording.stop()
    assert (take.data, take.pieces) == (b"", ())
    assert trouble in take.trouble


def test_a_recording_that_does_not_begin_is_told_not_raised() -> None:
    """A launch is not lost for want of its film."""
    line = OneLine(DeviceError("the line is busy"))
    take = Recording(line).stop()  # type: ignore[arg-type]
    line.device.close()
    line.host.close()
    assert take.trouble == "the line is busy"
