"""APKs made by hand: manifests by our own writer of binary XML, resource tables byte by byte."""

import dataclasses
import io
import struct
import zipfile

from PIL import Image

from harness.virtual.android import axml
from harness.virtual.android.axml import Element
from harness.virtual.android.intents import LAUNCHER, MAIN, VIEW
from harness.virtual.android.signing import signed

PACKAGE = "org.real.app"
STRINGS, DRAWABLES = 0x7F010000, 0x7F020000


@dataclasses.dataclass(frozen=True)
class Entry:
    """One value of one resource: index in its type, and what it is meant for."""

    index: int
    value: str | int
    """Text (a file's name too), ``@0x…`` a reference, or a colour 0xaarrggbb."""
    language: str = ""
    country: str = ""
    density: int = 0
    sdk: int = 0


def table(strings: list[Entry], drawables: list[Entry]) -> bytes:
    """``resources.arsc`` with two types: 1 strings, 2 drawables; a chunk for each entry."""
    texts = [e.value for e in strings + drawables
             if isinstance(e.value, str) and not e.value.startswith("@")]  # fmt: skip
    chunks = b"".join(
        _type(number, entry, texts)
        for number, entries in ((1, strings), (2, drawables))
        for entry in entries
    )
    head = struct.pack("<I256s5I", 0x7F, b"a", 0, 0, 0, 0, 0)
    package = struct.pack("<HHI", 0x0200, 288, 288 + len(chunks)) + head + chunks
    body = _pool(texts) + package
    return struct.pack("<HHII", 0x0002, 12, 12 + len(body), 1) + body


def _pool(texts: list[str]) -> bytes:
    offsets, data = b"", b""
    for text in texts:
        offsets += struct.pack("<I", len(data))
        raw = text.encode()
        data += bytes([len(text), len(raw)]) + raw + b"\0"
    data += b"\0" * (-len(data) % 4)
    start = 28 + len(offsets)
    sizes = (start + len(data), len(texts), 0, 0x100, start, 0)
    return struct.pack("<HHIIIIII", 0x0001, 28, *sizes) + offsets + data


def _type(number: int, entry: Entry, texts: list[str]) -> bytes:
    config = struct.pack(
        "<II2s2sBBHIIHHII", 40, 0, entry.language.encode(), entry.country.encode(), 0, 0,
        entry.density, 0, 0, entry.sdk, 0, 0, 0,
    )  # fmt: skip
    config += b"\0" * (40 - len(config))
    header = 20 + len(config)
    offsets = struct.pack(f"<{entry.index + 1}I", *[0xFFFFFFFF] * entry.index, 0)
    value = struct.pack("<HHIHBBI", 8, 0, 0, 8, 0, *_typed(entry.value, texts))
    body = offsets + value
    head = struct.pack("<HHI", 0x0201, header, header + len(body))
    rest = struct.pack("<BBHII", number, 0, 0, entry.index + 1, header + len(offsets))
    return head + rest + config + body


def _typed(value: str | int, texts: list[str]) -> tuple[int, int]:
    if isinstance(value, int):
        return 0x1C, value
    if value.startswith("@0x"):
        return 0x01, int(value[3:], 16)
    return 0x03, texts.index(value)


def manifest(**changes: axml.Value) -> Element:
    """A manifest with a launcher, a deep link and a web link.

    ``changes`` go to the manifest's element, those that begin with ``app_`` to the application.
    """
    filters = [
        _filter(MAIN, LAUNCHER),
        _filter(VIEW, "android.intent.category.BROWSABLE", {"scheme": "realapp"}),
        _filter(VIEW, "android.intent.category.BROWSABLE", {"scheme": "https", "host": "real.org"}),
    ]
    filters[2].attributes["autoVerify"] = True
    activities = [
        Element("activity", {"name": ".Front", "exported": True}, filters),
        Element("activity", {"name": "org.real.app.inner.Second", "exported": False}),
    ]
    sdk = {"minSdkVersion": changes.pop("min_sdk", 23), "targetSdkVersion": 34}
    sdk["targetSdkVersion"] = changes.pop("target_sdk", 34)
    app = {"label": "Real", **{k[4:]: v for k, v in changes.items() if k.startswith("app_")}}
    own = {k: v for k, v in changes.items() if not k.startswith("app_")}
    return Element(
        "manifest",
        {"package": PACKAGE, "versionCode": 42, "versionName": "4.2", **own},
        [
            Element("uses-sdk", sdk),
            Element("uses-permission", {"name": "android.permission.CAMERA"}),
            Element("application", app, activities),
        ],
    )


def _filter(action: str, category: str, data: dict[str, axml.Value] | None = None) -> Element:
    words = [Element("action", {"name": action}), Element("category", {"name": category})]
    return Element("intent-filter", {}, words + ([Element("data", data)] if data else []))


def apk(
    tree: Element | None = None, files: dict[str, bytes] | None = None, *, sign: bool = True
) -> bytes:
    """A zip with that manifest and those files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        everything = {"AndroidManifest.xml": axml.write(tree or manifest()), **(files or {})}
        for name, data in everything.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), data)
    return signed(out.getvalue()) if sign else out.getvalue()


def png(color: tuple[int, int, int, int], side: int = 48) -> bytes:
    """A picture of one colour."""
    out = io.BytesIO()
    Image.new("RGBA", (side, side), color).save(out, "PNG")
    return out.getvalue()
