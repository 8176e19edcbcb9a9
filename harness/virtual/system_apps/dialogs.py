"""System dialogs: permission, chooser, installer, crash, not responding."""

from harness.virtual.scene import View
from harness.virtual.system_apps.sheet import BLUE, CLEAR, GREY, PALE, SCRIM, Sheet, rgba

_PERMISSIONS = {
    "CAMERA": ("拍摄照片和录制视频", "take pictures and record video", "camera"),
    "ACCESS_FINE_LOCATION": ("获取此设备的位置信息", "access this device's location", "pin"),
    "POST_NOTIFICATIONS": ("向您发送通知", "send you notifications", "bell"),
    "READ_PHONE_STATE": ("拨打电话和管理通话", "make and manage phone calls", "phone"),
    "READ_CONTACTS": ("访问通讯录", "access your contacts", "person"),
}
_TINTS = ("#5c6bc0", "#26a69a", "#ef6c57", "#ffa726", "#8d6e63")


def permission(s: Sheet) -> View:
    """Params: ``app``, ``permission``. Buttons: allow, deny."""
    name = s.params.get("permission", "").rpartition(".")[2]
    zh, en, sign = _PERMISSIONS.get(name, ("访问" + name, f"use {name}", "lock"))
    app = s.params.get("app", "")
    question = s.say(f"要允许“{app}”{zh}吗?", f"Allow {app} to {en}?")
    left, top, wide, high = 24.0, s.high / 2 - 140, s.wide - 48, 280.0
    only = s.say("仅在使用中允许", "While using the app")
    button = s.box
    return _over(
        s,
        s.card(left, top, wide, high,
            s.sign(sign, button(s.wide / 2 - 14, top + 24, 28, 28), BLUE),
            s.text(question, button(left + 24, top + 62, wide - 48, 66), 18, align="center",
                   lines=2, name="permission_message"),
            s.button(only, button(left + 24, top + 142, wide - 48, 54), "button:allow",
                     fill=(211, 227, 253, 255), color=(4, 30, 73, 255), radius=14,
                     name="permission_allow_foreground_only_button"),
            s.button(s.say("不允许", "Don't allow"), button(left + 24, top + 204, wide - 48, 54),
                     "button:deny", fill=(211, 227, 253, 255), color=(4, 30, 73, 255), radius=14,
                     name="permission_deny_button"),
            name="grant_dialog"),
    )  # fmt: skip


def resolver(s: Sheet) -> View:
    """Params: ``uri``, ``choices`` (lines ``package/class|label``). Touch: choice:PKG/CLS."""
    rows = [line.partition("|") for line in s.params.get("choices", "").split("\n") if line]
    high = 74.0 + 68 * len(rows) + 36
    top = s.high - high
    title = s.text(s.say("选择打开方式", "Open with"), s.box(24, top + 20, s.wide - 48, 32), 18,
                   name="title")  # fmt: skip
    lines = [
        _choice(s, component, label, top + 66 + at * 68)
        for at, (component, _, label) in enumerate(rows)
    ]
    return _over(s, s.card(0, top, s.wide, high + 30, title, *lines, name="contentPanel"))


def _choice(s: Sheet, component: str, label: str, top: float) -> View:
    tint = _TINTS[sum(component.encode()) % len(_TINTS)]
    return View(
        s.box(0, top, s.wide, 64),
        node=s.node("android.widget.LinearLayout", "item", clickable=True),
        touch_id=f"choice:{component}",
        children=(
            s.icon(label, rgba(tint), s.box(24, top + 10, 44, 44)),
            s.text(label, s.box(84, top, s.wide - 108, 64), 16, name="text1"),
        ),
    )


