"""Statements: all of them, by register, and totals checked against the book."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from sqlalchemy import Connection

from pledgebook.exchange.plain import plain
from pledgebook.report import conflicts as contradicting
from pledgebook.report import people as persons
from pledgebook.report import statements as book
from pledgebook.report.conflicts import Place
from pledgebook.report.totals import reconcile, reconciled
from pledgebook.web.api import figures as f
from pledgebook.web.api import models as m
from pledgebook.web.api import pages, shapes
from pledgebook.web.api.answers import Format, answered, format_of, listed
from pledgebook.web.api.paging import conflict_place, place_of
from pledgebook.web.api.parameters import FILTERED, After, Form, Most, asked_of
from pledgebook.web.pages.common import remembered
from pledgebook.web.problems import Refused
from pledgebook.web.query import Asked

router = APIRouter(tags=["statements"])
Key = Annotated[str, Path(pattern="^s[a-z2-7]{10}$")]
Name = Annotated[str, Path(max_length=300)]
Register = Literal["agreements", "sanctions", "needs", "meetings"]


@router.get("/statements", response_model=pages.Statements, openapi_extra=FILTERED)
def list_statements(
    request: Request,
    kind: Annotated[m.Kind | None, Query()] = None,
    doc: Annotated[str | None, Query(max_length=1_000, description="Id of a document.")] = None,
    limit: Most = None,
    after: After = None,
    format: Form = None,
) -> Response:
    """Statements that count, the last published first. The filter looks at what each says; its days at when."""
    return _listed(request, format, limit, after, kind=kind, doc=doc)


@router.get("/registers/{register}", response_model=pages.Statements, openapi_extra=FILTERED)
def register(
    request: Request, register: Register, limit: Most = None, after: After = None, format: Form = None
) -> Response:
    """Agreements, sanctions, needs, or meetings, the last published first."""
    return _listed(request, format, limit, after, kind=register.removesuffix("s"))


@router.get("/totals", response_model=pages.Statements, openapi_extra=FILTERED)
def totals(request: Request, limit: Most = None, after: After = None, format: Form = None) -> Response:
    """Running sums that somebody reported, the last published first."""
    return _listed(request, format, limit, after, kind="total")


@router.get("/statements/{key}", response_model=m.StatementOut)
def statement(request: Request, key: Key) -> Response:
    """One statement."""

    def work(connection: Connection) -> dict[str, Any]:
        found = book.statements_of(connection, [key])
        if not found:
            raise Refused(404, f"there is no statement {key} that counts")
        return shapes.statement(found[0])

    return answered(request, m.StatementOut, work)


@router.get("/reconciliations", response_model=pages.Reconciliations, openapi_extra=FILTERED)
def reconciliations(request: Request, limit: Most = None, after: After = None, format: Form = None) -> Response:
    """Totals with an amount, each checked against what the book knew on the day of its document."""
    asked, start = asked_of(request), place_of(after)

    def found(connection: Connection, most: int | None) -> Iterator[tuple[tuple[str], dict[str, Any]]]:
        rows = _rows(connection, asked, start, None, kind="total")
        checked = ((row, reconciled(connection, row)) for row in rows if row.body.get("amount"))
        return (((row.place,), plain(one)) for row, one in islice(checked, most))

    return listed(request, pages.Reconciliations, "reconciliations", limit, format_of(request, format), found)


@router.get("/reconciliations/{key}", response_model=f.ReconciliationOut)
def reconciliation(request: Request, key: Key) -> Response:
    """One total, by the key of its statement, checked against what the book knew on the day of its document."""

    def work(connection: Connection) -> dict[str, Any]:
        found = next(reconcile(connection, keys=[key]), None)
        if found is None:
            raise Refused(404, f"there is no total {key} with an amount that counts")
        return {**plain(found)}

    return answered(request, f.ReconciliationOut, work)


@router.get("/conflicts", response_model=pages.Conflicts, openapi_extra=FILTERED)
def conflicts(request: Request, limit: Most = None, after: After = None, format: Form = None) -> Response:
    """Where sources contradict each other, the latest first."""
    asked, start = asked_of(request), conflict_place(after)

    def found(connection: Connection, most: int | None) -> Iterator[tuple[Place, dict[str, Any]]]:
        rows = contradicting.placed(connection, asked.filter, limit=most, after=start)
        return ((place, plain(one)) for place, one in rows)

    return listed(request, pages.Conflicts, "conflicts", limit, format_of(request, format), found)


@router.get("/people", response_model=pages.People)
def people(
    request: Request,
    q: Annotated[str | None, Query(max_length=200, description="All of these words in the name.")] = None,
    limit: Most = None,
    after: After = None,
    format: Form = None,
) -> Response:
    """People who speak or meet, by name."""
    start = place_of(after)

    def found(connection: Connection, most: int | None) -> Iterator[tuple[tuple[str], dict[str, Any]]]:
        known = remembered(request, connection, ("people",), lambda: persons.people(connection))
        rows = (row for row in persons.named(known, q) if start is None or row.name > start)
        return (((row.name,), plain(row)) for row in islice(rows, most))

    return listed(request, pages.People, "people", limit, format_of(request, format), found)


@router.get("/people/{name:path}", response_model=f.PersonPageOut)
def person(request: Request, name: Name) -> Response:
    """What somebody said, and where they met."""

    def work(connection: Connection) -> dict[str, Any]:
        found = persons.person(connection, name)
        if found is None:
            raise Refused(404, "the book has nobody of this name")
        return shapes.person(found)

    return answered(request, f.PersonPageOut, work)


def _listed(request: Request, format: Format | None, limit: int | None, after: str | None, **chosen: Any) -> Response:
    asked, start = asked_of(request), place_of(after)

    def found(connection: Connection, most: int | None) -> Iterator[tuple[tuple[str], dict[str, Any]]]:
        rows = _rows(connection, asked, start, most, **chosen)
        return (((row.place,), shapes.statement(row)) for row in rows)

    return listed(request, pages.Statements, "statements", limit, format_of(request, format), found)


def _rows(
    connection: Connection, asked: Asked, start: str | None, most: int | None, **chosen: Any
) -> Iterator[book.StatementRow]:
    wanted = asked.filter
    if chosen.get("kind") not in (None, "pledge"):
        wanted = replace(wanted, stage_at_least=None)
    return book.statements(connection, filter=wanted, limit=most, after=start, descending=True, **chosen)
