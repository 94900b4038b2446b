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

import numpy as np
from sqlalchemy import Connection

from pledgebook.ledger.rates import REFERENCE, NoRate, rate
from pledgebook.ledger.schema import CENTS
from pledgebook.model import Amount
from pledgebook.report.columns import MISSING, Ints
from pledgebook.report.converting import factors
from pledgebook.report.filters import EVERYTHING, NONE, Filter, rank_of
from pledgebook.report.fitting import Chosen, Mask, chosen

BY = ("donor", "recipient", "sector", "programme", "instrument", "month")
_ONE_CENT = Decimal("0.01")
_COLUMNS = {"donor": "donors", "recipient": "recipients", "sector": "sector", "programme": "programmes",
            "instrument": "instrument"}  # fmt: skip


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
    was taken, `recurring` those per year or month; `unconverted` lists those that are in no row."""

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
    found = chosen(connection, asked)
    places = found.counted(level)
    keys, names = _keys(found, places, by)
    ranges = int(np.count_nonzero(found.column("max")[places] != MISSING))
    yearly = int(np.count_nonzero(found.column("per")[places]))
    if convert is None:
        units = found.column("currency")[places]
        words = found.columns.words["currency"].words
        of = keys * len(words) + units
        rows = [SumRow(names[at // len(words)], plain_money(value), words[at % len(words)], number)
                for at, value, number in totalled(of, found.column("value")[places])]  # fmt: skip
        return Sums(by, level, _sorted(rows, by), (), ranges, yearly)
    if convert == REFERENCE:  # which the book keeps converted
        worth = found.column("worth")[places]
        has = worth != MISSING
        rows = [SumRow(names[at], plain_money(value), REFERENCE, number)
                for at, value, number in totalled(keys[has], worth[has])]  # fmt: skip
    else:
        worth, has = converted(found, places, convert, "gift_day")
        rows = [SumRow(names[at], money(value), convert, number)
                for at, value, number in totalled(keys[has], worth[has])]  # fmt: skip
        ranges = int(np.count_nonzero(found.column("max")[places[has]] != MISSING))
    left = _unconverted(found, places[~has], convert)
    return Sums(by, level, _sorted(rows, by), left, ranges, yearly)


def totalled(keys: Ints, values: Ints) -> list[tuple[int, Any, int]]:
    """For each key that occurs: the key, the sum of its values, how many there are. Whole numbers are summed exactly."""
    if not len(keys):
        return []
    size = int(keys.max()) + 1
    numbers = np.bincount(keys, minlength=size)
    whole = values.dtype.kind == "i" and float(np.abs(values).max()) * len(values) < 2**62
    out = np.zeros(size, values.dtype if whole or values.dtype.kind == "f" else object)
    np.add.at(out, keys, values if out.dtype == values.dtype else values.astype(object))
    return [(int(at), out[at], int(numbers[at])) for at in np.flatnonzero(numbers)]


def converted(found: Chosen, places: Ints, to: str, day: str) -> tuple[Any, Mask]:
    """What the amounts at these places are worth in hundredths of another currency, at the rate of a day of each
    (`gift_day` or `stage_day`), and which of them have a rate."""
    rates = factors(found.columns, found.rows[places], day, to)
    return found.column("value")[places] * rates, ~np.isnan(rates)


def plain_money(hundredths: Any) -> Decimal:
    """Hundredths as an amount, without a fraction where it is whole."""
    value = Decimal(int(hundredths or 0)) / CENTS
    return value.to_integral_value() if value == value.to_integral_value() else value.quantize(_ONE_CENT)


def money(hundredths: Any) -> Decimal:
    """Hundredths, which may have a fraction, as an amount to the cent."""
    return (Decimal(np.format_float_positional(hundredths)) / CENTS).quantize(_ONE_CENT)


def _keys(found: Chosen, places: Ints, by: str) -> tuple[Ints, Sequence[str]]:
    """A number for what each place is counted under, and the names of the numbers. Raises KeyError."""
    if by == "month":
        keys, names = months(found.column("gift_day")[places])
        return keys, names
    column = _COLUMNS[by]
    return found.column(column)[places].astype(np.int64), [w or NONE for w in found.columns.words[column].words]


def months(days: Ints) -> tuple[Ints, list[str]]:
    """Months of days, as numbers and their names (2025-03)."""
    different, at = np.unique(days, return_inverse=True)
    names = [date.fromordinal(int(day)).isoformat()[:7] for day in different]
    number = {name: n for n, name in enumerate(dict.fromkeys(names))}
    return np.array([number[name] for name in names], np.int64)[at], list(number)


def _sorted(rows: Sequence[SumRow], by: str) -> tuple[SumRow, ...]:
    if by == "month":
        return tuple(sorted(rows, key=lambda row: (row.currency, row.key)))
    return tuple(sorted(rows, key=lambda row: (row.currency, -row.value, row.key)))


def _unconverted(found: Chosen, places: Ints, to: str) -> tuple[Unconverted, ...]:
    """The commitments at these places, by day and id, each with why it has no rate."""
    places = places[np.lexsort((found.column("order")[places], found.column("gift_day")[places]))]
    words = found.columns.words
    out = []
    for place, id in zip(places, found.ids(places), strict=True):
        row = found.rows[place]
        unit = words["currency"].words[found.columns["currency"][row]]
        on = date.fromordinal(int(found.columns["gift_day"][row]))
        bound: Any = words["bound"].words[found.columns["bound"][row]] or "exact"
        high = found.columns["max"][row]
        value = _number(found.columns["value"][row])
        amount = Amount(value, unit, bound, None if high == MISSING else _number(high))
        out.append(Unconverted(id, amount, _why(unit, to, on)))
    return tuple(out)


def _why(unit: str, to: str, on: date) -> str:
    try:
        rate(unit, to, on)
    except NoRate as error:
        return str(error)
    return f"no reference rate for {unit} on {on}"


def _number(hundredths: int) -> int | float:
    value = plain_money(hundredths)
    return int(value) if value == value.to_integral_value() else float(value)
