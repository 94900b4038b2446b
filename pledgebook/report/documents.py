"""The documents of the book, with their versions and the places where they appeared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from pledgebook.ledger.batches import batches
from pledgebook.ledger.refresh import GONE, appearance_order
from pledgebook.ledger.schema import appearance, claim, reading, text
from pledgebook.ledger.searching import cut
from pledgebook.report.filters import EVERYTHING, Filter
from pledgebook.report.statements import (
    FEW,
    Sought,
    StatementRow,
    fits,
    signs_of,
    statement_query,
    statement_row,
    statements,
)

_BATCH = 400
_LARGEST = 3_200  # texts looked through at once
_APART = 2
_READ = (text.c.id, text.c.sha256, text.c.language, text.c.donor)
_SEEN = select(
    *(
        appearance.c[name]
        for name in ("text_id", "doc", "title", "publisher", "url", "published", "address", "retired_at")
    )
)


@dataclass(frozen=True, slots=True)
class Appearance:
    """Where and when a text was published; `retired_at` once a changed text has taken its address."""

    doc: str
    address: str
    url: str | None
    title: str | None
    publisher: str | None
    published: date | None
    source: str | None
    recorded_at: str
    retired_at: str | None


@dataclass(frozen=True, slots=True)
class Version:
    """A text that is or was at the same address."""

    text_id: int
    doc: str
    published: date | None
    recorded_at: str
    retired_at: str | None


@dataclass(frozen=True, slots=True)
class Citation:
    """What a sentence is quoted from: a text by its earliest appearance; `url` is as the document gave it."""

    doc: str
    title: str | None
    publisher: str | None
    url: str | None
    published: date | None
    text_id: int


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A text that counts, by its earliest appearance; `url` is as the document gave it. `statements` counts those that
    hold, `versions` the texts that have been at its addresses (itself included), `appearances` the addresses it is at.
    `donor` is whose gift it explains where it is a tracker's note.
    """

    doc: str
    title: str | None
    publisher: str | None
    url: str | None
    published: date | None
    language: str | None
    statements: int
    text_id: int
    sha256: str
    engine: str | None
    donor: str | None
    versions: int
    appearances: int


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """A document as it was read, with its statements in their places, its versions and its appearances."""

    row: DocumentRow
    text: str
    statements: tuple[StatementRow, ...]
    versions: tuple[Version, ...]
    appearances: tuple[Appearance, ...]


def documents(
    connection: Connection,
    filter: Filter = EVERYTHING,
    *,
    publisher: str | None = None,
    limit: int | None = None,
    after: int | None = None,
    descending: bool = False,
) -> Iterator[DocumentRow]:
    """The documents in the order they were added, or the last first; few are held at once. `after` is the `text_id` of
    the last one of a page. A filter leaves those with a statement that fits; its days bound the day of publication."""
    query = select(text.c.id).order_by(text.c.id.desc() if descending else text.c.id)
    standing = select(appearance.c.text_id).where(appearance.c.retired_at.is_(None))
    if filter.since:
        standing = standing.where(appearance.c.published >= filter.since.isoformat())
    if filter.until:
        standing = standing.where(appearance.c.published <= filter.until.isoformat())
    if filter.as_of:
        day = func.coalesce(appearance.c.published, func.substr(appearance.c.recorded_at, 1, 10))
        standing = standing.where(day <= filter.as_of.isoformat())
    if publisher is not None:  # which has an index
        query = query.where(text.c.id.in_(standing.where(appearance.c.publisher == publisher)))
    else:
        query = query.where(standing.where(appearance.c.text_id == text.c.id).exists())
    if after is not None:
        query = query.where(text.c.id < after if descending else text.c.id > after)
    if filter == Filter(since=filter.since, until=filter.until, as_of=filter.as_of):
        ids = (id for part in _walk(connection, query, limit) for id in part)
    else:
        few = Sought(tuple(cut(filter.words or "")), signs_of(filter))
        numbers = few.numbers(connection, FEW) if few else None
        if numbers is not None:
            query = query.where(text.c.id.in_(_texts_of(connection, numbers)))
        ids = (id for part in _walk(connection, query, None) for id in _speaking(connection, part, filter, few))
    size = _BATCH if limit is None else min(limit, _BATCH)
    wanted = islice(ids, limit)
    while part := list(islice(wanted, size)):
        rows = connection.execute(select(*_READ).where(text.c.id.in_(part))).all()
        found = {row.text_id: row for row in _rows(connection, rows)}
        yield from (found[id] for id in part)


def _walk(connection: Connection, query: Select[Any], limit: int | None) -> Iterator[Sequence[int]]:
    """The numbers of a query in steps, which grow as what is looked for turns out to be rare."""
    if limit is not None:
        yield connection.scalars(query.limit(limit)).all()
        return
    found = connection.scalars(query, execution_options={"yield_per": _BATCH})
    step = _BATCH
    while part := list(islice(found, step)):
        yield part
        step = min(2 * step, _LARGEST)


def count(connection: Connection) -> int:
    """How many documents count."""
    standing = select(appearance.c.text_id).where(appearance.c.retired_at.is_(None)).distinct().subquery()
    return connection.scalar(select(func.count()).select_from(standing)) or 0


