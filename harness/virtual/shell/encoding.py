"""Pixels into PNG and JPEG, beside the phone's loop.

One worker for all: encoding takes longer than painting, and each further thread would keep
memory of the size of a frame.
"""

import asyncio
import functools
import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Literal, ParamSpec, TypeVar

from PIL import Image

_WORKER = ThreadPoolExecutor(max_workers=1, thread_name_prefix="encode")

Kind = Literal["PNG", "JPEG"]


P = ParamSpec("P")
T = TypeVar("T")


async def beside(do: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The result of something slow, done on the worker's thread."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_WORKER, functools.partial(do, *args, **kwargs))


async def encoded(
    frame: tuple[int, int, bytes], kind: Kind, *, quality: int = 80, scale: float = 1.0
) -> bytes:
    """A frame (width, height, RGBA) as lossless PNG, or as JPEG of that quality (1 … 100)."""
    return await beside(encode, frame, kind, quality, scale)


def encode(frame: tuple[int, int, bytes], kind: Kind, quality: int, scale: float) -> bytes:
    """As ``encoded``, on this thread. PNG is quick rather than small."""
    width, height, pixels = frame
    image = Image.frombuffer("RGBA", (width, height), pixels, "raw", "RGBA", 0, 1)
    if scale != 1.0:
        image = image.resize((max(1, round(width * scale)), max(1, round(height * scale))))
    file = io.BytesIO()
    if kind == "JPEG":
        image.convert("RGB").save(file, "JPEG", quality=max(1, min(100, quality)))
    else:
        image.save(file, "PNG", compress_level=1)
    return file.getvalue()
