"""What the advertisements show: one function a creative, for tall pictures first of all."""

import math
from collections.abc import Callable

from harness.virtual.screen.easel import Easel


def _sneaker_sale(e: Easel) -> None:
    e.sky("ff7a3c", "ff3d68", "7a1fa2", angle=65)
    e.haze("ffd36b", "ff2d78", "4b1fd1", blobs=12, size=0.4)
    e.rays((0.5, 0.55), "ffffff", 28, 0.1)
    e.disc((0.5, 0.53), 0.4, "ffe36b", "ff9d2e", alpha=0.95)
    e.bokeh("ffffff", "ffd9a8", count=24, size=0.03)
    lift = 0.55
    e.oval((0.52, lift + 0.115), (0.42, 0.05), "3a0a3a", alpha=0.45)
    body = [(0.1, 0.04), (0.13, -0.06), (0.26, -0.14), (0.33, -0.19), (0.42, -0.16), (0.5, -0.08),
            (0.66, -0.03), (0.84, 0.0), (0.93, 0.05), (0.92, 0.1), (0.5, 0.115), (0.12,
                0.1)]  # fmt: skip
    e.curve([(x, lift + y * 0.8) for x, y in body], "ffffff", "c9d3e6", shadow=0.5)
    e.curve([(x, lift + y * 0.8) for x, y in [(0.3, 0.03), (0.42, -0.07), (0.6, 0.0), (0.85, 0.035),
                                              (0.6, 0.055), (0.42, 0.02), (0.36, 0.06)]],
                                              "1f2fd6", "35c3ff")  # fmt: skip
    sole = [(0.09, 0.075), (0.3, 0.095), (0.6, 0.1), (0.94, 0.075), (0.95, 0.115), (0.85, 0.135),
            (0.3, 0.14), (0.1, 0.125)]  # fmt: skip
    e.curve([(x, lift + y * 0.8) for x, y in sole], "ff4d3d", "b3122a")
    for step in range(5):
        x = 0.4 + step * 0.045
        start = (x, lift - 0.115 + step * 0.02)
        e.stroke([start, (x + 0.05, start[1] - 0.018)], 0.016, "20242e")
    e.words("跑出风暴", (0.5, 0.17), 0.19, "ffffff", edge="c2124f", foot="fff0b8")
    e.words("年终大促 全场 3 折起", (0.5, 0.255), 0.075, "fff6d8")
    e.badge("限时 48 小时", (0.5, 0.32), 0.045, "20123a", "ffe36b")
    e.words("¥199", (0.73, 0.74), 0.14, "fff04d", edge="8a0f3c", tilt_deg=8)
    e.words("原价 ¥599", (0.28, 0.75), 0.05, "ffe3ef", bold=False)
    e.grain(4)


def _red_packet(e: Easel) -> None:
    e.sky("ff6b4a", "e0201b", "a30d12")
    e.rays((0.5, 0.42), "ffd27a", 30, 0.22)
    e.haze("ff9a5a", "c4121a", blobs=8, size=0.35, strength=0.4)
    e.slab((0.5, 0.54), (0.68, 0.66), 0.05, "f8453a", "c9161a", shadow=0.6)
    flap = [(0.16, 0.32), (0.84, 0.32), (0.84, 0.44), (0.5, 0.56), (0.16, 0.44)]
    e.shape(flap, "ff6a55", "e22b25", shadow=0.4)
    e.disc((0.5, 0.53), 0.125, "ffe9a6", "e9b13c", shadow=0.5)
    e.disc((0.5, 0.53), 0.105, "fff3c7", "f3c65a")
    e.words("开", (0.5, 0.53), 0.13, "a8441a", shadow=False)
    e.words("恭喜获得现金红包", (0.5, 0.1), 0.095, "fff2c4", edge="b51218")
    e.words("最高 88.8 元", (0.5, 0.21), 0.12, "fff6d6", foot="ffd15c", edge="a80f15")
    for number in range(18):
        at = (float(e.random.uniform(0.04, 0.96)), float(e.random.uniform(0.28, 0.95)))
        if abs(at[0] - 0.5) > 0.27 or at[1] > 0.8:
            e.ball(at, 0.02 + 0.02 * float(e.random.random()), "ffc93c" if number % 3 else "ff8f2e")
    e.words("新人专享 · 打开即领", (0.5, 0.7), 0.055, "ffe9c4")
    e.grain(3)


