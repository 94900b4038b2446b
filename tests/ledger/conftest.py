"""A new book on each database, and documents with statements to put into it."""

from __future__ import annotations

import datetime
import itertools
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text as sql
from stories import Story

from pledgebook.ledger import migrating
from pledgebook.ledger.checking import check
from pledgebook.ledger.opening import Book, open_book
from pledgebook.model import Document


@pytest.fixture
def book(address: str) -> Iterator[Book]:
    opened = open_book(address)
    yield opened
    opened.close()


class Maker:
    """Makes documents of pledges that nobody made."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)

    def pledge(self, donor: str = "SE", value: float = 5_000_000, **fields: Any) -> dict[str, Any]:
        """A pledge as it comes with a document; its quote names the donor and the sum."""
        quote = fields.pop("quote", f"{donor} will give {value} euros for shelters")
        money = {"value": value, "max": None, "currency": "EUR", "bound": "exact"}
        said = {"kind": "pledge", "quote": quote, "donors": [donor], "recipients": ["UA"], "stage": "pledged"}
        return {**said, "amount": money, "sector": "protection", "speaker": None, "date": None, **fields}

    def document(
        self, *pledges: dict[str, Any], id: str = "", published: str | None = "2025-03-04", **more: Any
    ) -> Document:
        """A document of these statements, a sentence each."""
        number = next(self._numbers)
        text = more.pop("text", None) or " ".join(f"In other news, {p['quote']}." for p in pledges) + f" ({number})"
        given = tuple({"id": f"s{n}", **p} for n, p in enumerate(pledges, start=1))
        day = datetime.date.fromisoformat(published) if published else None
        return Document(id or f"doc-{number}", text, day, "en", line=number, given=given, **more)


@pytest.fixture
def make() -> Maker:
    return Maker()


class Looker:
    """Looks into a book."""

    def __init__(self, book: Book) -> None:
        self._book = book

    def rows(self, query: str, **values: Any) -> list[tuple[Any, ...]]:
        with self._book.reading() as connection:
            return [tuple(row) for row in connection.execute(sql(query), values)]

    def one(self, query: str, **values: Any) -> Any:
        ((value,),) = self.rows(query, **values)
        return value

    def count(self, table: str, where: str = "1 = 1") -> int:
        return int(self.one(f"SELECT count(*) FROM {table} WHERE {where}"))  # noqa: S608 - from tests alone

    def claims(self) -> list[str]:
        """The keys of the claims, in the order of publication."""
        return [key for (key,) in self.rows("SELECT key FROM claim WHERE settled >= 0 ORDER BY place")]

    def body(self, key: str) -> dict[str, Any]:
        body: dict[str, Any] = json.loads(self.one("SELECT body FROM claim WHERE key = :key", key=key))
        return body


@pytest.fixture
def look(book: Book) -> Looker:
    return Looker(book)


@pytest.fixture
def version_before() -> Callable[[Book, str], Book]:
    """Takes a book's tables back to a version, closes it, and opens it as one of that version is opened."""

    def opened_again(book: Book, version: str) -> Book:
        config = Config()
        config.set_main_option("script_location", str(migrating.STEPS))
        with book.writing() as connection:
            config.attributes["connection"] = connection
            command.downgrade(config, version)
        book.close()
        again = open_book(book.url)
        assert again.backup is not None and again.backup.exists()
        again.backup.unlink()
        return again

    return opened_again


@pytest.fixture
def story(book: Book, make: Any, look: Any) -> Iterator[Story]:
    told = Story(book, make, look)
    yield told
    assert [str(fault) for fault in check(book)] == []
