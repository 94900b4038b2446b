"""Whether the book is whole: every quote in its place, every reference held, every figure the same when worked out anew."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, func, select
from sqlalchemy import text as sql

from pledgebook.ledger.attaching import Reference
from pledgebook.ledger.bodies import sha256_of, statement_from, statement_key
from pledgebook.ledger.copying import copy_facts
from pledgebook.ledger.opening import Book, open_book
from pledgebook.ledger.rebuilding import dump_caches, rebuild
from pledgebook.ledger.refresh import SETTLED, claims_of
from pledgebook.ledger.schema import claim, judgement, member, statement, text
from pledgebook.ledger.settling import caught_up
from pledgebook.model import Fault

_BATCH = 200
_MOST = 5  # faults of one sort that are told one by one

# What must find nothing: the words for what it finds, and where that is.
_RULES = (
    ("reading {0} is of no text", "SELECT id FROM reading WHERE text_id NOT IN (SELECT id FROM text)"),
    ("appearance {0} is of no text", "SELECT id FROM appearance WHERE text_id NOT IN (SELECT id FROM text)"),
    ("statement {0} is of no reading", "SELECT key FROM statement WHERE reading_id NOT IN (SELECT id FROM reading)"),
    (
        "statement {0} is of another text than its reading",
        "SELECT s.key FROM statement s JOIN reading r ON r.id = s.reading_id WHERE r.text_id <> s.text_id",
    ),
    (
        "text {0} has two readings that count",
        "SELECT text_id FROM reading WHERE retired_at IS NULL GROUP BY text_id HAVING count(*) > 1",
    ),
    (
        "address {0} has two texts that count",
        "SELECT address FROM appearance WHERE retired_at IS NULL GROUP BY address HAVING count(*) > 1",
    ),
    ("claim {0} is of no text", "SELECT key FROM claim WHERE text_id NOT IN (SELECT id FROM text)"),
    (
        "pledge {0} belongs to no commitment",
        "SELECT c.key FROM claim c LEFT JOIN member m ON m.claim = c.key WHERE c.kind = 'pledge' AND m.claim IS NULL",
    ),
    (
        "commitment member {0} is no pledge of the book",
        "SELECT m.claim FROM member m LEFT JOIN claim c ON c.key = m.claim AND c.kind = 'pledge' WHERE c.key IS NULL",
    ),
    (
        "member {0} stands elsewhere than its statement",
        "SELECT m.claim FROM member m JOIN claim c ON c.key = m.claim WHERE c.place <> m.place",
    ),
    (
        "member {0} is of no commitment",
        "SELECT m.claim FROM member m LEFT JOIN commitment c ON c.id = m.commitment WHERE c.id IS NULL",
    ),
    (
        "commitment {0} has no statements",
        "SELECT c.id FROM commitment c LEFT JOIN member m ON m.commitment = c.id WHERE m.claim IS NULL",
    ),
    (
        "commitment {0} has no present state, or several",
        "SELECT c.id FROM commitment c LEFT JOIN state s ON s.commitment = c.id AND s.until IS NULL "
        "GROUP BY c.id HAVING count(s.since) <> 1",
    ),
    (
        "a state of {0} begins before the one before it ends",
        "SELECT a.commitment FROM state a WHERE a.until IS NOT NULL AND NOT EXISTS "
        "(SELECT 1 FROM state b WHERE b.commitment = a.commitment AND b.since = a.until)",
    ),
    (
        "a state is of no commitment: {0}",
        "SELECT commitment FROM state WHERE commitment NOT IN (SELECT id FROM commitment)",
    ),
    (
        "a party is of no commitment: {0}",
        "SELECT commitment FROM party WHERE commitment NOT IN (SELECT id FROM commitment)",
    ),
    (
        "commitment {0} is part of one that is not there",
        "SELECT id FROM commitment WHERE part_of IS NOT NULL AND part_of NOT IN (SELECT id FROM commitment)",
    ),
    (
        "conflict {0} is about no commitment",
        "SELECT id FROM conflict WHERE commitment NOT IN (SELECT id FROM commitment)",
    ),
    ("key of no claim: {0}", "SELECT claim FROM claim_key WHERE claim NOT IN (SELECT key FROM claim)"),
)


def check(book: Book, *, reproduce: bool = True) -> list[Fault]:
    """All that is wrong with the book; nothing where it is whole. What waits for merging is merged first.

    With `reproduce` the book is worked out anew from its facts beside the old one, and must come out the same to the
    byte; this takes as long as `rebuild`. Raises BookError where the book cannot be read at all.
    """
    caught_up(book)
    found: list[str] = []
    with book.reading() as connection:
        for part in (_database, _judgements, _texts, _rules, *([_reproduced] if reproduce else [])):
            found += part(connection)
            if found and part in (_database, _judgements, _rules):
                break  # what comes after rests on these
    return [Fault(book.name, words) for words in found]


def _database(connection: Connection) -> Iterator[str]:
    if connection.dialect.name != "sqlite":
        broken = sql("SELECT conname FROM pg_constraint WHERE NOT convalidated")
        for name in connection.scalars(broken):
            yield f"constraint {name} does not hold"
        return
    for words in connection.exec_driver_sql("PRAGMA integrity_check").scalars():
        if words != "ok":
            yield f"the file is damaged: {words}"
    for table in ("claim", "commitment"):  # whose words are in tables beside them
        missing = f"SELECT count(*) FROM {table} WHERE number NOT IN (SELECT rowid FROM {table}_search)"  # noqa: S608
        count = connection.exec_driver_sql(missing).scalar()
        if count:
            yield f"{count} rows of {table} are missing in the index of words"
    for row in connection.exec_driver_sql("PRAGMA foreign_key_check").all():
        yield f"row {row[1]} of {row[0]} refers to a {row[2]} that is not there"


def _rules(connection: Connection) -> Iterator[str]:
    for words, query in _RULES:
        rows = connection.execute(sql(query)).fetchmany(_MOST + 1)
        for row in rows[:_MOST]:
            yield words.format(row[0])
        if len(rows) > _MOST:
            yield words.format("…") + " (and more)"
    unsettled = connection.scalar(select(func.count()).select_from(claim).where(claim.c.settled != SETTLED))
    if unsettled:
        yield f"{unsettled} claims were left out of merging"
    first = select(member.c.commitment, func.min(member.c.place)).group_by(member.c.commitment)
    for commitment_id, place in connection.execute(first):
        if commitment_id != "c" + place.rpartition("|")[2][1:]:
            yield f"commitment {commitment_id} is not named after its first statement"


def _texts(connection: Connection) -> Iterator[str]:
    last = 0
    while True:
        rows = connection.execute(select(text).where(text.c.id > last).order_by(text.c.id).limit(_BATCH)).all()
        if not rows:
            return
        last = rows[-1].id
        texts = {row.id: row for row in rows}
        for row in rows:
            if sha256_of(row.text, row.donor) != row.sha256:
                yield f"text {row.id} is not what was recorded (its hash differs)"
        broken = list(_statements(connection, texts))
        yield from broken
        if not broken:
            yield from _claims(connection, list(texts))


def _statements(connection: Connection, texts: dict[int, Row[Any]]) -> Iterator[str]:
    for row in connection.execute(select(statement).where(statement.c.text_id.in_(list(texts)))):
        source = texts[row.text_id]
        try:
            body = json.loads(row.body)
            statement_from(body)
            quote, start, end = body["quote"], body["start"], body["end"]
        except (ValueError, KeyError, TypeError) as error:
            yield f"statement {row.key} cannot be read: {type(error).__name__}: {error}"
            continue
        if (start, end) != (row.start, row.end) or source.text[row.start : row.end] != quote:
            yield f"the quote of statement {row.key} is not in its place"
        elif row.key != statement_key(source.sha256, row.kind, row.start, row.end, body):
            yield f"statement {row.key} does not say what its key was made from"


def _claims(connection: Connection, text_ids: list[int]) -> Iterator[str]:
    expected = claims_of(connection, text_ids)
    present = {
        r["key"]: dict(r) for r in connection.execute(select(claim).where(claim.c.text_id.in_(text_ids))).mappings()
    }
    for key in sorted(expected.keys() | present.keys()):
        ours, theirs = expected.get(key), present.get(key)
        if theirs is None:
            yield f"statement {key} is missing among the claims; `pledgebook rebuild` puts it there"
        elif ours is None:
            yield f"claim {key} follows from no statement; `pledgebook rebuild` removes it"
        elif any(theirs[name] != value for name, value in ours.items()):
            yield f"claim {key} differs from its statement and judgements; `pledgebook rebuild` puts it right"


def _judgements(connection: Connection) -> Iterator[str]:
    for row in connection.execute(select(judgement)):
        try:
            for side in (row.subject, row.other):
                if side is not None:
                    Reference.of(side)
            if row.value is not None:
                json.loads(row.value)
        except (ValueError, KeyError, TypeError) as error:
            yield f"judgement {row.id} cannot be read: {type(error).__name__}: {error}"


def _reproduced(connection: Connection) -> Iterator[str]:
    """Works the book out anew in a file of its own, and tells where it differs."""
    with tempfile.TemporaryDirectory(prefix="pledgebook-check-") as folder:
        other = open_book(str(Path(folder) / "again.db"))
        try:
            with other.writing() as target:
                copy_facts(connection, target)
            rebuild(other)
            with other.reading() as again:
                differing = (
                    (a, b) for a, b in zip_longest(dump_caches(connection), dump_caches(again), fillvalue="") if a != b
                )
                for ours, theirs in (pair for _, pair in zip(range(_MOST), differing, strict=False)):
                    table = (ours or theirs).split(" ", 1)[0]
                    yield f"worked out anew, {table} differs: {ours[:300]!r} is in the book, {theirs[:300]!r} follows"
        finally:
            other.close()
