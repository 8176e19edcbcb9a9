"""Android binary XML, as far as manifests need it: reading and writing.

Format: ``ResourceTypes.h`` of the framework. Chunks are {u16 type, u16 header size,
u32 chunk size}: a file (0x0003) holds a string pool (0x0001), a resource map (0x0180) and
element starts (0x0102) and ends (0x0103).
"""

import dataclasses
import struct

ANDROID_NS = "http://schemas.android.com/apk/res/android"
RESOURCE_IDS = {
    "label": 0x01010001,
    "name": 0x01010003,
    "minSdkVersion": 0x0101020C,
    "versionCode": 0x0101021B,
    "versionName": 0x0101021C,
    "targetSdkVersion": 0x01010270,
    "exported": 0x01010010,
    "scheme": 0x01010027,
    "icon": 0x01010002,
    "enabled": 0x0101000E,
    "debuggable": 0x0101000F,
    "launchMode": 0x0101001D,
    "targetActivity": 0x01010202,
    "host": 0x01010028,
    "mimeType": 0x01010026,
    "drawable": 0x01010199,
    "testOnly": 0x01010272,
    "versionCodeMajor": 0x01010576,
    "autoVerify": 0x010104EE,
}
_NAMES = {number: name for name, number in RESOURCE_IDS.items()}
_NONE = 0xFFFFFFFF
_UTF8 = 0x100
_REFERENCE, _STRING, _INT, _HEX, _BOOL = 0x01, 0x03, 0x10, 0x11, 0x12

Value = str | int | bool
"""A reference to a resource is the text ``@0x7f010001``, read and written."""


class AxmlError(ValueError):
    """The bytes are not binary XML of this format."""


@dataclasses.dataclass(slots=True)
class Element:
    """One element; attribute names without their namespace."""

    tag: str
    attributes: dict[str, Value] = dataclasses.field(default_factory=dict)
    children: list["Element"] = dataclasses.field(default_factory=list)

    def all(self, tag: str) -> list["Element"]:
        """Children of that tag."""
        return [child for child in self.children if child.tag == tag]


def read(data: bytes) -> Element:
    """The root element. Raises ``AxmlError`` when the bytes make no sense."""
    try:
        return _Reader(data).root()
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise AxmlError(f"corrupt binary XML: {error}") from error


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.strings: list[str] = []
        self.resources: tuple[int, ...] = ()

    def root(self) -> Element:
        if len(self.data) < 8 or struct.unpack_from("<HH", self.data) != (3, 8):
            raise AxmlError("not a binary XML file")
        top = Element("")
        stack = [top]
        at = 8
        while at + 8 <= len(self.data):
            kind, header, size = struct.unpack_from("<HHI", self.data, at)
            if size < 8:
                raise AxmlError(f"chunk of {size} bytes at {at}")
            self._chunk(kind, header, at, size, stack)
            at += size
        if not top.children:
            raise AxmlError("no element")
        return top.children[0]

    def _chunk(self, kind: int, header: int, at: int, size: int, stack: list[Element]) -> None:
        if kind == 0x0001:
            self.strings = read_pool(self.data[at : at + size])
        elif kind == 0x0180:
            self.resources = struct.unpack_from(f"<{(size - header) // 4}I", self.data, at + header)
        elif kind == 0x0102:
            element = self._element(at + header)
            stack[-1].children.append(element)
            stack.append(element)
        elif kind == 0x0103 and len(stack) > 1:
            stack.pop()

    def _element(self, at: int) -> Element:
        _, name, start, stride, count = struct.unpack_from("<IIHHH", self.data, at)
        element = Element(self.strings[name])
        for index in range(count):
            where = at + start + index * stride
            _, key, raw, _, _, kind, value = struct.unpack_from("<IIIHBBI", self.data, where)
            element.attributes[self._key(key)] = self._value(kind, raw, value)
        return element

    def _key(self, index: int) -> str:
        number = self.resources[index] if index < len(self.resources) else 0
        return _NAMES.get(number) or self.strings[index]

    def _value(self, kind: int, raw: int, value: int) -> Value:
        if kind == _STRING:
            return self.strings[value]
        if kind == _BOOL:
            return value != 0
        if kind in {_INT, _HEX}:
            return value - (1 << 32) if value >> 31 else value
        return self.strings[raw] if raw != _NONE else f"@0x{value:08x}"


