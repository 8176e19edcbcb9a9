"""Pictures of a recorded H.264 stream, each with the moment it arrived."""

from collections.abc import Iterator, Sequence
from typing import Any

import av
import msgspec
import numpy as np
from numpy.typing import NDArray

from harness.domain.errors import EvidenceError
from harness.evidence.reader import Bundle
from harness.run.recording import Arrivals, arrivals_path, stream_path

Pixels = NDArray[np.uint8]


class Stream:
    """One launch's stream; pictures are decoded as they are asked for, forwards only."""

    def __init__(self, data: bytes, pieces: Sequence[tuple[int, int]]) -> None:
        self._data = data
        self.times = tuple(_times(data, pieces))
        """Host monotonic ns at which each picture had arrived whole."""
        self._decoder = self._decoded()
        self._next = 0
        self._last: Pixels | None = None

    def picture(self, index: int) -> Pixels | None:
        """Pixels (H, W, 3) RGB of that picture, None where the stream cannot be decoded."""
        if index < self._next - 1:
            self._decoder, self._next = self._decoded(), 0
        while self._next <= index:
            following = next(self._decoder, None)
            if following is None:
                break
            self._last, self._next = following, self._next + 1
        return self._last

    def _decoded(self) -> Iterator[Pixels]:
        codec: Any = av.CodecContext.create("h264", "r")
        packets = [*codec.parse(self._data), *codec.parse(b"")]
        for packet in [*packets, None]:
            try:
                frames = codec.decode(packet)
            except av.FFmpegError:
                continue
            for frame in frames:
                yield np.asarray(frame.to_ndarray(format="rgb24"), dtype=np.uint8)


def _times(data: bytes, pieces: Sequence[tuple[int, int]]) -> Iterator[int]:
    """When the last byte of each picture came: pictures and pieces counted by their bytes."""
    codec: Any = av.CodecContext.create("h264", "r")
    arrived, whole, end = 0, iter(pieces), 0
    at_ns = 0
    for packet in [*codec.parse(data), *codec.parse(b"")]:
        end += packet.size
        while arrived < end:
            piece = next(whole, None)
            if piece is None:
                break
            at_ns, size = piece
            arrived += size
        yield at_ns


def stream_of(bundle: Bundle, trial: int) -> Stream | None:
    """The launch's stream, or None where none was recorded or it holds no picture."""
    try:
        data = bundle.file(stream_path(trial))
        told = msgspec.json.decode(bundle.file(arrivals_path(trial)), type=Arrivals)
    except FileNotFoundError:
        return None
    except msgspec.DecodeError as error:
        raise EvidenceError(f"{bundle.path}: {arrivals_path(trial)}: {error}") from error
    stream = Stream(data, told.pieces)
    return stream if stream.times else None
