"""``resources.arsc``, as far as an installer needs it: a string or file by resource id.

Format: ``ResourceTypes.h`` of the framework. A table (0x0002) holds the string pool of all
values and packages (0x0200); a package holds, for each type and configuration, one chunk
(0x0201) of entries. An entry is a value, or a bag (styles, arrays), which is skipped here.

A reader of our own: the library that reads tables (apkutils) knows no configurations, and
takes as much memory as a whole phone may (40 MiB, measured).
"""

import dataclasses
import struct
from collections.abc import Iterator

from harness.virtual.android.axml import AxmlError, read_pool

_TABLE, _POOL, _PACKAGE, _TYPE = 0x0002, 0x0001, 0x0200, 0x0201
_SPARSE, _OFFSET16 = 0x01, 0x02
_COMPLEX, _COMPACT = 0x0001, 0x0008
_REFERENCE, _STRING = 0x01, 0x03
_COLORS = range(0x1C, 0x20)
_NO_ENTRY, _NO_ENTRY16 = 0xFFFFFFFF, 0xFFFF
_MOST_REFERENCES = 12

ANY_DENSITY = 0xFFFE


@dataclasses.dataclass(frozen=True, slots=True)
class Config:
    """What a value is meant for; empty and 0 mean anything."""

    language: str = ""
    country: str = ""
    density: int = 0
    sdk: int = 0


@dataclasses.dataclass(frozen=True, slots=True)
class Value:
    """One value: a text (also a file's name), a colour 0xaarrggbb, a reference or a number."""

    config: Config
    text: str | None = None
    color: int | None = None
    reference: int | None = None


class Table:
    """A resource table. Raises ``AxmlError`` when the bytes make no sense."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._strings: list[str] = []
        self._types: dict[int, list[int]] = {}
        """Offsets of type chunks by (package << 8 | type)."""
        try:
            self._read()
        except (struct.error, IndexError, UnicodeDecodeError, ValueError) as error:
            raise AxmlError(f"corrupt resource table: {error}") from error

    def _read(self) -> None:
        kind, header, size = struct.unpack_from("<HHI", self._data)
        if kind != _TABLE:
            raise AxmlError("not a resource table")
        for found, at, length in self._chunks(header, min(size, len(self._data))):
            if found == _POOL and not self._strings:
                self._strings = read_pool(self._data[at : at + length])
            elif found == _PACKAGE:
                self._package(at, length)

    def _chunks(self, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        at = start
        while at + 8 <= end:
            kind, _, size = struct.unpack_from("<HHI", self._data, at)
            if size < 8:
                raise AxmlError(f"chunk of {size} bytes at {at}")
            yield kind, at, size
            at += size

    def _package(self, at: int, length: int) -> None:
        _, header, _, number = struct.unpack_from("<HHII", self._data, at)
        for kind, where, _ in self._chunks(at + header, min(at + length, len(self._data))):
            if kind == _TYPE:
                key = (number & 0xFF) << 8 | self._data[where + 8]
                self._types.setdefault(key, []).append(where)

    def values(self, resource: int) -> list[Value]:
        """All values of a resource, one a configuration; references are not followed."""
        try:
            found = (
                self._entry(at, resource & 0xFFFF) for at in self._types.get(resource >> 16, ())
            )
            return [value for value in found if value is not None]
        except (struct.error, IndexError) as error:
            raise AxmlError(f"corrupt resource table: {error}") from error

    def _entry(self, chunk: int, index: int) -> Value | None:
        header, _, flags, count, start = struct.unpack_from("<HxxxxBBxxII", self._data, chunk + 2)
        offset = self._offset(chunk + header, flags, count, index)
        if offset is None:
            return None
        at = chunk + start + offset
        size, entry_flags = struct.unpack_from("<HH", self._data, at)
        if entry_flags & _COMPACT:
            (number,) = struct.unpack_from("<I", self._data, at + 4)
            return self._value(self._config(chunk), entry_flags >> 8, number)
        if entry_flags & _COMPLEX:
            return None
        kind, number = struct.unpack_from("<xxxBI", self._data, at + size)
        return self._value(self._config(chunk), kind, number)

    def _offset(self, at: int, flags: int, count: int, index: int) -> int | None:
        if flags & _SPARSE:
            for position in range(count):
                key, offset = struct.unpack_from("<HH", self._data, at + 4 * position)
                if key == index:
                    return int(offset) * 4
            return None
        if index >= count:
            return None
        if flags & _OFFSET16:
            (short,) = struct.unpack_from("<H", self._data, at + 2 * index)
            return None if short == _NO_ENTRY16 else int(short) * 4
        (offset,) = struct.unpack_from("<I", self._data, at + 4 * index)
        return None if offset == _NO_ENTRY else int(offset)

    def _config(self, chunk: int) -> Config:
        """``ResTable_config``: size, mcc, mnc, language, country, screen type, input, size, sdk."""
        size, language, country = struct.unpack_from("<Ixxxx2s2s", self._data, chunk + 20)
        (density,) = struct.unpack_from("<H", self._data, chunk + 34) if size >= 16 else (0,)
        (sdk,) = struct.unpack_from("<H", self._data, chunk + 44) if size >= 26 else (0,)
        return Config(_letters(language, "a"), _letters(country, "0"), density, sdk)

    def _value(self, config: Config, kind: int, number: int) -> Value:
        if kind == _STRING:
            return Value(config, text=self._strings[number])
        if kind == _REFERENCE:
            return Value(config, reference=number)
        return Value(config, color=number if kind in _COLORS else None)

    def text(self, resource: int, locale: str) -> str | None:
        """The text that a phone of this locale (``zh-CN``) shows; None where there is none."""
        language, _, country = locale.partition("-")
        for _ in range(_MOST_REFERENCES):
            ranked = [
                (_fit(value.config, language, country), value) for value in self.values(resource)
            ]
            usable = [one for one in ranked if one[0] > 0]
            if not usable:
                return None
            best = max(usable, key=lambda one: one[0])[1]
            if best.reference is None:
                return best.text
            resource = best.reference
        return None

    def drawables(self, resource: int, density: int, api: int) -> list[Value]:
        """Texts (files) and colours of a drawable, the best for the density first."""
        done: list[Value] = []
        waiting, seen = [resource], set[int]()
        while waiting and len(seen) < _MOST_REFERENCES:
            number = waiting.pop(0)
            seen.add(number)
            for value in self.values(number):
                if value.config.sdk > api:
                    continue
                if value.reference is None:
                    done.append(value)
                elif value.reference not in seen:
                    waiting.append(value.reference)
        return sorted(done, key=lambda value: _distance(value.config, density))


def _letters(packed: bytes, base: str) -> str:
    """Two letters, or three in five bits each with the highest bit set."""
    if packed == b"\0\0":
        return ""
    if packed[0] & 0x80:
        first, second = packed[1] & 0x1F, (packed[1] & 0xE0) >> 5 | (packed[0] & 0x03) << 3
        third = (packed[0] & 0x7C) >> 2
        return "".join(chr(ord(base) + part) for part in (first, second, third))
    return packed.decode("ascii")


def _fit(config: Config, language: str, country: str) -> int:
    """0 = for another language; the more, the closer."""
    if not config.language:
        return 1
    if config.language != language:
        return 0
    if not config.country:
        return 2
    return 3 if config.country == country else 0


def _distance(config: Config, density: int) -> tuple[int, int]:
    """Any density first (adaptive icons), then the smallest that is enough, then the largest."""
    if config.density == ANY_DENSITY:
        return 0, -config.sdk
    own = config.density or 160
    return (1, own - density) if own >= density else (2, density - own)
