"""Where the screen is: kinds from names, and the slow but complete way through ``dumpsys``."""

import time

import msgspec

from device_profiles.places import PlaceBook, place_book
from harness.device.link import Link
from harness.device.parsers.activities import keyguard_showing, parse_resumed
from harness.device.parsers.component import split_component
from harness.device.parsers.keyguard import parse_keyguard
from harness.device.parsers.packages import parse_queried
from harness.device.parsers.windows import Focus, parse_focus
from harness.domain.place import Place, PlaceKind

SEPARATOR = "==taptruth=="
_QUERY = "cmd package query-activities --brief -a android.intent.action."
_HOME = f"{_QUERY}MAIN -c android.intent.category.HOME"
_WEB = f"{_QUERY}VIEW -d http://taptruth.invalid/"


class PlaceNamer:
    """Gives places their kind. Knows the app under test and what the device itself told."""

    def __init__(self, book: PlaceBook | None = None) -> None:
        self._book = book or place_book()
        self.watched: str | None = None
        self.homes: frozenset[str] = frozenset()
        self.browsers: frozenset[str] = frozenset()
        self._web_opened: set[str] = set()

    def opened_with(self, component: str | None, uri: str | None) -> None:
        """Evidence: this activity was opened with this address."""
        if component and uri and uri.lower().startswith(("http://", "https://")):
            self._web_opened.add(component)

    def forget_evidence(self) -> None:
        """A new launch: what was opened before proves nothing."""
        self._web_opened.clear()

    def kind(self, package: str | None, activity: str | None = None) -> PlaceKind:
        """Kind of an activity; ``OTHER_APP`` when nothing more is known."""
        if package is None:
            return PlaceKind.UNKNOWN
        if package == self.watched:
            return self._own_kind(package, activity)
        known = self._book.kind_of(package, activity)
        if known is not None:
            return known
        if package in self.homes:
            return PlaceKind.LAUNCHER
        return PlaceKind.BROWSER if package in self.browsers else PlaceKind.OTHER_APP

    def _own_kind(self, package: str, activity: str | None) -> PlaceKind:
        if activity is None:
            return PlaceKind.APP_PAGE
        kit = self._book.kind_of_own(activity)
        if kit is not None:
            return kit
        proven = f"{package}/{activity}" in self._web_opened
        if proven and self._book.sounds_like_web(activity):
            return PlaceKind.APP_WEB_PAGE
        return PlaceKind.APP_PAGE

    def place_of(self, component: str, *, at_ns: int, source: str) -> Place:
        """The place of an activity that came to the front."""
        package, activity = split_component(component)
        return Place(
            kind=self.kind(package, activity),
            package=package,
            activity=activity,
            at_ns=at_ns,
            source=source,
        )

    def window_kind(self, title: str) -> PlaceKind | None:
        """Kind of a window that is no activity."""
        return self._book.kind_of_window(title)


def learn_defaults(link: Link, namer: PlaceNamer) -> None:
    """Ask the device which apps answer HOME and web addresses (nothing on old ones)."""
    told = link.shell(f"{_HOME}; echo {SEPARATOR}; {_WEB}").out
    homes, _, browsers = told.partition(SEPARATOR)
    namer.homes = frozenset(split_component(c)[0] for c in parse_queried(homes))
    namer.browsers = frozenset(split_component(c)[0] for c in parse_queried(browsers))


class PlaceDump(msgspec.Struct, frozen=True):
    """What two dumps told; ``activities`` is the whole text for other readers."""

    place: Place
    activities: str


def read_place(link: Link, namer: PlaceNamer, api_level: int) -> PlaceDump:
    """Ask ``dumpsys`` for activities and focus in one round trip.

    The place is as old as the question: what changed while it was answered is newer.
    From Android 10 on the focus is in ``dumpsys window displays``; before in ``… windows``.
    """
    window = "displays" if api_level >= 29 else "windows"
    command = f"dumpsys activity activities; echo {SEPARATOR}; dumpsys window {window}"
    asked_ns = time.monotonic_ns()
    told = link.shell(command).out
    activities, _, windows = told.partition(SEPARATOR)
    focus = parse_focus(windows)
    place = place_from(activities, focus, namer, asked_ns)
    if place.kind is PlaceKind.SYSTEM_UI and _locked(link, activities):
        place = msgspec.structs.replace(place, kind=PlaceKind.LOCK_SCREEN)
    return PlaceDump(place, activities)


def _locked(link: Link, activities: str) -> bool:
    showing = keyguard_showing(activities)
    if showing is None:
        showing = parse_keyguard(link.shell("dumpsys window policy").out).showing
    return bool(showing)


def place_from(activities: str, focus: Focus, namer: PlaceNamer, at_ns: int) -> Place:
    """The place by resumed activity and focused window.

    Windows that are no activity (crash dialog, shade, lock screen) win over the activity
    below them; else the resumed activity, else the focused one.
    """
    resumed = parse_resumed(activities)
    component = resumed[0].component if resumed else focus.component
    source = resumed[0].source if resumed else "mFocusedApp"
    title = focus.window
    if title is not None:
        special = namer.window_kind(title)
        if special is None and component is None and "/" in title:
            component, source = title.strip(), "mCurrentFocus"
        if special is not None:
            package = _package_named(title) or (
                split_component(component)[0] if component else None
            )
            return Place(
                kind=special,
                package=package,
                activity=split_component(component)[1] if component else None,
                window=title,
                at_ns=at_ns,
                source="mCurrentFocus",
                title=title,
            )
    if component is None:
        return Place(kind=PlaceKind.UNKNOWN, window=title, at_ns=at_ns, source="nothing resumed")
    found = namer.place_of(component, at_ns=at_ns, source=source)
    return msgspec.structs.replace(found, window=title)


def _package_named(title: str) -> str | None:
    """Package at the end of "Application Error: com.x"."""
    head, colon, tail = title.rpartition(": ")
    return tail.strip() if colon and head.startswith("Application") else None
