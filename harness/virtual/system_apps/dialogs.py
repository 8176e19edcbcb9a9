"""Questions of the system: permission, chooser, jump to another app, installer."""

from harness.virtual.scene import View
from harness.virtual.system_apps.sheet import CLEAR, GREY, INK, PALE, SCRIM, Sheet, rgba

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
    once = name in {"CAMERA", "ACCESS_FINE_LOCATION", "RECORD_AUDIO"}
    allow = s.say("仅在使用中允许", "While using the app") if once else s.say("允许", "Allow")
    allow_name = "foreground_only_button" if once else "allow_button"
    high = 280.0
    (left, wide), top = s.column, s.dialog_top(high)
    pale, dark = (*s.accent[:3], 38), INK
    return s.dialog(
        high,
        s.sign(sign, s.box(s.wide / 2 - 14, top + 24, 28, 28), s.accent),
        s.text(question, s.box(left + 24, top + 62, wide - 48, 66), 18, align="center",
               lines=2, name="permission_message"),
        s.button(allow, s.box(left + 24, top + 142, wide - 48, 54), "button:allow",
                 fill=pale, color=dark, radius=14, name=f"permission_allow_{allow_name}"),
        s.button(s.say("不允许", "Don't allow"), s.box(left + 24, top + 204, wide - 48, 54),
                 "button:deny", fill=pale, color=dark, radius=14, name="permission_deny_button"),
        name="grant_dialog",
    )  # fmt: skip


def jump(s: Sheet) -> View:
    """Params: ``style``, ``app``, ``target``. Buttons: allow, always, deny."""
    app, target = s.params.get("app", ""), s.params.get("target", "")
    high = 238.0
    (left, wide), top = s.column, s.dialog_top(high)
    if s.params.get("style") == "coloros":
        return _coloros_jump(s, app, target)
    if s.params.get("style") == "originos":
        head = s.say("应用跳转提示", "Open another app?")
        words = s.say(f"“{app}”想要打开“{target}”", f"{app} wants to open {target}")
    else:
        head = s.say("启动应用", "Start app")
        words = s.say(f"“{app}”想要打开“{target}”,是否允许?",
                      f"{app} wants to open {target}. Allow it?")  # fmt: skip
    note = s.say("始终允许", "Always allow")
    return s.dialog(
        high,
        s.text(head, s.box(left + 20, top + 20, wide - 40, 32), 18, bold=True, align="center",
               name="alertTitle"),
        s.text(words, s.box(left + 24, top + 58, wide - 48, 52), 15.5, align="center", lines=2,
               name="message"),
        View(s.box(left + 20, top + 116, wide - 40, 36), touch_id="button:always",
             node=s.node("android.widget.CheckBox", "checkbox", note, clickable=True),
             children=(
                 s.sign("ring", s.box(s.wide / 2 - 52, top + 125, 18, 18)),
                 s.text(note, s.box(s.wide / 2 - 28, top + 116, 120, 36), 13.5, GREY, listed=False),
             )),
        *s.pair(top + 168, (s.say("拒绝", "Refuse"), "button:deny", "button2"),
                (s.say("允许", "Allow"), "button:allow", "button1")),
        name="parentPanel",
    )  # fmt: skip


def _coloros_jump(s: Sheet, app: str, target: str) -> View:
    high = 274.0
    (left, wide), top = s.column, s.dialog_top(high)
    words = s.say(f"“{app}”想要打开“{target}”", f"{app} wants to open {target}")
    rows = (
        (s.say("30 天内允许", "Allow for 30 days"), "button:always", "button_30_days"),
        (s.say("仅本次允许", "Allow this time"), "button:allow", "button_once"),
        (s.say("拒绝", "Refuse"), "button:deny", "button_refuse"),
    )
    buttons: list[View] = []
    for at, (word, touch_id, name) in enumerate(rows):
        y = top + 92 + at * 56
        buttons.append(s.bar(left + 20, y, wide - 40, 1, (228, 230, 233, 255)))
        buttons.append(s.button(word, s.box(left, y + 1, wide, 54), touch_id, color=s.accent,
                                size=16.5, name=name))  # fmt: skip
    return s.dialog(
        high,
        s.text(words, s.box(left + 24, top + 22, wide - 48, 56), 17, bold=True, align="center",
               lines=2, name="alertTitle"),
        *buttons,
        name="parentPanel",
    )  # fmt: skip


