"""Screenshots of the server: JPEG in Android's base64, PNG for ``/screenshot/0``."""

import base64

from harness.virtual.android.facade import PhoneFacade
from harness.virtual.shell.encoding import Kind, encoded

_LINE = 76
"""``Base64.DEFAULT`` breaks lines after 76 characters and ends with a line break."""

LARGEST_SCALE = 4.0
"""More than that no client asks for; a picture of it would fill the memory."""


async def screenshot(
    phone: PhoneFacade, kind: Kind, *, quality: int = 80, scale: float = 1.0
) -> bytes:
    """The screen as the server hands it out, after the delay of a real one."""
    await phone.take_ms(phone.config.timing.take_screenshot_ms)
    return await encoded(phone.frame_rgba(), kind, quality=quality, scale=scale)


def android_base64(data: bytes) -> str:
    """Base64 as ``android.util.Base64.DEFAULT`` writes it."""
    text = base64.b64encode(data).decode()
    return "".join(text[at : at + _LINE] + "\n" for at in range(0, len(text), _LINE))
