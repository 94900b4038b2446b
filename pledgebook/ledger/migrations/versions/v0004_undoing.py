"""Who undid a judgement, and why."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_COLUMNS = ("retired_by", "retired_why")


def upgrade() -> None:
    """Makes room for both; of what was undone before, neither is known."""
    for name in _COLUMNS:
        op.add_column("judgement", sa.Column(name, sa.Text(), nullable=True))


def downgrade() -> None:
    """Forgets both."""
    for name in _COLUMNS:
        op.drop_column("judgement", name)