def resolver(s: Sheet) -> View:
    """Params: ``choices`` (lines ``package/class|label``), ``marked``, ``style`` (open, share).

    Touch: choice:PKG/CLS, button:once, button:always.
    """
    rows = [line.partition("|") for line in s.params.get("choices", "").split("\n") if line]
    sharing = s.params.get("style") == "share"
    shown = rows[: max(1, int((s.high - 200) // 68))]
    high = 74.0 + 68 * len(shown) + (36 if sharing else 92)
    left, wide = s.column
    if s.upright:
        left, wide = 0.0, s.wide
    top = max(24.0, s.high - high)
    words = s.say("分享方式", "Share") if sharing else s.say("选择打开方式", "Open with")
    title = s.text(words, s.box(left + 24, top + 20, wide - 48, 32), 18, name="title")
    lines = [
        _choice(s, component, label, (left, top + 66 + at * 68, wide))
        for at, (component, _, label) in enumerate(shown)
    ]
    bottom = [] if sharing else _once_always(s, top + high - 84, left, wide)
    card = s.card(left, top, wide, high + 30, title, *lines, *bottom, name="contentPanel")
    return s.page(s.bar(0, 0, s.wide + 1, s.high + 1, SCRIM), card, color=CLEAR)


def _once_always(s: Sheet, top: float, left: float, wide: float) -> list[View]:
    chosen = bool(s.params.get("marked"))
    ink = s.accent if chosen else (*GREY[:3], 110)
    return [
        s.button(s.say("仅此一次", "Just once"), s.box(left + wide - 220, top, 100, 44),
                 "button:once" if chosen else None, color=ink, name="button_once"),
        s.button(s.say("始终", "Always"), s.box(left + wide - 112, top, 88, 44),
                 "button:always" if chosen else None, color=ink, name="button_always"),
    ]  # fmt: skip


def _choice(s: Sheet, component: str, label: str, at: tuple[float, float, float]) -> View:
    left, top, wide = at
    tint = _TINTS[sum(component.encode()) % len(_TINTS)]
    marked = s.params.get("marked") == component
    ground = [s.bar(left + 8, top, wide - 16, 64, (*s.accent[:3], 32), 16)] if marked else []
    return View(
        s.box(left, top, wide, 64),
        node=s.node("android.widget.LinearLayout", "item", clickable=True),
        touch_id=f"choice:{component}",
        children=(
            *ground,
            s.icon(label, rgba(tint), s.box(left + 24, top + 10, 44, 44),
                   round_share=s.skin.icon_round),
            s.text(label, s.box(left + 84, top, wide - 108, 64), 16, name="text1"),
        ),
    )  # fmt: skip


def installer(s: Sheet) -> View:
    """Params: ``uri``, ``state`` (ask, busy, done), ``share``, ``label``.

    Buttons: install, cancel, open, done.
    """
    file = s.params.get("uri", "").partition("?")[0].rstrip("/").rpartition("/")[2]
    name = s.params.get("label") or file or "base.apk"
    state, high = s.params.get("state", "ask"), 210.0
    (left, wide), top = s.column, s.dialog_top(210.0)
    words = {
        "ask": s.say("要安装此应用吗?", "Do you want to install this app?"),
        "busy": s.say("正在安装…", "Installing…"),
        "done": s.say("应用已安装。", "App installed."),
    }[state]
    parts: list[View] = []
    if state == "busy":
        share = float(s.params.get("share") or 0)
        parts = [
            s.bar(left + 24, top + 150, wide - 48, 6, PALE, 3),
            s.bar(left + 24, top + 150, max(6.0, (wide - 48) * share), 6, s.accent, 3),
        ]
    elif state == "done":
        parts = s.pair(top + 140, (s.say("完成", "Done"), "button:done", "done_button"),
                       (s.say("打开", "Open"), "button:open", "launch_button"))  # fmt: skip
    else:
        parts = s.pair(top + 140, (s.say("取消", "Cancel"), "button:cancel", "cancel_button"),
                       (s.say("安装", "Install"), "button:install", "ok_button"))  # fmt: skip
    return s.dialog(
        high,
        s.icon(name[:1].upper(), (76, 175, 80, 255), s.box(left + 24, top + 24, 44, 44)),
        s.text(name, s.box(left + 82, top + 24, wide - 100, 24), 17, bold=True, name="app_name"),
        s.text(file, s.box(left + 82, top + 48, wide - 100, 20), 12, GREY),
        s.text(words, s.box(left + 24, top + 84, wide - 48, 40), 15, GREY,
               name="install_confirm_question"),
        *parts,
    )  # fmt: skip
