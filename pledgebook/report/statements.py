"""Statements that count now, after people's decisions, each with its document and its commitment."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, select

from pledgebook.ledger.refresh import GONE
from pledgebook.ledger.schema import claim, member
from pledgebook.report.filters import EVERYTHING, NONE, Filter, rank_of

_BATCH = 400
_DONORS = ("donors", "senders", "parties", "actors")  # who acts, whatever the kind calls it
_RECIPIENTS = ("recipients", "targets", "parties", "actors")


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
    if kind is not None:
        query = query.where(claim.c.kind == kind)
    if doc is not None:
        query = query.where(claim.c.doc == doc)
    if text_id is not None:
        query = query.where(claim.c.text_id == text_id)
    for word in (words or asked.words or "").split():
        query = query.where(claim.c.body.icontains(word, autoescape=True))
    if after is not None:
        query = query.where(claim.c.place < after if descending else claim.c.place > after)
    query = query.order_by(claim.c.place.desc() if descending else claim.c.place)
    count = 0
    for row in connection.execution_options(yield_per=_BATCH).execute(query):
        found = statement_row(row)
        if fits(found.body, asked):
            yield found
            count += 1
            if limit is not None and count >= limit:
                return


def statements_of(connection: Connection, keys: Sequence[str]) -> list[StatementRow]:
    """The statements of these keys that there are, in the order of publication."""
    out: list[StatementRow] = []
    for start in range(0, len(keys), _BATCH):
        query = statement_query().where(claim.c.key.in_(keys[start : start + _BATCH]))
        out += map(statement_row, connection.execute(query))
    return sorted(out, key=lambda row: row.place)


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
    if not (_any(body, _DONORS, filter.donors) and _any(body, _RECIPIENTS, filter.recipients)):
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
    query = (
        select(claim, member.c.commitment)
        .outerjoin(member, member.c.claim == claim.c.key)
        .where(claim.c.settled != GONE, *_days(filter))
    )
    for codes in (filter.donors, filter.recipients, filter.programmes):
        if len(codes) == 1:  # lets the database leave out most; `fits` is exact
            query = query.where(claim.c.body.contains(f'"{codes[0]}"', autoescape=True))
    return query


def _days(filter: Filter) -> list[ColumnElement[bool]]:
    out = []
    if filter.since:
        out.append(claim.c.day >= filter.since.isoformat())
    if filter.until:
        out.append(claim.c.day <= filter.until.isoformat())
    if filter.as_of:
        out.append(claim.c.day <= filter.as_of.isoformat())
    return out
