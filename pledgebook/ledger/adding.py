"""A document and its statements enter the book: one transaction a document, and nothing twice."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select, update

from pledgebook.knowledge import load
from pledgebook.ledger.bodies import GIVEN, body_of, canonical, now, sha256_of, statement_key, storable
from pledgebook.ledger.given import statements_given
from pledgebook.ledger.opening import Book
from pledgebook.ledger.refresh import refresh
from pledgebook.ledger.schema import appearance, reading, statement, text
from pledgebook.model import Document, Fault, Statement

_LONGEST = 1_000  # bytes of an address or id: PostgreSQL's indexes take no long ones
_PIPE = "standard input"
_Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Added:
    """What a document brought. `new_version` says that its text took the place of an earlier one at the address;
    `statements_new` counts the statements of a reading that was recorded, 0 where nothing was read anew."""

    doc: str
    text_id: int
    new_text: bool = False
    new_appearance: bool = False
    new_version: bool = False
    statements_new: int = 0


def add(
    book: Book,
    document: Document,
    statements: Sequence[Statement] | Callable[[], Sequence[Statement]],
    engine: str,
    also: Mapping[str, Sequence[str]] | None = None,
) -> Added:
    """Adds a document, in one transaction; one that the book has already changes nothing.

    `statements` may be a function, which is called only where the text has not been read. Those of the engine "given"
    take the place of what another engine had read, and of other given ones. `also` holds for a statement's id the
    document's other places that say the same. Raises BookError; ValueError for a statement whose quote is not in its
    place, and for a `donor` that is no code of the knowledge files.
    """
    prepared = _prepared(document)
    with book.reading() as connection:
        unread = engine == GIVEN or _is_unread(connection, prepared)
    found: Sequence[Statement] = ()
    if unread:
        found = statements() if callable(statements) else statements
    rows = _rows(prepared, found, also or {})
    with book.reading() as connection:
        known = _known(connection, prepared, rows, engine)
    if known is not None:
        return known
    with book.writing() as connection:
        return _known(connection, prepared, rows, engine) or _record(connection, prepared, rows, engine)


def add_given(book: Book, document: Document) -> tuple[Added, list[Fault]]:
    """Adds a document with the statements in `document.given`; those that are faulty are left out and told."""
    statements, faults, also = statements_given(document)
    return add(book, document, statements, GIVEN, also), faults


def address_of(document: Document) -> str:
    """Where a text was found: at its URL, in its file, or else under its id. The URL of a tracker's note is its source, which
    others share. Texts from a pipe have no address that another could take, so theirs is what they say."""
    if document.url and not document.is_note:
        return _cut(document.url)
    if document.line is None and document.source == _PIPE:
        return f"text:{sha256_of(storable(document.text), document.donor)}"
    if document.line is None and document.source and Path(document.source).is_file():
        return _cut(f"file:{Path(document.source).absolute()}#{document.id}")
    return _cut(f"id:{document.id}")


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A document with what the tables need."""

    document: Document
    sha256: str
    text: str
    doc: str
    address: str

    @property
    def published(self) -> str | None:
        return self.document.published.isoformat() if self.document.published else None


def _prepared(document: Document) -> _Prepared:
    load("en").check_donor(document.donor, document.id)
    stored = storable(document.text)
    return _Prepared(document, sha256_of(stored, document.donor), stored, _cut(document.id), address_of(document))


def _cut(words: str) -> str:
    """A long name keeps its beginning and gets a hash for the rest."""
    words = storable(words)
    data = words.encode("utf-8")
    if len(data) <= _LONGEST:
        return words
    return f"{data[:_LONGEST].decode('utf-8', 'ignore')}…{hashlib.sha256(data).hexdigest()}"


def _known(connection: Connection, new: _Prepared, rows: Sequence[_Row], engine: str) -> Added | None:
    """What to say where the book has all of it: the text, at the address, with that day, read."""
    text_id = connection.scalar(select(text.c.id).where(text.c.sha256 == new.sha256))
    if text_id is None or not _appeared(connection, text_id, new) or _replaces(connection, text_id, rows, engine):
        return None
    return Added(new.doc, text_id)


def _is_unread(connection: Connection, new: _Prepared) -> bool:
    read = select(reading.c.id).join(text).where(text.c.sha256 == new.sha256, reading.c.retired_at.is_(None))
    return connection.scalar(read.limit(1)) is None


def _appeared(connection: Connection, text_id: int, new: _Prepared) -> bool:
    """Whether the text has been at this address with this day; if only without its day, then not."""
    there = select(appearance.c.published).where(appearance.c.text_id == text_id, appearance.c.address == new.address)
    days = set(connection.scalars(there))
    return bool(days) and (new.published is None or new.published in days)


