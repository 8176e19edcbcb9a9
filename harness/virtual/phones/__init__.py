"""Kinds of phone that a virtual phone can be: one TOML file each, ``aosp.toml`` under them all.

A kind says which packages play which part (launcher, browser, store …), what the vendor adds
(a question before one app may open another), and what the phone looks like. What depends on
Android's version alone is not here but in ``harness.virtual.shell.dumps.dialect``.
"""

import tomllib
from functools import cache
from importlib import resources
from typing import Any, Literal

import msgspec

BASE = "aosp"


class Role(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A package that plays a part in the system, and the activity by which it does."""

    component: str
    """``package/full.class.Name``."""
    zh: str
    en: str
    schemes: tuple[str, ...] = ()
    """Schemes that it answers, without ``://``."""
    where: Literal["everywhere", "china", "abroad"] = "everywhere"
    """Where such phones have it."""
    main: str = ""
    """Another activity that the launcher's icon opens."""

    @property
    def package(self) -> str:
        """The package's name."""
        return self.component.partition("/")[0]

    @property
    def activity(self) -> str:
        """Full class name."""
        package, _, name = self.component.partition("/")
        return package + name if name.startswith(".") else name

    @property
    def pair(self) -> tuple[str, str]:
        """Package and full class name."""
        return self.package, self.activity

    def label(self, *, chinese: bool) -> str:
        """The app's name in one of the two languages."""
        return self.zh if chinese else self.en


class Jump(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The vendor's question before one app opens another."""

    component: str
    action: str
    style: Literal["miui", "coloros", "originos"]
    since: int = 0
    """First API level that asks."""
    allow_after_ms: int | None = None
    """It says yes by itself after this time."""
    because: str
    """How we know."""

    @property
    def pair(self) -> tuple[str, str]:
        """Package and full class name."""
        package, _, name = self.component.partition("/")
        return package, package + name if name.startswith(".") else name


class Skin(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the vendor draws."""

    accent: str = "#1a73e8"
    wallpaper: tuple[str, ...] = ("#3e5ca8", "#7c5cac", "#ec948c")
    icon_round: float = 0.24
    """Share of an icon's side that its corners take; 0.5 is a disc."""
    columns: int = 4
    """Icons in a row of the launcher of a phone."""
    dialog: Literal["center", "bottom"] = "center"
    dialog_round_dp: float = 28


class Screen(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The display and the bars on it. Lengths in pixels unless they say dp."""

    width: int
    height: int
    density: int
    status_bar_dp: int = 24
    navigation: Literal["gesture", "buttons"] = "gesture"
    cutout: tuple[int, int, int, int] | None = None
    """Left, top, right, bottom of what is cut out of the display."""


class Build(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The names that the phone bears."""

    manufacturer: str
    brand: str
    model: str
    device: str
    product: str


class Variant(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is otherwise on some API levels."""

    since: int = 0
    until: int = 10_000
    roles: dict[str, Role] = {}
    props: dict[str, str] = {}


class PhoneKind(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One kind of phone."""

    id: str
    name: str
    apis: tuple[int, ...]
    """API levels that such phones had."""
    default_api: int
    build: Build
    screen: Screen
    skin: Skin = Skin()
    jump: Jump | None = None
    props: dict[str, str] = {}
    roles: dict[str, Role] = {}
    variant: tuple[Variant, ...] = ()

    def roles_at(self, api: int) -> dict[str, Role]:
        """Which package plays which part on that API level."""
        base = {} if self.id == BASE else phone_kind(BASE).roles_at(api)
        found = {**base, **self.roles}
        for variant in self.variant:
            if variant.since <= api <= variant.until:
                found |= variant.roles
        return found

    def props_at(self, api: int) -> dict[str, str]:
        """The vendor's own system properties."""
        found = dict(self.props)
        for variant in self.variant:
            if variant.since <= api <= variant.until:
                found |= variant.props
        return found

    def jump_at(self, api: int) -> Jump | None:
        """The question before a jump, where that version asks it."""
        return self.jump if self.jump is not None and api >= self.jump.since else None


@cache
def phone_kinds() -> dict[str, PhoneKind]:
    """All kinds by id, ``aosp`` first."""
    files = sorted(f.name for f in resources.files(__package__).iterdir())
    found = [_read(name) for name in files if name.endswith(".toml") and name != "neighbours.toml"]
    found.sort(key=lambda kind: (kind.id != BASE, kind.id))
    return {kind.id: kind for kind in found}


def phone_kind(name: str) -> PhoneKind:
    """The kind of that id; an unknown one is a KeyError."""
    return phone_kinds()[name]


def read_table(name: str) -> dict[str, Any]:
    """A TOML file of this folder."""
    return tomllib.loads(resources.files(__package__).joinpath(name).read_text("utf-8"))


def _read(name: str) -> PhoneKind:
    return msgspec.convert(read_table(name), PhoneKind, strict=False)
