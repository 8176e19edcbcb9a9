"""The first tables, and procrastinate's queue as version 3.10 makes it."""

from alembic import op
from procrastinate.schema import SchemaManager

revision = "0001"
down_revision = None

TABLES = """
CREATE TABLE farm_hosts (
    id SERIAL NOT NULL,
    name TEXT NOT NULL,
    state TEXT NOT NULL,
    worker BIGINT,
    region TEXT,
    version TEXT NOT NULL,
    disk_used_bytes BIGINT NOT NULL,
    disk_quota_bytes BIGINT NOT NULL,
    waiting_uploads INTEGER NOT NULL,
    seen_ns BIGINT NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (name)
);
CREATE TABLE farm_queues (
    key TEXT NOT NULL,
    wants JSON NOT NULL,
    PRIMARY KEY (key)
);
CREATE TABLE farm_schedules (
    id SERIAL NOT NULL,
    name TEXT NOT NULL,
    package TEXT NOT NULL,
    orders JSON NOT NULL,
    enabled BOOLEAN NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (name)
);
CREATE TABLE farm_settings (
    id SERIAL NOT NULL,
    told JSON NOT NULL,
    PRIMARY KEY (id)
);
CREATE TABLE farm_submissions (
    id SERIAL NOT NULL,
    name TEXT NOT NULL,
    who TEXT NOT NULL,
    at_ns BIGINT NOT NULL,
    PRIMARY KEY (id)
);
CREATE TABLE farm_cases (
    id SERIAL NOT NULL,
    submission_id INTEGER NOT NULL,
    key TEXT NOT NULL,
    package TEXT NOT NULL,
    ordered JSON NOT NULL,
    job_id BIGINT,
    state TEXT NOT NULL,
    tries INTEGER NOT NULL,
    ledger_case TEXT,
    digest TEXT,
    bundle TEXT,
    verdict TEXT,
    why TEXT NOT NULL,
    retest_of TEXT,
    recurred JSON,
    queued_ns BIGINT NOT NULL,
    ended_ns BIGINT,
    PRIMARY KEY (id),
    FOREIGN KEY(submission_id) REFERENCES farm_submissions (id),
    FOREIGN KEY(key) REFERENCES farm_queues (key),
    UNIQUE (job_id),
    UNIQUE (ledger_case),
    UNIQUE (digest)
);
CREATE INDEX farm_cases_by_package ON farm_cases (package);
CREATE INDEX farm_cases_by_state ON farm_cases (state, key);
CREATE INDEX farm_cases_by_submission ON farm_cases (submission_id);
CREATE TABLE farm_phones (
    id SERIAL NOT NULL,
    host_id INTEGER NOT NULL,
    serial TEXT NOT NULL,
    state TEXT NOT NULL,
    why TEXT NOT NULL,
    facts JSON NOT NULL,
    failures INTEGER NOT NULL,
    evidence JSON NOT NULL,
    changed_ns BIGINT NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT farm_phones_once UNIQUE (host_id, serial),
    FOREIGN KEY(host_id) REFERENCES farm_hosts (id)
);
CREATE TABLE farm_versions (
    schedule_id INTEGER NOT NULL,
    version TEXT NOT NULL,
    seen_ns BIGINT NOT NULL,
    submission_id INTEGER,
    CONSTRAINT farm_versions_once UNIQUE (schedule_id, version),
    FOREIGN KEY(schedule_id) REFERENCES farm_schedules (id),
    FOREIGN KEY(submission_id) REFERENCES farm_submissions (id)
);
CREATE TABLE farm_tries (
    id SERIAL NOT NULL,
    case_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    host_id INTEGER NOT NULL,
    serials JSON NOT NULL,
    outcome TEXT NOT NULL,
    blame TEXT,
    why TEXT NOT NULL,
    bundle TEXT,
    started_ns BIGINT NOT NULL,
    ended_ns BIGINT,
    PRIMARY KEY (id),
    CONSTRAINT farm_tries_once UNIQUE (case_id, number),
    FOREIGN KEY(case_id) REFERENCES farm_cases (id),
    FOREIGN KEY(host_id) REFERENCES farm_hosts (id)
);
CREATE INDEX farm_tries_by_host ON farm_tries (host_id, outcome);
CREATE TABLE farm_leases (
    phone_id INTEGER NOT NULL,
    try_id INTEGER NOT NULL,
    PRIMARY KEY (phone_id),
    FOREIGN KEY(phone_id) REFERENCES farm_phones (id),
    FOREIGN KEY(try_id) REFERENCES farm_tries (id)
);
CREATE INDEX farm_leases_by_try ON farm_leases (try_id);
"""
DROPPED = (
    "farm_leases",
    "farm_tries",
    "farm_versions",
    "farm_phones",
    "farm_cases",
    "farm_submissions",
    "farm_settings",
    "farm_schedules",
    "farm_queues",
    "farm_hosts",
)
DROP_QUEUE = """
DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT relname FROM pg_class
        WHERE relname LIKE 'procrastinate%' AND relkind = 'r' LOOP
        EXECUTE 'DROP TABLE ' || quote_ident(name) || ' CASCADE';
    END LOOP;
    FOR name IN SELECT oid::regprocedure::text FROM pg_proc
        WHERE proname LIKE 'procrastinate%' LOOP
        EXECUTE 'DROP FUNCTION ' || name || ' CASCADE';
    END LOOP;
    FOR name IN SELECT typname FROM pg_type
        WHERE typname LIKE 'procrastinate%' AND typtype IN ('e', 'c') LOOP
        EXECUTE 'DROP TYPE ' || quote_ident(name) || ' CASCADE';
    END LOOP;
END $$
"""


def upgrade() -> None:
    """Make queue and tables. A queue of procrastinate's that is there already is used."""
    bind = op.get_bind()
    there = bind.exec_driver_sql("SELECT to_regclass('procrastinate_jobs')").scalar()
    if there is None:
        bind.exec_driver_sql(SchemaManager.get_schema().replace("%", "%%"))
    bind.exec_driver_sql(TABLES)


def downgrade() -> None:
    """Drop them, with all that is in them."""
    for name in DROPPED:
        op.drop_table(name)
    op.get_bind().exec_driver_sql(DROP_QUEUE.replace("%", "%%"))
