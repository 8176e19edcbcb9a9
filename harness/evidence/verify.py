"""Check that a bundle is what was sealed. Works offline, trusts nothing inside."""

import concurrent.futures
import contextlib
import enum
import os
import struct
from pathlib import Path
from typing import Any

import msgspec

from harness.domain.device import AppFacts, DeviceFacts
from harness.domain.errors import EvidenceError, VerificationError
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
    MANIFEST,
    SEAL,
    TRIAL,
    Begin,
    BrokenLineError,
    End,
    EventLine,
    canonical,
    chained,
    frame_path,
    pixel_sha256,
    sha256_hex,
    split_lines,
)
from harness.evidence.frames import decode_png
from harness.evidence.keys import key_id, signature_holds
from harness.evidence.records import Manifest, Seal
from harness.evidence.seal import is_partial, signed_bytes
from harness.evidence.store import Store, UnsafeNameError, open_store


class Step(enum.IntEnum):
    """What is checked, in this order; ``VerificationError.step`` is one of these."""

    LAYOUT = 1
    """Plain files below the bundle only; manifest, seal and events are there."""
    MANIFEST = 2
    """``manifest.json`` is canonical and of this format."""
    FILES = 3
    """Every file has its digest, none is missing, none is extra."""
    EVENTS = 4
    """The chain of event lines is whole and begins and ends as it must."""
    FRAMES = 5
    """Every stored frame decodes to the pixels that its event names."""
    CASE = 6
    """Case, findings, device and app say what the events say."""
    SEAL = 7
    """The signature covers this manifest, by the key that is expected."""


def verify(path: Path, *, expect_key: str | None = None) -> None:
    """Return nothing when the bundle is what was sealed, else raise VerificationError.

    ``expect_key`` is the id (16 hex digits) or public key (64 hex digits) of the key that
    must have sealed it; without it, any key will do and the caller should tell the user
    whose it is. The error names the step and the first file that is wrong. Raises
    EvidenceError when there is no bundle at all.
    """
    store = open_store(path)
    try:
        _require_bundle(store, path)
    except BaseException:
        store.close()
        raise
    try:
        _Verification(store, path, expect_key).run()
    except UnsafeNameError as error:
        raise _wrong(Step.LAYOUT, error.name, error.why) from error
    except EvidenceError as error:
        raise VerificationError(str(error)) from error
    finally:
        store.close()


def _require_bundle(store: Store, path: Path) -> None:
    """EvidenceError for what never was a bundle; what is unsafe or unreadable is a forgery's."""
    with contextlib.suppress(UnsafeNameError):
        if store.names().isdisjoint({EVENTS, MANIFEST, SEAL}):
            raise EvidenceError(f"{path}: no {EVENTS}, {MANIFEST} or {SEAL}: not a bundle")


def _wrong(step: Step, file: str, why: str) -> VerificationError:
    return VerificationError(
        f"step {step} ({step.name.lower()}): {file}: {why}", file=file, step=step
    )


