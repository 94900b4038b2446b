"""How a book of a million statements behaves beside one of ten thousand, on SQLite and on PostgreSQL.

    python bench/book.py [--statements 1000000] [--base 10000] [--databases sqlite,postgresql] [--keep FOLDER] [--write]

Each book is generated (see generate.py), its facts put in in bulk and merged by the program itself; with --keep it stays
in the folder and is found there the next time. Then measured, each in a process of its own: the questions that people
wait for; and on copies, adding 1,000 documents, one transaction each, with merging: the news of the months after the
book's last day, and, as a tracker does that catches up, news that comes up to three months late. Building the large one
takes an hour and a half.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import generate
import report
from books import Books, shelves
from sqlalchemy import func, insert, select

from pledgebook.ledger import adding, refresh, schema
from pledgebook.ledger.bodies import now
from pledgebook.ledger.opening import Book, open_book
from pledgebook.ledger.settling import caught_up
from pledgebook.report.cards import card
from pledgebook.report.commitments import commitments
from pledgebook.report.filters import Filter
from pledgebook.report.sums import sums

BATCH, FURTHER, QUESTIONS = 2_000, 1_000, 60
NOTE = (
    "Invented gifts with honest distributions (bench/generate.py, bench/likeness.py). Adding: 1,000 documents, a transaction\n"
    "each, merging included; the further ones are of the months after the book's last day, the late ones of its last months.\n"
    "Questions: the 95th percentile of 60 after five to warm up."
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--statements", type=int, default=1_000_000)
    parser.add_argument("--base", type=int, default=10_000)
    parser.add_argument("--databases", default="sqlite,postgresql")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="where built books stay, and are found again")
    parser.add_argument("--write", action="store_true", help="write the table into the pages")
    arguments = parser.parse_args()
    rows: list[report.Row] = []
    for database in arguments.databases.split(","):
        with shelves(database, arguments.keep) as books:
            small, large = (measured(books, size) for size in (arguments.base, arguments.statements))
        rows += rows_of(database, small, large)
    notes = [f"{NOTE} Books of {arguments.base:,} and {arguments.statements:,} statements."]
    report.keep("book", rows, notes, arguments.write)
    return 0


def measured(books: Books, size: int) -> dict[str, Any]:
    """The figures of a book of about `size` statements, from processes of their own."""
    name, spare = str(size), f"{size}x"
    told = books.folder / f"{name}.json"  # what its building took
    books.drop(spare)
    if not books.has(name):
        told.write_text(json.dumps(alone(build, books.url(spare), size)), "utf-8")
        books.rename(spare, name)
    figures: dict[str, Any] = json.loads(told.read_text("utf-8"))
    figures |= alone(ask, books.url(name), size)
    for step in (further, late):
        books.copy(name, spare)
        figures |= alone(step, books.url(spare), size)
        books.drop(spare)
    return figures


def alone(step: Callable[[str, int], dict[str, Any]], url: str, size: int) -> dict[str, Any]:
    """What a step measured, in a process of its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        figures = pool.apply(step, (url, size))
    print(f"{size:,} {step.__name__}: {json.dumps(figures)}", flush=True)
    return figures


def build(url: str, size: int) -> dict[str, Any]:
    """Puts the generated documents in, and merges them."""
    book = open_book(url)
    started = time.perf_counter()
    batch: list[Any] = []
    count = 0
    for found in generate.documents(size):
        batch.append(found)
        if len(batch) == BATCH:
            put(book, batch, count)
            count, batch = count + len(batch), []
    put(book, batch, count)
    count += len(batch)
    last = 0
    while True:
        with book.writing() as connection:
            ids = connection.scalars(
                select(schema.text.c.id).where(schema.text.c.id > last).order_by(schema.text.c.id).limit(BATCH)
            ).all()
            refresh.refresh(connection, ids)
        if not ids:
            break
        last = ids[-1]
    facts = time.perf_counter()
    caught_up(book)
    done = time.perf_counter()
    book.close()
    return {"documents": count, "facts": facts - started, "merging": done - facts, "build_mb": peak_mb()}


def put(book: Book, batch: list[Any], before: int) -> None:
    """The facts of these documents, in one transaction; numbered by hand, as only this process writes."""
    moment = now()
    texts, appearances, readings, statements = [], [], [], []
    for number, (document, found) in enumerate(batch, start=before + 1):
        prepared = adding._prepared(document)
        texts.append(
            {"id": number, "sha256": prepared.sha256, "text": prepared.text, "language": "en", "recorded_at": moment}
        )
        appearances.append(
            {"text_id": number, "doc": prepared.doc, "address": prepared.address, "url": document.url,
             "publisher": document.publisher, "published": prepared.published, "recorded_at": moment}
        )  # fmt: skip
        readings.append({"id": number, "text_id": number, "engine": "given", "recorded_at": moment})
        statements += [{**row, "reading_id": number, "text_id": number} for row in adding._rows(prepared, found, {})]
    with book.writing() as connection:
        for table, rows in (
            (schema.text, texts),
            (schema.appearance, appearances),
            (schema.reading, readings),
            (schema.statement, statements),
        ):
            connection.execute(insert(table), rows)


