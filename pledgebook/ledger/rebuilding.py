"""The caches are made again from the facts, and written out so that two of them can be compared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, String, Text, delete, select

from pledgebook.ledger.bodies import canonical
from pledgebook.ledger.changed import note
from pledgebook.ledger.opening import Book
from pledgebook.ledger.refresh import refresh
from pledgebook.ledger.schema import CACHES, text
from pledgebook.ledger.settling import caught_up

_BATCH = 500


def rebuild(book: Book) -> Any:
    """Forgets all that follows from the facts and works it out again: claims in one transaction, then merging; what
    merging says. Raises BookError."""
    with book.writing() as connection:
        forget(connection)
        claims_again(connection)
    return caught_up(book)


def forget(connection: Connection) -> None:
    """Empties the caches."""
    for table in reversed(CACHES):
        connection.execute(delete(table))
    note(connection, None)


def claims_again(connection: Connection) -> None:
    """Makes the claims of all texts."""
    last = 0
    while ids := connection.scalars(select(text.c.id).where(text.c.id > last).order_by(text.c.id).limit(_BATCH)).all():
        refresh(connection, ids)
        last = ids[-1]


def dump_caches(connection: Connection) -> Iterator[str]:
    """A line for each row of each cache, in an order and a form that depend on nothing but what they hold."""
    for table in CACHES:
        order = [_binary(connection, column) for column in table.primary_key.columns]
        rows = connection.execution_options(yield_per=1_000).execute(select(table).order_by(*order))
        for row in rows.mappings():
            yield f"{table.name} {canonical(dict(row))}"


def _binary(connection: Connection, column: Any) -> Any:
    """The column, sorted by code point on both databases."""
    if connection.dialect.name == "postgresql" and isinstance(column.type, String | Text):
        return column.collate("C")
    return column
