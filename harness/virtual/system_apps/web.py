"""The browser: a page for each address, its tabs, and custom tabs inside other apps."""

import urllib.parse
import zlib

from harness.virtual.scene import Fill, Picture, View
from harness.virtual.system_apps.fetched import over_the_page
from harness.virtual.system_apps.sheet import BLUE, CLEAR, GREY, INK, PALE, WHITE, Sheet, rgba

_TINTS = ("#5c6bc0", "#26a69a", "#ef6c57", "#ffa726", "#8d6e63", "#42a5f5")
_HEADLINES = (
    ("限时活动:立即参与领取专属福利", "Limited offer: take part today"),
    ("新用户注册即送大礼包", "A gift for everyone who signs up"),
    ("热门推荐:本周口碑榜单出炉", "What everybody talks about this week"),
    ("官方直营 七天无理由退换", "From the maker, returns for 7 days"),
    ("千元补贴限量发放 手慢无", "Subsidies while they last"),
    ("0 元试用 申请通道开启", "Try it for nothing: apply now"),
)
_PICTURES = ("supermarket", "finance_gold", "food_delivery", "sneaker_sale", "beauty_serum",
             "travel_island", "coffee_morning", "course_english", "car_night")  # fmt: skip
_LINE = (226, 229, 233, 255)


def title_of(url: str, *, chinese: bool = True) -> str:
    """The title that the page at an address bears: always the same for the same address."""
    if url.startswith("about:"):
        return "新标签页" if chinese else "New tab"
    zh, en = _HEADLINES[zlib.crc32(url.encode()) % len(_HEADLINES)]
    return zh if chinese else en


def host_of(url: str) -> str:
    """What the address bar shows."""
    parts = urllib.parse.urlsplit(url or "about:blank")
    return parts.hostname or parts.path or "about:blank"


def browser(s: Sheet) -> View:
    """A web page in the browser. Params: ``url``, ``count`` (of tabs), those of ``over_the_page``.

    Touch: tabs, webhome, link:URL, download:yes, download:no, download:open.
    """
    url = s.params.get("url", "") or "about:blank"
    host = host_of(url)
    shown = s.say("搜索或输入网址", "Search or type a URL") if url.startswith("about:") else host
    address = View(
        s.box(48, 34, s.wide - 136, 38),
        fill=Fill((PALE,), radius_px=s.px(19)),
        children=(
            s.sign("search" if url.startswith("about:") else "lock", s.box(62, 46, 14, 14)),
            s.text(shown, s.box(84, 34, s.wide - 180, 38), 14.5, name="url_bar"),
        ),
    )
    return s.page(
        _web_page(s, url, 82.0),
        s.bar(0, 0, s.wide + 1, 82, WHITE),
        s.bar(0, 81, s.wide + 1, 1, (218, 220, 224, 255)),
        _key(s, "home", (4, 33, 40, 40), "webhome", "home_button"),
        address,
        View(s.box(s.wide - 74, 43, 20, 20),
             fill=Fill((CLEAR,), radius_px=s.px(4), stroke=GREY, stroke_px=s.px(1.6))),
        s.text(s.params.get("count", "1"), s.box(s.wide - 74, 43, 20, 20), 11, GREY, align="center",
               bold=True, listed=False),
        View(s.box(s.wide - 84, 33, 40, 40), touch_id="tabs",
             node=s.node("android.widget.ImageButton", "tab_switcher_button", clickable=True)),
        s.sign("more", s.box(s.wide - 36, 43, 20, 20)),
        *over_the_page(s),
    )  # fmt: skip


def _key(s: Sheet, sign: str, box: tuple[float, float, float, float], touch: str,
         name: str, ink: tuple[int, int, int, int] = GREY) -> View:  # fmt: skip
    left, top, wide, high = box
    return View(
        s.box(left, top, wide, high),
        node=s.node("android.widget.ImageButton", name, clickable=True),
        touch_id=touch,
        children=(s.sign(sign, s.box(left + wide / 2 - 10, top + high / 2 - 10, 20, 20), ink),),
    )


