"""Verifying what the run recorded: events, frames, case."""

import concurrent.futures
import os
import struct
from typing import Any

import msgspec

from harness.domain.device import AppFacts, DeviceFacts
from harness.domain.errors import VerificationError
from harness.domain.finding import Judgement
from harness.domain.frame import FrameRef
from harness.domain.trial import Case, Trial
from harness.evidence.format import (
    APP,
    BEGIN,
    CASE,
    DEVICE,
    END,
    EVENTS,
    FINDINGS,
    FORMAT,
    FRAME,
    FRAMES_FOLDER,
    HIERARCHY_FOLDER,
    TRIAL,
    Begin,
    BrokenLineError,
    End,
    EventLine,
    chained,
    frame_path,
    hierarchy_path,
    pixel_sha256,
    sha256_hex,
    split_lines,
)
from harness.evidence.frames import decode_png
from harness.evidence.records import Manifest
from harness.evidence.seal import is_partial
from harness.evidence.store import Store
from harness.evidence.verify_resumed import Resumptions
from harness.evidence.verify_steps import Step, wrong

MAX_FRAME_PX = 64 << 20
"""No screen has so many pixels; a PNG that claims more would fill the memory."""


class _Observed(msgspec.Struct, frozen=True):
    hierarchy_sha256: str | None = None


