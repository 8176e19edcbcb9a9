"""Pages of the system's apps: launcher, browser, store, the one other app, a plain app."""

import urllib.parse
import zlib

from harness.virtual.scene import Fill, Picture, View
from harness.virtual.system_apps.sheet import BLUE, GREY, INK, PALE, WHITE, Sheet, rgba

_TINTS = ("#5c6bc0", "#26a69a", "#ef6c57", "#ffa726", "#8d6e63", "#42a5f5")
_HEADLINES = (
    "限时活动:立即参与领取专属福利",
    "新用户注册即送大礼包",
    "热门推荐:本周口碑榜单出炉",
    "官方直营 七天无理由退换",
)
_PICTURES = (
    "supermarket",
    "finance_gold",
    "food_delivery",
    "sneaker_sale",
    "beauty_serum",
    "travel_island",
)


def launcher(s: Sheet) -> View:
    """Home page. Params: ``apps`` (lines ``package|label|letter|colour``). Touch: app:PKG."""
    lines = [line.split("|") for line in s.params.get("apps", "").split("\n") if line]
    clock = s.params.get("clock", "")
    head = s.text(clock, s.box(28, 92, 220, 64), 52, WHITE, listed=bool(clock))
    cell = (s.wide - 24) / 4
    icons = []
    for at, line in enumerate(lines):
        package, label, letter, color = (*line, "", "", "")[:4]
        left, top = 12 + at % 4 * cell, 176 + at // 4 * 104
        icons.append(_launcher_icon(s, package, label, letter, color, (left, top, cell)))
    paper = Fill(((62, 92, 168, 255), (124, 92, 172, 255), (236, 148, 140, 255)), 72)
    hills = View((0, 0, s.width, s.height), fill=paper)
    dock = s.bar(14, s.high - 116, s.wide - 28, 78, (255, 255, 255, 52), 30)
    signs = (("phone", "#34a853"), ("chat", "#1a73e8"), ("camera", "#5f6368"), ("heart", "#ea4335"))
    docked: list[View] = []
    for at, (sign, color) in enumerate(signs):
        left = 12 + at * cell + (cell - 54) / 2
        docked.append(s.bar(left, s.high - 104, 54, 54, rgba(color), 14))
        docked.append(s.sign(sign, s.box(left + 14, s.high - 90, 26, 26), WHITE, 2.2))
    return s.page(hills, head, dock, *docked, *icons)


def _launcher_icon(
    s: Sheet, package: str, label: str, letter: str, color: str, at: tuple[float, float, float]
) -> View:
    left, top, cell = at
    side = 56.0
    return View(
        s.box(left, top, cell, 100),
        node=s.node("android.widget.TextView", "icon", label, clickable=True),
        touch_id=f"app:{package}",
        children=(
            s.icon(letter or label, rgba(color), s.box(left + (cell - side) / 2, top + 6, side,
                side)),
            s.text(label, s.box(left + 2, top + 68, cell - 4, 22), 12.5, WHITE, align="center",
                   listed=False),
        ),
    )  # fmt: skip


def browser(s: Sheet) -> View:
    """A web page in the browser. Params: ``url``."""
    parts = urllib.parse.urlsplit(s.params.get("url", "") or "about:blank")
    host = parts.hostname or parts.path or "about:blank"
    seed = zlib.crc32(host.encode())
    lock = s.sign("lock", s.box(64, 46, 13, 13))
    address = View(
        s.box(48, 34, s.wide - 136, 38),
        fill=Fill((PALE,), radius_px=s.px(19)),
        children=(
            lock,
            s.text(host, s.box(84, 34, s.wide - 180, 38), 14.5, name="url_bar"),
        ),
    )
    head = s.bar(0, 0, s.wide + 1, 82, WHITE)
    web = _web_page(s, host, parts.path, seed)
    return s.page(
        web,
        head,
        s.bar(0, 81, s.wide + 1, 1, (218, 220, 224, 255)),
        s.sign("home", s.box(14, 43, 20, 20)),
        address,
        s.bar(s.wide - 74, 43, 20, 20, (255, 255, 255, 0)),
        s.text("1", s.box(s.wide - 74, 43, 20, 20), 11, GREY, align="center", bold=True,
            listed=False),
        View(s.box(s.wide - 74, 43, 20, 20), fill=Fill(((0, 0, 0, 0),), radius_px=s.px(4),
            stroke=GREY,
                                                       stroke_px=s.px(1.6))),
        s.sign("more", s.box(s.wide - 36, 43, 20, 20)),
    )  # fmt: skip