def custom_tab(s: Sheet) -> View:
    """A page inside another app's task. Params and touch as of ``browser``, and button:close."""
    url = s.params.get("url", "") or "about:blank"
    title = title_of(url, chinese=s.locale.startswith("zh"))
    return s.page(
        _web_page(s, url, 86.0),
        s.bar(0, 0, s.wide + 1, 86, WHITE),
        s.bar(0, 85, s.wide + 1, 1, (218, 220, 224, 255)),
        _key(s, "x_thin", (6, 34, 44, 44), "button:close", "close_button", INK),
        s.text(title, s.box(60, 32, s.wide - 150, 24), 16, bold=True, name="title_bar"),
        s.sign("lock", s.box(60, 61, 11, 11)),
        s.text(host_of(url), s.box(76, 56, s.wide - 170, 20), 12, GREY, name="url_bar"),
        s.sign("arrow", s.box(s.wide - 82, 46, 20, 20), INK),
        s.sign("more", s.box(s.wide - 40, 46, 20, 20), INK),
        *over_the_page(s),
    )


def tab_switcher(s: Sheet) -> View:
    """All tabs as cards. Params: ``tabs`` (addresses), ``current``.

    Touch: newtab, tab:N, tabclose:N.
    """
    urls = [line for line in s.params.get("tabs", "").split("\n") if line]
    across = 2 if s.upright else 4
    wide = (s.wide - 16 * (across + 1)) / across
    cards: list[View] = []
    for at, url in enumerate(urls):
        left, top = 16 + at % across * (wide + 16), 96 + at // across * 250
        chosen = str(at) == s.params.get("current")
        title = title_of(url, chinese=s.locale.startswith("zh"))
        tint = rgba(_TINTS[zlib.crc32(host_of(url).encode()) % len(_TINTS)])
        cards.append(View(
            s.box(left, top, wide, 234),
            fill=Fill((WHITE,), radius_px=s.px(14), stroke=BLUE if chosen else (218, 220, 224, 255),
                      stroke_px=s.px(2.5 if chosen else 1)),
            node=s.node("android.widget.FrameLayout", "tab_card", clickable=True),
            touch_id=f"tab:{at}",
            children=(
                s.text(title, s.box(left + 12, top, wide - 52, 40), 13, bold=True,
                       name="tab_title"),
                s.bar(left + 6, top + 40, wide - 12, 188, tint, 10),
                s.text(host_of(url), s.box(left + 16, top + 52, wide - 32, 20), 13, WHITE),
                *(s.bar(left + 16, top + 88 + n * 20, (wide - 32) * share, 8,
                        (255, 255, 255, 150), 4) for n, share in enumerate((0.9, 0.7, 0.8))),
                View(s.box(left + wide - 40, top, 40, 40), touch_id=f"tabclose:{at}",
                     node=s.node("android.widget.ImageView", "action_button", clickable=True),
                     children=(s.sign("x_thin", s.box(left + wide - 28, top + 13, 14, 14), INK),)),
            )))  # fmt: skip
    new = s.say("新标签页", "New tab")
    return s.page(
        s.button("+  " + new, s.box(16, 36, 140, 44), "newtab", fill=PALE, color=INK, size=14,
                 name="new_tab_button"),
        s.sign("more", s.box(s.wide - 36, 48, 20, 20)),
        *cards,
        color=rgba("#f8f9fa"),
    )  # fmt: skip


