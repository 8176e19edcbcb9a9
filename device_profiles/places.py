"""Kinds of places by name, from ``places.toml``."""

import tomllib
from fnmatch import fnmatchcase
from functools import cache
from importlib import resources
from typing import Any

from harness.domain.place import PlaceKind

_Table = tuple[tuple[PlaceKind, tuple[str, ...]], ...]


class PlaceBook:
    """Looks up kinds. Names of a device's own home and browser may be added at run time."""

    def __init__(self, data: dict[str, Any]) -> None:
        self._packages = _table(data, "packages")
        self._activities = _table(data, "activities")
        self._windows = _table(data, "windows")
        self._own = _table(data, "own_activities")
        self._web_names: tuple[str, ...] = tuple(data.get("web_names", {}).get("glob", ()))

    def kind_of(self, package: str, activity: str | None = None) -> PlaceKind | None:
        """Kind of a package or of one of its activities, None when it is not known."""
        if activity is not None:
            found = _look_up(self._activities, f"{package}/{activity}")
            if found is not None:
                return found
        return _look_up(self._packages, package)

    def kind_of_window(self, title: str) -> PlaceKind | None:
        """Kind of a window that is no activity, by its title."""
        return _look_up(self._windows, title)

    def kind_of_own(self, activity: str) -> PlaceKind | None:
        """Kind of an advertising kit's page inside the app under test."""
        return _look_up(self._own, activity)

    def sounds_like_web(self, activity: str) -> bool:
        """Whether the class name hints at a web page (a hint, no proof)."""
        return any(fnmatchcase(activity.rpartition(".")[2], glob) for glob in self._web_names)


@cache
def place_book() -> PlaceBook:
    """The book that the package carries."""
    text = resources.files("device_profiles").joinpath("places.toml").read_text("utf-8")
    return PlaceBook(tomllib.loads(text))


def _table(data: dict[str, Any], name: str) -> _Table:
    return tuple((PlaceKind(kind), tuple(globs)) for kind, globs in data.get(name, {}).items())


def _look_up(table: _Table, name: str) -> PlaceKind | None:
    for kind, globs in table:
        if any(fnmatchcase(name, glob) for glob in globs):
            return kind
    return None
