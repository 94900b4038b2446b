"""Where the documents come from: by publisher and language."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import date
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, func, select

from pledgebook.ledger.schema import appearance, reading, statement, text


@dataclass(frozen=True, slots=True)
class SourceRow:
    """The documents of a publisher (None: not named) in a language (None: not known), and the statements that were read
    in them, whatever people decided of them since. A text that two publish is in the rows of both."""

    publisher: str | None
    language: str | None
    documents: int
    statements: int
    first_day: date | None
    last_day: date | None


_KEPT: WeakKeyDictionary[Engine, tuple[Any, list[SourceRow]]] = WeakKeyDictionary()
_LOCK = threading.Lock()


def sources(connection: Connection) -> list[SourceRow]:
    """A row for each publisher and language, those with the most documents first. They are kept while the program runs,
    until a document or a reading comes in."""
    newest = [select(func.max(table.c.id)).scalar_subquery() for table in (text, appearance, reading)]
    state = tuple(connection.execute(select(*newest)).one())
    with _LOCK:
        known = _KEPT.get(connection.engine)
    if known is None or known[0] != state:
        known = state, _counted(connection)
        with _LOCK:
            _KEPT[connection.engine] = known
    return list(known[1])


def _counted(connection: Connection) -> list[SourceRow]:
    told = (
        select(reading.c.text_id, func.count().label("number"))
        .join(statement, statement.c.reading_id == reading.c.id)
        .where(reading.c.retired_at.is_(None))
        .group_by(reading.c.text_id)
        .subquery()
    )
    seen = (
        select(
            appearance.c.text_id,
            appearance.c.publisher,
            func.min(appearance.c.published).label("first"),
            func.max(appearance.c.published).label("last"),
        )
        .where(appearance.c.retired_at.is_(None))
        .group_by(appearance.c.text_id, appearance.c.publisher)
        .subquery()
    )
    rows = connection.execute(
        select(
            seen.c.publisher,
            text.c.language,
            func.count().label("documents"),
            func.coalesce(func.sum(told.c.number), 0),
            func.min(seen.c.first),
            func.max(seen.c.last),
        )
        .select_from(seen)
        .join(text, text.c.id == seen.c.text_id)
        .outerjoin(told, told.c.text_id == seen.c.text_id)
        .group_by(seen.c.publisher, text.c.language)
    )
    found = [
        SourceRow(publisher, language, documents, int(statements), _day(first), _day(last))
        for publisher, language, documents, statements, first, last in rows
    ]
    return sorted(found, key=lambda row: (-row.documents, row.publisher or "", row.language or ""))


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
