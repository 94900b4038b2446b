"""Where sources contradict each other."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Row, select

from pledgebook.ledger.batches import batches
from pledgebook.ledger.schema import claim, conflict
from pledgebook.model import Conflict
from pledgebook.report.columns import Columns, Ints, columns_of
from pledgebook.report.filters import EVERYTHING, Filter
from pledgebook.report.fitting import chosen

_BATCH = 400


class Place(NamedTuple):
    """Where a page of conflicts ended: the day the last one arose, and its id."""

    day: str
    id: str


def conflicts(
    connection: Connection,
    filter: Filter = EVERYTHING,
    *,
    commitment: str | None = None,
    new_since: date | None = None,
    limit: int | None = None,
) -> Iterator[Conflict]:
    """The conflicts about commitments that fit, the latest first; `new_since` leaves those that arose on or after a
    day. As of a past day only what had been published by then is in them."""
    if commitment is None:
        return (found for _, found in placed(connection, filter, new_since=new_since, limit=limit))
    query = select(conflict).where(conflict.c.commitment == commitment).order_by(conflict.c.day.desc(), conflict.c.id)
    rows = [row for row in connection.execute(query).all() if filter.as_of is None or row.day <= str(filter.as_of)]
    return (found for _, found in _built(connection, rows, filter.as_of))


def placed(
    connection: Connection,
    filter: Filter = EVERYTHING,
    *,
    new_since: date | None = None,
    limit: int | None = None,
    after: Place | None = None,
) -> Iterator[tuple[Place, Conflict]]:
    """The same, each with its place in the list; `after` goes on where a page ended."""
    narrow = filter != Filter(as_of=filter.as_of)
    found = chosen(connection, filter) if narrow else None
    known = _listed(connection, found.columns if found else columns_of(connection))
    fits = np.ones(len(known.ids), bool)
    if found is not None:
        fits &= found.keeps()[known.of]
    if new_since is not None:
        fits &= known.days >= new_since.isoformat().encode()
    if filter.as_of is not None:
        fits &= known.days <= filter.as_of.isoformat().encode()
    if after is not None:
        day, id = after.day.encode(), after.id.encode()
        fits &= (known.days < day) | ((known.days == day) & (known.ids > id))
    ids = [id.decode() for id in known.ids[np.flatnonzero(fits)[:limit]].tolist()]
    for part in batches(ids, _BATCH):
        rows = {row.id: row for row in connection.execute(select(conflict).where(conflict.c.id.in_(part))).all()}
        yield from _built(connection, [rows[id] for id in part if id in rows], filter.as_of)


def contradicted(connection: Connection, columns: Columns) -> Ints:
    """The numbers, in the columns' `ids`, of the commitments that sources contradict each other about."""
    return _listed(connection, columns).of


class _Listed(NamedTuple):
    """Day, id and commitment of every conflict, the latest first; words as bytes, commitments as the columns number
    them."""

    days: NDArray[np.bytes_]
    ids: NDArray[np.bytes_]
    of: Ints


def _listed(connection: Connection, columns: Columns) -> _Listed:
    """All conflicts, kept as long as no commitment changes."""

    def work_out() -> _Listed:
        query = select(conflict.c.day, conflict.c.id, conflict.c.commitment)
        rows = sorted((tuple(row) for row in connection.execute(query).all()), key=lambda row: row[1])
        rows.sort(key=lambda row: row[0], reverse=True)
        return _Listed(
            np.array([day for day, _, _ in rows], "S10"),
            np.array([id for _, id, _ in rows], "S24"),
            np.array([columns.ids.known(of) or 0 for _, _, of in rows], np.int32),
        )

    return columns.kept.answer("conflicts", work_out)


def _built(connection: Connection, rows: Sequence[Row[Any]], as_of: date | None) -> Iterator[tuple[Place, Conflict]]:
    published = _published(connection, rows, as_of)
    return ((Place(row.day, row.id), _conflict(row, published)) for row in rows)


def _published(connection: Connection, rows: Any, as_of: date | None) -> set[str] | None:
    """Which of the statements had been published by a day; None for no day."""
    if as_of is None:
        return None
    keys = sorted({key for row in rows for key in json.loads(row.claims)})
    out: set[str] = set()
    for part in batches(keys, _BATCH):
        fits = (claim.c.key.in_(part), claim.c.day <= as_of.isoformat())
        out.update(connection.scalars(select(claim.c.key).where(*fits)).all())
    return out


def _conflict(row: Row[Any], published: set[str] | None) -> Conflict:
    pairs = list(zip(json.loads(row.claims), json.loads(row.body)["says"], strict=True))
    kept = [(key, says) for key, says in pairs if published is None or key in published]
    return Conflict(
        id=row.id,
        commitment=row.commitment,
        about=row.about,
        statements=tuple(key for key, _ in kept),
        says=tuple(says for _, says in kept),
    )
