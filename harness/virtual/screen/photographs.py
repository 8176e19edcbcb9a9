"""Small pictures for feeds and shelves: landscapes and things out of focus."""

from collections.abc import Callable

from harness.virtual.screen.easel import Easel


def _dusk(e: Easel) -> None:
    e.sky("2b3a67", "e07a5f", "f2cc8f")
    e.spot((0.62, 0.56), 0.1, "fff1c9")
    e.ridge(0.66, 0.1, "5b3a57", "2b1d3a")
    e.ridge(0.82, 0.07, "2b1d33", "120c1c")
    e.grain(6)


def _bowl(e: Easel) -> None:
    e.sky("8a5a3b", "3d2519")
    e.haze("c98d5b", "5a3320", blobs=8)
    e.oval((0.5, 0.62), (0.44, 0.3), "f4efe6", "b9ab98", shadow=0.6)
    e.oval((0.5, 0.58), (0.37, 0.23), "c2571f", "8f3a12")
    for at, size, ink in (((0.4, 0.54), 0.1, "f1c24b"), ((0.6, 0.56), 0.09, "7fb04a"),
                          ((0.5, 0.66), 0.08, "e9e2d0"), ((0.56, 0.48), 0.06,
                              "d9412b")):  # fmt: skip
        e.ball(at, size, ink)
    e.grain(6)


def _lake(e: Easel) -> None:
    e.sky("9cc9e8", "e6f2f7", "6d9db5")
    e.ridge(0.46, 0.12, "6f8fa6", "a9bfcc")
    e.ridge(0.55, 0.06, "33584f", "5d8274")
    e.shape([(0, 0.6), (1, 0.6), (1, 1), (0, 1)], "7fb0c4", "2f5d73")
    e.bokeh("ffffff", count=30, size=0.02, within=(0.62, 1))
    e.grain(6)


def _leaves(e: Easel) -> None:
    e.sky("2f5d3a", "7ba05b")
    e.haze("b7d77a", "1f4028", "e6d96b", blobs=18, size=0.3)
    e.bokeh("fff6c2", "d9ff9e", count=26, size=0.09)
    e.grain(6)


def _night(e: Easel) -> None:
    e.sky("0b1030", "1d2b64", "3a1c71")
    e.bokeh("ffb86b", "ff5f9e", "6bd5ff", count=60, size=0.07, within=(0.35, 0.95))
    e.grain(7)


def _stage(e: Easel) -> None:
    e.sky("1a0b2e", "4a1259", "c2185b")
    e.rays((0.5, -0.1), "ff8ad8", 18, 0.35)
    e.bokeh("ffd1f2", "9b5cff", count=40, size=0.05, within=(0.5, 1))
    for x in (0.2, 0.38, 0.55, 0.74):
        e.disc((x, 0.86), 0.06, "0d0616")
        e.slab((x, 1.02), (0.17, 0.3), 0.07, "0d0616")
    e.grain(7)


def _room(e: Easel) -> None:
    e.sky("efe3d3", "d3bda2")
    e.shape([(0, 0.72), (1, 0.72), (1, 1), (0, 1)], "a97f57", "7d5937")
    e.slab((0.34, 0.62), (0.5, 0.26), 0.05, "5f7f86", "3f5a60", shadow=0.4)
    e.slab((0.34, 0.72), (0.56, 0.14), 0.05, "6d9098", "466269", shadow=0.4)
    e.ball((0.8, 0.42), 0.1, "f2c27a")
    e.slab((0.8, 0.68), (0.02, 0.34), 0.01, "3b2c20")
    e.grain(5)


def _street(e: Easel) -> None:
    e.sky("c9d6df", "f4ead5")
    for number in range(9):
        high = 0.3 + 0.35 * float(e.random.random())
        left = number / 8 - 0.06
        tone = ("8d99a6", "70808f", "a6998d", "5f6b78")[number % 4]
        e.shape([(left, 0.85 - high), (left + 0.11, 0.85 - high), (left + 0.11, 0.9), (left, 0.9)],
                tone, "4d5661")  # fmt: skip
        for row in range(5):
            y = 0.88 - high + row * high / 6
            e.shape([(left + 0.02, y), (left + 0.09, y), (left + 0.09, y + 0.03), (left + 0.02,
                y + 0.03)],
                    "ffe9b8" if (row + number) % 3 else "53606e")  # fmt: skip
    e.shape([(0, 0.85), (1, 0.85), (1, 1), (0, 1)], "4b4f55", "2d3035")
    e.grain(6)


def _coast(e: Easel) -> None:
    e.sky("3f9bd8", "bfe6f5")
    e.haze("ffffff", blobs=6, size=0.25, strength=0.6)
    e.shape([(0, 0.5), (1, 0.5), (1, 1), (0, 1)], "1c86b8", "5fd0d3")
    e.curve([(0, 1), (0, 0.82), (0.3, 0.78), (0.6, 0.9), (1, 0.84), (1, 1.05)], "f0dfb4", "d9c08a")
    e.ridge(0.52, 0.03, "3f6f58", "3f6f58")
    e.grain(5)


_ORDER = (_dusk, _bowl, _lake, _leaves, _night, _stage, _room, _street, _coast)
PHOTOGRAPHS: dict[str, Callable[[Easel], None]] = {
    f"photo_{number}": paint for number, paint in enumerate(_ORDER, start=1)
}
