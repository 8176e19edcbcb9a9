"""The second learned detector: small controls, seen on the page 270 pixels wide.

The glance sees the whole page too coarsely for an X or a skip pill; this one sees nothing but
what stands around a place, in every place: heat maps of the roles, with box and score.
"""

import dataclasses
import importlib.resources
from typing import Any

import cv2
import numpy as np

from detectors.network import ROLES
from detectors.pixels import View
from detectors.runtime import onnx_session
from harness.domain.geometry import BoxPx, SizePx

STRIDE, MULTIPLE = 4, 16
"""Input pixels per cell of the heat maps; sides are multiples of MULTIPLE."""
PEAK_AT = 0.15
_MOST_SPOTS = 24
_LONGEST = 1024
_MODEL = "models/spots.onnx"


@dataclasses.dataclass(frozen=True, slots=True)
class Spot:
    """What looks like a control; box in frame pixels."""

    role: str
    score: float
    box_px: BoxPx


class Spotter:
    """Runs the network of controls; loads it at first use. Not to be shared between threads."""

    def __init__(self, threads: int = 1, model: bytes | None = None) -> None:
        self._threads = threads
        self._model = model
        self._session: Any = None

    def look(self, view: View) -> tuple[Spot, ...]:
        """All spots of one frame, best first."""
        if self._session is None:
            self._session = onnx_session(self._model or model_bytes(), self._threads)
        heat, size = self._session.run(None, {"picture": _prepared(view)})
        k = view.width / view.half.shape[1]
        return spots_of(heat[0], size[0], k, SizePx(view.width, view.height))


def model_bytes() -> bytes:
    """The ONNX file that travels with the package."""
    return importlib.resources.files("detectors").joinpath(_MODEL).read_bytes()


def _prepared(view: View) -> Any:
    """1 x 3 x H x W float32 of the half-size picture, its border repeated up to whole cells."""
    half = view.half[:_LONGEST, :_LONGEST]
    high, wide = half.shape[:2]
    pads = (0, -high % MULTIPLE, 0, -wide % MULTIPLE)
    whole = cv2.copyMakeBorder(half, *pads, cv2.BORDER_REPLICATE)
    return np.ascontiguousarray(whole.transpose(2, 0, 1), np.float32)[None]


def spots_of(heat: Any, size: Any, k: float, frame: SizePx) -> tuple[Spot, ...]:
    """Local maxima of each role's map, best first.

    Args:
        heat: roles x rows x columns, 0 … 1.
        size: 4 x rows x columns: centre's offset in cells, logarithms of width and height in them.
        k: frame pixels per input pixel.
        frame: boxes are clipped to it.
    """
    found: list[Spot] = []
    for role, place in zip(ROLES, heat, strict=True):
        top = cv2.dilate(place, np.ones((3, 3), np.uint8))
        rows, columns = np.nonzero((place >= PEAK_AT) & (place >= top))
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
            dx, dy, log_w, log_h = (float(v) for v in size[:, row, column])
            w, h = STRIDE * np.exp(min(5.0, log_w)), STRIDE * np.exp(min(5.0, log_h))
            x, y = (column + 0.5 + dx) * STRIDE - w / 2, (row + 0.5 + dy) * STRIDE - h / 2
            edges = (round(float(e) * k) for e in (x, y, x + w, y + h))
            box = BoxPx.from_edges(*edges).clipped_to(frame)
            if box.area:
                found.append(Spot(role, float(place[row, column]), box))
    found.sort(key=lambda s: -s.score)
    return tuple(found[:_MOST_SPOTS])
