"""How money was promised and arrived over time, and how far it has come."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal

import numpy as np
from sqlalchemy import Connection

from pledgebook.ledger.claims import RANKS
from pledgebook.ledger.rates import REFERENCE
from pledgebook.report.columns import MISSING, Ints
from pledgebook.report.filters import EVERYTHING, Filter
from pledgebook.report.fitting import Chosen, chosen
from pledgebook.report.sums import converted, money, months, plain_money, sums, totalled

_GROUPS: tuple[tuple[Literal["said", "arrived"], str, str], ...] = (
    ("said", "pledged", "gift_day"),
    ("arrived", "delivered", "stage_day"),
)  # the stage that is counted, and the day that it is counted in


@dataclass(frozen=True, slots=True)
class MonthRow:
    """What was said (pledged or above, in the month of the pledge) or arrived (delivered, in the month it was
    delivered)."""

    month: str
    group: Literal["said", "arrived"]
    value: Decimal
    currency: str
    commitments: int


@dataclass(frozen=True, slots=True)
class StageRow:
    """How many commitments are at a stage, and how much money has come that far or further (without counting anything
    twice; 0 for withdrawn)."""

    stage: str
    value: Decimal
    count: int


def by_month(
    connection: Connection, filter: Filter = EVERYTHING, *, currency: str | None = None, convert: str | None = None
) -> list[MonthRow]:
    """Sums by month, for what was said and what arrived; in their own currencies, in one alone, or converted at the
    rate of each commitment's day (what has no rate is left out; `sums` lists it)."""
    asked = replace(filter, currency=currency or filter.currency, stage_at_least=None)
    found = chosen(connection, asked)
    out: list[MonthRow] = []
    for group, stage, day in _GROUPS:
        places = found.counted(stage)
        if convert is None:
            units = found.column("currency")[places]
            for number in np.unique(units).tolist():
                here = places[units == number]
                unit = found.columns.words["currency"].words[number]
                out += _months(found, here, group, day, found.column("value")[here], unit)
            continue
        if convert == REFERENCE:  # which the book keeps converted, at the rate of the gift's day
            worth = found.column("worth")[places]
            has = worth != MISSING
        else:
            worth, has = converted(found, places, convert, day)
        out += _months(found, places[has], group, day, worth[has], convert)
    return sorted(out, key=lambda row: (row.month, row.group, row.currency))


def _months(
    found: Chosen, places: Ints, group: Literal["said", "arrived"], day: str, values: Any, unit: str
) -> list[MonthRow]:
    keys, names = months(found.column(day)[places])
    exact = values.dtype.kind == "i"
    return [MonthRow(names[at], group, plain_money(value) if exact else money(value), unit, number)
            for at, value, number in totalled(keys, values)]  # fmt: skip


def stages(
    connection: Connection, filter: Filter = EVERYTHING, *, currency: str | None = None, convert: str | None = None
) -> list[StageRow]:
    """A row for each stage, from discussed to withdrawn. Values are in `currency` or converted to `convert`; 0 where
    neither is given."""
    asked = replace(filter, currency=currency or filter.currency)
    found = chosen(connection, asked)
    words = found.columns.words["stage"].words
    counts = dict(
        zip(words, np.bincount(found.column("stage")[found.fits], minlength=len(words)).tolist(), strict=False)
    )
    unit = convert or asked.currency
    out = []
    for stage in _ordered():
        value = Decimal(0)
        if unit is not None and RANKS[stage]:
            answer = sums(connection, asked, by="sector", convert=convert, stage_at_least=stage)
            value = answer.total.get(unit, Decimal(0))
        out.append(StageRow(stage, value, counts.get(stage, 0)))
    return out


def _ordered() -> list[str]:
    return sorted(RANKS, key=lambda stage: RANKS[stage] or len(RANKS))
