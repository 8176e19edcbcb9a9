"""Frames kept with their labels, as ``make eval-screens`` reads them (``harness.run.labels``)."""

import dataclasses
import datetime as dt
import re
import secrets
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import msgspec

from harness.domain.errors import UsageError
from harness.domain.geometry import BoxPx, SizePx
from harness.domain.sight import PopupKind, Role, Sight
from harness.evidence.files import replace_file
from harness.evidence.frames import encode_png
from harness.run.labels import LABELS, Row
from harness.studio.desk import Desk
from harness.studio.live import Picture
from harness.studio.shown import box

MOST_STILLS = 12
MOST_BOXES = 60
LEAST_SIDE_PX = 2
FIELDS: dict[Role, str] = {
    Role.CLOSE: "close_buttons",
    Role.SKIP: "skip",
    Role.COUNTDOWN: "skip",
    Role.DISMISS: "text_dismiss",
    Role.CTA: "cta",
}
"""Where a role's boxes stand in a row; labels know no countdown."""
LABELLED = (Role.CLOSE, Role.SKIP, Role.DISMISS, Role.CTA)


class Label(msgspec.Struct, forbid_unknown_fields=True):
    """One box and what it promises."""

    role: Role
    box: BoxPx


class TakeAsked(msgspec.Struct, forbid_unknown_fields=True):
    """The number of the frame that a person saw when they asked."""

    frame: int = 0


class SaveAsked(msgspec.Struct, forbid_unknown_fields=True):
    """What a person says that the frame shows; ``popup`` None: nothing pops up."""

    labels: Annotated[list[Label], msgspec.Meta(max_length=MOST_BOXES)]
    popup: PopupKind | None = None
    set: Annotated[str, msgspec.Meta(max_length=40)] = "studio"


@dataclasses.dataclass(frozen=True)
class Still:
    """A frame that was taken out to be labelled."""

    id: str
    serial: str
    picture: Picture
    sight: Sight | None
    hierarchy: str | None
    """Of the same picture; None where it changed meanwhile or there is none."""


class Stills:
    """Frames on their way into a folder of fixtures. The last ``MOST_STILLS`` are kept."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        self._stills: dict[str, Still] = {}

    def take(self, desk: Desk, number: int) -> Still:
        """The picture of that number, the newest where it is gone; UsageError where none is."""
        live = desk.shown(number) or desk.board.newest
        if live.picture is None or live.state == "scan":
            raise UsageError(f"{desk.serial} shows no picture yet; look at it first")
        tree = desk.hierarchy()
        after = desk.board.newest.picture
        still = Still(
            id=secrets.token_hex(8),
            serial=desk.serial,
            picture=live.picture,
            sight=live.sight,
            hierarchy=tree if after is not None and after.number == live.picture.number else None,
        )
        with self._lock:
            self._stills[still.id] = still
            while len(self._stills) > MOST_STILLS:
                self._stills.pop(next(iter(self._stills)))
        return still

    def still(self, name: str) -> Still:
        """One that was taken; UsageError for another."""
        with self._lock:
            found = self._stills.get(name)
        if found is None:
            raise UsageError(f"no frame {name} was taken (or too long ago); take it again")
        return found

    def told(self, still: Still) -> Mapping[str, Any]:
        """What the page needs to edit it: the detectors' answer as a first draft."""
        size, seen = still.picture.size_px, still.sight
        drafts = [
            {"role": "skip" if it.role is Role.COUNTDOWN else str(it.role), "box": box(it.box_px)}
            for it in (seen.controls if seen else ())
            if it.role in FIELDS
        ]
        return {
            "id": still.id,
            "size": [size.width, size.height],
            "labels": drafts,
            "popup": str(seen.popup.kind) if seen and seen.popup else None,
            "hierarchy": still.hierarchy is not None,
            "roles": [str(role) for role in LABELLED],
            "kinds": [str(kind) for kind in PopupKind],
            "folder": str(self.folder),
        }

    def save(self, name: str, wanted: SaveAsked) -> Mapping[str, Any]:
        """Write the picture (PNG, lossless), its hierarchy and its row; the file's name."""
        still = self.still(name)
        row = _row(still, wanted)
        with self._lock:
            rows = self._rows()
            try:
                self.folder.mkdir(parents=True, exist_ok=True)
                replace_file(self.folder / row["file"], encode_png(still.picture.pixels))
                if still.hierarchy is not None:
                    tree = (self.folder / row["file"]).with_suffix(".xml")
                    replace_file(tree, still.hierarchy.encode())
                told = msgspec.json.format(msgspec.json.encode([*rows, row]), indent=1)
                replace_file(self.folder / LABELS, told + b"\n", sync=True)
            except OSError as error:
                raise UsageError(
                    f"{self.folder}: cannot write there: {error.strerror}; "
                    "choose another --fixtures"
                ) from error
        return {"file": row["file"], "rows": len(rows) + 1, "folder": str(self.folder)}

    def _rows(self) -> list[Any]:
        """What the folder holds already, as it is; UsageError where that is no list of rows."""
        path = self.folder / LABELS
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return []
        except OSError as error:
            raise UsageError(f"{path}: cannot be read: {error.strerror}") from error
        try:
            msgspec.json.decode(data, type=list[Row])
            rows: list[Any] = msgspec.json.decode(data)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise UsageError(f"{path}: {error}; mend it or choose another --fixtures") from error
        return rows


def _row(still: Still, wanted: SaveAsked) -> dict[str, Any]:
    size = still.picture.size_px
    boxes: dict[str, list[list[int]]] = {field: [] for field in dict.fromkeys(FIELDS.values())}
    for label in wanted.labels:
        if label.role not in LABELLED:
            names = ", ".join(LABELLED)
            raise UsageError(f"labels know no role {label.role}; they know: {names}")
        boxes[FIELDS[label.role]].append(box(_inside(label.box, size)))
    now = dt.datetime.now(dt.UTC)
    stem = re.sub(r"[^A-Za-z0-9]+", "-", still.serial).strip("-")[:40] or "phone"
    return {
        "file": f"studio-{stem}-{now:%Y%m%d-%H%M%S}-{still.id[:6]}.png",
        "size": [size.width, size.height],
        "set": wanted.set.strip() or "studio",
        "popup": wanted.popup is not None,
        "full_screen": True,
        "type": str(wanted.popup or ""),
        **boxes,
        "cta_labelled": True,
    }


def _inside(it: BoxPx, size: SizePx) -> BoxPx:
    """The box, if it lies on the picture and is large enough to be meant."""
    if it.clipped_to(size) != it or min(it.width, it.height) < LEAST_SIDE_PX:
        raise UsageError(
            f"box {box(it)} does not lie on the picture of {size.width}x{size.height} "
            f"or is smaller than {LEAST_SIDE_PX} px"
        )
    return it
