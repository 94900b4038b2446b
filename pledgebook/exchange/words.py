"""Amounts, actors and other fields of a statement in a reader's words, for the terminal."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pledgebook.model import (
    Agreement,
    Amount,
    Item,
    Meeting,
    Need,
    Pledge,
    Sanction,
    Statement,
    Total,
)

_BOUNDS = {
    "exact": "",
    "about": "about ",
    "almost": "almost ",
    "over": "over ",
    "at_least": "at least ",
    "up_to": "up to ",
    "range": "",
}
_UNITS = ((10**12, " tn"), (10**9, " bn"), (10**6, " m"))
# What could move the cursor, change colours or turn the reading direction of a terminal.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")


def printable(text: str) -> str:
    """Text on one line and without anything a terminal would obey."""
    return _UNPRINTABLE.sub(" ", text)


def amount_words(amount: Amount | None) -> str:
    """`almost EUR 1.8 bn`, `USD 1 bn to 2 bn`, `NOK 120 m a year`; the figure is never rounded."""
    if amount is None:
        return ""
    words = f"{_BOUNDS[amount.bound]}{amount.currency} {figure(amount.value)}"
    if amount.max is not None:
        words += f" to {figure(amount.max)}"
    return f"{words} a {amount.per}" if amount.per else words


def figure(value: int | float) -> str:
    """`1.8 bn`, `120 m`, `12,345.50`: shortened only where nothing is lost."""
    for unit, name in _UNITS:
        if value >= unit and value * 1000 % unit == 0:
            return f"{value / unit:.3f}".rstrip("0").rstrip(".") + name
    return f"{value:,.2f}".removesuffix(".00")


def who_to_whom(statement: Statement) -> str:
    """`LT → UA`, `LT, UA` for an agreement or a meeting, `UA` for a need; `?` for a side that is not known."""
    match statement:
        case Pledge() | Total():
            return f"{_list(statement.donors)} → {_list(statement.recipients)}"
        case Sanction():
            return f"{_list(statement.senders)} → {_list(statement.targets)}"
        case Agreement():
            return _list(statement.parties)
        case Need() | Meeting():
            return _list(statement.actors)
    return ""


def stage_words(statement: Statement) -> str:
    """How far it has come: the stage, or a sanction's action, or `priority` for a need."""
    match statement:
        case Pledge() | Agreement() | Meeting():
            return statement.stage
        case Sanction():
            return statement.action
        case Need():
            return "priority" if statement.priority else ""
    return ""


def detail_words(statement: Statement) -> list[str]:
    """Sector, programmes, things and the like, each a short phrase; only what is known."""
    out: list[str] = []
    match statement:
        case Pledge():
            out += [statement.sector or "", *statement.programmes, *map(_item, statement.items)]
            out += [(statement.instrument or "").replace("_", " ")]
            out += [f"if {statement.condition}" if statement.condition else ""]
            if statement.period:
                out.append(f"{statement.period.start or '…'} to {statement.period.end or '…'}")
        case Total():
            out += [statement.sector or "", f"since {statement.since}" if statement.since else ""]
            out += [f"until {statement.until}" if statement.until else ""]
        case Agreement():
            out += [statement.subject or "", *statement.programmes]
        case Sanction():
            out += [f"until {statement.until}" if statement.until else ""]
        case Need():
            out += [statement.item or "", statement.sector or ""]
        case Meeting():
            out += [statement.place or "", ", ".join(statement.people), *statement.topics]
    return [printable(words) for words in out if words]


def amount_of(statement: Statement) -> Amount | None:
    """The statement's amount, None for kinds without one."""
    return statement.amount if isinstance(statement, Pledge | Total | Need) else None


def _item(item: Item) -> str:
    return item.item if item.count is None else f"{item.count:,} {item.item}"


def _list(codes: tuple[str, ...]) -> str:
    return ", ".join(codes) or "?"


def amount_in(raw: Mapping[str, Any] | None) -> str:
    """`amount_words` of an amount as JSON has it."""
    if raw is None:
        return ""
    return amount_words(
        Amount(raw["value"], raw["currency"], raw.get("bound") or "exact", raw.get("max"), raw.get("per"))
    )


def headline(record: Mapping[str, Any]) -> str:
    """A commitment's record in a line: `cxadikxtrq  LT → UA  EUR 30 m  delivered since 2025-10-03`."""
    who = f"{_list(tuple(record['donors']))} → {_list(tuple(record['recipients']))}"
    stage = f"{record['stage']} since {record['stage_date']}"
    return "  ".join(part for part in (record["id"], who, amount_in(record["amount"]), stage) if part)
