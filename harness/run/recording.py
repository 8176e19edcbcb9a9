"""A launch recorded as video beside its frames, where the device can: ``video/`` of the bundle."""

import contextlib
from collections.abc import Iterator
from typing import Protocol, cast

import msgspec

from harness.domain.device import DeviceFacts
from harness.run.ports import Phone, RecordsVideo, Take

CAPABILITY = "records_video"
FORMAT = 1


class Keeps(Protocol):
    """A bundle that takes files."""

    def attach(self, name: str, data: bytes) -> None:
        """Keep a file under that name."""


class Arrivals(msgspec.Struct, frozen=True, kw_only=True):
    """``video/NNNNNN.json``: when each piece of the stream beside it arrived."""

    format: int
    pieces: tuple[tuple[int, int], ...]
    """Host monotonic ns, and bytes."""
    trouble: str = ""


def stream_path(trial: int) -> str:
    """Of a launch's raw H.264 stream."""
    return f"video/{trial:06d}.h264"


def arrivals_path(trial: int) -> str:
    """Of the arrival times beside it."""
    return f"video/{trial:06d}.json"


@contextlib.contextmanager
def recorded(
    phone: Phone, facts: DeviceFacts, bundle: Keeps, trial: int, *, wanted: bool
) -> Iterator[None]:
    """Record while the launch runs, if that is wanted and the device can; then keep it.

    A recording that fails never fails the launch: what was wrong is kept in its place.
    """
    if not wanted or CAPABILITY not in facts.capabilities:
        yield
        return
    recording = cast("RecordsVideo", phone).record_screen()
    try:
        yield
    finally:
        _keep(bundle, trial, recording.stop())


def _keep(bundle: Keeps, trial: int, take: Take) -> None:
    told = Arrivals(format=FORMAT, pieces=take.pieces, trouble=take.trouble)
    if take.data:
        bundle.attach(stream_path(trial), take.data)
    bundle.attach(arrivals_path(trial), msgspec.json.encode(told) + b"\n")