def _game_dragon(e: Easel) -> None:
    e.sky("0a0716", "2a0f3d", "7a1d2e", "f0762b")
    e.haze("ff7b2e", "5a1a6b", "12082b", blobs=16, size=0.4, strength=0.55)
    e.ridge(0.72, 0.14, "2a1226", "14070f")
    e.spot((0.62, 0.36), 0.2, "ff9a3d")
    e.bokeh("ffb347", "ff5a2e", "ffe08a", count=90, size=0.018)
    for side in (-1, 1):
        wing = [(0.52, 0.44), (0.52 + side * 0.2, 0.27), (0.52 + side * 0.52, 0.24),
                (0.52 + side * 0.4, 0.35), (0.52 + side * 0.44, 0.43), (0.52 + side * 0.28, 0.42),
                (0.52 + side * 0.26, 0.5), (0.52 + side * 0.12, 0.46)]  # fmt: skip
        e.shape(wing, "8c1f2a", "2b0a18", shadow=0.5)
        for tip in ((0.52, 0.24), (0.44, 0.43), (0.26, 0.5)):
            e.stroke([(0.52, 0.44), (0.52 + side * tip[0], tip[1])], 0.012, "3d0d1a")
    trunk = [(0.52 + 0.13 * math.sin(step / 4.2), 0.4 + step * 0.0105) for step in range(34)]
    for number, at in enumerate(trunk):
        e.ball(at, 0.105 - number * 0.0024, "b8322f" if number % 2 else "9a2430", shine=0.25)
    e.curve([(0.42, 0.36), (0.47, 0.3), (0.56, 0.3), (0.62, 0.36), (0.58, 0.43), (0.52, 0.46),
        (0.46, 0.43)],
            "d14a35", "7d1b25", shadow=0.6)  # fmt: skip
    for side in (-1, 1):
        e.shape([(0.52 + side * 0.05, 0.31), (0.52 + side * 0.14, 0.235), (0.52 + side * 0.09,
            0.33)],
                "ffe0a3", "a8763a")  # fmt: skip
        e.disc((0.52 + side * 0.045, 0.365), 0.02, "fff38a", "ffb300")
        e.oval((0.52 + side * 0.045, 0.365), (0.005, 0.016), "1a0505")
    e.words("巨龙纪元", (0.5, 0.145), 0.2, "fff4c4", foot="f0a02e", edge="4a0f12")
    e.words("开服送 100 连抽", (0.5, 0.23), 0.08, "ffffff", edge="7d1b25")
    e.badge("今日新服 10:00", (0.5, 0.69), 0.045, "5a0f1e", "ffd98a")
    e.grain(5)


def _travel_island(e: Easel) -> None:
    e.sky("2b8fe0", "8fd3f4", "fdf3d8")
    e.haze("ffffff", blobs=9, size=0.22, strength=0.7)
    e.spot((0.78, 0.14), 0.14, "fff2b8")
    e.shape([(0, 0.46), (1, 0.46), (1, 1), (0, 1)], "1277b5", "3fd4cf")
    e.ridge(0.47, 0.03, "5a8f7d", "5a8f7d")
    e.shape([(0, 0.475), (1, 0.475), (1, 1), (0, 1)], "1685bf", "4adad0")
    e.bokeh("e9ffff", count=80, size=0.012, within=(0.5, 0.75))
    e.curve(
        [(-0.1, 0.9), (0.1, 0.7), (0.45, 0.66), (0.8, 0.73), (1.1, 0.9), (0.5, 1.2)],
        "fbe9c0",
        "e2c07f",
    )
    for root, top, spread in (((0.24, 0.74), (0.36, 0.4), 0.2), ((0.15, 0.78), (0.13, 0.47), 0.16)):
        mid = ((root[0] + top[0]) / 2 + 0.04, (root[1] + top[1]) / 2)
        e.stroke([root, mid, top], 0.03, "6b4527")
        for leaf in range(8):
            angle = math.pi * (leaf / 7 * 1.25 - 1.12)
            tip = (
                top[0] + spread * math.cos(angle),
                top[1] + spread * 0.42 * math.sin(angle) + 0.03,
            )
            bow = ((top[0] + tip[0]) / 2, (top[1] + tip[1]) / 2 - 0.03)
            e.curve([top, bow, tip, (bow[0], bow[1] + 0.022)], "2f8a4a", "14502c")
    e.shape([(0.62, 0.56), (0.9, 0.56), (0.85, 0.6), (0.66, 0.6)], "ffffff", "c9d9e6")
    e.shape([(0.75, 0.4), (0.75, 0.55), (0.88, 0.55)], "ffffff", "e2eefc", shadow=0.2)
    e.shape([(0.735, 0.43), (0.735, 0.55), (0.66, 0.55)], "ff6f61", "e04a4a")
    e.words("海岛七日", (0.5, 0.12), 0.17, "ffffff", edge="0d5c9e")
    e.words("机票 + 酒店 ¥1999 起", (0.5, 0.205), 0.075, "ffffff")
    e.badge("早鸟立减 300", (0.5, 0.265), 0.045, "ff7043", "ffffff")
    e.grain(5)


