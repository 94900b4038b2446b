"""Where sources contradict each other."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from pledgebook.report.commitments import commitments_of
from pledgebook.report.conflicts import placed
from pledgebook.report.documents import citations_of
from pledgebook.report.statements import statements_of
from pledgebook.web.api.paging import conflict_place, packed
from pledgebook.web.pages.common import kept, reading, view_filter
from pledgebook.web.rendering import page

router = APIRouter(include_in_schema=False)
_PAGE = 25


@router.get("/conflicts")
@kept
def contradictions(request: Request) -> Response:
    """The conflicts, the last first, with the sentences; `after` is where the page before ended."""
    asked, start = view_filter(request), request.query_params.get("after")
    with reading(request) as connection:
        found = list(placed(connection, asked, limit=_PAGE + 1, after=conflict_place(start)))
        rows = [row for _, row in found[:_PAGE]]
        told = {s.key: s for s in statements_of(connection, sorted({k for r in rows for k in r.statements}))}
        about = commitments_of(connection, [row.commitment for row in rows], asked.as_of, False)
        citations = citations_of(connection, {s.text_id for s in told.values()})
    more = packed(*found[_PAGE - 1][0]) if len(found) > _PAGE else None
    return page(request, "conflicts.html", rows=rows, told=told, about=about, documents=citations, more=more,
                start=start)  # fmt: skip
