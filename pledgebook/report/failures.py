"""What could not be read, the last first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from pledgebook.ledger.schema import failure


@dataclass(frozen=True, slots=True)
class FailureRow:
    """A file, or a line of one, that could not be read when it was added: its whole path, and what was wrong."""

    number: int
    place: str
    line: int | None
    what: str
    recorded_at: str

    @property
    def name(self) -> str:
        """The file's name without its folders, which are nobody's business but this machine's."""
        return self.place.replace("\\", "/").rstrip("/").rpartition("/")[2]


def failures(connection: Connection, *, limit: int | None = None, after: int | None = None) -> Iterator[FailureRow]:
    """The failures that stand; `after` is the number of the last one of a page."""
    query = select(failure).where(failure.c.retired_at.is_(None)).order_by(failure.c.id.desc()).limit(limit)
    if after is not None:
        query = query.where(failure.c.id < after)
    for row in connection.execute(query).all():
        yield FailureRow(row.id, row.place, row.line, row.what, row.recorded_at)


def count(connection: Connection) -> int:
    """How many stand."""
    query = select(func.count()).select_from(failure).where(failure.c.retired_at.is_(None))
    return connection.scalar(query) or 0
