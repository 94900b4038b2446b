"""Reference rates of the European Central Bank, 1999 to the last month that the CurrencyConverter package ships."""

from __future__ import annotations

import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

REFERENCE = "EUR"  # the rates are the European Central Bank's
_DAYS_AFTER = 400  # how long the last rate known stands for later days
_DAYS_BACK = 10  # over weekends and holidays the last rate before holds


class NoRate(Exception):
    """There is no reference rate for that currency around that day; the message says which."""


def convert(value: Decimal, currency: str, to: str, day: datetime.date) -> Decimal:
    """`value` in `currency` as an amount of `to`, at the reference rate of `day` or the last one before it, to the
    cent. After the last day that the package knows, its last rate holds. Raises NoRate."""
    if currency == to:
        return value
    return (value * rate(currency, to, day)).quantize(Decimal("0.01"))


@lru_cache(maxsize=65536)
def rate(currency: str, to: str, day: datetime.date) -> Decimal:
    """How much of `to` one unit of `currency` was worth on `day`. Raises NoRate."""
    return _euro_rate(to, day) / _euro_rate(currency, day)


@lru_cache(maxsize=65536)
def _euro_rate(currency: str, day: datetime.date) -> Decimal:
    """How much of `currency` one euro was worth."""
    if currency == REFERENCE:
        return Decimal(1)
    converter = _converter()
    bounds = converter.bounds.get(currency)
    if bounds is None:
        raise NoRate(f"no reference rate for {currency}")
    wanted = min(day, bounds.last_date) if (day - bounds.last_date).days < _DAYS_AFTER else day
    from currency_converter import RateNotFoundError

    for back in range(_DAYS_BACK + 1):
        try:
            return Decimal(converter.convert(1, REFERENCE, currency, date=wanted - datetime.timedelta(days=back)))
        except RateNotFoundError:
            continue
    raise NoRate(f"no reference rate for {currency} on {day}")


@lru_cache(maxsize=1)
def _converter() -> Any:
    from currency_converter import CurrencyConverter

    return CurrencyConverter(decimal=True)