def _phone_launch(e: Easel) -> None:
    e.sky("0b1026", "1b2a6b", "4b2a8c", "d25fa8", angle=75)
    e.haze("6b8cff", "ff7ad1", "20114a", blobs=14, size=0.4, strength=0.5)
    e.bokeh("9ec5ff", "ffb3ec", count=46, size=0.03)
    for at, tilt, near, far in (
        ((0.62, 0.6), 12, "39e0c8", "3a5bff"),
        ((0.4, 0.62), -10, "ffb36b", "e23d8f"),
    ):
        e.slab(at, (0.42, 0.86), 0.06, "d9dde8", "7f8797", tilt_deg=tilt, shadow=0.7)
        e.slab(at, (0.4, 0.84), 0.05, "0b0d14", tilt_deg=tilt)
        e.slab(at, (0.38, 0.815), 0.042, near, far, tilt_deg=tilt, angle=60)
    e.disc((0.33, 0.36), 0.012, "0b0d14")
    e.words("09:41", (0.38, 0.47), 0.08, "ffffff", shadow=False, tilt_deg=10)
    e.curve(
        [(0.2, 0.66), (0.36, 0.6), (0.52, 0.68), (0.5, 0.82), (0.28, 0.8)],
        "ffe0a8",
        "ff7aa8",
        alpha=0.75,
    )
    e.words("全新旗舰 X90", (0.5, 0.11), 0.12, "ffffff", foot="c9d6ff")
    e.words("一亿像素 夜色如昼", (0.5, 0.19), 0.065, "dfe6ff", bold=False)
    e.words("¥2999", (0.5, 0.26), 0.1, "ffe08a", foot="ffb13d")
    e.words("12 期免息 · 以旧换新", (0.5, 0.93), 0.05, "ffffff")
    e.grain(4)


def _food_delivery(e: Easel) -> None:
    e.sky("ffd24d", "ffae2b", "f2761c")
    e.rays((0.5, 0.5), "fff1b8", 26, 0.35)
    e.haze("ffe58a", "f2601c", blobs=8, size=0.35, strength=0.4)
    at = (0.5, 0.53)
    ratio = e.unit / e.height
    e.disc((at[0], at[1] + 0.02), 0.44, "5a2208", alpha=0.35)
    e.disc(at, 0.43, "fdf7ec", "cfc2ae", shadow=0.5)
    e.disc(at, 0.375, "d98b36", "a85a1c")
    e.disc(at, 0.345, "f7c94b", "e88f2a")
    for number in range(26):
        angle, far = number * 2.4, 0.05 + 0.27 * math.sqrt((number + 1) / 26)
        spot = (
            at[0] + far * math.cos(angle) * e.unit / e.width,
            at[1] + far * math.sin(angle) * ratio,
        )
        if number % 3 == 0:
            e.disc(spot, 0.05, "d6362a", "9c1d18", shadow=0.3)
            e.disc(spot, 0.036, "e8574a", "c2302a")
        elif number % 3 == 1:
            e.oval(spot, (0.034, 0.018), "4f9a3a", "2f6d24", shadow=0.3)
        else:
            e.ball(spot, 0.02, "2b2320")
    for cut in range(4):
        angle = cut * math.pi / 4 + 0.2
        far = 0.345
        ends = [(at[0] + s * far * math.cos(angle) * e.unit / e.width,
                 at[1] + s * far * math.sin(angle) * ratio) for s in (-1, 1)]  # fmt: skip
        e.stroke(ends, 0.006, "b5651d")
    for x, y in ((0.2, 0.4), (0.78, 0.38), (0.84, 0.66), (0.14, 0.66)):
        e.ball((x, y), 0.045, "e23b2e")
    e.words("9.9 元吃大餐", (0.5, 0.145), 0.15, "ffffff", edge="c8321a")
    e.words("外卖新人专享 · 立减 20", (0.5, 0.225), 0.075, "7a2406", shadow=False)
    e.badge("30 分钟送达", (0.5, 0.285), 0.045, "d6362a", "ffffff")
    e.words("薄底芝士披萨", (0.5, 0.77), 0.085, "ffffff", edge="a85a1c")
    e.grain(4)


