"""Windows before their content is built, and what makes them."""

import dataclasses
from collections.abc import Callable
from typing import Literal

from harness.virtual.android.core import Core
from harness.virtual.android.eventlog import SYSTEM_SERVER_PID
from harness.virtual.android.processes import Processes
from harness.virtual.android.state import ActivityRecord, Window
from harness.virtual.apps.popups import Shown
from harness.virtual.scene import Box, View

Kind = Literal["activity", "popup", "system"]


@dataclasses.dataclass(slots=True)
class Pane:
    """A window before its content is built, and whose it is."""

    window: Window
    build: Callable[[], View]
    kind: Kind = "system"
    what: str = ""
    """Kind of a system pane: ``crash_dialog``, ``status_bar`` …."""
    shown: Shown | None = None
    modal: bool = False


@dataclasses.dataclass(slots=True)
class SystemDialog:
    """A dialog that the system shows about an app."""

    kind: str
    package: str
    window_id: int
    again: bool = False
    """Not its first within a minute."""


@dataclasses.dataclass(slots=True)
class Extras:
    """Windows of the system that come and go."""

    dialogs: list[SystemDialog] = dataclasses.field(default_factory=list)
    """Bottom first."""
    toast: tuple[str, str, float, int] | None = None
    """Package, text, end in phone milliseconds, window id."""
    shade_open: bool = False
    digits: str | None = None
    """What was typed at the PIN pad; None while the pad does not show."""
    wrong_pin: bool = False
    keyboard_hidden: bool = True
    """No finger asked for it yet, or somebody put it away although a field has the focus."""

    def reset(self) -> None:
        """As after a reboot."""
        for field in dataclasses.fields(self):
            fresh = [] if field.name == "dialogs" else field.default
            setattr(self, field.name, fresh)


class WindowMaker:
    """Makes windows with their owner's uid and process."""

    def __init__(self, core: Core, processes: Processes) -> None:
        self._core = core
        self._processes = processes

    def screen(self) -> Box:
        """The whole display."""
        return (0, 0, *self._core.display_size)

    def window(
        self,
        window_id: int,
        title: str,
        package: str,
        kind: str,
        frame: Box,
        *,
        activity: ActivityRecord | None = None,
        flags: tuple[str, ...] = (),
        visible: bool = True,
        focusable: bool = True,
        touchable: bool = True,
        secure: bool = False,
        dim: float = 0.0,
    ) -> Window:
        """A window of a package."""
        process = self._processes.of(package)
        known = self._core.packages.get(package)
        return Window(
            id=window_id,
            title=title,
            package=package,
            uid=1000 if known is None else known.uid,
            pid=SYSTEM_SERVER_PID if process is None else process.pid,
            type=kind,
            frame=frame,
            activity=activity,
            flags=flags,
            visible=visible,
            focusable=focusable,
            touchable=touchable,
            secure=secure,
            dim=dim,
        )


def shrunk(view: View, box: Box) -> View:
    """A picture of a tree, small enough for a box: nothing in it can be touched or is told."""
    left, top = view.box[:2]
    share = (box[2] - box[0]) / max(1, view.box[2] - left)

    def small(one: View) -> View:
        fill, text, glyph, picture = one.fill, one.text, one.glyph, one.picture
        return dataclasses.replace(
            one,
            box=(
                box[0] + round((one.box[0] - left) * share),
                box[1] + round((one.box[1] - top) * share),
                box[0] + round((one.box[2] - left) * share),
                box[1] + round((one.box[3] - top) * share),
            ),
            fill=fill
            and dataclasses.replace(
                fill,
                radius_px=fill.radius_px * share,
                stroke_px=fill.stroke_px * share,
                shadow_px=fill.shadow_px * share,
            ),
            text=text and dataclasses.replace(text, size_px=max(1.0, text.size_px * share)),
            glyph=glyph
            and dataclasses.replace(
                glyph, stroke_px=max(1.0, glyph.stroke_px * share), inset_px=glyph.inset_px * share
            ),
            picture=picture and dataclasses.replace(picture, radius_px=picture.radius_px * share),
            node=None,
            touch_id=None,
            touch_box=None,
            children=tuple(small(child) for child in one.children),
        )

    return small(view)


def shifted(view: View, box: Box) -> View:
    """A tree drawn at the origin, moved to where its window lies."""
    dx, dy = box[0], box[1]
    if not (dx or dy):
        return view

    def move(one: Box) -> Box:
        return one[0] + dx, one[1] + dy, one[2] + dx, one[3] + dy

    node = view.node
    if node is not None and node.box is not None:
        node = dataclasses.replace(node, box=move(node.box))
    return dataclasses.replace(
        view,
        box=move(view.box),
        touch_box=None if view.touch_box is None else move(view.touch_box),
        node=node,
        children=tuple(shifted(child, box) for child in view.children),
    )
