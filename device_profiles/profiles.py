"""Profiles of kinds of devices: which one matches, and its quirks."""

import tomllib
from functools import cache
from importlib import resources
from typing import Any

import msgspec


class Quirk(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that this kind of device does differently, and how we know."""

    name: str
    because: str


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """Conditions, all of which must hold; an empty one matches everything."""

    manufacturer: tuple[str, ...] = ()
    """Lower case; compared with manufacturer and brand."""
    emulator: bool | None = None
    api_level_min: int = 0
    api_level_max: int = 10_000


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of device. Of several that match, the highest ``rank`` names the device."""

    id: str
    name: str
    rank: int
    match: Match = Match()
    quirk: tuple[Quirk, ...] = ()


class Traits(msgspec.Struct, frozen=True, kw_only=True):
    """What profiles are chosen by."""

    manufacturer: str
    brand: str
    api_level: int
    emulator: bool


@cache
def all_profiles() -> tuple[Profile, ...]:
    """Every profile of the package, highest rank first."""
    files = [f for f in resources.files("device_profiles").iterdir() if f.name.endswith(".toml")]
    tables: list[dict[str, Any]] = [tomllib.loads(f.read_text("utf-8")) for f in files]
    found = [msgspec.convert(t, Profile, strict=False) for t in tables if "match" in t]
    return tuple(sorted(found, key=lambda profile: (-profile.rank, profile.id)))


def matching(traits: Traits) -> tuple[Profile, ...]:
    """Profiles that match, highest rank first; never empty (generic matches all)."""
    return tuple(p for p in all_profiles() if _matches(p.match, traits))


def quirks_of(traits: Traits) -> dict[str, str]:
    """All quirks of the profiles that match: name to reason."""
    return {q.name: q.because for p in matching(traits) for q in p.quirk}


def _matches(match: Match, traits: Traits) -> bool:
    names = {traits.manufacturer.lower(), traits.brand.lower()}
    return (
        (not match.manufacturer or bool(names & set(match.manufacturer)))
        and (match.emulator is None or match.emulator == traits.emulator)
        and match.api_level_min <= traits.api_level <= match.api_level_max
    )
