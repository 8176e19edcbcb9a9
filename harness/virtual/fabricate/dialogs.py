"""Pop-ups made by chance that cover a part of the screen: questions in words."""

from harness.virtual.apps.script import Effect, Layer, Popup
from harness.virtual.fabricate import controls
from harness.virtual.fabricate.draft import (
    GREY,
    INK,
    LINE,
    Draft,
    area,
    button,
    image,
    ink,
    panel,
    sign,
    text,
)  # fmt: skip
from harness.virtual.fabricate.palettes import WHITE
from harness.virtual.fabricate.popups import Made

BLUES = ((22, 119, 255), (26, 115, 232), (45, 183, 109), (255, 77, 79), (255, 125, 0))


def over(d: Draft, layers: list[Layer], kind: str, sort: str, *, advertises: bool = True) -> Made:
    """The layers on a dimmed page."""
    outside: list[Effect] | None = d.pick((None, None, []))
    popup = Popup(layers=layers, scrim=round(d.chance.uniform(0.35, 0.78), 2), on_outside=outside,
                  window=d.pick(("dialog", "dialog", "in_page", "activity")),
                  back=d.pick(("dismiss", "dismiss", "ignore")), fade_ms=d.pick((0, 150, 250)))  # fmt: skip
    return Made(popup, kind, sort, advertises)


def notice(d: Draft) -> Made:
    """A question in words: update, rating, notifications, membership."""
    wide = min(d.width_dp - 48, d.between(270, 320))
    accent = d.pick((*BLUES, d.brand.mid))
    inside: list[Layer] = []
    y = d.between(18, 28)
    if d.often(0.5):
        high = d.between(80, 150)
        inside.append(
            image(
                area(left=0, right=0, top=0, height=high),
                d.art(d.pick(("poster", "icon", "photo"))),
                radius=d.pick((0, 14)),
            )
        )
        y = high + 14
    middle = d.pick(("center", "center", "left"))
    inside.append(
        text(
            area(left=20, right=20, top=y, height=28),
            d.pick(d.words.dialog_titles),
            d.pick((17, 18, 20)),
            INK,
            bold=True,
            align=middle,
        )
    )
    y += 38
    body = d.pick(d.words.dialog_bodies)
    inside.append(
        text(
            area(left=20, right=20, top=y, height=72),
            body,
            14,
            GREY,
            align=middle,
            valign="top",
            lines=4,
        )
    )
    y += 84
    y, buttons = _answers(d, y, wide, accent)
    inside += buttons
    top = (d.height_dp - y) / 2
    layers = [panel(area(center_x=0.5, width=wide, top=top, height=y), WHITE, radius=d.pick((4, 8, 14, 18, 22)), layers=inside, id="card",
                    shadow=d.pick((0, 10)))]  # fmt: skip
    if d.often(0.4):
        size = d.between(16, 30)
        layers.append(_notice_close(d, wide, top, y, size))
    return over(d, layers, "dialog", "dialog", advertises=False)


def _notice_close(d: Draft, wide: float, top: float, high: float, size: float) -> Layer:
    edge = (d.width_dp - wide) / 2
    if d.often(0.5):
        return controls.close(
            d, area(right=edge + 8, top=top + 8, width=size, height=size), "light"
        )
    return controls.close(
        d,
        area(center_x=0.5, width=size + 6, top=top + high + d.between(14, 34), height=size + 6),
        "dark",
    )


