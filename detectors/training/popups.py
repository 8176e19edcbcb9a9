"""Pop-ups over ordinary pages and before them."""

from collections.abc import Callable

from PIL import Image

from detectors.training import controls, words
from detectors.training.brush import Box, Brush, Colour
from detectors.training.pages import page, status_bar
from detectors.training.sample import Labels


def _claim(brush: Brush, chinese: bool) -> str:
    return str(brush.among(words.CLAIM_ZH if chinese else words.CLAIM_EN))


def _cta_words(brush: Brush, chinese: bool) -> str:
    return str(brush.among(words.CTA_ZH if chinese else words.CTA_EN))


def _poster(brush: Brush, box: Box, chinese: bool) -> None:
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
            (x + w / 2, top), _claim(brush, chinese), size, ink, anchor="mm", bold=brush.chance(0.7)
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


def _app_strip(brush: Brush, high: float, chinese: bool) -> None:
    """The app's own name under its splash page."""
    top = brush.height - high * brush.dp
    brush.slab((0, top, brush.width, high * brush.dp + 1), controls.WHITE)
    side = 40 * brush.dp
    middle = top + high / 2 * brush.dp
    brush.slab(
        (brush.width / 2 - 90 * brush.dp, middle - side / 2, side, side),
        brush.vivid(),
        radius=9 * brush.dp,
    )
    brush.text(
        (brush.width / 2 - 30 * brush.dp, middle),
        _claim(brush, chinese),
        20 * brush.dp,
        (40, 40, 40),
        anchor="lm",
        bold=True,
    )


def splash(brush: Brush, labels: Labels, *, chinese: bool) -> None:
    """Full screen at start: skip in a corner, a label, an invitation, a hint to shake."""
    _poster(brush, (0, 0, brush.width, brush.height), chinese)
    strip = brush.between(70, 130) if brush.chance(0.5) else 0.0
    if strip:
        _app_strip(brush, strip, chinese)
    top = status_bar(brush, controls.WHITE) + 4 if brush.chance(0.5) else brush.between(6, 20)
    if brush.chance(0.92):
        labels.add(*controls.skip(brush, chinese=chinese, top_dp=top + brush.between(0, 14)))
    elif brush.chance(0.5):
        at = (brush.width - 34 * brush.dp, (top + 24) * brush.dp)
        labels.add("countdown", controls.countdown(brush, at))
    floor = brush.height / brush.dp - strip
    if brush.chance(0.75):
        wide, high = brush.between(200, 320), brush.between(40, 62)
        y = floor - brush.between(90, 190)
        box = ((brush.width - wide * brush.dp) / 2, y * brush.dp, wide * brush.dp, high * brush.dp)
        text = _cta_words(brush, chinese)
        if brush.chance(0.6):
            brush.slab(
                box,
                controls.BLACK,
                radius=high / 2 * brush.dp,
                alpha=brush.between(0.3, 0.7),
                outline=controls.WHITE if brush.chance(0.4) else None,
            )
            brush.text(
                (brush.width / 2, (y + high / 2) * brush.dp),
                text,
                15 * brush.dp,
                controls.WHITE,
                anchor="mm",
            )
            labels.add("cta", box)
        else:
            labels.add("cta", controls.button(brush, box, text, brush.vivid()))
    if brush.chance(0.4):
        y = floor - brush.between(230, 320)
        labels.add("gesture_hint", controls.gesture(brush, (brush.width / 2, y * brush.dp)))
    if brush.chance(0.75):
        x = brush.among((8, 14, brush.width / brush.dp - 40))
        y = brush.among((floor - 22, floor - 30, top + 4 if x < 20 else floor - 24))
        labels.add("ad_label", controls.ad_label(brush, (x * brush.dp, y * brush.dp)))
    labels.kind, labels.popup = "splash", (0, 0, brush.width, brush.height)


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
        brush.text((x + w / 2, at), _claim(brush, chinese), 18 * dp, ink, anchor="mm", bold=True)
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
        _poster(brush, card, chinese)
    _card_buttons(brush, labels, card, chinese)
    _closes_card(brush, labels, card)
    if brush.chance(0.1):
        labels.add("ad_label", controls.ad_label(brush, (x + 6 * dp, y + h - 18 * dp)))
    labels.kind, labels.popup = "dialog", card


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
        labels.add("cta", controls.button(brush, box, _cta_words(brush, chinese), brush.vivid()))
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
        labels.add("cta", controls.button(brush, right, _cta_words(brush, chinese), brush.vivid()))


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


