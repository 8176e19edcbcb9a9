"""Which advertising SDK drew the pop-ups of a case: marks found in what the device told.

Ids and descriptions come from the hierarchy's words, classes from the place's activity and the
title of its window. Only what was seen while a pop-up showed counts, and the host app's own
names ("host" in ``detectors/sdk.toml``) say nothing of an SDK.
"""

import functools
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from importlib import resources

import msgspec

from detectors.hierarchy import SdkMark, sdk_marks
from harness.domain.exchange import Event, Observed
from harness.domain.place import Place
from harness.report.entry import SdkTrace

MOST_MARKS = 12
HOST = "host"


class Maker(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One row of ``sdks.toml``."""

    sdk: str
    product: str
    maker_zh: str
    maker_en: str
    code: tuple[str, ...]
    """Prefixes of its packages and classes."""


class _Makers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    sdk: tuple[Maker, ...]


@functools.cache
def makers() -> dict[str, Maker]:
    """The makers of SDKs by our short names."""
    text = resources.files("harness.run").joinpath("sdks.toml").read_text("utf-8")
    return {maker.sdk: maker for maker in msgspec.convert(tomllib.loads(text), _Makers).sdk}


def sdk_traces(events: Mapping[int, Sequence[Event]]) -> tuple[SdkTrace, ...]:
    """The SDKs whose marks were seen on pop-ups, with the launches that bore them."""
    marks: dict[str, dict[str, None]] = {}
    launches: dict[str, dict[int, None]] = {}
    for number, launch in events.items():
        for event in launch:
            if isinstance(event, Observed) and event.sight.popup is not None:
                for sdk, mark in _marks(event):
                    marks.setdefault(sdk, {})[mark] = None
                    launches.setdefault(sdk, {})[number] = None
    return tuple(_trace(sdk, marks[sdk], launches[sdk]) for sdk in sorted(marks))


def _trace(sdk: str, marks: Mapping[str, None], launches: Mapping[int, None]) -> SdkTrace:
    maker = makers().get(sdk)
    return SdkTrace(
        sdk=sdk,
        product=maker.product if maker else sdk,
        maker_zh=maker.maker_zh if maker else sdk,
        maker_en=maker.maker_en if maker else sdk,
        marks=tuple(marks)[:MOST_MARKS],
        launches=tuple(launches),
    )


def _marks(event: Observed) -> Iterator[tuple[str, str]]:
    for word in event.tree_text:
        sdk = _of_word(word)
        if sdk is not None:
            yield sdk, word
    for name in _classes(event.place):
        for maker in makers().values():
            if name.startswith(maker.code):
                yield maker.sdk, name


def _classes(place: Place) -> Iterator[str]:
    """Classes that the place names: its activity and the title of its window."""
    if place.activity:
        yield place.activity.rsplit("/", 1)[-1]
    if place.window:
        yield place.window.rsplit("/", 1)[-1]


@functools.lru_cache(maxsize=4096)
def _of_word(word: str) -> str | None:
    """The SDK whose id, id namespace, or description that word of the hierarchy is."""
    return next((m.sdk for m in sdk_marks() if m.sdk != HOST and _matches(m, word)), None)


def _matches(mark: SdkMark, word: str) -> bool:
    if mark.kind == "id":
        return word.partition(":id/")[2] == mark.value
    if mark.kind == "id_namespace":
        return word.startswith(mark.value)
    return mark.kind == "desc" and word.startswith(mark.value)