def _web_page(s: Sheet, host: str, path: str, seed: int) -> View:
    title = _HEADLINES[seed % len(_HEADLINES)]
    top, wide = 82.0, s.wide
    tint = rgba(_TINTS[seed % len(_TINTS)])
    rows: list[View] = []
    for at in range(5):
        y = top + 392 + at * 62
        for line, share in enumerate((0.9, 0.82, 0.5)):
            rows.append(s.bar(20, y + line * 18, (wide - 40) * share, 9, (226, 229, 233, 255), 4))
    name = host.removeprefix("www.").removeprefix("m.").split(".")[0]
    brand = name.replace("-", " ").title()
    return View(
        s.box(0, top, wide + 1, s.high - top),
        fill=Fill((WHITE,)),
        node=s.node("android.webkit.WebView", "", title),
        children=(
            s.bar(0, top, wide + 1, 54, tint),
            s.text(brand, s.box(20, top, wide - 80, 54), 18, WHITE, bold=True),
            s.sign("menu", s.box(wide - 44, top + 17, 20, 20), WHITE, 2),
            View(s.box(0, top + 54, wide + 1, 210),
                 picture=Picture(f"creative:{_PICTURES[seed % len(_PICTURES)]}"),
                 node=s.node("android.widget.Image")),
            s.text(title, s.box(20, top + 278, wide - 40, 34), 20, bold=True),
            s.text(f"{host}{path}", s.box(20, top + 312, wide - 40, 22), 12, GREY),
            s.button(s.say("立即参与", "Join now"), s.box(20, top + 342, wide - 40, 40), None,
                     fill=tint, color=WHITE, radius=8),
            *rows,
        ),
    )  # fmt: skip


def store(s: Sheet) -> View:
    """Detail page of an app. Params: ``uri``, ``package``, ``label``. Button: install."""
    package = s.params.get("package") or _query(s.params.get("uri") or s.params.get("data", ""))
    last = package.rpartition(".")[2]
    label = s.params.get("label") or last.replace("_", " ").title() or s.say("应用商店", "Apps")
    tint = rgba(_TINTS[zlib.crc32(package.encode()) % len(_TINTS)])
    wide = s.wide
    facts = (("4.6 ★", s.say("1.2万 条评价", "12K reviews")), ("86 MB", s.say("大小", "Size")),
             ("12+", s.say("年龄分级", "Rated 12+")), ("500万+", s.say("下载",
                 "Downloads")))  # fmt: skip
    row: list[View] = []
    for at, (big, small) in enumerate(facts):
        left = 12 + at * (wide - 24) / 4
        row.append(
            s.text(big, s.box(left, 226, (wide - 24) / 4, 24), 15, bold=True, align="center")
        )
        row.append(s.text(small, s.box(left, 250, (wide - 24) / 4, 20), 11.5, GREY, align="center"))
    pictures = [
        View(s.box(20 + at * 150, 290, 140, 248),
             picture=Picture(f"creative:{name}", radius_px=s.px(12)),
             node=s.node("android.widget.ImageView", "screenshot"))
        for at, name in enumerate(("game_dragon", "phone_launch", "travel_island"))
    ]  # fmt: skip
    about = s.say(
        "一款轻快好用的应用。全新版本带来更顺滑的体验与更丰富的内容,期待您的好评。",
        "A light and handy app. The new version is smoother and has more to discover.",
    )
    return s.page(
        s.sign("back", s.box(20, 46, 20, 20), INK, 2),
        s.sign("search", s.box(wide - 78, 46, 20, 20), INK, 2),
        s.sign("more", s.box(wide - 38, 46, 20, 20), INK, 2),
        s.icon(label, tint, s.box(20, 84, 76, 76)),
        s.text(label, s.box(112, 84, wide - 130, 34), 23, bold=True, name="title"),
        s.text(package or s.say("精选", "Featured"), s.box(112, 118, wide - 130, 20), 12.5, BLUE,
            name="subtitle"),
        s.text(s.say("含广告 · 应用内购", "Contains ads · In-app purchases"),
               s.box(112, 138, wide - 130, 20), 12, GREY),
        s.button(s.say("安装", "Install"), s.box(20, 174, wide - 40, 42), "button:install",
                 fill=BLUE, color=WHITE, name="install_button"),
        *row,
        *pictures,
        s.text(s.say("关于此应用", "About this app"), s.box(20, 556, wide - 40, 30), 17, bold=True),
        s.text(about, s.box(20, 590, wide - 40, 80), 14, GREY, top=True, lines=3),
        s.bar(0, s.high - 104, wide + 1, 1, (225, 227, 230, 255)),
        *_tabs(s, ((s.say("游戏", "Games"), "play"), (s.say("应用", "Apps"), "grid"),
                   (s.say("榜单", "Charts"), "star"), (s.say("我的", "Me"), "person")), 1, BLUE),
    )  # fmt: skip


