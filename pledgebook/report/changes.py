"""What is new in the book: commitments, stages reached, conflicts; by the day it was published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

import numpy as np
from sqlalchemy import Connection, func, select

from pledgebook.ledger.schema import commitment
from pledgebook.model import Commitment, Conflict
from pledgebook.report.columns import Columns, Ints, columns_of
from pledgebook.report.commitments import commitments_of
from pledgebook.report.conflicts import conflicts
from pledgebook.report.filters import EVERYTHING, Filter
from pledgebook.report.fitting import chosen, top

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
    connection: Connection,
    filter: Filter = EVERYTHING,
    *,
    since: date | None = None,
    limit: int = 20,
    told: bool = True,
) -> list[Commitment]:
    """The commitments that became known last, the last first; without `told` their statements are left out."""
    found = chosen(connection, filter)
    first = found.column("first_day")
    fits = found.fits if since is None else found.fits & (first >= since.toordinal())
    ids = found.ids(top(found, fits, -first, False, limit))
    known = commitments_of(connection, ids, filter.as_of, told)
    return [known[i] for i in ids if i in known]


def changes(
    connection: Connection, filter: Filter = EVERYTHING, *, since: date | None = None, limit: int = 50
) -> list[Change]:
    """The last changes to commitments that fit, the last first: new ones, and stages reached."""
    found = chosen(connection, filter)
    columns = columns_of(connection, history=True)
    moves = _moves(columns)
    days, orders = moves.days, columns["order"][moves.places]
    fits = np.isin(orders, found.column("order")[found.fits])
    if since is not None:
        fits &= days >= since.toordinal()
    if filter.as_of is not None:
        fits &= days <= filter.as_of.toordinal()
    last = np.flatnonzero(fits)[:limit].tolist()
    words = columns.words["stage"].words
    ids = [columns.ids.words[n] for n in columns["commitment"][moves.places[last]]]
    known = commitments_of(connection, ids, filter.as_of)
    return [
        Change(
            date.fromordinal(int(days[at])),
            "new" if moves.before[at] < 0 else "stage",
            None if moves.before[at] < 0 else words[moves.before[at]],
            words[columns["stage"][moves.places[at]]],
            known[id],
        )
        for at, id in zip(last, ids, strict=True)
        if id in known
    ]


class _Moves(NamedTuple):
    """Where a commitment became known or came to another stage, the last first: the place of the state in the columns,
    its first day, and the number of the stage before (-1: none)."""

    places: Ints
    days: Ints
    before: Ints


def _moves(columns: Columns) -> _Moves:
    """All of them, kept as long as no commitment changes."""

    def work_out() -> _Moves:
        order = np.lexsort((columns["since"], columns["order"]))
        stages, orders = columns["stage"][order], columns["order"][order]
        before = np.full(len(order), -1, np.int32)
        before[1:] = np.where(orders[1:] == orders[:-1], stages[:-1], -1)
        moved = np.flatnonzero(before != stages)
        moved = moved[np.lexsort((orders[moved], -columns["since"][order[moved]]))]
        return _Moves(order[moved], columns["since"][order[moved]], before[moved])

    return columns.kept.answer("moves", work_out)


def new_conflicts(
    connection: Connection, filter: Filter = EVERYTHING, *, since: date | None = None, limit: int = 20
) -> Iterator[Conflict]:
    """The conflicts that arose last, the last first."""
    return conflicts(connection, filter, new_since=since, limit=limit)


def last_day(connection: Connection) -> date | None:
    """The day of the last document that a commitment rests on."""
    found = connection.scalar(select(func.max(commitment.c.last_day)))
    return date.fromisoformat(found) if found else None
