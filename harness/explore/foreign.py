"""Signs that a touch led out of the app: by place and by navigation, each for itself."""

from collections.abc import Sequence

import msgspec

from harness.domain.place import BLOCKED_KINDS, DOWNLOAD, FOREIGN_KINDS, Hop, Place, PlaceKind
from harness.explore.notebook import MS, Glimpse

NOT_RESOLVED = -91
"""START's result when no activity answers the intent."""
STARTED = frozenset({0, 2, 3, 4})
"""START's results that put something on the screen; others (102 …) were held back."""
CLOCK_SLACK_MS = 60
"""The log's clock against ours."""
NEUTRAL_KINDS = frozenset(
    {PlaceKind.LAUNCHER, PlaceKind.PERMISSION, PlaceKind.SYSTEM_UI, PlaceKind.LOCK_SCREEN,
     PlaceKind.CRASH}
)  # fmt: skip
SYSTEM_CALLERS = frozenset({"android", "com.android.systemui"})
HARNESS_CALLERS = frozenset({"com.android.shell", "root", "android.uid.shell"})


class Foreign(msgspec.Struct, frozen=True, kw_only=True):
    """What was foreign after a moment."""

    hops: tuple[Hop, ...] = ()
    """That reached, or tried to reach, a place outside the app."""
    place: Place | None = None
    """First foreign place that was in front (or chooser, or vendor confirmation)."""
    place_frame: int | None = None
    """Last frame taken while it was in front."""
    first_ns: int | None = None
    """When the first of these signs was."""

    @property
    def any(self) -> bool:
        """Whether there is a sign at all."""
        return self.first_ns is not None

    @property
    def reached_by_log(self) -> bool:
        """Whether the log says that something foreign was started."""
        return any(
            (hop.result_code is None or hop.result_code in STARTED)
            and hop.kind not in BLOCKED_KINDS
            for hop in self.hops
        )

    def by_another(self, package: str) -> str | None:
        """The app that began it, where the log names one and it is not the app under test.

        A window or notification of another app can come under the finger; where that leads is
        not what the app under test does. The system itself is nobody in particular: choosers
        and questions of vendors start things in an app's name.
        """
        caller = self.hops[0].caller if self.hops else None
        if caller is None or caller == package or caller in SYSTEM_CALLERS:
            return None
        return caller

    @property
    def only_loads(self) -> bool:
        """Whether downloads are all there is: the app may well stay in front."""
        return self.place is None and all(hop.action == DOWNLOAD for hop in self.hops)

    @property
    def blocked_place(self) -> bool:
        """Whether the only places seen are a chooser or a vendor's confirmation."""
        return self.place is not None and self.place.kind in BLOCKED_KINDS


def hop_package(hop: Hop) -> str | None:
    """The package that was started, where any part of the hop tells it."""
    if hop.package is not None:
        return hop.package
    return hop.component.split("/", 1)[0] if hop.component else None


def is_foreign_hop(hop: Hop, package: str) -> bool:
    """Whether a hop leads, or tried to lead, out of the app."""
    if hop.caller in HARNESS_CALLERS or hop.kind in NEUTRAL_KINDS:
        return False
    if hop.action == DOWNLOAD:
        return hop.caller == package
    target = hop_package(hop)
    if target == package:
        return False
    if target is None:
        return hop.data_uri is not None or hop.result_code == NOT_RESOLVED
    return hop.kind is None or hop.kind in FOREIGN_KINDS or hop.kind in BLOCKED_KINDS


def foreign_since(
    since_ns: int, glimpses: Sequence[Glimpse], hops: Sequence[Hop], package: str
) -> Foreign:
    """Collect the foreign signs after ``since_ns``."""
    left = tuple(
        hop
        for hop in sorted(hops, key=lambda h: h.at_ns)
        if hop.at_ns >= since_ns - CLOCK_SLACK_MS * MS and is_foreign_hop(hop, package)
    )
    seen = [
        glimpse
        for glimpse in glimpses
        if glimpse.told_ns >= since_ns
        and glimpse.place.package != package
        and glimpse.place.kind in FOREIGN_KINDS | BLOCKED_KINDS
    ]
    reached = [glimpse for glimpse in seen if glimpse.place.kind in FOREIGN_KINDS]
    shown = (reached or seen)[:1]
    times = [hop.at_ns for hop in left[:1]] + [_since(glimpse, since_ns) for glimpse in seen[:1]]
    return Foreign(
        hops=left,
        place=shown[0].place if shown else None,
        place_frame=(reached or seen)[-1].frame if shown else None,
        first_ns=min(times) if times else None,
    )


def _since(glimpse: Glimpse, since_ns: int) -> int:
    """When the place came to the front: its own time where that lies after the touch."""
    at_ns = glimpse.place.at_ns
    return at_ns if since_ns <= at_ns <= glimpse.told_ns else glimpse.told_ns
