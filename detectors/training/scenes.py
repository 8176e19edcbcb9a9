"""``python -m detectors.training.scenes``: small drawn scenes, each of one corner of a screen.

A skip pill and pills that say something else in the same place; closes in, at and below cards;
counters beside an icon; buttons in pairs; signs and letters that look like an X and are none.
The folder has the form of ``detectors.training.draw``; picture ``i`` comes from one seed alone.
"""

import argparse
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from detectors.training import controls, words
from detectors.training.brush import Box, Brush, Colour
from detectors.training.draw import as_row
from detectors.training.fabricate import faces
from detectors.training.pages import page, status_bar
from detectors.training.sample import Labels, Sample

SIDE = 384
_WIDTH_DP = (360, 384, 393, 411)
_WORK_WIDTH = 540
INKS: tuple[Colour, ...] = ((255, 255, 255), (20, 20, 20), (120, 120, 120), (230, 60, 50))


def _ground(brush: Brush, chinese: bool) -> None:
    """A photograph, a plain colour, or a page."""
    kind = brush.rng.random()
    if kind < 0.55:
        brush.picture((0, 0, brush.width, brush.height))
        if brush.chance(0.3):
            words_at = (brush.between(0, 300), brush.between(60, 340))
            size = brush.between(18, 60)
            brush.text(words_at, str(brush.among(words.CLAIM_ZH)), size, brush.vivid(), bold=True)
    elif kind < 0.8:
        brush.slab((0, 0, brush.width, brush.height), brush.colour())
    else:
        page(brush, Labels(), chinese=chinese)


def _ring(brush: Brush, box: Box, ink: Colour, share: float, stroke: float) -> None:
    """Part of a ring that runs out, drawn larger and shrunk."""
    x, y, w, h = (round(v) for v in box)
    mask = Image.new("L", (w * 4, h * 4), 0)
    edges = (4, 4, w * 4 - 5, h * 4 - 5)
    start = brush.between(-90, 270)
    width = max(4, round(stroke * 4))
    ImageDraw.Draw(mask).arc(edges, start, start + 360 * share, fill=255, width=width)
    brush.image.paste(ink, (x, y), mask.resize((w, h), Image.Resampling.BOX))


def worded_disc(brush: Brush, centre: tuple[float, float], text: str) -> Box:
    """Words in a disc or ring, as a skip is drawn that runs out; returns its box."""
    size = brush.between(30, 48) * brush.dp
    box = (round(centre[0] - size / 2), round(centre[1] - size / 2), round(size), round(size))
    dark = brush.chance(0.5)
    if brush.chance(0.85):
        ground = controls.BLACK if dark else controls.WHITE
        brush.slab(box, ground, radius=size / 2, alpha=brush.between(0.3, 1))
    ink = controls.WHITE if brush.mean_grey(box) < 140 else (90, 90, 90)
    if brush.chance(0.6):
        rim = ink if brush.chance(0.5) else brush.vivid()
        _ring(brush, box, rim, brush.between(0.2, 1), size * brush.between(0.03, 0.08))
    letters = size * brush.between(0.26, 0.36)
    middle = (box[0] + box[2] / 2, box[1] + box[3] / 2)
    if len(text) > 4:
        text = text[:2]
    brush.text(middle, text, letters, ink, anchor="mm", bold=brush.chance(0.3))
    return box


def outlined(brush: Brush, anchor: tuple[float, float], text: str, size: float) -> Box:
    """Words in a frame, or in a pill of any colour; ``anchor`` is its top right corner."""
    font = brush.font(text, size)
    left, top, right, bottom = font.getbbox(text)
    wide = right - left + 2 * size * brush.between(0.4, 1)
    high = bottom - top + 2 * size * brush.between(0.25, 0.7)
    box = (round(anchor[0] - wide), round(anchor[1]), round(wide), round(high))
    grey = brush.mean_grey(box)
    ink: Colour = brush.among(INKS)
    if abs(sum(ink) / 3 - grey) < 60:
        ink = controls.WHITE if grey < 128 else (60, 60, 60)
    radius = brush.among((high / 2, high / 4, 3.0))
    alpha = brush.between(0.5, 1)
    if brush.chance(0.3):
        ground = brush.colour()
        brush.slab(box, ground, radius=radius, alpha=brush.between(0.4, 1))
        ink = controls.WHITE if sum(ground) < 420 else (40, 40, 40)
    else:
        brush.slab(box, ink, radius=radius, filled=False, outline=ink, stroke=1.4, alpha=alpha)
    middle = (box[0] + box[2] / 2, box[1] + box[3] / 2)
    brush.text(middle, text, size, ink, anchor="mm", alpha=alpha)
    return box


