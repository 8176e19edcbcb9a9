"""What the lock screen asks for besides a PIN: a pattern, a password."""

from harness.virtual.scene import Fill, View
from harness.virtual.system_apps.home import wallpaper
from harness.virtual.system_apps.sheet import WHITE, Sheet

_DIM = (255, 255, 255, 70)


def pattern_pad(s: Sheet) -> View:
    """Nine dots. Params: ``dots`` (drawn so far, in order), ``wrong``. Touch: dot:N."""
    drawn = s.params.get("dots", "")
    wrong = s.params.get("wrong") == "1"
    head = (s.say("图案错误,请重试", "Wrong pattern") if wrong
            else s.say("绘制解锁图案", "Draw your pattern"))  # fmt: skip
    side = min(s.wide - 48, s.high - 260, 330.0)
    left, top, cell = (s.wide - side) / 2, s.high - side - 90, side / 3
    dots = []
    for at in range(9):
        x, y = left + at % 3 * cell + cell / 2, top + at // 3 * cell + cell / 2
        seen = str(at + 1) in drawn
        size = 22.0 if seen else 14.0
        dots.append(View(
            s.box(x - cell / 3, y - cell / 3, cell * 2 / 3, cell * 2 / 3),
            touch_id=f"dot:{at + 1}",
            children=(
                View(s.box(x - 26, y - 26, 52, 52),
                     fill=Fill((_DIM if seen else (0, 0, 0, 0),), radius_px=s.px(26))),
                s.bar(x - size / 2, y - size / 2, size, size, WHITE, size / 2),
            ),
        ))  # fmt: skip
    grid = View(
        s.box(left, top, side, side),
        node=s.node("android.view.View", "lockPatternView", s.say("解锁图案", "Pattern area")),
        children=tuple(dots),
    )
    return _bouncer(s, "keyguard_pattern_view", head, top - 70, (grid,))


def password_pad(s: Sheet) -> View:
    """A field and its dots. Params: ``digits`` (how many were typed), ``wrong``. Touch: pin:ok."""
    typed = int(s.params.get("digits", "0"))
    wrong = s.params.get("wrong") == "1"
    head = (s.say("密码错误,请重试", "Wrong password") if wrong
            else s.say("输入密码", "Enter password"))  # fmt: skip
    wide, top = min(s.wide - 64, 320.0), s.high * 0.42
    left = (s.wide - wide) / 2
    field = View(
        s.box(left, top, wide, 52),
        fill=Fill(((255, 255, 255, 48),), radius_px=s.px(26)),
        node=s.node("android.widget.EditText", "passwordEntry", clickable=True),
        touch_id="keyguard",
        children=tuple(
            s.bar(left + 24 + at * 16, top + 21, 10, 10, WHITE, 5) for at in range(typed)
        ),
    )
    enter = View(
        s.box(left + wide - 52, top, 52, 52),
        node=s.node("android.widget.ImageButton", "key_enter", s.say("确定", "Enter"),
                    clickable=True),
        touch_id="pin:ok",
        children=(s.sign("check", s.box(left + wide - 38, top + 14, 24, 24), WHITE, 2.4),),
    )  # fmt: skip
    return _bouncer(s, "keyguard_password_view", head, top - 70, (field, enter))


def _bouncer(s: Sheet, name: str, head: str, head_at: float, parts: tuple[View, ...]) -> View:
    return View(
        (0, 0, s.width, s.height),
        node=s.node("android.widget.FrameLayout", name),
        touch_id="keyguard",
        children=(
            wallpaper(s),
            View((0, 0, s.width, s.height), fill=Fill(((8, 10, 20, 150),))),
            s.sign("lock", s.box(s.wide / 2 - 10, 64, 20, 20), WHITE),
            s.text(head, s.box(0, head_at, s.wide, 34), 18, WHITE, align="center",
                   name="keyguard_message_area"),
            *parts,
        ),
    )  # fmt: skip
