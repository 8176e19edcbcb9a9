"""Manifest and seal: digests of every file, and a signature over them."""

import os
import time
from pathlib import Path
from typing import Any

import msgspec

from harness.domain.errors import EvidenceError, UsageError
from harness.evidence.custody import add_custody
from harness.evidence.files import replace_file, told, try_lock
from harness.evidence.format import (
    AFTER_SEAL,
    CUSTODY,
    END,
    EVENTS,
    FORMAT,
    FRAME,
    MANIFEST,
    NOT_A_BUNDLE,
    PART,
    SEAL,
    STAMP,
    STAMP_TOKEN,
    Begin,
    BrokenLineError,
    End,
    EventLine,
    canonical,
    chained,
    iso,
    sha256_hex,
    sm3_hex,
    split_lines,
)
from harness.evidence.keys import key_id, load_or_make_key, public_hex
from harness.evidence.store import FolderStore, UnsafeNameError

SIGNED_PREFIX = b"taptruth-seal-v1\n"
"""Stands before the statement when it is signed, so that a signature means nothing elsewhere."""


def seal(path: Path, key: Path | None = None) -> None:
    """Seal a bundle that a killed run left behind; the seal says that it came later.

    Nothing that was recorded is changed: only half-written ``*.part`` files are removed and
    ``manifest.json`` and ``seal.json`` are written. ``key`` is the key's file. Raises
    EvidenceError when the bundle is sealed already, is still being written, or its event
    chain is broken.
    """
    if not path.is_dir():
        raise UsageError(f"{path}: no such bundle folder (a zip must be unpacked first)")
    if not (path / EVENTS).is_file():
        raise EvidenceError(f"{path}: {NOT_A_BUNDLE}")
    if (path / SEAL).exists():
        raise EvidenceError(f"{path}: sealed already; run: taptruth verify {path}")
    handle = os.open(path / EVENTS, os.O_RDONLY)
    try:
        if not try_lock(handle):
            raise EvidenceError(f"{path}: a run is still writing it; stop the run first")
        _remove_parts(path)
        write_seal(path, key_path=key, later=True, sealed_wall_ns=time.time_ns())
    finally:
        os.close(handle)


def write_seal(folder: Path, *, key_path: Path | None, later: bool, sealed_wall_ns: int) -> None:
    """Write ``manifest.json`` and ``seal.json`` for the files as they lie."""
    manifest = build_manifest(folder)
    data = canonical(manifest)
    key = load_or_make_key(key_path)
    statement = {
        "case_id": manifest["case_id"],
        "manifest_sha256": sha256_hex(data),
        "manifest_sm3": sm3_hex(data),
        "partial": manifest["partial"],
        "sealed": "later" if later else "at_end",
        "sealed_at": iso(sealed_wall_ns),
    }
    public = public_hex(key)
    sealed = {
        "algorithm": "ed25519",
        "format": FORMAT,
        "key_id": key_id(public),
        "public_key": public,
        "signature": key.sign(signed_bytes(statement)).hex(),
        "statement": statement,
    }
    try:
        replace_file(folder / MANIFEST, data, sync=True)
        for name in (STAMP, STAMP_TOKEN, CUSTODY):  # of another seal, if there are any
            (folder / name).unlink(missing_ok=True)
        replace_file(folder / SEAL, canonical(sealed), sync=True)
    except OSError as error:
        raise told(error, "write the seal", folder) from error
    what = "sealed later" if later else "sealed at the end of the run"
    add_custody(folder, what, key_path=key_path, at_wall_ns=sealed_wall_ns)


def signed_bytes(statement: dict[str, Any]) -> bytes:
    """What the signature covers."""
    return SIGNED_PREFIX + canonical(statement)


def build_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of the files below the folder; EvidenceError when the events are broken."""
    store = FolderStore(folder)
    try:
        names = store.names() - AFTER_SEAL
    except UnsafeNameError as error:
        raise EvidenceError(f"{folder}: {error}; remove it before sealing") from error
    files = {}
    for name in sorted(names):
        data = store.read(name)
        files[name] = {"bytes": len(data), "sha256": sha256_hex(data), "sm3": sm3_hex(data)}
    lines, torn = split_lines(store.read(EVENTS))
    try:
        events = list(chained(lines))
    except BrokenLineError as error:
        raise EvidenceError(f"{folder / EVENTS}: {error}; not sealed") from error
    begin = begin_of(events, folder)
    stored = [ref["path"] for e in events if e.kind == FRAME and (ref := e.decode()).get("path")]
    return {
        "case_id": begin.case_id,
        "events": {
            "count": len(events),
            "last_sha256": sha256_hex(lines[-1]),
            "torn_bytes": len(torn),
        },
        "files": files,
        "format": FORMAT,
        "missing_frames": [name for name in stored if name not in names],
        "partial": is_partial(events),
        "tool_version": begin.tool_version,
    }


def begin_of(events: list[EventLine], where: Path) -> Begin:
    """The record of the first line; EvidenceError when it is not there."""
    try:
        begin: Begin = events[0].decode(Begin)
    except (IndexError, msgspec.ValidationError) as error:
        raise EvidenceError(f"{where}: the bundle has no first event; nothing to seal") from error
    return begin


def is_partial(events: list[EventLine]) -> bool:
    """Whether the run ended before the plan did: no end line, or one that says so."""
    if not events or events[-1].kind != END:
        return True
    end: End = events[-1].decode(End)
    return end.partial


def _remove_parts(folder: Path) -> None:
    for part in folder.rglob(f"*{PART}"):
        part.unlink()