class Content:
    """Steps 4 to 6, to be called in this order; each leaves what the next ones need."""

    def __init__(self, store: Store, manifest: Manifest) -> None:
        self._store = store
        self._manifest = manifest
        self._lines: list[EventLine] = []
        self._refs: dict[int, FrameRef] = {}
        self._resumed: Resumptions

    def events(self) -> str:
        """Step 4; returns what to tell."""
        self._lines = self._events(self._manifest)
        whole = "partial" if self._manifest.partial else "whole"
        again = f", resumed {len(self._resumed.found)}x" if self._resumed.found else ""
        return f"{len(self._lines)} lines, chain unbroken, {whole}{again}"

    def frames(self) -> str:
        """Step 5; returns what to tell."""
        self._refs = self._frame_events(self._lines, self._manifest)
        self._hierarchies(self._lines, self._manifest)
        self._frame_pixels(self._refs, self._manifest)
        stored = sum(ref.path is not None for ref in self._refs.values())
        return f"{len(self._refs)} frames, {stored} pictures, all pixels as recorded"

    def case(self, names: frozenset[str]) -> str:
        """Step 6; returns what to tell."""
        self._case(self._lines, self._refs, names)
        trials = sum(event.kind == TRIAL for event in self._lines)
        return f"{trials} launches as in the events"

    # --- 4 ---------------------------------------------------------------------
    def _events(self, manifest: Manifest) -> list[EventLine]:
        lines, torn = split_lines(self._store.read(EVENTS))
        try:
            events = list(chained(lines))
        except BrokenLineError as error:
            raise wrong(Step.EVENTS, EVENTS, f"dropped, reordered or changed at {error}") from error
        if not events or events[0].kind != BEGIN:
            raise wrong(Step.EVENTS, EVENTS, "does not begin with the first event")
        told = manifest.events
        counted = (len(events), sha256_hex(lines[-1]), len(torn))
        if counted != (told.count, told.last_sha256, told.torn_bytes):
            raise wrong(Step.EVENTS, EVENTS, "not as long as the manifest says")
        if any(event.kind == END for event in events[:-1]):
            raise wrong(Step.EVENTS, EVENTS, "goes on after its end")
        self._check_wholeness(events, manifest, torn)
        self._resumed = Resumptions(self._record(events[0], Begin), events)
        return events

    def _check_wholeness(self, events: list[EventLine], manifest: Manifest, torn: bytes) -> None:
        begin: Begin = self._record(events[0], Begin)
        if begin.format != FORMAT or begin.case_id != manifest.case_id:
            raise wrong(Step.EVENTS, EVENTS, "of another case than the manifest")
        if events[-1].kind == END:
            self._record(events[-1], End)
        partial = is_partial(events)
        if partial != manifest.partial:
            why = "sold as whole: its end is missing" if partial else "sold as partial"
            raise wrong(Step.EVENTS, EVENTS, why)
        if torn and not partial:
            raise wrong(Step.EVENTS, EVENTS, "torn after its end")

    def _record(self, event: EventLine, into: Any) -> Any:
        try:
            return event.decode(into)
        except msgspec.DecodeError as error:
            raise wrong(Step.EVENTS, EVENTS, f"line {event.seq}: {error}") from error

    # --- 5 ---------------------------------------------------------------------
    def _frame_events(self, events: list[EventLine], manifest: Manifest) -> dict[int, FrameRef]:
        refs: dict[int, FrameRef] = {}
        for event in events:
            if event.kind != FRAME:
                continue
            ref: FrameRef = self._record(event, FrameRef)
            self._check_ref(ref, refs, event.seq)
            refs[ref.number] = ref
        stored = {ref.path for ref in refs.values() if ref.path}
        lying = {name for name in manifest.files if name.startswith(f"{FRAMES_FOLDER}/")}
        for name in sorted(lying - stored):
            raise wrong(Step.FRAMES, name, "no event names this frame")
        self._resumed.check_frames(refs, lying)
        excused = {frame_path(number) for number in self._resumed.excused}
        for name in sorted(stored - lying):
            allowed = manifest.partial or name in excused
            if not allowed or name not in manifest.missing_frames:
                raise wrong(Step.FRAMES, name, "missing")
        for name in manifest.missing_frames:
            if not manifest.partial and name not in stored - lying:
                raise wrong(Step.FRAMES, name, "called missing, and is not")
        return refs

    def _hierarchies(self, events: list[EventLine], manifest: Manifest) -> None:
        """Every dump lies there under its own digest, and every one that lies there is named."""
        seen = (self._record(event, _Observed) for event in events if event.kind == "event")
        named = {hierarchy_path(it.hierarchy_sha256) for it in seen if it.hierarchy_sha256}
        lying = {name for name in manifest.files if name.startswith(f"{HIERARCHY_FOLDER}/")}
        for name in sorted(lying):
            if name != hierarchy_path(manifest.files[name].sha256):
                raise wrong(Step.FRAMES, name, "its name is not its digest")
        for name in sorted(named - lying):
            raise wrong(Step.FRAMES, name, "missing")
        if not manifest.partial:
            for name in sorted(lying - named):
                raise wrong(Step.FRAMES, name, "no event names this hierarchy")

    def _check_ref(self, ref: FrameRef, refs: dict[int, FrameRef], seq: int) -> None:
        where = f"line {seq}: frame {ref.number}"
        if ref.number != len(refs) + 1:
            raise wrong(Step.FRAMES, EVENTS, f"{where} is out of order")
        if ref.same_as is None:
            right = ref.path == frame_path(ref.number)
        else:
            twin = refs.get(ref.same_as)
            right = (
                ref.path is None
                and twin is not None
                and twin.same_as is None
                and (twin.sha256, twin.size_px) == (ref.sha256, ref.size_px)
            )
        if not right:
            raise wrong(Step.FRAMES, EVENTS, f"{where} points to a file that is not its own")

    def _frame_pixels(self, refs: dict[int, FrameRef], manifest: Manifest) -> None:
        stored = [r for r in refs.values() if r.path is not None and r.path in manifest.files]
        with concurrent.futures.ThreadPoolExecutor(min(8, os.cpu_count() or 1)) as pool:
            for error in pool.map(self._wrong_pixels, stored):
                if error is not None:
                    pool.shutdown(cancel_futures=True)
                    raise error

    def _wrong_pixels(self, ref: FrameRef) -> VerificationError | None:
        assert ref.path is not None
        if ref.size_px.area > MAX_FRAME_PX:
            return wrong(Step.FRAMES, ref.path, f"claims {ref.size_px.area} pixels")
        png = self._store.read(ref.path)
        if _png_size(png) != tuple(msgspec.to_builtins(ref.size_px)):
            return wrong(Step.FRAMES, ref.path, "not of the size that its event names")
        try:
            digest = pixel_sha256(decode_png(png))
        except ValueError as error:
            return wrong(Step.FRAMES, ref.path, str(error))
        if digest != ref.sha256:
            return wrong(Step.FRAMES, ref.path, "its pixels are not those that its event names")
        return None

    # --- 6 ---------------------------------------------------------------------
    def _case(
        self, events: list[EventLine], refs: dict[int, FrameRef], names: frozenset[str]
    ) -> None:
        trials = tuple(self._record(event, Trial) for event in events if event.kind == TRIAL)
        self._check_trials(trials, refs)
        self._resumed.check_trials(trials)
        self._check_facts(events, names)
        end: End | None = self._record(events[-1], End) if events[-1].kind == END else None
        for name, digest in (
            (CASE, end.case_sha256 if end else None),
            (FINDINGS, end.findings_sha256 if end else None),
        ):
            if digest is None:
                if name in names and end:
                    raise wrong(Step.CASE, name, "the events know of no such file")
            elif name not in names or sha256_hex(self._store.read(name)) != digest:
                raise wrong(Step.CASE, name, "not the one that the last event names")
        if CASE in names:
            self._check_case(self._json(CASE, Case), trials, events)
        if FINDINGS in names:
            self._check_findings(self._json(FINDINGS, Judgement), trials, refs)

    def _check_trials(self, trials: tuple[Trial, ...], refs: dict[int, FrameRef]) -> None:
        for place, trial in enumerate(trials, start=1):
            if trial.number != place:
                raise wrong(Step.CASE, EVENTS, f"trial {trial.number} stands at place {place}")
            if any(refs.get(frame.number) != frame for frame in trial.frames):
                raise wrong(Step.CASE, EVENTS, f"trial {place} names a frame that was not taken")

    def _check_facts(self, events: list[EventLine], names: frozenset[str]) -> None:
        kinds: tuple[tuple[str, str, Any], ...] = (
            ("device", DEVICE, DeviceFacts),
            ("app", APP, AppFacts),
        )
        for kind, name, into in kinds:
            told = [self._record(event, into) for event in events if event.kind == kind]
            if name not in names:
                if told:
                    raise wrong(Step.CASE, name, "missing")
                continue
            facts = self._facts(name, into)
            # A kill between the file and its event leaves the file one ahead.
            if facts not in told and events[-1].kind == END:
                raise wrong(Step.CASE, name, "not what the events say")

    def _check_case(self, case: Case, trials: tuple[Trial, ...], events: list[EventLine]) -> None:
        if case.id != self._record(events[0], Begin).case_id:
            raise wrong(Step.CASE, CASE, "another case than the events'")
        if case.trials != trials:
            raise wrong(Step.CASE, CASE, "its launches are not those of the events")
        if events[-1].kind == END:
            if case.partial != is_partial(events):
                raise wrong(Step.CASE, CASE, "does not say whether it is partial as the events do")
            facts = (self._facts(DEVICE, DeviceFacts), self._facts(APP, AppFacts))
            if facts != (case.device, case.app):
                raise wrong(Step.CASE, CASE, "its device or app is not the one recorded")

    def _check_findings(
        self, judgement: Judgement, trials: tuple[Trial, ...], refs: dict[int, FrameRef]
    ) -> None:
        self._resumed.check_findings(judgement)
        numbers = {trial.number for trial in trials}
        for finding in judgement.findings:
            if not numbers.issuperset(finding.trials) or not set(refs).issuperset(finding.frames):
                raise wrong(
                    Step.CASE,
                    FINDINGS,
                    f"{finding.rule} rests on a launch or frame that is not there",
                )

    def _facts(self, name: str, into: Any) -> Any:
        try:
            return msgspec.convert(self._json(name, dict[str, Any]).get("facts"), into)
        except msgspec.ValidationError as error:
            raise wrong(Step.CASE, name, f"unreadable: {error}") from error

    def _json(self, name: str, into: Any) -> Any:
        try:
            return msgspec.json.decode(self._store.read(name), type=into)
        except (msgspec.DecodeError, UnicodeDecodeError, FileNotFoundError) as error:
            raise wrong(Step.CASE, name, f"unreadable: {error}") from error


def _png_size(png: bytes) -> tuple[int, ...]:
    """Width and height from the header (PNG 3rd ed. §11.2.1), before anything is decoded."""
    if len(png) < 24 or not png.startswith(b"\x89PNG\r\n\x1a\n"):
        return (0, 0)
    return struct.unpack(">II", png[16:24])
