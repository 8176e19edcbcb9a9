"""Memory that painting a large picture leaves behind."""

import asyncio
import ctypes
import functools

RESTED_S = 0.7
"""Between the captures of somebody who watches calmly lies less."""


@functools.cache
def _trim() -> "ctypes._NamedFuncPointer | None":
    try:
        return ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):
        return None


_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8
"""Options of glibc's ``mallopt``."""


def be_thrifty() -> None:
    """Keep freed blocks for the next frame, in few arenas; ``give_back_soon`` returns them.

    A frame of 1080x2400 is painted and sent in some 40 MB of large blocks. Handed to the system
    at once, each comes back as pages that must be zeroed and mapped: a capture took 55 ms and
    not 23, a step of a fade 100 ms and not 35 (2 cores, in a virtual machine). Nothing happens
    where the C library has no ``mallopt``.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return
    mallopt(_M_MMAP_THRESHOLD, 32 << 20)
    mallopt(_M_TRIM_THRESHOLD, 256 << 20)
    mallopt(_M_ARENA_MAX, 2)


def give_back() -> None:
    """Ask the C library to return freed pages to the system; nothing where it cannot.

    glibc keeps what large arrays used: after three full-screen creatives a process stood at
    80 MiB without this and at 61 MiB with it (measured, glibc 2.36).
    """
    trim = _trim()
    if trim is not None:
        trim(0)


class _Due:
    """When this process gives memory back: there is one heap, whatever the number of phones."""

    timer: asyncio.TimerHandle | None = None


def give_back_soon() -> None:
    """``give_back`` once nothing was painted for ``RESTED_S``; nothing outside an event loop."""
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        return
    if _Due.timer is not None:
        _Due.timer.cancel()
    _Due.timer = loop.call_later(RESTED_S, give_back)
