"""What the page is told of sights, places and hops: plain data, app text made harmless."""

from collections.abc import Mapping
from typing import Any

import msgspec

from harness.domain.geometry import BoxPx
from harness.domain.place import Hop, Place
from harness.domain.sight import Sight
from harness.report.clean import clean

MOST_CONTROLS = 24
TEXT_CHARS = 200


def box(it: BoxPx) -> list[int]:
    """``[x, y, w, h]`` in pixels of the frame."""
    return [it.x, it.y, it.width, it.height]


def told(text: str | None, limit: int = TEXT_CHARS) -> str | None:
    """Text of an app without marks that turn or hide it."""
    return None if text is None else clean(text, limit)


def harmless(data: Any) -> Any:
    """Any record as plain data, every text in it made harmless."""
    plain = msgspec.to_builtins(data)
    if isinstance(plain, str):
        return clean(plain)
    if isinstance(plain, dict):
        return {key: harmless(value) for key, value in plain.items()}
    return [harmless(it) for it in plain] if isinstance(plain, list | tuple) else plain


def sight(seen: Sight) -> Mapping[str, Any]:
    """The pop-up, its controls, and why nothing was found where nothing was."""
    popup = seen.popup
    return {
        "capturable": seen.capturable,
        "why": told(seen.why, 400),
        "popup": None
        if popup is None
        else {
            "kind": str(popup.kind),
            "box": box(popup.box_px),
            "score": round(popup.score, 2),
            "grounds": [str(it) for it in popup.grounds],
        },
        "controls": [
            {
                "role": str(control.role),
                "box": box(control.box_px),
                "score": round(control.score, 2),
                "text": told(control.text),
                "grounds": [str(it) for it in control.grounds],
                "contrast": control.contrast and round(control.contrast, 1),
                "size_dp": control.size_dp and [round(side, 1) for side in control.size_dp],
            }
            for control in seen.controls[:MOST_CONTROLS]
        ],
    }


def place(where: Place) -> Mapping[str, Any]:
    """Package, activity and kind of the place."""
    return {
        "kind": str(where.kind),
        "package": told(where.package),
        "activity": told(where.activity),
        "window": told(where.window),
        "source": where.source,
    }


def hop(it: Hop) -> Mapping[str, Any]:
    """One intent or activity start."""
    return {
        "at_ms": it.at_ns // 1_000_000,
        "action": told(it.action),
        "uri": told(it.data_uri, 600),
        "component": told(it.component),
        "package": told(it.package),
        "caller": told(it.caller),
        "kind": None if it.kind is None else str(it.kind),
        "redacted": it.redacted,
        "result": it.result_code,
    }
