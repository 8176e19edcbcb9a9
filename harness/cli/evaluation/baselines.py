"""Three simple detectors to be compared with: templates, words alone, hierarchy alone."""

import functools
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from detectors import hierarchy as tree
from detectors.pixels import prepare
from detectors.reading import Reader
from detectors.vocabulary import meaning
from harness.domain.geometry import BoxPx
from harness.domain.sight import CLOSING_ROLES, Control, Ground, Role

TEMPLATE_AT = 0.82
"""Least normalised correlation; chosen by eye, not tuned."""
_SIDES = (10, 14, 18, 24, 32)
_WORD_SURE = 0.6


@functools.cache
def _templates() -> tuple[Any, ...]:
    """Common X icons, light on dark: bare (thin, thick), in a ring, on a disc."""
    made = []
    for stroke, ring, disc in ((0.08, 0, 0), (0.16, 0, 0), (0.08, 1, 0), (0.1, 0, 1)):
        side = 96
        picture = np.zeros((side, side), np.uint8)
        low = 34 if ring or disc else 14
        width = max(2, round(stroke * (side - 2 * low)))
        if disc:
            cv2.circle(picture, (48, 48), 46, 90, -1, cv2.LINE_AA)
        if ring:
            cv2.circle(picture, (48, 48), 42, 255, 6, cv2.LINE_AA)
        high = side - low
        cv2.line(picture, (low, low), (high, high), 255, width, cv2.LINE_AA)
        cv2.line(picture, (low, high), (high, low), 255, width, cv2.LINE_AA)
        made.append(picture)
    return tuple(made)


def by_templates(rgb: NDArray[np.uint8], density: int | None) -> tuple[Control, ...]:
    """X icons by normalised correlation over five sizes, both polarities; overlaps suppressed."""
    view = prepare(rgb, density)
    found: list[tuple[float, BoxPx]] = []
    for side_dp in _SIDES:
        side = max(8, round(side_dp * view.dp))
        if min(view.work.shape) <= side:
            continue
        for template in _templates():
            small = cv2.resize(template, (side, side), interpolation=cv2.INTER_AREA)
            answer = np.abs(cv2.matchTemplate(view.work, small, cv2.TM_CCOEFF_NORMED))
            rows, columns = np.nonzero(answer >= TEMPLATE_AT)
            strongest = np.argsort(-answer[rows, columns])[:50]
            k = 1 / view.scale
            for i in strongest:
                edges = (columns[i] * k, rows[i] * k, side * k, side * k)
                place = BoxPx(*(round(float(v)) for v in edges))
                found.append((float(answer[rows[i], columns[i]]), place))
    kept: list[tuple[float, BoxPx]] = []
    for score, box in sorted(found, key=lambda f: -f[0]):
        if all(box.iou(other) < 0.2 for _, other in kept):
            kept.append((score, box))
    return tuple(_control(Role.CLOSE, box, score, Ground.DRAWN) for score, box in kept[:20])


def by_words(rgb: NDArray[np.uint8], density: int | None, reader: Reader) -> tuple[Control, ...]:
    """Every line of the page is read; what it says is its role, its letters are its box."""
    view = prepare(rgb, density)
    found = []
    for x0, y0, x1, y1 in reader.find(view.colour):
        k = 1 / view.scale
        box = BoxPx.from_edges(round(x0 * k), round(y0 * k), round(x1 * k), round(y1 * k))
        part = rgb[max(0, box.y) : box.bottom, max(0, box.x) : box.right, :3]
        if not part.size:
            continue
        reading = reader.read(part)
        word = meaning(reading.text) if reading.sure >= _WORD_SURE else None
        if word is not None:
            found.append(_control(word.role, box, reading.sure, Ground.TEXT))
    return tuple(found)


def by_hierarchy(xml: str) -> tuple[Control, ...]:
    """Nodes that name themselves, by an SDK's id or by their words."""
    found = []
    for node in tree.parse(xml):
        role = tree.role_of(tree.mark_of(node))
        word = meaning(node.words) if role is None and node.words else None
        role = word.role if word is not None else role
        if role is not None:
            found.append(_control(role, node.box_px, 0.9, Ground.HIERARCHY))
    return tuple(found)


def shows_popup(controls: tuple[Control, ...]) -> float:
    """What such a detector can say of a pop-up: as sure as of its surest way out."""
    exits = CLOSING_ROLES | {Role.COUNTDOWN}
    return max((c.score for c in controls if c.role in exits), default=0.0)


def _control(role: Role, box: BoxPx, score: float, ground: Ground) -> Control:
    return Control(role=role, box_px=box, score=round(min(1.0, score), 3), grounds=(ground,))
