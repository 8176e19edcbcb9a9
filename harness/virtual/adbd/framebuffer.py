"""``framebuffer:``: a header of 14 little-endian u32, then RGBA pixels.

Header: version 2, bits per pixel, colour space, size, width, height, then offset and length in
bits of red, blue, green, alpha (in this order). The colour space is 1 (sRGB): adbutils knows no
such field, and only by reading "a size of 1" again does it find the right one.
"""

import struct

from harness.virtual.adbd.stream import Stream
from harness.virtual.android.facade import PhoneFacade
from harness.virtual.android.trouble import cut_short

SRGB = 1


async def serve(phone: PhoneFacade, stream: Stream) -> None:
    """Send one frame."""
    await phone.take_ms(phone.config.timing.screencap_ms)
    width, height, pixels = phone.frame_rgba()
    channels = (0, 8, 16, 8, 8, 8, 24, 8)
    head = struct.pack("<14I", 2, 32, SRGB, len(pixels), width, height, *channels)
    await stream.write(head)
    await stream.write(cut_short(pixels, phone.trouble.frames))