def _query(uri: str) -> str:
    query = urllib.parse.parse_qs(urllib.parse.urlsplit(uri).query)
    return (query.get("id") or [""])[0]


def _tabs(
    s: Sheet, tabs: tuple[tuple[str, str], ...], active: int, color: tuple[int, int, int, int]
) -> list[View]:
    views: list[View] = []
    cell = s.wide / len(tabs)
    for at, (label, sign) in enumerate(tabs):
        ink = color if at == active else GREY
        views.append(s.sign(sign, s.box(at * cell + cell / 2 - 11, s.high - 92, 22, 22), ink))
        views.append(
            s.text(label, s.box(at * cell, s.high - 68, cell, 18), 11, ink, align="center")
        )
    return views


def other_app(s: Sheet) -> View:
    """The shopping app that deep links open. Params: ``label``, ``uri``."""
    label = s.params.get("label") or s.say("一号商城", "Example Shop")
    uri = s.params.get("uri", "")
    red = rgba("#e02e24")
    number = uri.split("?")[0].rstrip("/").rpartition("/")[2] or "1024"
    tiles = []
    for at, (name, title, price) in enumerate((
        ("beauty_serum", s.say("焕亮精华 30ml", "Glow serum 30 ml"), "¥89.0"),
        ("sneaker_sale", s.say("轻弹跑鞋 男女同款", "Running shoes"), "¥199.0"),
        ("supermarket", s.say("时令鲜果 5 斤装", "Seasonal fruit 2.5 kg"), "¥29.9"),
        ("phone_launch", s.say("全面屏手机 256G", "Phone 256 GB"), "¥2999"),
    )):  # fmt: skip
        left, top = 12 + at % 2 * (s.wide / 2 - 6), 330 + at // 2 * 232
        half = s.wide / 2 - 18
        tiles.append(View(
            s.box(left, top, half, 222),
            fill=Fill((WHITE,), radius_px=s.px(10)),
            node=s.node("android.widget.LinearLayout", "item", clickable=True),
            children=(
                View(s.box(left, top, half, 150), picture=Picture(f"creative:{name}",
                    radius_px=s.px(10))),
                s.text(title, s.box(left + 10, top + 156, half - 20, 24), 13.5, name="item_title"),
                s.text(price, s.box(left + 10, top + 184, half - 20, 28), 18, red, bold=True),
            )))  # fmt: skip
    return s.page(
        View(s.box(0, 0, s.wide + 1, 240), fill=Fill((red, (255, 96, 64, 255)))),
        s.text(label, s.box(20, 34, 200, 40), 21, WHITE, bold=True, name="shop_title"),
        s.bar(16, 82, s.wide - 32, 40, WHITE, 20),
        s.sign("search", s.box(30, 93, 18, 18)),
        s.text(s.say("搜索你想要的宝贝", "Search products"), s.box(60, 82, 240, 40), 14, GREY),
        View(s.box(16, 136, s.wide - 32, 150), picture=Picture("creative:red_packet",
            radius_px=s.px(14)),
             node=s.node("android.widget.ImageView", "banner")),
        s.text(s.say(f"为你推荐 · 商品 {number}", f"For you · item {number}"),
               s.box(20, 294, s.wide - 40, 30), 17, bold=True, name="item_number"),
        *tiles,
        s.bar(0, s.high - 104, s.wide + 1, 104, WHITE),
        *_tabs(s, ((s.say("首页", "Home"), "home"), (s.say("分类", "Categories"), "grid"),
                   (s.say("购物车", "Cart"), "cart"), (s.say("我的", "Me"), "person")), 0, red),
        color=rgba("#f4f4f6"),
    )  # fmt: skip


def plain_app(s: Sheet) -> View:
    """The page of an app about which nothing is scripted. Params: ``label``, ``package``."""
    label = s.params.get("label", "")
    lines = [
        s.bar(20, 120 + at * 74 + line * 22, (s.wide - 40) * share, 10, (228, 231, 235, 255), 5)
        for at in range(8)
        for line, share in enumerate((0.45, 0.86))
    ]
    return s.page(
        s.bar(0, 0, s.wide + 1, 90, rgba("#37474f")),
        s.text(label, s.box(20, 34, s.wide - 40, 48), 20, WHITE, bold=True, name="title"),
        *lines,
    )
