"""Redaction: what is handed on is blacked out, and can be proved against the sealed original.

The bundle is not touched. For every picture that is changed the record holds the SHA-256 of the
original's pixels (as sealed in the bundle's events), the boxes, and the SHA-256 of the pixels
with those boxes filled black: whoever holds the bundle can do the same and compare.
"""

import dataclasses
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from harness.domain.errors import UsageError, VerificationError
from harness.domain.geometry import BoxPx
from harness.evidence.reader import Bundle
from harness.report.entry import Entry, Redaction
from harness.report.personal import found, masked_record

Pixels = NDArray[np.uint8]
Lines = Callable[[Pixels], Iterable[tuple[str, BoxPx]]]
"""Reads the lines of RGB pixels (H, W, 3): text and box."""
BY_HAND = "by_hand"
EVERY_FRAME = 0
FORMAT = 1
MARGIN_PX = 4


class HandBox(msgspec.Struct, frozen=True, kw_only=True):
    """A box that a person marked; frame ``EVERY_FRAME`` means all."""

    frame: int
    box_px: BoxPx


class RedactionRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What ``--redactions`` writes: enough to make the redacted pictures from the bundle."""

    format: int
    case: str
    manifest_sha256: str | None
    texts: int
    """How many texts beside the pictures were masked."""
    frames: tuple[Redaction, ...]


def hand_box(text: str) -> HandBox:
    """``FRAME:X,Y,W,H`` (or ``*:X,Y,W,H`` for all frames) as a box; UsageError if it is none."""
    frame, _, rest = text.partition(":")
    try:
        x, y, width, height = (int(part) for part in rest.split(","))
        number = EVERY_FRAME if frame == "*" else int(frame)
    except ValueError as error:
        raise UsageError(
            f"{text!r} is no box; write FRAME:X,Y,W,H in pixels, or *:X,Y,W,H for all frames"
        ) from error
    if width <= 0 or height <= 0 or number < 0 or (frame != "*" and number == 0):
        raise UsageError(f"{text!r} is no box: width, height and frame must be above 0")
    return HandBox(frame=number, box_px=BoxPx(x, y, width, height))


def blacked(pixels: Pixels, boxes: Iterable[tuple[int, int, int, int]]) -> Pixels:
    """A copy of RGBA pixels with the boxes ``(x, y, width, height)`` filled opaque black."""
    copy = pixels.copy()
    for x, y, width, height in boxes:
        copy[max(0, y) : max(0, y + height), max(0, x) : max(0, x + width)] = (0, 0, 0, 255)
    return copy


def personal_boxes(lines: Sequence[tuple[str, BoxPx]]) -> list[tuple[BoxPx, str]]:
    """The lines that hold personal text, each whole, with the kind of it.

    Lines side by side are read as one, so that a label on the left tells what stands right of it.
    """
    marked: dict[BoxPx, str] = {}
    for row in _rows(lines):
        starts, joined = [], ""
        for text, _ in row:
            starts.append(len(joined))
            joined += text + " "
        for kind, start, end in found(joined):
            for (text, box), at in zip(row, starts, strict=True):
                if start < at + len(text) and end > at:
                    marked.setdefault(box, kind)
    return list(marked.items())


def _rows(lines: Sequence[tuple[str, BoxPx]]) -> list[list[tuple[str, BoxPx]]]:
    """Lines whose middles lie within each other's height, left to right."""
    rows: list[list[tuple[str, BoxPx]]] = []
    for line in sorted(lines, key=lambda it: it[1].center.y):
        box = line[1]
        home = next(
            (r for r in rows if abs(r[0][1].center.y - box.center.y) < box.height / 2), None
        )
        if home is None:
            rows.append([line])
        else:
            home.append(line)
    return [sorted(row, key=lambda it: it[1].x) for row in rows]


def pixel_digest(pixels: Pixels) -> str:
    """SHA-256 of RGBA pixels, rows top down, lowercase hex (as a bundle's frames have it)."""
    return hashlib.sha256(np.ascontiguousarray(pixels).data).hexdigest()


