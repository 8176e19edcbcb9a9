"""Frames as received: lossless, opaque, never silently black or truncated."""

import io
import socket
import struct

import numpy as np
import pytest
from fake_adb import Answer, fake_adb
from numpy.typing import NDArray
from PIL import Image

from harness.device.capture import Camera, is_black
from harness.device.link import Link
from harness.domain.errors import DeviceError, DeviceLostError
from harness.domain.geometry import SizePx

S = "phone-1"
STATE = f"host-serial:{S}:get-state"


def picture(width: int = 30, height: int = 20, alpha: int = 0) -> NDArray[np.uint8]:
    pixels = np.random.default_rng(7).integers(0, 256, (height, width, 4)).astype(np.uint8)
    pixels[..., 3] = alpha
    return pixels


def raw(pixels: NDArray[np.uint8], header: int, order: int = 1) -> bytes:
    height, width = pixels.shape[:2]
    words = struct.pack("<III", width, height, order) + b"\1\0\0\0" * (header == 16)
    return words + pixels.tobytes()


@pytest.mark.parametrize("header", [12, 16])
def test_raw_frame_is_lossless_and_opaque(header: int) -> None:
    """Colours as sent, alpha 255 although the device sent 0, for both headers."""
    sent = picture()
    with fake_adb({"exec:screencap": raw(sent, header)}) as adb:
        frame = Camera(Link(S, adb.address)).capture()
    assert frame.size_px == SizePx(30, 20)
    assert np.array_equal(frame.pixels[..., :3], sent[..., :3])
    assert (frame.pixels[..., 3] == 255).all()
    assert frame.source == "screencap"
    assert not frame.black


def test_bgra_becomes_rgba() -> None:
    """Some devices swap red and blue."""
    sent = picture()
    with fake_adb({"exec:screencap": raw(sent, 16, order=5)}) as adb:
        frame = Camera(Link(S, adb.address)).capture()
    assert np.array_equal(frame.pixels[..., :3], sent[..., 2::-1])


@pytest.mark.parametrize("cut", [1, 100, 2405])
def test_truncated_frame_is_an_error(cut: int) -> None:
    """A frame that lacks bytes is never filled up with black."""
    answers: dict[str, Answer] = {"exec:screencap": raw(picture(), 16)[:-cut], STATE: b"device"}
    with fake_adb(answers) as adb:
        camera = Camera(Link(S, adb.address))
        with pytest.raises(DeviceError):
            camera.capture()


def test_a_frame_that_breaks_off_does_not_change_the_way() -> None:
    """The next frame comes the fast way again."""
    whole = raw(picture(), 16)
    answers: dict[str, Answer] = {"exec:screencap": whole[:-9], STATE: b"device"}
    with fake_adb(answers) as adb:
        camera = Camera(Link(S, adb.address))
        with pytest.raises(DeviceError, match="truncated"):
            camera.capture()
        adb.answers = {**answers, "exec:screencap": whole}
        assert camera.capture().source == "screencap"
    assert not any(a.startswith("framebuffer") for a in adb.asked)


def test_cable_pulled_in_a_frame_is_a_lost_device() -> None:
    """The adb server no longer knows the device."""
    answers: dict[str, Answer] = {
        "exec:screencap": raw(picture(), 16)[:-50],
        STATE: f"device '{S}' not found",
    }
    with fake_adb(answers) as adb, pytest.raises(DeviceLostError):
        Camera(Link(S, adb.address)).capture()


def test_error_text_is_no_picture() -> None:
    """What the device printed instead is told."""
    answers: dict[str, Answer] = {"exec:screencap": b"Failed to take screenshot. Status: -1"}
    with fake_adb(answers) as adb, pytest.raises(DeviceError, match="Failed to t"):
        Camera(Link(S, adb.address)).capture()


def test_black_frame_is_flagged_not_hidden() -> None:
    """A screen that forbids capture gives black: it is a frame, and it says so."""
    black = np.zeros((20, 30, 4), np.uint8)
    with fake_adb({"exec:screencap": raw(black, 16)}) as adb:
        assert Camera(Link(S, adb.address)).capture().black


def test_one_bright_pixel_is_not_black() -> None:
    """The quick look on a grid is checked on every pixel."""
    pixels = np.zeros((40, 40, 4), np.uint8)
    assert is_black(pixels)
    pixels[17, 3, 1] = 200
    assert not is_black(pixels)


def framebuffer(pixels: NDArray[np.uint8], version: int) -> bytes:
    height, width = pixels.shape[:2]
    space = (1,) if version == 2 else ()
    words = (version, 32, *space, pixels.size, width, height, 0, 8, 16, 8, 8, 8, 24, 8)
    return struct.pack(f"<{len(words)}I", *words) + pixels.tobytes()


@pytest.mark.parametrize("version", [1, 2])
def test_old_adbd_without_exec_uses_the_framebuffer(version: int) -> None:
    """Android 4 closes exec: ("error: closed"); the next way is tried and then kept."""
    sent = picture()
    with fake_adb({"framebuffer:": framebuffer(sent, version)}) as adb:
        camera = Camera(Link(S, adb.address))
        frame = camera.capture()
        camera.capture()
    assert np.array_equal(frame.pixels[..., :3], sent[..., :3])
    assert camera.source == frame.source == "framebuffer"
    assert sum(a.startswith("exec:") for a in adb.asked) == 1


def test_last_resort_is_a_file_that_is_removed_again() -> None:
    """The picture goes by screencap -p to a file, pulled and deleted."""
    sent = picture(alpha=255)
    png = io.BytesIO()
    Image.fromarray(sent).save(png, "PNG")
    body = png.getvalue()

    def serve(client: socket.socket) -> None:
        client.recv(100)
        data = b"DATA" + struct.pack("<I", len(body)) + body + b"DONE" + struct.pack("<I", 0)
        client.sendall(data)

    answers: dict[str, Answer] = {
        f"host-serial:{S}:features": b"",
        "shell:": b"",
        "sync:": serve,
    }
    with fake_adb(answers) as adb:
        frame = Camera(Link(S, adb.address)).capture()
    assert np.array_equal(frame.pixels, sent)
    assert frame.source == "screencap-png"
    assert any(a.startswith("shell:rm -f") for a in adb.asked)


def test_when_no_way_works_all_are_named() -> None:
    """The error says what each way said."""
    with (
        fake_adb({f"host-serial:{S}:features": b""}) as adb,
        pytest.raises(DeviceError, match=r"screencap.*framebuffer.*screencap-png"),
    ):
        Camera(Link(S, adb.address)).capture()
