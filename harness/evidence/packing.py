"""A bundle as one zip: the same files, in the order of their names, byte for byte the same zip."""

import zipfile
from collections.abc import Mapping
from pathlib import Path

from harness.domain.errors import EvidenceError, UsageError
from harness.evidence.files import told
from harness.evidence.format import PART, SEAL
from harness.evidence.store import FolderStore, UnsafeNameError

EPOCH = (1980, 1, 1, 0, 0, 0)
"""Every entry's time: the zip's own times are no evidence."""
STORED = (".png", ".mp4", ".apk", ".tsr")
"""Compressed already."""


def pack(folder: Path, to: Path) -> None:
    """Write the sealed bundle in ``folder`` as one zip.

    The same bundle gives the same bytes. Raises UsageError when there is no folder or the zip
    exists, EvidenceError when the bundle is not sealed or holds what no bundle may.
    """
    if not folder.is_dir():
        raise UsageError(f"{folder}: no such bundle folder")
    if to.exists():
        raise UsageError(f"{to}: is there already; choose another name")
    store = FolderStore(folder)
    try:
        names = sorted(store.names())
    except UnsafeNameError as error:
        raise EvidenceError(f"{folder}: {error}; remove it first") from error
    if SEAL not in names:
        raise EvidenceError(f"{folder}: not sealed; run: taptruth seal {folder}")
    part = to.with_name(to.name + PART)
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(part, "w") as archive:
            for name in names:
                archive.writestr(_info(name), store.read(name), compresslevel=6)
        part.replace(to)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise told(error, "write", to) from error


def replaced_in_zip(path: Path, files: Mapping[str, bytes]) -> None:
    """Write the zip anew with these files added or replaced, or leave it as it was."""
    part = path.with_name(path.name + PART)
    try:
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(part, "w") as new:
            for info in old.infolist():
                if info.filename not in files:
                    new.writestr(_info(info.filename), old.read(info), compresslevel=6)
            for name, data in files.items():
                new.writestr(_info(name), data, compresslevel=6)
        part.replace(path)
    except zipfile.BadZipFile as error:
        raise EvidenceError(f"{path}: cannot be read: {error}") from error
    finally:
        part.unlink(missing_ok=True)


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, EPOCH)
    info.external_attr = 0o100644 << 16
    info.create_system = 3
    packed = name.lower().endswith(STORED)
    info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
    return info