def _finance_gold(e: Easel) -> None:
    e.sky("123a8c", "0d2560", "071538")
    e.haze("2d6bff", "0a1a4a", "1e9bd6", blobs=12, size=0.4, strength=0.5)
    e.rays((0.5, 0.6), "7fb2ff", 20, 0.12)
    e.bokeh("ffe29a", "9cc3ff", count=40, size=0.02)
    for column, high in enumerate((0.1, 0.16, 0.13, 0.22, 0.3)):
        x = 0.18 + column * 0.16
        e.shape([(x - 0.05, 0.74 - high), (x + 0.05, 0.74 - high), (x + 0.05, 0.74), (x - 0.05,
            0.74)],
                "5fa0ff", "1d4fb8", shadow=0.3)  # fmt: skip
    line = [(0.12, 0.63), (0.3, 0.56), (0.46, 0.585), (0.62, 0.49), (0.86, 0.4)]
    e.stroke(line, 0.018, "ffd15c")
    e.shape([(0.9, 0.375), (0.815, 0.385), (0.87, 0.43)], "ffd15c")
    for number in range(14):
        e.ball((0.1 + 0.8 * float(e.random.random()), 0.75 + 0.07 * float(e.random.random())),
               0.032 + 0.02 * float(e.random.random()),
                   "ffbf2e" if number % 2 else "f5a524")  # fmt: skip
    e.words("最高可借", (0.5, 0.13), 0.08, "cfe0ff")
    e.words("200,000", (0.5, 0.21), 0.19, "fff1c4", foot="f0b13d")
    e.words("年化利率低至 7.2% · 最快一分钟到账", (0.5, 0.29), 0.048, "dbe7ff", bold=False)
    e.words("贷款有风险 借款需谨慎", (0.5, 0.97), 0.026, "8fa8d8", bold=False, shadow=False)
    e.grain(4)


def _movie_night(e: Easel) -> None:
    e.sky("060b18", "12304a", "c2643a", "f2b66b")
    e.haze("f08a4b", "0b1c33", blobs=12, size=0.35, strength=0.45)
    e.spot((0.5, 0.56), 0.16, "ffe2a8")
    e.disc((0.5, 0.52), 0.15, "ffe9bf", "ffb96b", alpha=0.95)
    for layer, tone in enumerate(("2a2536", "171624", "08080f")):
        left = -0.05
        while left < 1:
            wide = 0.05 + 0.09 * float(e.random.random())
            high = 0.08 + (0.16 - layer * 0.03) * float(e.random.random())
            base = 0.66 + layer * 0.08
            e.shape(
                [(left, base - high), (left + wide, base - high), (left + wide, 1), (left, 1)], tone
            )
            for _ in range(5):
                x, y = (
                    left + wide * float(e.random.random()),
                    base - high * float(e.random.random()),
                )
                e.shape([(x, y), (x + 0.008, y), (x + 0.008, y + 0.005), (x, y + 0.005)], "ffcf7a")
            left += wide
    for x, lean in ((0.44, 0.012), (0.56, -0.012)):
        e.disc((x + lean, 0.675), 0.035, "050508")
        e.curve(
            [(x - 0.05, 0.86), (x - 0.045, 0.73), (x, 0.7), (x + 0.045, 0.73), (x + 0.05, 0.86)],
            "050508",
        )
    e.words("星河来信", (0.5, 0.2), 0.2, "fff6e0", foot="f2b66b")
    e.words("A LETTER FROM THE STARS", (0.5, 0.275), 0.042, "e6d3b8", bold=False)
    e.words("11 月 28 日 全国上映", (0.5, 0.33), 0.062, "ffffff")
    e.words("导演 林远  主演 周屿 / 许清和", (0.5, 0.93), 0.038, "d9c4a3", bold=False)
    e.grain(8)