def further(url: str, size: int) -> dict[str, Any]:
    """Adds 1,000 documents, the first of which was published the day after the book's last."""
    documents = others()
    days = generate.FIRST + timedelta(days=generate.DAYS) - documents[0][0].published
    moved = [
        (
            replace(document, published=document.published + days),
            [replace(one, date=one.date + days) if getattr(one, "date", None) else one for one in statements],
        )
        for document, statements in documents
    ]
    return {"further": adding_takes(url, moved), "further_mb": peak_mb()}


def late(url: str, size: int) -> dict[str, Any]:
    """Adds 1,000 documents of the book's last months."""
    return {"late": adding_takes(url, others()), "late_mb": peak_mb()}


def others() -> list[tuple[Any, list[Any]]]:
    """The last documents of another run of the generator."""
    return list(generate.documents(FURTHER * 120, seed=2))[-FURTHER:]


def adding_takes(url: str, documents: list[tuple[Any, list[Any]]]) -> float:
    """Seconds."""
    book = open_book(url)
    if book.engine.dialect.name == "postgresql":
        number_on(book)
    started = time.perf_counter()
    for document, statements in documents:
        adding.add(book, document, statements, "given")
    caught_up(book)
    return time.perf_counter() - started


def peak_mb() -> float:
    """The most memory that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def number_on(book: Book) -> None:
    """The rows put in in bulk were numbered by hand; PostgreSQL's own counters go on after them."""
    with book.writing() as connection:
        for table in (schema.text, schema.reading):
            counter = func.pg_get_serial_sequence(table.name, "id")
            connection.execute(select(func.setval(counter, select(func.max(table.c.id)).scalar_subquery())))


def ask(url: str, size: int) -> dict[str, Any]:
    """The questions, each with 60 choices of its parameters."""
    book = open_book(url)
    rng = random.Random(5)  # noqa: S311 - repeatable, not secret
    with book.reading() as connection:
        ids = connection.scalars(select(schema.commitment.c.id).order_by(schema.commitment.c.id).limit(5_000)).all()
    donors = [d for d in generate.DONORS if d.isupper()]

    def day() -> date:
        return date(rng.randrange(2018, 2025), rng.randrange(1, 13), 15)

    asked: dict[str, Callable[[Any], Any]] = {
        "sums": lambda c: sums(
            c, Filter(recipients=("UA",)), currency="EUR", stage_at_least=rng.choice(("pledged", "delivered"))
        ),
        "commitments": lambda c: list(commitments(c, Filter(donors=(rng.choice(donors),)), limit=50)),
        "show": lambda c: card(c, rng.choice(ids)),
        "as_of": lambda c: sums(c, Filter(recipients=("UA",), as_of=day()), currency="EUR", stage_at_least="pledged"),
    }
    out: dict[str, Any] = {}
    for name, question in asked.items():
        took = []
        for n in range(QUESTIONS + 5):
            with book.reading() as connection:
                started = time.perf_counter()
                question(connection)
                if n >= 5:
                    took.append(time.perf_counter() - started)
        out[name] = statistics.quantiles(took, n=20)[-1] * 1000
    return out | {"ask_mb": peak_mb()}


def rows_of(database: str, small: dict[str, Any], large: dict[str, Any]) -> list[report.Row]:
    """The table's rows: large beside small."""
    rows: list[report.Row] = []
    for name, words, unit, digits in (
        ("further", "1,000 further documents", "s", 1),
        ("late", "1,000 late documents", "s", 1),
        ("sums", "sums, p95", "ms", 0),
        ("commitments", "commitments --donor, p95", "ms", 0),
        ("show", "show, p95", "ms", 0),
        ("as_of", "sums --as-of, p95", "ms", 0),
    ):
        mine, base = (f"{book[name]:.{digits}f} {unit}" for book in (large, small))
        rows.append((f"{database}: {words}", mine, base, f"{large[name] / small[name]:.1f} ×"))
    most, least = (
        max(book[name] for name in ("build_mb", "further_mb", "late_mb", "ask_mb")) for book in (large, small)
    )
    rows.append((f"{database}: memory at most", f"{most:.0f} MB", f"{least:.0f} MB", ""))
    return rows


if __name__ == "__main__":
    raise SystemExit(main())
