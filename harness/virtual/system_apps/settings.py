"""The settings: their first page, and the page of one app."""

from harness.virtual.scene import View
from harness.virtual.system_apps.sheet import GREY, PALE, WHITE, Sheet, rgba

_ENTRIES = (
    ("wifi", "WLAN 与网络", "Network & internet", "已连接", "Connected", "#1a73e8"),
    ("phone", "已连接的设备", "Connected devices", "蓝牙", "Bluetooth", "#12a871"),
    ("grid", "应用", "Apps", "默认应用、权限", "Default apps, permissions", "#ff8a3d"),
    ("bell", "通知", "Notifications", "通知记录、对话", "History, conversations", "#e5484d"),
    ("battery", "电池", "Battery", "86%", "86%", "#2fa84f"),
    ("sun", "显示", "Display", "深色主题、字体大小", "Dark theme, font size", "#f5a524"),
    ("lock", "安全与隐私", "Security & privacy", "屏幕锁定", "Screen lock", "#5c6bc0"),
    ("pin", "位置信息", "Location", "已开启", "On", "#0097a7"),
    ("person", "密码和账号", "Passwords & accounts", "自动填充", "Autofill", "#8e24aa"),
    ("gear", "系统", "System", "语言、手势、时间", "Languages, gestures, time", "#607d8b"),
)


def settings(s: Sheet) -> View:
    """Params: ``action``, ``uri`` (``package:P`` shows that app), ``label``, ``do_not_disturb``."""
    uri = s.params.get("uri", "")
    if uri.startswith("package:"):
        return _app_details(s, uri.partition(":")[2])
    rows: list[View] = []
    for at, (sign, zh, en, sub_zh, sub_en, tint) in enumerate(_ENTRIES):
        y = 176.0 + at * 76
        rows += [
            s.bar(20, y + 16, 42, 42, rgba(tint), 21),
            s.sign(sign, s.box(31, y + 27, 20, 20), WHITE),
            s.text(s.say(zh, en), s.box(80, y + 12, s.wide - 100, 26), 17, name="title"),
            s.text(s.say(sub_zh, sub_en), s.box(80, y + 38, s.wide - 100, 20), 13, GREY,
                   name="summary"),
        ]  # fmt: skip
    return s.page(
        s.text(s.say("设置", "Settings"), s.box(24, 52, s.wide, 48), 32, name="homepage_title"),
        s.bar(16, 114, s.wide - 32, 48, PALE, 24),
        s.sign("search", s.box(32, 128, 20, 20)),
        s.text(s.say("搜索设置", "Search settings"), s.box(66, 114, 240, 48), 15, GREY),
        *rows,
    )


def _app_details(s: Sheet, package: str) -> View:
    label = s.params.get("label") or package
    rows = (
        (s.say("通知", "Notifications"), s.say("已允许", "Allowed")),
        (s.say("权限", "Permissions"), s.say("未请求任何权限", "No permissions requested")),
        (s.say("存储和缓存", "Storage & cache"), "86 MB"),
        (s.say("移动数据和 WLAN", "Mobile data & Wi-Fi"), s.say("未使用", "None used")),
        (s.say("电池", "Battery"), s.say("自动优化", "Optimised")),
        (s.say("默认打开", "Open by default"), s.say("未设为默认", "Not set")),
    )
    lines: list[View] = []
    for at, (title, summary) in enumerate(rows):
        y = 260.0 + at * 70
        lines.append(s.text(title, s.box(24, y + 8, s.wide - 48, 26), 17, name="title"))
        lines.append(s.text(summary, s.box(24, y + 34, s.wide - 48, 22), 13, GREY, name="summary"))
    half = (s.wide - 60) / 2
    return s.page(
        View(s.box(4, 32, 48, 48), touch_id="button:back",
             node=s.node("android.widget.ImageButton", "back", clickable=True),
             children=(s.sign("back", s.box(18, 46, 20, 20)),)),
        s.text(s.say("应用信息", "App info"), s.box(60, 34, 240, 44), 22, name="homepage_title"),
        s.icon(label, (92, 107, 192, 255), s.box(24, 96, 64, 64), round_share=s.skin.icon_round),
        s.text(label, s.box(104, 100, s.wide - 130, 32), 20, name="entity_header_title"),
        s.text(package, s.box(104, 132, s.wide - 130, 22), 13, GREY),
        s.button(s.say("卸载", "Uninstall"), s.box(24, 186, half, 46), "button:uninstall",
                 fill=PALE, color=s.accent, name="button1"),
        s.button(s.say("强行停止", "Force stop"), s.box(36 + half, 186, half, 46), "button:stop",
                 fill=PALE, color=s.accent, name="button2"),
        *lines,
    )  # fmt: skip