def _novel_palace(e: Easel) -> None:
    e.sky("1b1140", "5a2a6b", "d9748c", "f7c59f")
    e.haze("f7a8b8", "3a1c5a", blobs=12, size=0.4, strength=0.45)
    e.disc((0.68, 0.26), 0.13, "fff5d6", "ffe0b0")
    e.ridge(0.6, 0.1, "6a3a6b", "8c4f78")
    for base, wide, tone in ((0.7, 0.5, "4a2340"), (0.78, 0.72, "2e142c"), (0.88, 1.0, "190a1a")):
        for level in range(2):
            y, w = base - level * 0.065, wide * (1 - level * 0.35)
            e.curve([(0.5 - w / 2, y - 0.01), (0.5 - w * 0.3, y - 0.035), (0.5, y - 0.055),
                (0.5 + w * 0.3, y - 0.035),
                     (0.5 + w / 2, y - 0.01), (0.5 + w * 0.36, y + 0.012), (0.5 - w * 0.36,
                         y + 0.012)], tone, "120612")  # fmt: skip
            e.shape([(0.5 - w * 0.3, y), (0.5 + w * 0.3, y), (0.5 + w * 0.3, y + 0.06),
                (0.5 - w * 0.3, y + 0.06)],
                    "7a1f2a", tone)  # fmt: skip
    e.bokeh("ffd1dc", "ffe9b8", count=60, size=0.02)
    e.words("长安月下", (0.5, 0.14), 0.19, "fff3df", edge="6a1f3a")
    e.words("重生归来 她只想做个闲人", (0.5, 0.43), 0.068, "ffffff")
    e.words("免费看全本 · 无广告", (0.5, 0.49), 0.055, "ffe0b8")
    e.grain(5)


def _beauty_serum(e: Easel) -> None:
    e.sky("fde2ea", "f7b2c8", "e8799f")
    e.haze("ffffff", "ff9dbd", "ffd9c4", blobs=14, size=0.35, strength=0.6)
    e.bokeh("ffffff", count=36, size=0.05)
    e.oval((0.5, 0.8), (0.4, 0.07), "c9557f", "a83d66", alpha=0.6)
    e.slab((0.5, 0.61), (0.32, 0.48), 0.06, "fff7ef", "f2a98a", shadow=0.5)
    e.slab((0.5, 0.66), (0.28, 0.36), 0.05, "ffd2b0", "e0805f", alpha=0.85)
    e.slab((0.5, 0.4), (0.13, 0.12), 0.02, "e8c77a", "b58a3a", shadow=0.3)
    e.slab((0.5, 0.335), (0.085, 0.12), 0.04, "40303a", "1e141a")
    e.slab((0.4, 0.58), (0.03, 0.3), 0.015, "ffffff", alpha=0.6)
    e.words("水光", (0.5, 0.61), 0.075, "8c3b3b", shadow=False)
    e.words("GLOW SERUM", (0.5, 0.67), 0.026, "8c3b3b", bold=False, shadow=False)
    for x, y, r in ((0.22, 0.7, 0.06), (0.8, 0.66, 0.075), (0.74, 0.77, 0.04), (0.28, 0.78, 0.035)):
        e.ball((x, y), r, "f7a8b8")
    e.words("28 天看见光", (0.5, 0.11), 0.13, "a82f5e", edge="ffffff")
    e.words("第二件 0 元 · 赠旅行装", (0.5, 0.19), 0.065, "8c2f57", shadow=False)
    e.grain(4)


