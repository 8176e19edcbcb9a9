"""The ledger's tables as the queries see them; ``migrations`` is what makes them.

Times are UTC nanoseconds since 1970, days ISO dates, a subject that is none is ''. (NULLs
would not collide in a unique key.)
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def _text(name: str, *, null: bool = False, unique: bool = False) -> Column[str]:
    return Column(name, Text, nullable=null, unique=unique)


def _whole(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False)


def _link(name: str, to: str, *, null: bool = False) -> Column[int]:
    return Column(name, Integer, ForeignKey(f"{to}.id"), nullable=null)


apps = Table(
    "apps",
    metadata,
    _id(),
    _text("package", unique=True),
    _text("label", null=True),
    _text("developer", null=True),
    _text("source", null=True),
)

versions = Table(
    "versions",
    metadata,
    _id(),
    _link("app_id", "apps"),
    _text("identity"),
    _text("name", null=True),
    Column("code", BigInteger),
    _text("apk_sha256", null=True),
    _text("signer", null=True),
    _text("installer", null=True),
    UniqueConstraint("app_id", "identity", name="versions_once"),
)

cases = Table(
    "cases",
    metadata,
    _id(),
    _text("case_id", unique=True),
    _text("digest", unique=True),
    _link("app_id", "apps"),
    _link("version_id", "versions"),
    _text("verdict"),
    _whole("started_wall_ns"),
    Column("launches", Integer, nullable=False),
    Column("partial", Boolean, nullable=False),
    _text("serial"),
    _text("device"),
    Column("seed", BigInteger, nullable=False),
    _text("consent_policy"),
    _text("tool_version"),
    _text("rules_version"),
    Column("questions", JSON, nullable=False),
    _text("bundle"),
    _text("added_by"),
    _whole("added_wall_ns"),
    Index("cases_by_app", "app_id", "started_wall_ns"),
    Index("cases_by_verdict", "verdict"),
    Index("cases_by_version", "version_id"),
)

entries = Table(
    "entries",
    metadata,
    _id(),
    _link("app_id", "apps"),
    _text("rule"),
    _text("subject"),
    _text("severity"),
    _text("state"),
    _text("deadline", null=True),
    Column("seen", Integer, nullable=False),
    _link("last_case_id", "cases"),
    _whole("opened_wall_ns"),
    _whole("changed_wall_ns"),
    UniqueConstraint("app_id", "rule", "subject", name="entries_once"),
    Index("entries_by_state", "state", "rule"),
    Index("entries_by_rule", "rule"),
    Index("entries_by_deadline", "deadline"),
)

findings = Table(
    "findings",
    metadata,
    _id(),
    _link("case_id", "cases"),
    _link("entry_id", "entries", null=True),
    _text("rule"),
    _text("subject"),
    _text("rule_version"),
    _text("verdict"),
    _text("severity"),
    Column("hits", Integer, nullable=False),
    Column("of", Integer, nullable=False),
    Column("measured", Float),
    _text("unit"),
    _text("benchmark"),
    _text("reason_en"),
    _text("reason_zh"),
    Index("findings_by_case", "case_id"),
    Index("findings_by_entry", "entry_id"),
)

history = Table(
    "history",
    metadata,
    _id(),
    _link("entry_id", "entries"),
    _whole("at_wall_ns"),
    _text("who"),
    _text("old_state", null=True),
    _text("new_state"),
    _text("note"),
    _text("deadline", null=True),
    _link("case_id", "cases", null=True),
    Index("history_by_entry", "entry_id"),
)

complaints = Table(
    "complaints",
    metadata,
    _id(),
    _link("app_id", "apps"),
    _link("entry_id", "entries", null=True),
    _link("case_id", "cases", null=True),
    _text("text"),
    _text("who"),
    _whole("at_wall_ns"),
    _text("number", null=True),
    _text("claim", null=True),
    _text("status", null=True),
    Column("hits", Integer),
    Column("of", Integer),
    Column("error_level", Float),
    Index("complaints_by_app", "app_id"),
    Index("complaints_by_case", "case_id"),
)