def _pill(brush: Brush, at: tuple[float, float], text: str) -> Box:
    """Words in one of the ways of a screen's corner; ``at`` is the top right corner."""
    size = brush.between(9.5, 16) * brush.dp
    kind = brush.rng.random()
    if kind < 0.22 and (len(text) <= 3 or text == "Skip"):
        half = 22 * brush.dp
        return worded_disc(brush, (at[0] - half, at[1] + half), text)
    if kind < 0.45:
        return outlined(brush, at, text, size)
    return controls.pill(brush, at, text, size, side="right", bare=0.15, mark=brush.chance(0.06))


def _skip_words(brush: Brush, chinese: bool) -> str:
    if brush.chance(0.4):
        return str(brush.among(words.SKIP_TIMED)).format(n=int(brush.between(1, 16)))
    return str(brush.among(words.SKIP_ZH if chinese else words.SKIP_EN))


def corner(brush: Brush, labels: Labels, *, chinese: bool) -> None:
    """A screen's corner with a pill: half of them say skip, half something else."""
    _ground(brush, chinese)
    top = status_bar(brush, controls.WHITE) if brush.chance(0.4) else brush.between(4, 40)
    edge = brush.between(6, 24) * brush.dp
    right = brush.width - edge if brush.chance(0.8) else brush.between(120, brush.width - edge)
    at = (right, (top + brush.between(4, 20)) * brush.dp)
    if brush.chance(0.15):
        at = (right, brush.height - brush.between(50, 150) * brush.dp)
    if brush.chance(0.6):
        text = _skip_words(brush, chinese)
        box = _pill(brush, at, text)
        labels.add("skip", box)
    elif brush.chance(0.25):
        text = str(brush.among(words.COUNT[1:])).format(n=int(brush.between(1, 31)))
        box = _pill(brush, at, text)
        labels.add("countdown", box)
    else:
        box = _pill(brush, at, str(brush.among(words.OTHER_PILLS)))
    if brush.chance(0.3):
        below = brush.chance(0.5)
        beside = (right, box[1] + box[3] + 6) if below else (box[0] - 8, box[1])
        _pill(brush, beside, str(brush.among(words.OTHER_PILLS)))
    if brush.chance(0.3):
        place = (brush.between(4, 160), brush.height - brush.between(20, 90))
        labels.add("ad_label", controls.ad_label(brush, place))
    if brush.chance(0.3):
        _signs(brush, 2)


def _signs(brush: Brush, most: int) -> None:
    """Letters and signs that look like an X, and icons, here and there."""
    for _ in range(int(brush.between(1, most + 1))):
        size = brush.between(9, 34) * brush.dp
        at = (brush.between(0, brush.width), brush.between(0, brush.height))
        grey = brush.mean_grey((*at, size, size))
        ink = brush.among(INKS) if brush.chance(0.3) else (
            controls.WHITE if grey < 128 else (30, 30, 30)
        )  # fmt: skip
        if brush.chance(0.5):
            if brush.chance(0.4):
                box = (at[0] - size * 0.8, at[1] - size * 0.8, size * 1.6, size * 1.6)
                dark = brush.chance(0.5)
                ground = controls.BLACK if dark else controls.WHITE
                brush.slab(box, ground, radius=size * 0.8, alpha=brush.between(0.3, 0.9))
                ink = controls.WHITE if dark else (60, 60, 60)
            brush.icon((at[0] - size / 2, at[1] - size / 2, size, size), ink)
        else:
            alone = brush.chance(0.5)
            sign = str(brush.among(words.LOOKALIKES if alone else words.LOOKALIKES + words.CROSSED))
            text = sign if alone else sign + str(brush.among("aer文L1"))
            brush.text(at, text, size, ink, anchor="mm", bold=brush.chance(0.4))


