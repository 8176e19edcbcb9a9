"""Pictures of the report: frames made small, with boxes and aims drawn on, as data URIs."""

import base64
import dataclasses
import enum
import math
from collections.abc import Callable, Sequence

import cv2
import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from harness.domain.errors import TapTruthError
from harness.domain.geometry import BoxPx, PointPx
from harness.domain.trial import REDIRECTING, OutcomeKind

Image = NDArray[np.uint8]
FrameSource = Callable[[int], Image | bytes]
"""Gives a frame by its number: pixels (H, W, 3 or 4) RGB(A), or an encoded picture."""

KEY_WIDTH, MAP_WIDTH, THUMB_WIDTH, CLOSE_UP_WIDTH, SQUARE_WIDTH = 540, 480, 264, 480, 360
KEY_QUALITY, THUMB_QUALITY = 82, 60
DISC_PX = 16
Colour = tuple[int, int, int]
MARK: Colour = (214, 0, 110)
"""RGB of the box and aim: magenta, which hardly any app draws, cased in white."""
WHITE: Colour = (255, 255, 255)


class Fate(enum.StrEnum):
    """What a tap led to, as far as the tap map tells colours apart."""

    REDIRECT = "redirect"
    DISMISSED = "dismissed"
    NOTHING = "nothing"
    OTHER = "other"


FATE_COLOURS: dict[Fate, Colour] = {
    Fate.REDIRECT: (200, 30, 30),
    Fate.DISMISSED: (22, 122, 60),
    Fate.NOTHING: (90, 96, 105),
    Fate.OTHER: (176, 96, 0),
}


def fate_of(outcome: OutcomeKind) -> Fate:
    """The tap map's colour class of an outcome."""
    if outcome in REDIRECTING:
        return Fate.REDIRECT
    if outcome is OutcomeKind.DISMISSED:
        return Fate.DISMISSED
    if outcome is OutcomeKind.NO_EFFECT:
        return Fate.NOTHING
    return Fate.OTHER


@dataclasses.dataclass(frozen=True)
class Picture:
    """An encoded picture and its size in pixels."""

    data: bytes
    kind: str
    """"jpeg" or "webp"."""
    width: int
    height: int

    @property
    def uri(self) -> Markup:
        """The picture as a data URI for an ``img``."""
        encoded = base64.b64encode(self.data).decode("ascii")
        return Markup(f"data:image/{self.kind};base64,{encoded}")  # noqa: S704  base64 has no markup


@dataclasses.dataclass(frozen=True)
class MapPoint:
    """A tap on the tap map, in pixels of the frame."""

    at_px: PointPx
    fate: Fate
    label: str


class Pictures:
    """Makes pictures from one case's frames; a frame that is lost gives None."""

    def __init__(self, frames: FrameSource) -> None:
        self._frames = frames
        self._last: tuple[int, Image] | None = None
        self._thumbs: dict[tuple[int, PointPx | None], Picture | None] = {}

    def key(
        self, number: int | None, *, box: BoxPx | None = None, aim: PointPx | None = None
    ) -> Picture | None:
        """The whole frame with the control's box and the aim drawn on it."""
        frame = self._frame(number)
        if frame is None:
            return None
        small, scale = _resized(frame, KEY_WIDTH)
        _mark(small, _scaled_box(box, scale), _scaled_point(aim, scale))
        return _jpeg(small, KEY_QUALITY)

    def close_up(
        self, number: int | None, box: BoxPx | None, aim: PointPx | None
    ) -> Picture | None:
        """The surroundings of the control, enlarged, its box drawn on it."""
        frame = self._frame(number)
        around = box or (BoxPx(aim.x - 20, aim.y - 20, 40, 40) if aim else None)
        if frame is None or around is None:
            return None
        window = _window(around, frame.shape[1], frame.shape[0])
        crop = frame[window.y : window.bottom, window.x : window.right]
        large, scale = _resized(crop, CLOSE_UP_WIDTH)
        _mark(
            large,
            _scaled_box(_moved(box, window), scale),
            _scaled_point(PointPx(aim.x - window.x, aim.y - window.y) if aim else None, scale),
        )
        return _jpeg(large, KEY_QUALITY)

    def thumb(self, number: int, aim: PointPx | None = None) -> Picture | None:
        """A small frame, with the aim on it where one is given; made once."""
        if (number, aim) not in self._thumbs:
            self._thumbs[number, aim] = self._thumb(number, aim)
        return self._thumbs[number, aim]

    def _thumb(self, number: int, aim: PointPx | None) -> Picture | None:
        frame = self._frame(number)
        if frame is None:
            return None
        small, scale = _resized(frame, THUMB_WIDTH)
        _mark(small, None, _scaled_point(aim, scale), radius=13)
        return _webp(small, THUMB_QUALITY)

    def square(self, number: int | None, around: BoxPx) -> Picture | None:
        """That part of the frame at one size; what lies beyond the screen is grey."""
        frame = self._frame(number)
        if frame is None:
            return None
        part = np.full((around.height, around.width, 3), 200, np.uint8)
        x, y = max(0, around.x), max(0, around.y)
        shown = frame[y : max(y, around.bottom), x : max(x, around.right)]
        top, left = y - around.y, x - around.x
        part[top : top + shown.shape[0], left : left + shown.shape[1]] = shown
        return _webp(_resized(part, SQUARE_WIDTH)[0], KEY_QUALITY)

    def tap_map(self, number: int | None, points: Sequence[MapPoint]) -> Picture | None:
        """The frame, paled, with every tap on it as a coloured and numbered disc."""
        frame = self._frame(number)
        if frame is None:
            return None
        small, scale = _resized(frame, MAP_WIDTH)
        paled = np.asarray(
            cv2.addWeighted(small, 0.62, np.full_like(small, 255), 0.38, 0), np.uint8
        )
        for point, at in _spread(points, scale):
            _disc(paled, at, FATE_COLOURS[point.fate], point.label)
        return _jpeg(paled, KEY_QUALITY)

    def _frame(self, number: int | None) -> Image | None:
        """RGB pixels (H, W, 3) of a frame, the last one kept decoded."""
        if number is None:
            return None
        if self._last is not None and self._last[0] == number:
            return self._last[1]
        try:
            given = self._frames(number)
        except (TapTruthError, KeyError, FileNotFoundError):
            return None
        image = _decoded(given) if isinstance(given, bytes) else _rgb(given)
        if image is not None:
            self._last = (number, image)
        return image


