"""The overview of recent tasks."""

from harness.virtual.scene import Fill, View
from harness.virtual.system_apps.home import wallpaper
from harness.virtual.system_apps.sheet import INK, WHITE, Sheet, rgba


def recents(s: Sheet) -> View:
    """Cards. Params: ``tasks`` (lines ``id|label|letter|colour``), ``at`` (card in the middle).

    Touch: task:ID (the card; the window manager puts a small picture of the task into it),
    button:clearall, ground.
    """
    lines = [line.split("|") for line in s.params.get("tasks", "").split("\n") if line]
    at = int(s.params.get("at", "0"))
    high = s.high * (0.6 if s.upright else 0.56)
    wide = min(high * s.wide / s.high, s.wide * 0.7)
    top = s.high * 0.17
    cards: list[View] = []
    for index, line in enumerate(lines):
        number, label, letter, color = (*line, "", "", "", "")[:4]
        left = s.wide / 2 - wide / 2 - (index - at) * (wide + 18)
        if left > s.wide or left + wide < 0:
            continue
        cards.append(s.icon(letter or label, rgba(color), s.box(left, top - 44, 32, 32),
                            round_share=s.skin.icon_round))  # fmt: skip
        cards.append(s.text(label, s.box(left + 42, top - 44, wide - 42, 32), 14, WHITE, bold=True,
                            name="title"))  # fmt: skip
        cards.append(
            View(
                s.box(left, top, wide, high),
                fill=Fill((WHITE,), radius_px=s.px(20), shadow_px=s.px(12)),
                node=s.node("android.widget.FrameLayout", "snapshot", label, clickable=True),
                touch_id=f"task:{number}",
                clip=True,
            )
        )
    empty, all_away = s.say("近期没有任何内容", "No recent items"), s.say("全部清除", "Clear all")
    none = s.text(empty, s.box(0, s.high / 2 - 20, s.wide, 40), 16, WHITE, align="center")
    place, light = s.box(s.wide / 2 - 70, s.high * 0.84, 140, 46), (255, 255, 255, 235)
    clear = s.button(all_away, place, "button:clearall", fill=light, color=INK, name="clear_all")
    ground = View((0, 0, s.width, s.height), fill=Fill(((10, 14, 24, 120),)), touch_id="ground")
    return s.page(wallpaper(s), ground, *(cards or [none]), *([clear] if cards else []))
