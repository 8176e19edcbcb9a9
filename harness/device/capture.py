"""Lossless frames: ``exec:screencap`` raw by our own socket, with fallbacks for old devices.

Order: raw through ``exec:`` (fast), ``framebuffer:`` where adbd is too old for ``exec:``, then
``screencap -p`` to a file and pull. The first that works is kept for the session. Alpha is
dropped (set to 255): Android 4 sends 0 everywhere, which must not be blended.
"""

import io
import socket
import struct
import sys
import time
from collections.abc import Callable
from contextlib import closing, suppress

import numpy as np
from numpy.typing import NDArray

from harness.device.errors import ServiceRefusedError, UnreadableFileError, at_the_seam
from harness.device.link import Link, receive_exactly
from harness.device.parsers.errors import ParseError
from harness.device.parsers.screencap import (
    LONG_HEADER,
    SHORT_HEADER,
    header_bytes,
    parse_screencap_header,
)
from harness.device.records import RawFrame
from harness.domain.errors import DeviceError, DeviceLostError
from harness.domain.geometry import SizePx

TEMP_FILE = "/data/local/tmp/taptruth.png"
BLACK_LEVEL = 8
"""Brightest value (0 … 255) of a frame that counts as black."""
CAPTURE_TIMEOUT_S = 15.0
_OPAQUE = 0xFF000000  # alpha in a little-endian RGBA word


class NoPictureError(DeviceError):
    """This way gives no picture on this device: another one may."""


class Camera:
    """Takes frames of one device.

    A way that the device refuses, or that gives no picture, is left for the next one, for good.
    A frame that breaks off is an error of that moment and changes nothing.
    """

    def __init__(self, link: Link) -> None:
        self._link = link
        self._ways: list[tuple[str, Callable[[], RawFrame]]] = [
            ("screencap", self._by_exec),
            ("framebuffer", self._by_framebuffer),
            ("screencap-png", self._by_file),
        ]
        self._proven = False

    @property
    def source(self) -> str:
        """Name of the way in use."""
        return self._ways[0][0]

    def capture(self) -> RawFrame:
        """One frame; raises ``DeviceError`` for truncated or unreadable ones."""
        if self._proven:
            return self._ways[0][1]()
        return self._first_that_works()

    def _first_that_works(self) -> RawFrame:
        troubles = []
        for way in list(self._ways):
            try:
                frame = way[1]()
            except (ServiceRefusedError, UnreadableFileError, NoPictureError) as error:
                troubles.append(f"{way[0]}: {error}")
                continue
            self._ways = [way]
            self._proven = True
            return frame
        raise DeviceError(
            f"{self._link.serial}: no way to take a screenshot works ({'; '.join(troubles)})",
            serial=self._link.serial,
            command="screencap",
        )

    # --- raw through exec: ------------------------------------------------------
    def _by_exec(self) -> RawFrame:
        began_ns = time.monotonic_ns()
        command = "exec:screencap 2>/dev/null"
        with (
            at_the_seam(self._link.serial, command),
            closing(self._link.open(command, timeout_s=CAPTURE_TIMEOUT_S)) as sock,
        ):
            head = self._head(sock)
            at_ns, wall_ns = time.monotonic_ns(), time.time_ns()
            pixels = self._body(sock, head)
        return _frame(pixels, at_ns, wall_ns, began_ns, "screencap")

    def _head(self, sock: socket.socket) -> bytes:
        try:
            return receive_exactly(sock, SHORT_HEADER)
        except ConnectionError as error:
            cause = self._link.explain("screencap", str(error))
            if isinstance(cause, DeviceLostError):
                raise cause from error
            raise NoPictureError(str(cause), serial=self._link.serial) from error

    def _body(self, sock: socket.socket, head: bytes) -> NDArray[np.uint8]:
        try:
            header = parse_screencap_header(head)
        except ParseError as error:
            raise self._unreadable(str(error), head) from error
        buffer = np.empty(LONG_HEADER + header.body_bytes + 1, np.uint8)
        buffer[:SHORT_HEADER] = np.frombuffer(head, np.uint8)
        total = SHORT_HEADER + _fill(sock, buffer.data[SHORT_HEADER:])
        try:
            start = header_bytes(header, total)
        except ParseError as error:
            raise self._link.explain("screencap", f"truncated frame: {error}") from error
        body = buffer[start : start + header.body_bytes]
        return _opaque(body.reshape(header.height, header.width, 4), header.order)

    def _unreadable(self, why: str, head: bytes) -> DeviceError:
        said = head.decode(errors="replace").strip()
        return NoPictureError(
            f"{self._link.serial}: screencap sent no picture: {why} ({said!r})",
            serial=self._link.serial,
            command="screencap",
            output=said,
        )

    # --- old adbd ---------------------------------------------------------------
    def _by_framebuffer(self) -> RawFrame:
        began_ns = time.monotonic_ns()
        with (
            at_the_seam(self._link.serial, "framebuffer:"),
            closing(self._link.open("framebuffer:", timeout_s=CAPTURE_TIMEOUT_S)) as sock,
        ):
            layout = read_framebuffer_header(lambda count: receive_exactly(sock, count))
            at_ns, wall_ns = time.monotonic_ns(), time.time_ns()
            # Android 5 and older wait for a byte before they send pixels.
            with suppress(OSError):
                sock.sendall(b"\0")
            raw = np.empty(layout.width * layout.height * 4, np.uint8)
            got = _fill(sock, raw.data)
            if got < raw.size:
                raise self._link.explain("framebuffer", f"{got} of {raw.size} bytes")
        pixels = _opaque(raw.reshape(layout.height, layout.width, 4), layout.order)
        return _frame(pixels, at_ns, wall_ns, began_ns, "framebuffer")

    def _by_file(self) -> RawFrame:
        from PIL import Image  # noqa: PLC0415  rarely needed

        began_ns = time.monotonic_ns()
        done = self._link.shell(f"screencap -p {TEMP_FILE}", timeout_s=CAPTURE_TIMEOUT_S)
        at_ns, wall_ns = time.monotonic_ns(), time.time_ns()
        try:
            png = b"".join(self._link.pull(TEMP_FILE))
        finally:
            self._link.shell(f"rm -f {TEMP_FILE}")
        try:
            with Image.open(io.BytesIO(png)) as image:
                pixels = np.array(image.convert("RGBA"), np.uint8)
        except (OSError, SyntaxError, ValueError) as error:
            raise NoPictureError(
                f"{self._link.serial}: screencap -p wrote no picture: {error} {done.text.strip()}",
                serial=self._link.serial,
                command="screencap -p",
                output=done.text,
            ) from error
        pixels[..., 3] = 255
        return _frame(pixels, at_ns, wall_ns, began_ns, "screencap-png")


