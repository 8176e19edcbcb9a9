"""What shows beside a card: a scrim lets nothing through that is lit."""

import dataclasses
from collections.abc import Sequence

import cv2
import numpy as np

from detectors.cards import CARD_WITHIN, Card
from detectors.evidence import DrawnClose, leave_card
from detectors.floating_bars import is_low_bar
from detectors.layout import WEAK_SCRIM, Layout
from detectors.lines import find_boxes
from detectors.pixels import Bytes, View
from harness.domain.geometry import BoxPx

NO_SCRIM = 1.4
"""So much of what a card gives is taken away: more than all, for it is the page's own."""
_ABOVE_SCRIM = 40
"""Grey levels above the brightest that the card's scrim lets through."""
_LEAST, _MOST = 0.002, 0.005
"""Share of lit pixels beside a card where doubt begins, and where it is whole."""
_OWN_DP = 72
"""A card's own close and title stand so far above or below it."""
_BARS = 0.03


def over_page(
    view: View, layout: Layout, closes: list[DrawnClose]
) -> tuple[Layout, list[DrawnClose]]:
    """The survey with a card only where it lies over the page, and the closes that count then."""
    layout, closes = without_page_card(view, layout, closes)
    return beside_card(view, layout, own_exit=leave_card(closes)), closes


def beside_card(view: View, layout: Layout, *, own_exit: bool) -> Layout:
    """The layout, with what is known of the page beside its card.

    ``own_exit``: an X leads out of the card; how lit the page is need not be told then. Nor is it
    where lines of the page are cut off by the card's sides.
    """
    if layout.card is None:
        return layout
    lit = 0.0 if own_exit else lit_beside(view, layout, layout.card)
    dark = layout.card.dim > WEAK_SCRIM
    if lit > 0 and dark and cut_lines(view, layout.card) >= _CUT_LINES:
        lit = 0.0
    return dataclasses.replace(layout, own_exit=own_exit, lit=lit)


def lit_beside(view: View, layout: Layout, card: Card) -> float:
    """How surely the page beside a card is lit, so that no scrim lies on it: 0 … NO_SCRIM.

    A player's buttons beside its cover, and the words of a dark page beside its picture, are as
    bright as the card.
    """
    lit = _lit_share(view, layout, card, 255 * (1 - card.dim) + _ABOVE_SCRIM)
    return NO_SCRIM * min(1.0, max(0.0, (lit - _LEAST) / (_MOST - _LEAST)))


def without_page_card(
    view: View, layout: Layout, closes: list[DrawnClose]
) -> tuple[Layout, list[DrawnClose]]:
    """The survey without a card that is an advert amid a page's lines, and no X of it counts."""
    if layout.card is None or not _is_of_page(view, layout, layout.card, closes):
        return layout, closes
    inside = [dataclasses.replace(c, place="elsewhere") if leave_card([c]) else c for c in closes]
    return dataclasses.replace(layout, card=None), inside


def _is_of_page(view: View, layout: Layout, card: Card, closes: Sequence[DrawnClose]) -> bool:
    """Whether a card is a part of a dark page.

    An X, if any, stands at it; the lines beside it are lit, and none of them is cut off.
    """
    within = card.box_px.inflated(round(_OVER_EDGE_DP * view.density / 160))
    leaving = [c.mark.box_px.center for c in closes if leave_card([c])]
    if not all(map(within.contains, leaving)):
        return False
    sheet = card.box_px.width > _SHEET * view.width
    if sheet or is_low_bar(view, layout, card.box_px) or not _has_lines(view, layout, card):
        return False
    return not cut_lines(view, card)


def _has_lines(view: View, layout: Layout, card: Card) -> bool:
    """Whether so much beside a card is lit as the lines of a page are."""
    lit = _lit_share(view, layout, card, 255 * (1 - card.dim) + _ABOVE_SCRIM)
    return lit > _LINES or (lit > 0 and _lit_share(view, layout, card, _BRIGHT) > _BRIGHT_LINES)


_LINES = 0.025
"""Share of lit pixels beside a card that the lines of a page have. Of 49 cards that an X leaves
and that lie over a page, real, fabricated and rendered, the most was 0.020 (a weak scrim over a
player's page); of 8 adverts amid the lines of dark pages, rendered, the least 0.0244."""
_BRIGHT, _BRIGHT_LINES = 200, 0.012
"""Grey that no scrim lets through, and share: most over a page 0.004, least amid one 0.0142."""
_SHEET, _OVER_EDGE_DP = 0.97, 24


def _lit_share(view: View, layout: Layout, card: Card, grey: float) -> float:
    """Share of the pixels beside a card, 0 … 1, that are brighter than ``grey``.

    What stands right above and below the card can be the card's own.
    """
    k, height = view.scale, view.work.shape[0]
    top = max(round(layout.status_bar_px * k), round(_BARS * height))
    last = height - max(round(layout.navigation_bar_px * k), round(_BARS * height))
    own = round(_OWN_DP * view.dp)
    slack = round(8 * view.dp)
    left, right = round(card.box_px.x * k) - slack, round(card.box_px.right * k) + slack
    first = min(last, max(top, round(card.box_px.y * k)))
    end = min(last, max(first, round(card.box_px.bottom * k)))
    above, below = max(top, first - own), min(last, end + own)
    page = view.work
    parts = [
        page[top:above],
        page[below:last],
        page[above:below, : max(0, left)],
        page[above:below, max(0, right) :],
    ]
    seen = sum(part.size for part in parts)
    lit = sum(_above(part, grey) for part in parts if part.size)
    return lit / seen if seen else 0.0


def cut_lines(view: View, card: Card) -> int:
    """How many lines of the page a side of the card cuts off: it lies over them, however lit.

    Beside a picture of the page's own its words end, or begin, at a margin.
    """
    k, width = view.scale, view.work.shape[1]
    box, near = card.box_px, round(CARD_WITHIN * width)
    rows = slice(max(0, round(box.y * k)), max(0, round(box.bottom * k)))
    left = view.work[rows, : max(0, round(box.x * k) - near)]
    right = view.work[rows, round(box.right * k) + near :]
    return sum(
        run.right >= part.shape[1] - 1 and _is_line(run, part)
        for part in (left, right[:, ::-1])
        if min(part.shape) > _LEAST_PX
        for run in find_boxes(np.ascontiguousarray(part), view.dp)
    )


def _is_line(run: BoxPx, part: Bytes) -> bool:
    """Whether a run begins inside the part and is a line of words, not a picture's texture."""
    return run.x > 1 and run.width > run.height and run.y > 0 and run.bottom < part.shape[0]


_CUT_LINES = 3
"""Of 78 real pictures with a pop-up 14 have so many, of 123 ordinary ones 1."""
_LEAST_PX = 8


def _above(part: Bytes, grey: float) -> int:
    _, mask = cv2.threshold(np.ascontiguousarray(part), grey, 1, cv2.THRESH_BINARY)
    return int(cv2.countNonZero(mask))
