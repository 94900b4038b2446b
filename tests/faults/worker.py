"""Adds to books and reads them again so that it can be killed, starved and run twice at once.

    worker.py add WHERE [FIRST LAST]        adds documents FIRST to LAST
    worker.py kill add|reread WHERE TRIES   kills itself at TRIES random moments of each; prints what was found, as JSON

For `kill` WHERE is a folder, or the URL of a server's database in which a `{}` stands for the book's number.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import text as sql

from pledgebook.ledger.adding import add, add_given
from pledgebook.ledger.checking import check
from pledgebook.ledger.given import statements_given
from pledgebook.ledger.judging import judge
from pledgebook.ledger.opening import Book, BookError, open_book
from pledgebook.ledger.rereading import reread
from pledgebook.ledger.settling import caught_up
from pledgebook.model import Document, Extraction, Statement

HOW_MANY = 8


def documents(first: int = 0, last: int = HOW_MANY) -> list[Document]:
    """Documents of two pledges each; every third is a new version of the one before, every fourth has its text."""
    return [document(n) for n in range(first, last)]


def document(number: int) -> Document:
    place = number - 1 if number % 3 == 2 else number
    told = number - 1 if number % 4 == 3 else number
    quotes = [f"{donor} will give {told + 1} million euros for shelters" for donor in ("SE", "NO")]
    given = [
        {
            "kind": "pledge",
            "quote": quote,
            "donors": [quote[:2]],
            "recipients": ["UA"],
            "stage": "pledged",
            "amount": {"value": 1_000_000 * (told + 1), "currency": "EUR"},
        }
        for quote in quotes
    ]
    day = date(2025, 3, 1 + number % 28)
    return Document(f"page-{place}", ". ".join(quotes) + "." + " Filler." * 300, day, "en", line=1, given=tuple(given))


class Machine:
    """An engine that knows the documents above."""

    name = "machine"

    def __init__(self, version: str, stage: str) -> None:
        self.version, self._stage = version, stage
        self._known = {d.text: d for d in documents()}

    def extract(self, document: Document, explain: bool = False) -> Extraction:
        found = statements_given(self._known[document.text])[0]
        engine = f"{self.name}/{self.version}"
        changed: list[Statement] = [replace(s, engine=engine, stage=self._stage) for s in found]  # type: ignore[call-arg]
        return Extraction(document, tuple(changed))


def add_all(where: str, first: int = 0, last: int = HOW_MANY) -> None:
    book = open_book(where)
    for each in documents(first, last):
        _, faults = add_given(book, each)
        assert not faults, faults
    caught_up(book)
    book.close()


def reread_all(where: str) -> None:
    book = open_book(where)
    reread(book, Machine("2", "signed"))
    book.close()


def read_first(where: str) -> None:
    """The book that `reread_all` reads again: what another version of the engine read, and a judgement of it."""
    machine = Machine("1", "offered")
    book = open_book(where)
    for each in documents():
        add(book, replace(each, given=None), machine.extract(each).statements, "machine/1")
    caught_up(book)
    with book.reading() as connection:
        first = connection.execute(sql("SELECT min(key) FROM claim")).scalar()
    judge(book, "reject", str(first), by="Ada")
    book.close()


JOBS: dict[str, Callable[[str], None]] = {"add": add_all, "reread": reread_all}


def held(book: Book) -> list[Any]:
    """What a book holds, without the numbers and moments that differ from run to run."""
    queries = (
        "SELECT sha256 FROM text ORDER BY sha256",
        "SELECT doc, address, published, retired_at IS NULL FROM appearance ORDER BY doc, address, published, 4",
        "SELECT t.sha256, r.engine, r.retired_at IS NULL, (SELECT count(*) FROM statement s WHERE s.reading_id = r.id) "
        "FROM reading r JOIN text t ON t.id = r.text_id ORDER BY 1, 2, 3",
        "SELECT key FROM statement ORDER BY key",
        "SELECT key, place, traits, settled FROM claim ORDER BY key",
        "SELECT claim, commitment FROM member ORDER BY claim",
        "SELECT commitment, since, until, stage FROM state ORDER BY commitment, since",
    )
    with book.reading() as connection:
        return [[list(row) for row in connection.execute(sql(q))] for q in queries]


class Books:
    """Copies of one book: files in a folder, or databases of a server."""

    def __init__(self, where: str) -> None:
        self._where, self._folder = where, "{}" not in where
        self._number = 0

    def new(self, of: str | None) -> str:
        """The address of a copy of the book at `of`, or of a book without documents."""
        self._number += 1
        if self._folder:
            path = Path(self._where) / f"{self._number}.db"
            if of is not None:
                shutil.copy(of, path)
            return str(path)
        import psycopg

        url = self._where.format(f"kill{os.getpid()}_{self._number}")
        template = f" TEMPLATE {self._name(of)}" if of else ""
        with psycopg.connect(self._where.format("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {self._name(url)}{template}")  # type: ignore[arg-type]
        return url

    @staticmethod
    def _name(url: str) -> str:
        return url.partition("?")[0].rpartition("/")[2]


def kill(job: str, where: str, tries: int) -> dict[str, Any]:
    books = Books(where)
    start = books.new(None)
    open_book(start).close()
    if job == "reread":
        read_first(start)
    straight = books.new(start)
    JOBS[job](straight)  # everything is loaded now
    again = books.new(start)
    begun = time.perf_counter()
    JOBS[job](again)
    length = time.perf_counter() - begun
    wanted = seen(straight)
    chance = random.Random(7)  # noqa: S311 - the same moments in every run
    killed, faults = 0, []
    for number in range(tries):
        book = books.new(start)
        killed += cut_short(JOBS[job], book, chance.uniform(0, length * 1.1))
        faults += [f"try {number}, {words}" for words in after(job, book, wanted, thorough=number % 25 == 0)]
        if faults:
            break
    return {"killed": killed, "faults": faults, "seconds": length}


def cut_short(job: Callable[[str], None], book: str, delay: float) -> bool:
    """Runs the job in a process of its own and kills that; whether it was still running."""
    child = os.fork()
    if child == 0:
        try:
            job(book)
            os._exit(0)
        except BaseException as error:  # noqa: BLE001 - told by the exit code
            print(repr(error), file=sys.stderr)
            os._exit(3)
    time.sleep(delay)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise SystemExit("the job failed by itself")
    return os.WIFSIGNALED(status)


def seen(where: str) -> list[Any]:
    book = open_book(where)
    found = held(book)
    book.close()
    return found


def after(job: str, where: str, wanted: list[Any], thorough: bool) -> list[str]:
    """What is wrong with a book that was left in the lurch, and after the job was done again."""
    book = open_book(where)
    found = [f"after the kill: {f}" for f in check(book, reproduce=thorough)]
    JOBS[job](where)
    found += [f"after the repeat: {f}" for f in check(book, reproduce=thorough)] if thorough else []
    if held(book) != wanted:
        found.append("after the repeat something is lost or doubled")
    book.close()
    return found


def main(words: list[str]) -> None:
    if words[0] == "kill":
        print(json.dumps(kill(words[1], words[2], int(words[3]))))
        return
    limit = os.environ.get("MOST_BYTES")
    if limit:
        import resource

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
    try:
        add_all(words[1], *map(int, words[2:]))
    except BookError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main(sys.argv[1:])
