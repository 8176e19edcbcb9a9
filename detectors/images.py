"""Bytes of a picture file of any sort → RGB array, or one clear sentence why not."""

import io
import warnings

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from detectors.pixels import Bytes

MOST_PIXELS = 100_000_000


class NotAPictureError(ValueError):
    """The bytes cannot be shown as a picture; ``str()`` says why."""


def decode(data: bytes) -> Bytes:
    """H x W x 3 uint8 RGB, upright by EXIF, alpha laid on white, 16 bit scaled down.

    Raises:
        NotAPictureError: empty, cut short, not a picture, or larger than 100 megapixels.
    """
    if not data:
        raise NotAPictureError("the file is empty; copy it again")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data)) as image:
                return _upright(image)
    except UnidentifiedImageError:
        raise NotAPictureError("not a picture of a known format; give PNG, JPEG or WebP") from None
    except Image.DecompressionBombError:
        raise NotAPictureError("far too many pixels") from None
    except NotAPictureError:
        raise
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise NotAPictureError(f"broken or cut short: {reason}; copy it again") from None
    except Exception as error:  # noqa: BLE001  decoders raise what they like
        raise NotAPictureError(f"cannot be decoded: {type(error).__name__}") from None


def _upright(image: Image.Image) -> Bytes:
    width, height = image.size
    if width * height > MOST_PIXELS:
        raise NotAPictureError(f"{width}x{height} is more than {MOST_PIXELS} pixels")
    image.load()
    turned = ImageOps.exif_transpose(image) or image
    if turned.mode.startswith("I") or turned.mode == "F":
        return _from_deep(turned)
    if "A" in turned.getbands() or "transparency" in turned.info:
        over = turned.convert("RGBA")
        ground = Image.new("RGBA", over.size, (255, 255, 255, 255))
        turned = Image.alpha_composite(ground, over)
    return np.asarray(turned.convert("RGB"), np.uint8).copy()


def _from_deep(image: Image.Image) -> Bytes:
    """16 bit, 32 bit and float grey: by the largest value that the mode usually holds."""
    grey = np.asarray(image, np.float64)
    grey = np.nan_to_num(grey, nan=0.0, posinf=0.0, neginf=0.0)
    top = float(grey.max()) if grey.size else 0.0
    full = 1.0 if top <= 1.0 else 255.0 if top <= 255.0 else max(65535.0, top)
    small = np.clip(grey / full * 255.0, 0, 255).astype(np.uint8)
    return np.repeat(small[:, :, None], 3, axis=2)
