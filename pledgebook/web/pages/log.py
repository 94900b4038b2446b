"""Every decision anybody took, the last first."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from sqlalchemy import select

from pledgebook.ledger.judging import judgements, unattached
from pledgebook.ledger.schema import judgement
from pledgebook.web.pages.common import number, reading
from pledgebook.web.rendering import page

router = APIRouter(include_in_schema=False)


@router.get("/log")
def log(request: Request) -> Response:
    """A page of the log; `after` is the number of the judgement before it."""
    after, size = number(request, "after"), request.app.state.settings.page
    query = select(judgement.c.id).order_by(judgement.c.id.desc()).limit(size + 1)
    if after is not None:
        query = query.where(judgement.c.id < after)
    with reading(request) as connection:
        numbers = list(connection.scalars(query))
        rows = judgements(connection, numbers[:size])[::-1] if numbers else []
        lost = unattached(connection) if after is None else []
    more = numbers[size - 1] if len(numbers) > size else None
    return page(request, "log.html", rows=rows, lost=lost, more=more, after=after)
