"""Other people's apps on a phone: where redirects lead."""

from functools import cache
from typing import Literal

import msgspec

from harness.virtual.phones import read_table


class Neighbour(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One such app."""

    package: str
    zh: str
    en: str
    main: str
    """Full class of its main activity."""
    entry: str = ""
    """Full class of the activity that answers its deep links, when that is another one."""
    schemes: tuple[str, ...]
    look: Literal["shop", "pay", "chat", "video"]
    color: str
    letter: str


@cache
def neighbours() -> tuple[Neighbour, ...]:
    """All of them, in the order of installation."""
    return msgspec.convert(
        tuple(read_table("neighbours.toml")["app"]), tuple[Neighbour, ...], strict=False
    )


def neighbour(package: str) -> Neighbour | None:
    """The one of that package."""
    return next((one for one in neighbours() if one.package == package), None)
