"""The dialler."""

from harness.virtual.scene import View
from harness.virtual.system_apps.sheet import GREY, PALE, WHITE, Sheet

_KEYS = (("1", ""), ("2", "ABC"), ("3", "DEF"), ("4", "GHI"), ("5", "JKL"), ("6", "MNO"),
         ("7", "PQRS"), ("8", "TUV"), ("9", "WXYZ"), ("*", ""), ("0", "+"), ("#", ""))  # fmt: skip


def dialer(s: Sheet) -> View:
    """The keypad. Params: ``digits``, ``calling``. Touch: digit:N, button:call, button:erase."""
    digits = s.params.get("digits", "")
    wide = min(s.wide, 420.0)
    left = (s.wide - wide) / 2
    high = min(72.0, (s.high - 300) / 5)
    top = s.high - 5 * high - 70
    cell = wide / 3
    keys: list[View] = []
    for at, (digit, letters) in enumerate(_KEYS):
        x, y = left + at % 3 * cell, top + at // 3 * high
        keys.append(View(
            s.box(x, y, cell, high),
            node=s.node("android.widget.FrameLayout", f"key_{at}", digit, clickable=True),
            touch_id=f"digit:{digit}",
            children=(
                s.text(digit, s.box(x, y + 4, cell, high * 0.56), 28, align="center", listed=False),
                s.text(letters, s.box(x, y + high * 0.58, cell, 18), 11, GREY, align="center",
                       listed=False),
            )))  # fmt: skip
    calling = s.params.get("calling") == "1"
    words = s.say("正在呼叫…", "Calling…") if calling else ""
    y = top + 4 * high + 4
    middle = left + wide / 2
    green = (220, 60, 50, 255) if calling else (52, 168, 83, 255)
    return s.page(
        s.text(s.say("电话", "Phone"), s.box(24, 40, 200, 44), 26, bold=True, name="title"),
        s.sign("search", s.box(s.wide - 48, 52, 20, 20)),
        s.bar(0, top - 96, s.wide + 1, s.high, PALE),
        s.text(digits, s.box(left + 50, top - 84, wide - 100, 60), 34, align="center",
               name="digits"),
        s.text(words, s.box(left + 50, top - 34, wide - 100, 24), 13, GREY, align="center"),
        *keys,
        View(s.box(middle - 30, y, 60, 60), touch_id="button:call",
             node=s.node("android.widget.ImageButton", "dialpad_voice_call_button", clickable=True),
             children=(s.bar(middle - 28, y + 2, 56, 56, green, 28),
                       s.sign("handset", s.box(middle - 13, y + 17, 26, 26), WHITE, 2.4))),
        View(s.box(left + wide - 90, y + 6, 48, 48), touch_id="button:erase",
             node=s.node("android.widget.ImageButton", "deleteButton", clickable=True),
             children=(s.sign("back", s.box(left + wide - 78, y + 19, 22, 22)),)),
    )  # fmt: skip
