"""Sums of commitments, in which nothing is counted twice.

A commitment counts at a stage where it has come that far, has a figure, and is no part of one that counts there itself.
Withdrawn ones never count. A joint gift counts once, under all its donors together. Of a range the lower value counts,
and an amount per year or month once, as it stands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, String, and_, exists, func, not_, or_, select

from pledgebook.ledger.rates import REFERENCE, NoRate, rate
from pledgebook.ledger.schema import CENTS, state
from pledgebook.model import Amount
from pledgebook.report.filters import EVERYTHING, NONE, Filter, conditions, current, gift_day, rank_of

BY = ("donor", "recipient", "sector", "programme", "instrument", "month")
_ONE_CENT = Decimal("0.01")
_MOST_READ = 20_000  # commitments of an answer that are read for what no index has
_DEEPEST = 3  # how many wholes, each a part of the next, are looked through where a filter leaves out the outermost


@dataclass(frozen=True, slots=True)
class SumRow:
    """What is counted under a key (codes joined by +, `none`, or a month 2025-03)."""

    key: str
    value: Decimal
    currency: str
    commitments: int


@dataclass(frozen=True, slots=True)
class Unconverted:
    """A commitment that could not be converted, and is in no row."""

    commitment: str
    amount: Amount
    why: str


@dataclass(frozen=True, slots=True)
class Sums:
    """The rows, greatest first within a currency. `ranges` counts the commitments among them of which the lower value
    was taken, `recurring` those per year or month (in answers of up to 20,000; for larger ones see `recurring()`);
    `unconverted` lists those that are in no row."""

    by: str
    stage_at_least: str
    rows: tuple[SumRow, ...]
    unconverted: tuple[Unconverted, ...] = ()
    ranges: int = 0
    recurring: int = 0

    @property
    def total(self) -> dict[str, Decimal]:
        """All rows together, by currency."""
        out: dict[str, Decimal] = defaultdict(Decimal)
        for row in self.rows:
            out[row.currency] += row.value
        return dict(out)


def sums(
    connection: Connection,
    filter: Filter = EVERYTHING,
    *,
    by: str = "donor",
    currency: str | None = None,
    convert: str | None = None,
    stage_at_least: str | None = None,
) -> Sums:
    """Sums by donor, recipient, sector, programme, instrument or month, a row for each currency.

    `currency` leaves only amounts originally in it; `convert` turns all into one, at the reference rate of each
    commitment's day. `stage_at_least` goes before the filter's; without both it is the lowest of the filter's stages,
    else pledged. Raises KeyError for an unknown `by` or stage.
    """
    level = stage_at_least or filter.stage_at_least or min(filter.stages, key=rank_of, default="pledged")
    asked = replace(filter, currency=currency or filter.currency, stage_at_least=None)
    fits = [*conditions(asked), *counted(asked, level)]
    key = _key(by)
    columns: list[Any] = [key, state.c.currency, func.sum(state.c.value), func.count(), func.count(state.c.max)]
    if convert is None:
        rows = connection.execute(select(*columns).where(*fits).group_by(key, state.c.currency)).all()
        found = [SumRow(row[0] or NONE, plain_money(row[2]), row[1], row[3]) for row in rows]
        yearly = _recurring(connection, fits, found)
        return Sums(by, level, _sorted(found, by), (), sum(row[4] for row in rows), yearly)
    if convert == REFERENCE:
        return _in_reference(connection, fits, key, by, level)
    day = gift_day()
    rows = connection.execute(select(*columns, day).where(*fits).group_by(key, state.c.currency, day)).all()
    values: dict[str, Decimal] = defaultdict(Decimal)
    numbers: dict[str, int] = defaultdict(int)
    ranges = 0
    missing: dict[tuple[str, str], str] = {}
    for name, unit, value, number, ranged, on in rows:
        try:
            factor = rate(unit, convert, date.fromisoformat(on))
        except NoRate as error:
            missing[unit, on] = str(error)
            continue
        values[name or NONE] += plain_money(value) * factor
        numbers[name or NONE] += number
        ranges += ranged
    found = [SumRow(k, value.quantize(_ONE_CENT), convert, numbers[k]) for k, value in values.items()]
    left = _unconverted(connection, fits, missing)
    return Sums(by, level, _sorted(found, by), left, ranges, _recurring(connection, fits, found))


def _in_reference(
    connection: Connection, fits: Sequence[ColumnElement[bool]], key: ColumnElement[Any], by: str, level: str
) -> Sums:
    """Sums in the currency of the reference rates, which the book keeps converted."""
    columns: list[Any] = [key, func.sum(state.c.worth), func.count(state.c.worth), func.count(state.c.max)]
    rows = connection.execute(select(*columns).where(*fits).group_by(key)).all()
    found = [SumRow(row[0] or NONE, plain_money(row[1]), REFERENCE, row[2]) for row in rows if row[2]]
    on = gift_day()
    unlike = connection.execute(
        select(state.c.currency, on).where(*fits, state.c.worth.is_(None)).group_by(state.c.currency, on)
    )
    missing = {(unit, day): f"no reference rate for {unit} on {day}" for unit, day in unlike}
    left = _unconverted(connection, fits, missing)
    return Sums(by, level, _sorted(found, by), left, sum(row[3] for row in rows), _recurring(connection, fits, found))


def recurring(connection: Connection, filter: Filter = EVERYTHING, stage_at_least: str = "pledged") -> int:
    """How many of the commitments that count at a stage are per year or month."""
    return _yearly(connection, [*conditions(filter), *counted(filter, stage_at_least)])


def _recurring(connection: Connection, fits: Sequence[ColumnElement[bool]], rows: Sequence[SumRow]) -> int:
    return _yearly(connection, fits) if sum(row.commitments for row in rows) <= _MOST_READ else 0


def _yearly(connection: Connection, fits: Sequence[ColumnElement[bool]]) -> int:
    recurs = state.c.body.contains('"per": "')
    return connection.scalar(select(func.count()).select_from(state).where(*fits, recurs)) or 0


def counted(filter: Filter, stage: str) -> list[ColumnElement[bool]]:
    """What makes a row of `state` that fits count at a stage: a part counts only where none of its wholes does."""
    level = rank_of(stage)
    own = [state.c.rank >= max(level, 1), state.c.value.is_not(None)]
    outermost = state.c.over_rank < max(level, 1)
    if not (filter.sectors or filter.programmes or filter.instruments or filter.donors):
        return [*own, outermost]
    return [*own, or_(outermost, not_(_whole_counts(filter, level, state.c.part_of)))]


def _whole_counts(filter: Filter, level: int, part_of: ColumnElement[Any], depth: int = 0) -> ColumnElement[bool]:
    """Whether the whole (or its own) is counted in the answer to the same question: one that the filter leaves out, as
    it is of another sector, is not, and its parts count by themselves."""
    whole = state.alias(f"whole{depth}")
    counts = and_(whole.c.rank >= max(level, 1), whole.c.value.is_not(None), *conditions(filter, whole))
    here = and_(whole.c.commitment == part_of, current(filter.as_of, whole))
    if depth + 1 < _DEEPEST:
        counts = or_(counts, _whole_counts(filter, level, whole.c.part_of, depth + 1))
    return exists(select(1).where(here, counts))


def plain_money(hundredths: Any) -> Decimal:
    """Hundredths as an amount, without a fraction where it is whole."""
    value = Decimal(int(hundredths or 0)) / CENTS
    return value.to_integral_value() if value == value.to_integral_value() else value.quantize(_ONE_CENT)


def _key(by: str) -> ColumnElement[Any]:
    columns: dict[str, ColumnElement[Any]] = {
        "donor": state.c.donors,
        "recipient": state.c.recipients,
        "sector": state.c.sector,
        "programme": state.c.programmes,
        "instrument": state.c.instrument,
        "month": func.substr(gift_day(), 1, 7, type_=String),
    }
    return columns[by]


def _sorted(rows: Sequence[SumRow], by: str) -> tuple[SumRow, ...]:
    if by == "month":
        return tuple(sorted(rows, key=lambda row: (row.currency, row.key)))
    return tuple(sorted(rows, key=lambda row: (row.currency, -row.value, row.key)))


def _unconverted(
    connection: Connection, fits: Sequence[ColumnElement[bool]], missing: dict[tuple[str, str], str]
) -> tuple[Unconverted, ...]:
    if not missing:
        return ()
    units = sorted({unit for unit, _ in missing})
    on = gift_day()
    columns = (state.c.commitment, state.c.value, state.c.max, state.c.currency, state.c.bound, on)
    rows = connection.execute(
        select(*columns).where(*fits, state.c.currency.in_(units)).order_by(on, state.c.commitment)
    )
    out = []
    for commitment, value, high, unit, bound, day in rows:
        why = missing.get((unit, day))
        if why is not None:
            amount = Amount(_number(value), unit, bound or "exact", None if high is None else _number(high))
            out.append(Unconverted(commitment, amount, why))
    return tuple(out)


def _number(hundredths: int) -> int | float:
    value = plain_money(hundredths)
    return int(value) if value == value.to_integral_value() else float(value)