class FramebufferLayout:
    """Size and byte order of adbd's ``framebuffer:`` answer."""

    def __init__(self, width: int, height: int, order: str) -> None:
        self.width, self.height, self.order = width, height, order


def read_framebuffer_header(read: Callable[[int], bytes]) -> FramebufferLayout:
    """Header of version 1 (13 words) or 2 (14 words: with colour space); only 32 bit pixels.

    After the version: bpp, [colour space,] size, width, height, then offset and length of
    red, blue, green and alpha (this order; AOSP framebuffer_service.cpp).
    """
    version = int.from_bytes(read(4), "little")
    if version not in {1, 2}:
        raise NoPictureError(f"framebuffer of version {version}, 1 or 2 are known")
    words = struct.unpack(f"<{11 + version}I", read(4 * (11 + version)))
    bpp, (width, height, red, *_) = words[0], words[1 + version :]
    if bpp != 32 or red not in {0, 16}:
        raise NoPictureError(f"framebuffer of {bpp} bit pixels with red at bit {red}")
    return FramebufferLayout(width, height, "RGBA" if red == 0 else "BGRA")


def _fill(sock: socket.socket, view: memoryview) -> int:
    """Read until the buffer is full or the peer closes; bytes read.

    In one call where the system can: between many small ones this thread would wait for the
    interpreter each time, while another thread looks at the frame before.
    """
    flags = _wait_in_the_system(sock)
    got = 0
    while got < len(view):
        try:
            count = sock.recv_into(view[got:], 0, flags)
        except BlockingIOError as error:
            raise TimeoutError from error
        if not count:
            break
        got += count
    return got


def _wait_in_the_system(sock: socket.socket) -> int:
    """Let the system keep the socket's time-out; returns the flags for reading.

    With a time-out of Python's the socket does not block, and ``MSG_WAITALL`` would mean nothing.
    """
    timeout_s = sock.gettimeout()
    if timeout_s is None or sys.platform == "win32":
        return 0
    seconds = struct.pack("ll", int(timeout_s), int(timeout_s % 1 * 1_000_000))
    sock.settimeout(None)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, seconds)
    return socket.MSG_WAITALL


def _opaque(pixels: NDArray[np.uint8], order: str) -> NDArray[np.uint8]:
    """RGBA with alpha 255, in place where the order is right already."""
    if order == "BGRA":
        pixels = np.ascontiguousarray(pixels[..., [2, 1, 0, 3]])
    words = pixels.reshape(-1).view("<u4")
    np.bitwise_or(words, _OPAQUE, out=words)
    return pixels


def is_black(pixels: NDArray[np.uint8]) -> bool:
    """Whether no pixel of the RGBA picture is brighter than ``BLACK_LEVEL``."""
    if pixels[::16, ::16, :3].max() > BLACK_LEVEL:
        return False
    return bool(pixels[..., :3].max() <= BLACK_LEVEL)


def _frame(
    pixels: NDArray[np.uint8], at_ns: int, wall_ns: int, began_ns: int, source: str
) -> RawFrame:
    return RawFrame(
        size_px=SizePx(pixels.shape[1], pixels.shape[0]),
        pixels=pixels,
        at_ns=at_ns,
        wall_ns=wall_ns,
        capture_ms=(time.monotonic_ns() - began_ns) / 1e6,
        source=source,
        black=is_black(pixels),
    )
