"""A complaint says what became of it when it was tried."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

COLUMNS = (
    ("number", sa.Text),
    ("claim", sa.Text),
    ("status", sa.Text),
    ("hits", sa.Integer),
    ("of", sa.Integer),
    ("error_level", sa.Float),
)


def upgrade() -> None:
    """Add the columns; a complaint that was never tried leaves them empty."""
    for name, kind in COLUMNS:
        op.add_column("complaints", sa.Column(name, kind))
    op.create_index("complaints_by_case", "complaints", ["case_id"])


def downgrade() -> None:
    """Drop the results; the complaints stay."""
    op.drop_index("complaints_by_case", "complaints")
    for name, _ in reversed(COLUMNS):
        op.drop_column("complaints", name)
