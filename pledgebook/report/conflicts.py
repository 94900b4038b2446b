"""Where sources contradict each other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, and_, or_, select

from pledgebook.ledger.schema import claim, conflict
from pledgebook.model import Conflict
from pledgebook.report.filters import EVERYTHING, Filter
from pledgebook.report.fitting import chosen

_BATCH = 400


@dataclass(frozen=True, slots=True)
class Place:
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
    after: Place | None = None,
) -> Iterator[Conflict]:
    """The conflicts about commitments that fit, the latest first; `new_since` leaves those that arose on or after a
    day; `after` goes on where a page ended. As of a past day only what had been published by then is in them."""
    query = select(conflict).order_by(conflict.c.day.desc(), conflict.c.id)
    if commitment is not None:
        query = query.where(conflict.c.commitment == commitment)
    if filter.as_of is not None:
        query = query.where(conflict.c.day <= filter.as_of.isoformat())
    if new_since is not None:
        query = query.where(conflict.c.day >= new_since.isoformat())
    if after is not None:
        later = and_(conflict.c.day == after.day, conflict.c.id > after.id)
        query = query.where(conflict.c.day <= after.day, or_(conflict.c.day < after.day, later))
    narrow = filter != Filter(as_of=filter.as_of)
    keeps = chosen(connection, filter).keeps() if narrow else None
    count = 0
    for part in connection.execute(query, execution_options={"yield_per": _BATCH}).partitions():
        fitting = [row for row in part if keeps is None or keeps(row.commitment)]
        published = _published(connection, fitting, filter.as_of)
        for row in fitting[: None if limit is None else limit - count]:
            yield _conflict(row, published)
            count += 1
        if limit is not None and count >= limit:
            return


def place_of(connection: Connection, id: str) -> Place | None:
    """Where a conflict stands in the list; None where there is none of this id."""
    row = connection.execute(select(conflict.c.day, conflict.c.id).where(conflict.c.id == id)).one_or_none()
    return None if row is None else Place(row.day, row.id)


def _published(connection: Connection, rows: Any, as_of: date | None) -> set[str] | None:
    """Which of the statements had been published by a day; None for no day."""
    if as_of is None:
        return None
    keys = sorted({key for row in rows for key in json.loads(row.claims)})
    out: set[str] = set()
    for start in range(0, len(keys), _BATCH):
        fits = (claim.c.key.in_(keys[start : start + _BATCH]), claim.c.day <= as_of.isoformat())
        out.update(connection.scalars(select(claim.c.key).where(*fits)))
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
