"""The stored texts are read again by another engine, or another version of one; what people decided is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, exists, func, select

from pledgebook.extract.engine import Engine
from pledgebook.ledger.adding import reading_rows, record_reading
from pledgebook.ledger.bodies import GIVEN, now
from pledgebook.ledger.judging import judgements, unattached
from pledgebook.ledger.opening import Book
from pledgebook.ledger.refresh import first_appearances, refresh
from pledgebook.ledger.schema import appearance, reading, statement, text
from pledgebook.ledger.settling import caught_up
from pledgebook.model import Document, Fault, Judgement

_BATCH = 100


@dataclass(frozen=True, slots=True)
class Reread:
    """What reading again did: texts read, texts whose statements changed, judgements in force that hold on to a
    statement, those that have lost it, and texts that the engine could not read (they keep what they had)."""

    read: int
    changed: int
    kept_judgements: int
    lost_judgements: tuple[Judgement, ...]
    faults: tuple[Fault, ...] = ()


def reread(book: Book, engine: Engine, progress: Callable[[int, int], None] | None = None) -> Reread:
    """Reads every text again whose statements are of another engine or version, given ones apart; one transaction a
    text, so that it can be cut short and begun again. `progress` is told how many of how many are done. Raises
    BookError."""
    name = f"{engine.name}/{engine.version}"
    with book.reading() as connection:
        total = connection.scalar(select(func.count()).select_from(_waiting(name).subquery())) or 0
    done = changed = last = 0
    faults: list[Fault] = []
    while True:
        with book.reading() as connection:
            ids = connection.scalars(_waiting(name).where(text.c.id > last).order_by(text.c.id).limit(_BATCH)).all()
            documents = _documents(connection, list(ids))
        if not ids:
            break
        last = ids[-1]
        for text_id in ids:
            try:
                rows = reading_rows(documents[text_id], engine.extract(documents[text_id]).statements)
            except Exception as error:  # noqa: BLE001 - one text must not end a run of thousands
                faults.append(Fault(documents[text_id].id, f"could not be read: {type(error).__name__}: {error}"))
                continue
            with book.writing() as connection:
                changed += _replace(connection, text_id, rows, name)
            done += 1
            if progress:
                progress(done, total)
    caught_up(book)
    with book.reading() as connection:
        lost = unattached(connection)
        in_force = sum(1 for j in judgements(connection) if j.retired_at is None)
    return Reread(done, changed, in_force - len(lost), tuple(lost), tuple(faults))


def stored_document(connection: Connection, text_id: int) -> Document | None:
    """A text of the book as a document, with what its earliest appearance says of it; None where none counts."""
    return _documents(connection, [text_id]).get(text_id)


def _waiting(name: str) -> Select[int]:
    """The texts that count and were read by another engine."""
    seen = exists().where(appearance.c.text_id == text.c.id, appearance.c.retired_at.is_(None))
    return (
        select(text.c.id)
        .join(reading)
        .where(reading.c.retired_at.is_(None), reading.c.engine.not_in([GIVEN, name[:100]]), seen)
    )


def _documents(connection: Connection, ids: list[int]) -> dict[int, Document]:
    first = first_appearances(connection, ids)
    out = {}
    for row in connection.execute(select(text).where(text.c.id.in_(list(first)))):
        seen = first[row.id]
        out[row.id] = Document(
            id=seen.doc,
            text=row.text,
            published=date.fromisoformat(seen.published) if seen.published else None,
            language=row.language,
            title=seen.title,
            publisher=seen.publisher,
            url=seen.url,
            donor=row.donor,
        )
    return out


def _replace(connection: Connection, text_id: int, rows: list[dict[str, Any]], name: str) -> bool:
    """Records the new reading, unless another program did or the text has given statements by now; whether it differs
    from the one before."""
    standing = connection.execute(
        select(reading.c.id, reading.c.engine).where(reading.c.text_id == text_id, reading.c.retired_at.is_(None))
    ).first()
    if standing is None or standing.engine in (GIVEN, name[:100]):
        return False
    before = set(connection.scalars(select(statement.c.key).where(statement.c.reading_id == standing.id)))
    record_reading(connection, text_id, rows, name, now())
    refresh(connection, [text_id])
    return before != {row["key"] for row in rows}
