"""Pop-ups that fill the screen: splash pages at the start, interstitials later."""

from detectors.training import controls, words
from detectors.training.brush import Box, Brush
from detectors.training.page_bars import status_bar
from detectors.training.poster import claim, cta_words, poster
from detectors.training.sample import Labels


def splash(brush: Brush, labels: Labels, *, chinese: bool) -> None:
    """Full screen at start: skip in a corner, a label, an invitation, a hint to shake."""
    poster(brush, (0, 0, brush.width, brush.height), chinese)
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
        text = cta_words(brush, chinese)
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
        claim(brush, chinese),
        20 * brush.dp,
        (40, 40, 40),
        anchor="lm",
        bold=True,
    )


def interstitial(brush: Brush, labels: Labels, *, chinese: bool) -> None:
    """Full screen later: an end card or a film with an X or a countdown in a corner."""
    dp = brush.dp
    full: Box = (0, 0, brush.width, brush.height)
    brush.slab(full, brush.among((controls.WHITE, controls.BLACK, brush.vivid(), brush.colour())))
    top = status_bar(brush, (128, 128, 128)) if brush.chance(0.3) else 0.0
    share = brush.between(0.25, 1.0) if brush.chance(0.8) else 0.0
    if share:
        poster(brush, (0, top * dp, brush.width, brush.height * share), chinese)
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
    labels.add("cta", controls.button(brush, box, cta_words(brush, chinese), brush.vivid()))
    brush.picture((54 * dp, y, 36 * dp, 36 * dp), radius=6 * dp)
    brush.text((98 * dp, y + 10 * dp), claim(brush, chinese), 14 * dp, (60, 60, 60), anchor="lm")
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
        (brush.width / 2, y + side + 34 * dp), claim(brush, chinese), 20 * dp, ink, anchor="mm"
    )
    for i in range(5):
        s = 15 * dp
        brush.icon(
            (brush.width / 2 + (i - 2.5) * 17 * dp, y + side + 52 * dp, s, s), (250, 180, 40)
        )
    room = brush.height - 60 * dp
    base = min(room, y + side + brush.between(90, 240) * dp)
    text, dismiss = (
        cta_words(brush, chinese),
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
