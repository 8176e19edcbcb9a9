"""What was seen on a frame, as boxes to lay over its picture (with JavaScript only).

Shares of the screen in thousandths, so that a box fits the picture at any size.
"""

import json
from collections.abc import Iterator, Mapping, Sequence

from harness.domain.exchange import Event, Observed
from harness.domain.geometry import BoxPx, SizePx
from harness.domain.sight import Sight

Box = tuple[str, int, int, int, int]
"""Kind (a control's role, "popup" or "node"), left, top, width, height in thousandths."""
MOST_BOXES = 48


Nodes = Mapping[str, Sequence[BoxPx]]
"""Boxes of the nodes that can be clicked, by the digest of the dump that has them."""
NO_NODES: Nodes = {}


def overlays(events: Sequence[Event], nodes: Nodes = NO_NODES) -> Mapping[int, str]:
    """JSON of the boxes of every frame of a launch that shows any, by the frame's number."""
    found = {}
    for event in events:
        if isinstance(event, Observed):
            dumped = nodes.get(event.hierarchy_sha256 or "")
            boxes = list(_boxes(event.sight, dumped))[:MOST_BOXES]
            if boxes:
                found[event.frame.number] = json.dumps(boxes, separators=(",", ":"))
    return found


def _boxes(sight: Sight, dumped: Sequence[BoxPx] | None) -> Iterator[Box]:
    """The pop-up, its controls, then the nodes that can be clicked.

    All of them where the hierarchy was dumped with the frame; else those under the controls.
    """
    if sight.popup is not None:
        yield _box("popup", sight.popup.box_px, sight.size_px)
    for control in sight.controls:
        yield _box(str(control.role), control.box_px, sight.size_px)
    under = [c.node_box_px for c in sight.controls if c.node_box_px is not None]
    for box in dict.fromkeys(under if dumped is None else dumped):
        yield _box("node", box, sight.size_px)


def _box(kind: str, box: BoxPx, size: SizePx) -> Box:
    wide, high = max(1, size.width), max(1, size.height)
    edges = (box.x / wide, box.y / high, box.width / wide, box.height / high)
    left, top, width, height = (round(1000 * edge) for edge in edges)
    return (kind, left, top, width, height)
