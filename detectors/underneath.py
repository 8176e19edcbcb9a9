"""What shows through a scrim, or a card half faded in: the app's page had it there before."""

import dataclasses
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from detectors.evidence import DrawnClose, Said
from detectors.pixels import Bytes, View, crop_rgb, grey_of
from harness.domain.geometry import BoxPx
from harness.domain.sight import CLOSING_ROLES

Doubles = npt.NDArray[np.float64]

ALIKE = 0.97
"""Correlation of what is covered with what it was: a screenshot's is over 0.98."""
LEAST_LIGHT, MOST_LIGHT = 0.1, 0.9
"""So much a scrim lets through, or a card that fades in. Of an X that fades in there was less
before, not more."""
SPARE = 12
"""Grey levels by which more may be added than a white cover adds."""
_LEAST_DRAWN, _LEAST_SEEN = 6.0, 1.0
"""Standard deviation (grey levels) of a place where something is drawn, and where it shows now."""
_AROUND = 0.1
"""The ground beside it, in shares of its longer side."""


def stood_before(view: View, box: BoxPx, pages: Sequence[Bytes]) -> bool:
    """Whether one of the pages (grey, H x W, uint8) had the same there, uncovered.

    Pages of another size than the frame tell nothing. A cover of grey c and alpha makes every
    grey g of a page (1 - alpha) g + alpha c; least squares of the greys now over the greys then
    tell the factor and what was added.
    """
    more = round(_AROUND * max(box.width, box.height))
    x0, y0 = max(0, box.x - more), max(0, box.y - more)
    x1, y1 = box.right + more, box.bottom + more
    now = grey_of(crop_rgb(view, x0, y0, x1, y1)).astype(np.float64)
    return any(
        _is_covered(now, page[y0:y1, x0:x1].astype(np.float64))
        for page in pages
        if page.shape == (view.height, view.width)
    )


def _is_covered(now: Doubles, then: Doubles) -> bool:
    if now.shape != then.shape or then.std() < _LEAST_DRAWN or now.std() < _LEAST_SEEN:
        return False
    common = ((now - now.mean()) * (then - then.mean())).mean()
    alike = common / (now.std() * then.std())
    light = common / then.var()
    added = now.mean() - light * then.mean()
    possible = -SPARE <= added <= 255 * (1 - light) + SPARE
    return bool(alike >= ALIKE and LEAST_LIGHT <= light <= MOST_LIGHT and possible)


def without_page_closes(
    view: View, closes: Sequence[DrawnClose], pages: Sequence[Bytes]
) -> list[DrawnClose]:
    """Each X that stood on a page before does not count."""
    return [
        dataclasses.replace(c, place="elsewhere")
        if c.place != "elsewhere" and stood_before(view, c.mark.glyph_px, pages)
        else c
        for c in closes
    ]


def without_page_words(view: View, said: Sequence[Said], pages: Sequence[Bytes]) -> list[Said]:
    """Words that lead out and stood on a page before lead out of that."""
    return [
        s
        for s in said
        if s.word.role not in CLOSING_ROLES or not stood_before(view, s.ink_px, pages)
    ]
