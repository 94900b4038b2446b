"""Statements that count now, after people's decisions, each with its document and its commitment."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, Select, literal, select

from pledgebook.ledger.batches import batches
from pledgebook.ledger.refresh import GONE
from pledgebook.ledger.schema import claim, member
from pledgebook.ledger.searching import (
    DONORS,
    RECIPIENTS,
    REGISTERED,
    Role,
    cut,
    first_number,
    group_of,
    matching,
    sign,
)
from pledgebook.report.filters import EVERYTHING, NONE, Filter, rank_of

FEW = 6_000  # statements that are looked up one by one and then put in order
_BATCH, _STEP = 500, 12  # statements read at once; more than are wanted, as some may not fit
_READ = (claim.c.key, claim.c.kind, claim.c.doc, claim.c.text_id, claim.c.day, claim.c.confidence, claim.c.body,
         claim.c.place)  # fmt: skip


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A statement as the contract writes it in `body` (its `id` is the key), the day of its document, and what it
    belongs to; `place` is where a page ended."""

    key: str
    kind: str
    doc: str
    text_id: int
    day: date
    commitment: str | None
    confidence: float
    body: dict[str, Any]
    place: str

    @property
    def quote(self) -> str:
        return str(self.body["quote"])


def statements(
    connection: Connection,
    *,
    kind: str | None = None,
    doc: str | None = None,
    text_id: int | None = None,
    filter: Filter | None = None,
    words: str | None = None,
    limit: int | None = None,
    after: str | None = None,
    descending: bool = False,
) -> Iterator[StatementRow]:
    """The statements in the order of publication, or the last first. `filter` fits what each statement itself says;
    its days bound the document's day. `after` is the `place` of the last one of a page; few are held at once."""
    asked = filter or EVERYTHING
    query = statement_query(asked)
    if doc is not None:
        query = query.where(claim.c.doc == doc)
    if text_id is not None:
        query = query.where(claim.c.text_id == text_id)
    said = words or asked.words or ""
    sought = Sought(tuple(cut(said)), signs_of(asked, kind))
    if said.split() and not sought.words:
        return  # what has no letter and no figure is found nowhere
    if after is not None:
        query = query.where(_beyond(after, descending))
    narrow = text_id is not None or doc is not None
    if sought and not narrow:
        rows = _looked_up(connection, query, sought, _Stretch.of(asked, after, descending), descending, limit)
    else:
        mine = [] if kind is None else [claim.c.kind == kind]
        rows = _walk(connection, query.where(*mine, *sought.within()), descending, limit)
    found = (row for row in map(statement_row, rows) if kind in (None, row.kind) and fits(row.body, asked))
    yield from islice(found, limit)


@dataclass(frozen=True, slots=True)
class Sought:
    """What statements are looked for by: words that begin like that, and signs (see ledger/searching.py)."""

    words: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.words or self.signs)

    def within(self) -> list[ColumnElement[bool]]:
        """The same, asked of a row that is looked at anyway; no word holds what LIKE takes for a sign."""
        around = literal(" ") + claim.c.words + literal(" ")
        return [*(around.like(f"% {sign} %") for sign in self.signs), *(around.like(f"% {w}%") for w in self.words)]

    def numbers(self, connection: Connection, most: int) -> list[int] | None:
        """The numbers of the statements that have all of it (`claim.number`); None where there are more."""
        query = matching(connection, "claim", self.words, self.signs).limit(most + 1)
        found = list(connection.scalars(query).all())
        return found if len(found) <= most else None


def signs_of(filter: Filter, kind: str | None = None) -> tuple[str, ...]:
    """The signs that every statement has which fits the filter."""
    named: tuple[tuple[Role, tuple[str, ...]], ...] = (
        ("donor", filter.donors),
        ("recipient", filter.recipients),
        ("programme", filter.programmes),
    )
    single = [(role, codes[0]) for role, codes in named if len(codes) == 1]
    if kind in REGISTERED:
        return tuple(sign(role, code, kind) for role, code in single)
    of_kind = [sign("kind", kind)] if kind and single else []
    return (*of_kind, *(sign(role, code) for role, code in single))


class _Stretch(NamedTuple):
    """Between which days statements are looked for, both included."""

    first: str | None
    last: str | None

    @classmethod
    def of(cls, filter: Filter, after: str | None, descending: bool) -> _Stretch:
        """The days that a filter leaves, beyond the place where a page ended."""
        here = [after[:10]] if after and _is_day(after[:10]) else []
        firsts = [*([] if descending else here), *([filter.since.isoformat()] if filter.since else [])]
        lasts = [*(here if descending else []), *(d.isoformat() for d in (filter.until, filter.as_of) if d)]
        return cls(max(firsts, default=None), min(lasts, default=None))


def _is_day(word: str) -> bool:
    try:
        date.fromisoformat(word)
    except ValueError:
        return False
    return True


