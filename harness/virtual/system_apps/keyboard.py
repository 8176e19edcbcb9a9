"""The keyboard on the screen, and the pad for a PIN."""

from harness.virtual.scene import Fill, View
from harness.virtual.system_apps.home import wallpaper
from harness.virtual.system_apps.sheet import GREY, INK, WHITE, Sheet

KEYBOARD_HIGH_DP = 262.0
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_KEY = (255, 255, 255, 255)
_DARK = (204, 208, 214, 255)


def keyboard(s: Sheet) -> View:
    """The input method's window, of its own height. Touch: key:C, key:del, key:enter, key:space."""
    wide = min(s.wide, 640.0)
    left0 = (s.wide - wide) / 2
    cell = wide / 10
    keys: list[View] = []
    for row, letters in enumerate(_ROWS):
        start = left0 + (wide - cell * len(letters)) / 2
        for at, letter in enumerate(letters):
            keys.append(_key(s, letter, f"key:{letter}", (start + at * cell, 42 + row * 52, cell)))
    y = 42 + 2 * 52
    keys.append(_key(s, "", "key:shift", (left0, y, cell * 1.5), dark=True))
    keys.append(_key(s, "", "key:del", (left0 + wide - cell * 1.5, y, cell * 1.5), dark=True))
    signs = (("chevron_up", left0 + cell * 0.75), ("back", left0 + wide - cell * 0.75))
    keys += [s.sign(sign, s.box(x - 10, y + 16, 20, 20), INK) for sign, x in signs]
    y += 52
    places = (("123", "key:sym", 0.0, 1.5, True), (",", "key:,", 1.5, 1.0, False),
              (s.say("中/英", "EN"), "key:lang", 2.5, 1.0, True),
              ("", "key:space", 3.5, 3.5, False),
              (".", "key:.", 7.0, 1.0, False),
              (s.say("换行", "Enter"), "key:enter", 8.0, 2.0, True))  # fmt: skip
    for word, touch, at_cells, cells, dark in places:
        keys.append(_key(s, word, touch, (left0 + at_cells * cell, y, cells * cell), dark=dark))
    return View(
        (0, 0, s.width, s.height),
        fill=Fill(((229, 232, 237, 255),)),
        node=s.node("android.widget.FrameLayout", "keyboard_view"),
        touch_id="keyboard",
        children=(
            *(s.text(word, s.box(left0 + 20 + at * 70, 4, 70, 34), 15, GREY, listed=False)
              for at, word in enumerate(("我", "你", "的", "好", "在")) if s.say("zh", "") == "zh"),
            *keys,
        ),
    )  # fmt: skip


def _key(
    s: Sheet, word: str, touch: str, at: tuple[float, float, float], *, dark: bool = False
) -> View:
    left, top, wide = at
    size = 20 if len(word) == 1 else 13
    return View(
        s.box(left, top, wide, 52),
        touch_id=touch,
        children=(
            View(s.box(left + 2.5, top + 4, wide - 5, 44),
                 fill=Fill((_DARK if dark else _KEY,), radius_px=s.px(6), shadow_px=s.px(1)),
                 text=s.text(word, s.box(0, 0, 1, 1), size, INK, align="center").text),
        ),
    )  # fmt: skip


def pin_pad(s: Sheet) -> View:
    """The bouncer. Params: ``digits`` (how many were typed), ``wrong``.

    Touch: pin:N, pin:erase, pin:ok.
    """
    typed = int(s.params.get("digits", "0"))
    wrong = s.params.get("wrong") == "1"
    wide = min(s.wide, 360.0)
    left0, cell = (s.wide - wide) / 2, wide / 3
    high = min(84.0, (s.high - 210) / 4)
    top = s.high - 4 * high - 64
    head = (s.say("PIN 码错误,请重试", "Wrong PIN, try again") if wrong
            else s.say("输入 PIN 码", "Enter PIN"))  # fmt: skip
    keys = [*"123456789", "erase", "0", "ok"]
    pads: list[View] = []
    for at, key in enumerate(keys):
        x, y = left0 + at % 3 * cell, top + at // 3 * high
        side = min(68.0, high - 8)
        word = {"erase": "", "ok": ""}.get(key, key)
        sign = {"erase": "back", "ok": "check"}.get(key)
        middle = s.box(x + cell / 2 - 13, y + side / 2 - 13, 26, 26)
        drawn = () if sign is None else (s.sign(sign, middle, WHITE, 2.4),)
        pads.append(View(
            s.box(x + (cell - side) / 2, y, side, side),
            fill=Fill(((255, 255, 255, 48),), radius_px=s.px(side)),
            text=s.text(word, s.box(0, 0, 1, 1), 26, WHITE, align="center").text,
            node=s.node("android.view.ViewGroup", f"key{key}", key, clickable=True),
            touch_id=f"pin:{key}",
            children=drawn,
        ))  # fmt: skip
    dots = [
        s.bar(s.wide / 2 - typed * 11 + at * 22 + 4, top - 60, 14, 14, WHITE, 7)
        for at in range(typed)
    ]
    return View(
        (0, 0, s.width, s.height),
        node=s.node("android.widget.FrameLayout", "keyguard_pin_view"),
        touch_id="keyguard",
        children=(
            wallpaper(s),
            View((0, 0, s.width, s.height), fill=Fill(((8, 10, 20, 150),))),
            s.sign("lock", s.box(s.wide / 2 - 10, 64, 20, 20), WHITE),
            s.text(head, s.box(0, top - 110, s.wide, 34), 18, WHITE, align="center",
                   name="keyguard_message_area"),
            *dots,
            *pads,
        ),
    )  # fmt: skip
