"""Paths of the phone's files, absolute and POSIX, and errors about them."""

import os
import posixpath


def normal(path: str, cwd: str = "/") -> str:
    """Absolute path without ``.``, ``..`` and doubled slashes."""
    joined = posixpath.normpath(posixpath.join(cwd, path))
    return "/" + joined.lstrip("/")


def error(number: int, path: str) -> OSError:
    """The ``OSError`` of an errno (a subclass such as ``FileNotFoundError`` where one fits)."""
    return OSError(number, os.strerror(number), path)
