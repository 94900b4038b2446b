"""Reported totals beside what the book has, with the documents they stand in."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request
from sqlalchemy import Connection

from pledgebook.model import Reconciliation
from pledgebook.report.documents import Citation, citations_of
from pledgebook.report.filters import Filter
from pledgebook.report.statements import StatementRow, statements
from pledgebook.report.totals import reconciled
from pledgebook.web.pages.common import remembered

_LOOKED_AT = 60  # of the last totals, where those that do not fit are asked for


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A total as it was said, where, and what came of checking it (None: it has no figure)."""

    statement: StatementRow
    document: Citation | None
    checked: Reconciliation | None


def reckoned(request: Request, connection: Connection, rows: list[StatementRow]) -> list[Reckoned]:
    """Each of these totals checked, which is of its own day whatever day the page is of."""
    citations = citations_of(connection, {row.text_id for row in rows})

    def checked(row: StatementRow) -> Reconciliation | None:
        if not row.body.get("amount"):
            return None
        return remembered(request, connection, ("checked", row.key), lambda: reconciled(connection, row))

    return [Reckoned(row, citations.get(row.text_id), checked(row)) for row in rows]


def unfitting(request: Request, connection: Connection, filter: Filter, most: int) -> list[Reckoned]:
    """Of the last totals those that do not add up."""

    def work_out() -> list[Reckoned]:
        last = list(statements(connection, kind="total", filter=filter, limit=_LOOKED_AT, descending=True))
        return [r for r in reckoned(request, connection, last) if r.checked and r.checked.verdict != "consistent"]

    return remembered(request, connection, ("unfitting", filter), work_out)[:most]
