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
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

from harness.ledger.columns import key, link, text, whole

metadata = MetaData()

apps = Table(
    "apps",
    metadata,
    key(),
    text("package", unique=True),
    text("label", null=True),
    text("developer", null=True),
    text("source", null=True),
)

versions = Table(
    "versions",
    metadata,
    key(),
    link("app_id", "apps"),
    text("identity"),
    text("name", null=True),
    Column("code", BigInteger),
    text("apk_sha256", null=True),
    text("signer", null=True),
    text("installer", null=True),
    UniqueConstraint("app_id", "identity", name="versions_once"),
)

cases = Table(
    "cases",
    metadata,
    key(),
    text("case_id", unique=True),
    text("digest", unique=True),
    link("app_id", "apps"),
    link("version_id", "versions"),
    text("verdict"),
    whole("started_wall_ns"),
    Column("launches", Integer, nullable=False),
    Column("partial", Boolean, nullable=False),
    text("serial"),
    text("device"),
    Column("seed", BigInteger, nullable=False),
    text("consent_policy"),
    Column("update_policy", Text, nullable=False, server_default="examine"),
    text("tool_version"),
    text("rules_version"),
    Column("questions", JSON, nullable=False),
    text("bundle"),
    text("added_by"),
    whole("added_wall_ns"),
    Index("cases_by_app", "app_id", "started_wall_ns"),
    Index("cases_by_verdict", "verdict"),
    Index("cases_by_version", "version_id"),
)

entries = Table(
    "entries",
    metadata,
    key(),
    link("app_id", "apps"),
    text("rule"),
    text("subject"),
    text("severity"),
    text("state"),
    text("deadline", null=True),
    Column("seen", Integer, nullable=False),
    link("last_case_id", "cases"),
    whole("opened_wall_ns"),
    whole("changed_wall_ns"),
    UniqueConstraint("app_id", "rule", "subject", name="entries_once"),
    Index("entries_by_state", "state", "rule"),
    Index("entries_by_rule", "rule"),
    Index("entries_by_deadline", "deadline"),
)

findings = Table(
    "findings",
    metadata,
    key(),
    link("case_id", "cases"),
    link("entry_id", "entries", null=True),
    text("rule"),
    text("subject"),
    text("rule_version"),
    text("verdict"),
    text("severity"),
    Column("hits", Integer, nullable=False),
    Column("of", Integer, nullable=False),
    Column("measured", Float),
    text("unit"),
    text("benchmark"),
    text("reason_en"),
    text("reason_zh"),
    Index("findings_by_case", "case_id"),
    Index("findings_by_entry", "entry_id"),
)

history = Table(
    "history",
    metadata,
    key(),
    link("entry_id", "entries"),
    whole("at_wall_ns"),
    text("who"),
    text("old_state", null=True),
    text("new_state"),
    text("note"),
    text("deadline", null=True),
    link("case_id", "cases", null=True),
    Index("history_by_entry", "entry_id"),
)

complaints = Table(
    "complaints",
    metadata,
    key(),
    link("app_id", "apps"),
    link("entry_id", "entries", null=True),
    link("case_id", "cases", null=True),
    text("text"),
    text("who"),
    whole("at_wall_ns"),
    text("number", null=True),
    text("claim", null=True),
    text("status", null=True),
    Column("hits", Integer),
    Column("of", Integer),
    Column("error_level", Float),
    Index("complaints_by_app", "app_id"),
    Index("complaints_by_case", "case_id"),
)
