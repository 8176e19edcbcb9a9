"""Closing controls as advertisements draw them: crosses, pills, rings, words."""

from harness.virtual.apps.script import Area, Draw, Ink, Layer, Shadow, Tree, Write
from harness.virtual.fabricate.draft import Draft, area, ink, panel, text, wide
from harness.virtual.fabricate.palettes import BLACK, WHITE, hsv
from harness.virtual.screen.crosses import BOLD

GLYPHS = ("x", "x_round", "x_thin", "x_bold")
CHARACTERS = ("×", "×", "×", "X", "x")
"""The shipped faces have no other cross; what they lack would be drawn as an empty box."""
_BOLDEST = 0.4
"""Of a sign's width: bolder strokes fill the gaps between them, and nobody sees an X any more."""
_GREY_IDS = ("iv_close", "close", "btn_close", "img_close", "ad_close", "")
_SKIP_IDS = ("tv_skip", "skip", "btn_skip", "count_down", "ad_skip", "")


def cross(d: Draft, color: str, inset: float, size: float) -> dict[str, object]:
    """How the sign of a close control is drawn or written."""
    if d.often(0.1):
        said = d.pick(CHARACTERS)
        return {"write": Write(text=said, size=max(8, size * 0.95 - inset), color=color,
                               bold=d.often(0.3))}  # fmt: skip
    glyph = d.pick(GLYPHS) if d.often(0.4) else f"x~{d.chance.randrange(400)}"
    stroke = size * d.chance.choice((0.04, 0.06, 0.08, 0.1, 0.14))
    boldest = _BOLDEST * (size - 2 * inset) / (BOLD if glyph == "x_bold" else 1)
    stroke = round(min(max(0.8, stroke), boldest), 2)
    return {"draw": Draw(glyph=glyph, color=color, stroke=stroke, inset=inset)}


def close(d: Draft, place: Area, ground: str, *, told: bool = True) -> Layer:
    """A close control on a ground that is ``light``, ``dark`` or ``photo``.

    Its ``id`` is ``close`` where a body (disc, ring …) is drawn, ``close_glyph`` for bare strokes.
    """
    size = min(place.width or 28, place.height or 28)
    body = d.chance.choices(
        ("none", "disc", "ring", "disc_ring", "square"), (0.3, 0.34, 0.22, 0.06, 0.08))[0]  # fmt: skip
    sign, paper = _inks(d, ground, body)
    tree = None
    if told and d.often(0.7):
        tree = Tree(cls="android.widget.ImageView", id=d.pick(_GREY_IDS), clickable=True)
    if body == "none":
        shadow = Shadow(blur=size * 0.4, color="#40000000") if ground == "photo" and d.often(0.3) else None  # fmt: skip
        fill = Ink(colors=[], radius=size / 2, shadow=shadow) if shadow else None
        return Layer(area=place, id="close_glyph", fill=fill, tree=tree,
                     **cross(d, sign, size * d.chance.uniform(0.02, 0.18), size))  # type: ignore[arg-type]  # fmt: skip
    stroke = sign if body in {"ring", "disc_ring"} else None
    fill = Ink(
        colors=[] if body == "ring" else [paper],
        radius=d.pick((0, 3, 6)) if body == "square" else size / 2,
        stroke=stroke, stroke_width=round(size * d.chance.uniform(0.03, 0.08), 2) if stroke else 0,
        shadow=Shadow(blur=4, color="#33000000") if body == "disc" and d.often(0.3) else None,
    )  # fmt: skip
    inset = size * d.chance.uniform(0.24, 0.36)
    return Layer(area=place, id="close", fill=fill, tree=tree, **cross(d, sign, inset, size))  # type: ignore[arg-type]


def _inks(d: Draft, ground: str, body: str) -> tuple[str, str]:
    """Colours of the sign and of what lies behind it."""
    white, dark = ink(WHITE), ink((40, 40, 44))
    grey = ink((d.chance.randrange(110, 190),) * 3)
    if ground == "light":
        bare = d.pick((grey, grey, dark, ink((190, 190, 194))))
        pairs = [(grey, "#f0f0f0"), (white, "#c4c4c8"), (white, "#66000000"), (dark, "#ececee"),
                 (white, ink(hsv(d.chance.random(), 0.7, 0.8)))]  # fmt: skip
    elif ground == "dark":
        bare = d.pick((white, white, ink(WHITE, d.chance.uniform(0.4, 0.9))))
        pairs = [(white, "#4dffffff"), (dark, white), (white, "#80000000"), (white, "#26ffffff")]
    else:
        bare = d.pick((white, white, ink(WHITE, d.chance.uniform(0.35, 0.8)), ink(BLACK, 0.7)))
        alpha = d.chance.uniform(0.2, 0.7)
        pairs = [(white, ink(BLACK, alpha)), (white, ink(BLACK, alpha)), (dark, ink(WHITE, 0.85)),
                 (white, "#000000"), (grey, ink(WHITE, 0.9)), (white, ink(BLACK, 0.35))]  # fmt: skip
    return (bare, "") if body in {"none", "ring"} else d.pick(pairs)


