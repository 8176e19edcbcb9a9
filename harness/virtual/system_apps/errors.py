"""Crash and not-responding dialogs."""

from harness.virtual.scene import View
from harness.virtual.system_apps.sheet import CLEAR, Sheet

Row = tuple[str, str, str, str]
"""Word, touch id, name in the tree, sign."""


UNFORTUNATELY_UNTIL_API = 23
ONE_ROW_UNTIL_API = 27
"""Until then a first crash offers to open the app again, and that alone."""
INFO_SINCE_API = 26


def crash_dialog(s: Sheet) -> View:
    """Params: ``app``, ``again``, ``api``. Touch: button:close, button:info, button:again."""
    app, again, api = s.params.get("app", ""), s.params.get("again"), int(s.params.get("api", "34"))
    if api <= UNFORTUNATELY_UNTIL_API:
        return _unfortunately(s, app)
    restart = (s.say("重新打开应用", "Open app again"), "button:again", "aerr_restart", "play")
    info = (s.say("应用信息", "App info"), "button:info", "aerr_app_info", "warning")
    close = (s.say("关闭应用", "Close app"), "button:close", "aerr_close", "x_thin")
    if api <= ONE_ROW_UNTIL_API and not again:
        rows: tuple[Row, ...] = (restart,)
    else:
        rows = (info, close) if api >= INFO_SINCE_API else (close,)
    if again:
        return _app_error(s, s.say(f"{app} 屡次停止运行", f"{app} keeps stopping"), rows)
    return _app_error(s, s.say(f"{app} 已停止运行", f"{app} has stopped"), rows)


def _unfortunately(s: Sheet, app: str) -> View:
    """One sentence and one button, as before Android 7."""
    high = 148.0
    (left, wide), top = s.column, s.dialog_top(high)
    words = s.say(f"很抱歉，“{app}”已停止运行。", f"Unfortunately, {app} has stopped.")
    return s.dialog(
        high,
        s.text(words, s.box(left + 24, top + 20, wide - 48, 60), 16, lines=2, name="message"),
        s.button(s.say("确定", "OK"), s.box(left + wide - 100, top + 90, 84, 44), "button:close",
                 name="button1"),
        name="parentPanel",
    )  # fmt: skip


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
