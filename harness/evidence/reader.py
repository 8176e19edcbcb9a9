"""Open a bundle, whole or left behind by a killed run."""

import functools
from pathlib import Path
from typing import Any, Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from harness.domain.errors import EvidenceError
from harness.domain.finding import Judgement
from harness.domain.frame import FrameRef
from harness.domain.place import Place
from harness.domain.trial import Case
from harness.evidence.format import (
    BEGIN,
    CASE,
    DEVICE,
    EVENTS,
    FINDINGS,
    FORMAT,
    FRAME,
    NOT_A_BUNDLE,
    RULES,
    SEAL,
    Begin,
    BrokenLineError,
    EventLine,
    chained,
    frame_path,
    hierarchy_path,
    split_lines,
)
from harness.evidence.frames import decode_png
from harness.evidence.rebuild import rebuild_case
from harness.evidence.seal import is_partial
from harness.evidence.store import Store, UnsafeNameError, open_store


class _Seen(msgspec.Struct):
    """The part of an "observed" event that tells the place of a frame."""

    frame: FrameRef | None = None
    place: Place | None = None


def open_bundle(path: Path) -> "Bundle":
    """The bundle in that folder or zip.

    Raises EvidenceError when there is none or its events cannot be read. Opening is not
    verifying: only ``verify`` says that it is what was sealed.
    """
    return Bundle(path, open_store(path))


class Bundle:
    """A bundle that can be read. ``warnings`` says in English what is missing or torn."""

    def __init__(self, path: Path, store: Store) -> None:
        self.path = path
        self._store = store
        self.warnings: list[str] = []
        self._events = self._read_events()
        self.begin = self._read_begin()
        self.partial = is_partial(self._events)
        if self.partial:
            self.warnings.append("partial: the run ended before the plan did")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of open files."""
        self._store.close()

    def events(self) -> tuple[EventLine, ...]:
        """All events in order; what a kill tore off is left out (see ``warnings``)."""
        return tuple(self._events)

    @functools.cached_property
    def case(self) -> Case:
        """The case as written at the end, or rebuilt from the events."""
        try:
            case: Case = self._decode(CASE, Case)
        except FileNotFoundError:
            return rebuild_case(self.begin, self._events)
        return msgspec.structs.replace(case, partial=self.partial or case.partial)

    @functools.cached_property
    def judgement(self) -> Judgement | None:
        """The findings, or None when the run was not judged."""
        try:
            judgement: Judgement = self._decode(FINDINGS, Judgement)
        except FileNotFoundError:
            return None
        return judgement

    @functools.cached_property
    def own_rules(self) -> str | None:
        """Text of the company's own rules file that the case was judged with, if there is one."""
        try:
            return self._read(RULES).decode()
        except FileNotFoundError:
            return None
        except UnicodeDecodeError as error:
            raise EvidenceError(f"{self.path}: {RULES} is no text: {error}") from error

    @functools.cached_property
    def doctor(self) -> dict[str, Any] | None:
        """What ``taptruth doctor`` had said, where it was recorded."""
        try:
            found = self._decode(DEVICE, dict[str, Any]).get("doctor")
        except FileNotFoundError:
            return None
        return found if isinstance(found, dict) else None

    @functools.cached_property
    def seal_info(self) -> dict[str, Any] | None:
        """``seal.json`` as it stands (unverified), or None when the bundle is unsealed."""
        try:
            found: dict[str, Any] = self._decode(SEAL, dict[str, Any])
        except FileNotFoundError:
            return None
        return found

    @functools.cached_property
    def frames(self) -> dict[int, FrameRef]:
        """Every frame by its number."""
        refs = (event.decode(FrameRef) for event in self._events if event.kind == FRAME)
        return {ref.number: ref for ref in refs}

    @functools.cached_property
    def places(self) -> dict[int, Place]:
        """Where the screen was when each frame was looked at, by the frame's number."""
        seen = (event.decode(_Seen) for event in self._events if event.kind == "event")
        return {it.frame.number: it.place for it in seen if it.frame and it.place}

    def file(self, name: str) -> bytes:
        """A file of the bundle by its path below it; FileNotFoundError when there is none."""
        return self._read(name)

    def hierarchy(self, sha256: str) -> str:
        """A dump of the hierarchy by its digest, as the device gave it.

        Raises EvidenceError when the bundle has no such file.
        """
        try:
            return self._read(hierarchy_path(sha256)).decode("utf-8", "surrogatepass")
        except (FileNotFoundError, UnicodeDecodeError) as error:
            raise EvidenceError(f"{self.path}: {hierarchy_path(sha256)}: {error}") from error

    def frame_png(self, number: int) -> bytes:
        """The stored PNG of a frame (of its equal, where it was not stored again).

        Raises EvidenceError when there is no such frame or it was lost in a crash.
        """
        ref = self.frames.get(number)
        if ref is None:
            raise EvidenceError(f"{self.path}: no frame {number}")
        stored = frame_path(ref.same_as or ref.number)
        try:
            return self._read(stored)
        except FileNotFoundError as error:
            raise EvidenceError(f"{self.path}: {stored} was lost when the run ended") from error

    def frame_pixels(self, number: int) -> NDArray[np.uint8]:
        """Pixels of a frame, shape (H, W, 4), RGBA."""
        try:
            return decode_png(self.frame_png(number))
        except ValueError as error:
            raise EvidenceError(f"{self.path}: frame {number} is {error}") from error

    def _read(self, name: str) -> bytes:
        try:
            return self._store.read(name)
        except UnsafeNameError as error:
            raise EvidenceError(f"{self.path}: {error}") from error

    def _decode(self, name: str, into: Any) -> Any:
        try:
            return msgspec.json.decode(self._read(name), type=into)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise EvidenceError(f"{self.path}: {name} is not what it should be: {error}") from error

    def _read_events(self) -> list[EventLine]:
        try:
            lines, torn = split_lines(self._read(EVENTS))
        except FileNotFoundError as error:
            raise EvidenceError(f"{self.path}: {NOT_A_BUNDLE}") from error
        if torn:
            self.warnings.append(
                f"the last event was torn off when the run ended ({len(torn)} bytes)"
            )
        try:
            return list(chained(lines))
        except BrokenLineError as error:
            raise EvidenceError(
                f"{self.path}: {EVENTS} {error}; run: taptruth verify {self.path}"
            ) from error

    def _read_begin(self) -> Begin:
        if not self._events or self._events[0].kind != BEGIN:
            raise EvidenceError(f"{self.path}: the run was killed before its first event")
        try:
            begin: Begin = self._events[0].decode(Begin)
        except msgspec.ValidationError as error:
            raise EvidenceError(f"{self.path}: {EVENTS} line 1: {error}") from error
        if begin.format != FORMAT:
            raise EvidenceError(
                f"{self.path}: format {begin.format}, this taptruth reads {FORMAT}; update it"
            )
        return begin
