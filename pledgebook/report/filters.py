"""What a question is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, and_, func

from pledgebook.ledger.claims import RANKS
from pledgebook.ledger.schema import state

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


def current(as_of: date | None) -> ColumnElement[bool]:
    """The state of each commitment now, or on a day; none for those not known by then."""
    if as_of is None:
        return state.c.until.is_(None)
    day = as_of.isoformat()
    return and_(state.c.since <= day, func.coalesce(state.c.until, _NEVER) > day)


def rank_of(stage: str) -> int:
    """How far a stage is: withdrawn 0, discussed 1 … delivered 6. Raises KeyError for what is no stage."""
    return RANKS[stage]
