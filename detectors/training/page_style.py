"""What an ordinary page is written in: its colours and its words."""

from detectors.training import words
from detectors.training.brush import Brush, Colour


def inks(brush: Brush, dark: bool) -> tuple[Colour, Colour, Colour]:
    """Ground, strong ink, weak ink."""
    if dark:
        base = int(brush.between(0, 45))
        return (
            (base, base, min(255, base + int(brush.between(0, 14)))),
            (230, 230, 230),
            (150, 150, 150),
        )
    base = int(brush.between(235, 256))
    return (base, base, base), (30, 30, 35), (140, 140, 145)


def page_line(brush: Brush, chinese: bool, least: int = 2, most: int = 14) -> str:
    """Words as pages have them, or any words of so many characters."""
    if brush.chance(0.5):
        return str(brush.among(words.PAGE_ZH if chinese else words.PAGE_EN))
    return words.line(brush.rng, chinese, least, most)
