"""Where sources contradict each other."""

from __future__ import annotations

from itertools import islice

from fastapi import APIRouter, Request, Response

from pledgebook.report.commitments import commitments_of
from pledgebook.report.conflicts import conflicts
from pledgebook.report.documents import documents_of
from pledgebook.report.statements import statements_of
from pledgebook.web.pages.common import number, reading, view_filter
from pledgebook.web.rendering import page

router = APIRouter(include_in_schema=False)
_PAGE = 25
_FURTHEST = 10_000


@router.get("/conflicts")
def contradictions(request: Request) -> Response:
    """The conflicts, the last first, with the sentences; `after` is how many come before."""
    asked = view_filter(request)
    start = min(number(request, "after") or 0, _FURTHEST)
    with reading(request) as connection:
        every = conflicts(connection, asked, limit=start + _PAGE + 1)
        rows = list(islice(every, start, start + _PAGE + 1))
        told = {s.key: s for s in statements_of(connection, sorted({k for r in rows for k in r.statements}))}
        about = commitments_of(connection, [row.commitment for row in rows], asked.as_of, False)
        sources = documents_of(connection, {s.text_id for s in told.values()})
    more = start + _PAGE if len(rows) > _PAGE else None
    return page(request, "conflicts.html", rows=rows[:_PAGE], told=told, about=about, documents=sources, more=more,
                start=start)  # fmt: skip
