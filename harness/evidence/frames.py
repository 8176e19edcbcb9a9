"""Frames into the bundle: hashed at once, encoded and written by background threads."""

import concurrent.futures
import os
import queue
import sys
import threading
from collections.abc import Container, Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from harness.domain.frame import FrameRef
from harness.domain.geometry import SizePx
from harness.evidence.files import replace_file
from harness.evidence.format import frame_path, pixel_sha256

QUEUE_FRAMES = 16
"""Frames that may wait for the encoder (10 MB each at 1080x2400); then the caller waits."""
PNG_FAST = (
    *(cv2.IMWRITE_PNG_COMPRESSION, 1),
    *(cv2.IMWRITE_PNG_FILTER, cv2.IMWRITE_PNG_FILTER_UP),
)
"""Lossless, and 20-65 ms for a 1080x2400 frame where the default takes 85-150 ms."""


def as_rgba(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Pixels of shape (H, W, 3) RGB or (H, W, 4) RGBA as contiguous RGBA; alpha 255 is added."""
    if pixels.ndim != 3 or pixels.shape[2] not in {3, 4} or pixels.dtype != np.uint8:
        raise ValueError(f"a frame is uint8 (H, W, 3 or 4), not {pixels.dtype} {pixels.shape}")
    whole = np.ascontiguousarray(pixels)
    if whole.shape[2] == 4:
        return whole
    return np.asarray(cv2.cvtColor(whole, cv2.COLOR_RGB2RGBA), dtype=np.uint8)


def encode_png(rgba: NDArray[np.uint8]) -> bytes:
    """Lossless PNG; without an alpha channel where every pixel is opaque."""
    opaque = bool((rgba[..., 3] == 255).all())
    order = cv2.COLOR_RGBA2BGR if opaque else cv2.COLOR_RGBA2BGRA
    done, png = cv2.imencode(".png", cv2.cvtColor(rgba, order), PNG_FAST)
    if not done:
        raise OSError("a frame could not be encoded as PNG")
    return png.tobytes()


def decode_png(png: bytes) -> NDArray[np.uint8]:
    """Pixels (H, W, 4) RGBA of a PNG; ValueError when it is none."""
    try:
        image = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_UNCHANGED)
    except cv2.error as error:
        raise ValueError("not a picture") from error
    if image is None or image.ndim != 3 or image.dtype != np.uint8:
        raise ValueError("not a colour picture of 8 bits")
    order = cv2.COLOR_BGR2RGBA if image.shape[2] == 3 else cv2.COLOR_BGRA2RGBA
    return np.asarray(cv2.cvtColor(image, order), dtype=np.uint8)


MOST_EXPECTED = 16
ENCODER_NICE = 10
"""The encoder leaves the cores to eyes and captures: a frame on disk is in no hurry."""


class Hasher:
    """Digests of frames, begun before they are asked for. Owns one thread.

    ``of`` may be called from several threads; equal pixels in a row are hashed once.
    """

    def __init__(self) -> None:
        self._pool = concurrent.futures.ThreadPoolExecutor(1, thread_name_prefix="hash")
        self._begun: dict[int, tuple[NDArray[np.uint8], concurrent.futures.Future[str]]] = {}
        self._lock = threading.Lock()
        self._newest: tuple[NDArray[np.uint8], str] | None = None

    def begin(self, rgba: NDArray[np.uint8]) -> None:
        """Hash these pixels now; they must not be changed."""
        with self._lock:
            while len(self._begun) >= MOST_EXPECTED:
                self._begun.pop(next(iter(self._begun)))
            self._begun[id(rgba)] = rgba, self._pool.submit(self._digest, rgba)

    def of(self, rgba: NDArray[np.uint8]) -> str:
        """The digest: waited for where it was begun, else made."""
        with self._lock:
            begun = self._begun.pop(id(rgba), None)
        return begun[1].result() if begun is not None else pixel_sha256(rgba)

    def close(self) -> None:
        """End the thread."""
        self._pool.shutdown(cancel_futures=True)

    def _digest(self, rgba: NDArray[np.uint8]) -> str:
        if self._newest is not None and _equal(self._newest[0], rgba):
            return self._newest[1]
        digest = pixel_sha256(rgba)
        self._newest = (rgba, digest)
        return digest


def _equal(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> bool:
    return one.shape == other.shape and cv2.norm(one, other, cv2.NORM_INF) == 0


class FrameStore:
    """Numbers, hashes and stores frames below ``folder``.

    ``add`` runs on the caller's thread (about 6 ms for 1080x2400, less where the frame was
    expected); encoding and writing on one daemon thread that this object owns. Arrays handed
    in must not be changed later.
    """

    def __init__(
        self, folder: Path, known: Sequence[FrameRef] = (), lost: Container[int] = ()
    ) -> None:
        """``known``: the frames that are recorded already; those in ``lost`` have no file."""
        self._folder = folder
        self._count = len(known)
        self._stored: dict[tuple[str, SizePx], int] = {
            (ref.sha256, ref.size_px): ref.number
            for ref in known
            if ref.path is not None and ref.number not in lost
        }
        self._queue: queue.Queue[tuple[int, NDArray[np.uint8]] | None] = queue.Queue(QUEUE_FRAMES)
        self._error: OSError | None = None
        self._lost: list[int] = []
        self._hasher = Hasher()
        self._thread = threading.Thread(target=self._work, name="frames", daemon=True)
        self._thread.start()

    def expect(self, pixels: NDArray[np.uint8]) -> None:
        """Begin to hash a frame (RGBA, contiguous) that ``add`` will be given later."""
        if pixels.ndim == 3 and pixels.shape[2] == 4 and pixels.flags.c_contiguous:
            self._hasher.begin(pixels)

    def add(
        self,
        pixels: NDArray[np.uint8],
        *,
        at_ns: int,
        wall_ns: int,
        capture_ms: float,
        source: str,
    ) -> FrameRef:
        """Number the frame; hand it to the writer thread unless its pixels are stored already."""
        rgba = as_rgba(pixels)
        size = SizePx(rgba.shape[1], rgba.shape[0])
        digest = self._hasher.of(rgba)
        self._count += 1
        same_as = self._stored.get((digest, size))
        if same_as is None:
            self._stored[digest, size] = self._count
            self._queue.put((self._count, rgba))
        return FrameRef(
            number=self._count,
            at_ns=at_ns,
            wall_ns=wall_ns,
            size_px=size,
            sha256=digest,
            path=frame_path(self._count) if same_as is None else None,
            same_as=same_as,
            capture_ms=capture_ms,
            source=source,
        )

    def take_error(self) -> OSError | None:
        """The first failure of the writer thread that was not told yet."""
        error, self._error = self._error, None
        return error

    def drain(self) -> tuple[int, ...]:
        """Wait until everything handed in is on disk; numbers of the frames that are not."""
        self._queue.join()
        return tuple(self._lost)

    def close(self) -> None:
        """Write what waits and end the thread."""
        if self._thread.is_alive():
            self._queue.put(None)
            self._thread.join()
        self._hasher.close()

    def _work(self) -> None:
        if sys.platform == "linux":  # there a thread's niceness is its own
            os.nice(ENCODER_NICE)
        while (job := self._queue.get()) is not None:
            number, rgba = job
            try:
                replace_file(self._folder / frame_path(number), encode_png(rgba))
            except OSError as error:
                self._fail(number, error)
            except Exception as error:  # noqa: BLE001  a dead thread would hang the caller
                self._fail(number, OSError(f"{type(error).__name__}: {error}"))
            finally:
                self._queue.task_done()
        self._queue.task_done()

    def _fail(self, number: int, error: OSError) -> None:
        self._lost.append(number)
        self._error = self._error or error
