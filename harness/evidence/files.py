"""Files of a bundle on disk: written whole or not at all, locked while a run writes."""

import contextlib
import os
import sys
from pathlib import Path

from harness.domain.errors import EvidenceError
from harness.evidence.format import PART

if sys.platform != "win32":
    import fcntl


def replace_file(path: Path, data: bytes, *, sync: bool = False, mode: int = 0o644) -> None:
    """Write beside the place and rename: a killed process leaves the old file or the new one."""
    part = path.with_name(path.name + PART)
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            if sync:
                file.flush()
                os.fsync(file.fileno())
        part.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            part.unlink()
        raise
    if sync:
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make renames in this folder durable, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def try_lock(handle: int) -> bool:
    """Take the exclusive lock of an open file; False when somebody else holds it."""
    if sys.platform == "win32":  # no such locks there: two writers are not noticed
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def told(error: OSError, doing: str, where: Path) -> EvidenceError:
    """An OSError as one line for a person."""
    why = error.strerror or str(error)
    return EvidenceError(
        f"{where}: cannot {doing}: {why}; free space or choose another folder "
        "(what was written before is kept: taptruth seal FOLDER)"
    )
