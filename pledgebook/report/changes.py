"""What is new in the book: commitments, stages reached, conflicts; by the day it was published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import Connection, and_, func, or_, select

from pledgebook.ledger.schema import commitment, state
from pledgebook.model import Commitment, Conflict
from pledgebook.report.commitments import commitments_of
from pledgebook.report.conflicts import conflicts
from pledgebook.report.filters import EVERYTHING, Filter, conditions

__all__ = ["Change", "changes", "new_conflicts", "newest"]


@dataclass(frozen=True, slots=True)
class Change:
    """On `day` a commitment became known or moved to another stage; `before` is None for a new one. `commitment` is
    what it is now."""

    day: date
    kind: Literal["new", "stage"]
    before: str | None
    stage: str
    commitment: Commitment


def newest(
    connection: Connection, filter: Filter = EVERYTHING, *, since: date | None = None, limit: int = 20
) -> list[Commitment]:
    """The commitments that became known last, the last first."""
    query = (
        select(commitment.c.id)
        .join(state, state.c.commitment == commitment.c.id)
        .where(*conditions(filter))
        .order_by(commitment.c.first_day.desc(), commitment.c.id)
        .limit(limit)
    )
    if since is not None:
        query = query.where(commitment.c.first_day >= since.isoformat())
    ids = list(connection.scalars(query))
    found = commitments_of(connection, ids, filter.as_of)
    return [found[i] for i in ids if i in found]


def changes(
    connection: Connection, filter: Filter = EVERYTHING, *, since: date | None = None, limit: int = 50
) -> list[Change]:
    """The last changes to commitments that fit, the last first: new ones, and stages reached."""
    before = state.alias("before")
    now = state.alias("now")
    query = (
        select(now.c.commitment, now.c.since, now.c.stage, before.c.stage)
        .outerjoin(before, and_(before.c.commitment == now.c.commitment, before.c.until == now.c.since))
        .where(
            or_(before.c.stage.is_(None), before.c.stage != now.c.stage),
            now.c.commitment.in_(select(state.c.commitment).where(*conditions(filter))),
        )
        .order_by(now.c.since.desc(), now.c.commitment)
        .limit(limit)
    )
    if since is not None:
        query = query.where(now.c.since >= since.isoformat())
    if filter.as_of is not None:
        query = query.where(now.c.since <= filter.as_of.isoformat())
    rows = connection.execute(query).all()
    found = commitments_of(connection, {row[0] for row in rows}, filter.as_of)
    return [
        Change(date.fromisoformat(day), "stage" if earlier else "new", earlier, stage, found[identity])
        for identity, day, stage, earlier in rows
        if identity in found
    ]


def new_conflicts(
    connection: Connection, filter: Filter = EVERYTHING, *, since: date | None = None, limit: int = 20
) -> Iterator[Conflict]:
    """The conflicts that arose last, the last first."""
    return conflicts(connection, filter, new_since=since, limit=limit)


def last_day(connection: Connection) -> date | None:
    """The day of the last document that a commitment rests on."""
    found = connection.scalar(select(func.max(commitment.c.last_day)))
    return date.fromisoformat(found) if found else None
