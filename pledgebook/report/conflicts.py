"""Where sources contradict each other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select

from pledgebook.ledger.schema import claim, conflict, state
from pledgebook.model import Conflict
from pledgebook.report.filters import EVERYTHING, Filter, conditions

_BATCH = 400


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
    query = select(conflict).order_by(conflict.c.day.desc(), conflict.c.id).limit(limit)
    for condition in _asked(filter, commitment, new_since):
        query = query.where(condition)
    for part in connection.execution_options(yield_per=_BATCH).execute(query).partitions():
        published = _published(connection, part, filter.as_of)
        for row in part:
            yield _conflict(row, published)


def _asked(filter: Filter, commitment: str | None, new_since: date | None) -> Iterator[ColumnElement[bool]]:
    if commitment is not None:
        yield conflict.c.commitment == commitment
    if filter != Filter(as_of=filter.as_of):
        yield conflict.c.commitment.in_(select(state.c.commitment).where(*conditions(filter)))
    if filter.as_of is not None:
        yield conflict.c.day <= filter.as_of.isoformat()
    if new_since is not None:
        yield conflict.c.day >= new_since.isoformat()


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