def skip(d: Draft, anchor: dict[str, float], said: str | None = None) -> Layer:
    """A skip or countdown pill (or bare words, or a ring) hung up by two lengths such as right, top.

    Its ``id`` is ``countdown`` where the words only count: they promise no way out.
    """
    said = said or d.pick(d.words.skips)
    role = "countdown" if said in d.words.countdowns else "skip"
    size = d.pick((10.5, 11, 12, 12, 13, 13, 14, 15))
    style = d.chance.choices(("pill", "square", "bare", "ring"), (0.72, 0.1, 0.1, 0.08))[0]
    tree = Tree(cls="android.widget.TextView", id=d.pick(_SKIP_IDS), text=said, clickable=True)
    told = tree if d.often(0.75) else None
    if style == "ring" and len(said) <= 6:
        return _ring(d, anchor, said, told, role)
    high = round(size * d.chance.uniform(1.7, 2.5))
    shown = said.replace("{n}", "5")
    long = wide(shown, size) + round(size * d.chance.uniform(1.2, 2.2))
    place = area(**anchor, width=round(long, 1), height=high)
    if style == "bare":
        return Layer(area=place, id=role, tree=told, write=Write(
            text=said, size=size, color=d.pick(("#ffffff", "#ffffff", "#e6ffffff", "#333333")),
            shadow="#80000000" if d.often(0.6) else None))  # fmt: skip
    dark = d.often(0.75)
    paper = ink(BLACK, d.chance.uniform(0.18, 0.65)) if dark else ink(WHITE, d.chance.uniform(0.6, 1))  # fmt: skip
    letter = "#ffffff" if dark else d.pick(("#333333", "#666666", "#999999"))
    radius = high / 2 if style == "pill" else d.pick((0, 2, 4))
    edge = d.pick(("#66ffffff", "#ffffff", "#4d000000")) if d.often(0.25) else None
    fill = Ink(colors=[paper], radius=radius, stroke=edge, stroke_width=0.8 if edge else 0)
    return Layer(area=place, id=role, tree=told, fill=fill,
                 write=Write(text=said, size=size, color=letter))  # fmt: skip


def _ring(d: Draft, anchor: dict[str, float], said: str, tree: Tree | None, role: str) -> Layer:
    """A disc with a ring that runs down with the countdown."""
    side = d.between(34, 46)
    color = d.pick(("#ffffff", ink(d.brand.accent), "#ffb300", "#ff4d4f"))
    ring = Layer(area=area(left=0, top=0, right=0, bottom=0), draw=Draw(
        glyph="ring", color=color, stroke=d.pick((1.5, 2, 3)), inset=0, counts_down=True))  # fmt: skip
    paper = ink(BLACK, d.chance.uniform(0.25, 0.6))
    size = min(14.0, (side - 10) / max(1.8, len(said.replace("{n}", "5")) * 0.8))
    return Layer(area=area(**anchor, width=side, height=side), id=role, tree=tree, layers=[ring],
                 fill=Ink(colors=[paper], radius=side / 2),
                 write=Write(text=said, size=size, color="#ffffff"))  # fmt: skip


def words_only(d: Draft, place: Area, said: str, *, role: str, color: str, size: float) -> Layer:
    """A dismissing word without a body, such as 取消."""
    return text(place, said, size, color, align="center", id=role,
                tree=Tree(cls="android.widget.TextView", text=said, clickable=True))  # fmt: skip


def ad_label(d: Draft, anchor: dict[str, float]) -> Layer:
    """The small word that says that this is advertising."""
    said, size = d.pick(d.words.ad_labels), d.pick((8, 9, 10, 11))
    place = area(**anchor, width=round(wide(said, size) + 8, 1), height=size * 1.7)
    if d.often(0.25):
        return text(place, said, size, d.pick(("#ccffffff", "#99ffffff", "#66000000")), id="ad_label",
                    align="center", told=d.often(0.5))  # fmt: skip
    return panel(place, BLACK, alpha=d.chance.uniform(0.15, 0.45), radius=d.pick((0, 2, 3)), id="ad_label",
                 write=Write(text=said, size=size, color="#d9ffffff"))  # fmt: skip
