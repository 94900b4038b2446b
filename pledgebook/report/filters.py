"""What a question is about: a Filter, and the SQL conditions that it means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, FromClause, String, and_, func, literal, or_, select

from pledgebook.ledger.claims import RANKS
from pledgebook.ledger.schema import CENTS, commitment, party, state

_NEVER = "9999"
NONE = "none"  # as a sector or an instrument: those that have none


@dataclass(frozen=True, slots=True)
class Filter:
    """What commitments a question is about; of several values of a field any fits, of several fields all must.

    A joint gift fits each of its donors. `since` and `until` bound the day of the pledge (the day of its stage, where
    nothing was pledged yet), both included; `value_from` and `value_to` are in units of the gift's own currency;
    `words` are looked for in what the commitment is in short, all of them; `as_of` asks the book of that day.
    """

    donors: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    instruments: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    stage_at_least: str | None = None
    currency: str | None = None
    since: date | None = None
    until: date | None = None
    value_from: Decimal | None = None
    value_to: Decimal | None = None
    words: str | None = None
    as_of: date | None = None


EVERYTHING = Filter()


def conditions(filter: Filter, table: FromClause = state) -> list[ColumnElement[bool]]:
    """What rows of `state` (or an alias of it) fit; those of the day asked for alone."""
    c = table.c
    out = [current(filter.as_of, table)]
    if filter.recipients:  # few and told of often: looking them up would cost more than it spares
        out.append(holds(c.recipients, filter.recipients))
    for role, column, codes in (("donor", c.donors, filter.donors), ("programme", c.programmes, filter.programmes)):
        if codes:
            out.append(holds(column, codes))
            if filter.as_of is None:  # parties are those of the present
                out.append(_of_party(c.commitment, role, codes))
    for column, values in ((c.sector, filter.sectors), (c.instrument, filter.instruments)):
        if values:
            fits = column.in_([v for v in values if v != NONE])
            out.append(or_(fits, column.is_(None)) if NONE in values else fits)
    if filter.stages:
        out.append(c.stage.in_(filter.stages))
    if filter.stage_at_least:
        out.append(c.rank >= rank_of(filter.stage_at_least))
    if filter.currency:
        out.append(c.currency == filter.currency)
    if filter.since:
        out.append(gift_day(table) >= filter.since.isoformat())
    if filter.until:
        out.append(gift_day(table) <= filter.until.isoformat())
    if filter.value_from is not None:
        out.append(func.coalesce(c.max, c.value) >= int(filter.value_from * CENTS))
    if filter.value_to is not None:
        out.append(c.value <= int(filter.value_to * CENTS))
    if filter.words and filter.words.split():
        found = and_(*(commitment.c.words.icontains(word, autoescape=True) for word in filter.words.split()))
        out.append(c.commitment.in_(select(commitment.c.id).where(found)))
    return out


def current(as_of: date | None, table: FromClause = state) -> ColumnElement[bool]:
    """The state of each commitment now, or on a day; none for those not known by then."""
    c = table.c
    if as_of is None:
        return c.until.is_(None)
    day = as_of.isoformat()
    # Half of all states or more fit a day: written so that no index on days is searched for them, and one that has all
    # columns of a sum, or is in the order of a list, is walked instead.
    return and_(func.coalesce(c.since, "") <= day, func.coalesce(c.until, _NEVER) > day)


def gift_day(table: FromClause = state) -> ColumnElement[Any]:
    """The day a commitment is dated by: of the pledge, else of its stage."""
    return func.coalesce(table.c.pledged_day, table.c.stage_day, type_=String)


def holds(column: ColumnElement[Any], codes: Sequence[str]) -> ColumnElement[bool]:
    """Whether one of the codes is among those that the column joins by +."""
    joined = literal("+") + column + literal("+")
    return or_(*(joined.contains(f"+{code}+", autoescape=True) for code in codes))


def rank_of(stage: str) -> int:
    """How far a stage is: withdrawn 0, discussed 1 … delivered 6. Raises KeyError for what is no stage."""
    return RANKS[stage]


def _of_party(column: ColumnElement[Any], role: str, codes: Sequence[str]) -> ColumnElement[bool]:
    return column.in_(select(party.c.commitment).where(party.c.role == role, party.c.code.in_(codes)))
