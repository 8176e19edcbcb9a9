"""A thread that does what is begun to its end, whatever interrupts the one who asked for it."""

import functools
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Concatenate, ParamSpec, Protocol, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Scribe:
    """Does one piece of work after the other on a thread that it owns until ``close``.

    Ctrl-C is raised in the main thread, between any two of its steps: a line written and not
    yet counted would be written again. Here it reaches only the wait for the work, and what
    is asked next stands behind it. What the work asks for itself is done at once.
    """

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="scribe")
        self._thread = self._pool.submit(threading.get_ident).result()
        self._closed = False

    def do(self, work: Callable[[], T]) -> T:
        """What the work returns or raises; after ``close`` it is done on the caller's thread."""
        if self._closed or threading.get_ident() == self._thread:
            return work()
        return self._pool.submit(work).result()

    def close(self) -> None:
        """End the thread once its work is done; may be called twice, and by the work."""
        self._closed = True
        self._pool.shutdown(wait=threading.get_ident() != self._thread)


class HasScribe(Protocol):
    """Who lets a scribe do its methods."""

    scribe: Scribe


S = TypeVar("S", bound=HasScribe)


def to_its_end(
    method: Callable[Concatenate[S, P], T],
) -> Callable[Concatenate[S, P], T]:
    """The method, done by the scribe: wholly or not at all, one call after the other."""

    def done(self: S, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return self.scribe.do(lambda: method(self, *args, **kwargs))

    functools.update_wrapper(done, method)
    return done
