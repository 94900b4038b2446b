"""Donors, recipients and programmes: a list of each, and a page of one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection

from pledgebook.report.changes import newest
from pledgebook.report.commitments import count
from pledgebook.report.documents import citations_of
from pledgebook.report.filters import Filter
from pledgebook.report.statements import StatementRow, statements
from pledgebook.web.naming import actor_name, programme_name
from pledgebook.web.pages.common import kept, missing, only, reading, remembered, view_filter
from pledgebook.web.pages.figures import lines, years
from pledgebook.web.pages.reckoning import reckoned
from pledgebook.web.query import asked as checked
from pledgebook.web.rendering import page, safe_view

router = APIRouter(include_in_schema=False)
_HEADS = {"donor": "Donors", "recipient": "Recipients", "programme": "Programmes"}
# Which sums, which registers and which parties each page shows.
_SUMS = {
    "donor": ("sector", "recipient", "programme"),
    "recipient": ("donor", "sector", "programme"),
    "programme": ("donor", "recipient"),
}
_REGISTERS = {
    "donor": ("agreement", "sanction", "meeting"),
    "recipient": ("need", "agreement", "meeting"),
    "programme": ("agreement",),
}
_NEWEST, _REGISTERED, _SAID, _TOTALS = 12, 6, 5, 10


@router.get("/donors")
@kept
def donors(request: Request) -> Response:
    """All donors."""
    return _list(request, "donor")


@router.get("/recipients")
@kept
def recipients(request: Request) -> Response:
    """All recipients."""
    return _list(request, "recipient")


@router.get("/programmes")
@kept
def programmes(request: Request) -> Response:
    """All programmes."""
    return _list(request, "programme")


@router.get("/donors/{code}")
@kept
def donor(request: Request, code: str) -> Response:
    """What a country desk asks: promised, delivered, open, for what, and what it said last."""
    return _one(request, "donor", code)


@router.get("/recipients/{code}")
@kept
def recipient(request: Request, code: str) -> Response:
    """What somebody was promised, by whom, and what it needs."""
    return _one(request, "recipient", code)


@router.get("/programmes/{code}")
@kept
def programme(request: Request, code: str) -> Response:
    """Who contributes to a programme, and how much."""
    return _one(request, "programme", code)


def _list(request: Request, role: str) -> Response:
    asked, currency = view_filter(request), safe_view(request).currency
    with reading(request) as connection:
        found = lines(request, connection, asked, role, currency)
    return page(request, "actors.html", role=role, head=_HEADS[role], lines=found)


def _one(request: Request, role: str, code: str) -> Response:
    checked([(role, code)])  # raises WrongQuery for what is no code
    asked, currency = only(view_filter(request), role, code), safe_view(request).currency
    with reading(request) as connection:
        number = remembered(request, connection, ("count", asked), lambda: count(connection, asked))
        said = _last(request, connection, asked, "pledge", _SAID)
        registers = {kind: _last(request, connection, asked, kind, _REGISTERED) for kind in _REGISTERS[role]}
        totals = _last(request, connection, asked, "total", _TOTALS) if role != "programme" else []
        if not number and not said and not any(registers.values()) and not totals and not _ever(connection, role, code):
            raise missing(f"the book knows no {role} {code}")
        every = [row for rows in registers.values() for row in rows] + said
        values: dict[str, Any] = {
            "sums": {by: lines(request, connection, asked, by, currency) for by in _SUMS[role]},
            "years": years(request, connection, asked, currency),
            "newest": remembered(
                request,
                connection,
                ("newest", asked, _NEWEST),
                lambda: newest(connection, asked, limit=_NEWEST, told=False),
            ),
            "totals": reckoned(request, connection, totals),
            "documents": citations_of(connection, {row.text_id for row in every}),
        }
    name = programme_name(code) if role == "programme" else actor_name(code)
    return page(
        request, "actor.html", role=role, code=code, name=name, head=_HEADS[role], number=number,
        said=said, registers=registers, main=next(iter(values["sums"].values())), **values,
    )  # fmt: skip


def _last(request: Request, connection: Connection, filter: Filter, kind: str, most: int) -> list[StatementRow]:
    """The last statements of a kind that fit."""

    def work_out() -> list[StatementRow]:
        return list(statements(connection, kind=kind, filter=filter, limit=most, descending=True))

    return remembered(request, connection, ("last", filter, kind, most), work_out)


def _ever(connection: Connection, role: str, code: str) -> bool:
    """Whether the code occurs at all, on any day and with any recipient."""
    return count(connection, only(replace(Filter()), role, code)) > 0