def interstitial(brush: Brush, labels: Labels, *, chinese: bool) -> None:
    """Full screen later: an end card or a film with an X or a countdown in a corner."""
    dp = brush.dp
    full: Box = (0, 0, brush.width, brush.height)
    brush.slab(full, brush.among((controls.WHITE, controls.BLACK, brush.vivid(), brush.colour())))
    top = status_bar(brush, (128, 128, 128)) if brush.chance(0.3) else 0.0
    share = brush.between(0.25, 1.0) if brush.chance(0.8) else 0.0
    if share:
        _poster(brush, (0, top * dp, brush.width, brush.height * share), chinese)
    if brush.chance(0.6):
        _store_card(brush, labels, share, chinese)
    where = brush.rng.random()
    corner = brush.between(16, 34) * dp
    if brush.chance(0.2):
        _top_strip(brush, labels, top, chinese)
        where = 1.0
    x = brush.width - corner if brush.chance(0.72) else corner
    y = top * dp + corner
    _way_out(brush, labels, (x, y), top, where, chinese)
    if brush.chance(0.3):
        side = brush.between(16, 26) * dp
        brush.icon((brush.width - x - side / 2, y - side / 2, side, side), (200, 200, 200))
    if brush.chance(0.3):
        at = (brush.among((6 * dp, brush.width - 44 * dp)), brush.height - 22 * dp)
        labels.add("ad_label", controls.ad_label(brush, at))
    labels.kind, labels.popup = "interstitial", full
    if brush.chance(0.4):
        brush.slab((0, brush.height - 48 * dp, brush.width, 48 * dp), controls.BLACK)
        for i in range(3):
            s = 16 * dp
            brush.icon(
                ((0.25 + 0.25 * i) * brush.width - s / 2, brush.height - 32 * dp, s, s),
                (220, 220, 220),
            )


def _way_out(
    brush: Brush, labels: Labels, at: tuple[float, float], top: float, where: float, chinese: bool
) -> None:
    """An X, a countdown or a skip, by ``where`` (0 … 1); at 1 none."""
    dp = brush.dp
    if where < 0.6:
        labels.add("close", controls.close(brush, at, brush.between(12, 34)))
    elif where < 0.75:
        labels.add("countdown", controls.countdown(brush, at))
    elif where < 0.85:
        labels.add("countdown", controls.count_line(brush, top + brush.between(6, 20)))
    elif where < 0.93:
        text = str(brush.among(words.SKIP_EN if not chinese else words.SKIP_ZH))
        low = brush.height - brush.between(60, 200) * dp
        anchor = (
            brush.width - (0 if brush.chance(0.5) else 12 * dp),
            low if brush.chance(0.5) else (top + 12) * dp,
        )
        labels.add(
            "skip",
            controls.pill(
                brush,
                anchor,
                text,
                brush.between(12, 18) * dp,
                side="right",
                mark=brush.chance(0.3),
            ),
        )


def _top_strip(brush: Brush, labels: Labels, top: float, chinese: bool) -> None:
    """A bar above a film: what runs out at the left, an invitation at the right."""
    dp = brush.dp
    high = brush.between(44, 72)
    brush.slab((0, top * dp, brush.width, high * dp), controls.WHITE)
    wide, y = brush.between(70, 100) * dp, (top + 8) * dp
    box = (brush.width - wide - 10 * dp, y, wide, brush.between(26, 38) * dp)
    labels.add("cta", controls.button(brush, box, _cta_words(brush, chinese), brush.vivid()))
    brush.picture((54 * dp, y, 36 * dp, 36 * dp), radius=6 * dp)
    brush.text((98 * dp, y + 10 * dp), _claim(brush, chinese), 14 * dp, (60, 60, 60), anchor="lm")
    at = (26 * dp, (top + high / 2) * dp)
    if brush.chance(0.7):
        labels.add("countdown", controls.countdown(brush, at))
    else:
        labels.add("close", controls.close(brush, at, brush.between(12, 28)))


