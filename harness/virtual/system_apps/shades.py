"""The notification shade, and the notification that lies over the screen for a moment."""

from harness.virtual.scene import Fill, View
from harness.virtual.system_apps.sheet import GREY, INK, PALE, WHITE, Sheet

HEADS_UP_HIGH_DP = 92.0


def notification_shade(s: Sheet) -> View:
    """Params: ``notifications`` (lines ``id|app|title|text|share``), ``clock``, ``zen``.

    Touch: notice:ID, tile:NAME, button:clear.
    """
    lines = [line for line in s.params.get("notifications", "").split("\n") if line]
    zen = s.params.get("zen", "0") != "0"
    tiles = (("wifi", "WLAN", "wifi", True),
             ("bell", s.say("勿扰", "Do not disturb"), "zen", zen),
             ("sun", s.say("亮度", "Brightness"), "light", False),
             ("gear", s.say("设置", "Settings"), "settings", False))  # fmt: skip
    wide = min(s.wide, 640.0)
    left = (s.wide - wide) / 2
    quick: list[View] = []
    for at, (sign, label, name, lit) in enumerate(tiles):
        x, y = left + 16 + (at % 2) * (wide - 24) / 2, 84 + at // 2 * 68
        broad = (wide - 40) / 2
        ground = (*s.accent[:3], 255) if lit else WHITE
        ink = WHITE if lit else INK
        quick.append(View(
            s.box(x, y, broad, 58),
            fill=Fill((ground,), radius_px=s.px(26)),
            node=s.node("android.widget.Switch", f"tile_{name}", label, clickable=True),
            touch_id=f"tile:{name}",
            children=(
                s.sign(sign, s.box(x + 18, y + 18, 22, 22), ink),
                s.text(label, s.box(x + 52, y, broad - 56, 58), 14, ink, listed=False),
            )))  # fmt: skip
    none = s.text(s.say("没有通知", "No notifications"), s.box(0, 250, s.wide, 40), 14, GREY,
                  align="center")  # fmt: skip
    shown = lines[: max(1, int((s.high - 330) // 92))]
    cards = [_notice(s, line, left + 16, 236 + at * 92, wide - 32) for at, line in enumerate(shown)]
    clear = s.button(s.say("全部清除", "Clear all"),
                     s.box(s.wide / 2 - 60, 244 + len(shown) * 92, 120, 40), "button:clear",
                     fill=WHITE, color=INK, size=13.5, name="dismiss_text")  # fmt: skip
    head = s.text(s.params.get("clock", ""), s.box(left + 20, 34, 120, 36), 26, name="clock")
    return View(
        (0, 0, s.width, s.height),
        fill=Fill(((236, 240, 247, 252),)),
        node=s.node("android.widget.FrameLayout", "notification_panel"),
        touch_id="shade",
        children=(head, *quick, *(cards or [none]), *([clear] if cards else [])),
    )


def heads_up(s: Sheet) -> View:
    """Params: ``notice`` (one line as in the shade). Touch: notice:ID."""
    line = s.params.get("notice", "")
    wide = min(s.wide - 16, 560.0)
    card = _notice(s, line, (s.wide - wide) / 2, 30, wide, shadow=10)
    return View((0, 0, s.width, s.height), children=(card,) if line else ())


def _notice(s: Sheet, line: str, left: float, top: float, wide: float, shadow: float = 0) -> View:
    number, app, title, text, share = (*line.split("|"), "", "", "", "", "")[:5]
    inner: list[View] = [
        s.icon(app or title, (90, 120, 200, 255), s.box(left + 16, top + 20, 38, 38),
               round_share=0.5),
        s.text(app, s.box(left + 68, top + 8, wide - 84, 18), 11.5, GREY, name="app_name_text"),
        s.text(title, s.box(left + 68, top + 26, wide - 84, 24), 15, bold=True, name="title"),
    ]  # fmt: skip
    if share:
        inner.append(s.bar(left + 68, top + 60, wide - 92, 5, PALE, 2))
        inner.append(
            s.bar(left + 68, top + 60, max(5.0, (wide - 92) * float(share)), 5, s.accent, 2)
        )
    else:
        inner.append(
            s.text(text, s.box(left + 68, top + 50, wide - 84, 24), 13.5, GREY, name="text")
        )
    return View(
        s.box(left, top, wide, 84),
        fill=Fill((WHITE,), radius_px=s.px(22), shadow_px=s.px(shadow)),
        node=s.node("android.widget.FrameLayout", "expandableNotificationRow", clickable=True),
        touch_id=f"notice:{number}",
        children=tuple(inner),
    )
