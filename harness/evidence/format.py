"""Names, digests and the event line of the bundle format. No I/O.

See ``docs/evidence-format.md``; numbers and names here are that document's.
"""

import datetime as dt
import hashlib
from collections.abc import Iterator
from typing import Any

import msgspec
import numpy as np
import rfc8785
from cryptography.hazmat.primitives import hashes
from numpy.typing import NDArray

FORMAT = 1
"""Travels in ``events.jsonl`` (begin), ``manifest.json`` and ``seal.json``."""

EVENTS = "events.jsonl"
NOT_A_BUNDLE = f"no {EVENTS}: this is not a bundle; give a bundle's folder or zip"
CASE = "case.json"
FINDINGS = "findings.json"
DEVICE = "device.json"
APP = "app/app.json"
RULES = "rules.toml"
"""A company's own rules, where the case was judged with them."""
MANIFEST = "manifest.json"
SEAL = "seal.json"
STAMP = "timestamp.json"
STAMP_TOKEN = "timestamp.tsr"  # noqa: S105  a file's name
CUSTODY = "custody.jsonl"
AFTER_SEAL = frozenset({MANIFEST, SEAL, STAMP, STAMP_TOKEN, CUSTODY})
"""Files that no manifest names: they are written after it."""
FRAMES_FOLDER = "frames"
APP_FOLDER = "app"
HIERARCHY_FOLDER = "hierarchy"
PART = ".part"
"""Ends the name of a file that is still being written; never evidence."""

EVERYTHING = "everything"
"""``extra.asks`` of a scan, which can be gone on with; a complaint's run cannot."""
BEGIN, END, FRAME, TRIAL = "begin", "end", "frame", "trial"
QUESTION, RESUMED = "question", "resumed"
NO_LINE = "0" * 64
"""``prev`` of the first line."""


class EventLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of ``events.jsonl``; ``prev`` is the digest of the line before and its line feed."""

    seq: int
    prev: str
    at_ns: int
    wall_ns: int
    kind: str
    trial: int | None = None
    record: msgspec.Raw = msgspec.Raw(b"null")

    def decode(self, into: Any = None) -> Any:
        """The record as plain data, or as the type given."""
        return msgspec.json.decode(self.record, type=into or Any)


class Begin(msgspec.Struct, frozen=True, kw_only=True):
    """Record of the first line."""

    format: int
    case_id: str
    tool_version: str
    started_wall_ns: int
    extra: dict[str, Any] = {}


class End(msgspec.Struct, frozen=True, kw_only=True):
    """Record of the last line of a run that could finish; binds the files to the chain."""

    partial: bool
    case_sha256: str
    findings_sha256: str | None = None
    lost_frames: tuple[int, ...] = ()


class Resumed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Record of the line with which a killed run's bundle is gone on with."""

    after_seq: int
    """The last whole line of the run before."""
    torn_bytes: int
    """So many bytes of a half-written line were cut off after it."""
    lost_frames: tuple[int, ...] = ()
    """Frames that are recorded before it and whose files never reached the disk."""
    tool_version: str


def sha256_hex(data: bytes) -> str:
    """SHA-256, lowercase hex."""
    return hashlib.sha256(data).hexdigest()


def sm3_hex(data: bytes) -> str:
    """SM3 (GB/T 32905), lowercase hex."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize().hex()


def pixel_sha256(rgba: NDArray[np.uint8]) -> str:
    """SHA-256 of pixels of shape (H, W, 4), RGBA, rows top down, lowercase hex."""
    return hashlib.sha256(np.ascontiguousarray(rgba).data).hexdigest()


def canonical(value: Any) -> bytes:
    """Canonical JSON (RFC 8785): one value, one byte sequence."""
    encoded: bytes = rfc8785.dumps(value)
    return encoded


def iso(wall_ns: int) -> str:
    """UTC time, ISO 8601, to the second."""
    moment = dt.datetime.fromtimestamp(wall_ns // 1_000_000_000, tz=dt.UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def frame_path(number: int) -> str:
    """Path of a stored frame below the bundle's folder."""
    return f"{FRAMES_FOLDER}/{number:06d}.png"


def hierarchy_path(sha256: str) -> str:
    """Path of a stored dump of the hierarchy below the bundle's folder, by its digest."""
    return f"{HIERARCHY_FOLDER}/{sha256}.xml"


def split_lines(data: bytes) -> tuple[list[bytes], bytes]:
    """Whole lines (each with its line feed) and what is left of a torn last one."""
    end = data.rfind(b"\n") + 1
    return data[:end].splitlines(keepends=True), data[end:]


class BrokenLineError(ValueError):
    """Line ``number`` (from 1) of the events is not what its place in the chain demands."""

    def __init__(self, number: int, why: str) -> None:
        super().__init__(f"line {number}: {why}")
        self.number = number


def chained(lines: list[bytes]) -> Iterator[EventLine]:
    """Decode the lines one after the other, checking the chain.

    Raises BrokenLineError at the first line that is not JSON, out of order, or whose
    ``prev`` is not the digest of the line before it.
    """
    prev = NO_LINE
    for number, line in enumerate(lines, start=1):
        try:
            event = msgspec.json.decode(line, type=EventLine)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise BrokenLineError(number, f"not an event: {error}") from error
        if event.seq != number:
            raise BrokenLineError(number, f"seq is {event.seq}")
        if event.prev != prev:
            raise BrokenLineError(number, "the line before it is not the one that was written")
        prev = sha256_hex(line)
        yield event
