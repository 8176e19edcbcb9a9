"""What a killed run left: whether it can be gone on with, and where it stands."""

from pathlib import Path

import msgspec

from harness.domain.errors import CannotResumeError
from harness.domain.frame import FrameRef
from harness.domain.trial import Trial
from harness.evidence.cut_off import cut_off_launches, excusable, resumptions
from harness.evidence.format import (
    BEGIN,
    CASE,
    END,
    EVENTS,
    FINDINGS,
    FORMAT,
    FRAME,
    FRAMES_FOLDER,
    HIERARCHY_FOLDER,
    PART,
    SEAL,
    TRIAL,
    Begin,
    BrokenLineError,
    End,
    EventLine,
    Resumed,
    chained,
    hierarchy_path,
    sha256_hex,
    split_lines,
)


class _Observed(msgspec.Struct, frozen=True):
    hierarchy_sha256: str | None = None


class Left(msgspec.Struct, frozen=True, kw_only=True):
    """An unsealed bundle whose run was killed before its end."""

    begin: Begin
    events: tuple[EventLine, ...]
    last_sha256: str
    """Of the last whole line and its line feed."""
    whole_bytes: int
    torn_bytes: int
    trials: tuple[Trial, ...]
    """Those that were recorded."""
    cut_off: tuple[Trial, ...]
    """Launches that had begun and not ended."""
    frames: tuple[FrameRef, ...]
    gone: frozenset[int]
    """Frames without a file that an earlier resumption told of."""
    lost: tuple[int, ...]
    """Frames without a file that nobody has told of yet."""
    hierarchies: frozenset[str]
    """Digests of the dumps that the events name; all of them lie there."""
    whole: bool
    """Whether nothing but frames of launches that were cut off is lost: it can end as whole."""

    def told(self, tool_version: str) -> Resumed:
        """The record of the line with which it is gone on with."""
        return Resumed(
            after_seq=self.events[-1].seq,
            torn_bytes=self.torn_bytes,
            lost_frames=self.lost,
            tool_version=tool_version,
        )


def left_in(folder: Path) -> Left:
    """Look at what a killed run left; nothing is changed.

    Raises CannotResumeError, one line, where there is nothing to go on with: no bundle, one
    that is sealed or had come to its end, or one whose events or hierarchies are damaged.
    """
    data = _events_of(folder)
    lines, torn = split_lines(data)
    try:
        events = tuple(chained(lines))
        begin = _begin(folder, events)
        return _left(folder, begin, events, lines[-1], (len(data) - len(torn), len(torn)))
    except (BrokenLineError, msgspec.MsgspecError) as error:
        raise CannotResumeError(
            f"{folder / EVENTS}: damaged ({error}); it cannot be gone on with, choose a new folder"
        ) from error


def has_ended(folder: Path) -> bool:
    """Whether a run had come to its end with a judgement, though nobody may have sealed it.

    Such a bundle is whole: it needs no launch any more. One that cannot be read has not ended.
    """
    try:
        events = list(chained(split_lines((folder / EVENTS).read_bytes())[0]))
        if not events or events[-1].kind != END:
            return False
        end: End = events[-1].decode(End)
    except (OSError, BrokenLineError, msgspec.MsgspecError):
        return False
    return not end.partial and end.findings_sha256 is not None


def _events_of(folder: Path) -> bytes:
    if (folder / SEAL).exists():
        raise CannotResumeError(
            f"{folder}: sealed already, its run has ended; type: taptruth verify {folder}"
        )
    try:
        return (folder / EVENTS).read_bytes()
    except OSError as error:
        raise CannotResumeError(
            f"{folder}: no bundle to go on with ({error.strerror}); leave --resume out to begin one"
        ) from error


def _begin(folder: Path, events: tuple[EventLine, ...]) -> Begin:
    if not events or events[0].kind != BEGIN:
        raise CannotResumeError(
            f"{folder}: the run was killed before its first event; choose a new folder"
        )
    begin: Begin = events[0].decode(Begin)
    if begin.format != FORMAT:
        raise CannotResumeError(
            f"{folder}: format {begin.format}, this taptruth writes {FORMAT}; choose a new folder"
        )
    if events[-1].kind == END:
        raise CannotResumeError(
            f"{folder}: its run had come to its end; type: taptruth seal {folder}"
        )
    return begin


def _left(
    folder: Path,
    begin: Begin,
    events: tuple[EventLine, ...],
    last: bytes,
    sizes: tuple[int, int],
) -> Left:
    frames = tuple(line.decode(FrameRef) for line in events if line.kind == FRAME)
    earlier = resumptions(begin, events)
    gone = frozenset(number for one in earlier for number in one.told.lost_frames)
    lost = tuple(
        ref.number
        for ref in frames
        if ref.path and ref.number not in gone and not (folder / ref.path).is_file()
    )
    excused = excusable(events, lost, gone).issuperset(lost)
    return Left(
        begin=begin,
        events=events,
        last_sha256=sha256_hex(last),
        whole_bytes=sizes[0],
        torn_bytes=sizes[1],
        trials=tuple(line.decode(Trial) for line in events if line.kind == TRIAL),
        cut_off=cut_off_launches(begin, events),
        frames=frames,
        gone=gone,
        lost=lost,
        hierarchies=_hierarchies(folder, events),
        whole=excused and not any(one.unexcused for one in earlier),
    )


def _hierarchies(folder: Path, events: tuple[EventLine, ...]) -> frozenset[str]:
    seen = (line.decode(_Observed) for line in events if line.kind == "event")
    named = frozenset(it.hierarchy_sha256 for it in seen if it.hierarchy_sha256)
    for digest in sorted(named):
        if not (folder / hierarchy_path(digest)).is_file():
            raise CannotResumeError(
                f"{folder / hierarchy_path(digest)}: lost (a power cut?); it cannot be gone on "
                f"with, type: taptruth seal {folder}"
            )
    return named


def sweep(folder: Path, left: Left) -> None:
    """Remove what no event names: half-written files, and those a kill left one ahead.

    A picture or a dump is written before its event, the case before the end; without the
    event none of them is evidence.
    """
    for part in folder.rglob(f"*{PART}"):
        part.unlink()
    named = {ref.path for ref in left.frames if ref.path}
    named |= {hierarchy_path(digest) for digest in left.hierarchies}
    for name in (FRAMES_FOLDER, HIERARCHY_FOLDER):
        for path in (folder / name).glob("*"):
            if path.relative_to(folder).as_posix() not in named:
                path.unlink()
    for name in (CASE, FINDINGS):
        (folder / name).unlink(missing_ok=True)
