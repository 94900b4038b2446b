"""Figures, days and fields in a reader's words, for the templates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from pledgebook.exchange.words import amount_words
from pledgebook.model import Amount
from pledgebook.web.naming import actor_name, programme_name

_MILLION = Decimal(1_000_000)
_BREAKABLE = " "
_FIRM = "\u00a0"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_LISTS = frozenset({"donors", "recipients", "parties", "senders", "targets", "actors"})
RANKS = {"withdrawn": 0, "discussed": 1, "offered": 2, "pledged": 3, "signed": 4, "allocated": 5, "delivered": 6}


def money(amount: Amount | Mapping[str, Any] | None) -> str:
    """`almost EUR 1.8 bn`, never rounded, on one line; empty where there is none."""
    if amount is None:
        return ""
    if not isinstance(amount, Amount):
        known = {key: amount.get(key) for key in ("value", "currency", "max", "per")}
        amount = Amount(bound=amount.get("bound") or "exact", **known)  # type: ignore[arg-type]
    return amount_words(amount).replace(_BREAKABLE, _FIRM)


def millions(value: Decimal | int | float | None) -> str:
    """A sum in millions with one decimal, or as many as a small one needs; `–` where there is none."""
    if value is None:
        return "–"
    figure = Decimal(value) / _MILLION
    places = 1 if abs(figure) >= Decimal("0.05") or not figure else 3
    return f"{figure:,.{places}f}"


def figure(value: Decimal | int | float | None) -> str:
    """A sum in whole units with thousands marked."""
    return "–" if value is None else f"{Decimal(value):,.0f}"


def short(value: Decimal | int | float, currency: str) -> str:
    """A rounded headline: `EUR 1.83 bn`."""
    amount = Decimal(value)
    for unit, name in ((Decimal(10) ** 9, "bn"), (_MILLION, "m")):
        if abs(amount) >= unit:
            return f"{currency}{_FIRM}{amount / unit:,.2f}{_FIRM}{name}"
    return f"{currency}{_FIRM}{amount:,.0f}"


@lru_cache(maxsize=20_000)
def day(value: date | str | None) -> str:
    """`6 Feb 2025`; `no date` where there is none."""
    if not value:
        return "no date"
    given = date.fromisoformat(value[:10]) if isinstance(value, str) else value
    months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
    return f"{given.day}{_FIRM}{months[given.month - 1]}{_FIRM}{given.year}"


def items(value: Any) -> str:
    """`40 generator, transformer`: what is given, and how many where the text says."""
    pairs = [(v["item"], v.get("count")) if isinstance(v, Mapping) else (v.item, v.count) for v in value or ()]
    return ", ".join(item if count is None else f"{count:,} × {item}" for item, count in pairs)


@lru_cache(maxsize=2_000)
def worded(code: str | None) -> str:
    """`joint_production` -> joint production; `none` is said as it is meant."""
    if code == "none":
        return "not stated"
    return (code or "").replace("_", " ").replace("-", " ")


def value_words(name: str, value: Any) -> str:
    """A field of a statement as a reader says it; empty where it has no value."""
    if value is None or value in ([], {}, ""):
        return ""
    if name == "amount":
        return money(value)
    if name == "items":
        return items(value)
    if name in ("date", "since", "until") and _DAY.fullmatch(str(value)):
        return day(value)
    if name in _LISTS:
        return ", ".join(f"{actor_name(code)} ({code})" for code in value)
    if name == "programmes":
        return ", ".join(programme_name(slug) for slug in value)
    if name == "speaker":
        who = [value.get("name") or "", actor_name(value["actor"]) if value.get("actor") else ""]
        return ", ".join(part for part in who if part)
    if name == "period":
        return f"{value.get('start') or '…'} to {value.get('end') or '…'}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(str(part) for part in value)
    return worded(str(value)) if name in ("instrument", "stage", "sector", "action") else str(value)
