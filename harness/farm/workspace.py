"""A worker's folder: cases that run, results that wait to be stored, and a bound on all of it.

::

    lock                 one worker a folder
    running/TRY/bundle   while the case runs; claim.json beside it says what for
    ready/TRY/           bundle.zip, then told.json: nothing counts before told.json is there
    apps/DIGEST.apk      what was fetched to be installed

A result leaves ``ready`` only after the database has taken it, so the folder is never the only
copy of a finished case, and a case that is not finished is still here.
"""

import contextlib
import fcntl
import os
import shutil
from pathlib import Path
from typing import IO

import msgspec

from harness.domain.errors import UsageError
from harness.domain.finding import Judgement
from harness.domain.trial import Case

TOLD = "told.json"
ZIP = "bundle.zip"
CASE_BYTES = 300_000_000
"""Room that must be there before a case begins."""
FLOOR_BYTES = 500_000_000
"""So much of the disk is left to others."""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What a slot leaves beside a zip. Without a judgement it is what a failed try had seen."""

    try_id: int
    case_number: int
    """The farm's."""
    serial: str
    digest: str
    """SHA-256 of the zip, hex."""
    bytes: int
    manifest_sha256: str = ""
    case: Case | None = None
    judgement: Judgement | None = None

    @property
    def judged(self) -> bool:
        """Whether this finishes the case."""
        return self.case is not None and self.judgement is not None


class Workspace:
    """The folder of one worker; held by a lock until ``close``."""

    def __init__(self, folder: Path, quota_bytes: int, *, case_bytes: int = CASE_BYTES) -> None:
        self.folder = folder
        self.quota_bytes = quota_bytes
        self._case_bytes = case_bytes
        try:
            for name in ("running", "ready", "apps"):
                (folder / name).mkdir(parents=True, exist_ok=True)
            self._lock: IO[str] = (folder / "lock").open("a+")
        except OSError as error:
            raise UsageError(
                f"{folder}: cannot work there: {error.strerror}; name another with --work"
            ) from error
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._lock.close()
            raise UsageError(
                f"{folder}: another worker works there; stop it, or name another with --work"
            ) from error
        self._sweep_halves()

    def close(self) -> None:
        """Unlock."""
        self._lock.close()

    def running(self, try_id: int) -> Path:
        """The folder for a try's bundle, new."""
        place = self.place(try_id)
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        return place

    def place(self, try_id: int) -> Path:
        """Where a try runs."""
        return self.folder / "running" / str(try_id)

    def bundle(self, try_id: int) -> Path:
        """The bundle of a try that runs."""
        return self.place(try_id) / "bundle"

    def move(self, old: int, new: int) -> None:
        """Let a try go on with another one's bundle; the other's folder is gone."""
        self.running(new)
        self.bundle(old).rename(self.bundle(new))
        self.clear(old)

    def begun(self) -> list[int]:
        """Tries that left something in ``running``."""
        return sorted(int(p.name) for p in (self.folder / "running").iterdir() if p.name.isdigit())

    def ready(self) -> list[Told]:
        """Results that wait to be stored; one that a slot is just leaving is not there yet."""
        found = []
        for place in sorted((self.folder / "ready").iterdir(), key=lambda p: p.name):
            with contextlib.suppress(OSError, msgspec.MsgspecError):
                found.append(msgspec.json.decode((place / TOLD).read_bytes(), type=Told))
        return found

    def _sweep_halves(self) -> None:
        """What a killed slot was just leaving; only while no slot runs."""
        whole = {str(told.try_id) for told in self.ready()}
        for place in (self.folder / "ready").iterdir():
            if place.name not in whole:
                shutil.rmtree(place, ignore_errors=True)

    def zip_of(self, told: Told) -> Path:
        """The zip of a result that waits."""
        return self.folder / "ready" / str(told.try_id) / ZIP

    def drop(self, try_id: int) -> None:
        """Forget a try's files: they are stored elsewhere, or nobody wants them."""
        for name in ("running", "ready"):
            shutil.rmtree(self.folder / name / str(try_id), ignore_errors=True)

    def clear(self, try_id: int) -> None:
        """Forget where a try ran; what it left in ``ready`` stays."""
        shutil.rmtree(self.place(try_id), ignore_errors=True)

    def used_bytes(self) -> int:
        """Of the folder, now."""
        total = 0
        for root, _, names in os.walk(self.folder):
            for name in names:
                with contextlib.suppress(OSError):
                    total += (Path(root) / name).lstat().st_size
        return total

    def room_for(self, cases: int) -> str | None:
        """None where that many more cases may begin; else why not."""
        used, wanted = self.used_bytes(), cases * self._case_bytes
        if used + wanted > self.quota_bytes:
            return (
                f"{used / 1e6:.0f} of {self.quota_bytes / 1e6:.0f} MB are used: "
                "results wait for the shelf"
            )
        free = shutil.disk_usage(self.folder).free
        if free < wanted + min(FLOOR_BYTES, self._case_bytes):
            return f"{free / 1e6:.0f} MB are free on the disk of {self.folder}"
        return None


def leave(workspace: Path, told: Told, packed: Path) -> None:
    """Put a packed bundle and what is told of it into ``ready``; the last step makes it count."""
    place = workspace / "ready" / str(told.try_id)
    place.mkdir(parents=True, exist_ok=True)
    packed.replace(place / ZIP)
    part = place / f"{TOLD}.part"
    with part.open("wb") as file:
        file.write(msgspec.json.encode(told))
        file.flush()
        os.fsync(file.fileno())
    part.replace(place / TOLD)
