"""What stands before an installation from an unknown source: refusals, pages of the settings.

Words are AOSP's. The Chinese ones of Android 8 and later are quoted by many public scripts that
touch them; those of Android 7 and older were found in no source.
"""

import dataclasses

from harness.virtual.scene import Fill, Node, View
from harness.virtual.system_apps.sheet import CLEAR, GREY, WHITE, Sheet, rgba

_CURRENTLY_SINCE_API = 33
_TITLED_UNTIL_API = 23
_OFF = (196, 199, 203, 255)


def unknown_source_blocked(s: Sheet) -> View:
    """The installer's refusal. Params: ``gate``, ``source``, ``api``.

    Buttons: settings and cancel; continue and cancel where nobody knows the source.
    """
    gate, api = s.params.get("gate", "blocked"), int(s.params.get("api") or 0)
    go = (s.say("设置", "Settings"), "button:settings")
    title = s.params.get("source", "")
    if gate == "anonymous":
        title, words = "", _warning_of_one(s)
        go = (s.say("继续", "Continue"), "button:continue")
    elif gate == "all_blocked":
        title = s.say("禁止安装", "Install blocked") if api <= _TITLED_UNTIL_API else ""
        words = s.say("出于安全考虑，已将您的手机设为禁止安装来源不明的应用。",
                      "For security, your phone is set to block installation of apps obtained "
                      "from unknown sources.")  # fmt: skip
    else:
        late = ("For your security, your phone currently isn't allowed to install unknown apps "
                "from this source. You can change this in Settings.")  # fmt: skip
        early = ("For your security, your phone is not allowed to install unknown apps "
                 "from this source.")  # fmt: skip
        words = s.say("出于安全考虑，已禁止您的手机安装来自此来源的未知应用。",
                      late if api >= _CURRENTLY_SINCE_API else early)  # fmt: skip
    return _alert(s, title, words, go, (s.say("取消", "Cancel"), "button:cancel"))


def source_settings(s: Sheet) -> View:
    """Pages of the settings. Params: ``page`` (app, list, security) and that page's.

    Touch: switch:source, source:PKG, button:back, button:agree, button:refuse.
    """
    page = s.params.get("page", "list")
    if page == "list":
        return _list(s)
    return _security(s) if page == "security" else _app(s)


def _app(s: Sheet) -> View:
    label = s.params.get("label", "")
    icon = s.icon(s.params.get("letter") or label, rgba(s.params.get("color", "")),
                  s.box(24, 96, 56, 56), round_share=s.skin.icon_round)  # fmt: skip
    footer = _warning(s, s.say("安装来自该来源的应用即表示", "By installing apps from this source"))
    return s.page(
        *_head(s, s.say("安装未知应用", "Install unknown apps")),
        icon,
        s.text(label, s.box(96, 96, s.wide - 120, 56), 19, name="entity_header_title"),
        _switch_row(s, 176, s.say("允许来自此来源的应用", "Allow from this source")),
        _small(s, footer, s.box(24, 262, s.wide - 48, 140)),
    )


def _list(s: Sheet) -> View:
    rows, trusted = [], s.params.get("trusted", "").split("\n")
    lines = [line for line in s.params.get("apps", "").split("\n") if line]
    for at, line in enumerate(lines):
        name, label, letter, color = line.split("|")
        y = 96.0 + at * 72
        state = s.say("允许", "Allowed") if name in trusted else s.say("不允许", "Not allowed")
        rows.append(View(
            s.box(0, y, s.wide, 72),
            node=s.node("android.widget.LinearLayout", "", clickable=True),
            touch_id=f"source:{name}",
            children=(
                s.icon(letter, rgba(color), s.box(24, y + 14, 44, 44),
                       round_share=s.skin.icon_round),
                _framework(s.text(label, s.box(88, y + 12, s.wide - 112, 26), 17), "title"),
                _framework(s.text(state, s.box(88, y + 38, s.wide - 112, 20), 13, GREY),
                           "summary"),
            ),
        ))  # fmt: skip
    return s.page(*_head(s, s.say("安装未知应用", "Install unknown apps")), *rows)


def _security(s: Sheet) -> View:
    summary = s.say("允许安装来自未知来源的应用",
                    "Allow installation of apps from unknown sources")  # fmt: skip
    page = s.page(
        *_head(s, s.say("安全", "Security")),
        s.text(s.say("设备管理", "Device administration"), s.box(24, 96, s.wide - 48, 32), 14,
               s.accent, bold=True),
        _switch_row(s, 132, s.say("未知来源", "Unknown sources"), summary),
    )  # fmt: skip
    if s.params.get("warning") != "1":
        return page
    words = _warning_of_one(s)
    alert = _alert(s, "", words, (s.say("确定", "OK"), "button:agree"),
                   (s.say("取消", "Cancel"), "button:refuse"))  # fmt: skip
    return dataclasses.replace(page, children=(*page.children, alert))