def _answers(
    d: Draft, y: float, wide: float, accent: tuple[int, int, int]
) -> tuple[float, list[Layer]]:
    """Buttons in one of the usual arrangements; returns where they end."""
    no, yes = d.pick(d.words.dismisses), d.pick(d.words.accepts)
    style = d.chance.random()
    if style < 0.25:
        half = (wide - 52) / 2
        return y + 64, [
            button(area(left=20, width=half, top=y, height=42), no, WHITE, radius=21, role="dismiss", label=accent if d.often(0.5) else GREY,
                   stroke=d.pick((LINE, ink(accent))), bold=False),
            button(area(right=20, width=half, top=y, height=42), yes, accent, radius=21, role="cta")]  # fmt: skip
    if style < 0.5:
        return y + 50, [
            panel(area(left=0, right=0, top=y, height=0.6), LINE),
            controls.words_only(d, area(left=0, width=wide / 2, top=y, height=50), no, role="dismiss", color=d.pick((GREY, ink(accent))), size=16),
            panel(area(left=wide / 2, width=0.6, top=y, height=50), LINE),
            controls.words_only(d, area(right=0, width=wide / 2, top=y, height=50), yes, role="cta", color=ink(accent), size=16)]  # fmt: skip
    if style < 0.75:
        return y + 108, [
            button(area(left=20, right=20, top=y, height=44), yes, accent, radius=d.pick((6, 22)), role="cta"),
            controls.words_only(d, area(left=20, right=20, top=y + 52, height=40), no, role="dismiss", color="#9aa0a6", size=14)]  # fmt: skip
    if style < 0.88:
        return y + 58, [
            controls.words_only(d, area(right=110, width=110, top=y, height=44), no, role="dismiss", color=ink(accent), size=14),
            controls.words_only(d, area(right=10, width=96, top=y, height=44), yes, role="cta", color=ink(accent), size=14)]  # fmt: skip
    return y + 62, [
        button(area(left=28, right=28, top=y, height=44), yes, accent, radius=22, role="cta")
    ]


def consent(d: Draft) -> Made:
    """The privacy question of a first start."""
    wide, accent = min(d.width_dp - 48, 316.0), d.pick((*BLUES, d.brand.mid))
    inside = [
        text(area(left=20, right=20, top=20, height=28), d.pick(d.words.consent_title), 18, INK, bold=True, align="center"),
        text(area(left=20, right=20, top=58, height=176), d.words.consent_body, 14, GREY, valign="top", lines=9),
    ]  # fmt: skip
    yes, no = d.pick(d.words.agrees), d.pick(d.words.refuses)
    if d.often(0.6):
        inside += [button(area(left=20, right=20, top=248, height=44), yes, accent, radius=22, role="agree"),
                   controls.words_only(d, area(left=20, right=20, top=298, height=36), no, role="dismiss", color="#9aa0a6", size=14)]  # fmt: skip
    else:
        half = (wide - 52) / 2
        inside += [button(area(left=20, width=half, top=270, height=44), no, (240, 241, 243), radius=6, role="dismiss", label=GREY),
                   button(area(right=20, width=half, top=270, height=44), yes, accent, radius=6, role="agree")]  # fmt: skip
    card = panel(
        area(center_x=0.5, width=wide, center_y=0.5, height=348),
        WHITE,
        radius=d.pick((8, 14, 18)),
        layers=inside,
        id="card",
    )
    return over(d, [card], "consent", "consent", advertises=False)


def permission(d: Draft) -> Made:
    """A question that looks like the system's: a permission, a warning, a battery."""
    wide = min(d.width_dp - 40, 330.0)
    allow, deny = d.pick(d.words.allows), d.pick(d.words.denies)
    said = d.pick(d.words.permission).replace("{app}", d.app)
    low = d.often(0.5)
    inside = [
        sign(area(center_x=0.5, top=20, width=26, height=26), d.pick(("pin", "camera", "bell", "phone", "warning")), "#1a73e8"),
        text(area(left=22, right=22, top=54, height=64), said, 17, INK, align="center", lines=3),
        button(area(left=18, right=18, top=132, height=48), allow, (211, 227, 253), radius=24, role="cta", label="#062e6f", bold=False),
        button(area(left=18, right=18, top=186, height=48), deny, (211, 227, 253), radius=24, role="dismiss", label="#062e6f", bold=False),
    ]  # fmt: skip
    place = {"bottom": 24.0} if low else {"center_y": 0.5}
    card = panel(
        area(center_x=0.5, width=wide, height=254, **place),
        (243, 246, 252),
        radius=28,
        layers=inside,
        id="card",
    )
    return over(d, [card], "system", "permission", advertises=False)
