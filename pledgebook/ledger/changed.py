"""Which commitments were worked out anew, so that whoever keeps some in memory can tell which to look at again."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, delete, func, insert, select

from pledgebook.ledger.schema import changed

_KEPT = 20_000  # of the last changes
_EACH = 2_000  # commitments of one change that are named; where there are more, all are meant


def note(connection: Connection, ids: Collection[str] | None) -> None:
    """Notes that these commitments may have changed, appeared or gone; all of them for None."""
    if ids is None or len(ids) > _EACH:
        connection.execute(insert(changed).values(commitment=None))
    elif ids:
        connection.execute(insert(changed), [{"commitment": id} for id in sorted(ids)])
    last = mark(connection)
    connection.execute(delete(changed).where(changed.c.id <= last - _KEPT))


def mark(connection: Connection) -> int:
    """A number that grows with every change."""
    return connection.scalar(select(func.max(changed.c.id))) or 0


def since(connection: Connection, mark: int) -> set[str] | None:
    """The commitments that may have changed since `mark`; None where that may be any."""
    rows = connection.execute(select(changed.c.id, changed.c.commitment).where(changed.c.id > mark)).all()
    ids = {row.commitment for row in rows}
    complete = not rows or min(row.id for row in rows) == mark + 1
    return ids if complete and None not in ids else None
