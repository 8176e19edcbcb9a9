"""Pop-ups over a page: cards over a dimmed one, and small things at its side."""

from PIL import Image

from detectors.training import controls, words
from detectors.training.brush import Box, Brush, Colour
from detectors.training.pages import page
from detectors.training.poster import claim, cta_words, poster
from detectors.training.sample import Labels


def dialog(brush: Brush, labels: Labels, *, chinese: bool) -> None:
    """A card over a dimmed page, closed by an X below it, in or at its corner, or by words."""
    page(brush, Labels(), chinese=chinese)
    scrim(brush, labels)
    card = _card_box(brush)
    x, y, w, h = card
    dp = brush.dp
    if brush.chance(0.55):
        ground: Colour = controls.WHITE if brush.chance(0.75) else brush.colour(20, 255)
        brush.slab(card, ground, radius=brush.between(0, 20) * dp)
        share = brush.between(0, 0.5)
        if share > 0.15:
            overhang = brush.between(0, 30) * dp if brush.chance(0.3) else 0
            brush.picture(
                (x, y - overhang, w, h * share + overhang), radius=brush.between(0, 16) * dp
            )
        ink = (30, 30, 35) if sum(ground) > 400 else controls.WHITE
        at = y + h * share + 26 * dp
        brush.text((x + w / 2, at), claim(brush, chinese), 18 * dp, ink, anchor="mm", bold=True)
        for _ in range(int(brush.between(0, 6))):
            at += 22 * dp
            if at > y + h - 70 * dp:
                break
            brush.text(
                (x + 20 * dp, at),
                words.line(brush.rng, chinese, 5, int(w / dp / 15)),
                13 * dp,
                (130, 130, 130),
                anchor="lm",
            )
    else:
        brush.picture(card, radius=brush.between(0, 20) * dp)
        poster(brush, card, chinese)
    _card_buttons(brush, labels, card, chinese)
    _closes_card(brush, labels, card)
    if brush.chance(0.1):
        labels.add("ad_label", controls.ad_label(brush, (x + 6 * dp, y + h - 18 * dp)))
    labels.kind, labels.popup = "dialog", card


def consent(brush: Brush, labels: Labels, *, chinese: bool) -> None:
    """User agreement and privacy before the first use."""
    page(brush, Labels(), chinese=chinese)
    scrim(brush, labels)
    card = _card_box(brush)
    x, y, w, h = card
    dp = brush.dp
    brush.slab(card, controls.WHITE, radius=brush.between(2, 18) * dp)
    title = "用户协议和隐私政策" if chinese else "Privacy Policy"
    brush.text((x + w / 2, y + 26 * dp), title, 18 * dp, (20, 20, 20), anchor="mm", bold=True)
    at = y + 50 * dp
    while at < y + h - 110 * dp:
        brush.text(
            (x + 18 * dp, at),
            words.line(brush.rng, chinese, 14, int(w / dp / 14)),
            13 * dp,
            (90, 90, 90),
        )
        at += 20 * dp
    agree, leave = str(brush.among(words.AGREE)), str(brush.among(words.DISAGREE))
    wide = w - 40 * dp
    box = (x + 20 * dp, y + h - 100 * dp, wide, 42 * dp)
    labels.add("cta", controls.button(brush, box, agree, brush.vivid()))
    low = brush.text((x + w / 2, y + h - 32 * dp), leave, 14 * dp, (150, 150, 150), anchor="mm")
    labels.add("dismiss", low)
    labels.kind, labels.popup = "consent", card


def system(brush: Brush, labels: Labels, *, chinese: bool) -> None:
    """A system's dialog: words and two or three flat buttons."""
    page(brush, Labels(), chinese=chinese)
    scrim(brush, labels)
    dp = brush.dp
    w, h = brush.between(0.75, 0.92) * brush.width, brush.between(150, 300) * dp
    low = brush.chance(0.5)
    y = brush.height - h - 20 * dp if low else (brush.height - h) / 2
    card = (round((brush.width - w) / 2), round(y), round(w), round(h))
    dark = brush.chance(0.2)
    brush.slab(card, (45, 45, 48) if dark else controls.WHITE, radius=brush.between(2, 26) * dp)
    ink = (235, 235, 235) if dark else (25, 25, 25)
    for i in range(int(brush.between(1, 4))):
        brush.text(
            (card[0] + 22 * dp, card[1] + (20 + 24 * i) * dp),
            words.line(brush.rng, chinese, 6, 18),
            15 * dp,
            ink,
        )
    deny = str(
        brush.among(
            ("取消", "拒绝", "不允许", "禁止")
            if chinese
            else ("Deny", "CANCEL", "Don't allow", "Cancel")
        )
    )
    allow = "允许" if chinese else "Allow"
    base = card[1] + card[3] - 26 * dp
    colour = brush.vivid()
    place = (card[0] + w * 0.27, base) if brush.chance(0.6) else (card[0] + w * 0.6, base)
    labels.add("dismiss", brush.text(place, deny, 15 * dp, colour, anchor="mm"))
    brush.text((card[0] + w * 0.8, base), allow, 15 * dp, colour, anchor="mm")
    labels.kind, labels.popup = "system", card