def read_pool(chunk: bytes) -> list[str]:
    """The strings of a pool chunk, UTF-8 or UTF-16."""
    _, header, _, count, _, flags, start, _ = struct.unpack_from("<HHIIIIII", chunk)
    if count > len(chunk) // 4:
        raise AxmlError(f"string pool claims {count} strings")
    offsets = struct.unpack_from(f"<{count}I", chunk, header)
    read_one = _utf8_at if flags & _UTF8 else _utf16_at
    return [read_one(chunk, start + offset) for offset in offsets]


def _utf8_at(chunk: bytes, at: int) -> str:
    for _ in range(2):  # length in characters, then in bytes
        length = chunk[at]
        at += 1
        if length & 0x80:
            length = (length & 0x7F) << 8 | chunk[at]
            at += 1
    return chunk[at : at + length].decode("utf-8")


def _utf16_at(chunk: bytes, at: int) -> str:
    (length,) = struct.unpack_from("<H", chunk, at)
    at += 2
    if length & 0x8000:
        (low,) = struct.unpack_from("<H", chunk, at)
        length = (length & 0x7FFF) << 16 | low
        at += 2
    return chunk[at : at + 2 * length].decode("utf-16-le")


def write(root: Element) -> bytes:
    """Binary XML of the element; attributes that Android knows carry its namespace and id."""
    pool = _Pool()
    body = _elements(root, pool)
    space = struct.pack("<IIII", 1, _NONE, pool[_PREFIX], pool[ANDROID_NS])
    opened = struct.pack("<HHI", 0x0100, 16, 24) + space
    closed = struct.pack("<HHI", 0x0101, 16, 24) + space
    ids = struct.pack(f"<{len(RESOURCE_IDS)}I", *RESOURCE_IDS.values())
    resources = struct.pack("<HHI", 0x0180, 8, 8 + len(ids)) + ids
    content = pool.chunk() + resources + opened + body + closed
    return struct.pack("<HHI", 0x0003, 8, 8 + len(content)) + content


_PREFIX = "android"


class _Pool:
    """Strings by number; Android's attribute names first, in the order of the resource map."""

    def __init__(self) -> None:
        self._numbers = {name: number for number, name in enumerate(RESOURCE_IDS)}

    def __getitem__(self, text: str) -> int:
        return self._numbers.setdefault(text, len(self._numbers))

    def chunk(self) -> bytes:
        offsets, data = [], b""
        for text in self._numbers:
            offsets.append(len(data))
            wide = text.encode("utf-16-le")
            data += struct.pack("<H", len(wide) // 2) + wide + b"\0\0"
        data += b"\0" * (-len(data) % 4)
        start = 28 + 4 * len(offsets)
        head = struct.pack("<HHIIIIII", 0x0001, 28, start + len(data), len(offsets), 0, 0, start, 0)
        return head + struct.pack(f"<{len(offsets)}I", *offsets) + data


def _elements(element: Element, pool: _Pool) -> bytes:
    attributes = sorted(
        element.attributes.items(), key=lambda item: RESOURCE_IDS.get(item[0], _NONE)
    )
    rows = b"".join(_attribute(key, value, pool) for key, value in attributes)
    start = struct.pack("<IIHHHHHH", _NONE, pool[element.tag], 20, 20, len(attributes), 0, 0, 0)
    opened = struct.pack("<HHIII", 0x0102, 16, 16 + len(start) + len(rows), 1, _NONE)
    end = struct.pack("<HHIIIII", 0x0103, 16, 24, 1, _NONE, _NONE, pool[element.tag])
    inside = b"".join(_elements(child, pool) for child in element.children)
    return opened + start + rows + inside + end


def _attribute(key: str, value: Value, pool: _Pool) -> bytes:
    space = pool[ANDROID_NS] if key in RESOURCE_IDS else _NONE
    if isinstance(value, bool):
        raw, kind, number = _NONE, _BOOL, _NONE if value else 0
    elif isinstance(value, int):
        raw, kind, number = _NONE, _INT, value & 0xFFFFFFFF
    elif value.startswith("@0x"):
        raw, kind, number = _NONE, _REFERENCE, int(value[3:], 16)
    else:
        raw = number = pool[value]
        kind = _STRING
    return struct.pack("<IIIHBBI", space, pool[key], raw, 8, 0, kind, number)
