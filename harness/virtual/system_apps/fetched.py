"""What the browser shows over a page of an app's file: the question, and how far it is."""

from harness.virtual.scene import Fill, View
from harness.virtual.system_apps.sheet import BLUE, CLEAR, INK, PALE, SCRIM, WHITE, Sheet, rgba

_DARK = rgba("#303134")


def over_the_page(s: Sheet) -> list[View]:
    """Params: ``asked`` (a file's name), ``asks_in`` (dialog or bar), ``bar``, ``bar_opens``.

    Touch: download:yes, download:no, download:open.
    """
    name = s.params.get("asked")
    if name is not None:
        return _harmful(s, name) if s.params.get("asks_in") == "dialog" else [_keep(s, name)]
    return [_progress(s, s.params["bar"])] if s.params.get("bar") else []


def _harmful(s: Sheet, name: str) -> list[View]:
    """Chrome's dialog since version 91."""
    high = 218.0
    (left, wide), top = s.column, (s.high - 218) / 2
    card = s.card(
        left, top, wide, high,
        s.sign("warning", s.box(left + 24, top + 26, 24, 24), rgba("#d93025")),
        s.text(s.say("文件可能有害", "File might be harmful"),
               s.box(left + 60, top + 20, wide - 84, 36), 19, bold=True, name="title"),
        s.text(s.say(f"您是否仍要下载“{name}”？", f"Do you want to download {name} anyway?"),
               s.box(left + 24, top + 66, wide - 48, 62), 15, lines=3, top=True,
               name="message_paragraph_1"),
        s.button(s.say("取消", "Cancel"), s.box(left + wide - 276, top + 150, 108, 46),
                 "download:no", stroke=PALE, name="negative_button"),
        s.button(s.say("仍然下载", "Download anyway"), s.box(left + wide - 160, top + 150, 144, 46),
                 "download:yes", stroke=PALE, name="positive_button"),
        name="modal_dialog_view",
    )  # fmt: skip
    scrim = View(s.box(0, 0, s.wide + 1, s.high + 1), fill=Fill((SCRIM,)), touch_id="card")
    return [scrim, card]


def _keep(s: Sheet, name: str) -> View:
    """The bar at the foot of the page that older ones have."""
    high = 148.0
    top = s.high - high
    words = s.say(
        f"此类型的文件可能会损害您的设备。您仍想保留 {name} 吗？",
        f"This type of file can harm your device. Do you want to keep {name} anyway?",
    )
    return s.card(
        0, top, s.wide + 1, high,
        s.sign("warning", s.box(16, top + 20, 22, 22), rgba("#d93025")),
        s.text(words, s.box(52, top + 12, s.wide - 68, 66), 14.5, lines=3, name="infobar_message"),
        s.button(s.say("取消", "Cancel"), s.box(s.wide - 210, top + 90, 92, 42), "download:no",
                 name="button_secondary", color=INK),
        s.button(s.say("确定", "OK"), s.box(s.wide - 108, top + 90, 92, 42), "download:yes",
                 fill=BLUE, color=WHITE, radius=4, name="button_primary"),
        radius=0, name="infobar_container",
    )  # fmt: skip


def _progress(s: Sheet, words: str) -> View:
    high, top = 52.0, s.high - 96
    box = s.box(24, top, s.wide - 130, high)
    inner = [s.text(words, box, 14.5, WHITE, name="snackbar_message")]
    if s.params.get("bar_opens"):
        inner.append(
            s.button(s.say("打开", "Open"), s.box(s.wide - 104, top + 4, 84, 44), "download:open",
                     fill=CLEAR, color=rgba("#8ab4f8"), name="snackbar_button")
        )  # fmt: skip
    return View(
        s.box(8, top, s.wide - 16, high),
        fill=Fill((_DARK,), radius_px=s.px(8), shadow_px=s.px(6)),
        node=s.node("android.widget.LinearLayout", "snackbar"),
        touch_id="card",
        children=tuple(inner),
    )
