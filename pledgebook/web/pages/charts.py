"""The charts' specifications and pictures, for the same questions as the pages that show them."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection

from pledgebook.web import charts
from pledgebook.web.charts import ARRIVED, SAID, Point
from pledgebook.web.naming import actor_name
from pledgebook.web.pages.common import asked_of, missing, reading, remembered
from pledgebook.web.pages.figures import Lines, lines, months, years
from pledgebook.web.query import Asked
from pledgebook.web.wording import worded

router = APIRouter(include_in_schema=False)
_TYPES = {"json": "application/json", "svg": "image/svg+xml", "png": "image/png"}
_NAMES = ("donors", "sectors", "months", "years")
_MOST = 14  # bars that can be read
_MONTHS = 120


@router.get("/charts/{name}.{kind}")
def chart(request: Request, name: str, kind: str) -> Response:
    """A chart of the commitments that the address asks for: its specification, or a picture of it."""
    if name not in _NAMES or kind not in _TYPES:
        raise missing(f"there are charts of {', '.join(_NAMES)}, as {', '.join(_TYPES)}")
    asked = asked_of(request)
    with reading(request) as connection:

        def made() -> bytes:
            specification = _specification(request, connection, name, asked)
            if kind != "json":
                return charts.picture(specification, kind)
            return json.dumps(specification, ensure_ascii=False).encode("utf-8")

        body = remembered(request, connection, ("chart", name, kind, asked.filter, asked.view.currency), made)
    headers = {"Cache-Control": "private, no-cache", "Content-Disposition": f'inline; filename="{name}.{kind}"'}
    return Response(body, media_type=_TYPES[kind], headers=headers)


def _specification(request: Request, connection: Connection, name: str, asked: Asked) -> dict[str, Any]:
    currency = asked.view.currency
    if name == "months":
        points = [
            Point(row.month, SAID if row.group == "said" else ARRIVED, row.value)
            for row in months(request, connection, asked.filter, currency)
        ]
        return charts.columns(_unbroken(points), "Pledged and delivered by month", currency, "month")
    if name == "years":
        found = years(request, connection, asked.filter, currency)
        return charts.columns(_points(found, str), "Pledged and delivered by year", currency, "year")
    by = name.removesuffix("s")
    found = lines(request, connection, asked.filter, by, currency)
    called = actor_name if by == "donor" else worded
    points = _points(found, lambda key: "not stated" if key == "none" else called(key), _MOST)
    return charts.bars(points, f"Pledged and delivered by {by}", currency, by)


def _unbroken(points: list[Point]) -> list[Point]:
    """With the months between the first and the last that have nothing; the last ones alone, where there are many."""
    numbers = sorted({int(p.label[:4]) * 12 + int(p.label[5:7]) - 1 for p in points})
    if not numbers:
        return points
    first = max(numbers[0], numbers[-1] - _MONTHS + 1)
    labels = [f"{n // 12:04}-{n % 12 + 1:02}" for n in range(first, numbers[-1] + 1)]
    known = {p.label for p in points}
    kept = [p for p in points if p.label >= labels[0]]
    return kept + [Point(label, SAID, Decimal(0)) for label in labels if label not in known]


def _points(found: Lines, called: Any, most: int | None = None) -> list[Point]:
    out = []
    for row in found.rows[:most]:
        out += [Point(called(row.key), SAID, row.said), Point(called(row.key), ARRIVED, row.arrived)]
    return out