def thin_close(brush: Brush, centre: tuple[float, float]) -> Box:
    """An X of hair lines in a large ring, as many dialogs have it."""
    size = round(brush.between(24, 46) * brush.dp)
    x, y = round(centre[0] - size / 2), round(centre[1] - size / 2)
    grey = brush.mean_grey((x, y, size, size))
    ink = controls.WHITE if grey < 170 else (80, 80, 80)
    mask = Image.new("L", (size * 4, size * 4), 0)
    pen = ImageDraw.Draw(mask)
    stroke = max(3, round(brush.between(0.8, 2.2) * brush.dp * 2.6))
    if brush.chance(0.85):
        pen.ellipse((3, 3, size * 4 - 4, size * 4 - 4), outline=255, width=stroke)
    half = size * 2 * brush.between(0.3, 0.55)
    middle = size * 2
    for sign in (1, -1):
        ends = (middle - half, middle - half * sign, middle + half, middle + half * sign)
        pen.line(ends, fill=255, width=stroke)
    mask = mask.resize((size, size), Image.Resampling.BOX)
    alpha = brush.between(0.5, 1)
    brush.image.paste(ink, (x, y), mask.point([round(v * alpha) for v in range(256)]))
    box = (x, y, size, size)
    brush.drawn.append(("close", box))
    return box


def _any_close(brush: Brush, at: tuple[float, float]) -> Box:
    if brush.chance(0.3):
        return thin_close(brush, at)
    return controls.close(brush, at, brush.between(9, 38))


def card(brush: Brush, labels: Labels, *, chinese: bool) -> None:
    """A card's upper corner or foot over a darkened page, with its close."""
    _ground(brush, chinese)
    dark = brush.between(0.25, 0.8)
    brush.image.paste(Image.blend(brush.image, Image.new("RGB", brush.image.size), dark))
    foot = brush.chance(0.4)
    wide, dp = brush.between(180, 330), brush.dp
    x = brush.between(-60, brush.width - wide - 8)
    y = brush.between(-200, -40) if foot else brush.between(50, 170)
    high = brush.between(180, 320) if foot else brush.height
    box = (round(x), round(y), round(wide), round(high))
    radius = brush.between(0, 22) * dp
    if brush.chance(0.45):
        brush.picture(box, radius=radius)
    else:
        ground: Colour = controls.WHITE if brush.chance(0.6) else brush.colour()
        brush.slab(box, ground, radius=radius)
    right, bottom = x + wide, y + high
    if foot:
        _card_foot(brush, labels, box, chinese)
        at = (x + wide / 2, bottom + brush.between(20, 60) * dp)
    else:
        where = brush.rng.random()
        side = right if brush.chance(0.85) else x
        inward = -1 if side == right else 1
        if where < 0.6:
            inset = brush.between(11, 28) * dp
            at = (side + inward * inset, y + inset)
        elif where < 0.85:
            at = (side + inward * brush.between(-8, 20) * dp, y - brush.between(14, 44) * dp)
            if brush.chance(0.3):
                brush.slab((at[0] - 1, at[1], 2, y - at[1]), controls.WHITE, alpha=0.6)
        else:
            at = (side, y)
        for i in range(int(brush.between(0, 5))):
            line = words.line(brush.rng, chinese, 3, 12)
            brush.text((x + 14, y + 30 + i * 26), line, 14 * dp, brush.among(INKS))
    if brush.chance(0.85):
        labels.add("close", _any_close(brush, at))
    if brush.chance(0.25):
        _signs(brush, 2)


