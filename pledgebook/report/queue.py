"""What is worth a person's look first: much money, and much doubt whether it was read or joined rightly."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from pledgebook.ledger.judging import SINGLE
from pledgebook.ledger.refresh import GONE
from pledgebook.ledger.schema import CENTS, claim, judgement, member
from pledgebook.ledger.weights import weights
from pledgebook.report.columns import MISSING, Ints
from pledgebook.report.conflicts import contradicted
from pledgebook.report.filters import Filter
from pledgebook.report.fitting import chosen
from pledgebook.report.statements import StatementRow, statements_of

_MOST = 100  # entries looked up at once
_SPARE = 20  # entries more than are asked for, as some of them may not count any more
_FILTERS = 64  # whose order is kept
_SECONDS = 60.0  # how long their order stands; what has been decided since is left out at once
_STAKE = 100_000.0  # in the reference currency, where no figure is named
_SURE = 0.02  # doubt about what an engine is sure of
_JOINED = ((1.0, 0.45), (3.0, 0.2))  # points above the threshold -> doubt whether it belongs there
_CONTRADICTED = 0.5
_DOUBTFUL = 1.0 + _SURE + _JOINED[0][1]  # no more than that where no source contradicts
_STEP = 100  # commitments looked at at once
_SEEN_FIRST = 4_000  # commitments that are put in order first


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
        done = decided(connection)
        with self._lock:
            until, entries = self._known.get(filter, (0.0, []))
            left = sum(e.key not in done for e in entries)
            if time.monotonic() > until or left < most + _SPARE <= len(entries):
                entries = _entries(connection, filter, done)
                if len(self._known) >= _FILTERS:
                    self._known.clear()
                self._known[filter] = (time.monotonic() + _SECONDS, entries)
        open_entries = [e for e in entries if e.key not in done][: most + _SPARE]
        rows = {row.key: row for row in statements_of(connection, [e.key for e in open_entries])}
        return [(e, rows[e.key]) for e in open_entries if e.key in rows][:most]


def decided(connection: Connection) -> set[str]:
    """The keys of the statements that somebody has accepted, rejected or corrected, and not undone."""
    rows = connection.scalars(
        select(judgement.c.subject).where(judgement.c.retired_at.is_(None), judgement.c.action.in_(SINGLE))
    )
    return {json.loads(subject)["key"] for subject in rows}


def _entries(connection: Connection, filter: Filter, done: Collection[str]) -> list[Entry]:
    """The first entries that nobody has decided about, found without looking at all: commitments are looked at from the
    greatest on, until none can be left that comes before those that were found."""
    found = chosen(connection, filter)
    worth = found.column("worth").astype(float) / CENTS
    worth[found.column("worth") == MISSING] = _STAKE
    disputed = np.isin(found.column("commitment"), contradicted(connection, found.columns))
    most = worth * (_DOUBTFUL + _CONTRADICTED * disputed)
    best: list[Entry] = []
    for step in _greatest_first(np.flatnonzero(found.fits), most):
        if len(best) == _MOST and most[step[0]] < _priority(best[-1]):
            break
        known = (found.column("worth")[step] != MISSING).tolist()
        told = zip(found.ids(step), worth[step].tolist(), known, disputed[step].tolist(), strict=True)
        stakes = {id: (sum_ if has else None, against) for id, sum_, has, against in told}
        best = _first([*best, *(e for e in _of(connection, stakes) if e.key not in done)])
    if filter == Filter() and (len(best) < _MOST or _priority(best[-1]) < _STAKE * (1.0 + _SURE)):
        best = _first([*best, *(e for e in _of_no_commitment(connection) if e.key not in done)])
    return best


def _first(entries: list[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda e: (-_priority(e), e.key))[:_MOST]


def _priority(entry: Entry) -> float:
    return (_STAKE if entry.worth is None else entry.worth) * entry.doubt


def _greatest_first(places: Ints, most: NDArray[np.float64]) -> Iterator[Ints]:
    """The places in steps, those that may come to most first. Seldom more than the first are asked for, so these are
    put in order without the rest."""
    parts = [places]
    if len(places) > _SEEN_FIRST:
        order = np.argpartition(-most[places], _SEEN_FIRST)
        parts = [places[order[:_SEEN_FIRST]], places[order[_SEEN_FIRST:]]]
    for part in parts:
        ordered = part[np.argsort(-most[part], kind="stable")]
        yield from (ordered[start : start + _STEP] for start in range(0, len(ordered), _STEP))


def _of(connection: Connection, stakes: Mapping[str, tuple[float | None, bool]]) -> Iterator[Entry]:
    """The entries of these commitments, of which is given what they are worth, and whether they are contradicted."""
    rows = connection.execute(
        select(claim.c.key, claim.c.confidence, member.c.score, member.c.commitment)
        .join(member, member.c.claim == claim.c.key)
        .where(member.c.commitment.in_(list(stakes)), claim.c.settled != GONE)
    ).all()
    enough = weights().threshold
    for key, confidence, score, home in rows:
        worth, against = stakes[home]
        doubt = 1.0 + _SURE - confidence + _join_doubt(score, enough) + (_CONTRADICTED if against else 0.0)
        yield Entry(key, worth, doubt, confidence, score, against)


def _of_no_commitment(connection: Connection) -> list[Entry]:
    """What is no pledge, the least sure first."""
    query = (
        select(claim.c.key, claim.c.confidence)
        .where(claim.c.settled != GONE, claim.c.kind != "pledge")
        .order_by(claim.c.confidence, claim.c.key)
        .limit(_MOST)
    )
    return [Entry(key, None, 1.0 + _SURE - sure, sure, None, False) for key, sure in connection.execute(query).all()]


def _join_doubt(score: float, enough: float) -> float:
    """How doubtful it is that a statement belongs to the commitment it joined; the first one of each did not join."""
    if score <= 0:
        return 0.0
    return next((doubt for above, doubt in _JOINED if score < enough + above), 0.0)


def steps(entries: list[tuple[Entry, StatementRow]], key: str) -> Iterator[str | None]:
    """The entries before and after one, None where there is none."""
    keys = [row.key for _, row in entries]
    at = keys.index(key) if key in keys else -1
    yield keys[at - 1] if at > 0 else None
    yield keys[at + 1] if 0 <= at < len(keys) - 1 else (keys[0] if at < 0 and keys else None)