def _replaces(connection: Connection, text_id: int, rows: Sequence[_Row], engine: str) -> bool:
    """Whether statements of this engine are a reading that the text needs: the first, or given ones unlike all given
    before (those that others have replaced included, so that a repeated command changes nothing)."""
    readings = connection.execute(
        select(reading.c.id, reading.c.engine, reading.c.retired_at).where(reading.c.text_id == text_id)
    ).all()
    if not any(r.retired_at is None for r in readings):
        return True
    if engine != GIVEN:
        return False
    given = [r.id for r in readings if r.engine == GIVEN]
    earlier: dict[int, set[str]] = {number: set() for number in given}
    found = select(statement.c.reading_id, statement.c.key).where(statement.c.reading_id.in_(given))
    for number, key in connection.execute(found):
        earlier[number].add(key)
    return {r["key"] for r in rows} not in earlier.values()


def _rows(new: _Prepared, statements: Sequence[Statement], also: Mapping[str, Sequence[str]]) -> list[dict[str, Any]]:
    """The statements as rows, each key once."""
    rows: dict[str, dict[str, Any]] = {}
    for found in statements:
        if storable(found.quote) != new.text[found.start : found.end] or not found.quote:
            raise ValueError(f"{new.doc}: the quote of statement {found.id} is not in its place")
        body = body_of(found, also.get(found.id, ()))
        key = statement_key(new.sha256, found.kind, found.start, found.end, body)
        row = {"key": key, "kind": found.kind, "start": found.start, "end": found.end}
        rows.setdefault(key, {**row, "confidence": found.confidence, "body": canonical(body)})
    return list(rows.values())


def _record(connection: Connection, new: _Prepared, rows: list[dict[str, Any]], engine: str) -> Added:
    moment = now()
    text_id = connection.scalar(select(text.c.id).where(text.c.sha256 == new.sha256))
    new_text = text_id is None
    if text_id is None:
        language = new.document.language[:16] if new.document.language else None
        row = insert(text).values(
            sha256=new.sha256, text=new.text, language=language, donor=new.document.donor, recorded_at=moment
        )
        text_id = _inserted(connection, row)
    left = set()
    new_appearance = not _appeared(connection, text_id, new)
    if new_appearance:
        left = _appear(connection, text_id, new, moment)
    replaces = _replaces(connection, text_id, rows, engine)
    if replaces:
        record_reading(connection, text_id, rows, engine, moment)
    refresh(connection, sorted({text_id, *left}))
    version = bool(left - {text_id})
    return Added(new.doc, text_id, new_text, new_appearance, version, len(rows) if replaces else 0)


def _appear(connection: Connection, text_id: int, new: _Prepared, moment: str) -> set[int]:
    """Records the appearance, and retires what stood at the address; the texts that this concerns. A version that was
    published before the one at the address is kept as an old one from the start."""
    standing = connection.execute(
        select(appearance.c.id, appearance.c.text_id, appearance.c.published).where(
            appearance.c.address == new.address, appearance.c.retired_at.is_(None)
        )
    ).all()
    late = new.published is not None and any(
        s.text_id != text_id and s.published is not None and s.published > new.published for s in standing
    )
    if standing and not late:
        connection.execute(
            update(appearance).where(appearance.c.id.in_([s.id for s in standing])).values(retired_at=moment)
        )
    document = new.document
    said = {"url": document.url, "title": document.title, "publisher": document.publisher, "source": document.source}
    connection.execute(
        insert(appearance).values(
            text_id=text_id,
            doc=new.doc,
            address=new.address,
            published=new.published,
            recorded_at=moment,
            retired_at=moment if late else None,
            **{name: None if words is None else storable(words) for name, words in said.items()},
        )
    )
    return set() if late else {s.text_id for s in standing}


def record_reading(connection: Connection, text_id: int, rows: Sequence[_Row], engine: str, moment: str) -> None:
    """Records what an engine read in a text, and retires the reading before it. `rows` as the table `statement` has
    them, without the numbers of text and reading."""
    connection.execute(
        update(reading).where(reading.c.text_id == text_id, reading.c.retired_at.is_(None)).values(retired_at=moment)
    )
    number = _inserted(
        connection, insert(reading).values(text_id=text_id, engine=engine[:100], recorded_at=moment, retired_at=None)
    )
    if rows:
        connection.execute(insert(statement), [{**r, "reading_id": number, "text_id": text_id} for r in rows])


def reading_rows(document: Document, statements: Sequence[Statement]) -> list[dict[str, Any]]:
    """The rows of an engine's statements, for `record_reading`. Raises ValueError as `add` does."""
    return _rows(_prepared(document), statements, {})


def _inserted(connection: Connection, command: Any) -> int:
    result: Any = connection.execute(command)
    return int(result.inserted_primary_key[0])


__all__ = ["Added", "add", "add_given", "address_of", "reading_rows", "record_reading", "statement_key"]