def _car_night(e: Easel) -> None:
    e.sky("05070f", "14213d", "3a4a78", "1a1e2b")
    e.bokeh("ffb86b", "ff5f6b", "7ab8ff", "ffe9b8", count=90, size=0.045, within=(0.25, 0.62))
    e.shape([(0, 0.66), (1, 0.66), (1, 1), (0, 1)], "20242f", "07080c")
    e.bokeh("ff9a5a", "5a8cff", count=24, size=0.06, within=(0.72, 0.95))
    base = 0.66
    e.oval((0.5, base + 0.085), (0.5, 0.045), "000000", alpha=0.7)
    body = [(0.03, 0.03), (0.06, -0.03), (0.2, -0.05), (0.32, -0.115), (0.5, -0.13), (0.68, -0.115),
            (0.82, -0.045), (0.95, -0.02), (0.98, 0.04), (0.95, 0.075), (0.5, 0.085), (0.05,
                0.075)]  # fmt: skip
    e.curve([(x, base + y) for x, y in body], "c21f3a", "4a0a18", shadow=0.6)
    glass = [(0.26, -0.05), (0.35, -0.1), (0.5, -0.112), (0.65, -0.1), (0.76, -0.048), (0.5, -0.04)]
    e.curve([(x, base + y) for x, y in glass], "9fc0e8", "18233a")
    e.stroke([(0.5, base - 0.11), (0.5, base - 0.042)], 0.012, "6a0f22")
    e.stroke([(0.07, base + 0.0), (0.93, base + 0.008)], 0.006, "ff8a9a")
    for x in (0.22, 0.78):
        e.disc((x, base + 0.075), 0.085, "0a0a0d")
        e.disc((x, base + 0.075), 0.055, "b9c0cc", "5a6170")
        e.disc((x, base + 0.075), 0.02, "20242e")
    e.spot((0.96, base + 0.01), 0.09, "fff3c9")
    e.words("驭夜而行", (0.5, 0.13), 0.16, "ffffff", foot="b9c8ee")
    e.words("全新轿跑 11.98 万起", (0.5, 0.21), 0.07, "dfe6ff", bold=False)
    e.words("零百 4.9 秒   续航 702 公里", (0.5, 0.83), 0.05, "c9d3ea", bold=False)
    e.grain(6)


def _supermarket(e: Easel) -> None:
    e.sky("d9f2b8", "8fd07a", "3f9c5a")
    e.rays((0.5, 0.62), "f6ffd9", 24, 0.3)
    e.haze("f6ffd9", "2f8a4a", blobs=8, size=0.3, strength=0.4)
    fruit = ("e8392f", "ff9a1f", "ffd23d", "7fbf3a", "b02a6b", "f2602e")
    for row in range(4):
        count = 7 - row
        for number in range(count):
            x = 0.5 + (number - (count - 1) / 2) * 0.145 + 0.02 * float(e.random.random())
            ink = fruit[int(e.random.integers(0, len(fruit)))]
            e.ball((x, 0.78 - row * 0.085), 0.082, ink)
    e.curve([(0.02, 0.76), (0.98, 0.76), (0.9, 0.92), (0.1, 0.92)], "c98b4a", "7d4d20", shadow=0.5)
    for line in range(4):
        y = 0.79 + line * 0.032
        e.stroke([(0.06 + line * 0.015, y), (0.94 - line * 0.015, y)], 0.012, "9c6530")
    e.words("鲜果 1 分抢", (0.5, 0.15), 0.165, "ffffff", edge="c8321a")
    e.words("新人首单包邮 坏果包赔", (0.5, 0.235), 0.068, "14532d", shadow=False)
    e.badge("每日 10 点开抢", (0.5, 0.3), 0.048, "e8392f", "ffffff")
    e.grain(4)


