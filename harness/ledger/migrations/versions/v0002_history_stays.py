"""The database itself refuses to change or drop a line of history."""

from alembic import op

revision = "0002"
down_revision = "0001"

REFUSAL = "history is never overwritten"


def upgrade() -> None:
    """Put the guards up."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER history_no_{verb.lower()} BEFORE {verb} ON history "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION history_stays() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER history_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON history "
        "FOR EACH STATEMENT EXECUTE FUNCTION history_stays()"
    )


def downgrade() -> None:
    """Take the guards down."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER history_no_update")
        op.execute("DROP TRIGGER history_no_delete")
        return
    op.execute("DROP TRIGGER history_no_change ON history")
    op.execute("DROP FUNCTION history_stays()")
