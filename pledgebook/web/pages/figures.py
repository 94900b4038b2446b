"""Sums side by side: what was said and what arrived, for the pages and their charts alike."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from fastapi import Request
from sqlalchemy import Connection

from pledgebook.report.filters import Filter
from pledgebook.report.sums import Unconverted, sums
from pledgebook.report.timeline import MonthRow, StageRow, by_month, stages
from pledgebook.web.pages.common import remembered

_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Line:
    """One key (donor, sector, year …): pledged or further, delivered, and how many commitments were pledged."""

    key: str
    said: Decimal
    arrived: Decimal
    commitments: int

    @property
    def open(self) -> Decimal:
        return max(self.said - self.arrived, _NOTHING)


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines, most said first, what could not be converted, and how much of it is not one plain figure."""

    rows: tuple[Line, ...]
    currency: str
    unconverted: tuple[Unconverted, ...] = ()
    ranges: int = 0
    recurring: int = 0

    @property
    def said(self) -> Decimal:
        return sum((row.said for row in self.rows), _NOTHING)

    @property
    def arrived(self) -> Decimal:
        return sum((row.arrived for row in self.rows), _NOTHING)

    @property
    def open(self) -> Decimal:
        return max(self.said - self.arrived, _NOTHING)

    @property
    def commitments(self) -> int:
        return sum(row.commitments for row in self.rows)

    @property
    def most(self) -> Decimal:
        return max((max(row.said, row.arrived) for row in self.rows), default=_NOTHING)


def lines(request: Request, connection: Connection, filter: Filter, by: str, currency: str) -> Lines:
    """Sums by a key, converted; worked out once for each state of the book."""

    def work_out() -> Lines:
        said = sums(connection, filter, by=by, convert=currency, stage_at_least="pledged")
        arrived = {row.key: row.value for row in
                   sums(connection, filter, by=by, convert=currency, stage_at_least="delivered").rows}  # fmt: skip
        rows = [Line(row.key, row.value, arrived.pop(row.key, _NOTHING), row.commitments) for row in said.rows]
        rows += [Line(key, _NOTHING, value, 0) for key, value in arrived.items()]
        return Lines(tuple(rows), currency, said.unconverted, said.ranges, said.recurring)

    return remembered(request, connection, ("lines", filter, by, currency), work_out)


def months(request: Request, connection: Connection, filter: Filter, currency: str) -> list[MonthRow]:
    """What was said and what arrived in each month, converted."""
    return remembered(
        request, connection, ("months", filter, currency), lambda: by_month(connection, filter, convert=currency)
    )


def years(request: Request, connection: Connection, filter: Filter, currency: str) -> Lines:
    """The months by year, the first first; what arrived stands in the year it arrived in."""
    values: dict[str, list[Decimal]] = defaultdict(lambda: [_NOTHING, _NOTHING])
    numbers: dict[str, int] = defaultdict(int)
    for row in months(request, connection, filter, currency):
        values[row.month[:4]][row.group == "arrived"] += row.value
        numbers[row.month[:4]] += row.commitments if row.group == "said" else 0
    rows = (Line(year, said, arrived, numbers[year]) for year, (said, arrived) in sorted(values.items()))
    return Lines(tuple(rows), currency)


def by_stage(request: Request, connection: Connection, filter: Filter, currency: str) -> list[StageRow]:
    """How many commitments stand at each stage, and the money that came as far."""
    return remembered(
        request, connection, ("stages", filter, currency), lambda: stages(connection, filter, convert=currency)
    )
