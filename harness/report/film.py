"""One launch as a film: H.264 in MP4, a clock and what was done drawn into every picture.

The screen is shown whole and unmarked but for the aim and the touch at their moments; clock
and words stand in a band above it. The film is made from what was recorded: it shows, the
sealed frames prove.
"""

import datetime as dt
import io
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any

import av
import cv2
import msgspec
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from harness.domain.geometry import BoxPx, PointPx, SizePx

Pixels = NDArray[np.uint8]
FPS = 20
HEIGHT_PX = 1080
"""Of the screen in the film; the band comes on top of it."""
BAND_PX = 72
MARK = (214, 0, 110)
WHITE = (255, 255, 255)
INK = (236, 239, 244)
PAPER = (24, 27, 33)
NS = 1_000_000_000
TAP_SHOWN_NS = 700_000_000
"""The touch is drawn so long, a growing ring."""
CRF = 26


class Shot(msgspec.Struct, frozen=True, kw_only=True):
    """A picture of the screen and when it was received."""

    at_ns: int
    wall_ns: int
    label: str
    """What it is, as the band says: "frame 14"."""
    key: int
    """Asks the source for its pixels."""


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """Something to draw from one moment to another."""

    from_ns: int
    until_ns: int
    text: str
    point_px: PointPx | None = None
    box_px: BoxPx | None = None
    touch: bool = False
    """A touch: a ring that grows; else an aim: a box and a cross."""


class Reel(msgspec.Struct, frozen=True, kw_only=True):
    """All that one film shows."""

    title: str
    shots: tuple[Shot, ...]
    """In order of their time; at least one."""
    marks: tuple[Mark, ...]
    start_ns: int
    """Monotonic time of the film's first picture; the clock counts from there."""
    end_ns: int
    screen_px: SizePx
    """Of the screen that marks are given in; a stream may be smaller."""
    facts: dict[str, str]
    """Metadata of the file: title, artist, date, comment …"""


def render_film(
    reel: Reel,
    pixels: Callable[[int], Pixels | None],
    *,
    fps: int = FPS,
    height_px: int = HEIGHT_PX,
) -> bytes:
    """The film as an MP4 file.

    ``pixels`` gives a shot's picture by its key, (H, W, 3 or 4) RGB(A) uint8, or None when it
    is lost. Constant frame rate; each picture of the film shows the newest shot of its moment,
    so nothing is interpolated.
    """
    screen = _Screen(reel, pixels, height_px)
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as container:
        container.metadata.update(reel.facts)
        stream: Any = container.add_stream("libx264", rate=fps)
        stream.width, stream.height = screen.size
        stream.pix_fmt = "yuv420p"
        stream.time_base = Fraction(1, fps)
        stream.options = {"crf": str(CRF), "preset": "veryfast", "tune": "stillimage"}
        for number, at_ns in enumerate(_moments(reel, fps)):
            frame = av.VideoFrame.from_ndarray(screen.at(at_ns), format="rgb24")
            frame.pts = number
            frame.time_base = Fraction(1, fps)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return out.getvalue()


def _moments(reel: Reel, fps: int) -> Iterator[int]:
    step = NS // fps
    return iter(range(reel.start_ns, max(reel.end_ns, reel.start_ns + 1), step))


