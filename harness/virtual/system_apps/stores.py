"""App stores: one design for each vendor's, a detail page for each app, an install button."""

import zlib

from harness.virtual.scene import Picture, Rgba, View
from harness.virtual.system_apps.sheet import GREY, INK, PALE, WHITE, Sheet, rgba

_TINTS = ("#5c6bc0", "#26a69a", "#ef6c57", "#ffa726", "#8d6e63", "#42a5f5")
_ACCENTS = {
    "com.android.vending": "#01875f",
    "com.xiaomi.market": "#0d84ff",
    "com.huawei.appmarket": "#cf0a2c",
    "com.heytap.market": "#2aad67",
    "com.oppo.market": "#2aad67",
    "com.bbk.appstore": "#456fff",
    "com.sec.android.app.samsungapps": "#e2457b",
    "com.tencent.android.qqdownloader": "#0080ff",
}
_SHOTS = ("game_dragon", "phone_launch", "travel_island", "novel_palace", "movie_night",
          "beauty_serum")  # fmt: skip
_FRONT = (
    ("com.example.dragonworld", "巨龙纪元", "Dragon World", "角色扮演", "Role playing"),
    ("com.example.weatherday", "今日天气", "Weather Day", "天气", "Weather"),
    ("com.example.novelreader", "畅读小说", "Novel Reader", "阅读", "Books"),
    ("com.example.fastclean", "极速清理", "Fast Clean", "工具", "Tools"),
    ("com.example.shortvideo", "看看短视频", "Short Video", "视频", "Video"),
    ("com.example.cardbook", "记一笔", "Card Book", "财务", "Finance"),
    ("com.example.fitrun", "爱跑步", "Fit Run", "运动", "Sports"),
)


def store(s: Sheet) -> View:
    """A store: the page of an app, or its front page.

    Params: ``package`` ("" = front page), ``label``, ``state`` (none, loading, installed),
    ``share`` (done, 0 … 1), ``uri``.
    Touch: button:install, button:open, button:back, ware:PKG.
    """
    package = s.params.get("package") or _query(s.params.get("uri") or s.params.get("data", ""))
    accent = rgba(_ACCENTS.get(s.package, s.skin.accent))
    return _detail(s, package, accent) if package else _front(s, accent)


def _query(uri: str) -> str:
    _, found, rest = uri.partition("id=")
    return rest.partition("&")[0] if found else ""


def _icon(s: Sheet, package: str, label: str, box: tuple[float, float, float]) -> View:
    left, top, side = box
    tint = rgba(_TINTS[zlib.crc32(package.encode()) % len(_TINTS)])
    return s.icon(label, tint, s.box(left, top, side, side), round_share=s.skin.icon_round)


def _label(s: Sheet, package: str) -> str:
    told = s.params.get("label")
    known = {name: s.say(zh, en) for name, zh, en, _, _ in _FRONT}
    last = package.rpartition(".")[2].replace("_", " ").title()
    return told or known.get(package) or last


