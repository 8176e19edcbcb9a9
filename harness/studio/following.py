"""A case followed while its bundle is written, in this process or in another.

The harness appends one line to ``events.jsonl`` for everything that happens and knows nothing of
who reads it. Here the new lines are read a few times a second, on a thread that runs while
somebody watches.
"""

import contextlib
import dataclasses
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from harness.domain.device import AppFacts, DeviceFacts
from harness.domain.exchange import Event, Observed, Tapped
from harness.domain.geometry import PointPx, SizePx
from harness.domain.place import Hop
from harness.domain.trial import Depth, Question, StopReason, Trial
from harness.evidence.format import (
    BEGIN,
    END,
    EVENTS,
    SEAL,
    TRIAL,
    Begin,
    EventLine,
    frame_path,
    split_lines,
)
from harness.evidence.frames import decode_png
from harness.explore.plan import Plan
from harness.run.fleet import round_of
from harness.studio.board import Board
from harness.studio.pictures import jpeg

EVERY_S = 0.25
QUIET_S = 120.0
"""A bundle that says nothing for so long is not being written any more."""
_EVENTS = msgspec.json.Decoder(Event)


@dataclasses.dataclass(frozen=True)
class Lane:
    """A launch that runs."""

    number: int
    question: Question
    began_at_ns: int
    seen: Observed | None = None
    picture: tuple[int, bytes] | None = None
    """Number of the frame and its JPEG, of ``seen`` or of a frame shortly before."""
    hops: tuple[Hop, ...] = ()
    tapped_px: PointPx | None = None


@dataclasses.dataclass(frozen=True)
class Followed:
    """What the bundle has told so far."""

    begin: Begin | None = None
    device: DeviceFacts | None = None
    app: AppFacts | None = None
    trials: tuple[Trial, ...] = ()
    lanes: tuple[Lane, ...] = ()
    ended: bool = False
    sealed: bool = False
    quiet: bool = False

    @property
    def size(self) -> SizePx:
        """Of the screen."""
        return self.device.size_px if self.device else SizePx(1080, 2400)

    def next(self) -> Question | StopReason | None:
        """What the plan would ask after the launches that run, if they told nothing.

        The plan is pure: the same seed and trials give here what they give in the run. None
        where the bundle is of another inquiry than the plan's, or not that far.
        """
        if self.begin is None or self.device is None or self.ended:
            return None
        extra = self.begin.extra
        if extra.get("depth") not in {str(depth) for depth in Depth}:
            return None
        plan = Plan(
            seed=int(extra.get("seed") or 0),
            budget_launches=int(extra.get("budget") or 0),
            depth=Depth(extra["depth"]),
            capabilities=self.device.capabilities,
        )
        asked = round_of(plan.next, self.trials, len(self.lanes) + 1)
        if isinstance(asked, StopReason):
            return asked
        return asked[-1] if len(asked) > len(self.lanes) else None


class Follower:
    """One bundle; the thread runs while somebody is in ``watched``."""

    def __init__(self, bundle: Path) -> None:
        self.bundle = bundle
        self.board: Board[Followed] = Board(Followed())
        self._lock = threading.Lock()
        self._watchers = 0
        self._thread: threading.Thread | None = None
        self._offset = 0
        self._heard_s = time.monotonic()

    @contextlib.contextmanager
    def watched(self) -> Iterator[Board[Followed]]:
        """The bundle is read on as long as somebody is in here."""
        with self._lock:
            self._watchers += 1
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="follow", daemon=True)
                self._thread.start()
        try:
            yield self.board
        finally:
            with self._lock:
                self._watchers -= 1

    def _run(self) -> None:
        while True:
            self.read()
            now = self.board.newest
            with self._lock:
                if not self._watchers or now.sealed or now.quiet:
                    self._thread = None
                    return
            time.sleep(EVERY_S)  # a file tells nobody that it grew

    def read(self) -> None:
        """Take in what was written since the last time."""
        events = self._new_lines()
        now = self.board.newest
        for event in events:
            now = _after(now, event)
        now = dataclasses.replace(now, lanes=tuple(self._pictured(lane) for lane in now.lanes))
        if events:
            self._heard_s = time.monotonic()
        sealed = (self.bundle / SEAL).exists()
        quiet = time.monotonic() - self._heard_s > QUIET_S
        now = dataclasses.replace(now, sealed=sealed, quiet=quiet)
        if now != self.board.newest:
            self.board.put(now)

    def _new_lines(self) -> list[EventLine]:
        try:
            with (self.bundle / EVENTS).open("rb") as file:
                file.seek(self._offset)
                lines, _ = split_lines(file.read())
        except OSError:
            return []
        self._offset += sum(map(len, lines))
        return [msgspec.json.decode(line, type=EventLine) for line in lines]

    def _pictured(self, lane: Lane) -> Lane:
        """The newest frame as JPEG, once the run has written it; the one before until then."""
        if lane.seen is None:
            return lane
        frame = lane.seen.frame
        stored = frame.same_as or frame.number
        if lane.picture is not None and lane.picture[0] == stored:
            return lane
        try:
            data = jpeg(decode_png((self.bundle / frame_path(stored)).read_bytes()))
        except (OSError, ValueError):
            return lane
        return dataclasses.replace(lane, picture=(stored, data))


def _after(now: Followed, event: EventLine) -> Followed:
    """What is known once this line was read; what this version does not know changes nothing."""
    with contextlib.suppress(msgspec.ValidationError):
        if event.kind == BEGIN:
            return dataclasses.replace(now, begin=event.decode(Begin))
        if event.kind == "device":
            return dataclasses.replace(now, device=event.decode(DeviceFacts))
        if event.kind == "app":
            return dataclasses.replace(now, app=event.decode(AppFacts))
        if event.kind == END:
            return dataclasses.replace(now, ended=True, lanes=())
        if event.trial is not None:
            return _after_launch(now, event, event.trial)
    return now


def _after_launch(now: Followed, event: EventLine, number: int) -> Followed:
    if event.kind == TRIAL:
        lanes = tuple(lane for lane in now.lanes if lane.number != number)
        trials = (*now.trials, event.decode(Trial))
        return dataclasses.replace(now, trials=trials, lanes=lanes)
    if event.kind == "question":
        lane = Lane(number=number, question=event.decode(Question), began_at_ns=event.at_ns)
        return dataclasses.replace(now, lanes=(*now.lanes, lane))
    if event.kind == "event":
        told: Any = _EVENTS.decode(event.record)
        lanes = tuple(_told(it, told) if it.number == number else it for it in now.lanes)
        return dataclasses.replace(now, lanes=lanes)
    return now


def _told(lane: Lane, event: Event) -> Lane:
    hops = (*lane.hops, *getattr(event, "hops", ()))
    if isinstance(event, Observed):
        return dataclasses.replace(lane, seen=event, hops=hops)
    if isinstance(event, Tapped):
        return dataclasses.replace(lane, tapped_px=event.point_px)
    return dataclasses.replace(lane, hops=hops)