class _Screen:
    """Paints the picture of one moment."""

    def __init__(self, reel: Reel, pixels: Callable[[int], Pixels | None], height_px: int) -> None:
        self._reel = reel
        self._pixels = pixels
        self._small: tuple[int, Pixels] | None = None
        self._scale = height_px / reel.screen_px.height
        self._width = even(reel.screen_px.width * self._scale)
        self._height = even(height_px)
        self._font = ImageFont.load_default(max(11, min(17, self._width // 34)))

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the film in pixels; both even, as H.264 wants."""
        return self._width, self._height + BAND_PX

    def at(self, at_ns: int) -> Pixels:
        """The picture of that moment, (H, W, 3) RGB."""
        shot = _newest(self._reel.shots, at_ns)
        picture = np.full((self._height + BAND_PX, self._width, 3), PAPER, dtype=np.uint8)
        if shot is not None:
            picture[BAND_PX:] = self._shrunk(shot)
        marks = [m for m in self._reel.marks if m.from_ns <= at_ns < m.until_ns]
        for mark in marks:
            self._draw(picture[BAND_PX:], mark, at_ns)
        self._write(picture, at_ns, shot, marks)
        return picture

    def _shrunk(self, shot: Shot) -> Pixels:
        if self._small is None or self._small[0] != shot.key:
            pixels = self._pixels(shot.key)
            if pixels is None:
                small = np.zeros((self._height, self._width, 3), dtype=np.uint8)
            else:
                colour = np.ascontiguousarray(pixels[..., :3])
                size = (self._width, self._height)
                small = np.asarray(
                    cv2.resize(colour, size, interpolation=cv2.INTER_AREA), dtype=np.uint8
                )
            self._small = (shot.key, small)
        return self._small[1]

    def _draw(self, screen: Pixels, mark: Mark, at_ns: int) -> None:
        for colour, wide in ((WHITE, 5), (MARK, 2)):
            if mark.box_px is not None and not mark.touch:
                box = mark.box_px
                corner, other = self._xy(box.x, box.y), self._xy(box.right, box.bottom)
                cv2.rectangle(screen, corner, other, colour, wide, cv2.LINE_AA)
            if mark.point_px is None:
                continue
            x, y = self._xy(mark.point_px.x, mark.point_px.y)
            if mark.touch:
                grown = (at_ns - mark.from_ns) / max(1, mark.until_ns - mark.from_ns)
                cv2.circle(screen, (x, y), 10 + int(26 * grown), colour, wide + 1, cv2.LINE_AA)
                cv2.circle(screen, (x, y), 4, colour, -1, cv2.LINE_AA)
            else:
                cv2.line(screen, (x - 14, y), (x + 14, y), colour, wide, cv2.LINE_AA)
                cv2.line(screen, (x, y - 14), (x, y + 14), colour, wide, cv2.LINE_AA)

    def _xy(self, x: float, y: float) -> tuple[int, int]:
        return round(x * self._scale), round(y * self._scale)

    def _write(self, picture: Pixels, at_ns: int, shot: Shot | None, marks: Sequence[Mark]) -> None:
        band = Image.fromarray(picture[:BAND_PX])
        pen = ImageDraw.Draw(band)
        since = (at_ns - self._reel.start_ns) / NS
        age = f"{shot.label}, {(at_ns - shot.at_ns) / 1e6:.0f} ms old" if shot else "no frame yet"
        done = " | ".join(mark.text for mark in marks)
        lines = (
            f"t {since:+.3f} s   mono {at_ns / NS:.3f} s   {_wall(shot, at_ns)}",
            f"{self._reel.title}   {age}",
            done,
        )
        for row, text in enumerate(lines):
            colour = (255, 120, 190) if row == 2 else INK
            pen.text((8, 4 + row * 22), plain(text), font=self._font, fill=colour)
        picture[:BAND_PX] = np.asarray(band)


def _wall(shot: Shot | None, at_ns: int) -> str:
    """UTC of a monotonic time, by the clocks of the shot."""
    if shot is None:
        return ""
    seconds, rest = divmod(shot.wall_ns + at_ns - shot.at_ns, NS)
    moment = dt.datetime.fromtimestamp(seconds, tz=dt.UTC)
    return f"{moment:%Y-%m-%d %H:%M:%S}.{rest // 1_000_000:03d}Z"


def _newest(shots: Sequence[Shot], at_ns: int) -> Shot | None:
    found = None
    for shot in shots:
        if shot.at_ns > at_ns:
            break
        found = shot
    return found


def plain(text: str) -> str:
    """What the film's own letters can write: printable ASCII."""
    return "".join(letter if " " <= letter <= "~" else "?" for letter in text)


def even(value: float) -> int:
    """The nearest even number that is at least 2."""
    return max(2, round(value / 2) * 2)
