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

metadata = MetaData()


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def _link(name: str, to: str, *, null: bool = False) -> Column[int]:
    return Column(name, Integer, ForeignKey(f"{to}.id"), nullable=null)


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
    _id(),
    Column("name", Text, nullable=False, unique=True),
    Column("state", Text, nullable=False),
    Column("worker", BigInteger),
    Column("region", Text),
    Column("version", Text, nullable=False),
    Column("disk_used_bytes", BigInteger, nullable=False, default=0),
    Column("disk_quota_bytes", BigInteger, nullable=False, default=0),
    Column("waiting_uploads", Integer, nullable=False, default=0),
    Column("seen_ns", BigInteger, nullable=False),
)
"""``worker`` is procrastinate's number of the running process; its heartbeat is the lease."""

phones = Table(
    "farm_phones",
    metadata,
    _id(),
    _link("host_id", "farm_hosts"),
    Column("serial", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("why", Text, nullable=False, default=""),
    Column("facts", JSON, nullable=False),
    Column("failures", Integer, nullable=False, default=0),
    Column("evidence", JSON, nullable=False),
    Column("changed_ns", BigInteger, nullable=False),
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
    _id(),
    Column("name", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("at_ns", BigInteger, nullable=False),
)

schedules = Table(
    "farm_schedules",
    metadata,
    _id(),
    Column("name", Text, nullable=False, unique=True),
    Column("package", Text, nullable=False),
    Column("orders", JSON, nullable=False),
    Column("enabled", Boolean, nullable=False, default=True),
)

versions = Table(
    "farm_versions",
    metadata,
    _link("schedule_id", "farm_schedules"),
    Column("version", Text, nullable=False),
    Column("seen_ns", BigInteger, nullable=False),
    _link("submission_id", "farm_submissions", null=True),
    UniqueConstraint("schedule_id", "version", name="farm_versions_once"),
)
"""A version is ordered once, whoever sees it first."""

cases = Table(
    "farm_cases",
    metadata,
    _id(),
    _link("submission_id", "farm_submissions"),
    Column("key", Text, ForeignKey("farm_queues.key"), nullable=False),
    Column("package", Text, nullable=False),
    Column("ordered", JSON, nullable=False),
    Column("job_id", BigInteger, unique=True),
    Column("state", Text, nullable=False),
    Column("tries", Integer, nullable=False, default=0),
    Column("ledger_case", Text, unique=True),
    Column("digest", Text, unique=True),
    Column("bundle", Text),
    Column("verdict", Text),
    Column("why", Text, nullable=False, default=""),
    Column("retest_of", Text),
    Column("recurred", JSON(none_as_null=True)),
    Column("queued_ns", BigInteger, nullable=False),
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
    _id(),
    _link("case_id", "farm_cases"),
    Column("number", Integer, nullable=False),
    _link("host_id", "farm_hosts"),
    Column("serials", JSON, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("blame", Text),
    Column("why", Text, nullable=False, default=""),
    Column("bundle", Text),
    Column("started_ns", BigInteger, nullable=False),
    Column("ended_ns", BigInteger),
    UniqueConstraint("case_id", "number", name="farm_tries_once"),
    Index("farm_tries_by_host", "host_id", "outcome"),
)

leases = Table(
    "farm_leases",
    metadata,
    Column("phone_id", Integer, ForeignKey("farm_phones.id"), primary_key=True),
    _link("try_id", "farm_tries"),
    Index("farm_leases_by_try", "try_id"),
)
"""A phone is in one row or in none: nobody gets it twice."""
