"""Screenshots of the server: JPEG in Android's base64, PNG for ``/screenshot/0``."""

import asyncio
import base64
import io

from PIL import Image

from harness.virtual.android.facade import PhoneFacade

_LINE = 76
"""``Base64.DEFAULT`` breaks lines after 76 characters and ends with a line break."""


async def encoded(phone: PhoneFacade, kind: str, quality: int, scale: float = 1.0) -> bytes:
    """The screen as ``JPEG`` or ``PNG``; encoding happens outside the phone's loop."""
    await phone.sleep_ms(phone.config.timing.take_screenshot_ms)
    width, height, pixels = phone.frame_rgba()
    return await asyncio.to_thread(_encode, width, height, pixels, kind, quality, scale)


def _encode(width: int, height: int, pixels: bytes, kind: str, quality: int, scale: float) -> bytes:
    image = Image.frombuffer("RGBA", (width, height), pixels, "raw", "RGBA", 0, 1)
    if scale != 1.0:
        image = image.resize((max(1, round(width * scale)), max(1, round(height * scale))))
    file = io.BytesIO()
    if kind == "JPEG":
        image.convert("RGB").save(file, "JPEG", quality=max(1, min(100, quality)))
    else:
        image.save(file, "PNG", compress_level=1)
    return file.getvalue()


def android_base64(data: bytes) -> str:
    """Base64 as ``android.util.Base64.DEFAULT`` writes it."""
    text = base64.b64encode(data).decode()
    return "".join(text[at : at + _LINE] + "\n" for at in range(0, len(text), _LINE))
