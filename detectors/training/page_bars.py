"""Bars of ordinary pages: status, title, search, advertisement, tabs."""

from detectors.training import controls, words
from detectors.training.brush import Brush, Colour
from detectors.training.page_style import inks, page_line
from detectors.training.sample import Labels


def status_bar(brush: Brush, ink: Colour) -> float:
    """Clock and signs along the top; height in dp."""
    high = float(brush.among((24, 24, 28, 32, 36)))
    y = high / 2 * brush.dp
    size = 12 * brush.dp
    clock = f"{int(brush.between(0, 24))}:{int(brush.between(10, 60))}"
    left = brush.chance(0.6)
    brush.text(
        (16 * brush.dp if left else brush.width - 44 * brush.dp, y), clock, size, ink, anchor="lm"
    )
    x = brush.width - 20 * brush.dp if left else brush.width - 62 * brush.dp
    for _ in range(int(brush.between(1, 5))):
        s = 11 * brush.dp
        brush.icon((x - s, y - s / 2, s, s), ink)
        x -= 15 * brush.dp
    if not left or brush.chance(0.5):
        for i in range(int(brush.between(1, 5))):
            s = 11 * brush.dp
            brush.icon(
                (
                    8 * brush.dp + (50 * brush.dp if left else 0) + i * 15 * brush.dp,
                    y - s / 2,
                    s,
                    s,
                ),
                ink,
            )
    return high


def title_bar(brush: Brush, top: float, chinese: bool, ink: Colour) -> float:
    """A bar with a title; often signs at both ends, some of them an X. Bottom in dp."""
    high = brush.between(44, 58)
    coloured = brush.chance(0.4)
    if coloured:
        brush.slab((0, 0, brush.width, (top + high) * brush.dp), brush.colour(0, 200))
        ink = controls.WHITE
    y = (top + high / 2) * brush.dp
    s = brush.between(16, 24) * brush.dp
    x = brush.between(16, 28) * brush.dp
    kind = brush.rng.random()
    if kind < 0.3:
        controls.cross(brush, (x, y), s * 0.7, ink, 1.0)
    elif kind < 0.85:
        brush.icon((x - s / 2, y - s / 2, s, s), ink)
    words_at = (brush.width / 2, y) if brush.chance(0.5) else (56 * brush.dp, y)
    brush.text(
        words_at,
        page_line(brush, chinese),
        17 * brush.dp,
        ink,
        anchor="mm" if words_at[0] > 60 * brush.dp else "lm",
    )
    for i in range(int(brush.between(0, 4))):
        at = brush.width - x - i * 38 * brush.dp
        if brush.chance(0.12):
            controls.cross(brush, (at, y), s * 0.7, ink, 1.0)
        elif brush.chance(0.12):
            brush.text(
                (at, y),
                str(
                    brush.among(
                        ("跳过", "取消", "完成", "Skip", "Done", "关闭", "Next")
                        if chinese
                        else ("Skip", "Done", "Cancel", "Next")
                    )
                ),
                14 * brush.dp,
                ink,
                anchor="rm",
            )
        else:
            brush.icon((at - s / 2, y - s / 2, s, s), ink)
    return top + high


def search(brush: Brush, top: float, chinese: bool, dark: bool) -> float:
    """A field to search in, at times with an X to empty it; its bottom in dp."""
    y = top + 8
    high = brush.between(32, 44)
    fill = (60, 60, 66) if dark else (236, 236, 238)
    box = (
        12 * brush.dp,
        y * brush.dp,
        brush.width - 24 * brush.dp - (50 * brush.dp if chinese else 0),
        high * brush.dp,
    )
    brush.slab(box, fill, radius=high / 2 * brush.dp)
    ink = (150, 150, 150)
    brush.text(
        (44 * brush.dp, (y + high / 2) * brush.dp),
        page_line(brush, chinese),
        14 * brush.dp,
        ink,
        anchor="lm",
    )
    brush.icon(
        (20 * brush.dp, (y + high / 2) * brush.dp - 8 * brush.dp, 16 * brush.dp, 16 * brush.dp), ink
    )
    if brush.chance(0.5):
        controls.close(
            brush,
            (box[0] + box[2] - 18 * brush.dp, (y + high / 2) * brush.dp),
            brush.between(10, 18),
        )
    if chinese:
        brush.text(
            (brush.width - 34 * brush.dp, (y + high / 2) * brush.dp),
            "取消",
            15 * brush.dp,
            ink,
            anchor="mm",
        )
    return y + high + 6


def banner(brush: Brush, bottom: float, labels: Labels, chinese: bool) -> float:
    """An advertisement's strip at the foot of an ordinary page; top in dp."""
    high = brush.between(48, 64)
    top = bottom - high
    brush.picture((0, top * brush.dp, brush.width, high * brush.dp))
    if brush.chance(0.5):
        brush.slab((0, top * brush.dp, brush.width, high * brush.dp), controls.WHITE)
    brush.icon((6 * brush.dp, (top + 6) * brush.dp, 38 * brush.dp, 38 * brush.dp), brush.vivid())
    brush.text(
        (52 * brush.dp, (top + 16) * brush.dp),
        str(brush.among(words.CLAIM_ZH if chinese else words.CLAIM_EN)),
        14 * brush.dp,
        (40, 40, 40),
        anchor="lm",
    )
    if brush.chance(0.6):
        controls.button(
            brush,
            (brush.width - 96 * brush.dp, (top + 10) * brush.dp, 84 * brush.dp, 30 * brush.dp),
            str(brush.among(words.CTA_ZH[:12] if chinese else words.CTA_EN)),
            brush.vivid(),
        )
    if brush.chance(0.4):
        labels.add(
            "ad_label", controls.ad_label(brush, (4 * brush.dp, (top + high - 16) * brush.dp))
        )
    if brush.chance(0.3):
        controls.close(
            brush, (brush.width - 8 * brush.dp, (top + 8) * brush.dp), brush.between(9, 14)
        )
    return top


def tabs(brush: Brush, bottom: float, chinese: bool, dark: bool) -> float:
    """A bar of tabs at the foot; its top in dp."""
    high = brush.between(48, 58)
    top = bottom - high
    ground, _, weak = inks(brush, dark)
    brush.slab((0, top * brush.dp, brush.width, high * brush.dp), ground)
    count = int(brush.between(3, 6))
    for i in range(count):
        x = (i + 0.5) * brush.width / count
        ink = brush.vivid() if i == 0 else weak
        side = 22 * brush.dp
        brush.icon((x - side / 2, (top + 6) * brush.dp, side, side), ink)
        brush.text(
            (x, (top + high - 12) * brush.dp),
            page_line(brush, chinese, 2, 4)[:5],
            10 * brush.dp,
            ink,
            anchor="mm",
        )
    return top
