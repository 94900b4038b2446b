"""Answers of the report room as the API's models have them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pledgebook.exchange.plain import plain
from pledgebook.report.documents import DocumentPage
from pledgebook.report.failures import FailureRow
from pledgebook.report.people import Person
from pledgebook.report.statements import StatementRow
from pledgebook.report.sums import Sums


def each(found: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """Frozen records as JSON objects."""
    return (plain(one) for one in found)


def statement(found: StatementRow) -> dict[str, Any]:
    """A statement; where it stands in the order is the cursor's affair."""
    out: dict[str, Any] = plain(found)
    out.pop("place")
    return out


def statements(found: Iterable[StatementRow]) -> Iterator[dict[str, Any]]:
    """Statements."""
    return map(statement, found)


def document_page(found: DocumentPage) -> dict[str, Any]:
    """A document; where on this machine it was read from stays here."""
    seen = [{key: value for key, value in plain(a).items() if key != "source"} for a in found.appearances]
    return {
        "document": plain(found.row),
        "text": found.text,
        "statements": list(statements(found.statements)),
        "versions": list(each(found.versions)),
        "appearances": seen,
    }


def failure(found: FailureRow) -> dict[str, Any]:
    """What could not be read; in which folder of this machine stays here."""
    return {"name": found.name, "line": found.line, "what": found.what, "recorded_at": found.recorded_at}


def card(found: Any) -> dict[str, Any]:
    """A commitment's card."""
    out: dict[str, Any] = plain(found)
    for told in out["statements"]:
        told["statement"].pop("place")
    return out


def person(found: Person) -> dict[str, Any]:
    """A person's page."""
    return {
        "person": plain(found.row),
        "said": list(statements(found.said)),
        "met": list(statements(found.met)),
    }


def sums(found: Sums) -> dict[str, Any]:
    """Sums with their total."""
    return {**plain(found), "total": plain(found.total)}
