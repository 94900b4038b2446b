"""The first tables of the book."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Makes them all."""
    op.create_table(
        "claim",
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("statement_id", _KEY, nullable=False),
        sa.Column("text_id", _KEY, nullable=False),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("place", sa.String(length=64), nullable=False),
        sa.Column("traits", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("settled", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_claim")),
    )
    op.create_index("ix_claim_kind_place", "claim", ["kind", "place"])
    op.create_index("ix_claim_settled", "claim", ["settled", "place"])
    op.create_index(op.f("ix_claim_statement_id"), "claim", ["statement_id"])
    op.create_index(op.f("ix_claim_text_id"), "claim", ["text_id"])
    op.create_table(
        "claim_key",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("claim", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("key", "day", "claim", name=op.f("pk_claim_key")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_claim_key_claim", "claim_key", ["claim"])
    op.create_table(
        "commitment",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("first_day", sa.String(length=10), nullable=False),
        sa.Column("last_day", sa.String(length=10), nullable=False),
        sa.Column("part_of", sa.String(length=16), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment")),
    )
    op.create_index(op.f("ix_commitment_part_of"), "commitment", ["part_of"])
    op.create_table(
        "conflict",
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.Column("commitment", sa.String(length=16), nullable=False),
        sa.Column("about", sa.String(length=16), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("claims", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict")),
    )
    op.create_index(op.f("ix_conflict_commitment"), "conflict", ["commitment"])
    op.create_index(op.f("ix_conflict_day"), "conflict", ["day"])
    op.create_table(
        "judgement",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("action", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("other", sa.Text(), nullable=True),
        sa.Column("field", sa.String(length=32), nullable=True),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.String(length=32), nullable=False),
        sa.Column("retired_at", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judgement")),
    )
    op.create_table(
        "member",
        sa.Column("claim", sa.String(length=16), nullable=False),
        sa.Column("commitment", sa.String(length=16), nullable=False),
        sa.Column("whole", sa.String(length=16), nullable=True),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("claim", name=op.f("pk_member")),
    )
    op.create_index(op.f("ix_member_commitment"), "member", ["commitment"])
    op.create_index(op.f("ix_member_whole"), "member", ["whole"])
    op.create_table(
        "party",
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("code", sa.String(length=100), nullable=False),
        sa.Column("commitment", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("role", "code", "commitment", name=op.f("pk_party")),
    )
    op.create_index("ix_party_commitment", "party", ["commitment"])
    op.create_table(
        "setting",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_setting")),
    )
    op.create_table(
        "state",
        sa.Column("commitment", sa.String(length=16), nullable=False),
        sa.Column("since", sa.String(length=10), nullable=False),
        sa.Column("until", sa.String(length=10), nullable=True),
        sa.Column("donors", sa.Text(), nullable=False),
        sa.Column("recipients", sa.Text(), nullable=False),
        sa.Column("sector", sa.String(length=16), nullable=True),
        sa.Column("programmes", sa.Text(), nullable=False),
        sa.Column("instrument", sa.String(length=24), nullable=True),
        sa.Column("stage", sa.String(length=12), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("stage_day", sa.String(length=10), nullable=False),
        sa.Column("pledged_day", sa.String(length=10), nullable=True),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("max", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("worth", sa.BigInteger(), nullable=True),
        sa.Column("bound", sa.String(length=10), nullable=True),
        sa.Column("part_of", sa.String(length=16), nullable=True),
        sa.Column("over_rank", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("commitment", "since", name=op.f("pk_state")),
    )
    sums = ["until", "donors", "currency", "recipients", "rank", "over_rank", "value", "max", "since", "sector"]
    sums += ["pledged_day", "stage_day", "bound", "part_of", "commitment", "stage", "programmes", "instrument", "worth"]
    op.create_index("ix_state_sums", "state", sums)
    op.create_index("ix_state_day", "state", [sa.text("coalesce(pledged_day, stage_day)"), "commitment"])
    op.create_table(
        "text",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=True),
        sa.Column("recorded_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text")),
        sa.UniqueConstraint("sha256", name=op.f("uq_text_sha256")),
    )
    op.create_table(
        "appearance",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("text_id", _KEY, nullable=False),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("publisher", sa.Text(), nullable=True),
        sa.Column("published", sa.String(length=10), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.String(length=32), nullable=False),
        sa.Column("retired_at", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["text_id"], ["text.id"], name=op.f("fk_appearance_text_id_text")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appearance")),
    )
    op.create_index(op.f("ix_appearance_address"), "appearance", ["address"])
    op.create_index(op.f("ix_appearance_doc"), "appearance", ["doc"])
    op.create_index(op.f("ix_appearance_text_id"), "appearance", ["text_id"])
    op.create_table(
        "reading",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("text_id", _KEY, nullable=False),
        sa.Column("engine", sa.String(length=100), nullable=False),
        sa.Column("recorded_at", sa.String(length=32), nullable=False),
        sa.Column("retired_at", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["text_id"], ["text.id"], name=op.f("fk_reading_text_id_text")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading")),
    )
    op.create_index(op.f("ix_reading_text_id"), "reading", ["text_id"])
    op.create_table(
        "statement",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("reading_id", _KEY, nullable=False),
        sa.Column("text_id", _KEY, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["reading_id"], ["reading.id"], name=op.f("fk_statement_reading_id_reading")),
        sa.ForeignKeyConstraint(["text_id"], ["text.id"], name=op.f("fk_statement_text_id_text")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement")),
    )
    op.create_index(op.f("ix_statement_key"), "statement", ["key"])
    op.create_index(op.f("ix_statement_kind"), "statement", ["kind"])
    op.create_index(op.f("ix_statement_reading_id"), "statement", ["reading_id"])
    op.create_index(op.f("ix_statement_text_id"), "statement", ["text_id"])


def downgrade() -> None:
    """There is nothing before the first tables."""
    raise NotImplementedError("the first tables cannot be taken back; delete the book instead")