def _decoded(data: bytes) -> Image | None:
    image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    return None if image is None else np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), np.uint8)


def _rgb(pixels: Image) -> Image:
    return np.ascontiguousarray(pixels[..., :3])


def _resized(image: Image, width: int) -> tuple[Image, float]:
    """A copy of that width, and how much smaller (or larger) it is."""
    scale = width / image.shape[1]
    size = (width, max(1, round(image.shape[0] * scale)))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(image, size, interpolation=how), np.uint8).copy(), scale


def _scaled_box(box: BoxPx | None, scale: float) -> BoxPx | None:
    if box is None:
        return None
    edges = (box.x, box.y, box.right, box.bottom)
    return BoxPx.from_edges(*(round(edge * scale) for edge in edges))


def _scaled_point(point: PointPx | None, scale: float) -> PointPx | None:
    return None if point is None else PointPx(round(point.x * scale), round(point.y * scale))


def _moved(box: BoxPx | None, window: BoxPx) -> BoxPx | None:
    if box is None:
        return None
    return BoxPx(box.x - window.x, box.y - window.y, box.width, box.height)


def _window(around: BoxPx, width: int, height: int) -> BoxPx:
    """A 3:2 part of the screen with the box in it, as far as it lies on the screen."""
    wide = min(width, max(240, around.width * 3, around.height * 4))
    high = min(height, wide * 2 // 3)
    left = min(max(0, around.center.x - wide // 2), width - wide)
    top = min(max(0, around.center.y - high // 2), height - high)
    return BoxPx(left, top, wide, high)


def _mark(image: Image, box: BoxPx | None, aim: PointPx | None, radius: int = 17) -> None:
    """Draw the box and the aim, cased in white so that they show on any picture."""
    for colour, more in ((WHITE, 3), (MARK, 0)):
        if box is not None:
            roomy = box.inflated(4)
            cv2.rectangle(
                image,
                (roomy.x, roomy.y),
                (roomy.right, roomy.bottom),
                colour,
                3 + more,
                cv2.LINE_AA,
            )
        if aim is not None:
            cv2.circle(image, (aim.x, aim.y), radius, colour, 2 + more, cv2.LINE_AA)
            _cross(image, aim, radius, colour, 2 + more)


def _cross(image: Image, aim: PointPx, radius: int, colour: Colour, thick: int) -> None:
    reach, gap = round(radius * 1.6), round(radius * 0.45)
    for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        start = (aim.x + dx * gap, aim.y + dy * gap)
        end = (aim.x + dx * reach, aim.y + dy * reach)
        cv2.line(image, start, end, colour, thick, cv2.LINE_AA)


def _spread(points: Sequence[MapPoint], scale: float) -> list[tuple[MapPoint, PointPx]]:
    """Points where they lie; those on top of an earlier one are set around it in a ring."""
    homes: list[PointPx] = []
    placed: list[tuple[MapPoint, PointPx]] = []
    for point in points:
        home = _scaled_point(point.at_px, scale)
        assert home is not None
        before = sum(1 for other in homes if other.distance_to(home) < DISC_PX)
        homes.append(home)
        placed.append((point, _ring(home, before)))
    return placed


def _ring(home: PointPx, place: int) -> PointPx:
    """The ``place``-th free spot around a disc: six in the first ring, then twelve, and so on."""
    ring, size = 0, 1
    while place >= size:
        place, ring = place - size, ring + 1
        size = 6 * ring
    turn, reach = 2 * math.pi * place / size + math.pi / 2, ring * 2.1 * DISC_PX
    return PointPx(round(home.x + reach * math.cos(turn)), round(home.y + reach * math.sin(turn)))


def _disc(image: Image, at: PointPx, colour: Colour, label: str) -> None:
    cv2.circle(image, (at.x, at.y), DISC_PX + 2, WHITE, -1, cv2.LINE_AA)
    cv2.circle(image, (at.x, at.y), DISC_PX, colour, -1, cv2.LINE_AA)
    size = 0.56 if len(label) < 3 else 0.44
    (wide, high), _ = cv2.getTextSize(label, cv2.FONT_HERSHEY_SIMPLEX, size, 1)
    start = (at.x - wide // 2, at.y + high // 2)
    cv2.putText(image, label, start, cv2.FONT_HERSHEY_SIMPLEX, size, WHITE, 1, cv2.LINE_AA)


def _webp(rgb: Image, quality: int) -> Picture:
    bgr = cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR)
    _, data = cv2.imencode(".webp", bgr, (cv2.IMWRITE_WEBP_QUALITY, quality))
    return Picture(data.tobytes(), "webp", rgb.shape[1], rgb.shape[0])


def _jpeg(rgb: Image, quality: int) -> Picture:
    bgr = cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR)
    flags = (cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_OPTIMIZE, 1)
    _, data = cv2.imencode(".jpg", bgr, flags)
    return Picture(data.tobytes(), "jpeg", rgb.shape[1], rgb.shape[0])