def floating(brush: Brush, labels: Labels, *, chinese: bool) -> None:
    """A small thing at the side of a page that is not dimmed, with an X at its corner."""
    page(brush, Labels(), chinese=chinese)
    dp = brush.dp
    wide, high = brush.between(60, 150) * dp, brush.between(60, 180) * dp
    x = brush.width - wide - brush.between(4, 20) * dp if brush.chance(0.8) else 8 * dp
    y = brush.between(0.4, 0.72) * brush.height
    box = (round(x), round(y), round(wide), round(high))
    brush.picture(box, radius=brush.between(0, 20) * dp)
    brush.text(
        (x + wide / 2, y + high * 0.7),
        claim(brush, chinese)[:5],
        16 * dp,
        controls.WHITE,
        anchor="mm",
        bold=True,
    )
    at = (x + wide - 4 * dp if brush.chance(0.8) else x + 4 * dp, y + brush.between(-6, 8) * dp)
    labels.add("close", controls.close(brush, at, brush.between(13, 22)))
    labels.kind, labels.popup = "floating", box


def scrim(brush: Brush, labels: Labels) -> float:
    """Darken the page that is there; the share is noted."""
    dark = brush.between(0.3, 0.85) if brush.chance(0.95) else brush.between(0.1, 0.3)
    brush.image.paste(Image.blend(brush.image, Image.new("RGB", brush.image.size), dark))
    labels.scrim = dark
    return dark


def _card_box(brush: Brush) -> Box:
    width = brush.between(0.6, 0.88) * brush.width
    height = min(width * brush.between(0.65, 1.6), brush.height * 0.72)
    x = (brush.width - width) / 2
    y = (brush.height - height) / 2 + brush.between(-0.09, 0.07) * brush.height
    return (round(x), round(max(30 * brush.dp, y)), round(width), round(height))


def _closes_card(brush: Brush, labels: Labels, card: Box) -> None:
    x, y, w, h = card
    dp = brush.dp
    where = brush.rng.random()
    if where < 0.42:
        at = (x + w / 2, min(brush.height - 20 * dp, y + h + brush.between(26, 62) * dp))
        labels.add("close", controls.close(brush, at, brush.between(22, 40)))
    elif where < 0.75:
        inset = brush.between(12, 26) * dp
        at = (x + w - inset if brush.chance(0.9) else x + inset, y + inset)
        labels.add("close", controls.close(brush, at, brush.between(9, 28)))
    elif where < 0.95:
        side = x + w - brush.between(-6, 20) * dp
        at = (side if brush.chance(0.88) else x + 10 * dp, y - brush.between(-4, 42) * dp)
        labels.add("close", controls.close(brush, at, brush.between(18, 34)))


def _card_buttons(brush: Brush, labels: Labels, card: Box, chinese: bool) -> None:
    x, y, w, h = card
    dp = brush.dp
    high = brush.between(36, 50) * dp
    y0 = y + h - high - brush.between(12, 34) * dp
    kind = brush.rng.random()
    dismiss = str(brush.among(words.DISMISS_ZH if chinese else words.DISMISS_EN))
    if kind < 0.5:
        wide = w * brush.between(0.5, 0.88)
        box = (x + (w - wide) / 2, y0, wide, high)
        labels.add("cta", controls.button(brush, box, cta_words(brush, chinese), brush.vivid()))
        if brush.chance(0.2):
            size = 13 * dp
            box = brush.text(
                (x + w / 2, y0 + high + 10 * dp), dismiss, size, (150, 150, 150), anchor="mm"
            )
            labels.add("dismiss", box)
    elif kind < 0.8:
        half = w / 2 - 24 * dp
        left, right = (x + 16 * dp, y0, half, high), (x + w / 2 + 8 * dp, y0, half, high)
        filled = brush.chance(0.5)
        labels.add(
            "dismiss",
            controls.button(
                brush, left, dismiss, (200, 200, 205) if filled else (120, 120, 130), filled=filled
            ),
        )
        labels.add("cta", controls.button(brush, right, cta_words(brush, chinese), brush.vivid()))
