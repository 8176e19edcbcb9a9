"""A pop-up while it is shown: its place, its views and what it owns."""

import dataclasses
from collections.abc import Callable

from harness.virtual.apps.gauges import Gauge
from harness.virtual.apps.layout import resolve
from harness.virtual.apps.motion import fade
from harness.virtual.apps.render import Moment, layer_views, tree_node
from harness.virtual.apps.script import Popup
from harness.virtual.scene import Box, Fill, View

WINDOW_TYPES = {
    "dialog": "APPLICATION",
    "popup_window": "APPLICATION_PANEL",
    "overlay": "APPLICATION_OVERLAY",
}
"""Kinds of pop-up that are a window of their own, and its type."""


DEFAULT_ACTIVITY = ".PopupActivity"
"""Class of a pop-up that is an activity and names none."""


def full_class(package: str, name: str) -> str:
    """A class name with its package: ``.Name`` and ``Name`` lie in it."""
    if name.startswith("."):
        return package + name
    return name if "." in name else f"{package}.{name}"


@dataclasses.dataclass(slots=True, eq=False)
class Shown:
    """One showing of a pop-up."""

    name: str
    popup: Popup
    serial: int
    window_id: int
    token: int
    """The activity that it lies on, or, for ``window: activity``, that it is."""
    since_ms: float
    cancels: list[Callable[[], None]] = dataclasses.field(default_factory=list)
    """Timers that end with it."""
    gauges: list[Gauge] = dataclasses.field(default_factory=list)
    """Its motion triggers."""

    @property
    def modal(self) -> bool:
        """Whether touches beside it stay with it."""
        outside = self.popup.on_outside is not None or self.popup.scrim > 0
        return outside or self.popup.window in {"dialog", "activity"}

    def box(self, screen: Box, density: int) -> Box:
        """Where it lies, in pixels."""
        return resolve(self.popup.area, screen, density)

    def opacity(self, now_ms: float) -> float:
        """Share 0 … 1 of its fade-in."""
        return fade(now_ms - self.since_ms, self.popup.fade_ms)


def popup_view(shown: Shown, screen: Box, moment: Moment) -> View:
    """The pop-up itself: its container with the layers in it."""
    box = shown.box(screen, moment.density)
    node = shown.popup.tree
    return View(
        box=box,
        alpha=fade(moment.elapsed_ms, shown.popup.fade_ms),
        node=None if node is None else tree_node(node, screen, moment),
        touch_id=moment.offer("body", shown.popup.on_body, None),
        children=layer_views(shown.popup.layers, box, moment),
    )


def laid_over(shown: Shown, screen: Box, moment: Moment) -> View:
    """The pop-up with its scrim, as something drawn inside an activity's window."""
    inside = popup_view(shown, screen, moment)
    if not shown.modal:
        return inside
    shade = round(255 * shown.popup.scrim * fade(moment.elapsed_ms, shown.popup.fade_ms))
    return View(
        box=screen,
        fill=Fill(stops=((0, 0, 0, shade),)) if shade else None,
        touch_id=moment.offer("outside", shown.popup.on_outside or [], None),
        children=(inside,),
    )
