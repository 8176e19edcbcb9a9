"""What a camera and a file format do to a picture: light, tone, softness, compression.

Things painted from outlines are evenly lit and sharp everywhere; photographs are neither.
"""

import cv2
import numpy as np

from harness.virtual.fabricate.brush import Brush, Floats, Pixels, as_pixels

TONES = 256


def develop(b: Brush) -> None:
    """Uneven light, cloth and skin that are not even, soft edges, a film's tones, a dark rim."""
    dice = b.dice
    gain = 1 + float(dice.uniform(0.1, 0.3)) * (b.slope(float(dice.uniform(0, 360))) - 0.5)
    gain += float(dice.uniform(0.1, 0.35)) * (b.clouds(2, 2) - 0.5)
    gain += float(dice.uniform(0.05, 0.16)) * (b.clouds(14, 4) - 0.5)
    gain -= float(dice.uniform(0, 0.35)) * b.rings((0.5, 0.45)) ** 2
    lit = np.clip(b.px * gain[..., None], 0, 255).astype(np.uint8)
    soft = cv2.GaussianBlur(lit, (0, 0), float(dice.uniform(0.4, 1.1)))
    b.px = _toned(_bloomed(as_pixels(soft), float(dice.uniform(0.0, 0.3))), b)


def _bloomed(px: Pixels, strength: float) -> Pixels:
    """Bright parts shine over their edges."""
    small = cv2.resize(px, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    bright = cv2.GaussianBlur(cv2.subtract(small, np.full_like(small, 150)), (0, 0), 6)
    light = cv2.resize(bright, (px.shape[1], px.shape[0]), interpolation=cv2.INTER_LINEAR)
    done: Pixels = cv2.addWeighted(px, 1.0, light, strength, 0).astype(np.uint8)
    return done


def _toned(px: Pixels, b: Brush) -> Pixels:
    """An S-shaped curve for each colour, shadows and lights of different hue, less colour."""
    steps: Floats = np.linspace(0, 1, TONES, dtype=np.float32)
    curve = steps + float(b.dice.uniform(-0.05, 0.16)) * np.sin((steps - 0.5) * 2 * np.pi) / 2
    lift, cast = float(b.dice.uniform(0, 0.06)), float(b.dice.uniform(-0.05, 0.05))
    tables = [
        np.clip(lift + (1 - lift) * curve + cast * sign * (2 * steps - 1), 0, 1) * 255
        for sign in (1.0, 0.1, -1.0)
    ]
    toned = cv2.LUT(px, np.stack(tables, axis=1).astype(np.uint8)[None])
    grey = cv2.cvtColor(cv2.cvtColor(toned, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    less = float(b.dice.uniform(0, 0.3))
    done: Pixels = cv2.addWeighted(toned, 1 - less, grey, less, 0).astype(np.uint8)
    return done


def compressed(px: Pixels, quality: int) -> Pixels:
    """As a JPEG file of that quality (1 to 100) would have it."""
    _, data = cv2.imencode(".jpg", px[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    back = cv2.imdecode(data, cv2.IMREAD_COLOR)
    assert back is not None
    return np.ascontiguousarray(back[..., ::-1]).astype(np.uint8)