def document(connection: Connection, doc: str | int) -> DocumentPage | None:
    """The document of an id (the one that counts now, else its last version) or of a text's number; None where there
    is none."""
    text_id = doc if isinstance(doc, int) else _text_id(connection, doc)
    row = connection.execute(select(text).where(text.c.id == text_id)).one_or_none()
    if row is None:
        return None
    seen = connection.execute(select(appearance).where(appearance.c.text_id == row.id).order_by(appearance.c.id)).all()
    addresses = sorted({s.address for s in seen})
    at = connection.execute(
        select(appearance).where(appearance.c.address.in_(addresses)).order_by(appearance.c.id)
    ).all()
    return DocumentPage(
        row=_rows(connection, [row])[0],
        text=row.text,
        statements=tuple(
            sorted(statements(connection, text_id=row.id), key=lambda s: (s.body["start"], s.body["end"]))
        ),
        versions=tuple(Version(a.text_id, a.doc, _day(a.published), a.recorded_at, a.retired_at) for a in at),
        appearances=tuple(_appearance(a) for a in seen),
    )


def citations_of(connection: Connection, text_ids: Iterable[int]) -> dict[int, Citation]:
    """Where these texts appeared, by the text's number; old versions too."""
    wanted = sorted(set(text_ids))
    seen: dict[int, list[Row[Any]]] = defaultdict(list)
    for part in batches(wanted, _BATCH):
        for row in connection.execute(_SEEN.where(appearance.c.text_id.in_(part))).all():
            seen[row.text_id].append(row)
    out = {}
    for text_id, rows in seen.items():
        first = _first(rows)
        day = _day(first.published)
        out[text_id] = Citation(first.doc, first.title, first.publisher, first.url, day, text_id)
    return out


def _first(seen: Sequence[Row[Any]]) -> Row[Any]:
    """The earliest of the appearances of a text that stand, else of all."""
    standing = [a for a in seen if a.retired_at is None] or seen
    return min(standing, key=appearance_order)


def _text_id(connection: Connection, doc: str) -> int | None:
    order = (appearance.c.retired_at.is_(None).desc(), appearance.c.id.desc())
    return connection.scalar(select(appearance.c.text_id).where(appearance.c.doc == doc).order_by(*order).limit(1))


def _texts_of(connection: Connection, numbers: Sequence[int]) -> list[int]:
    """The texts of these statements (`claim.number`)."""
    found: set[int] = set()
    for part in batches(numbers, _BATCH):
        query = select(claim.c.text_id).where(claim.c.number.in_(part))
        found.update(connection.scalars(query).all())
    return sorted(found)


def _speaking(connection: Connection, ids: Sequence[int], filter: Filter, sought: Sought) -> list[int]:
    """Those of the texts, given in order, with a statement that fits."""
    first, last = sorted((ids[0], ids[-1]))
    close = last - first < _APART * len(ids)  # few are in between that are not asked for
    here = claim.c.text_id.between(first, last) if close else claim.c.text_id.in_(ids)
    rows = connection.execute(statement_query().where(here, *sought.within())).all()
    speaking = {s.text_id for s in map(statement_row, rows) if fits(s.body, filter)}
    return [id for id in ids if id in speaking]


def _rows(connection: Connection, rows: Sequence[Any]) -> list[DocumentRow]:
    ids = [row.id for row in rows]
    seen: dict[int, list[Row[Any]]] = defaultdict(list)
    of_these = select(appearance).where(appearance.c.text_id.in_(ids)).order_by(appearance.c.id)
    for a in connection.execute(of_these).all():
        seen[a.text_id].append(a)
    counted = select(claim.c.text_id, func.count()).where(claim.c.text_id.in_(ids), claim.c.settled != GONE)
    numbers: dict[int, int] = dict(connection.execute(counted.group_by(claim.c.text_id)).all())
    read_by = select(reading.c.text_id, reading.c.engine).where(
        reading.c.text_id.in_(ids), reading.c.retired_at.is_(None)
    )
    engines: dict[int, str] = dict(connection.execute(read_by).all())
    versions = _versions(connection, ids)
    out = []
    for row in rows:
        first = _first(seen[row.id])
        out.append(
            DocumentRow(
                doc=first.doc,
                title=first.title,
                publisher=first.publisher,
                url=first.url,
                published=_day(first.published),
                language=row.language,
                statements=numbers.get(row.id, 0),
                text_id=row.id,
                sha256=row.sha256,
                engine=engines.get(row.id),
                donor=row.donor,
                versions=versions.get(row.id, 1),
                appearances=len({a.address for a in seen[row.id] if a.retired_at is None}),
            )
        )
    return out


def _versions(connection: Connection, ids: Sequence[int]) -> dict[int, int]:
    other = appearance.alias("other")
    rows = connection.execute(
        select(appearance.c.text_id, func.count(other.c.text_id.distinct()))
        .join(other, other.c.address == appearance.c.address)
        .where(appearance.c.text_id.in_(ids))
        .group_by(appearance.c.text_id)
    )
    return dict(rows.all())


def _appearance(row: Row[Any]) -> Appearance:
    return Appearance(
        row.doc,
        row.address,
        row.url,
        row.title,
        row.publisher,
        _day(row.published),
        row.source,
        row.recorded_at,
        row.retired_at,
    )


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
