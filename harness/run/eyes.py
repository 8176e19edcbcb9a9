"""Detectors for whoever may not import them."""

import functools

from detectors import Seer
from detectors.network import Glance
from detectors.reading import Reader
from harness.run.ports import Eyes


@functools.cache
def _loaded() -> tuple[Reader, Glance]:
    return Reader(), Glance()


def open_eyes(*, alone: bool = False) -> Eyes:
    """Detectors with memories of their own.

    Models are loaded once a process and shared, so they may see in one thread only; ``alone``
    loads them anew, for another thread.
    """
    return Seer() if alone else Seer(*_loaded())
