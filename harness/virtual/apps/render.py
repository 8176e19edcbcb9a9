"""Layers of a script become views: dp to pixels, and the state of every layer at a moment."""

import dataclasses
from collections.abc import Callable, Sequence

from harness.virtual.apps.inputs import Editor, Inputs
from harness.virtual.apps.layout import color, moved, px, resolve
from harness.virtual.apps.motion import film_pan, film_scene, shown_share, slid, wander
from harness.virtual.apps.script import Effect, Field, Gestures, Ink, Layer, Tree, Write
from harness.virtual.scene import Box, Fill, Glyph, Node, Picture, Rgba, Scroll, Text, View

EDIT_TEXT = "android.widget.EditText"
_HINT: Rgba = (158, 158, 158, 255)

MOST_STILLS = 2_000
CREATIVE = "creative:"
"""Prefix of a picture's path that names a creative which the painter draws itself."""


@dataclasses.dataclass(frozen=True, slots=True)
class Moment:
    """What a rendering depends on."""

    package: str
    folder: str
    density: int
    elapsed_ms: float
    """Since the pop-up or page appeared."""
    countdown_s: int | None
    offer: Callable[[str, Sequence[Effect], Gestures | None], str]
    """Registers effects under a path inside this page or pop-up; returns the touch id."""
    now_ms: float = 0.0
    inputs: Inputs = dataclasses.field(default_factory=Inputs)
    stills: "Stills | None" = None
    """Views kept between two renderings of the same page or pop-up."""

    @property
    def seconds_left(self) -> int:
        """What ``{n}`` shows."""
        return max(0, (self.countdown_s or 0) - int(self.elapsed_ms // 1000))

    @property
    def share_left(self) -> float:
        """Countdown as share 1 … 0, in hundredths."""
        if not self.countdown_s:
            return 1.0
        return round(max(0.0, 1 - self.elapsed_ms / (1000 * self.countdown_s)), 2)


class Stills:
    """Views of layers that look the same at every moment, each made once.

    Of one showing of one page or pop-up: what its layers offer to touches is registered as they
    are made. Most of a screen stands still, and somebody looks at it many times a second.
    """

    def __init__(self) -> None:
        self._still: dict[int, bool] = {}
        self._views: dict[tuple[str, int, Box], View | None] = {}

    def view(self, layer: Layer, parent: Box, moment: Moment, path: str) -> View | None:
        """The layer's view, from the last time where it cannot have changed."""
        if not self._stands(layer):
            return _view(layer, parent, moment, path)
        key = (path, moment.density, parent)
        if key not in self._views:
            if len(self._views) >= MOST_STILLS:  # what moves carries its layers to many places
                self._views.clear()
            self._views[key] = _view(layer, parent, moment, path)
        return self._views[key]

    def _stands(self, layer: Layer) -> bool:
        """Whether neither time nor fingers change how it looks, nor what is in it."""
        known = self._still.get(id(layer))
        if known is None:
            known = _still_itself(layer) and all(self._stands(one) for one in layer.layers)
            self._still[id(layer)] = known
        return known


def _still_itself(layer: Layer) -> bool:
    timed = (layer.visible, layer.move, layer.slide, layer.film, layer.field, layer.scroll)
    words = (
        *((layer.write.text,) if layer.write else ()),
        *((layer.tree.text, layer.tree.desc) if layer.tree else ()),
    )
    return (
        all(one is None for one in timed)
        and not any("{n}" in one for one in words)
        and not (layer.draw and layer.draw.counts_down)
    )


def layer_views(
    layers: Sequence[Layer], parent: Box, moment: Moment, path: str = ""
) -> tuple[View, ...]:
    """Views of the layers that are there at this moment, bottom first."""
    view = _view if moment.stills is None else moment.stills.view
    views = (view(one, parent, moment, f"{path}{at}") for at, one in enumerate(layers))
    return tuple(one for one in views if one is not None)


def _view(layer: Layer, parent: Box, moment: Moment, path: str) -> View | None:
    shown = shown_share(layer.visible, moment.elapsed_ms)
    if shown is None:
        return None
    place = resolve(layer.area, parent, moment.density)
    dx, dy = _offset(layer, place, parent, moment)
    box = moved(place, dx, dy)
    touch_id, touch_box = _touch(layer, parent, moment, path)
    if layer.field is not None and touch_id is not None:
        return _field_view(layer, layer.field, box, parent, moment, touch_id)
    scroll, content = _scrolled(layer, box, moment, path)
    return View(
        box=box,
        fill=None if layer.fill is None else ink_fill(layer.fill, moment.density),
        picture=_picture(layer, moment),
        glyph=_glyph(layer, moment),
        text=None if layer.write is None else _text(layer.write, moment),
        alpha=round(layer.alpha * shown, 3),
        node=None if layer.tree is None else tree_node(layer.tree, parent, moment),
        children=layer_views(layer.layers, content, moment, f"{path}."),
        touch_id=touch_id,
        touch_box=None if touch_box is None else moved(touch_box, dx, dy),
        clip=scroll is not None,
        scroll=scroll,
    )


def _scrolled(layer: Layer, box: Box, moment: Moment, path: str) -> tuple[Scroll | None, Box]:
    """Where a list is, and the box that its inner layers are laid out in."""
    if layer.scroll is None:
        return None, box
    left, top, right, bottom = box
    length = px(layer.scroll.length, moment.density)
    down = layer.scroll.axis == "vertical"
    most = max(0, length - (bottom - top if down else right - left))
    name = moment.offer(f"{path}~", [], None)
    at = moment.inputs.at_px(name, moment.now_ms, most)
    content = (
        (left, top - at, right, top - at + length)
        if down
        else (left - at, top, left - at + length, bottom)
    )
    return Scroll(name, layer.scroll.axis, at, most), content


def _field_view(
    layer: Layer, field: Field, box: Box, parent: Box, moment: Moment, touch_id: str
) -> View:
    """A text field: its text or hint, and the cursor where it has the focus."""
    editor = moment.inputs.editor(touch_id, field)
    focused = moment.inputs.focus == touch_id
    style = _text(layer.write or Write(text="", align="left"), moment)
    words = editor.shown + ("|" if focused else "")
    color = style.color if editor.text or focused else _HINT
    return View(
        box=box,
        fill=None if layer.fill is None else ink_fill(layer.fill, moment.density),
        text=dataclasses.replace(style, text=words or field.hint, color=color),
        alpha=layer.alpha,
        node=_field_node(layer, editor, parent, moment, focused=focused),
        touch_id=touch_id,
    )


def _field_node(
    layer: Layer, editor: Editor, parent: Box, moment: Moment, *, focused: bool
) -> Node:
    node = tree_node(layer.tree or Tree(cls=EDIT_TEXT), parent, moment)
    return dataclasses.replace(
        node,
        text=editor.shown or editor.field.hint,
        hint=editor.field.hint,
        clickable=True,
        long_clickable=True,
        focusable=True,
        focused=focused,
        password=editor.field.password,
    )


def _offset(layer: Layer, place: Box, parent: Box, moment: Moment) -> tuple[int, int]:
    """Pixels between where a layer lies and where it is at this moment."""
    dx, dy = wander(layer.move, moment.elapsed_ms)
    began_ms = 0 if layer.visible is None else layer.visible.from_ms
    in_x, in_y = slid(layer.slide, place, parent, moment.elapsed_ms - began_ms)
    return px(dx, moment.density) + in_x, px(dy, moment.density) + in_y


def _touch(layer: Layer, parent: Box, moment: Moment, path: str) -> tuple[str | None, Box | None]:
    asks = layer.on_tap is not None or layer.gestures is not None or layer.field is not None
    if layer.touch == "none" or (layer.touch is None and not asks):
        return None, None
    touch_id = moment.offer(path, layer.on_tap or [], layer.gestures)
    if layer.touch is None or layer.touch == "drawn":
        return touch_id, None
    return touch_id, resolve(layer.touch, parent, moment.density)


def ink_fill(ink: Ink, density: int) -> Fill:
    """Paint of a shape, lengths in pixels."""
    dp = density / 160
    return Fill(
        stops=tuple(color(c) for c in ink.colors) or ((0, 0, 0, 0),),
        angle_deg=ink.angle,
        radius_px=ink.radius * dp,
        stroke=None if ink.stroke is None else color(ink.stroke),
        stroke_px=ink.stroke_width * dp,
        shadow_px=0.0 if ink.shadow is None else ink.shadow.blur * dp,
        shadow=(0, 0, 0, 90) if ink.shadow is None else color(ink.shadow.color),
    )


def _picture(layer: Layer, moment: Moment) -> Picture | None:
    radius = 0.0 if layer.fill is None else layer.fill.radius * moment.density / 160
    named = layer.picture
    if layer.creative is not None:
        named = CREATIVE + layer.creative
    pan = None
    if layer.film is not None:
        own = [named] if named is not None else []
        named = film_scene(layer.film, own, moment.elapsed_ms) or None
        pan = film_pan(moment.elapsed_ms)
    if named is None:
        return None
    inside = not named.startswith(("/", CREATIVE))
    return Picture(f"{moment.folder}/{named}" if inside else named, layer.fit, radius, pan)


def _glyph(layer: Layer, moment: Moment) -> Glyph | None:
    if layer.draw is None:
        return None
    dp = moment.density / 160
    return Glyph(
        name=layer.draw.glyph,
        color=color(layer.draw.color),
        stroke_px=layer.draw.stroke * dp,
        inset_px=layer.draw.inset * dp,
        sweep=moment.share_left if layer.draw.counts_down else 1.0,
    )


def _text(write: Write, moment: Moment) -> Text:
    return Text(
        text=write.text.replace("{n}", str(moment.seconds_left)),
        size_px=write.size * moment.density / 160,
        color=color(write.color),
        weight="bold" if write.bold else "regular",
        align=write.align,
        valign=write.valign,
        max_lines=write.lines,
        shadow=None if write.shadow is None else color(write.shadow),
    )


def tree_node(tree: Tree, parent: Box, moment: Moment) -> Node:
    """What the hierarchy tells; ``displaced`` bounds lie inside the parent."""
    name = tree.id
    if name and ":" not in name:
        name = f"{moment.package}:id/{name}"
    return Node(
        cls=tree.cls,
        resource_id=name,
        text=tree.text.replace("{n}", str(moment.seconds_left)),
        desc=tree.desc.replace("{n}", str(moment.seconds_left)),
        package=moment.package,
        clickable=tree.clickable,
        long_clickable=tree.long_clickable,
        checkable=tree.checkable,
        checked=tree.checked,
        selected=tree.selected,
        enabled=tree.enabled,
        focusable=tree.clickable,
        scrollable=tree.scrollable,
        box=None if tree.displaced is None else resolve(tree.displaced, parent, moment.density),
    )