def _store_card(brush: Brush, labels: Labels, share: float, chinese: bool) -> None:
    """Icon, name, stars and an invitation; beside it a way out in words."""
    dp = brush.dp
    y = max(brush.height * min(share, 0.55), 120 * dp)
    if brush.chance(0.6):
        brush.slab(
            (0, y, brush.width, brush.height - y),
            brush.among((controls.WHITE, controls.BLACK, brush.vivid())),
        )
    ink = controls.WHITE if brush.mean_grey((0, y, brush.width, 60 * dp)) < 140 else (40, 40, 40)
    side = brush.between(60, 100) * dp
    brush.picture((brush.width / 2 - side / 2, y + 10 * dp, side, side), radius=side / 5)
    brush.text(
        (brush.width / 2, y + side + 34 * dp), _claim(brush, chinese), 20 * dp, ink, anchor="mm"
    )
    for i in range(5):
        s = 15 * dp
        brush.icon(
            (brush.width / 2 + (i - 2.5) * 17 * dp, y + side + 52 * dp, s, s), (250, 180, 40)
        )
    room = brush.height - 60 * dp
    base = min(room, y + side + brush.between(90, 240) * dp)
    text, dismiss = (
        _cta_words(brush, chinese),
        str(brush.among(words.DISMISS_ZH if chinese else words.DISMISS_EN)),
    )
    kind = brush.rng.random()
    if kind < 0.35:
        half, high = brush.width * 0.38, brush.between(34, 46) * dp
        labels.add(
            "dismiss",
            controls.button(
                brush, (brush.width * 0.08, base - high, half, high), dismiss, ink, filled=False
            ),
        )
        labels.add(
            "cta",
            controls.button(
                brush,
                (brush.width * 0.53, base - high, half, high),
                text,
                controls.WHITE if brush.chance(0.5) else brush.vivid(),
            ),
        )
    elif kind < 0.6:
        wide, high = brush.width * 0.86, brush.between(36, 48) * dp
        labels.add(
            "cta",
            controls.button(
                brush, (brush.width * 0.07, base - 2.3 * high, wide, high), text, brush.vivid()
            ),
        )
        labels.add(
            "dismiss",
            controls.button(
                brush,
                (brush.width * 0.07, base - high, wide, high),
                dismiss,
                (120, 120, 120),
                filled=False,
            ),
        )
    else:
        wide, high = brush.between(90, 280) * dp, brush.between(32, 48) * dp
        x = brush.among(((brush.width - wide) / 2, brush.width - wide - 20 * dp))
        labels.add("cta", controls.button(brush, (x, base - high, wide, high), text, brush.vivid()))


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
        _claim(brush, chinese)[:5],
        16 * dp,
        controls.WHITE,
        anchor="mm",
        bold=True,
    )
    at = (x + wide - 4 * dp if brush.chance(0.8) else x + 4 * dp, y + brush.between(-6, 8) * dp)
    labels.add("close", controls.close(brush, at, brush.between(13, 22)))
    labels.kind, labels.popup = "floating", box


KINDS: tuple[tuple[float, Callable[..., None]], ...] = (
    (0.26, splash), (0.34, dialog), (0.24, interstitial), (0.05, consent), (0.05, system),
    (0.06, floating),
)  # fmt: skip


def popup(brush: Brush, labels: Labels, *, chinese: bool) -> None:
    """Draw a pop-up of some kind over the whole canvas."""
    shares = [share for share, _ in KINDS]
    index = int(brush.rng.choice(len(KINDS), p=[s / sum(shares) for s in shares]))
    KINDS[index][1](brush, labels, chinese=chinese)
