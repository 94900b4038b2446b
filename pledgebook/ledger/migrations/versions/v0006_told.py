"""Agreements, sanctions, needs, meetings and totals are found by kind and actor at once; what tells of a commitment is read
in its order without looking at each statement."""

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from pledgebook.ledger.searching import REGISTERED, claim_words

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_BATCH = 5_000
_CLAIM = sa.table("claim", *map(sa.column, ("key", "kind", "body", "words")))


def upgrade() -> None:
    """Gives these statements the signs that they lack, and members their places."""
    op.add_column("member", sa.Column("place", sa.String(length=64), nullable=False, server_default=sa.text("''")))
    op.execute("UPDATE member SET place = (SELECT place FROM claim WHERE key = member.claim)")
    op.drop_index("ix_member_commitment", "member")
    op.create_index("ix_member_told", "member", ["commitment", "place", "claim"])
    op.drop_index("ix_member_whole", "member")
    has = sa.text("whole IS NOT NULL")
    op.create_index("ix_member_whole", "member", ["whole"], sqlite_where=has, postgresql_where=has)
    command = sa.update(_CLAIM).where(_CLAIM.c.key == sa.bindparam("of")).values(words=sa.bindparam("new"))
    for rows in _batches(op.get_bind()):
        made = [{"of": row.key, "new": claim_words(row.kind, json.loads(row.body)), "old": row.words} for row in rows]
        if changed := [{"of": one["of"], "new": one["new"]} for one in made if one["new"] != one["old"]]:
            op.get_bind().execute(command, changed)


def downgrade() -> None:
    """Takes the places away. The signs stay: nobody looks for what is not known."""
    op.drop_index("ix_member_told", "member")
    op.drop_column("member", "place")
    op.create_index("ix_member_commitment", "member", ["commitment"])
    op.drop_index("ix_member_whole", "member")
    op.create_index("ix_member_whole", "member", ["whole"])


def _batches(connection: sa.Connection) -> Iterator[list[Any]]:
    last = ""
    chosen = sa.select(_CLAIM).where(_CLAIM.c.kind.in_(sorted(REGISTERED))).order_by(_CLAIM.c.key).limit(_BATCH)
    while rows := list(connection.execute(chosen.where(_CLAIM.c.key > last))):
        yield rows
        last = rows[-1].key
