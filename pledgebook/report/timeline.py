"""How money was promised and arrived over time, and how far it has come."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from sqlalchemy import Connection, String, func, select

from pledgebook.ledger.claims import RANKS
from pledgebook.ledger.rates import REFERENCE, NoRate, rate
from pledgebook.ledger.schema import state
from pledgebook.report.filters import EVERYTHING, Filter, conditions
from pledgebook.report.sums import counted, plain_money, sums

_ONE_CENT = Decimal("0.01")


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
    values: dict[tuple[str, Literal["said", "arrived"], str], Decimal] = defaultdict(Decimal)
    numbers: dict[tuple[str, Literal["said", "arrived"], str], int] = defaultdict(int)
    groups: tuple[tuple[Literal["said", "arrived"], str], ...] = (("said", "pledged"), ("arrived", "delivered"))
    for group, stage in groups:
        day = (
            func.coalesce(state.c.pledged_day, state.c.stage_day, type_=String)
            if group == "said"
            else state.c.stage_day
        )
        if convert == REFERENCE:  # which the book keeps converted, at the rate of the gift's day
            month = func.substr(day, 1, 7, type_=String)
            converted = connection.execute(
                select(month, func.sum(state.c.worth), func.count(state.c.worth))
                .where(*conditions(asked), *counted(asked, stage), state.c.worth.is_not(None))
                .group_by(month)
            )
            for on, value, number in converted:
                values[on, group, REFERENCE], numbers[on, group, REFERENCE] = plain_money(value), number
            continue
        rows = connection.execute(
            select(day.label("day"), state.c.currency, func.sum(state.c.value), func.count())
            .where(*conditions(asked), *counted(asked, stage))
            .group_by("day", state.c.currency)
        )
        for on, unit, value, number in rows:
            try:
                factor = Decimal(1) if convert is None else rate(unit, convert, date.fromisoformat(on))
            except NoRate:
                continue
            key = (on[:7], group, convert or unit)
            values[key] += plain_money(value) * factor
            numbers[key] += number
    rounded = {key: value if convert is None else value.quantize(_ONE_CENT) for key, value in values.items()}
    return [MonthRow(month, group, rounded[month, group, unit], unit, numbers[month, group, unit])
            for month, group, unit in sorted(rounded)]  # fmt: skip


def stages(
    connection: Connection, filter: Filter = EVERYTHING, *, currency: str | None = None, convert: str | None = None
) -> list[StageRow]:
    """A row for each stage, from discussed to withdrawn. Values are in `currency` or converted to `convert`; 0 where
    neither is given."""
    asked = replace(filter, currency=currency or filter.currency)
    rows = connection.execute(select(state.c.stage, func.count()).where(*conditions(asked)).group_by(state.c.stage))
    counts: dict[str, int] = dict(rows.all())
    unit = convert or asked.currency
    if unit is not None and not (asked.sectors or asked.programmes or asked.instruments or asked.donors):
        come = _come_so_far(connection, asked, convert)
        if come is not None:
            return [StageRow(stage, come.get(stage, Decimal(0)), counts.get(stage, 0)) for stage in _ordered()]
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


def _come_so_far(connection: Connection, asked: Filter, convert: str | None) -> dict[str, Decimal] | None:
    """What `sums` says for each stage, by one question instead of one a stage; None where only `sums` can convert."""
    if convert not in (None, REFERENCE):
        return None
    money = state.c.value if convert is None else state.c.worth
    rows = connection.execute(
        select(state.c.rank, state.c.over_rank, func.sum(money))
        .where(*conditions(replace(asked, stage_at_least=None)), money.is_not(None), state.c.rank > 0)
        .group_by(state.c.rank, state.c.over_rank)
    ).all()
    return {
        stage: plain_money(sum(value for rank, over, value in rows if over < level <= rank))
        for stage, level in RANKS.items()
        if level
    }
