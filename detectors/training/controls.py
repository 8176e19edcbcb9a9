"""Controls of pop-ups in the styles they are drawn in. Each returns the box to be learned."""

from PIL import Image, ImageDraw

from detectors.training import words
from detectors.training.brush import Box, Brush, Colour

WHITE: Colour = (255, 255, 255)
BLACK: Colour = (0, 0, 0)
_FINE = 4


def strokes(brush: Brush, size: int) -> Image.Image:
    """A mask (mode L) of ``size`` pixels with an X that fills it."""
    full = size * _FINE
    mask = Image.new("L", (full, full), 0)
    pen = ImageDraw.Draw(mask)
    width = max(_FINE, round(full * brush.between(0.05, 0.24)))
    off = width * 0.36
    low, high = off, full - 1 - off
    for ends in ((low, low, high, high), (low, high, high, low)):
        pen.line(ends, fill=255, width=width)
    if brush.chance(0.5):
        for x in (low, high):
            for y in (low, high):
                pen.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=255)
    return mask.resize((size, size), Image.Resampling.BOX)


def _noted(brush: Brush, role: str, box: Box) -> Box:
    brush.drawn.append((role, box))
    return box


def _stamp(brush: Brush, mask: Image.Image, at: tuple[int, int], ink: Colour, alpha: float) -> None:
    if alpha < 0.99:
        mask = mask.point([round(v * alpha) for v in range(256)])
    brush.image.paste(ink, at, mask)


def cross(brush: Brush, centre: tuple[float, float], size: float, ink: Colour, alpha: float) -> Box:
    """A bare X."""
    side = max(5, round(size))
    x, y = round(centre[0] - side / 2), round(centre[1] - side / 2)
    _stamp(brush, strokes(brush, side), (x, y), ink, alpha)
    return _noted(brush, "close", (x, y, side, side))


def _ink_for(brush: Brush, centre: tuple[float, float], size: float) -> Colour:
    """Light on dark, dark on light, now and then coloured or faint."""
    half = size / 2
    grey = brush.mean_grey((centre[0] - half, centre[1] - half, size, size))
    if brush.chance(0.06):
        return brush.vivid()
    if brush.chance(0.14):
        shift = brush.between(28, 70) * (1 if grey < 128 else -1)
        value = int(min(255, max(0, grey + shift)))
        return value, value, value
    level = int(brush.between(200, 255)) if grey < 140 else int(brush.between(0, 130))
    return level, level, level


def close(brush: Brush, centre: tuple[float, float], size_dp: float | None = None) -> Box:
    """A drawn close control; ``size_dp`` is that of the whole."""
    size = (size_dp or brush.between(10, 36)) * brush.dp
    style = brush.among(("bare", "bare", "ring", "ring", "disc", "disc", "solid", "square"))
    alpha = 1.0 if brush.chance(0.6) else brush.between(0.35, 1)
    if style == "bare":
        return cross(brush, centre, min(size, 26 * brush.dp), _ink_for(brush, centre, size), alpha)
    size = max(size, 13 * brush.dp)
    box = (round(centre[0] - size / 2), round(centre[1] - size / 2), round(size), round(size))
    middle = (box[0] + box[2] / 2, box[1] + box[3] / 2)
    inner = size * brush.between(0.32, 0.56)
    if style == "ring":
        ink = _ink_for(brush, centre, size)
        stroke = max(1.0, size * brush.between(0.03, 0.09))
        if brush.chance(0.4):
            brush.slab(box, BLACK, radius=size / 2, alpha=brush.between(0.1, 0.5))
        brush.slab(box, ink, radius=size / 2, filled=False, outline=ink, stroke=stroke, alpha=alpha)
        cross(brush, middle, inner, ink, alpha)
        return _noted(brush, "close", box)
    radius = size / 2 if style != "square" else brush.between(0, size / 3)
    dark = brush.chance(0.6)
    ground = BLACK if dark else WHITE
    if style == "solid" and brush.chance(0.5):
        ground, dark = brush.vivid(), True
    veil = 1.0 if style == "solid" else brush.between(0.2, 0.9)
    rim = WHITE if dark and brush.chance(0.2) else None
    brush.slab(box, ground, radius=radius, alpha=veil, outline=rim, stroke=size * 0.05)
    cross(brush, middle, inner, WHITE if dark else (70, 70, 70), alpha)
    return _noted(brush, "close", box)


