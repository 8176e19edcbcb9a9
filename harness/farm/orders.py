"""What a worker tells its slots, and what they answer."""

import msgspec

from harness.farm.claiming import Claim
from harness.farm.records import Blame, PhoneFacts


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """What a slot is told to run."""

    claim: Claim
    serials: tuple[str, ...]
    """As adb knows them, the one that leads first."""
    server: tuple[str, int]
    work: str
    """The worker's folder."""
    resume: bool = False
    """Go on with the bundle that lies there."""
    store: str
    """The shelf's URL, for an APK that is to be installed first."""


class Ended(msgspec.Struct, frozen=True, kw_only=True):
    """How a slot's case ended. Judged: the result lies in ``ready``."""

    try_id: int
    judged: bool = False
    cancelled: bool = False
    lost: bool = False
    """Given back: what a killed worker left could not be gone on with."""
    blame: Blame | None = None
    why: str = ""
    kept: bool = False
    """Whether what was seen lies in ``ready`` too."""
    launches: int = 0


class Probe(msgspec.Struct, frozen=True, kw_only=True):
    """Ask a phone what it is; ``known``: only its health."""

    serial: str
    server: tuple[str, int]
    known: PhoneFacts | None = None
    packages: tuple[str, ...] = ()
    """Whose versions to look for."""


class Probed(msgspec.Struct, frozen=True, kw_only=True):
    """What the phone told, or why it did not."""

    serial: str
    facts: PhoneFacts | None = None
    why: str = ""
    versions: dict[str, str] = {}
    """Of those packages that are installed."""
