"""The learned detector at work: a glance at the whole page, and what its answer means."""

import dataclasses
import importlib.resources
from typing import Any

import cv2
import numpy as np

from detectors.pixels import View, largest_part, scaled
from detectors.runtime import onnx_session
from harness.domain.geometry import BoxPx, SizePx

ROLES = ("close", "skip", "countdown", "dismiss", "cta", "ad_label", "gesture_hint")
"""Order of the heat maps."""
KINDS = ("splash", "interstitial", "dialog", "floating", "system", "consent")
"""Order of the kinds in the whole-picture output, after presence and scrim."""
STRIDE = MASK_STRIDE = 8
"""Input pixels per cell of the heat maps, and of the pop-up's mask."""
WIDTH, MULTIPLE = 160, 16
"""The shorter side is seen so wide; sides are multiples of MULTIPLE."""
_LONGEST = 640
PEAK_AT = 0.2
_MOST_PEAKS = 12


@dataclasses.dataclass(frozen=True, slots=True)
class Peak:
    """A control that the network sees; box in frame pixels, good to a cell or so."""

    role: str
    score: float
    box_px: BoxPx


@dataclasses.dataclass(frozen=True, slots=True)
class Seen:
    """The network's answer for one frame."""

    present: float
    """Chance of a pop-up, 0 … 1."""
    scrim: float
    kinds: tuple[float, ...]
    """Shares in the order of KINDS."""
    box_px: BoxPx | None
    """Where the pop-up is, if the mask shows any."""
    peaks: tuple[Peak, ...]

    @property
    def log_odds(self) -> float:
        """Of presence, within -7 … 7."""
        chance = min(0.999, max(0.001, self.present))
        return float(np.log(chance / (1 - chance)))


class Glance:
    """Runs the network; loads it at first use. Not to be shared between threads."""

    def __init__(self, threads: int = 1, model: bytes | None = None) -> None:
        self._threads = threads
        self._model = model
        self._session: Any = None

    def look(self, view: View, *, places: bool = True) -> Seen:
        """One frame. Without ``places`` no box and no peaks are told: a third of the time."""
        if self._session is None:
            self._session = onnx_session(self._model or model_bytes(), self._threads)
        picture, scale = _prepared(view)
        heat, size, mask, whole = self._session.run(None, {"picture": picture})
        frame = SizePx(view.width, view.height)
        return Seen(
            present=float(whole[0, 0]),
            scrim=float(whole[0, 1]),
            kinds=tuple(whole[0, 2:].tolist()),
            box_px=_mask_box(mask[0, 0], scale, frame) if places else None,
            peaks=_peaks(heat[0], size[0], scale, frame) if places else (),
        )


def model_bytes() -> bytes:
    """The ONNX file that travels with the package."""
    return importlib.resources.files("detectors").joinpath("models/glance.onnx").read_bytes()


def _prepared(view: View) -> tuple[Any, tuple[float, float]]:
    """1 x 3 x H x W float32 of the work picture, and frame pixels per input pixel (x, y)."""
    high, wide = view.work.shape
    k = WIDTH / min(high, wide)
    sides = [
        max(2 * MULTIPLE, min(_LONGEST, round(side * k / MULTIPLE) * MULTIPLE))
        for side in (wide, high)
    ]
    small = scaled(view.half, (sides[0], sides[1]))
    picture = np.ascontiguousarray(small.transpose(2, 0, 1), np.float32)[None]
    return picture, (view.width / sides[0], view.height / sides[1])


def _mask_box(mask: Any, scale: tuple[float, float], frame: SizePx) -> BoxPx | None:
    (x, y, w, h), area = largest_part((mask > 0.5).astype(np.uint8))
    if not area:
        return None
    kx, ky = scale[0] * MASK_STRIDE, scale[1] * MASK_STRIDE
    edges = (round(x * kx), round(y * ky), round((x + w) * kx), round((y + h) * ky))
    return BoxPx.from_edges(*edges).clipped_to(frame)


def _peaks(heat: Any, size: Any, scale: tuple[float, float], frame: SizePx) -> tuple[Peak, ...]:
    """Local maxima of each role's map, best first."""
    found: list[Peak] = []
    for role, place in zip(ROLES, heat, strict=True):
        top = cv2.dilate(place, np.ones((3, 3), np.uint8))
        rows, columns = np.nonzero((place >= PEAK_AT) & (place >= top))
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
            dx, dy, log_w, log_h = (float(v) for v in size[:, row, column])
            w, h = STRIDE * np.exp(min(5.0, log_w)), STRIDE * np.exp(min(5.0, log_h))
            x, y = (column + 0.5 + dx) * STRIDE - w / 2, (row + 0.5 + dy) * STRIDE - h / 2
            edges = (x * scale[0], y * scale[1], (x + w) * scale[0], (y + h) * scale[1])
            box = BoxPx.from_edges(*(round(float(e)) for e in edges)).clipped_to(frame)
            found.append(Peak(role, float(place[row, column]), box))
    found.sort(key=lambda p: -p.score)
    return tuple(found[:_MOST_PEAKS])
