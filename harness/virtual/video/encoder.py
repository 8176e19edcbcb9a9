"""Frames into H.264 by PyAV, as a raw stream (Annex B) or an mp4 file.

PyAV is loaded when the first recording begins: a phone that nobody films stays small.
"""

import dataclasses
import io
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import av

Frame = tuple[int, int, bytes]
"""Width, height, RGBA pixels."""

KEY_FRAMES_EVERY_MS = 10_000
_OPTIONS = {
    "preset": "ultrafast",
    "tune": "zerolatency",
    "profile": "baseline",
    "repeat-headers": "1",
}
"""No frame waits for the next one: each picture leaves as soon as it was shown."""


@dataclasses.dataclass(frozen=True, slots=True)
class Format:
    """What is recorded. The size stays; a rotated screen is fitted into it, black beside."""

    width: int
    height: int
    bit_rate: int

    def even(self) -> "Format":
        """Sizes that H.264 with 4:2:0 colours can have."""
        return dataclasses.replace(self, width=self.width & ~1, height=self.height & ~1)


class Encoder:
    """One recording. Runs on one thread at a time; a frame in, its packets out."""

    def __init__(self, wanted: Format, *, mp4: bool) -> None:
        import av  # noqa: PLC0415  see above

        self._av = av
        self.format = wanted.even()
        self._file = io.BytesIO()
        self._container: Any = None
        self._first_ms: float | None = None
        self._last_ms = 0
        self._last_key_ms = 0
        self.frames = 0
        if mp4:
            self._container = av.open(self._file, "w", format="mp4")
            stream = self._container.add_stream("libx264", rate=60)
            self._configure(stream.codec_context)
            self._stream = stream
        else:
            context = av.CodecContext.create("libx264", "w")
            self._configure(context)
            self._stream = context

    def _configure(self, context: Any) -> None:
        from fractions import Fraction  # noqa: PLC0415  beside av

        context.width, context.height = self.format.width, self.format.height
        context.pix_fmt = "yuv420p"
        context.bit_rate = self.format.bit_rate
        context.time_base = Fraction(1, 1000)
        context.framerate = Fraction(60, 1)
        context.thread_count = 1
        context.options = _OPTIONS

    def add(self, frame: Frame, at_ms: float) -> bytes:
        """Encode a frame shown at that moment; the bytes of the raw stream (none for mp4)."""
        if self._first_ms is None:
            self._first_ms = at_ms
        picture = self._fitted(frame)
        shown_ms = round(at_ms - self._first_ms)
        picture.pts = self._last_ms = (
            shown_ms if not self.frames else max(self._last_ms + 1, shown_ms)
        )
        picture.time_base = self._time_base
        if not self.frames or shown_ms - self._last_key_ms >= KEY_FRAMES_EVERY_MS:
            picture.pict_type = self._av.video.frame.PictureType.I
            self._last_key_ms = shown_ms
        self.frames += 1
        return self._out(self._stream.encode(picture))

    @property
    def _time_base(self) -> Any:
        from fractions import Fraction  # noqa: PLC0415  beside av

        return Fraction(1, 1000)

    def _fitted(self, frame: Frame) -> "av.VideoFrame":
        width, height, pixels = frame
        wide, high = self.format.width, self.format.height
        array = np.frombuffer(pixels, np.uint8).reshape(height, width, 4)
        source = self._av.VideoFrame.from_ndarray(array, format="rgba")
        scale = min(wide / width, high / height)
        inner = (round(width * scale), round(height * scale))
        if abs(inner[0] - wide) <= 2 and abs(inner[1] - high) <= 2:
            return source.reformat(wide, high, "yuv420p")
        canvas = np.zeros((high, wide, 3), np.uint8)
        small = source.reformat(inner[0], inner[1], "rgb24").to_ndarray()
        left, top = (wide - inner[0]) // 2, (high - inner[1]) // 2
        canvas[top : top + inner[1], left : left + inner[0]] = small
        boxed = self._av.VideoFrame.from_ndarray(canvas, format="rgb24")
        return boxed.reformat(wide, high, "yuv420p")

    def _out(self, packets: Any) -> bytes:
        if self._container is None:
            return b"".join(bytes(packet) for packet in packets)
        for packet in packets:
            self._container.mux(packet)
        return b""

    def finish(self) -> bytes:
        """End: what was still inside, or the whole mp4 file."""
        rest = self._out(self._stream.encode(None)) if self.frames else b""
        if self._container is None:
            return rest
        self._container.close()
        return self._file.getvalue()
