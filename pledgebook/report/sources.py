"""Where the documents come from: by publisher and language."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
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


class Unread(NamedTuple):
    """A document that no engine has read, or that lost its reading."""

    text_id: int
    doc: str
    publisher: str | None


class _Known(NamedTuple):
    sources: list[SourceRow]
    unread: list[Unread]


_UNREAD = 100  # the last ones
_KEPT: WeakKeyDictionary[Engine, tuple[Any, _Known]] = WeakKeyDictionary()
_LOCK = threading.Lock()


def sources(connection: Connection) -> list[SourceRow]:
    """A row for each publisher and language, those with the most documents first."""
    return list(_known(connection).sources)


def unread(connection: Connection) -> list[Unread]:
    """The last hundred documents without a reading, the last first."""
    return list(_known(connection).unread)


def _known(connection: Connection) -> _Known:
    """Both are kept while the program runs, until a document or a reading comes in."""
    newest = [select(func.max(table.c.id)).scalar_subquery() for table in (text, appearance, reading)]
    state = tuple(connection.execute(select(*newest)).one())
    with _LOCK:
        kept = _KEPT.get(connection.engine)
    if kept is None or kept[0] != state:
        kept = state, _Known(_counted(connection), _not_read(connection))
        with _LOCK:
            _KEPT[connection.engine] = kept
    return kept[1]


def _not_read(connection: Connection) -> list[Unread]:
    # not `not in`: PostgreSQL would go through all readings for each appearance
    read = select(reading.c.id).where(reading.c.text_id == appearance.c.text_id, reading.c.retired_at.is_(None))
    rows = connection.execute(
        select(appearance.c.text_id, appearance.c.doc, appearance.c.publisher)
        .where(appearance.c.retired_at.is_(None), ~read.exists())
        .order_by(appearance.c.id.desc())
        .limit(_UNREAD)
    )
    return [Unread(*row) for row in rows]


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
