"""Reference rates of many amounts at once."""

from __future__ import annotations

import threading
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pledgebook.ledger.rates import REFERENCE, NoRate, rate
from pledgebook.report.columns import Ints

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


def factors(units: Ints, days: Ints, names: list[str], to: str) -> Factors:
    """How much of `to` one unit of a currency was worth on a day, for each pair of a currency (a number in `names`) and a
    day (date.toordinal); NaN where there is no rate."""
    out = np.full(len(units), np.nan, np.longdouble)
    for number in np.unique(units).tolist():
        here = units == number
        unit = names[number]
        out[here] = 1 if unit == to else _RATES.of(to, days[here]) / _RATES.of(unit, days[here])
    return out


def _rate(unit: str, day: int) -> Any:
    try:
        return np.longdouble(str(rate(REFERENCE, unit, date.fromordinal(day))))
    except NoRate:
        return np.longdouble("nan")
