"""What else governments say: agreements, sanctions, needs and meetings, in the order of publication or the last first."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from pledgebook.report.filters import EVERYTHING, Filter
from pledgebook.report.statements import StatementRow, statements


def agreements(
    connection: Connection,
    filter: Filter = EVERYTHING,
    *,
    limit: int | None = None,
    after: str | None = None,
    descending: bool = True,
) -> Iterator[StatementRow]:
    """Treaties, memoranda, contracts. A donor or recipient asked for is any of the parties."""
    return _register(connection, "agreement", filter, limit, after, descending)


def sanctions(
    connection: Connection,
    filter: Filter = EVERYTHING,
    *,
    limit: int | None = None,
    after: str | None = None,
    descending: bool = True,
) -> Iterator[StatementRow]:
    """Restrictive measures. A donor asked for is a sender, a recipient a target."""
    return _register(connection, "sanction", filter, limit, after, descending)


def needs(
    connection: Connection,
    filter: Filter = EVERYTHING,
    *,
    limit: int | None = None,
    after: str | None = None,
    descending: bool = True,
) -> Iterator[StatementRow]:
    """What states say they need. A recipient asked for is who needs it."""
    return _register(connection, "need", filter, limit, after, descending)


def meetings(
    connection: Connection,
    filter: Filter = EVERYTHING,
    *,
    limit: int | None = None,
    after: str | None = None,
    descending: bool = True,
) -> Iterator[StatementRow]:
    """Meetings, visits and calls. A donor or recipient asked for is any of those who meet."""
    return _register(connection, "meeting", filter, limit, after, descending)


def _register(
    connection: Connection, kind: str, filter: Filter, limit: int | None, after: str | None, descending: bool
) -> Iterator[StatementRow]:
    return statements(connection, kind=kind, filter=filter, limit=limit, after=after, descending=descending)
