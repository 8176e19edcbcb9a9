"""Memory that painting a large picture leaves behind."""

import ctypes
import functools


@functools.cache
def _trim() -> "ctypes._NamedFuncPointer | None":
    try:
        return ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):
        return None


_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8
"""Options of glibc's ``mallopt``."""


def be_thrifty() -> None:
    """Let large blocks go back to the system as soon as they are freed; nothing elsewhere.

    By itself glibc keeps blocks of up to 32 MiB once it has seen one freed: a phone of
    1080x2400 stood at 72 MiB after its first capture without this, at 55 MiB with it (PSS).
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return
    mallopt(_M_MMAP_THRESHOLD, 256 << 10)
    mallopt(_M_TRIM_THRESHOLD, 128 << 10)
    mallopt(_M_ARENA_MAX, 2)


def give_back() -> None:
    """Ask the C library to return freed pages to the system; nothing where it cannot.

    glibc keeps what large arrays used: after three full-screen creatives a process stood at
    80 MiB without this and at 61 MiB with it (measured, glibc 2.36).
    """
    trim = _trim()
    if trim is not None:
        trim(0)
