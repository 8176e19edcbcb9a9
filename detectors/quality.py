"""How surely a mark is a drawn X."""

from detectors.marks import Mark


def quality_of(mark: Mark, fit: float, dp_px: float) -> float:
    """How surely a mark is a drawn X, 0 … 1; 0 for text, specks and walls."""
    glyph_dp = max(mark.glyph_px.width, mark.glyph_px.height) / dp_px
    small_px = min(mark.glyph_px.width, mark.glyph_px.height)
    # half drawn pixels at both ends of an 8 px X are lost: 3.4 dp come out as 2.7
    least_dp = 2.6 if mark.button == "disc" else 5.5
    if mark.crowded > 0.22 or not least_dp <= glyph_dp <= 44:
        return 0.0
    if max(mark.box_px.width, mark.box_px.height) > _MOST_DP * dp_px:
        return 0.0
    clear = mark.button == "disc" and mark.contrast >= _CLEAR_CONTRAST
    if mark.contrast < 1.15 or small_px < (_LEAST_CLEAR_PX if clear else _LEAST_PX):
        return 0.0
    shape = min(1.0, max(0.0, (mark.shape - _NO_SHAPE) / 0.35))
    likeness = min(1.0, max(0.0, (fit - 0.55) / 0.3))
    return round(shape * 0.65 + likeness * 0.35 if shape > 0 else 0.0, 3)


_NO_SHAPE = 0.5
_MOST_DP = 56
"""Closes are drawn up to 48 dp; the signs that hang up, and of a payment that failed, have 64."""
_LEAST_PX = 6
_LEAST_CLEAR_PX, _CLEAR_CONTRAST = 5, 2.5
"""In a disc of its own a sharp X of so few pixels still has arms: thumbnails show it so."""


def least_shape(fit: float, quality: float) -> float:
    """Likeness of strokes without which ``quality_of`` stays below this quality."""
    likeness = min(1.0, max(0.0, (fit - 0.55) / 0.3))
    return _NO_SHAPE + max(0.0, quality - 0.001 - likeness * 0.35) / 0.65 * 0.35