def pill(
    brush: Brush,
    anchor: tuple[float, float],
    text: str,
    size: float,
    *,
    side: str,
    bare: float = 0.12,
    mark: bool = False,
) -> Box:
    """Words in a translucent pill; ``anchor`` is its top left or top right corner."""
    font = brush.font(text, size)
    left, top, right, bottom = font.getbbox(text)
    wide, high = right - left, bottom - top
    pad_x, pad_y = size * brush.between(0.5, 1.1), size * brush.between(0.25, 0.75)
    extra = size * 1.1 if mark else 0.0
    width, height = wide + 2 * pad_x + extra, high + 2 * pad_y
    x = anchor[0] - width if side == "right" else anchor[0]
    box = (round(x), round(anchor[1]), round(width), round(height))
    dark = brush.chance(0.72)
    drawn = not brush.chance(bare)
    if drawn:
        rim = WHITE if brush.chance(0.3) else None
        radius = height / 2 if brush.chance(0.8) else brush.between(2, height / 3)
        alpha = brush.between(0.18, 0.75)
        brush.slab(box, BLACK if dark else WHITE, radius=radius, alpha=alpha, outline=rim)
    grey = brush.mean_grey(box)
    ink = WHITE if grey < 150 else (60, 60, 60)
    at = (box[0] + pad_x - left, box[1] + pad_y - top)
    brush.draw().text(at, text, fill=ink, font=font)
    if mark:
        cross(
            brush, (box[0] + box[2] - pad_x - size * 0.3, box[1] + box[3] / 2), size * 0.6, ink, 1
        )
    if drawn:
        return _noted(brush, "pill", box)
    return _noted(brush, "pill", (at[0] + left, at[1] + top, wide + extra, high))


def skip(brush: Brush, *, chinese: bool, top_dp: float) -> tuple[str, Box]:
    """A skip pill in a corner of the screen; its role and box."""
    size = brush.between(10, 16) * brush.dp
    if brush.chance(0.5):
        text = str(brush.among(words.SKIP_TIMED)).format(n=int(brush.between(1, 10)))
    else:
        text = str(brush.among(words.SKIP_ZH if chinese else words.SKIP_EN))
    edge = brush.between(8, 24) * brush.dp
    if brush.chance(0.1):
        return "skip", _disc(brush, edge, top_dp, chinese)
    right = brush.chance(0.86)
    low = brush.chance(0.12)
    y = brush.height - brush.between(60, 150) * brush.dp if low else top_dp * brush.dp
    anchor = (brush.width - edge, y) if right else (edge, y)
    box = pill(
        brush, anchor, text, size, side="right" if right else "left", mark=brush.chance(0.08)
    )
    return "skip", _noted(brush, "skip", box)


def _disc(brush: Brush, edge: float, top_dp: float, chinese: bool) -> Box:
    """Skip as a disc with the word, sometimes a number above it."""
    size = brush.between(32, 44) * brush.dp
    box = (round(brush.width - edge - size), round(top_dp * brush.dp), round(size), round(size))
    brush.slab(box, BLACK, radius=size / 2, alpha=brush.between(0.25, 0.7), outline=WHITE)
    middle = (box[0] + box[2] / 2, box[1] + box[3] / 2)
    text = "跳过" if chinese else "Skip"
    shift = size * 0.13 if brush.chance(0.4) else 0.0
    if shift:
        number = str(int(brush.between(1, 7)))
        brush.text((middle[0], middle[1] - shift), number, size * 0.3, WHITE, anchor="mm")
    brush.text((middle[0], middle[1] + shift), text, size * 0.3, WHITE, anchor="mm")
    return _noted(brush, "skip", box)


