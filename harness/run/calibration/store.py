"""Calibrations kept a device: newest found by the device's fingerprint and serial."""

import contextlib
import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

import msgspec

from harness.domain.calibration import Calibration
from harness.domain.errors import EvidenceError

VARIABLE = "TAPTRUTH_CALIBRATIONS"


def default_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """``TAPTRUTH_CALIBRATIONS``, else ``taptruth/calibrations`` in the user's data folder."""
    if environ.get(VARIABLE):
        return Path(environ[VARIABLE])
    data = environ.get("XDG_DATA_HOME")
    folder = Path(data) if data else Path(environ.get("HOME", "~")).expanduser() / ".local/share"
    return folder / "taptruth" / "calibrations"


def _of_device(folder: Path, fingerprint: str, hardware: str) -> Path:
    """One sub-folder a device and system: an update of the system wants a new calibration."""
    digest = hashlib.sha256(f"{fingerprint}\n{hardware}".encode()).hexdigest()
    return folder / digest[:24]


def save(found: Calibration, hardware: str, folder: Path | None = None) -> Path:
    """Keep a calibration; ``hardware`` is the device's own serial number ("" if not told)."""
    place = _of_device(folder or default_folder(), found.fingerprint, hardware)
    path = place / f"{found.ended_wall_ns:020d}.json"
    part = path.with_suffix(f".{os.getpid()}.part")
    try:
        place.mkdir(parents=True, exist_ok=True)
        part.write_bytes(msgspec.json.format(msgspec.json.encode(found), indent=2))
        part.replace(path)
    except OSError as error:
        raise EvidenceError(
            f"{path}: the calibration cannot be kept: {error.strerror}; "
            f"set {VARIABLE}=FOLDER to keep it elsewhere"
        ) from error
    return path


def newest(fingerprint: str, hardware: str, folder: Path | None = None) -> Calibration | None:
    """The newest complete calibration of that device and system, None where there is none."""
    place = _of_device(folder or default_folder(), fingerprint, hardware)
    if not place.is_dir():
        return None
    for path in sorted(place.glob("*.json"), reverse=True):
        with contextlib.suppress(OSError, msgspec.MsgspecError):
            found = msgspec.json.decode(path.read_bytes(), type=Calibration)
            if found.complete:
                return found
    return None
