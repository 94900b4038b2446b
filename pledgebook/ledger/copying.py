"""The facts of one book are copied into another, as they are or as they had been recorded at some moment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select, text

from pledgebook.ledger.schema import FACTS, reading

_BATCH = 1_000
_ENDED = ("retired_at", "retired_by", "retired_why")


def copy_facts(source: Connection, target: Connection, moment: str | None = None) -> None:
    """Copies all facts with their numbers into a book without any. With a `moment` (as `recorded_at` is written) only
    what had been recorded by then, and what was retired later stands again."""
    for table in FACTS:
        insert_rows(target, table, facts_of(source, table, moment))
    renumber(target)


def facts_of(connection: Connection, table: Table, moment: str | None = None) -> Iterator[dict[str, Any]]:
    """The rows of a table of facts, by number; few are held at once."""
    query = select(table).order_by(table.c.id)
    if moment is not None:
        if "recorded_at" in table.c:
            query = query.where(table.c.recorded_at <= moment)
        else:
            query = query.join(reading, reading.c.id == table.c.reading_id).where(reading.c.recorded_at <= moment)
    for row in connection.execution_options(yield_per=_BATCH).execute(query).mappings():
        values = dict(row)
        if moment is not None and (values.get("retired_at") or "") > moment:
            values |= {name: None for name in _ENDED if name in values}
        yield values


def insert_rows(connection: Connection, table: Table, rows: Iterable[Mapping[str, Any]]) -> int:
    """Inserts rows in batches; how many there were."""
    waiting = iter(rows)
    count = 0
    while batch := list(islice(waiting, _BATCH)):
        connection.execute(insert(table), batch)
        count += len(batch)
    return count


def renumber(connection: Connection) -> None:
    """Lets the next row of each table of facts have the number after the last. SQLite does so by itself."""
    if connection.dialect.name != "postgresql":
        return
    for table in FACTS:
        last = connection.scalar(select(func.max(table.c.id)))
        if last is not None:
            command = text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)")
            connection.execute(command, {"name": table.name, "last": last})
