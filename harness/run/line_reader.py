"""Reads every line of a picture with the models that ship with the tool."""

from collections.abc import Iterator

import cv2
import numpy as np

from harness.domain.geometry import BoxPx
from harness.run.redacting import Lines, Pixels

READ_WIDTH = 720
"""Lines are looked for at this width; they are read at full size."""


def reading_lines() -> Lines:
    """Reads every line of a picture with the models that ship with the tool."""
    from detectors.reading import Reader  # noqa: PLC0415  loads onnxruntime

    reader = Reader()

    def lines(rgb: Pixels) -> Iterator[tuple[str, BoxPx]]:
        scale = min(1.0, READ_WIDTH / rgb.shape[1])
        size = (round(rgb.shape[1] * scale), round(rgb.shape[0] * scale))
        small = np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)
        for edges in reader.find(small):
            left, top, right, bottom = (round(edge / scale) for edge in edges)
            crop = rgb[max(0, top) : bottom, max(0, left) : right]
            if crop.size:
                yield reader.read(crop).text, BoxPx.from_edges(left, top, right, bottom)

    return lines
