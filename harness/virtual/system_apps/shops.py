"""Other people's apps, as redirects meet them: shops, a wallet, a messenger, a video feed."""

import zlib
from collections.abc import Callable

from harness.virtual.scene import Fill, Picture, Rgba, View
from harness.virtual.system_apps.sheet import GREY, INK, WHITE, Sheet, rgba
from harness.virtual.system_apps.stores import tabs


def other_app(s: Sheet) -> View:
    """An app that deep links open. Params: ``label``, ``uri``, ``look``, ``color``."""
    return _LOOKS.get(s.params.get("look", "shop"), _shop)(s)


def _number(s: Sheet) -> str:
    uri = s.params.get("uri", "")
    if "id=" in uri:
        return uri.partition("id=")[2].partition("&")[0][:16] or "1024"
    return uri.split("?")[0].rstrip("/").rpartition("/")[2][:16] or "1024"


def _tint(s: Sheet, usual: str) -> Rgba:
    return rgba(s.params.get("color") or usual)


def _shop(s: Sheet) -> View:
    label = s.params.get("label") or s.say("一号商城", "Example Shop")
    red = _tint(s, "#e02e24")
    light = (min(255, red[0] + 30), min(255, red[1] + 60), min(255, red[2] + 40), 255)
    number = _number(s)
    across = 2 if s.wide < 560 else 4
    half = (s.wide - 12 * (across + 1)) / across
    tiles = []
    for at, (name, title, price) in enumerate((
        ("beauty_serum", s.say("焕亮精华 30ml", "Glow serum 30 ml"), "¥89.0"),
        ("sneaker_sale", s.say("轻弹跑鞋 男女同款", "Running shoes"), "¥199.0"),
        ("supermarket", s.say("时令鲜果 5 斤装", "Seasonal fruit 2.5 kg"), "¥29.9"),
        ("phone_launch", s.say("全面屏手机 256G", "Phone 256 GB"), "¥2999"),
    )):  # fmt: skip
        left, top = 12 + at % across * (half + 12), 330 + at // across * 232
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
        View(s.box(0, 0, s.wide + 1, 240), fill=Fill((red, light))),
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
        *tabs(s, ((s.say("首页", "Home"), "home"), (s.say("分类", "Categories"), "grid"),
                  (s.say("购物车", "Cart"), "cart"), (s.say("我的", "Me"), "person")), 0, red),
        color=rgba("#f4f4f6"),
    )  # fmt: skip


def _pay(s: Sheet) -> View:
    blue = _tint(s, "#1677ff")
    services = (
        ("search", "扫一扫", "Scan"),
        ("grid", "收付款", "Pay"),
        ("pin", "出行", "Travel"),
        ("heart", "卡包", "Cards"),
    )
    small = ("转账|Transfer", "信用|Credit", "余额|Balance", "外卖|Food", "电影|Films",
             "充值|Top up", "缴费|Bills", "理财|Wealth")  # fmt: skip
    cell = s.wide / 4
    head: list[View] = []
    for at, (sign, zh, en) in enumerate(services):
        head.append(s.sign(sign, s.box(at * cell + cell / 2 - 17, 102, 34, 34), WHITE, 2.4))
        head.append(s.text(s.say(zh, en), s.box(at * cell, 142, cell, 24), 13.5, WHITE,
                           align="center"))  # fmt: skip
    grid: list[View] = []
    for at, both in enumerate(small):
        zh, _, en = both.partition("|")
        x, y = at % 4 * cell, 204 + at // 4 * 84
        tint = (blue, rgba("#ff8f1f"), rgba("#00b578"), rgba("#ff3141"))[at % 4]
        grid.append(s.icon(s.say(zh, en), tint, s.box(x + cell / 2 - 19, y, 38, 38)))
        grid.append(s.text(s.say(zh, en), s.box(x, y + 44, cell, 22), 12, align="center"))
    number = _number(s)
    return s.page(
        View(s.box(0, 0, s.wide + 1, 184), fill=Fill((blue,))),
        s.bar(72, 38, s.wide - 140, 38, (255, 255, 255, 70), 8),
        s.sign("search", s.box(84, 48, 18, 18), WHITE),
        s.text(s.params.get("label", ""), s.box(110, 38, 180, 38), 15, WHITE, name="search_title"),
        s.sign("plus", s.box(s.wide - 46, 47, 22, 22), WHITE),
        *head,
        *grid,
        View(s.box(12, 384, s.wide - 24, 150),
             picture=Picture("creative:finance_gold", radius_px=s.px(12)),
             node=s.node("android.widget.ImageView", "banner")),
        s.text(s.say("活动", "Offer") + f" {number}", s.box(20, 546, s.wide - 40, 30), 17,
               bold=True, name="item_number"),
        s.bar(0, s.high - 104, s.wide + 1, 104, WHITE),
        *tabs(s, ((s.say("首页", "Home"), "home"), (s.say("理财", "Wealth"), "star"),
                  (s.say("消息", "Messages"), "chat"), (s.say("我的", "Me"), "person")), 0, blue),
        color=rgba("#f5f6fa"),
    )  # fmt: skip