def _web_page(s: Sheet, url: str, top: float) -> View:
    if url == "about:blank":
        box = s.box(0, top, s.wide + 1, s.high - top)
        return View(box, fill=Fill((WHITE,)), node=s.node("android.webkit.WebView"))
    if url.startswith("about:"):
        return _new_tab(s, top)
    parts, host = urllib.parse.urlsplit(url), host_of(url)
    title = title_of(url, chinese=s.locale.startswith("zh"))
    seed = zlib.crc32(url.encode())
    wide = s.wide
    tint = rgba(_TINTS[zlib.crc32(host.encode()) % len(_TINTS)])
    brand = host.removeprefix("www.").removeprefix("m.").split(".")[0].replace("-", " ").title()
    base = f"{parts.scheme or 'https'}://{host}"
    picture = min(210.0, s.high * 0.32)
    after, broad = top + 54 + picture, min(wide, 640.0)
    rows: list[View] = []
    for at in range(max(1, int((s.high - after - 128) // 78))):
        y = after + 128 + at * 78
        link = f"{base}/news/{1000 + (seed + at * 7) % 9000}"
        words = title_of(link, chinese=s.locale.startswith("zh"))
        rows.append(View(
            s.box(0, y, wide, 72),
            touch_id=f"link:{link}",
            children=(
                View(s.box(20, y + 4, 96, 62), picture=Picture(
                    f"creative:photo_{1 + (seed + at) % 9}", radius_px=s.px(8))),
                View(s.box(128, y, wide - 148, 44),
                     text=s.text(words, s.box(0, 0, 1, 1), 15, lines=2).text,
                     node=s.node("android.view.View", "", words, clickable=True)),
                s.text(f"{brand} · {1 + (seed + at) % 23}h", s.box(128, y + 46, wide - 148, 20), 12,
                       GREY, listed=False),
            )))  # fmt: skip
    return View(
        s.box(0, top, wide + 1, s.high - top),
        fill=Fill((WHITE,)),
        node=s.node("android.webkit.WebView", "", title),
        clip=True,
        children=(
            s.bar(0, top, wide + 1, 54, tint),
            s.text(brand, s.box(20, top, wide - 80, 54), 18, WHITE, bold=True),
            s.sign("menu", s.box(wide - 44, top + 17, 20, 20), WHITE, 2),
            s.bar(0, top + 54, wide + 1, picture, PALE),
            View(s.box((wide - broad) / 2, top + 54, broad + 1, picture),
                 picture=Picture(f"creative:{_PICTURES[seed % len(_PICTURES)]}"),
                 node=s.node("android.widget.Image")),
            s.text(title, s.box(20, after + 12, wide - 40, 34), 20, bold=True),
            s.text(f"{host}{parts.path}", s.box(20, after + 46, wide - 40, 22), 12, GREY),
            s.button(s.say("立即参与", "Join now"), s.box(20, after + 76, wide - 40, 40),
                     f"link:{base}/join", fill=tint, color=WHITE, radius=8),
            *rows,
        ),
    )  # fmt: skip


def _new_tab(s: Sheet, top: float) -> View:
    sites = ("news", "video", "shop", "maps", "mail", "music", "weather", "wiki")
    across = 4
    cell = min(100.0, (s.wide - 32) / across)
    left = (s.wide - cell * across) / 2
    tiles: list[View] = []
    for at, name in enumerate(sites):
        x, y = left + at % across * cell, top + 210 + at // across * 96
        color = rgba(_TINTS[at % len(_TINTS)])
        tiles.append(View(
            s.box(x, y, cell, 88),
            touch_id=f"link:https://{name}.example.com/",
            node=s.node("android.view.View", "tile_view", name, clickable=True),
            children=(
                s.icon(name[0].upper(), color, s.box(x + cell / 2 - 22, y + 6, 44, 44),
                       round_share=0.5),
                s.text(name, s.box(x, y + 58, cell, 20), 12, align="center", listed=False),
            )))  # fmt: skip
    word = s.say("搜索", "Search")
    return View(
        s.box(0, top, s.wide + 1, s.high - top),
        fill=Fill((WHITE,)),
        node=s.node("android.widget.FrameLayout", "ntp_content"),
        children=(
            s.text("Browse", s.box(0, top + 50, s.wide, 60), 44, BLUE, bold=True, align="center"),
            s.bar(24, top + 130, s.wide - 48, 50, PALE, 25),
            s.sign("search", s.box(40, top + 145, 20, 20)),
            s.text(word, s.box(72, top + 130, 200, 50), 16, GREY, name="search_box_text"),
            *tiles,
        ),
    )