class _Verification:
    """The steps; each leaves what the next ones need."""

    def __init__(self, store: Store, path: Path, expect_key: str | None) -> None:
        self._store = store
        self._path = path
        self._expect_key = expect_key

    def run(self) -> None:
        names = self._layout()
        manifest_bytes, manifest = self._manifest()
        self._files(names, manifest)
        events = self._events(manifest)
        refs = self._frame_events(events, manifest)
        self._frame_pixels(refs, manifest)
        self._case(events, refs, names)
        self._seal(manifest_bytes, manifest)

    # --- 1 ---------------------------------------------------------------------
    def _layout(self) -> frozenset[str]:
        names = self._store.names()
        for needed in (EVENTS, MANIFEST, SEAL):
            if needed not in names:
                hint = f"; run: taptruth seal {self._path}" if needed != EVENTS else ""
                raise _wrong(Step.LAYOUT, needed, f"missing, the bundle is not sealed{hint}")
        return names

    # --- 2 ---------------------------------------------------------------------
    def _manifest(self) -> tuple[bytes, Manifest]:
        data, manifest = self._canonical(Step.MANIFEST, MANIFEST, Manifest)
        return data, manifest

    def _canonical(self, step: Step, name: str, into: Any) -> tuple[bytes, Any]:
        data = self._store.read(name)
        try:
            record = msgspec.json.decode(data, type=into, strict=True)
            same = canonical(msgspec.to_builtins(record)) == data
        except (ValueError, RecursionError) as error:  # msgspec's and rfc8785's errors are ones
            raise _wrong(step, name, f"unreadable: {error}") from error
        if not same:
            raise _wrong(step, name, "not in canonical form: it was edited")
        if record.format != FORMAT:
            raise _wrong(step, name, f"format {record.format}, this taptruth knows {FORMAT}")
        return data, record

    # --- 3 ---------------------------------------------------------------------
    def _files(self, names: frozenset[str], manifest: Manifest) -> None:
        listed = set(manifest.files)
        for name in sorted((names - {MANIFEST, SEAL}) | listed):
            if name not in names:
                raise _wrong(Step.FILES, name, "missing")
            if name not in listed:
                raise _wrong(Step.FILES, name, "extra: it was not there when the bundle was sealed")
            data, expected = self._store.read(name), manifest.files[name]
            if len(data) != expected.bytes or sha256_hex(data) != expected.sha256:
                raise _wrong(Step.FILES, name, "changed: its SHA-256 is not the manifest's")

    # --- 4 ---------------------------------------------------------------------
    def _events(self, manifest: Manifest) -> list[EventLine]:
        lines, torn = split_lines(self._store.read(EVENTS))
        try:
            events = list(chained(lines))
        except BrokenLineError as error:
            raise _wrong(
                Step.EVENTS, EVENTS, f"dropped, reordered or changed at {error}"
            ) from error
        if not events or events[0].kind != BEGIN:
            raise _wrong(Step.EVENTS, EVENTS, "does not begin with the first event")
        told = manifest.events
        counted = (len(events), sha256_hex(lines[-1]), len(torn))
        if counted != (told.count, told.last_sha256, told.torn_bytes):
            raise _wrong(Step.EVENTS, EVENTS, "not as long as the manifest says")
        if any(event.kind == END for event in events[:-1]):
            raise _wrong(Step.EVENTS, EVENTS, "goes on after its end")
        self._check_wholeness(events, manifest, torn)
        return events

    def _check_wholeness(self, events: list[EventLine], manifest: Manifest, torn: bytes) -> None:
        begin: Begin = self._record(events[0], Begin)
        if begin.format != FORMAT or begin.case_id != manifest.case_id:
            raise _wrong(Step.EVENTS, EVENTS, "of another case than the manifest")
        if events[-1].kind == END:
            self._record(events[-1], End)
        partial = is_partial(events)
        if partial != manifest.partial:
            wrong = "sold as whole: its end is missing" if partial else "sold as partial"
            raise _wrong(Step.EVENTS, EVENTS, wrong)
        if torn and not partial:
            raise _wrong(Step.EVENTS, EVENTS, "torn after its end")

    def _record(self, event: EventLine, into: Any) -> Any:
        try:
            return event.decode(into)
        except msgspec.DecodeError as error:
            raise _wrong(Step.EVENTS, EVENTS, f"line {event.seq}: {error}") from error

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
            raise _wrong(Step.FRAMES, name, "no event names this frame")
        for name in sorted(stored - lying):
            if not manifest.partial or name not in manifest.missing_frames:
                raise _wrong(Step.FRAMES, name, "missing")
        return refs

    def _check_ref(self, ref: FrameRef, refs: dict[int, FrameRef], seq: int) -> None:
        where = f"line {seq}: frame {ref.number}"
        if ref.number != len(refs) + 1:
            raise _wrong(Step.FRAMES, EVENTS, f"{where} is out of order")
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
            raise _wrong(Step.FRAMES, EVENTS, f"{where} points to a file that is not its own")

    def _frame_pixels(self, refs: dict[int, FrameRef], manifest: Manifest) -> None:
        stored = [r for r in refs.values() if r.path is not None and r.path in manifest.files]
        with concurrent.futures.ThreadPoolExecutor(min(8, os.cpu_count() or 1)) as pool:
            for wrong in pool.map(self._wrong_pixels, stored):
                if wrong is not None:
                    pool.shutdown(cancel_futures=True)
                    raise wrong

    def _wrong_pixels(self, ref: FrameRef) -> VerificationError | None:
        assert ref.path is not None
        png = self._store.read(ref.path)
        if _png_size(png) != tuple(msgspec.to_builtins(ref.size_px)):
            return _wrong(Step.FRAMES, ref.path, "not of the size that its event names")
        try:
            digest = pixel_sha256(decode_png(png))
        except ValueError as error:
            return _wrong(Step.FRAMES, ref.path, str(error))
        if digest != ref.sha256:
            return _wrong(Step.FRAMES, ref.path, "its pixels are not those that its event names")
        return None

    # --- 6 ---------------------------------------------------------------------
    def _case(
        self, events: list[EventLine], refs: dict[int, FrameRef], names: frozenset[str]
    ) -> None:
        trials = tuple(self._record(event, Trial) for event in events if event.kind == TRIAL)
        self._check_trials(trials, refs)
        self._check_facts(events, names)
        end: End | None = self._record(events[-1], End) if events[-1].kind == END else None
        for name, digest in (
            (CASE, end.case_sha256 if end else None),
            (FINDINGS, end.findings_sha256 if end else None),
        ):
            if digest is None:
                if name in names and end:
                    raise _wrong(Step.CASE, name, "the events know of no such file")
            elif name not in names or sha256_hex(self._store.read(name)) != digest:
                raise _wrong(Step.CASE, name, "not the one that the last event names")
        if CASE in names:
            self._check_case(self._json(CASE, Case), trials, events)
        if FINDINGS in names:
            self._check_findings(self._json(FINDINGS, Judgement), trials, refs)

    def _check_trials(self, trials: tuple[Trial, ...], refs: dict[int, FrameRef]) -> None:
        for place, trial in enumerate(trials, start=1):
            if trial.number != place:
                raise _wrong(Step.CASE, EVENTS, f"trial {trial.number} stands at place {place}")
            if any(refs.get(frame.number) != frame for frame in trial.frames):
                raise _wrong(Step.CASE, EVENTS, f"trial {place} names a frame that was not taken")

    def _check_facts(self, events: list[EventLine], names: frozenset[str]) -> None:
        kinds: tuple[tuple[str, str, Any], ...] = (
            ("device", DEVICE, DeviceFacts),
            ("app", APP, AppFacts),
        )
        for kind, name, into in kinds:
            told = [self._record(event, into) for event in events if event.kind == kind]
            if name not in names:
                if told:
                    raise _wrong(Step.CASE, name, "missing")
                continue
            facts = self._facts(name, into)
            # A kill between the file and its event leaves the file one ahead.
            if facts not in told and events[-1].kind == END:
                raise _wrong(Step.CASE, name, "not what the events say")

    def _check_case(self, case: Case, trials: tuple[Trial, ...], events: list[EventLine]) -> None:
        if case.id != self._record(events[0], Begin).case_id:
            raise _wrong(Step.CASE, CASE, "another case than the events'")
        if case.trials != trials:
            raise _wrong(Step.CASE, CASE, "its launches are not those of the events")
        if events[-1].kind == END:
            if case.partial != is_partial(events):
                raise _wrong(Step.CASE, CASE, "does not say whether it is partial as the events do")
            facts = (self._facts(DEVICE, DeviceFacts), self._facts(APP, AppFacts))
            if facts != (case.device, case.app):
                raise _wrong(Step.CASE, CASE, "its device or app is not the one recorded")

    def _check_findings(
        self, judgement: Judgement, trials: tuple[Trial, ...], refs: dict[int, FrameRef]
    ) -> None:
        numbers = {trial.number for trial in trials}
        for finding in judgement.findings:
            if not numbers.issuperset(finding.trials) or not set(refs).issuperset(finding.frames):
                raise _wrong(
                    Step.CASE,
                    FINDINGS,
                    f"{finding.rule} rests on a launch or frame that is not there",
                )

    def _facts(self, name: str, into: Any) -> Any:
        try:
            return msgspec.convert(self._json(name, dict[str, Any]).get("facts"), into)
        except msgspec.ValidationError as error:
            raise _wrong(Step.CASE, name, f"unreadable: {error}") from error

    def _json(self, name: str, into: Any) -> Any:
        try:
            return msgspec.json.decode(self._store.read(name), type=into)
        except (msgspec.DecodeError, UnicodeDecodeError, FileNotFoundError) as error:
            raise _wrong(Step.CASE, name, f"unreadable: {error}") from error

    # --- 7 ---------------------------------------------------------------------
    def _seal(self, manifest_bytes: bytes, manifest: Manifest) -> None:
        _, seal = self._canonical(Step.SEAL, SEAL, Seal)
        statement = seal.statement
        if statement.manifest_sha256 != sha256_hex(manifest_bytes):
            raise _wrong(Step.SEAL, MANIFEST, "not the manifest that was sealed")
        if (statement.case_id, statement.partial) != (manifest.case_id, manifest.partial):
            raise _wrong(Step.SEAL, SEAL, "speaks of another case")
        if seal.algorithm != "ed25519" or not signature_holds(
            seal.public_key, seal.signature, signed_bytes(msgspec.to_builtins(statement))
        ):
            raise _wrong(Step.SEAL, SEAL, "the signature does not hold")
        if seal.key_id != key_id(seal.public_key):
            raise _wrong(Step.SEAL, SEAL, "the key id is not the key's")
        if self._expect_key not in {None, seal.key_id, seal.public_key}:
            raise _wrong(
                Step.SEAL, SEAL, f"sealed by key {seal.key_id}, expected {self._expect_key}"
            )


def _png_size(png: bytes) -> tuple[int, ...]:
    """Width and height from the header (PNG 3rd ed. §11.2.1), before anything is decoded."""
    if len(png) < 24 or not png.startswith(b"\x89PNG\r\n\x1a\n"):
        return (0, 0)
    return struct.unpack(">II", png[16:24])
