"""A bundle while its case runs."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from harness.domain.device import AppFacts, DeviceFacts
from harness.domain.errors import EvidenceError
from harness.domain.finding import Judgement
from harness.domain.frame import FrameRef
from harness.domain.trial import Case, Trial
from harness.evidence.events import EventFile
from harness.evidence.files import replace_file, told
from harness.evidence.format import (
    APP,
    APP_FOLDER,
    BEGIN,
    CASE,
    DEVICE,
    END,
    FINDINGS,
    FORMAT,
    FRAME,
    HIERARCHY_FOLDER,
    RESUMED,
    RULES,
    TRIAL,
    Begin,
    End,
    hierarchy_path,
    sha256_hex,
)
from harness.evidence.frames import FrameStore
from harness.evidence.reopening import Reopened, make_folders, reopen
from harness.evidence.scribe import Scribe, to_its_end
from harness.evidence.seal import write_seal
from harness.evidence.store import UnsafeNameError, check_name


class BundleWriter:
    """Writes one bundle, append-only, so that a kill at any moment loses nothing seen.

    Owns the lock of ``events.jsonl``, the two threads of its frames and its scribe's;
    ``close`` gives them back. Methods may be called from several threads, ``finish`` and
    ``close`` once all others are done. One that is interrupted is done to its end.
    """

    def __init__(
        self,
        folder: Path,
        key_path: Path | None,
        *,
        events: EventFile | None = None,
        frames: FrameStore | None = None,
    ) -> None:
        self._folder = folder
        self._key_path = key_path
        self._events = events or EventFile(folder)
        self._frames = frames or FrameStore(folder)
        self.scribe = Scribe()
        self._damaged = False
        self._doctor: Mapping[str, Any] | None = None
        self._device: DeviceFacts | None = None
        self._app: AppFacts | None = None
        self._trials: list[Trial] = []
        self._hierarchies: set[str] = set()

    @classmethod
    def create(
        cls,
        folder: Path,
        *,
        case_id: str,
        tool_version: str,
        started_wall_ns: int,
        extra: dict[str, Any],
        key_path: Path | None = None,
    ) -> Self:
        """Begin a bundle in a new or empty folder.

        ``key_path`` is the sealing key's file (default: ``TAPTRUTH_KEY`` or the user's config
        folder). Raises UsageError when the folder holds something or cannot be written.
        """
        make_folders(folder)
        writer = cls(folder, key_path)
        begin = Begin(
            format=FORMAT,
            case_id=case_id,
            tool_version=tool_version,
            started_wall_ns=started_wall_ns,
            extra=extra,
        )
        writer.record(BEGIN, begin, at_ns=time.monotonic_ns(), wall_ns=started_wall_ns)
        return writer

    @classmethod
    def resume(cls, folder: Path, *, tool_version: str, key_path: Path | None = None) -> Self:
        """Go on with the bundle of a killed run, at its last whole event.

        An event "resumed" tells it, and each launch that was cut off becomes a broken trial.
        Where more is lost than their frames, the bundle will be partial. Raises
        CannotResumeError as ``left_in``, and where a run still writes it.
        """
        found = reopen(folder)
        writer = cls(folder, key_path, events=found.events, frames=found.frames)
        writer._take_up(found, tool_version)
        return writer

    def _take_up(self, found: Reopened, tool_version: str) -> None:
        """Remember what the run before knew, and tell that it is gone on with."""
        self._damaged = not found.left.whole
        self._hierarchies = set(found.left.hierarchies)
        self._trials = list(found.left.trials)
        self._device, self._doctor, self._app = found.device, found.doctor, found.app
        self._note(RESUMED, found.left.told(tool_version))
        for trial in found.left.cut_off:
            self.trial(trial)

    @property
    @to_its_end
    def trials(self) -> tuple[Trial, ...]:
        """Those that are recorded."""
        return tuple(self._trials)

    @property
    def app_folder(self) -> Path:
        """For a pulled APK, where keeping it was asked for; whatever lies there is sealed too."""
        return self._folder / APP_FOLDER

    @to_its_end
    def record(
        self,
        kind: str,
        record: msgspec.Struct | Mapping[str, Any],
        *,
        at_ns: int,
        wall_ns: int,
        trial: int | None = None,
    ) -> int:
        """Append one event line and return its number (from 1).

        Raises EvidenceError when it, or a frame handed in before, could not be written.
        """
        self._raise_frame_error()
        return self._events.append(kind, record, at_ns=at_ns, wall_ns=wall_ns, trial=trial)

    def expect(self, pixels: NDArray[np.uint8]) -> None:
        """Begin to hash a frame that ``frame`` will be given once it was looked at."""
        self._frames.expect(pixels)

    @to_its_end
    def frame(
        self,
        pixels: NDArray[np.uint8],
        *,
        at_ns: int,
        wall_ns: int,
        capture_ms: float,
        source: str,
    ) -> FrameRef:
        """Number and hash a frame of shape (H, W, 3) RGB or (H, W, 4) RGBA and have it stored.

        Pixels that were stored before are not stored again (``same_as``). The array must
        not be changed afterwards: another thread encodes it. Raises as ``record``.
        """
        ref = self._frames.add(
            pixels, at_ns=at_ns, wall_ns=wall_ns, capture_ms=capture_ms, source=source
        )
        self.record(FRAME, ref, at_ns=at_ns, wall_ns=wall_ns)
        return ref

    @to_its_end
    def hierarchy(self, dump: str) -> str:
        """Store a dump of the hierarchy as the device gave it, once; returns its SHA-256.

        As a frame it is not flushed to the disk at once: that would hold the launch up. Raises
        EvidenceError when it cannot be written.
        """
        data = dump.encode("utf-8", "surrogatepass")
        digest = sha256_hex(data)
        if digest not in self._hierarchies:
            if not self._hierarchies:
                self._make_folder(HIERARCHY_FOLDER)
            self._put_bytes(hierarchy_path(digest), data, sync=False)
            self._hierarchies.add(digest)
        return digest

    @to_its_end
    def put_device(self, facts: DeviceFacts, doctor: Mapping[str, Any] | None = None) -> None:
        """Write ``device.json``; a later call replaces it."""
        self._device, self._doctor = facts, doctor
        self._put(DEVICE, {"format": FORMAT, "facts": facts, "doctor": doctor})
        self._note("device", facts)

    @to_its_end
    def put_app(self, facts: AppFacts) -> None:
        """Write ``app/app.json``; a later call replaces it. The APK itself is not stored."""
        self._app = facts
        self._put(APP, {"format": FORMAT, "facts": facts})
        self._note("app", facts)

    @to_its_end
    def put_rules(self, text: str) -> None:
        """Write ``rules.toml``: the company's own rules that the case is judged with."""
        self._put_bytes(RULES, text.encode())

    @to_its_end
    def attach(self, name: str, data: bytes) -> None:
        """Write a file of the caller's below the bundle; it is sealed with the rest.

        ``name`` is a path below it with ``/`` between folders. Raises EvidenceError when it
        leads out of the bundle, is there already, or cannot be written.
        """
        try:
            check_name(name)
        except UnsafeNameError as error:
            raise EvidenceError(f"{self._folder}: {error}; choose another name") from error
        path = self._folder / name
        if path.exists():
            raise EvidenceError(f"{path}: is in the bundle already")
        self._make_folder(str(path.parent.relative_to(self._folder)))
        self._put_bytes(name, data)

    @to_its_end
    def trial(self, trial: Trial) -> None:
        """Record a trial once its frames are stored; all up to it survives a power cut."""
        self._frames.drain()
        self._note(TRIAL, trial, trial=trial.number)
        self._trials.append(trial)
        self._events.sync()

    @to_its_end
    def finish(self, case: Case, judgement: Judgement | None, *, partial: bool) -> None:
        """Write case, findings and manifest, and seal.

        A frame that could not be stored makes the bundle partial whatever was asked, and
        raises EvidenceError after the seal. Nothing can be recorded afterwards.
        """
        self._complete(case)
        lost = self._frames.drain()
        partial = partial or bool(lost) or self._damaged
        case_json = _json(msgspec.structs.replace(case, partial=partial))
        findings_json = _json(judgement) if judgement is not None else None
        self._put_bytes(CASE, case_json)
        if findings_json is not None:
            self._put_bytes(FINDINGS, findings_json)
        end = End(
            partial=partial,
            case_sha256=sha256_hex(case_json),
            findings_sha256=sha256_hex(findings_json) if findings_json is not None else None,
            lost_frames=lost,
        )
        self._note(END, end)
        self._events.sync()
        write_seal(
            self._folder, key_path=self._key_path, later=False, sealed_wall_ns=time.time_ns()
        )
        self.close()
        self._raise_frame_error()

    @to_its_end
    def close(self) -> None:
        """Wait for the frames' thread, unlock; may be called twice, also without ``finish``."""
        self._frames.close()
        self._events.close()
        self.scribe.close()

    def _complete(self, case: Case) -> None:
        """Record what the case holds and nobody recorded, so that file and chain agree."""
        if case.device != self._device:
            self.put_device(case.device, self._doctor)
        if case.app != self._app:
            self.put_app(case.app)
        for trial in case.trials[len(self._trials) :]:
            self.trial(trial)
        if list(case.trials) != self._trials:
            raise EvidenceError(f"{self._folder}: the case's trials are not those recorded")

    def _note(self, kind: str, record: msgspec.Struct, *, trial: int | None = None) -> None:
        self._events.append(
            kind, record, at_ns=time.monotonic_ns(), wall_ns=time.time_ns(), trial=trial
        )

    def _put(self, name: str, value: Any) -> None:
        self._put_bytes(name, _json(value))

    def _put_bytes(self, name: str, data: bytes, *, sync: bool = True) -> None:
        path = self._folder / name
        try:
            replace_file(path, data, sync=sync)
        except OSError as error:
            raise told(error, "write", path) from error

    def _make_folder(self, name: str) -> None:
        path = self._folder / name
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise told(error, "write", path) from error

    def _raise_frame_error(self) -> None:
        error = self._frames.take_error()
        if error is not None:
            raise told(error, "store a frame", self._folder) from error


def _json(value: Any) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"
