"""What is worth a person's look first: much money, and much doubt whether it was read or joined rightly."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Connection, Float, and_, case, cast, exists, func, literal, select

from pledgebook.ledger.judging import SINGLE
from pledgebook.ledger.rates import NoRate, rate
from pledgebook.ledger.refresh import GONE
from pledgebook.ledger.schema import CENTS, claim, conflict, judgement, member, state
from pledgebook.ledger.weights import weights
from pledgebook.report.filters import Filter
from pledgebook.report.fitting import chosen
from pledgebook.report.statements import StatementRow, statements_of

_MOST = 400  # entries looked up at once
_SECONDS = 60.0  # how long their order stands; what has been decided since is left out at once
_STAKE = 100_000.0  # in the reference currency, where no figure is named
_SURE = 0.02  # doubt about what an engine is sure of
_JOINED = ((1.0, 0.45), (3.0, 0.2))  # points above the threshold -> doubt whether it belongs there
_CONTRADICTED = 0.5


@dataclass(frozen=True, slots=True)
class Entry:
    """A statement that waits for a decision, and why it stands where it does: what is at stake in the reference
    currency (None: no figure), and doubt from 0 to about 2."""

    key: str
    worth: float | None
    doubt: float
    confidence: float
    score: float | None
    contradicted: bool


class Queue:
    """The order of the entries for each filter, worked out at most once a minute."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[Hashable, tuple[float, list[Entry]]] = {}

    def waiting(self, connection: Connection, filter: Filter, most: int) -> list[tuple[Entry, StatementRow]]:
        """The first entries that still count and that nobody has decided about."""
        with self._lock:
            until, entries = self._known.get(filter, (0.0, []))
            if time.monotonic() > until:
                entries = _entries(connection, filter)
                self._known = {filter: (time.monotonic() + _SECONDS, entries)}
        done = decided(connection)
        open_entries = [e for e in entries if e.key not in done][: most + 20]
        rows = {row.key: row for row in statements_of(connection, [e.key for e in open_entries])}
        return [(e, rows[e.key]) for e in open_entries if e.key in rows][:most]


def decided(connection: Connection) -> set[str]:
    """The keys of the statements that somebody has accepted, rejected or corrected, and not undone."""
    rows = connection.scalars(
        select(judgement.c.subject).where(judgement.c.retired_at.is_(None), judgement.c.action.in_(SINGLE))
    )
    return {json.loads(subject)["key"] for subject in rows}


def _entries(connection: Connection, filter: Filter) -> list[Entry]:
    now = and_(state.c.commitment == member.c.commitment, state.c.until.is_(None))
    worth = cast(state.c.value, Float) / CENTS * _in_reference(connection)
    contradicted = exists(select(1).where(conflict.c.commitment == member.c.commitment))
    doubt = (1.0 + _SURE - claim.c.confidence) + _join_doubt() + case((contradicted, _CONTRADICTED), else_=0.0)
    query = (
        select(claim.c.key, worth.label("worth"), doubt.label("doubt"), claim.c.confidence, member.c.score,
               case((contradicted, 1), else_=0).label("contradicted"))
        .outerjoin(member, member.c.claim == claim.c.key)
        .outerjoin(state, now)
        .where(claim.c.settled != GONE)
        .order_by((func.coalesce(worth, _STAKE) * doubt).desc(), claim.c.key)
        .limit(_MOST)
    )  # fmt: skip
    if filter != Filter():
        found = chosen(connection, filter)
        query = query.where(member.c.commitment.in_(found.ids(np.flatnonzero(found.fits))))
    return [Entry(k, e, float(d), c, s, bool(x)) for k, e, d, c, s, x in connection.execute(query)]


def _join_doubt() -> ColumnElement[Any]:
    """How doubtful it is that a statement belongs to the commitment it joined; the first one of each did not join."""
    enough = weights().threshold
    steps = [(and_(member.c.score > 0, member.c.score < enough + above), doubt) for above, doubt in _JOINED]
    return case(*steps, else_=0.0)


def _in_reference(connection: Connection) -> ColumnElement[Any]:
    """About how much of the reference currency one unit of a state's currency is; none where no rate is known."""
    cases = []
    for code in connection.scalars(select(state.c.currency).where(state.c.currency.is_not(None)).distinct()):
        factor = _rate_of(code)
        if factor is not None:
            cases.append((state.c.currency == code, literal(factor)))
    return case(*cases, else_=None) if cases else literal(None, Float)


def _rate_of(code: str) -> float | None:
    try:
        return float(rate(code, "EUR", date.today()))
    except NoRate:
        return None


def steps(entries: list[tuple[Entry, StatementRow]], key: str) -> Iterator[str | None]:
    """The entries before and after one, None where there is none."""
    keys = [row.key for _, row in entries]
    at = keys.index(key) if key in keys else -1
    yield keys[at - 1] if at > 0 else None
    yield keys[at + 1] if 0 <= at < len(keys) - 1 else (keys[0] if at < 0 and keys else None)
