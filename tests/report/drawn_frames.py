"""Frames drawn for reports, and an album that keeps those that were taken."""

import dataclasses
import functools

import cv2
import numpy as np
from numpy.typing import NDArray

from harness.domain.frame import FrameRef
from harness.domain.geometry import BoxPx, SizePx

SIZE = SizePx(540, 1200)
SKIP = BoxPx(420, 70, 90, 40)


@functools.cache
def drawn(kind: str) -> NDArray[np.uint8]:
    """A frame of shape (1200, 540, 4) RGBA: "icon", "splash", "page" or "browser"."""
    rows, columns = np.mgrid[0 : SIZE.height, 0 : SIZE.width]
    image = np.full((SIZE.height, SIZE.width, 4), 255, np.uint8)
    if kind == "splash":
        image[..., 0] = 255 - rows * 90 // SIZE.height
        image[..., 1] = 120 + columns * 80 // SIZE.width
        image[..., 2] = 60 + rows * 120 // SIZE.height
        cv2.circle(image, (270, 520), 170, (255, 236, 180, 255), -1, cv2.LINE_AA)
        cv2.rectangle(image, (110, 930), (430, 1010), (220, 40, 40, 255), -1)
        cv2.putText(image, "OPEN NOW", (160, 985), 0, 1.3, (255, 255, 255, 255), 3, cv2.LINE_AA)
        corner = (SKIP.x, SKIP.y), (SKIP.right, SKIP.bottom)
        cv2.rectangle(image, *corner, (90, 90, 90, 255), -1)
        cv2.putText(image, "SKIP 3", (428, 98), 0, 0.7, (255, 255, 255, 255), 2, cv2.LINE_AA)
    elif kind == "icon":
        image[:] = (24, 119, 210, 255)
        cv2.circle(image, (270, 560), 70, (255, 255, 255, 255), -1, cv2.LINE_AA)
    elif kind == "page":
        image[:] = (246, 247, 249, 255)
        for row in range(6):
            top = 150 + row * 160
            cv2.rectangle(image, (30, top), (510, top + 130), (255, 255, 255, 255), -1)
            cv2.rectangle(image, (50, top + 20), (150, top + 110), (190, 205, 225, 255), -1)
    else:
        cv2.rectangle(image, (0, 0), (540, 120), (235, 238, 242, 255), -1)
        cv2.putText(image, "ad.example.com", (70, 80), 0, 1, (40, 40, 40, 255), 2, cv2.LINE_AA)
        cv2.rectangle(image, (40, 200), (500, 700), (255, 210, 90, 255), -1)
    return image


@dataclasses.dataclass
class Album:
    """Numbers frames as a bundle does; ``pictures`` maps number to the drawn kind."""

    pictures: dict[int, str] = dataclasses.field(default_factory=dict)

    def shoot(self, kind: str, at_ns: int) -> FrameRef:
        """One frame; equal ones point to the first."""
        number = len(self.pictures) + 1
        first = next((n for n, k in self.pictures.items() if k == kind), None)
        self.pictures[number] = kind
        return FrameRef(
            number=number,
            at_ns=at_ns,
            wall_ns=at_ns,
            size_px=SIZE,
            sha256="0" * 64,
            path=None if first else f"frames/{number:06d}.png",
            same_as=first,
        )

    def frame(self, number: int) -> NDArray[np.uint8]:
        """Pixels of a frame."""
        return drawn(self.pictures[number])
