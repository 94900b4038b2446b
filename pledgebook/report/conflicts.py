"""Where sources contradict each other."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, select

from pledgebook.ledger.batches import batches
from pledgebook.ledger.schema import claim, conflict
from pledgebook.model import Conflict
from pledgebook.report.columns import columns_of
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
    keeps = chosen(connection, filter).keeps() if narrow else None
    first, last = (None if day is None else day.isoformat() for day in (new_since, filter.as_of))
    ids = [
        id
        for day, id, of in _ordered(connection)
        if (first is None or day >= first)
        and (last is None or day <= last)
        and (after is None or (day <= after.day and (day < after.day or id > after.id)))
        and (keeps is None or keeps(of))
    ][:limit]
    for part in batches(ids, _BATCH):
        found = {row.id: row for row in connection.execute(select(conflict).where(conflict.c.id.in_(part))).all()}
        yield from _built(connection, [found[id] for id in part if id in found], filter.as_of)


def _ordered(connection: Connection) -> list[tuple[str, str, str]]:
    """Day, id and commitment of every conflict, the latest first; kept as long as no commitment changes."""
    kept = columns_of(connection).kept
    if "conflicts" not in kept:
        query = select(conflict.c.day, conflict.c.id, conflict.c.commitment)
        rows = sorted((tuple(row) for row in connection.execute(query).all()), key=lambda row: row[1])
        kept["conflicts"] = sorted(rows, key=lambda row: row[0], reverse=True)
    found: list[tuple[str, str, str]] = kept["conflicts"]
    return found


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
