"""Complaints as files: read, checked, and what the person sent looked at by the detectors."""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import msgspec
import numpy as np
from numpy.typing import NDArray

from harness.domain.candidates import center_rel, worth_examining
from harness.domain.complaint import ON_A_CONTROL, ClaimResult, Complaint, Wanted
from harness.domain.errors import EvidenceError, UsageError
from harness.domain.sight import CLOSING_ROLES, Control, Role, Sight
from harness.evidence.reader import Bundle
from harness.run.ports import Eyes

GIVEN = "complaint/complaint.toml"
RESULT = "complaint/result.json"
"""Where a bundle keeps them."""
LOOKS_PER_S = 4
MOST_LOOKS = 240
"""Pictures of a recording that are looked at: the first minute."""
MOST_FILE_BYTES = 512 << 20


def complaint_schema() -> dict[str, Any]:
    """JSON Schema of ``complaint.toml``."""
    found = msgspec.json.schema(Complaint)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found}


def read_complaint(path: Path) -> tuple[Complaint, str]:
    """Read and check a complaint; also its text. UsageError says which key, and what to do."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or error
        raise UsageError(
            f"{path}: cannot be read: {why}; write one: taptruth reproduce --ask"
        ) from error
    return parse_complaint(text, str(path)), text


def parse_complaint(text: str, where: str) -> Complaint:
    """The complaint of a TOML text; UsageError as ``read_complaint``."""
    try:
        complaint = msgspec.convert(tomllib.loads(text), Complaint)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{where}: not TOML: {error}; mend that line") from error
    except msgspec.ValidationError as error:
        told, _, at = str(error).partition(" - at ")
        key = at.strip("`").removeprefix("$.") or "the file"
        raise UsageError(
            f"{where}: {key}: {told}; docs/complaint.schema.json lists every key"
        ) from error
    app, claim = complaint.app, complaint.claim
    if (app.package is None) == (app.apk is None):
        raise UsageError(f"{where}: app: give either package or apk")
    if claim.kind not in ON_A_CONTROL and (claim.control or claim.where):
        raise UsageError(
            f"{where}: claim: control and where belong to claims about a closing control, "
            f"not to {claim.kind}; leave them out"
        )
    return complaint


def evidence_files(complaint: Complaint, folder: Path) -> dict[str, Path]:
    """What the person sent, by its name in the bundle; UsageError for what is not there."""
    found = {}
    given = {"picture": complaint.evidence.picture, "recording": complaint.evidence.recording}
    for key, name in given.items():
        if name is None:
            continue
        path = folder / name
        if not path.is_file():
            raise UsageError(f"{path}: evidence.{key}: no such file; mend the path")
        if path.stat().st_size > MOST_FILE_BYTES:
            raise UsageError(f"{path}: evidence.{key}: over {MOST_FILE_BYTES >> 20} MiB; cut it")
        found[f"complaint/{key}{path.suffix.lower()}"] = path
    return found


def wanted_of(complaint: Complaint, files: dict[str, Path], eyes: Eyes) -> tuple[Wanted, str]:
    """What to look for, and what was seen in the person's picture or recording, in words."""
    claim = complaint.claim
    wanted = Wanted(
        role=Role(claim.control) if claim.control else None,
        zone=claim.where,
        target=claim.target,
    )
    if not files:
        return wanted, ""
    best: tuple[float, Sight, Control | None] | None = None
    for name, path in files.items():
        for picture in _pictures(name, path):
            sight = eyes.see(picture)
            if sight.popup is None or not worth_examining(sight.popup):
                continue
            control = _closing(sight, wanted)
            score = sight.popup.score + (control.score if control else 0.0)
            if best is None or score > best[0]:
                best = (score, sight, control)
    if best is None:
        return wanted, "no pop-up is seen in what the person sent"
    return _with_sight(wanted, best[1], best[2])


def _with_sight(wanted: Wanted, sight: Sight, control: Control | None) -> tuple[Wanted, str]:
    assert sight.popup is not None
    told = f"{sight.popup.kind} pop-up"
    found = msgspec.structs.replace(wanted, creative=sight.popup.creative)
    if control is not None:
        where = center_rel(control, sight.size_px)
        found = msgspec.structs.replace(found, center_rel=where)
        told += f", {control.role} at {where[0]:.0%}, {where[1]:.0%} of the screen"
    if sight.popup.creative:
        told += f", advertisement {sight.popup.creative}"
    return found, told


def _closing(sight: Sight, wanted: Wanted) -> Control | None:
    """The closing control that the claim is about, as far as it says."""
    roles = (wanted.role,) if wanted.role else tuple(CLOSING_ROLES)
    found = sight.with_role(*roles) or sight.with_role(*CLOSING_ROLES)
    return found[0] if found else None


def _pictures(name: str, path: Path) -> Iterator[NDArray[np.uint8]]:
    """RGBA pictures of a file, shape (H, W, 4)."""
    if "recording" in name:
        yield from _of_recording(path)
        return
    image = cv2.imdecode(np.frombuffer(path.read_bytes(), np.uint8), cv2.IMREAD_COLOR)
    if image is None:
        raise UsageError(f"{path}: evidence.picture: not a picture; give PNG or JPEG")
    yield np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGBA), dtype=np.uint8)


def _of_recording(path: Path) -> Iterator[NDArray[np.uint8]]:
    import av  # noqa: PLC0415  only recordings need it

    try:
        with av.open(str(path), "r") as container:
            next_s, looks = 0.0, 0
            for frame in container.decode(video=0):
                at_s = float(frame.time or 0.0)
                if at_s < next_s:
                    continue
                next_s = at_s + 1 / LOOKS_PER_S
                rgb = np.asarray(frame.to_ndarray(format="rgb24"), dtype=np.uint8)
                yield np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2RGBA), dtype=np.uint8)
                looks += 1
                if looks >= MOST_LOOKS:
                    return
    except (av.FFmpegError, IndexError) as error:
        raise UsageError(
            f"{path}: evidence.recording: not a film that can be read: {error}; give MP4 or WebM"
        ) from error


def to_toml(complaint: Complaint) -> str:
    """The complaint as a TOML text; ``parse_complaint`` gives the same complaint back."""
    data: dict[str, Any] = msgspec.to_builtins(complaint)
    head = [f"{k} = {_value(v)}" for k, v in data.items() if not isinstance(v, dict) and v]
    lines = [*head]
    for name, table in data.items():
        if isinstance(table, dict):
            entries = [f"{k} = {_value(v)}" for k, v in table.items() if v is not None]
            lines += ["", f"[{name}]", *entries] if entries else []
    return "\n".join(lines) + "\n"


def _value(value: object) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def claim_of(bundle: Bundle) -> ClaimResult | None:
    """What became of the complaint that the bundle's case is about; None where there is none."""
    try:
        told = msgspec.json.decode(bundle.file(RESULT))
        return msgspec.convert(told["result"], ClaimResult)
    except FileNotFoundError:
        return None
    except (msgspec.MsgspecError, KeyError, TypeError) as error:
        raise EvidenceError(f"{bundle.path}: {RESULT} is not what it should be: {error}") from error


def given_of(bundle: Bundle) -> Complaint | None:
    """The complaint as given; None where there is none that can be read."""
    try:
        return parse_complaint(bundle.file(GIVEN).decode(), GIVEN)
    except (FileNotFoundError, UnicodeDecodeError, UsageError):
        return None


def said_of(bundle: Bundle) -> str | None:
    """The complaint in the person's own words; None where there is none that can be read."""
    given = given_of(bundle)
    return given.claim.said if given else None
