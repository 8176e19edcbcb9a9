"""A case says what was done to offers of a newer version."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the policy; the cases so far examined them as any pop-up."""
    column = sa.Column("update_policy", sa.Text, nullable=False, server_default="examine")
    op.add_column("cases", column)


def downgrade() -> None:
    """Drop it."""
    op.drop_column("cases", "update_policy")
