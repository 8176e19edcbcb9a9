"""Crash and not-responding dialogs."""

from harness.virtual.scene import View
from harness.virtual.system_apps.sheet import CLEAR, Sheet

Row = tuple[str, str, str, str]
"""Word, touch id, name in the tree, sign."""


def crash_dialog(s: Sheet) -> View:
    """Params: ``app``, ``again``. Touch: button:close, button:info."""
    app = s.params.get("app", "")
    rows: tuple[Row, ...] = (
        (s.say("应用信息", "App info"), "button:info", "aerr_app_info", "warning"),
        (s.say("关闭应用", "Close app"), "button:close", "aerr_close", "x_thin"),
    )
    return _app_error(s, s.say(f"{app} 屡次停止运行", f"{app} keeps stopping"), rows)


def anr_dialog(s: Sheet) -> View:
    """Params: ``app``. Buttons: close, wait."""
    app = s.params.get("app", "")
    rows: tuple[Row, ...] = (
        (s.say("关闭应用", "Close app"), "button:close", "aerr_close", "x_thin"),
        (s.say("等待", "Wait"), "button:wait", "aerr_wait", "play"),
    )
    return _app_error(s, s.say(f"{app} 没有响应", f"{app} isn't responding"), rows)


def _app_error(s: Sheet, title: str, rows: tuple[Row, ...]) -> View:
    high = 84.0 + 56 * len(rows) + 16
    left, wide = s.column
    top = s.dialog_top(high)
    head = s.text(title, s.box(left + 24, top + 20, wide - 48, 52), 18, bold=True, lines=2,
                  name="alertTitle")  # fmt: skip
    lines: list[View] = []
    for at, (label, touch_id, name, sign) in enumerate(rows):
        y = top + 82 + at * 56
        lines += [
            s.button("", s.box(left + 12, y, wide - 24, 52), touch_id, fill=CLEAR, name=name),
            s.sign(sign, s.box(left + 28, y + 16, 20, 20)),
            s.text(label, s.box(left + 66, y, wide - 90, 52), 16, listed=True),
        ]
    return s.dialog(high, head, *lines, name="parentPanel")