class RedactedFrames:
    """A source of frames that blacks out personal text; remembers what it did to each."""

    def __init__(self, bundle: Bundle, lines: Lines | None, by_hand: Sequence[HandBox]) -> None:
        self._bundle = bundle
        self._lines = lines
        self._by_hand = by_hand
        self._done: dict[str, tuple[Redaction | None, Pixels]] = {}

    def __call__(self, number: int) -> Pixels:
        """RGBA pixels of a frame with what is personal blacked out."""
        ref = self._bundle.frames.get(number)
        if ref is None:
            return self._bundle.frame_pixels(number)
        if ref.sha256 not in self._done:
            self._done[ref.sha256] = self._made(number, ref.sha256)
            self._forget_old(ref.sha256)
        _, pixels = self._done[ref.sha256]
        return pixels if pixels.size else self._again(number, ref.sha256)

    def redactions(self) -> tuple[Redaction, ...]:
        """What was done so far, in the order of the frames."""
        made = [redaction for redaction, _ in self._done.values() if redaction is not None]
        return tuple(sorted(made, key=lambda it: it.frame))

    def _made(self, number: int, digest: str) -> tuple[Redaction | None, Pixels]:
        pixels = self._bundle.frame_pixels(number)
        marked = [*self._hand(digest), *self._read(pixels)]
        if not marked:
            return None, pixels
        boxes = tuple((box.x, box.y, box.width, box.height) for box, _ in marked)
        redacted = blacked(pixels, boxes)
        redaction = Redaction(
            frame=number,
            original_sha256=pixel_digest(pixels),
            redacted_sha256=pixel_digest(redacted),
            boxes_px=boxes,
            why=tuple(why for _, why in marked),
        )
        return redaction, redacted

    def _hand(self, digest: str) -> list[tuple[BoxPx, str]]:
        """Boxes marked on this frame, on an equal one, or on all."""
        same = {n for n, ref in self._bundle.frames.items() if ref.sha256 == digest}
        return [(m.box_px, BY_HAND) for m in self._by_hand if m.frame in {EVERY_FRAME, *same}]

    def _read(self, pixels: Pixels) -> list[tuple[BoxPx, str]]:
        if self._lines is None:
            return []
        rgb = np.ascontiguousarray(pixels[..., :3])
        told = personal_boxes(list(self._lines(rgb)))
        return [(box.inflated(MARGIN_PX), kind) for box, kind in told]

    def _forget_old(self, latest: str) -> None:
        """Keep the records of all frames, the pixels of the last only: 40 launches are 4 GB."""
        empty = np.empty((0, 0, 4), np.uint8)
        for digest, (redaction, _) in list(self._done.items()):
            if digest != latest:
                self._done[digest] = (redaction, empty)

    def _again(self, number: int, digest: str) -> Pixels:
        redaction, _ = self._done[digest]
        pixels = self._bundle.frame_pixels(number)
        made = blacked(pixels, redaction.boxes_px) if redaction else pixels
        self._done[digest] = (redaction, made)
        self._forget_old(digest)
        return made


def redacted_entry(
    entry: Entry, bundle: Bundle, lines: Lines | None, by_hand: Sequence[HandBox]
) -> tuple[Entry, RedactionRecord]:
    """The entry as it may be handed on, and the record that proves what was done.

    Every frame that a report may show is looked at before anything is rendered.
    """
    frames = RedactedFrames(bundle, lines, by_hand)
    for number in shown_frames(entry):
        frames(number)
    counted: list[None] = []

    def count() -> None:
        counted.append(None)

    case = masked_record(entry.case, count)
    judgement = masked_record(entry.judgement, count) if entry.judgement else None
    events = {n: tuple(masked_record(e, count) for e in told) for n, told in entry.events.items()}
    record = RedactionRecord(
        format=FORMAT,
        case=entry.case.id,
        manifest_sha256=_manifest(entry.seal_info),
        texts=len(counted),
        frames=frames.redactions(),
    )
    made = dataclasses.replace(
        entry,
        case=case,
        judgement=judgement,
        events=events,
        frames=frames,
        redactions=frames.redactions(),
    )
    return made, record


def shown_frames(entry: Entry) -> list[int]:
    """The frames that a report may show: of each run of equal pictures the first."""
    numbers: dict[int, None] = {}
    for trial in entry.case.trials:
        for ref in trial.frames:
            numbers[ref.same_as or ref.number] = None
    return list(numbers)


def _manifest(seal_info: Mapping[str, Any] | None) -> str | None:
    statement = (seal_info or {}).get("statement")
    digest = statement.get("manifest_sha256") if isinstance(statement, Mapping) else None
    return digest if isinstance(digest, str) else None


def encoded(records: Sequence[RedactionRecord]) -> bytes:
    """The records, one a case, as indented JSON."""
    return msgspec.json.format(msgspec.json.encode(records), indent=2) + b"\n"


def read_records(path: Path) -> tuple[RedactionRecord, ...]:
    """The records in that file; UsageError when it holds none."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=tuple[RedactionRecord, ...])
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from error
    except msgspec.DecodeError as error:
        raise UsageError(f"{path}: is no record of redactions: {error}") from error


def check_redactions(bundle: Bundle, record: RedactionRecord) -> None:
    """Make each redacted picture again; VerificationError at the first that differs.

    That the bundle itself holds is for ``verify`` to say.
    """
    where = str(bundle.path)
    if record.case != bundle.case.id:
        raise VerificationError(f"{where}: is case {bundle.case.id}, the record of {record.case}")
    for told in record.frames:
        ref = bundle.frames.get(told.frame)
        if ref is None or ref.sha256 != told.original_sha256:
            raise VerificationError(f"{where}: frame {told.frame} is not the recorded original")
        made = pixel_digest(blacked(bundle.frame_pixels(told.frame), told.boxes_px))
        if made != told.redacted_sha256:
            raise VerificationError(
                f"{where}: frame {told.frame} with its boxes blacked out is {made[:16]}…, "
                f"the record says {told.redacted_sha256[:16]}…"
            )