# --- parts -----------------------------------------------------------------------------
def _head(s: Sheet, title: str) -> tuple[View, ...]:
    return (
        View(s.box(4, 32, 48, 48), touch_id="button:back",
             node=s.node("android.widget.ImageButton", "", s.say("转到上一层级", "Navigate up"),
                         clickable=True),
             children=(s.sign("back", s.box(18, 46, 20, 20)),)),
        s.text(title, s.box(60, 34, s.wide - 84, 44), 22),
    )  # fmt: skip


def _switch_row(s: Sheet, top: float, title: str, summary: str = "") -> View:
    on, high = s.params.get("on") == "1", 72.0
    left = s.wide - 24 - 46
    track = Fill((s.accent if on else _OFF,), radius_px=s.px(13))
    knob = s.bar(left + (22 if on else 2), top + 25, 22, 22, WHITE, 11)
    switch = Node("android.widget.Switch", "android:id/switch_widget", package=s.package,
                  checkable=True, checked=on)  # fmt: skip
    words = [_framework(s.text(title, s.box(24, top + (8 if summary else 0), left - 36,
                                            30 if summary else high), 17), "title")]  # fmt: skip
    if summary:
        line = s.text(summary, s.box(24, top + 38, left - 36, 22), 13, GREY)
        words.append(_framework(line, "summary"))
    return View(
        s.box(0, top, s.wide, high),
        node=s.node("android.widget.LinearLayout", "", clickable=True),
        touch_id="switch:source",
        children=(*words, View(s.box(left, top + 23, 46, 26), fill=track, node=switch), knob),
    )


def _alert(s: Sheet, title: str, words: str, go: tuple[str, str], no: tuple[str, str]) -> View:
    """An ``AlertDialog``: the button that goes on at the right, neither of them filled."""
    left, wide = s.column
    body = 28.0 * (1 + _width(words) // (wide - 48))
    high = (48.0 if title else 12.0) + body + 84
    top = s.dialog_top(high)
    parts = [] if not title else [
        _framework(s.text(title, s.box(left + 24, top + 20, wide - 48, 30), 19, bold=True),
                   "alertTitle")
    ]  # fmt: skip
    y = top + (60 if title else 24)
    text = s.text(words, s.box(left + 24, y, wide - 48, body), 15.5, GREY, top=True, lines=8)
    half = (wide - 48) / 2
    at = s.box(left + 24, top + high - 56, half, 46), s.box(left + 24 + half, top + high - 56,
                                                           half, 46)  # fmt: skip
    buttons = [
        _framework(s.button(word, box, touch_id, fill=CLEAR, color=s.accent), name)
        for (word, touch_id), box, name in ((no, at[0], "button2"), (go, at[1], "button1"))
    ]
    return s.dialog(high, *parts, _framework(text, "message"), *buttons)


def _warning_of_one(s: Sheet) -> str:
    return _warning(s, s.say("安装该应用即表示", "By installing this app"), one=True)


def _warning(s: Sheet, by: str, *, one: bool = False) -> str:
    zh = (f"来历不明的应用很可能会损害您的手机和个人数据。{by}，"
          f"您同意对于因使用{'该' if one else '这些'}应用可能导致的任何手机损坏或数据丢失情况，"
          "您负有全部责任。")  # fmt: skip
    en = ("Your phone and personal data are more vulnerable to attack by unknown apps. "
          f"{by}, you agree that you are responsible for any damage to your phone or loss of "
          f"data that may result from {'its' if one else 'their'} use.")  # fmt: skip
    return s.say(zh, en)


def _small(s: Sheet, words: str, box: tuple[int, int, int, int]) -> View:
    return _framework(s.text(words, box, 13.5, GREY, top=True, lines=7), "title")


def _width(words: str) -> float:
    """About how wide a text of 15.5 sp is, in dp."""
    return sum(15.5 if ord(sign) > 0x2E80 else 7.6 for sign in words)


def _framework(view: View, name: str) -> View:
    """The same view under an id of the framework, as preferences and alerts have."""
    node = view.node
    named = None if node is None else dataclasses.replace(node, resource_id=f"android:id/{name}")
    return dataclasses.replace(view, node=named)
