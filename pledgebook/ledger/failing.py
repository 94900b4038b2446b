"""What could not be read is kept beside what was: where, since when, and what was wrong, until it is read after all."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, insert, select, update

from pledgebook.ledger.batches import batches
from pledgebook.ledger.bodies import now, storable
from pledgebook.ledger.opening import Book
from pledgebook.ledger.schema import failure
from pledgebook.model import Fault

_BATCH = 400
_LONGEST = 1_000  # characters of what was wrong
_MOST = 10_000  # failures kept of one run


class _Place(NamedTuple):
    """A file, and the line in it where that is known."""

    file: str
    line: int | None


def place_of(source: str) -> str | None:
    """The whole path of a file or folder; None for what has no place of its own: a pipe, a name that leads nowhere."""
    return storable(str(Path(source).absolute())) if source and os.path.lexists(source) else None


def note_failures(book: Book, faults: Sequence[Fault], read: Collection[str] = ()) -> None:
    """Keeps these faults, those of one run, each once however often it happens; of the files that were read to their end
    (`read`, as `place_of` has them) those that did not happen again are over. Nothing is written where nothing
    changes. Raises BookError."""
    found = {_Place(file, fault.line): storable(fault.message)[:_LONGEST] for file, fault in _placed(faults)}
    with book.reading() as connection:
        new, over = _changes(connection, found, read)
    if not new and not over:
        return
    with book.writing() as connection:
        new, over = _changes(connection, found, read)
        moment = now()
        for part in batches(over, _BATCH):
            connection.execute(update(failure).where(failure.c.id.in_(part)).values(retired_at=moment))
        rows = [{"place": p.file, "line": p.line, "what": found[p], "recorded_at": moment} for p in new]
        if rows:
            connection.execute(insert(failure), rows)


def _placed(faults: Sequence[Fault]) -> list[tuple[str, Fault]]:
    placed = ((place_of(fault.source), fault) for fault in faults[:_MOST])
    return [(file, fault) for file, fault in placed if file is not None]


def _changes(connection: Connection, found: dict[_Place, str], read: Collection[str]) -> tuple[list[_Place], list[int]]:
    """Which failures the book does not have yet, and the numbers of those that are over."""
    standing: dict[_Place, tuple[int, str]] = {}
    for part in batches(sorted({place.file for place in found} | set(read)), _BATCH):
        query = select(failure).where(failure.c.place.in_(part), failure.c.retired_at.is_(None))
        standing.update((_Place(r.place, r.line), (r.id, r.what)) for r in connection.execute(query).all())
    new = [place for place, what in found.items() if place not in standing or standing[place][1] != what]
    over = [
        number
        for place, (number, what) in standing.items()
        if (found[place] != what if place in found else place.file in read)
    ]
    return new, over
