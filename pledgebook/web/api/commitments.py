"""Commitments and what is reckoned from them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from sqlalchemy import Connection

from pledgebook.report import cards, timeline
from pledgebook.report import commitments as book
from pledgebook.report import sums as summing
from pledgebook.web.api import figures as f
from pledgebook.web.api import models as m
from pledgebook.web.api import pages, shapes
from pledgebook.web.api.answers import answered, format_of, streamed
from pledgebook.web.api.paging import commitment_cursor, packed, rows_of_page
from pledgebook.web.api.parameters import (
    CONVERTED,
    FILTERED,
    SORTED,
    After,
    Form,
    Most,
    asked_of,
    converting,
)
from pledgebook.web.downloads import row_of
from pledgebook.web.pages.common import remembered
from pledgebook.web.problems import Refused

router = APIRouter(tags=["commitments"])
Id = Annotated[str, Path(pattern="^[sc][a-z2-7]{10}$", description="Of a commitment, or the key of a statement.")]
By = Literal["donor", "recipient", "sector", "programme", "instrument", "month"]


@router.get("/commitments", response_model=pages.Commitments, openapi_extra=SORTED)
def list_commitments(request: Request, limit: Most = None, after: After = None, format: Form = None) -> Response:
    """Commitments that fit, a page at a time, or all of them as CSV or JSON Lines."""
    asked = asked_of(request)
    start = commitment_cursor(after, asked.sort)
    order: dict[str, Any] = {"sort": asked.sort, "descending": asked.descending, "after": start}
    form = format_of(request, format)
    if form != "json":

        def rows(connection: Connection) -> Iterator[dict[str, Any]]:
            found = book.commitments(connection, asked.filter, **order, limit=limit)
            return map(row_of, found) if form == "csv" else shapes.each(found)

        return streamed(request, form, "commitments", rows)
    size = rows_of_page(limit)

    def page(connection: Connection) -> dict[str, Any]:
        found = list(book.commitments(connection, asked.filter, **order, limit=size + 1))
        out: dict[str, Any] = {"data": list(shapes.each(found[:size]))}
        if len(found) > size:
            last = book.cursor_of(found[size - 1], asked.sort)
            out["next"] = packed(asked.sort, last.value, last.id)
        if start:
            return out
        fits = remembered(request, connection, ("count", asked.filter), lambda: book.count(connection, asked.filter))
        return {**out, "count": fits}

    return answered(request, pages.Commitments, page)


@router.get("/commitments/{id}", response_model=m.CardOut)
def commitment_card(request: Request, id: Id, as_of: Annotated[date | None, Query()] = None) -> Response:
    """All of a commitment: its statements with why they belong to it, parts, conflicts, judgements."""

    def work(connection: Connection) -> dict[str, Any]:
        found = cards.card(connection, id, as_of)
        if found is None:
            raise Refused(404, f"there is no commitment {id}")
        return shapes.card(found)

    return answered(request, m.CardOut, work)


@router.get("/facets", response_model=f.FacetsOut, openapi_extra=FILTERED)
def facets(request: Request) -> Response:
    """The values that occur among the commitments that fit, with how many have each."""
    asked = asked_of(request)

    def work(connection: Connection) -> dict[str, Any]:
        question = ("api facets", asked.filter)
        found = remembered(request, connection, question, lambda: book.facets(connection, asked.filter))
        return {name: [{"value": v, "count": n} for v, n in values] for name, values in found.items()}

    return answered(request, f.FacetsOut, work)


@router.get("/sums", response_model=f.SumsOut, openapi_extra=CONVERTED)
def sums(request: Request, by: By = "donor", format: Form = None) -> Response:
    """Sums in which nothing is counted twice, a row for each key and currency, or converted into one."""
    asked, unit = asked_of(request), converting(request)

    def work(connection: Connection) -> dict[str, Any]:
        def reckon() -> summing.Sums:
            return summing.sums(connection, asked.filter, by=by, convert=unit)

        return shapes.sums(remembered(request, connection, ("api sums", asked.filter, by, unit), reckon))

    form = format_of(request, format)
    if form != "json":
        return streamed(request, form, "sums", lambda connection: work(connection)["rows"])
    return answered(request, f.SumsOut, work)


@router.get("/timeline", response_model=pages.Timeline, openapi_extra=CONVERTED)
def by_month(request: Request, format: Form = None) -> Response:
    """What was said and what arrived, by month."""
    asked, unit = asked_of(request), converting(request)

    def rows(connection: Connection) -> list[dict[str, Any]]:
        def reckon() -> list[timeline.MonthRow]:
            return timeline.by_month(connection, asked.filter, convert=unit)

        return list(shapes.each(remembered(request, connection, ("api months", asked.filter, unit), reckon)))

    form = format_of(request, format)
    if form != "json":
        return streamed(request, form, "timeline", rows)
    return answered(request, pages.Timeline, lambda connection: {"data": rows(connection)})


@router.get("/stages", response_model=pages.Stages, openapi_extra=CONVERTED)
def stages(request: Request, format: Form = None) -> Response:
    """How many commitments are at each stage, and how much has come that far; the value is 0 where no currency is
    named, by `currency` or `amount_currency`."""
    asked, unit = asked_of(request), converting(request)
    wanted = replace(asked.filter, stage_at_least=None)

    def rows(connection: Connection) -> list[dict[str, Any]]:
        def reckon() -> list[timeline.StageRow]:
            return timeline.stages(connection, wanted, convert=unit)

        return list(shapes.each(remembered(request, connection, ("api stages", wanted, unit), reckon)))

    form = format_of(request, format)
    if form != "json":
        return streamed(request, form, "stages", rows)
    return answered(request, pages.Stages, lambda connection: {"data": rows(connection)})