def _card_foot(brush: Brush, labels: Labels, box: Box, chinese: bool) -> None:
    """Buttons at a card's foot: an invitation, with a way out in words beside or below."""
    x, y, w, h = box
    high = brush.between(32, 48) * brush.dp
    y0 = y + h - high - brush.between(10, 40)
    invite = str(brush.among(words.CTA_ZH if chinese else words.CTA_EN))
    leave = str(brush.among(words.DISMISS_ZH if chinese else words.DISMISS_EN))
    kind = brush.rng.random()
    if kind < 0.4:
        place = (round(x + w * 0.1), round(y0), round(w * 0.8), round(high))
        labels.add("cta", controls.button(brush, place, invite, brush.vivid()))
    elif kind < 0.8:
        half = w / 2 - 20
        low, up = (x + 12, y0, half, high), (x + w / 2 + 8, y0, half, high)
        filled = brush.chance(0.4)
        ink = (205, 205, 210) if filled else (120, 120, 130)
        labels.add("dismiss", controls.button(brush, low, leave, ink, filled=filled))
        labels.add("cta", controls.button(brush, up, invite, brush.vivid()))


def end_card(brush: Brush, labels: Labels, *, chinese: bool) -> None:
    """A film's or end card's corner: counter, ring, X or mute sign, an icon beside it."""
    _ground(brush, chinese)
    dp = brush.dp
    y = brush.between(18, 60) * dp
    x = (
        brush.between(18, 40) * dp
        if brush.chance(0.5)
        else brush.width - brush.between(18, 40) * dp
    )
    if brush.chance(0.4):
        strip = brush.among((controls.WHITE, (240, 244, 246), controls.BLACK))
        brush.slab((0, 0, brush.width, y * 2), strip, alpha=brush.between(0.6, 1))
        brush.picture((80 * dp, y - 22 * dp, 44 * dp, 44 * dp), radius=8 * dp)
    kind = brush.rng.random()
    if kind < 0.4:
        labels.add("countdown", controls.countdown(brush, (x, y)))
    elif kind < 0.5:
        size = round(brush.between(18, 30) * dp)
        box = (round(x - size / 2), round(y - size / 2), size, size)
        ink = controls.WHITE if brush.mean_grey(box) < 140 else (120, 120, 120)
        brush.slab(box, ink, radius=size / 2, filled=False, outline=ink, stroke=3, alpha=0.3)
        _ring(brush, box, ink, brush.between(0.1, 0.8), 3)
        labels.add("countdown", box)
    elif kind < 0.85:
        labels.add("close", _any_close(brush, (x, y)))
    if brush.chance(0.6):
        _signs(brush, 3)


def ordinary(brush: Brush, labels: Labels, *, chinese: bool) -> None:
    """A part of an ordinary page, with signs that look like an X."""
    if brush.chance(0.5):
        page(brush, labels, chinese=chinese)
    else:
        _ground(brush, chinese)
    if brush.chance(0.7):
        _signs(brush, 6)
    if brush.chance(0.3):
        at = (brush.between(120, brush.width), brush.between(10, 340))
        _pill(brush, at, str(brush.among(words.OTHER_PILLS)))


KINDS: tuple[tuple[float, Callable[..., None]], ...] = (
    (0.34, corner), (0.3, card), (0.16, end_card), (0.2, ordinary),
)  # fmt: skip


def scene(seed: int, fonts: Path) -> Sample:
    """One scene of SIDE x SIDE pixels at work scale; the same for the same seed."""
    rng = np.random.default_rng(seed)
    dp = _WORK_WIDTH / int(rng.choice(_WIDTH_DP))
    brush = Brush(rng, Image.new("RGB", (SIDE, SIDE)), dp, faces(fonts))
    labels = Labels()
    index = int(rng.choice(len(KINDS), p=[share for share, _ in KINDS]))
    KINDS[index][1](brush, labels, chinese=brush.chance(0.7))
    labels.drawn = brush.drawn
    return Sample(np.asarray(brush.image, np.uint8), labels)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m detectors.training.scenes")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--fonts", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--count", type=int, default=16_000)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    rows = []
    for i in range(given.count):
        made = scene(given.seed * 1_000_000 + i, given.fonts)
        name = f"{i:06d}.jpg"
        Image.fromarray(made.picture).save(given.out / name, quality=95, subsampling=0)
        rows.append({"size": [SIDE, SIDE], **as_row(name, made.labels)})
    (given.out / "labels.json").write_text(json.dumps(rows), "utf-8")


if __name__ == "__main__":
    main()