def _looked_up(
    connection: Connection, query: Select[Any], sought: Sought, days: _Stretch, descending: bool, limit: int | None
) -> Iterator[Row[Any]]:
    """The rows of what is sought, in order. The index of words has them nearly so; those of one group are put in order."""
    numbers = matching(connection, "claim", sought.words, sought.signs)
    number = numbers.selected_columns[0]
    if days.first is not None:
        numbers = numbers.where(number >= first_number(days.first))
    if days.last is not None:  # the first day of all has the number 1
        numbers = numbers.where(number < first_number(days.last) + first_number("0001-01-01"))
    step = _BATCH if limit is None else min(limit + 2 * _STEP, _BATCH)
    for part in _whole_groups(connection, numbers.order_by(number.desc() if descending else number), descending, step):
        rows = [row for some in batches(part, _BATCH)
                for row in connection.execute(query.where(claim.c.number.in_(some))).all()]  # fmt: skip
        yield from sorted(rows, key=lambda row: row.place, reverse=descending)


def _whole_groups(connection: Connection, numbers: Select[Any], descending: bool, step: int) -> Iterator[list[int]]:
    """The numbers of a query in its order, in lists none of which ends within a group."""
    number = numbers.selected_columns[0]
    held: list[int] = []
    found = connection.scalars(numbers.limit(step)).all()
    while found:
        held += found
        if len(found) < step:
            break
        last = group_of(held[-1])
        whole = next((n for n in range(len(held), 0, -1) if group_of(held[n - 1]) != last), 0)
        if whole:
            yield held[:whole]
            held = held[whole:]
        beyond = number < found[-1] if descending else number > found[-1]
        found = connection.scalars(numbers.where(beyond).limit(step)).all()
    if held:
        yield held


def _walk(connection: Connection, query: Select[Any], descending: bool, limit: int | None) -> Iterator[Row[Any]]:
    """The rows in order, a step at a time, so that each database goes along its index of places."""
    step = _BATCH if limit is None else min(max(limit, _STEP), _BATCH)
    ordered = query.order_by(claim.c.place.desc() if descending else claim.c.place).limit(step)
    rows = connection.execute(ordered).all()
    while rows:
        yield from rows
        rows = connection.execute(ordered.where(_beyond(rows[-1].place, descending))).all() if len(rows) == step else []


def _beyond(place: str, descending: bool) -> ColumnElement[bool]:
    return claim.c.place < place if descending else claim.c.place > place


def statements_of(connection: Connection, keys: Sequence[str]) -> list[StatementRow]:
    """The statements of these keys that there are, in the order of publication."""
    out: list[StatementRow] = []
    for part in batches(keys, _BATCH):
        query = statement_query().where(claim.c.key.in_(part))
        out += map(statement_row, connection.execute(query).all())
    return sorted(out, key=lambda row: row.place)


def days_of(connection: Connection, keys: Iterable[str]) -> dict[str, date]:
    """The days of the documents of those of these statements that there are."""
    out: dict[str, date] = {}
    for part in batches(sorted(set(keys)), _BATCH):
        query = select(claim.c.key, claim.c.day).where(claim.c.key.in_(part), claim.c.settled != GONE)
        out.update((key, date.fromisoformat(day)) for key, day in connection.execute(query).all())
    return out


def statement_row(row: Row[Any]) -> StatementRow:
    """A row of `claim` with its `commitment`."""
    return StatementRow(
        key=row.key,
        kind=row.kind,
        doc=row.doc,
        text_id=row.text_id,
        day=date.fromisoformat(row.day),
        commitment=row.commitment,
        confidence=row.confidence,
        body={**json.loads(row.body), "id": row.key, "doc": row.doc},
        place=row.place,
    )


def fits(body: dict[str, Any], filter: Filter) -> bool:
    """Whether what a statement says is what the filter asks for; its days are looked at by the query."""
    if not (_any(body, DONORS, filter.donors) and _any(body, RECIPIENTS, filter.recipients)):
        return False
    for name, wanted in (("sector", filter.sectors), ("instrument", filter.instruments), ("stage", filter.stages)):
        if wanted and (body.get(name) or NONE) not in wanted:
            return False
    if filter.programmes and not set(body.get("programmes") or ()) & set(filter.programmes):
        return False
    if filter.stage_at_least and not _far_enough(body, filter.stage_at_least):
        return False
    amount = body.get("amount") or {}
    if filter.currency and amount.get("currency") != filter.currency:
        return False
    value = amount.get("value")
    if filter.value_from is not None and (value is None or (amount.get("max") or value) < filter.value_from):
        return False
    return filter.value_to is None or (value is not None and value <= filter.value_to)


def _far_enough(body: dict[str, Any], stage: str) -> bool:
    return body["kind"] == "pledge" and rank_of(body["stage"]) >= rank_of(stage)


def _any(body: dict[str, Any], names: Collection[str], wanted: Sequence[str]) -> bool:
    return not wanted or any(code in (body.get(name) or ()) for name in names for code in wanted)


def statement_query(filter: Filter = EVERYTHING) -> Select[Any]:
    """The claims that count with their commitments, for `statement_row`; of a filter what SQL can leave out."""
    return (
        select(*_READ, member.c.commitment)
        .outerjoin(member, member.c.claim == claim.c.key)
        .where(claim.c.settled != GONE, *_days(filter))
    )


def _days(filter: Filter) -> list[ColumnElement[bool]]:
    out = []
    if filter.since:
        out.append(claim.c.day >= filter.since.isoformat())
    if filter.until:
        out.append(claim.c.day <= filter.until.isoformat())
    if filter.as_of:
        out.append(claim.c.day <= filter.as_of.isoformat())
    return out
