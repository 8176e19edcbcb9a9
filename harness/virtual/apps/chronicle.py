"""What a scripted app says of itself in the log, as the calibration app does.

A script with ``chronicle: TAG`` writes one JSON object a line under that tag: what it showed
and where its layer with ``id: mark`` lies, where a finger came down, what that did. The form
is that of ``fixtures/calibration_app`` (``Truth.java``); a test reads both alike.
"""

import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from harness.virtual.apps.layout import resolve
from harness.virtual.apps.script import Layer, Popup
from harness.virtual.scene import Box

if TYPE_CHECKING:
    from harness.virtual.apps.popups import Shown

MARK = "mark"
"""The ``id`` of the layer that is the closing control."""
DEEDS = {"dismiss": "dismiss", "open": "redirect", "start": "land_inside", "show": "replace"}
"""Effects worth a line, and what they are called."""


class Chronicle:
    """Writes an app's lines; silent for apps whose script asks for none."""

    def __init__(self, tag: str | None, write: Callable[[str, str], None]) -> None:
        self._tag = tag
        self._write = write

    def say(self, event: str, **values: Any) -> None:
        """One line."""
        if self._tag is not None:
            self._write(self._tag, json.dumps({"e": event, **values}, ensure_ascii=False))

    def shown(self, shown: "Shown", screen: Box, density: int, elapsed_ms: float) -> None:
        """What the pop-up shows at this moment of its life."""
        if self._tag is None:
            return
        box = shown.box(screen, density)
        drawn, target = mark_of(shown.popup, box, density, elapsed_ms)
        self.say("shown", layer=shown.name, box=list(box), mark=drawn, target=target)

    def deed(self, effect: str, value: object, by: str) -> None:
        """An effect that was done; those without a name in ``DEEDS`` are passed over."""
        if effect in DEEDS:
            uri = getattr(value, "data", None)
            self.say("did", what=DEEDS[effect], by=by, **({"uri": uri} if uri else {}))


def late_marks(popup: Popup) -> list[int]:
    """Milliseconds after which a mark comes that is not there from the start."""
    return [
        layer.visible.from_ms
        for layer in _all(popup.layers)
        if layer.id == MARK and layer.visible and layer.visible.from_ms > 0
    ]


def mark_of(
    popup: Popup, box: Box, density: int, elapsed_ms: float
) -> tuple[list[int] | None, list[int] | None]:
    """Boxes of the drawn mark and of where a touch on it counts, pixels; None = none."""
    return _find(popup.layers, box, density, elapsed_ms) or (None, None)


def _find(
    layers: Sequence[Layer], parent: Box, density: int, elapsed_ms: float
) -> tuple[list[int] | None, list[int] | None] | None:
    for layer in layers:
        box = resolve(layer.area, parent, density)
        if layer.id == MARK and _visible(layer, elapsed_ms):
            return list(box), _target(layer, box, parent, density)
        if (found := _find(layer.layers, box, density, elapsed_ms)) is not None:
            return found
    return None


def _visible(layer: Layer, elapsed_ms: float) -> bool:
    return layer.visible is None or elapsed_ms >= layer.visible.from_ms


def _target(layer: Layer, box: Box, parent: Box, density: int) -> list[int] | None:
    if not layer.on_tap or layer.touch == "none":
        return None
    if layer.touch in {None, "drawn"}:
        return list(box)
    assert not isinstance(layer.touch, str)
    return list(resolve(layer.touch, parent, density))


def _all(layers: Sequence[Layer]) -> list[Layer]:
    return [one for layer in layers for one in (layer, *_all(layer.layers))]
