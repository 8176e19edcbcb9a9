"""Bundles under one folder: listed, verified, reported. No path of a request is ever used.

A bundle is known by an id that is made from its place below the folder; what has no such id is
not there. Links are not followed.
"""

import functools
import hashlib
import os
import threading
import time
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from harness.domain.errors import EvidenceError, UsageError, VerificationError
from harness.domain.finding import Verdict
from harness.evidence.format import (
    BEGIN,
    CASE,
    EVENTS,
    FINDINGS,
    MANIFEST,
    SEAL,
    Begin,
    EventLine,
    iso,
)
from harness.evidence.store import Store, UnsafeNameError, open_store
from harness.evidence.verify import Step, verify
from harness.report.html import render_many
from harness.run.outputs import Wanted, catalogue_of, opened
from harness.studio.shown import told

MOST_BUNDLES = 2000
DEEPEST = 5
RUNNING_S = 60.0
"""An unsealed bundle whose events grew so lately is being written."""
KEPT_REPORTS = 4


class _App(msgspec.Struct):
    package: str = ""
    label: str | None = None
    version_name: str | None = None


class _Device(msgspec.Struct):
    serial: str = ""
    model: str = ""


class _Case(msgspec.Struct):
    """What of ``case.json`` a line of the list tells."""

    app: _App
    device: _Device
    trials: list[msgspec.Raw] = []
    started_wall_ns: int = 0
    partial: bool = False


class _Findings(msgspec.Struct):
    verdict: Verdict
    reasons_en: tuple[str, ...] = ()
    reasons_zh: tuple[str, ...] = ()


class Shelf:
    """The bundles of one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self._lock = threading.Lock()
        self._known: dict[str, Path] = {}
        self._lines: dict[tuple[str, int], Mapping[str, Any]] = {}

    # --- finding ------------------------------------------------------------------
    def told(self) -> list[Mapping[str, Any]]:
        """A line for each bundle, latest first."""
        known = {_id(self.folder, path): path for path in self._found()}
        with self._lock:
            self._known = known
        lines = [self._line(name, path) for name, path in known.items()]
        return sorted(lines, key=lambda line: -line["started_wall_ns"])

    def path(self, name: str) -> Path:
        """Where the bundle of that id lies; UsageError where there is none."""
        with self._lock:
            found = self._known.get(name)
        if found is None or not found.exists():
            self.told()
            with self._lock:
                found = self._known.get(name)
        if found is None:
            raise UsageError(f"no bundle {name} under {self.folder}")
        return found

    def id_of(self, path: Path) -> str:
        """The id of a bundle below the folder."""
        return _id(self.folder, path.resolve())

    def _found(self) -> Iterator[Path]:
        count = 0
        for here, folders, files in os.walk(self.folder):
            place = Path(here)
            if EVENTS in files:
                folders.clear()
                count += 1
                yield place
            else:
                deep = len(place.relative_to(self.folder).parts)
                folders[:] = [] if deep >= DEEPEST else sorted(f for f in folders if f[0] != ".")
                for name in files:
                    path = place / name
                    if name.endswith(".zip") and not path.is_symlink() and _is_packed(path):
                        count += 1
                        yield path
            if count >= MOST_BUNDLES:
                return

    # --- one line -------------------------------------------------------------------
    def _line(self, name: str, path: Path) -> Mapping[str, Any]:
        stamp = _stamp(path)
        key = (name, stamp)
        if key not in self._lines:
            self._lines[key] = {
                "id": name,
                "name": told(path.relative_to(self.folder).as_posix() or path.name, 400),
                **_read(path),
            }
        line = self._lines[key]
        if line["state"] != "unsealed":
            return line
        age_s = time.time() - stamp / 1e9
        return {**line, "state": "running" if age_s < RUNNING_S else "unsealed"}

    # --- what is asked of one ------------------------------------------------------------
    def verify(self, name: str) -> Mapping[str, Any]:
        """Whether it is what was sealed, step by step, and the first file that is wrong."""
        path = self.path(name)
        steps: list[Mapping[str, Any]] = []

        def heard(step: Step, text: str) -> None:
            steps.append({"step": int(step), "name": step.name.lower(), "found": told(text, 400)})

        try:
            verify(path, told=heard)
        except VerificationError as error:
            why = {"error": told(str(error), 600), "file": told(error.file), "at": error.step}
            return {"holds": False, "steps": steps, **why}
        return {"holds": True, "steps": steps}


def report(path: Path, lang: str) -> str:
    """The report of a bundle as HTML; ``lang`` is "zh", "en" or "both"."""
    return _report(path, lang, _stamp(path))


@functools.lru_cache(maxsize=KEPT_REPORTS)
def _report(path: Path, lang: str, _stamped: int) -> str:
    with opened([path], Wanted()) as entries:
        return render_many(entries, **catalogue_of(entries), lang=lang)


def _id(folder: Path, path: Path) -> str:
    return hashlib.sha256(path.relative_to(folder).as_posix().encode()).hexdigest()[:16]


def _stamp(path: Path) -> int:
    """When it changed last (ns), by the files that are written last."""
    found = 0
    for it in (path, path / EVENTS, path / SEAL) if path.is_dir() else (path,):
        try:
            found = max(found, it.stat().st_mtime_ns)
        except OSError:
            continue
    return found


def _is_packed(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as packed:
            return {EVENTS, MANIFEST} <= set(packed.namelist())
    except (zipfile.BadZipFile, OSError):
        return False


def _read(path: Path) -> dict[str, Any]:
    """What the files tell, unverified; a bundle that cannot be read is listed with the reason."""
    try:
        store = open_store(path)
        try:
            return _told(store)
        finally:
            store.close()
    except (EvidenceError, UnsafeNameError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        return _blank() | {"state": "unreadable", "why": told(str(error), 400)}


def _blank() -> dict[str, Any]:
    return {
        "state": "unsealed", "why": None, "package": None, "label": None, "version": None,
        "serial": None, "model": None, "launches": 0, "started_wall_ns": 0, "started": None,
        "verdict": None, "reasons": {"zh": [], "en": []},
    }  # fmt: skip


def _told(store: Store) -> dict[str, Any]:
    line = _blank() | _of_begin(store)
    case = _file(store, CASE, _Case)
    if case is not None:
        line |= {
            "package": told(case.app.package),
            "label": told(case.app.label),
            "version": told(case.app.version_name),
            "serial": told(case.device.serial),
            "model": told(case.device.model),
            "launches": len(case.trials),
            "started_wall_ns": case.started_wall_ns,
        }
    if SEAL in store.names():
        line["state"] = "partial" if case is not None and case.partial else "sealed"
    findings = _file(store, FINDINGS, _Findings)
    if findings is not None:
        line["verdict"] = str(findings.verdict)
        reasons = {"zh": findings.reasons_zh, "en": findings.reasons_en}
        line["reasons"] = {lang: [told(it, 400) for it in them] for lang, them in reasons.items()}
    line["started"] = iso(line["started_wall_ns"]) if line["started_wall_ns"] else None
    return line


def _of_begin(store: Store) -> dict[str, Any]:
    first = store.read(EVENTS).split(b"\n", 1)[0]
    try:
        event = msgspec.json.decode(first, type=EventLine)
        if event.kind != BEGIN:
            return {}
        begin: Begin = event.decode(Begin)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return {}
    package = told(str(begin.extra.get("package") or "")) or None
    return {"package": package, "started_wall_ns": begin.started_wall_ns}


def _file(store: Store, name: str, into: Any) -> Any:
    try:
        return msgspec.json.decode(store.read(name), type=into)
    except FileNotFoundError:
        return None
