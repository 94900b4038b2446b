"""Reference rates of many amounts at once."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pledgebook.ledger.rates import REFERENCE, NoRate, rate
from pledgebook.report.columns import Columns, Ints

# Sums of ten thousands of converted amounts shall come out to the cent: 64 bits of precision where there are so many.
Factors = NDArray[np.longdouble]


class _Rates:
    """How much of a currency one unit of the reference currency was worth on each day that was asked for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[str, dict[int, np.longdouble]] = {}

    def of(self, unit: str, days: Ints) -> Factors:
        """The rates of these days; NaN where there is none."""
        if unit == REFERENCE:
            return np.ones(len(days), np.longdouble)
        different, at = np.unique(days, return_inverse=True)
        with self._lock:
            known = self._known.setdefault(unit, {})
            for day in different.tolist():
                if day not in known:
                    known[day] = _rate(unit, day)
            found = np.array([known[day] for day in different.tolist()], np.longdouble)
        out: Factors = found[at]
        return out


_RATES = _Rates()


def factors(columns: Columns, rows: Ints, day: str, to: str) -> Factors:
    """How much of `to` one unit of its currency was worth, for each of these rows, on a day of each (`gift_day` or
    `stage_day`); NaN where there is no rate."""
    pairs = _pairs(columns, day)
    names = columns.words["currency"].words
    known = columns.kept.answer(("factors", day, to), lambda: _worked_out(pairs, names, to))
    found: Factors = known[pairs.of[rows]]
    return found


class _Pairs(NamedTuple):
    """The currencies and days that occur together, and for each row which of these pairs it has. There are few, so that
    rates are looked up once for many rows."""

    units: Ints
    days: Ints
    of: Ints


def _pairs(columns: Columns, day: str) -> _Pairs:
    """All of them, kept as long as no commitment changes."""

    def work_out() -> _Pairs:
        different, of = np.unique(columns["currency"].astype(np.int64) << 32 | columns[day], return_inverse=True)
        return _Pairs(different >> 32, different & (1 << 32) - 1, of.astype(np.int32))

    return columns.kept.answer(("pairs", day), work_out)


def _worked_out(pairs: _Pairs, names: list[str], to: str) -> Factors:
    out = np.full(len(pairs.units), np.nan, np.longdouble)
    for number in filter(None, np.unique(pairs.units).tolist()):  # 0: without an amount
        here = pairs.units == number
        unit, days = names[number], pairs.days[here]
        out[here] = 1 if unit == to else _RATES.of(to, days) / _RATES.of(unit, days)
    return out


def look_up(units: Iterable[str], days: Ints) -> None:
    """Looks up the reference rates of these currencies on these days, so that they are known."""
    for unit in units:
        _RATES.of(unit, days)


def _rate(unit: str, day: int) -> Any:
    try:
        return np.longdouble(str(rate(REFERENCE, unit, date.fromordinal(day))))
    except NoRate:
        return np.longdouble("nan")
