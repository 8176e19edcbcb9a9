"""The launcher icon of an APK as a small PNG: bitmaps and adaptive icons, not vector drawings.

An adaptive icon (Android 8+) is an XML file that names a background and a foreground, each
108 dp wide, of which the launcher shows the middle 72 dp.
"""

import io
import warnings

from PIL import Image

from harness.virtual.android import axml
from harness.virtual.android.apk import LARGEST_RESOURCES, RESOURCES, ApkError, Manifest, member
from harness.virtual.android.arsc import Table, Value
from harness.virtual.android.axml import Element

SIDE_PX = 144
SHOWN = 72 / 108
LARGEST_PICTURE = 16 << 20
LARGEST_PIXELS = 4096 * 4096
_BITMAPS = (".png", ".webp", ".jpg", ".jpeg")


def icon_of(apk: bytes, manifest: Manifest, density: int, api: int) -> bytes:
    """PNG bytes; empty where the APK has no icon that can be painted."""
    if not manifest.icon.startswith("@0x"):
        return b""
    try:
        table = Table(member(apk, RESOURCES, LARGEST_RESOURCES))
        picture = _Drawer(apk, table, density, api).draw(int(manifest.icon[3:], 16), SIDE_PX)
    except (axml.AxmlError, ApkError, OSError, ValueError, SyntaxError):
        return b""  # hostile or unknown: the launcher paints a letter
    if picture is None:
        return b""
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


class _Drawer:
    def __init__(self, apk: bytes, table: Table, density: int, api: int) -> None:
        self._apk = apk
        self._table = table
        self._density = density
        self._api = api

    def draw(self, resource: int, side: int, depth: int = 0) -> Image.Image | None:
        """The best of its values that can be painted."""
        for value in self._table.drawables(resource, self._density, self._api):
            picture = self._value(value, side, depth)
            if picture is not None:
                return picture
        return None

    def _value(self, value: Value, side: int, depth: int) -> Image.Image | None:
        if value.color is not None:
            return Image.new("RGBA", (side, side), _rgba(value.color))
        name = value.text or ""
        if name.lower().endswith(_BITMAPS):
            return _bitmap(member(self._apk, name, LARGEST_PICTURE), side)
        if name.endswith(".xml") and depth < 3:
            root = axml.read(member(self._apk, name, LARGEST_PICTURE))
            if root.tag == "adaptive-icon":
                return self._adaptive(root, side, depth)
        return None

    def _adaptive(self, root: Element, side: int, depth: int) -> Image.Image | None:
        whole = round(side / SHOWN)
        canvas = Image.new("RGBA", (whole, whole), (255, 255, 255, 255))
        for tag in ("background", "foreground"):
            layer = self._layer(root, tag, whole, depth)
            if layer is not None:
                canvas.alpha_composite(layer)
            elif tag == "foreground":
                return None  # a bare background tells nothing: try the bitmaps
        edge = (whole - side) // 2
        return canvas.crop((edge, edge, edge + side, edge + side))

    def _layer(self, root: Element, tag: str, side: int, depth: int) -> Image.Image | None:
        for element in root.all(tag):
            named = str(element.attributes.get("drawable", ""))
            if named.startswith("@0x"):
                return self.draw(int(named[3:], 16), side, depth + 1)
        return None


def _bitmap(data: bytes, side: int) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        with Image.open(io.BytesIO(data)) as opened:
            if opened.width * opened.height > LARGEST_PIXELS:
                raise ValueError("picture too large")
            return opened.convert("RGBA").resize((side, side), Image.Resampling.BILINEAR)


def _rgba(argb: int) -> tuple[int, int, int, int]:
    return argb >> 16 & 255, argb >> 8 & 255, argb & 255, argb >> 24 & 255
