"""The first page: how much, by whom, for what, how far; and what is new or does not fit."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from pledgebook.report.changes import newest
from pledgebook.report.commitments import commitments_of, count
from pledgebook.report.conflicts import conflicts
from pledgebook.web.pages.common import kept, reading, remembered, view_filter
from pledgebook.web.pages.figures import by_stage, lines, months
from pledgebook.web.pages.reckoning import unfitting
from pledgebook.web.rendering import page, safe_view

router = APIRouter(include_in_schema=False)
_NEWEST, _DOUBTS = 8, 5


@router.get("/")
@kept
def overview(request: Request) -> Response:
    """Sums, the newest commitments and conflicts, and the totals that do not add up."""
    asked, currency = view_filter(request), safe_view(request).currency
    with reading(request) as connection:
        contradicting = remembered(
            request, connection, ("conflicts", asked), lambda: list(conflicts(connection, asked, limit=_DOUBTS))
        )
        values: dict[str, Any] = {
            "by_donor": lines(request, connection, asked, "donor", currency),
            "by_sector": lines(request, connection, asked, "sector", currency),
            "stages": by_stage(request, connection, asked, currency),
            "months": months(request, connection, asked, currency),
            "known": remembered(request, connection, ("count", asked), lambda: count(connection, asked)),
            "newest": remembered(
                request,
                connection,
                ("newest", asked, _NEWEST),
                lambda: newest(connection, asked, limit=_NEWEST, told=False),
            ),
            "conflicts": contradicting,
            "about": commitments_of(connection, [c.commitment for c in contradicting], asked.as_of, False),
            "totals": unfitting(request, connection, asked, _DOUBTS),
        }
    return page(request, "overview.html", **values)