def _course_english(e: Easel) -> None:
    e.sky("fff3d6", "ffd98a", "ff9f5a")
    e.haze("ffffff", "ffb36b", "7ad1ff", blobs=10, size=0.3, strength=0.5)
    for letter, at, size, ink, tilt in (("A", (0.16, 0.38), 0.2, "ff6b4a", 14), ("b", (0.86,
        0.36), 0.17, "3d8bff", -12),
                                        ("C", (0.12, 0.64), 0.16, "35b97a", -9), ("?", (0.88,
                                            0.62), 0.18, "a85ae0", 10)):  # fmt: skip
        e.words(letter, at, size, ink, tilt_deg=tilt)
    e.curve(
        [(0.26, 0.98), (0.3, 0.72), (0.42, 0.64), (0.58, 0.64), (0.7, 0.72), (0.74, 0.98)],
        "3d6bd6",
        "274a9c",
        shadow=0.4,
    )
    e.shape([(0.44, 0.62), (0.56, 0.62), (0.54, 0.71), (0.46, 0.71)], "e8b48c")
    e.disc((0.5, 0.5), 0.155, "3b2318")
    e.oval((0.5, 0.53), (0.125, 0.15), "f7cba6", "e8b48c")
    e.curve(
        [
            (0.36, 0.5),
            (0.4, 0.42),
            (0.5, 0.4),
            (0.6, 0.42),
            (0.64, 0.5),
            (0.55, 0.46),
            (0.42, 0.47),
        ],
        "3b2318",
    )
    for x in (0.45, 0.55):
        e.disc((x, 0.53), 0.013, "2b1a12")
    e.curve([(0.46, 0.585), (0.5, 0.595), (0.54, 0.585), (0.5, 0.61)], "c2453a")
    e.words("零基础学口语", (0.5, 0.12), 0.13, "d6421a", edge="ffffff")
    e.words("外教一对一 首课 0 元", (0.5, 0.2), 0.07, "7a3a12", shadow=False)
    e.badge("21 天敢开口", (0.5, 0.27), 0.048, "3d6bd6", "ffffff")
    e.grain(4)


def _coffee_morning(e: Easel) -> None:
    e.sky("f2dfc4", "c99b6b", "6b4428")
    e.haze("fff3dd", "8a5a34", blobs=12, size=0.35, strength=0.5)
    e.bokeh("fff1cf", count=30, size=0.07, within=(0, 0.5))
    e.shape([(0, 0.74), (1, 0.74), (1, 1), (0, 1)], "7d5230", "4a2c16")
    e.oval((0.36, 0.78), (0.34, 0.08), "f7f1e8", "c9bba6", shadow=0.5)
    e.slab((0.36, 0.62), (0.4, 0.3), 0.09, "ffffff", "cfc4b6", shadow=0.4)
    e.oval((0.36, 0.5), (0.2, 0.05), "ffffff", "d6cab9")
    e.oval((0.36, 0.5), (0.175, 0.04), "a8683a", "6b3a1a")
    e.oval((0.36, 0.5), (0.07, 0.016), "f7e3c4")
    for x, y, r in ((0.76, 0.7, 0.1), (0.88, 0.76, 0.07), (0.68, 0.8, 0.06)):
        e.ball((x, y), r, "d99a4e", shine=0.3)
    e.grain(6)


def _fake_update(e: Easel) -> None:
    e.sky("eef1f5", "dfe5ee")
    e.haze("ffffff", "c9d6ea", blobs=6, size=0.4, strength=0.4)
    e.slab((0.5, 0.52), (0.84, 0.72), 0.05, "ffffff", "f7f9fc", shadow=0.35)
    e.disc((0.5, 0.38), 0.1, "ff5a4d", "d62f2f")
    e.slab((0.5, 0.365), (0.022, 0.09), 0.011, "ffffff")
    e.disc((0.5, 0.415), 0.014, "ffffff")
    e.words("系统提示", (0.5, 0.48), 0.07, "202124", shadow=False)
    e.words("手机内存已满 96%", (0.5, 0.545), 0.055, "d62f2f", shadow=False)
    e.words("请立即清理 否则可能变慢", (0.5, 0.59), 0.045, "5f6368", bold=False, shadow=False)
    e.slab((0.5, 0.66), (0.6, 0.12), 0.06, "2f7bff", "1c5fe0")
    e.words("立即清理", (0.5, 0.66), 0.055, "ffffff", shadow=False)
    e.grain(2)


MOTIFS: dict[str, Callable[[Easel], None]] = {
    "sneaker_sale": _sneaker_sale,
    "red_packet": _red_packet,
    "game_dragon": _game_dragon,
    "travel_island": _travel_island,
    "phone_launch": _phone_launch,
    "food_delivery": _food_delivery,
    "finance_gold": _finance_gold,
    "movie_night": _movie_night,
    "novel_palace": _novel_palace,
    "beauty_serum": _beauty_serum,
    "car_night": _car_night,
    "supermarket": _supermarket,
    "course_english": _course_english,
    "coffee_morning": _coffee_morning,
    "fake_update": _fake_update,
}
