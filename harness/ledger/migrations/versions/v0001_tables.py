"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

TABLES = ("apps", "versions", "cases", "entries", "findings", "history", "complaints")


def upgrade() -> None:
    """Make them."""
    _apps()
    _cases()
    _entries()
    _findings()
    _history()
    _complaints()


def downgrade() -> None:
    """Drop them, with all that is in them."""
    for name in reversed(TABLES):
        op.drop_table(name)


def _text(name: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=null)


def _int(name: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=null)


def _big(name: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=null)


def _link(name: str, to: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, sa.ForeignKey(f"{to}.id"), nullable=null)


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer, primary_key=True)


def _apps() -> None:
    op.create_table(
        "apps",
        _id(),
        sa.Column("package", sa.Text, nullable=False, unique=True),
        _text("label", null=True),
        _text("developer", null=True),
        _text("source", null=True),
    )
    op.create_table(
        "versions",
        _id(),
        _link("app_id", "apps"),
        _text("identity"),
        _text("name", null=True),
        _big("code", null=True),
        _text("apk_sha256", null=True),
        _text("signer", null=True),
        _text("installer", null=True),
        sa.UniqueConstraint("app_id", "identity", name="versions_once"),
    )


def _cases() -> None:
    op.create_table(
        "cases",
        _id(),
        sa.Column("case_id", sa.Text, nullable=False, unique=True),
        sa.Column("digest", sa.Text, nullable=False, unique=True),
        _link("app_id", "apps"),
        _link("version_id", "versions"),
        _text("verdict"),
        _big("started_wall_ns"),
        _int("launches"),
        sa.Column("partial", sa.Boolean, nullable=False),
        _text("serial"),
        _text("device"),
        _big("seed"),
        _text("consent_policy"),
        _text("tool_version"),
        _text("rules_version"),
        sa.Column("questions", sa.JSON, nullable=False),
        _text("bundle"),
        _text("added_by"),
        _big("added_wall_ns"),
    )
    op.create_index("cases_by_app", "cases", ["app_id", "started_wall_ns"])
    op.create_index("cases_by_verdict", "cases", ["verdict"])
    op.create_index("cases_by_version", "cases", ["version_id"])


def _entries() -> None:
    op.create_table(
        "entries",
        _id(),
        _link("app_id", "apps"),
        _text("rule"),
        _text("subject"),
        _text("severity"),
        _text("state"),
        _text("deadline", null=True),
        _int("seen"),
        _link("last_case_id", "cases"),
        _big("opened_wall_ns"),
        _big("changed_wall_ns"),
        sa.UniqueConstraint("app_id", "rule", "subject", name="entries_once"),
    )
    op.create_index("entries_by_state", "entries", ["state", "rule"])
    op.create_index("entries_by_rule", "entries", ["rule"])
    op.create_index("entries_by_deadline", "entries", ["deadline"])


def _findings() -> None:
    op.create_table(
        "findings",
        _id(),
        _link("case_id", "cases"),
        _link("entry_id", "entries", null=True),
        _text("rule"),
        _text("subject"),
        _text("rule_version"),
        _text("verdict"),
        _text("severity"),
        _int("hits"),
        _int("of"),
        sa.Column("measured", sa.Float),
        _text("unit"),
        _text("benchmark"),
        _text("reason_en"),
        _text("reason_zh"),
    )
    op.create_index("findings_by_case", "findings", ["case_id"])
    op.create_index("findings_by_entry", "findings", ["entry_id"])


def _history() -> None:
    op.create_table(
        "history",
        _id(),
        _link("entry_id", "entries"),
        _big("at_wall_ns"),
        _text("who"),
        _text("old_state", null=True),
        _text("new_state"),
        _text("note"),
        _text("deadline", null=True),
        _link("case_id", "cases", null=True),
    )
    op.create_index("history_by_entry", "history", ["entry_id"])


def _complaints() -> None:
    op.create_table(
        "complaints",
        _id(),
        _link("app_id", "apps"),
        _link("entry_id", "entries", null=True),
        _link("case_id", "cases", null=True),
        _text("text"),
        _text("who"),
        _big("at_wall_ns"),
    )
    op.create_index("complaints_by_app", "complaints", ["app_id"])
