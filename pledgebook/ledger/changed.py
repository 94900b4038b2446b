"""What has changed since somebody looked, so that whoever keeps something in memory can tell whether it still holds."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, delete, func, insert, select

from pledgebook.ledger.refresh import SETTLED
from pledgebook.ledger.schema import FACTS, changed, claim, failure, judgement

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


class Look(NamedTuple):
    """How a connection finds the book. `facts` differs between any two contents of the book: the numbers of the last facts,
    and the last undoing or end of a failure (a reading or an appearance ends only where another begins). `waiting` is the
    first place of what waits for merging, or is gone: the book is about to change without a new fact. `mark` grows with
    every change of commitments."""

    facts: tuple[Any, ...]
    waiting: str | None
    mark: int


def look(connection: Connection) -> Look:
    """One look at the book. A connection that reads sees it as it was at its first question, and looks once."""
    found = _LOOKS.get(connection)
    if found is None:
        *facts, waiting, last = connection.execute(_LOOK).one()
        found = Look(tuple(facts), waiting, last or 0)
        if not connection.get_execution_options().get("writing"):
            _LOOKS[connection] = found
    return found


_LOOK = select(
    *(select(func.max(table.c.id)).scalar_subquery() for table in FACTS),
    *(select(func.max(table.c.retired_at)).scalar_subquery() for table in (judgement, failure)),
    # `!=` would look at every claim; what waits, or is gone, is less
    select(func.min(claim.c.place)).where(claim.c.settled < SETTLED).scalar_subquery(),
    select(func.max(changed.c.id)).scalar_subquery(),
)
_LOOKS: WeakKeyDictionary[Connection, Look] = WeakKeyDictionary()


def mark(connection: Connection) -> int:
    """A number that grows with every change."""
    return connection.scalar(select(func.max(changed.c.id))) or 0


def since(connection: Connection, mark: int) -> set[str] | None:
    """The commitments that may have changed since `mark`; None where that may be any."""
    rows = connection.execute(select(changed.c.id, changed.c.commitment).where(changed.c.id > mark)).all()
    ids = {row.commitment for row in rows}
    complete = not rows or min(row.id for row in rows) == mark + 1
    return ids if complete and None not in ids else None
