"""Frames as the page gets them: smaller, as JPEG. What is kept stays lossless elsewhere."""

import cv2
import numpy as np
from numpy.typing import NDArray

SHOWN_SIDE_PX = 1280
"""Longer side of a picture on the page."""
JPEG_QUALITY = 82


def jpeg(rgba: NDArray[np.uint8]) -> bytes:
    """JPEG of pixels (H, W, 4) RGBA, no side longer than ``SHOWN_SIDE_PX``."""
    high, wide = rgba.shape[:2]
    scale = min(1.0, SHOWN_SIDE_PX / max(high, wide))
    if scale < 1.0:
        size = (max(1, round(wide * scale)), max(1, round(high * scale)))
        rgba = np.asarray(cv2.resize(rgba, size, interpolation=cv2.INTER_AREA), np.uint8)
    bgr = cv2.cvtColor(rgba, cv2.COLOR_RGBA2BGR)
    done, data = cv2.imencode(".jpg", bgr, (cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY))
    if not done:
        raise ValueError("a frame could not be encoded as JPEG")
    return data.tobytes()
