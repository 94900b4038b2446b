"""Whose gift a text explains, where it is the note to an entry of an aid tracker."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes room for the donor; no text so far has one."""
    op.add_column("text", sa.Column("donor", sa.String(length=64), nullable=True))


def downgrade() -> None:
    """Forgets the donors."""
    op.drop_column("text", "donor")
