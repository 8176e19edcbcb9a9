"""A bundle's folder begun, or opened again after its run was killed."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from harness.domain.device import AppFacts, DeviceFacts
from harness.domain.errors import CannotResumeError, UsageError
from harness.evidence.events import EventFile
from harness.evidence.files import told
from harness.evidence.format import APP_FOLDER, DEVICE, EVENTS, EVERYTHING, FRAMES_FOLDER
from harness.evidence.frames import FrameStore
from harness.evidence.left import Left, left_in, sweep
from harness.evidence.rebuild import last_record


class Reopened(msgspec.Struct, frozen=True, kw_only=True):
    """What the run before knew, and the files to go on with; events and frames are open."""

    left: Left
    events: EventFile
    frames: FrameStore
    device: DeviceFacts | None
    doctor: Mapping[str, Any] | None
    app: AppFacts | None


class _DeviceFile(msgspec.Struct):
    facts: DeviceFacts
    doctor: dict[str, Any] | None = None


def reopen(folder: Path) -> Reopened:
    """Lock the events, cut off what is torn, forget what no event names.

    Raises CannotResumeError as ``left_in``, and where a run still writes it; then nothing was
    changed.
    """
    if not (folder / EVENTS).is_file():
        left_in(folder)
    events = EventFile(folder, again=True)
    try:
        left = left_in(folder)
        sweep(folder, left)
        events.go_on(len(left.events), left.last_sha256, left.whole_bytes)
    except OSError as error:
        events.close()
        raise told(error, "write", folder) from error
    except BaseException:
        events.close()
        raise
    device, doctor = _known_device(folder, left)
    return Reopened(
        left=left,
        events=events,
        frames=FrameStore(folder, left.frames, left.gone | frozenset(left.lost)),
        device=device,
        doctor=doctor,
        app=last_record(left.events, "app", AppFacts),
    )


def _known_device(folder: Path, left: Left) -> tuple[DeviceFacts | None, Mapping[str, Any] | None]:
    """As the events tell it; None where the file is not theirs: it is written anew later."""
    last = last_record(left.events, "device", DeviceFacts)
    try:
        found = msgspec.json.decode((folder / DEVICE).read_bytes(), type=_DeviceFile)
    except (OSError, msgspec.MsgspecError):
        return None, None
    return (last if last == found.facts else None), found.doctor


def make_folders(folder: Path) -> None:
    """A new bundle's; UsageError when the folder holds something or cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise UsageError(f"{folder}: not empty; {_instead(folder)}")
        (folder / FRAMES_FOLDER).mkdir()
        (folder / APP_FOLDER).mkdir()
    except OSError as error:
        raise UsageError(
            f"{folder}: cannot write there: {error.strerror}; choose another folder"
        ) from error


def _instead(folder: Path) -> str:
    """What to do about a folder that holds something: a scan that was killed can go on."""
    try:
        extra = left_in(folder).begin.extra
    except CannotResumeError:
        return "choose a new folder for the bundle"
    if extra.get("asks") != EVERYTHING:
        return f"choose a new folder for the bundle; seal what is there: taptruth seal {folder}"
    return (
        "a scan that was cut off lies there: choose a new folder for the bundle, or go on with "
        f"it: taptruth scan {extra.get('package')} --bundle {folder} --resume (with the options "
        "that it was begun with)"
    )
