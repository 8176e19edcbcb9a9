"""Pictures of advertisements, and what they say."""

from detectors.training import controls, words
from detectors.training.brush import Box, Brush


def claim(brush: Brush, chinese: bool) -> str:
    """What an advertisement promises."""
    return str(brush.among(words.CLAIM_ZH if chinese else words.CLAIM_EN))


def cta_words(brush: Brush, chinese: bool) -> str:
    """What it invites to."""
    return str(brush.among(words.CTA_ZH if chinese else words.CTA_EN))


def poster(brush: Brush, box: Box, chinese: bool) -> None:
    """An advertisement's picture: ground, big words, a thing or two, small print."""
    brush.picture(box)
    x, y, w, h = box
    if brush.chance(0.35):
        brush.slab(box, brush.vivid(), alpha=brush.between(0.4, 0.95))
    for _ in range(int(brush.between(0, 4))):
        side = brush.between(0.15, 0.6) * w
        at = (x + brush.between(0.05, 0.8) * w, y + brush.between(0.1, 0.8) * h)
        inner = (at[0], at[1], min(side, x + w - at[0]), min(side, y + h - at[1]))
        if brush.chance(0.5):
            brush.picture(inner, radius=brush.between(0, 14) * brush.dp)
        else:
            brush.icon(inner, brush.vivid())
    top = y + brush.between(0.12, 0.45) * h
    for _ in range(int(brush.between(1, 4))):
        size = brush.between(0.06, 0.15) * w
        ink = controls.WHITE if brush.mean_grey((x, top, w, size)) < 140 else brush.colour(0, 90)
        if brush.chance(0.25):
            ink = brush.vivid()
        brush.text(
            (x + w / 2, top), claim(brush, chinese), size, ink, anchor="mm", bold=brush.chance(0.7)
        )
        top += size * 1.4
    if brush.chance(0.4):
        brush.text(
            (x + w / 2, y + h - 9 * brush.dp),
            words.line(brush.rng, chinese, 12, 26),
            8 * brush.dp,
            (170, 170, 170),
            anchor="mm",
        )
