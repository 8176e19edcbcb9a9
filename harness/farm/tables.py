"""The farm's tables as the queries see them; ``migrations`` is what makes them.

They stand beside the ledger's and procrastinate's in one PostgreSQL database.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

from harness.ledger.columns import key, link, text, whole

metadata = MetaData()


settings = Table(
    "farm_settings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("told", JSON, nullable=False),
)
"""One row, number 1."""

hosts = Table(
    "farm_hosts",
    metadata,
    key(),
    text("name", unique=True),
    text("state"),
    Column("worker", BigInteger),
    Column("region", Text),
    text("version"),
    Column("disk_used_bytes", BigInteger, nullable=False, default=0),
    Column("disk_quota_bytes", BigInteger, nullable=False, default=0),
    Column("waiting_uploads", Integer, nullable=False, default=0),
    whole("seen_ns"),
)
"""``worker`` is procrastinate's number of the running process; its heartbeat is the lease."""

phones = Table(
    "farm_phones",
    metadata,
    key(),
    link("host_id", "farm_hosts"),
    text("serial"),
    text("state"),
    Column("why", Text, nullable=False, default=""),
    Column("facts", JSON, nullable=False),
    Column("failures", Integer, nullable=False, default=0),
    Column("evidence", JSON, nullable=False),
    whole("changed_ns"),
    UniqueConstraint("host_id", "serial", name="farm_phones_once"),
)

queues = Table(
    "farm_queues",
    metadata,
    Column("key", Text, primary_key=True),
    Column("wants", JSON, nullable=False),
)

submissions = Table(
    "farm_submissions",
    metadata,
    key(),
    text("name"),
    text("who"),
    whole("at_ns"),
)

schedules = Table(
    "farm_schedules",
    metadata,
    key(),
    text("name", unique=True),
    text("package"),
    Column("orders", JSON, nullable=False),
    Column("enabled", Boolean, nullable=False, default=True),
)

versions = Table(
    "farm_versions",
    metadata,
    link("schedule_id", "farm_schedules"),
    text("version"),
    whole("seen_ns"),
    link("submission_id", "farm_submissions", null=True),
    UniqueConstraint("schedule_id", "version", name="farm_versions_once"),
)
"""A version is ordered once, whoever sees it first."""

cases = Table(
    "farm_cases",
    metadata,
    key(),
    link("submission_id", "farm_submissions"),
    Column("key", Text, ForeignKey("farm_queues.key"), nullable=False),
    text("package"),
    Column("ordered", JSON, nullable=False),
    Column("job_id", BigInteger, unique=True),
    text("state"),
    Column("tries", Integer, nullable=False, default=0),
    Column("ledger_case", Text, unique=True),
    Column("digest", Text, unique=True),
    Column("bundle", Text),
    Column("verdict", Text),
    Column("why", Text, nullable=False, default=""),
    Column("retest_of", Text),
    Column("recurred", JSON(none_as_null=True)),
    whole("queued_ns"),
    Column("ended_ns", BigInteger),
    Index("farm_cases_by_state", "state", "key"),
    Index("farm_cases_by_submission", "submission_id"),
    Index("farm_cases_by_package", "package"),
)
"""``job_id`` is procrastinate's. ``ledger_case`` and ``digest`` exist once: the database itself
refuses a second result."""

tries = Table(
    "farm_tries",
    metadata,
    key(),
    link("case_id", "farm_cases"),
    Column("number", Integer, nullable=False),
    link("host_id", "farm_hosts"),
    Column("serials", JSON, nullable=False),
    text("outcome"),
    Column("blame", Text),
    Column("why", Text, nullable=False, default=""),
    Column("bundle", Text),
    whole("started_ns"),
    Column("ended_ns", BigInteger),
    UniqueConstraint("case_id", "number", name="farm_tries_once"),
    Index("farm_tries_by_host", "host_id", "outcome"),
)

leases = Table(
    "farm_leases",
    metadata,
    Column("phone_id", Integer, ForeignKey("farm_phones.id"), primary_key=True),
    link("try_id", "farm_tries"),
    Index("farm_leases_by_try", "try_id"),
)
"""A phone is in one row or in none: nobody gets it twice."""
