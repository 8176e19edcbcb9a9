"""What the ledger gives back. Times are UTC wall nanoseconds since 1970; days are ISO dates."""

import enum

import msgspec

from harness.domain.complaint import ClaimResult, ClaimStatus
from harness.domain.finding import Verdict
from harness.ledger.states import State


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """Which entries (or cases) are meant; an empty filter means all."""

    states: tuple[State, ...] = ()
    rule: str | None = None
    app: str | None = None
    """A part of the package or of the label."""
    verdict: Verdict | None = None
    """Of cases only."""
    overdue_on: str | None = None
    """ISO date: entries whose deadline lies before it and whose mending is still awaited."""
    limit: int | None = None
    offset: int = 0


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the ledger: one rule on one app (and one control of it)."""

    id: int
    package: str
    label: str | None
    version: str
    """Of the latest case that showed it."""
    rule: str
    subject: str | None
    severity: str
    state: State
    deadline: str | None
    seen: int
    """Cases that showed it."""
    opened_wall_ns: int
    changed_wall_ns: int


class HistoryLine(msgspec.Struct, frozen=True, kw_only=True):
    """One step of an entry, never overwritten."""

    at_wall_ns: int
    who: str
    old: State | None
    """None for the first."""
    new: State
    note: str
    deadline: str | None
    case: str | None
    """Id of the case that brought it about."""


class Observation(msgspec.Struct, frozen=True, kw_only=True):
    """A finding as it was when its case was added."""

    case: str
    version: str
    started_wall_ns: int
    rule: str
    subject: str | None
    verdict: Verdict
    hits: int
    of: int
    reason_en: str
    reason_zh: str
    digest: str
    bundle: str


class AskedQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """A question that a case had put, and how often."""

    kind: str
    candidate: str | None = None
    point_rel: tuple[float, float] | None = None
    delay_ms: int = 0
    offset_dp: tuple[float, float] | None = None
    times: int = 1


class CaseLine(msgspec.Struct, frozen=True, kw_only=True):
    """A case in the ledger."""

    case: str
    package: str
    label: str | None
    version: str
    verdict: Verdict
    launches: int
    partial: bool
    started_wall_ns: int
    digest: str
    bundle: str


class CaseDetail(CaseLine, frozen=True, kw_only=True):
    """A case with what is needed to put its questions again."""

    serial: str
    seed: int
    consent_policy: str
    update_policy: str
    rules_version: str
    questions: tuple[AskedQuestion, ...]


class Complaint(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody said of an app."""

    id: int
    package: str
    entry: int | None
    case: str | None
    text: str
    who: str
    at_wall_ns: int
    number: str | None = None
    """In the register that it came from."""
    claim: str | None = None
    status: ClaimStatus | None = None
    """What became of it; None while nobody has tried it."""
    hits: int | None = None
    of: int | None = None
    error_level: float | None = None


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """A complaint that a case has tried, as its bundle tells it."""

    said: str
    result: ClaimResult
    number: str | None = None


class EntryDetail(msgspec.Struct, frozen=True, kw_only=True):
    """An entry with all that is known of it."""

    entry: Entry
    developer: str | None
    source: str | None
    allowed: tuple[State, ...]
    """States that it can go to."""
    history: tuple[HistoryLine, ...]
    observations: tuple[Observation, ...]
    complaints: tuple[Complaint, ...]


class Move(msgspec.Struct, frozen=True, kw_only=True):
    """An entry that went from one state to another."""

    entry: int
    old: State
    new: State


class Added(msgspec.Struct, frozen=True, kw_only=True):
    """What adding a case did. ``new`` is False when the ledger held it already."""

    case: str
    new: bool
    opened: tuple[int, ...] = ()
    """Entries that began with it."""
    seen_again: tuple[int, ...] = ()
    """Entries that had been there and that it shows again."""
    moved: tuple[Move, ...] = ()


class Relation(enum.StrEnum):
    """A finding in a later case against the same in an earlier one."""

    MENDED = "mended"
    RECURRED = "recurred"
    """It had been said or shown to be over, and is there again."""
    STILL = "still"
    NEW = "new"
    NOT_ASKED = "not_asked"
    """The later case has no finding of it at all."""
    UNDECIDED = "undecided"
    """It was asked and could not be told."""
    CLEAR = "clear"
    """Neither case shows it."""


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One finding compared."""

    rule: str
    subject: str | None
    relation: Relation
    old: Verdict | None
    new: Verdict | None
    now_subject: str | None = None
    """The control's name in the later case, where it has moved."""
    old_hits: tuple[int, int] | None = None
    """k of n."""
    new_hits: tuple[int, int] | None = None
    entry: int | None = None


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """Two cases of one app, finding by finding."""

    package: str
    old_case: str
    new_case: str
    old_version: str
    new_version: str
    changes: tuple[Change, ...]

    @property
    def same_version(self) -> bool:
        """Whether it is no new version that was tested."""
        return self.old_version == self.new_version


class Retest(msgspec.Struct, frozen=True, kw_only=True):
    """What a re-test showed and moved."""

    comparison: Comparison
    moved: tuple[Move, ...]
    entry: Entry
    """As it stands now."""


class Stats(msgspec.Struct, frozen=True, kw_only=True):
    """Counts over the whole ledger."""

    apps: int
    versions: int
    cases: int
    entries: int
    complaints: int
    overdue: int
    by_state: dict[str, int]
    by_rule: dict[str, int]
    by_verdict: dict[str, int]
    """Cases by verdict."""