_TALKS = (
    ("家人群", "Family", "周末一起吃饭吗?", "Dinner on Sunday?", "20:14"),
    ("小林", "Lin", "[图片]", "[Photo]", "19:52"),
    ("服务通知", "Service", "您有一个快递已到站", "A parcel has arrived", "18:30"),
    ("同事小周", "Zhou", "文档我改好了,你看一下", "I mended the document", "17:05"),
    ("订阅号", "Channels", "[8条] 今日要闻速览", "[8] Today's news", "12:00"),
    ("房东", "Landlord", "好的,明天上午可以", "Tomorrow morning is fine", "昨天"),
    ("羽毛球群", "Badminton", "老地方见!", "See you at the usual place!", "昨天"),
)


def _chat(s: Sheet) -> View:
    green = _tint(s, "#07c160")
    rows: list[View] = []
    for at, (zh, en, say_zh, say_en, when) in enumerate(_TALKS):
        top, name = 88 + at * 74.0, s.say(zh, en)
        tint = ("#4c8bf5", "#f28b82", "#fbbc04", "#81c995", "#a87ffb", "#78909c", "#ff8a65")[at]
        rows += [
            s.bar(0, top, s.wide + 1, 73, WHITE),
            s.icon(name, rgba(tint), s.box(16, top + 12, 48, 48), round_share=0.14),
            s.text(name, s.box(78, top + 12, s.wide - 160, 26), 16.5, name="talk_title"),
            s.text(s.say(say_zh, say_en), s.box(78, top + 38, s.wide - 110, 22), 13.5, GREY),
            s.text(when, s.box(s.wide - 86, top + 12, 70, 22), 11.5, GREY, align="right"),
        ]
    return s.page(
        s.text(s.params.get("label", ""), s.box(0, 34, s.wide, 46), 17, bold=True, align="center",
               name="title"),
        s.sign("search", s.box(s.wide - 84, 47, 20, 20), INK),
        s.sign("plus", s.box(s.wide - 44, 47, 20, 20), INK),
        *rows,
        s.bar(0, s.high - 104, s.wide + 1, 104, rgba("#f7f7f7")),
        *tabs(s, ((s.params.get("label", ""), "chat"), (s.say("通讯录", "Contacts"), "person"),
                  (s.say("发现", "Discover"), "star"), (s.say("我", "Me"), "heart")), 0, green),
        color=rgba("#ededed"),
    )  # fmt: skip


def _video(s: Sheet) -> View:
    pictures = ("photo_1", "photo_3", "photo_5", "photo_7")
    name = pictures[zlib.crc32(s.params.get("uri", "").encode()) % len(pictures)]
    right = s.wide - 62
    signs = (("heart", "3.2w"), ("chat", "1086"), ("star", "5421"), ("arrow", "888"))
    side: list[View] = []
    for at, (sign, count) in enumerate(signs):
        top = s.high - 470 + at * 76
        side.append(s.sign(sign, s.box(right, top, 40, 40), WHITE, 3))
        side.append(s.text(count, s.box(right - 10, top + 42, 60, 20), 12, WHITE, align="center"))
    heads = s.say("关注    推荐", "Following   For you")
    names = (s.say("首页", "Home"), s.say("朋友", "Friends"), "+", s.say("消息", "Inbox"),
             s.say("我", "Me"))  # fmt: skip
    cell = s.wide / len(names)
    return s.page(
        View((0, 0, s.width, s.height), picture=Picture(f"creative:{name}")),
        View(s.box(0, s.high - 320, s.wide + 1, 320),
             fill=Fill(((0, 0, 0, 0), (0, 0, 0, 190)))),
        s.text(heads, s.box(0, 36, s.wide, 40), 17, WHITE, bold=True, align="center"),
        *side,
        s.text("@" + s.params.get("label", ""), s.box(16, s.high - 186, s.wide - 110, 28), 17,
               WHITE, bold=True, name="author"),
        s.text(s.say("今天的晚霞也太好看了吧 #日常 #风景", "What a sunset today #daily"),
               s.box(16, s.high - 158, s.wide - 110, 26), 14, WHITE, name="caption"),
        *(s.text(word, s.box(at * cell, s.high - 88, cell, 30), 16, WHITE, bold=True,
                 align="center") for at, word in enumerate(names)),
        color=rgba("#161823"),
    )  # fmt: skip


_LOOKS: dict[str, Callable[[Sheet], View]] = {
    "shop": _shop, "pay": _pay, "chat": _chat, "video": _video,
}  # fmt: skip


def plain_app(s: Sheet) -> View:
    """The page of an app about which nothing is scripted. Params: ``label``, ``package``."""
    label = s.params.get("label", "")
    lines: list[View] = []
    for at in range(8):
        top = 112 + at * 74.0
        tint = ("#90caf9", "#a5d6a7", "#ffcc80", "#ef9a9a")[at % 4]
        lines.append(s.bar(20, top, 48, 48, rgba(tint), 10))
        lines += [
            s.bar(84, top + 6 + line * 22, (s.wide - 120) * share, 10, (228, 231, 235, 255), 5)
            for line, share in enumerate((0.45, 0.86))
        ]
    return s.page(
        s.bar(0, 0, s.wide + 1, 90, rgba("#37474f")),
        s.text(label, s.box(20, 34, s.wide - 40, 48), 20, WHITE, bold=True, name="title"),
        *lines,
    )


def nothing(s: Sheet) -> View:
    """A window that draws nothing: a trampoline's."""
    return View((0, 0, s.width, s.height), node=s.node("android.widget.FrameLayout"))
