"""Indexes of words, what sums are read from in one index, and which commitments changed last."""

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from pledgebook.ledger.searching import claim_number, claim_words, commitment_number, commitment_words

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_BATCH = 5_000
_FIGURES = (
    *("until", "commitment", "since", "donors", "recipients", "sector", "programmes", "instrument", "stage", "rank"),
    *("over_rank", "stage_day", "pledged_day", "value", "max", "currency", "worth", "bound", "per", "part_of"),
)
_TABLES = ("claim", "commitment")


def upgrade() -> None:
    """Makes them, and fills them from what the book has."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    op.add_column("claim", sa.Column("words", sa.Text(), nullable=False, server_default=sa.text("''")))
    op.add_column("claim", sa.Column("number", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("commitment", sa.Column("number", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("state", sa.Column("per", sa.String(length=8), nullable=True))
    op.create_table(
        "changed",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("commitment", sa.String(length=16), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_changed")),
    )
    per = "json_extract(body, '$.amount.per')" if sqlite else "body::json #>> '{amount,per}'"
    op.execute(f'UPDATE state SET per = {per} WHERE body LIKE \'%"per": "%\'')  # noqa: S608 - of two fixed texts
    _fill("claim", "key", ("kind", "body", "place", "statement_id"), _claim)
    _fill("commitment", "id", ("words",), _commitment)
    op.drop_index("ix_state_day", "state")
    op.drop_index("ix_state_sums", "state")
    op.create_index("ix_state_figures", "state", list(_FIGURES))
    op.create_index("ix_appearance_publisher", "appearance", ["publisher", "text_id"])
    op.create_index(op.f("ix_claim_number"), "claim", ["number"])
    for table in _TABLES:
        if sqlite:
            _search(table)
        else:
            words = sa.text("array_to_tsvector(string_to_array(words, ' '))")
            op.create_index(f"ix_{table}_search", table, [words], postgresql_using="gin")


def downgrade() -> None:
    """Takes them away."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in _TABLES:
        if not sqlite:
            op.drop_index(f"ix_{table}_search", table)
            continue
        for when in ("insert", "delete", "update"):
            op.execute(f"DROP TRIGGER {table}_search_{when}")
        op.execute(f"DROP TABLE {table}_search")
    op.drop_index("ix_appearance_publisher", "appearance")
    op.drop_index("ix_claim_number", "claim")
    op.drop_index("ix_state_figures", "state")
    op.drop_table("changed")
    for table, name in (("state", "per"), ("commitment", "number"), ("claim", "words"), ("claim", "number")):
        op.drop_column(table, name)
    op.create_index("ix_state_day", "state", [sa.text("coalesce(pledged_day, stage_day)"), "commitment"])
    sums = ["until", "donors", "currency", "recipients", "rank", "over_rank", "value", "max", "since", "sector"]
    sums += ["pledged_day", "stage_day", "bound", "part_of", "commitment", "stage", "programmes", "instrument", "worth"]
    op.create_index("ix_state_sums", "state", sums)


def _claim(row: Any) -> dict[str, Any]:
    number = claim_number(row.place, row.statement_id)
    return {"words": claim_words(row.kind, json.loads(row.body)), "number": number}


def _commitment(row: Any) -> dict[str, Any]:
    return {"words": commitment_words(row.words), "number": commitment_number(row.id)}


def _fill(name: str, key: str, read: tuple[str, ...], made: Any) -> None:
    connection = op.get_bind()
    table = sa.table(name, *(sa.column(c) for c in (key, *read, "words", "number") if c))
    command: Any = None
    for rows in _batches(connection, table, key, read):
        values = [{"_key": row[0], **made(row)} for row in rows]
        if command is None:
            new: dict[str, Any] = {column: sa.bindparam(column) for column in values[0] if column != "_key"}
            command = sa.update(table).where(table.c[key] == sa.bindparam("_key")).values(new)
        connection.execute(command, values)


def _batches(connection: sa.Connection, table: Any, key: str, read: tuple[str, ...]) -> Iterator[list[Any]]:
    last = ""
    columns = [table.c[c] for c in dict.fromkeys((key, *read))]
    while True:
        query = sa.select(*columns).where(table.c[key] > last).order_by(table.c[key]).limit(_BATCH)
        rows = list(connection.execute(query))
        if not rows:
            return
        yield rows
        last = rows[-1][0]


def _search(table: str) -> None:
    """An index that keeps no text of its own: what goes is told it once more."""
    index = f"{table}_search"
    new = f"INSERT INTO {index}(rowid, words) VALUES (new.number, new.words);"  # noqa: S608 - names of ours
    old = f"INSERT INTO {index}({index}, rowid, words) VALUES ('delete', old.number, old.words);"  # noqa: S608 - as above
    op.execute(
        f"CREATE VIRTUAL TABLE {index} USING fts5"
        "(words, content='', detail=none, tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* Co'\")"
    )
    op.execute(f"INSERT INTO {index}(rowid, words) SELECT number, words FROM {table}")  # noqa: S608 - names of ours
    op.execute(f"CREATE TRIGGER {index}_insert AFTER INSERT ON {table} BEGIN {new} END")
    op.execute(f"CREATE TRIGGER {index}_delete AFTER DELETE ON {table} BEGIN {old} END")
    op.execute(f"CREATE TRIGGER {index}_update AFTER UPDATE OF words, number ON {table} BEGIN {old} {new} END")
