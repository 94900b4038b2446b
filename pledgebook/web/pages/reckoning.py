"""Reported totals beside what the book has, with the documents they stand in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

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


def reckoned(request: Request, connection: Connection, rows: Sequence[StatementRow]) -> list[Reckoned]:
    """Each of these totals checked, which is of its own day whatever day the page is of."""
    citations = citations_of(connection, {row.text_id for row in rows})
    return [Reckoned(row, citations.get(row.text_id), _checked(request, connection, row)) for row in rows]


def unfitting(request: Request, connection: Connection, filter: Filter, most: int) -> list[Reckoned]:
    """Of the last totals those that do not add up, so many at most."""

    def work_out() -> list[Reckoned]:
        last = statements(connection, kind="total", filter=filter, limit=_LOOKED_AT, descending=True)
        found = (row for row in last if _does_not_fit(_checked(request, connection, row)))
        return reckoned(request, connection, list(islice(found, most)))

    return remembered(request, connection, ("unfitting", filter, most), work_out)


def _checked(request: Request, connection: Connection, row: StatementRow) -> Reconciliation | None:
    if not row.body.get("amount"):
        return None
    return remembered(request, connection, ("checked", row.key), lambda: reconciled(connection, row))


def _does_not_fit(found: Reconciliation | None) -> bool:
    return found is not None and found.verdict != "consistent"