def installer(s: Sheet) -> View:
    """Params: ``uri``. Buttons: install, cancel."""
    name = s.params.get("uri", "").rstrip("/").rpartition("/")[2] or "base.apk"
    left, wide, high = 24.0, s.wide - 48, 210.0
    top = s.high - high - 48
    return _over(
        s,
        s.card(left, top, wide, high,
            s.icon("A", (76, 175, 80, 255), s.box(left + 24, top + 24, 44, 44)),
            s.text(name, s.box(left + 82, top + 24, wide - 100, 44), 17, bold=True,
                   name="app_name"),
            s.text(s.say("要安装此应用吗?", "Do you want to install this app?"),
                   s.box(left + 24, top + 84, wide - 48, 40), 15, GREY,
                   name="install_confirm_question"),
            s.button(s.say("取消", "Cancel"), s.box(left + wide - 200, top + 142, 84, 46),
                     "button:cancel", name="cancel_button"),
            s.button(s.say("安装", "Install"), s.box(left + wide - 108, top + 142, 84, 46),
                     "button:install", name="ok_button")),
    )  # fmt: skip


def crash_dialog(s: Sheet) -> View:
    """Params: ``app``. Button: close."""
    app = s.params.get("app", "")
    rows = ((s.say("关闭应用", "Close app"), "button:close", "aerr_close", "x_thin"),)
    return _app_error(s, s.say(f"{app} 屡次停止运行", f"{app} keeps stopping"), rows)


def anr_dialog(s: Sheet) -> View:
    """Params: ``app``. Buttons: close, wait."""
    app = s.params.get("app", "")
    rows = (
        (s.say("关闭应用", "Close app"), "button:close", "aerr_close", "x_thin"),
        (s.say("等待", "Wait"), "button:wait", "aerr_wait", "play"),
    )
    return _app_error(s, s.say(f"{app} 没有响应", f"{app} isn't responding"), rows)


def _app_error(s: Sheet, title: str, rows: tuple[tuple[str, str, str, str], ...]) -> View:
    high = 84.0 + 56 * len(rows) + 16
    left, top, wide = 32.0, (s.high - high) / 2, s.wide - 64
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
    return _over(s, s.card(left, top, wide, high, head, *lines, name="parentPanel"))


def _over(s: Sheet, card: View) -> View:
    """A card on the dimmed screen."""
    return s.page(s.bar(0, 0, s.wide + 1, s.high + 1, SCRIM), card, color=CLEAR)


def settings(s: Sheet) -> View:
    """Params: ``action``."""
    entries = (
        ("wifi", s.say("WLAN 与网络", "Network & internet"), s.say("已连接", "Connected"),
            "#1a73e8"),
        ("phone", s.say("已连接的设备", "Connected devices"), s.say("蓝牙", "Bluetooth"),
            "#12a871"),
        ("grid", s.say("应用", "Apps"), s.say("默认应用、权限", "Default apps, permissions"),
            "#ff8a3d"),
        ("bell", s.say("通知", "Notifications"), s.say("通知记录、对话",
            "History, conversations"), "#e5484d"),
        ("battery", s.say("电池", "Battery"), "86%", "#2fa84f"),
        ("sun", s.say("显示", "Display"), s.say("深色主题、字体大小", "Dark theme, font size"),
            "#f5a524"),
        ("lock", s.say("安全与隐私", "Security & privacy"), s.say("屏幕锁定", "Screen lock"),
            "#5c6bc0"),
    )  # fmt: skip
    rows: list[View] = []
    for at, (sign, title, sub, tint) in enumerate(entries):
        y = 176.0 + at * 76
        rows += [
            s.bar(20, y + 16, 42, 42, rgba(tint), 21),
            s.sign(sign, s.box(31, y + 27, 20, 20), (255, 255, 255, 255)),
            s.text(title, s.box(80, y + 12, s.wide - 100, 26), 17, name="title"),
            s.text(sub, s.box(80, y + 38, s.wide - 100, 20), 13, GREY, name="summary"),
        ]
    return s.page(
        s.text(s.say("设置", "Settings"), s.box(24, 52, s.wide, 48), 32, name="homepage_title"),
        s.bar(16, 114, s.wide - 32, 48, PALE, 24),
        s.sign("search", s.box(32, 128, 20, 20)),
        s.text(s.say("搜索设置", "Search settings"), s.box(66, 114, 240, 48), 15, GREY),
        *rows,
    )
