"""The timeline of a launch: pop-up, closing control, countdown, place, and what happened when.

Seconds count from the start command. What is drawn is what the frames showed: a bar begins with
the first frame that shows the thing and ends with the first that no longer does.
"""

import dataclasses
from collections.abc import Iterable, Iterator, Sequence

from harness.domain.exchange import (
    Event,
    Launched,
    LaunchFailed,
    Observed,
    Pressed,
    Swiped,
    Tapped,
    TimeUp,
)
from harness.domain.place import OWN_KINDS, Hop, Place, PlaceKind
from harness.domain.sight import CLOSING_ROLES, Role, Sight
from harness.domain.trial import CUT_OFF, Trial

MOST_MOMENTS = 60
LEAST_S = 1.0
"""The scale shows this many seconds at least."""


@dataclasses.dataclass(frozen=True)
class Bar:
    """A stretch of time on a lane; ``label`` is a text of the app's or a place's key."""

    start_s: float
    end_s: float
    label: str = ""
    kind: str = ""


@dataclasses.dataclass(frozen=True)
class Moment:
    """Something that happened. ``kind`` is a key of ``moment.*``, ``what`` fills it."""

    seconds: float
    kind: str
    what: str = ""
    place: str | None = None


@dataclasses.dataclass(frozen=True)
class Timeline:
    """Lanes and moments of one launch; ``end_s`` is the scale's right end."""

    end_s: float
    popup: tuple[Bar, ...]
    control: tuple[Bar, ...]
    countdown: tuple[Bar, ...]
    places: tuple[Bar, ...]
    moments: tuple[Moment, ...]

    def percent(self, seconds: float) -> str:
        """Where on the scale a time lies."""
        return f"{100 * min(1.0, max(0.0, seconds / self.end_s)):.2f}%"

    def span(self, bar: Bar) -> str:
        """How much of the scale a bar takes, a hair line at least."""
        return f"{max(0.6, 100 * (bar.end_s - bar.start_s) / self.end_s):.2f}%"

    def ticks(self) -> Iterator[int]:
        """Whole seconds for the scale, at most a dozen."""
        step = max(1, round(self.end_s / 10))
        yield from range(0, int(self.end_s) + 1, step)

    def marked(self) -> list[Moment]:
        """The moments that are drawn across the lanes: touches, and jumps out of the app."""
        own = {str(kind) for kind in OWN_KINDS}
        return [
            m
            for m in self.moments
            if m.kind in {"tap", "key", "swipe"} or (m.kind == "hop" and m.place not in own)
        ]


def timeline(trial: Trial, events: Sequence[Event]) -> Timeline | None:
    """The launch's timeline, or None when none of its events is known."""
    if not events:
        return None
    start_ns = next((e.at_ns for e in events if isinstance(e, Launched)), trial.started_at_ns)
    seen = [e for e in events if isinstance(e, Observed) and e.at_ns >= start_ns]
    outcome = trial.result.outcome if trial.result else None
    end_ns = max(events[-1].at_ns, outcome.decided_at_ns if outcome else 0)
    end_s = max(LEAST_S, (end_ns - start_ns) / 1e9)
    frames = [((e.frame.at_ns - start_ns) / 1e9, e) for e in seen]
    return Timeline(
        end_s=end_s,
        popup=_bars(((s, _popup(e.sight)) for s, e in frames), end_s),
        control=_bars(((s, _closing(e.sight)) for s, e in frames), end_s),
        countdown=_bars(((s, _count(e.sight)) for s, e in frames), end_s),
        places=_bars(((s, _where(e.place)) for s, e in frames), end_s),
        moments=_most(_moments(events, trial, start_ns)),
    )


def _most(moments: Iterable[Moment]) -> tuple[Moment, ...]:
    """Not more than a page can bear; how the launch ended is always told."""
    found = tuple(moments)
    return found if len(found) <= MOST_MOMENTS else (*found[: MOST_MOMENTS - 1], found[-1])


def _popup(sight: Sight) -> str | None:
    return str(sight.popup.kind) if sight.popup else None


def _closing(sight: Sight) -> str | None:
    """Role of the best closing control on a frame."""
    best = sight.with_role(*CLOSING_ROLES)
    return str(best[0].role) if sight.popup and best else None


def _count(sight: Sight) -> str | None:
    found = [c.text for c in sight.with_role(Role.COUNTDOWN, Role.SKIP) if c.text]
    digits = next((t for t in found if any(letter.isdigit() for letter in t)), None)
    return "".join(letter for letter in digits if letter.isdigit())[:2] if digits else None


def _where(place: Place) -> str | None:
    return None if place.kind is PlaceKind.UNKNOWN else str(place.kind)


def _bars(values: Iterable[tuple[float, str | None]], end_s: float) -> tuple[Bar, ...]:
    bars: list[Bar] = []
    open_since: tuple[float, str] | None = None
    for seconds, value in values:
        if open_since is not None and value != open_since[1]:
            bars.append(Bar(open_since[0], seconds, open_since[1], _lane_kind(open_since[1])))
            open_since = None
        if open_since is None and value is not None:
            open_since = (seconds, value)
    if open_since is not None:
        bars.append(Bar(open_since[0], end_s, open_since[1], _lane_kind(open_since[1])))
    return tuple(bars)


def _lane_kind(label: str) -> str:
    """Own or away for a place, empty for all else."""
    if label not in set(map(str, PlaceKind)):
        return ""
    return "own" if PlaceKind(label) in OWN_KINDS else "away"


def _moments(events: Sequence[Event], trial: Trial, start_ns: int) -> Iterator[Moment]:
    popup, place = False, None
    for event in events:
        seconds = (event.at_ns - start_ns) / 1e9
        yield from _done(event, seconds)
        if isinstance(event, Observed | TimeUp):
            for hop in event.hops:
                yield Moment((hop.at_ns - start_ns) / 1e9, "hop", _target(hop), _kind(hop))
            if event.place.kind not in {place, PlaceKind.UNKNOWN}:
                place = event.place.kind
                yield Moment(seconds, "place", event.place.package or "", str(place))
        if isinstance(event, Observed) and (event.sight.popup is not None) != popup:
            popup = not popup
            yield Moment(seconds, "popup" if popup else "popup_gone")
    outcome = trial.result.outcome if trial.result else None
    if outcome is not None and outcome.decided_at_ns:
        decided = (outcome.decided_at_ns - start_ns) / 1e9
        yield Moment(decided, "decided", outcome.why)
    if trial.reason == CUT_OFF:
        yield Moment((trial.ended_at_ns - start_ns) / 1e9, "cut_off")


def _done(event: Event, seconds: float) -> Iterator[Moment]:
    if isinstance(event, Launched):
        yield Moment(seconds, "launched", event.component or "")
    elif isinstance(event, LaunchFailed):
        yield Moment(seconds, "launch_failed", event.reason)
    elif isinstance(event, Tapped):
        yield Moment(seconds, "tap", f"({event.point_px.x}, {event.point_px.y})")
    elif isinstance(event, Pressed):
        yield Moment(seconds, "key", event.key)
    elif isinstance(event, Swiped):
        yield Moment(seconds, "swipe")


def _target(hop: Hop) -> str:
    return hop.data_uri or hop.component or hop.package or hop.action or ""


def _kind(hop: Hop) -> str | None:
    return str(hop.kind) if hop.kind else None
