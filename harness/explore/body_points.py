"""Where on the pop-up's body to tap: spread evenly, beside every closing control."""

from collections.abc import Sequence

from harness.domain.candidates import gap_rel, worth_examining
from harness.domain.geometry import BoxPx, SizePx
from harness.domain.statistics import spread_point
from harness.domain.trial import Candidate, Trial

INSET = 0.08
"""Points keep so far from the pop-up's edge: edges belong to gestures and system bars."""
BESIDE_STEP_REL = 0.11
"""About 40 dp on a phone of 360 dp width."""
MARGIN_REL = 0.12
"""Points keep so far (share of the screen's width) from the centre of a closing control."""


def body_point(
    index: int, seed: int, trials: Sequence[Trial], candidates: Sequence[Candidate], size: SizePx
) -> tuple[float, float]:
    """The ``index``-th point as share of the pop-up's box; the same for the same arguments."""
    box = popup_box(trials, size)
    start = seed % 1009
    accepted = -1
    point = (0.5, 0.5)
    for k in range(start, start + 64 + 4 * index):
        u, v = spread_point(k)
        point = (round(INSET + (1 - 2 * INSET) * u, 3), round(INSET + (1 - 2 * INSET) * v, 3))
        accepted += _is_free(point, box, candidates, size)
        if accepted == index:
            break
    return point


def beside_points(
    candidate: Candidate, trials: Sequence[Trial], size: SizePx
) -> list[tuple[float, float]]:
    """Points some 40 dp beside a control, inwards first, as shares of the pop-up's box.

    Where the drawing leads away or does nothing, the area that closes may lie beside it. None lies
    nearer to the screen's edge than ``INSET``, unless the control itself does: a tap at a system
    bar never reaches the app.
    """
    box = popup_box(trials, size)
    x, y = candidate.center_rel
    step_x, step_y = BESIDE_STEP_REL, BESIDE_STEP_REL * size.width / size.height
    inwards = -1 if x > 0.5 else 1
    down = -1 if y > 0.5 else 1
    spots = [
        (x + inwards * step_x, y),
        (x, y + down * step_y),
        (x - inwards * step_x, y),
        (x, y - down * step_y),
    ]
    in_box = [
        (
            round((u * size.width - box.x) / box.width, 3),
            round((v * size.height - box.y) / box.height, 3),
        )
        for u, v in spots
        if _clear_of_edge(u, x) and _clear_of_edge(v, y)
    ]
    return [p for p in in_box if 0 < p[0] < 1 and 0 < p[1] < 1]


def _clear_of_edge(share: float, of_control: float) -> bool:
    """Whether a point is as far from the screen's edges as the control is, or farther."""
    return min(INSET, of_control) <= share <= max(1 - INSET, of_control)


def popup_box(trials: Sequence[Trial], size: SizePx) -> BoxPx:
    """The newest pop-up's box; the whole screen where none was seen."""
    for trial in reversed(trials):
        popup = trial.result.popup if trial.result else None
        if popup is not None and worth_examining(popup):
            return popup.box_px
    return BoxPx(0, 0, size.width, size.height)


def _is_free(
    point: tuple[float, float], box: BoxPx, candidates: Sequence[Candidate], size: SizePx
) -> bool:
    on_screen = (
        (box.x + point[0] * box.width) / size.width,
        (box.y + point[1] * box.height) / size.height,
    )
    return all(gap_rel(on_screen, c.center_rel, size) > MARGIN_REL for c in candidates)
