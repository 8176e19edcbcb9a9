"""What builders of system pages draw with: dp, colours, text with its node, buttons."""

import dataclasses
from typing import Literal

from harness.virtual.phones import Skin
from harness.virtual.scene import DATA, Box, Fill, Glyph, Node, Picture, Rgba, Text, View

BLUE: Rgba = (26, 115, 232, 255)
INK: Rgba = (32, 33, 36, 255)
GREY: Rgba = (95, 99, 104, 255)
PALE: Rgba = (241, 243, 244, 255)
WHITE: Rgba = (255, 255, 255, 255)
CLEAR: Rgba = (0, 0, 0, 0)
SCRIM: Rgba = (0, 0, 0, 150)


def rgba(text: str, alpha: int = 255) -> Rgba:
    """``#rrggbb`` as a colour; grey for anything else."""
    try:
        red, green, blue = bytes.fromhex(text.removeprefix("#"))
    except ValueError:
        return (120, 124, 130, alpha)
    return (red, green, blue, alpha)


@dataclasses.dataclass(frozen=True, slots=True)
class Sheet:
    """A page to be drawn: its size in pixels, its density, its language, its words."""

    params: dict[str, str]
    width: int
    height: int
    density: int
    locale: str
    package: str = "android"
    """Whose nodes these are."""
    skin: Skin = dataclasses.field(default_factory=Skin)
    """How the vendor draws."""

    @property
    def accent(self) -> Rgba:
        """The vendor's colour for what can be touched."""
        return rgba(self.skin.accent)

    @property
    def upright(self) -> bool:
        """Higher than wide."""
        return self.height >= self.width

    @property
    def column(self) -> tuple[float, float]:
        """Left and width in dp of a dialog's card: the screen's, but never wider than 400."""
        wide = min(self.wide - 24, 400.0)
        return (self.wide - wide) / 2, wide

    @property
    def wide(self) -> float:
        """Width in dp."""
        return self.width * 160 / self.density

    @property
    def high(self) -> float:
        """Height in dp."""
        return self.height * 160 / self.density

    def px(self, dp: float) -> int:
        """Pixels of a length in dp."""
        return round(dp * self.density / 160)

    def box(self, left: float, top: float, width: float, height: float) -> Box:
        """A box from dp."""
        return self.px(left), self.px(top), self.px(left + width), self.px(top + height)

    def say(self, zh: str, en: str) -> str:
        """The text in the phone's language."""
        return zh if self.locale.lower().startswith("zh") else en

    def page(self, *children: View, color: Rgba = WHITE, node: bool = True) -> View:
        """The whole page on its ground."""
        frame = self.node("android.widget.FrameLayout") if node else None
        fill = Fill((color,)) if color[3] else None
        return View((0, 0, self.width, self.height), fill=fill, node=frame, children=children)

    def node(self, cls: str, name: str = "", text: str = "", **more: bool) -> Node:
        """A node of the page's package."""
        resource = f"{self.package}:id/{name}" if name else ""
        clickable = more.get("clickable", False)
        return Node(
            cls, resource, text, package=self.package, clickable=clickable, focusable=clickable
        )

    def text(
        self,
        words: str,
        box: Box,
        size: float,
        color: Rgba = INK,
        *,
        bold: bool = False,
        align: Literal["left", "center", "right"] = "left",
        top: bool = False,
        lines: int = 1,
        name: str = "",
        listed: bool = True,
    ) -> View:
        """A text view; ``size`` in sp. Unlisted ones are not in the tree."""
        return View(
            box,
            text=Text(
                words,
                size * self.density / 160,
                color,
                "bold" if bold else "regular",
                align,
                "top" if top else "center",
                lines,
            ),
            node=self.node("android.widget.TextView", name, words) if listed else None,
        )

    def button(
        self,
        words: str,
        box: Box,
        touch_id: str | None,
        *,
        fill: Rgba = CLEAR,
        color: Rgba = BLUE,
        size: float = 15,
        name: str = "",
        radius: float = 24,
        stroke: Rgba | None = None,
    ) -> View:
        """A button with its word; ``touch_id`` None makes it a picture of one."""
        return View(
            box,
            fill=Fill(
                (fill,),
                radius_px=self.px(radius),
                stroke=stroke,
                stroke_px=self.px(1) if stroke else 0,
            ),
            text=Text(words, size * self.density / 160, color, "bold"),
            node=self.node("android.widget.Button", name, words, clickable=True),
            touch_id=touch_id,
        )

    def icon(self, letter: str, color: Rgba, box: Box, *, round_share: float = 0.24) -> View:
        """An app's icon: a letter on its colour, or the picture that ``letter`` is."""
        side = box[2] - box[0]
        if letter.startswith(DATA):
            return View(box, picture=Picture(letter, radius_px=side * round_share))
        light = (*(min(255, c + 34) for c in color[:3]), 255)
        return View(
            box,
            fill=Fill(
                ((light[0], light[1], light[2], 255), color),
                radius_px=side * round_share,
                shadow_px=side * 0.08,
                shadow=(0, 0, 0, 60),
            ),
            text=Text(letter[:1], side * 0.54, WHITE, "bold"),
        )

    def sign(self, name: str, box: Box, color: Rgba = GREY, stroke: float = 1.8) -> View:
        """A drawn sign, not in the tree."""
        return View(box, glyph=Glyph(name, color, self.px(stroke) or 1, self.px(1)))

    def bar(self, left: float, top: float, width: float, height: float, color: Rgba,
            radius: float = 0) -> View:  # fmt: skip
        """A plain coloured shape."""
        return View(
            self.box(left, top, width, height), fill=Fill((color,), radius_px=self.px(radius))
        )

    def dialog(self, height: float, *children: View, name: str = "") -> View:
        """A dialog's card on the dimmed screen, where the vendor puts it.

        Children are laid out from ``self.dialog_top(height)`` on, in the column.
        """
        left, wide = self.column
        top = self.dialog_top(height)
        card = self.card(left, top, wide, height, *children, name=name,
                         radius=self.skin.dialog_round_dp)  # fmt: skip
        return self.page(self.bar(0, 0, self.wide + 1, self.high + 1, SCRIM), card, color=CLEAR)

    def dialog_top(self, height: float) -> float:
        """Where a dialog of that height begins."""
        if self.skin.dialog == "bottom" and self.upright:
            return self.high - height - 32
        return max(8.0, (self.high - height) / 2)

    def pair(self, top: float, low: tuple[str, str, str], high: tuple[str, str, str]) -> list[View]:
        """Two buttons side by side, the one that goes on at the right, in the accent colour.

        Each is its word, its touch id and its name in the tree.
        """
        left, wide = self.column
        half = (wide - 56) / 2
        pale, light = PALE, rgba("#ffffff")
        return [
            self.button(low[0], self.box(left + 20, top, half, 46), low[1], fill=pale, color=INK,
                        name=low[2]),
            self.button(high[0], self.box(left + 36 + half, top, half, 46), high[1],
                        fill=self.accent, color=light, name=high[2]),
        ]  # fmt: skip

    def card(self, left: float, top: float, width: float, height: float, *children: View,
             radius: float = 28, name: str = "") -> View:  # fmt: skip
        """A white card with a shadow; it keeps touches from what lies below."""
        return View(
            self.box(left, top, width, height),
            fill=Fill((WHITE,), radius_px=self.px(radius), shadow_px=self.px(14)),
            node=self.node("android.widget.LinearLayout", name),
            children=children,
            touch_id="card",
        )
