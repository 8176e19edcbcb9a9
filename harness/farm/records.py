"""What the farm talks about: what a case wants, and what hosts, phones, cases and tries are.

Times are UTC nanoseconds since 1970 by the database's clock: hosts' clocks differ.
"""

import enum
import hashlib

import msgspec

from harness.domain.errors import UsageError


class Wants(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Which phones a case may run on: properties, never a serial. Empty means any."""

    profile: str | None = None
    """Id of the device profile ("xiaomi", "huawei" …)."""
    android_min: int | None = None
    """Android's major version, inclusive."""
    android_max: int | None = None
    vendor: str | None = None
    """Manufacturer or brand, in any case of letters."""
    region: str | None = None
    """The label that the phone's worker carries."""
    capabilities: tuple[str, ...] = ()
    calibrated: bool = False
    """Only phones whose newest calibration found them fit."""

    @property
    def key(self) -> str:
        """The queue of all cases with the same wants."""
        told = msgspec.json.encode(self, order="sorted")
        return f"case:{hashlib.sha256(told).hexdigest()[:24]}"

    def told(self) -> str:
        """In a few words, for people."""
        parts = [f"{name}={value}" for name, value in msgspec.to_builtins(self).items()]
        return " ".join(parts) or "any phone"


class Order(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One case as it was ordered: the app, the phones it may run on, what is asked."""

    package: str
    apk: str | None = None
    """Key on the shelf of an APK to install first; None: the app is on the phones."""
    wants: Wants = Wants()
    phones: int = 1
    """Equal phones of one host that may share the launches; fewer where fewer are free."""
    depth: str = "standard"
    launches: int = 40
    minutes: float | None = None
    seed: int = 0
    consent: str = "accept"
    updates: str = "examine"
    rules: str | None = None
    """Whose rules: "cn", "play", "vn", "eu"."""
    priority: int = 0


class HostState(enum.StrEnum):
    """Of a worker."""

    UP = "up"
    DRAINING = "draining"
    """Finishes what it has and takes nothing new."""
    LOST = "lost"
    """Its lease ran out."""
    STOPPED = "stopped"


class PhoneState(enum.StrEnum):
    """Of a phone."""

    READY = "ready"
    BUSY = "busy"
    OFFLINE = "offline"
    UNFIT = "unfit"
    """It is there and would fail: flat, hot, full. Health says why."""
    QUARANTINED = "quarantined"
    DRAINED = "drained"
    """A person has taken it out of work."""


class CaseState(enum.StrEnum):
    """Of an ordered case."""

    QUEUED = "queued"
    RUNNING = "running"
    FINISHED = "finished"
    """The bundle is stored and verified, and the ledger has its row."""
    FAILED = "failed"
    """Every allowed try failed; nothing is said about the app."""
    CANCELLED = "cancelled"


class TryOutcome(enum.StrEnum):
    """How one try of a case ended."""

    RUNNING = "running"
    STORED = "stored"
    FAILED = "failed"
    LOST = "lost"
    """The worker fell silent, or was started anew."""
    CANCELLED = "cancelled"
    SURPLUS = "surplus"
    """Another try of the case was finished before."""


class Blame(enum.StrEnum):
    """Who is at fault when a try fails: only "phone" counts towards quarantine."""

    PHONE = "phone"
    HOST = "host"
    """Disk, process, adb server."""
    ORDER = "order"
    """The app is not there, the APK does not install."""


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """How a phone is; None where it does not tell."""

    battery_percent: int | None = None
    temperature_c: float | None = None
    storage_free_bytes: int | None = None

    def unfit(self) -> str | None:
        """Why no case should run on it now, None when it is well."""
        if self.battery_percent is not None and self.battery_percent < MIN_BATTERY_PERCENT:
            return f"battery at {self.battery_percent} %: charge it"
        if self.temperature_c is not None and self.temperature_c > MAX_TEMPERATURE_C:
            return f"{self.temperature_c:.0f} °C: let it cool"
        free = self.storage_free_bytes
        if free is not None and free < MIN_STORAGE_BYTES:
            return f"{free / 1e6:.0f} MB free on the phone: make room"
        return None


MIN_BATTERY_PERCENT = 10
MAX_TEMPERATURE_C = 48.0
"""Above it Androids throttle hard and then switch off."""
MIN_STORAGE_BYTES = 200_000_000


class PhoneFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What a worker announces of a phone."""

    serial: str
    provider: str = "adb"
    profile: str | None = None
    manufacturer: str = ""
    brand: str = ""
    model: str = ""
    android: int = 0
    """Major version; 0 when it is not told."""
    api_level: int = 0
    size_px: tuple[int, int] = (0, 0)
    density_dpi: int = 0
    fingerprint: str = ""
    capabilities: tuple[str, ...] = ()
    region: str | None = None
    calibrated: bool | None = None
    """Whether the newest calibration found it fit; None: never calibrated on this system."""
    health: Health = Health()

    def equal_to(self, other: "PhoneFacts") -> bool:
        """Whether both may share one case's launches."""
        names = ("profile", "size_px", "density_dpi", "api_level", "region")
        return all(getattr(self, name) == getattr(other, name) for name in names)


class PhoneLine(msgspec.Struct, frozen=True, kw_only=True):
    """A phone as the farm knows it."""

    id: int
    host: str
    facts: PhoneFacts
    state: PhoneState
    why: str
    """Of a phone that is out of work; what is running on a busy one."""
    failures: int
    """Cases in a row that failed for reasons of the rig."""
    evidence: tuple[int, ...]
    """Tries that led to the quarantine."""
    case: int | None
    """The case that runs on it."""
    changed_ns: int


class HostLine(msgspec.Struct, frozen=True, kw_only=True):
    """A worker as the farm knows it."""

    id: int
    name: str
    state: HostState
    region: str | None
    version: str
    seen_ns: int
    silent_s: float
    disk_used_bytes: int
    disk_quota_bytes: int
    waiting_uploads: int
    phones: int
    busy: int


class QueueLine(msgspec.Struct, frozen=True, kw_only=True):
    """Cases that want the same."""

    key: str
    wants: Wants
    queued: int
    running: int
    phones_now: int
    """Phones that are there and fit these wants; 0 means that nothing will move."""


class TryLine(msgspec.Struct, frozen=True, kw_only=True):
    """One try of a case."""

    id: int
    number: int
    host: str
    serials: tuple[str, ...]
    outcome: TryOutcome
    blame: Blame | None
    why: str
    bundle: str | None
    """Where what was seen is kept: the finished bundle, or the partial one."""
    started_ns: int
    ended_ns: int | None


class CaseLine(msgspec.Struct, frozen=True, kw_only=True):
    """An ordered case as it stands."""

    id: int
    submission: int
    order: Order
    state: CaseState
    tries: int
    verdict: str | None
    ledger_case: str | None
    """Its id in the ledger."""
    digest: str | None
    bundle: str | None
    """Where the bundle lies on the shelf."""
    why: str
    retest_of: str | None
    """The ledger's case of the earlier version."""
    recurred: tuple[str, ...] | None
    """Findings that are there again (回头看); None: nothing to compare with."""
    queued_ns: int
    ended_ns: int | None


class CaseDetail(CaseLine, frozen=True, kw_only=True):
    """A case with its tries."""

    attempts: tuple[TryLine, ...]


class ScheduleLine(msgspec.Struct, frozen=True, kw_only=True):
    """An app that is asked again at each new version."""

    id: int
    order: Order
    enabled: bool
    versions: tuple[str, ...]
    """Versions that were ordered, oldest first."""
    last_case: int | None


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What `farm init` decided for all hosts."""

    store: str
    """fsspec URL of the shelf."""
    lease_s: float = 60.0
    """A worker that is silent so long has lost its cases."""
    max_tries: int = 5
    quarantine_after: int = 3


def android_range(text: str | None) -> tuple[int | None, int | None]:
    """Bounds of "12", "12-14", "12-" or "-14"; UsageError for anything else."""
    if text is None:
        return None, None
    low, sign, high = text.partition("-")
    if not all(part.isdecimal() or not part for part in (low, high)) or not (low or high):
        raise UsageError(f"--android {text}: expected a version or a range, as in 12 or 12-14")
    first = int(low) if low else None
    last = (int(high) if high else None) if sign else first
    if first is not None and last is not None and first > last:
        raise UsageError(f"--android {text}: the range is upside down")
    return first, last
