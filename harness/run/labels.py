"""Labelled screenshots on disk.

``DIR/labels.json`` is a list of rows with ``file``, ``size``, ``set``, ``popup``,
``full_screen`` and the boxes ``[x, y, w, h]`` in ``close_buttons``, ``skip``,
``text_dismiss`` and ``cta``. A hierarchy (uiautomator's XML) may lie beside a picture under
the same name with ``.xml``.
"""

from pathlib import Path

import msgspec

from harness.domain.errors import UsageError
from harness.domain.geometry import BoxPx
from harness.domain.sight import Role

LABELS = "labels.json"
ROLES: dict[str, frozenset[Role]] = {
    "close": frozenset({Role.CLOSE}),
    "skip": frozenset({Role.SKIP, Role.COUNTDOWN}),
    "close+skip": frozenset({Role.CLOSE, Role.SKIP, Role.COUNTDOWN}),
    "dismiss": frozenset({Role.DISMISS}),
    "cta": frozenset({Role.CTA}),
}
"""What is counted, and which roles of ours count for it (the real labels know no countdown)."""
USUAL_WIDTH_DP = 411.4


class Row(msgspec.Struct, frozen=True):
    """One labelled picture."""

    file: str
    size: tuple[int, int]
    set: str
    popup: bool
    full_screen: bool
    type: str = ""
    close_buttons: tuple[BoxPx, ...] = ()
    skip: tuple[BoxPx, ...] = ()
    countdowns: tuple[BoxPx, ...] = ()
    """Bare seconds, where they are labelled apart: a countdown counts as a skip."""
    text_dismiss: tuple[BoxPx, ...] = ()
    cta: tuple[BoxPx, ...] = ()
    cta_labelled: bool = False
    told_dpi: int | None = None
    """Density of the screenshot that a crop was cut from, where it is known."""

    def boxes(self, what: str) -> tuple[BoxPx, ...]:
        """The labels counted under that name."""
        return {
            "close": self.close_buttons,
            "skip": (*self.skip, *self.countdowns),
            "close+skip": (*self.close_buttons, *self.skip, *self.countdowns),
            "dismiss": self.text_dismiss,
            "cta": self.cta,
        }[what]

    def counts(self, what: str) -> bool:
        """Controls that were not looked for on a picture are not counted there."""
        return what != "cta" or self.cta_labelled

    @property
    def told_density(self) -> int | None:
        """Crops of a half-scale page are told so; full screens are left to the detectors."""
        if self.full_screen:
            return None
        return self.told_dpi or round((1080 if self.size[0] > 600 else 540) / USUAL_WIDTH_DP * 160)

    def side_dp(self, box: BoxPx) -> float:
        """Longer side of a box in dp, as if the screen were of the usual width."""
        density = self.told_density or self.size[0] / USUAL_WIDTH_DP * 160
        return max(box.width, box.height) * 160 / density


def read_labels(folder: Path) -> list[Row]:
    """The rows of a folder; ``UsageError`` where there are none that can be read."""
    path = folder / LABELS
    try:
        rows = msgspec.json.decode(path.read_bytes(), type=list[Row])
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}; give the folder that holds {LABELS}") from None
    except msgspec.MsgspecError as error:
        raise UsageError(f"{path}: {error}; mend the labels") from None
    if not rows:
        raise UsageError(f"{path}: no picture is listed there")
    return rows


def hierarchy_of(folder: Path, row: Row) -> str | None:
    """The XML beside the picture, if there is one."""
    path = (folder / row.file).with_suffix(".xml")
    return path.read_text("utf-8", errors="replace") if path.is_file() else None
