"""Commitments, listed, counted, and one by its id."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import Connection, Row, select

from pledgebook.ledger.batches import batches
from pledgebook.ledger.claims import RANKS, end_of
from pledgebook.ledger.rows import cents
from pledgebook.ledger.schema import member, state
from pledgebook.model import Amount, Commitment, Item, Step
from pledgebook.report.columns import columns_of
from pledgebook.report.filters import EVERYTHING, NONE, Filter, current
from pledgebook.report.fitting import beyond, chosen, sort_key, top

_BATCH = 400
_FACETS = {  # and the columns that have them
    "donor": "donors",
    "recipient": "recipients",
    "sector": "sector",
    "programme": "programmes",
    "stage": "stage",
    "instrument": "instrument",
}


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ended: the value it was sorted by, and the id."""

    value: str | int
    id: str


def commitments(
    connection: Connection,
    filter: Filter = EVERYTHING,
    *,
    sort: str = "day",
    descending: bool = True,
    limit: int | None = None,
    after: Cursor | None = None,
    told: bool = True,
) -> Iterator[Commitment]:
    """The commitments that fit, sorted by day, value (of whatever currency), stage, donor, recipient or id; few are
    held at once. `after` goes on where a page ended; without `told` their statements are left out. Raises KeyError for an
    unknown sort, ValueError for a cursor that is of no place in it."""
    found = chosen(connection, filter)
    key, fits = sort_key(found, sort), found.fits
    if after is not None:
        fits = fits & beyond(found, key, sort, after.value, after.id, descending)
    ids = found.ids(top(found, fits, key, descending, limit))
    for part in batches(ids, _BATCH):
        known = commitments_of(connection, part, filter.as_of, told)
        yield from (known[id] for id in part if id in known)


def cursor_of(found: Commitment, sort: str = "day") -> Cursor:
    """The cursor after a commitment, for the next page of the same sort."""
    values: dict[str, str | int] = {
        "day": (found.pledged_on or found.stage_date).isoformat(),
        "value": cents(found.amount.value) if found.amount else -1,
        "stage": RANKS[found.stage],
        "donor": "+".join(found.donors),
        "recipient": "+".join(found.recipients),
        "id": found.id,
    }
    return Cursor(values[sort], found.id)


def count(connection: Connection, filter: Filter = EVERYTHING) -> int:
    """How many commitments fit."""
    return int(np.count_nonzero(chosen(connection, filter).fits))


def facets(connection: Connection, filter: Filter = EVERYTHING) -> dict[str, list[tuple[str, int]]]:
    """For donor, recipient, sector, programme, stage and instrument the values that occur, with how many commitments
    have each, most first; `none` where a commitment has no such thing."""
    found = chosen(connection, filter)
    out: dict[str, list[tuple[str, int]]] = {}
    for name, column in _FACETS.items():
        words = found.columns.words[column].words
        numbers = np.bincount(found.column(column)[found.fits], minlength=len(words))
        tally: Counter[str] = Counter()
        for at in np.flatnonzero(numbers):
            for code in (words[at] or NONE).split("+"):
                tally[code] += int(numbers[at])
        out[name] = sorted(tally.items(), key=lambda pair: (-pair[1], pair[0]))
    return out


def recipients(connection: Connection) -> list[str]:
    """The codes of all whom a commitment was ever for, in their order."""
    columns = columns_of(connection, history=True)
    words = columns.words["recipients"].words
    numbers = np.flatnonzero(np.bincount(columns["recipients"], minlength=len(words)))
    return sorted({code for at in numbers for code in codes(words[at])})


def commitment(connection: Connection, id: str, as_of: date | None = None) -> Commitment | None:
    """The commitment of this id, now or on a day; None where there is none, or was none yet."""
    return commitments_of(connection, [id], as_of).get(id)


def commitments_of(
    connection: Connection, ids: Iterable[str], as_of: date | None = None, told: bool = True
) -> dict[str, Commitment]:
    """The commitments of these ids that there are; without `told` their statements are left out."""
    wanted = sorted(set(ids))
    out: dict[str, Commitment] = {}
    for part in batches(wanted, _BATCH):
        fits = (state.c.commitment.in_(part), current(as_of))
        rows = connection.execute(select(state).where(*fits)).all()
        out.update((found.id, found) for found in _built(connection, rows, as_of, told))
    return out


def parts_of(connection: Connection, id: str, as_of: date | None = None) -> list[Commitment]:
    """The parts of a commitment, in the order they became known."""
    found = chosen(connection, Filter(as_of=as_of))
    parts = found.column("part_of") == (found.columns.ids.known(id) or -1)
    ids = found.ids(top(found, parts, found.column("gift_day"), False, None))
    known = commitments_of(connection, ids, as_of)
    return [known[part] for part in ids if part in known]


def _built(connection: Connection, rows: Sequence[Row[Any]], as_of: date | None, told: bool) -> list[Commitment]:
    """Rows of `state` as commitments."""
    keys = _statements(connection, [row.commitment for row in rows], as_of) if told else {}
    return [_commitment(row, keys.get(row.commitment, ())) for row in rows]


def _statements(connection: Connection, ids: Sequence[str], as_of: date | None) -> dict[str, tuple[str, ...]]:
    query = (
        select(member.c.commitment, member.c.claim)
        .where(member.c.commitment.in_(ids))
        .order_by(member.c.commitment, member.c.place)
    )
    if as_of is not None:
        query = query.where(member.c.place < end_of(as_of))
    out: dict[str, list[str]] = defaultdict(list)
    for home, key in connection.execute(query).all():
        out[home].append(key)
    return {home: tuple(keys) for home, keys in out.items()}


def _commitment(row: Row[Any], statements: tuple[str, ...]) -> Commitment:
    body = json.loads(row.body)
    return Commitment(
        id=row.commitment,
        donors=codes(row.donors),
        recipients=codes(row.recipients),
        sector=row.sector,
        programmes=codes(row.programmes),
        instrument=row.instrument,
        amount=amount_from(body["amount"]),
        items=tuple(Item(i["item"], i["count"]) for i in body["items"]),
        stage=row.stage,
        stage_date=date.fromisoformat(row.stage_day),
        pledged_on=date.fromisoformat(row.pledged_day) if row.pledged_day else None,
        condition=body["condition"],
        part_of=row.part_of,
        history=tuple(Step(date.fromisoformat(s["date"]), s["stage"], s["statement"]) for s in body["history"]),
        statements=statements,
    )


def codes(joined: str | None) -> tuple[str, ...]:
    """Codes that were joined by +."""
    return tuple(joined.split("+")) if joined else ()


def amount_from(raw: dict[str, Any] | None) -> Amount | None:
    """An amount as JSON has it."""
    if raw is None:
        return None
    return Amount(raw["value"], raw["currency"], raw.get("bound") or "exact", raw.get("max"), raw.get("per"))