def countdown(brush: Brush, centre: tuple[float, float]) -> Box:
    """A number in a disc or ring, with an arc that runs out."""
    size = brush.between(20, 36) * brush.dp
    box = (round(centre[0] - size / 2), round(centre[1] - size / 2), round(size), round(size))
    dark = brush.chance(0.7)
    if brush.chance(0.75):
        ground = BLACK if dark else WHITE
        brush.slab(box, ground, radius=size / 2, alpha=brush.between(0.3, 1))
    ink = WHITE if brush.mean_grey(box) < 150 else (60, 60, 60)
    if brush.chance(0.6):
        stroke = max(1.0, size * brush.between(0.04, 0.1))
        brush.slab(box, ink, radius=size / 2, filled=False, outline=ink, stroke=stroke)
    number = str(int(brush.between(1, 31)))
    middle = (box[0] + box[2] / 2, box[1] + box[3] / 2)
    brush.text(middle, number, size * brush.between(0.38, 0.55), ink, anchor="mm")
    return _noted(brush, "countdown", box)


def count_line(brush: Brush, top_dp: float) -> Box:
    """Remaining seconds as a line in a corner."""
    text = str(brush.among(words.COUNT[1:])).format(n=int(brush.between(1, 10)))
    right = brush.chance(0.6)
    edge = brush.between(8, 30) * brush.dp
    anchor = (brush.width - edge if right else edge, top_dp * brush.dp)
    size = brush.between(10, 14) * brush.dp
    box = pill(brush, anchor, text, size, side="right" if right else "left", bare=0.3)
    return _noted(brush, "countdown", box)


def button(brush: Brush, box: Box, text: str, ground: Colour, *, filled: bool = True) -> Box:
    """A button of a card."""
    x, y, w, h = box
    radius = brush.among((h / 2, h / 2, 3 * brush.dp, 8 * brush.dp))
    if filled and brush.chance(0.25):
        shade: Colour = tuple(max(0, c - 60) for c in ground)  # type: ignore[assignment]
        brush.slab((x, y + 2 * brush.dp, w, h), shade, radius=radius)
    brush.slab(
        box, ground, radius=radius, filled=filled, outline=None if filled else ground, stroke=1.5
    )
    ink = ground
    if filled:
        light = sum(ground) > 480
        ink = brush.among(((120, 40, 20), (40, 40, 40))) if light else WHITE
    size = min(
        h * brush.between(0.36, 0.5),
        w / max(2.0, len(text) * (1.1 if not text.isascii() else 0.65)),
    )
    brush.text((x + w / 2, y + h / 2), text, size, ink, anchor="mm", bold=brush.chance(0.4))
    return _noted(brush, "button", (round(x), round(y), round(w), round(h)))


def ad_label(brush: Brush, anchor: tuple[float, float]) -> Box:
    """The word for advertisement, small, in a faint box or bare; anchored at its top left."""
    text = str(brush.among(words.AD))
    size = brush.between(8, 12) * brush.dp
    font = brush.font(text, size)
    left, top, right, bottom = font.getbbox(text)
    pad = size * brush.between(0.15, 0.5)
    box = (
        round(anchor[0]),
        round(anchor[1]),
        round(right - left + 2 * pad),
        round(bottom - top + 2 * pad),
    )
    boxed = brush.chance(0.6)
    if boxed:
        dark = brush.chance(0.6)
        alpha = brush.between(0.15, 0.6)
        brush.slab(box, BLACK if dark else WHITE, radius=brush.between(0, size / 2), alpha=alpha)
    grey = brush.mean_grey(box)
    level = int(brush.between(180, 255)) if grey < 150 else int(brush.between(90, 160))
    at = (box[0] + pad - left, box[1] + pad - top)
    brush.draw().text(at, text, fill=(level, level, level), font=font)
    return _noted(brush, "ad_label", box)


def gesture(brush: Brush, centre: tuple[float, float]) -> Box:
    """A hint to shake, twist or swipe: a sign in a disc, and words below it."""
    size = brush.between(56, 96) * brush.dp
    x, y = centre[0] - size / 2, centre[1] - size / 2
    if brush.chance(0.75):
        brush.slab((x, y, size, size), BLACK, radius=size / 2, alpha=brush.between(0.2, 0.6))
        inner = size * 0.55
        brush.icon((centre[0] - inner / 2, centre[1] - inner / 2, inner, inner), WHITE)
    text = str(brush.among(words.GESTURE))
    top = y + size + 4 * brush.dp
    return brush.text(
        (centre[0], top), text, brush.between(13, 19) * brush.dp, WHITE, anchor="mt", bold=True
    )