def _detail(s: Sheet, package: str, accent: Rgba) -> View:
    label, wide = _label(s, package), s.wide
    shots = [_SHOTS[(zlib.crc32(package.encode()) + at) % len(_SHOTS)] for at in range(6)]
    about = s.say(
        "一款轻快好用的应用。全新版本带来更顺滑的体验与更丰富的内容,期待您的好评。",
        "A light and handy app. The new version is smoother and has more to discover.",
    )
    return s.page(
        View(s.box(4, 32, 48, 48), touch_id="button:back",
             node=s.node("android.widget.ImageButton", "back", clickable=True),
             children=(s.sign("back", s.box(18, 46, 20, 20), INK, 2),)),
        s.sign("search", s.box(wide - 78, 46, 20, 20), INK, 2),
        s.sign("more", s.box(wide - 38, 46, 20, 20), INK, 2),
        _icon(s, package, label, (20, 84, 76)),
        s.text(label, s.box(112, 84, wide - 130, 34), 23, bold=True, name="title"),
        s.text(package, s.box(112, 118, wide - 130, 20), 12.5, accent, name="subtitle"),
        s.text(s.say("含广告 · 应用内购", "Contains ads · In-app purchases"),
               s.box(112, 138, wide - 130, 20), 12, GREY),
        *_action(s, accent),
        *_facts(s, package),
        *(View(s.box(20 + at * 150, 290, 140, 248),
               picture=Picture(f"creative:{name}", radius_px=s.px(12)),
               node=s.node("android.widget.ImageView", "screenshot"))
          for at, name in enumerate(shots[: max(3, int(wide // 150))])),
        s.text(s.say("关于此应用", "About this app"), s.box(20, 556, wide - 40, 30), 17, bold=True),
        s.text(about, s.box(20, 590, wide - 40, 80), 14, GREY, top=True, lines=3),
        *_tabs(s, accent, 1),
    )  # fmt: skip


def _action(s: Sheet, accent: Rgba) -> list[View]:
    left, top, wide = 20.0, 174.0, s.wide - 40
    state = s.params.get("state", "none")
    if state == "installed":
        words = s.say("打开", "Open")
        return [s.button(words, s.box(left, top, wide, 42), "button:open", fill=accent,
                         color=WHITE, name="open_button")]  # fmt: skip
    if state == "loading":
        share = float(s.params.get("share") or 0)
        words = s.say(f"下载中 {share:.0%}", f"{share:.0%} of 86 MB")
        return [
            s.bar(left, top, wide, 42, PALE, 21),
            s.bar(left, top, max(42.0, wide * share), 42, (*accent[:3], 90), 21),
            s.text(words, s.box(left, top, wide, 42), 15, accent, bold=True, align="center",
                   name="progress"),
        ]  # fmt: skip
    return [s.button(s.say("安装", "Install"), s.box(left, top, wide, 42), "button:install",
                     fill=accent, color=WHITE, name="install_button")]  # fmt: skip


def _facts(s: Sheet, package: str) -> list[View]:
    seed = zlib.crc32(package.encode())
    stars, size = 3.8 + seed % 12 / 10, 18 + seed % 170
    count = (120, 380, 500, 1200, 3600)[seed % 5]
    facts = ((f"{stars:.1f} ★", s.say("1.2万 条评价", "12K reviews")),
             (f"{size} MB", s.say("大小", "Size")),
             ("12+", s.say("年龄分级", "Rated 12+")),
             (s.say(f"{count}万+", f"{count * 10}K+"), s.say("下载", "Downloads")))  # fmt: skip
    cell = (s.wide - 24) / len(facts)
    row: list[View] = []
    for at, (big, small) in enumerate(facts):
        left = 12 + at * cell
        row.append(s.text(big, s.box(left, 226, cell, 24), 15, bold=True, align="center"))
        row.append(s.text(small, s.box(left, 250, cell, 20), 11.5, GREY, align="center"))
    return row


def _front(s: Sheet, accent: Rgba) -> View:
    wide = s.wide
    name = s.params.get("store_label") or s.say("应用商店", "Apps")
    rows: list[View] = []
    for at, (package, zh, en, kind_zh, kind_en) in enumerate(_FRONT):
        top, label = 290 + at * 76, s.say(zh, en)
        rows.append(View(
            s.box(0, top, wide, 72),
            touch_id=f"ware:{package}",
            node=s.node("android.widget.LinearLayout", "app_item", clickable=True),
            children=(
                _icon(s, package, label, (20, top + 8, 54)),
                s.text(label, s.box(88, top + 10, wide - 190, 26), 16, name="app_name"),
                s.text(f"{4.2 + at % 6 / 10:.1f} ★ · {s.say(kind_zh, kind_en)}",
                       s.box(88, top + 36, wide - 190, 22), 12, GREY),
                s.button(s.say("安装", "Get"), s.box(wide - 88, top + 20, 68, 32), None, size=13,
                         fill=(*accent[:3], 30), color=accent, radius=16),
            )))  # fmt: skip
    return s.page(
        s.bar(16, 36, wide - 32, 46, PALE, 23),
        s.sign("search", s.box(32, 49, 20, 20)),
        s.text(name, s.box(64, 36, wide - 120, 46), 15, GREY, name="search_hint"),
        View(s.box(16, 98, wide - 32, 168), picture=Picture("creative:game_dragon",
                                                            radius_px=s.px(16)),
             node=s.node("android.widget.ImageView", "banner")),
        *rows,
        *_tabs(s, accent, 1),
    )  # fmt: skip


def _tabs(s: Sheet, accent: Rgba, active: int) -> list[View]:
    names = ((s.say("游戏", "Games"), "play"), (s.say("应用", "Apps"), "grid"),
             (s.say("榜单", "Charts"), "star"), (s.say("我的", "Me"), "person"))  # fmt: skip
    return [s.bar(0, s.high - 104, s.wide + 1, 104, WHITE),
            s.bar(0, s.high - 104, s.wide + 1, 1, (225, 227, 230, 255)),
            *tabs(s, names, active, accent)]  # fmt: skip


def tabs(s: Sheet, names: tuple[tuple[str, str], ...], active: int, color: Rgba) -> list[View]:
    """A row of tabs at the bottom of a page: word and sign each."""
    views: list[View] = []
    cell = s.wide / len(names)
    for at, (label, sign) in enumerate(names):
        ink = color if at == active else GREY
        views.append(s.sign(sign, s.box(at * cell + cell / 2 - 11, s.high - 92, 22, 22), ink))
        views.append(
            s.text(label, s.box(at * cell, s.high - 68, cell, 18), 11, ink, align="center")
        )
    return views
