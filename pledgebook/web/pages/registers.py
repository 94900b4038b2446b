"""Agreements, sanctions, needs, meetings and totals, the last first."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from sqlalchemy import func, select

from pledgebook.ledger.refresh import GONE
from pledgebook.ledger.schema import claim
from pledgebook.report.commitments import commitments_of
from pledgebook.report.documents import citations_of
from pledgebook.report.statements import statements, statements_of
from pledgebook.web.pages.common import asked_of, kept, missing, number, reading, remembered
from pledgebook.web.pages.reckoning import reckoned
from pledgebook.web.query import WrongQuery
from pledgebook.web.rendering import page, safe_view

router = APIRouter(include_in_schema=False)
KINDS = {"agreements": "agreement", "sanctions": "sanction", "needs": "need", "meetings": "meeting", "totals": "total"}
_SAYS = {
    "agreements": "Treaties, memoranda, contracts and security agreements.",
    "sanctions": "Restrictive measures, and the words of what would end them.",
    "needs": "What states say they need, and what they call urgent.",
    "meetings": "Who met whom, visited or called.",
    "totals": "Running sums that governments report, each checked against what the book knew on that day.",
}
_PLACE = 64  # characters


@router.get("/registers")
@kept
def all_registers(request: Request) -> Response:
    """How many entries each register has."""
    with reading(request) as connection:
        query = select(claim.c.kind, func.count()).where(claim.c.settled != GONE).group_by(claim.c.kind)
        numbers = remembered(
            request, connection, ("kinds",), lambda: {row[0]: row[1] for row in connection.execute(query)}
        )
    return page(request, "registers.html", kinds=KINDS, says=_SAYS, numbers=numbers)


@router.get("/registers/{name}")
@kept
def register(request: Request, name: str) -> Response:
    """One register, a page of it. Donor and recipient in the address are whoever acts and whoever it concerns."""
    kind = KINDS.get(name)
    if kind is None:
        raise missing(f"there are the registers {', '.join(KINDS)}")
    asked = asked_of(request)
    if asked.after and len(asked.after) > _PLACE:
        raise WrongQuery("after: this is no place in the register; begin with its first page")
    size = request.app.state.settings.page
    with reading(request) as connection:
        rows = list(
            statements(connection, kind=kind, filter=asked.filter, limit=size + 1, after=asked.after, descending=True)
        )
        more = rows[size - 1].place if len(rows) > size else None
        rows = rows[:size]
        checked = reckoned(request, connection, rows) if kind == "total" else []
        citations = citations_of(connection, {row.text_id for row in rows})
    return page(request, "register.html", name=name, kind=kind, says=_SAYS[name], rows=rows, totals=checked,
                documents=citations, asked=asked, more=more, kinds=KINDS)  # fmt: skip


@router.get("/registers/totals/{key}")
@kept
def total(request: Request, key: str) -> Response:
    """A total, and the commitments of the book of its day that it is checked against; `after` is how many come before."""
    start, size, as_of = number(request, "after") or 0, request.app.state.settings.page, safe_view(request).as_of
    with reading(request) as connection:
        rows = [r for r in statements_of(connection, [key[:16]]) if r.kind == "total" and r.day <= (as_of or r.day)]
        if not rows:
            raise missing(f"no total {key[:40]} counts in the book")
        found = reckoned(request, connection, rows)[0]
        ids = found.checked.counted if found.checked else ()
        shown = ids[start : start + size]
        known = commitments_of(connection, shown, found.statement.day, False)
    more = start + size if len(ids) > start + size else None
    return page(request, "total.html", total=found, rows=[known[id] for id in shown if id in known], more=more,
                start=start)  # fmt: skip
