"""A book of a small story, the same on each database, and questions to it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection

from pledgebook.ledger.adding import add_given
from pledgebook.ledger.opening import Book, open_book
from pledgebook.ledger.settling import caught_up
from pledgebook.model import Document


def money(value: float, currency: str = "EUR", **more: Any) -> dict[str, Any]:
    return {"value": value, "currency": currency, "bound": "exact", "max": None, **more}


def pledge(quote: str, donor: str = "SE", to: str = "MD", **fields: Any) -> dict[str, Any]:
    donors = donor.split("+")
    said = {"kind": "pledge", "quote": quote, "donors": donors, "recipients": [to], "stage": "pledged"}
    return {**said, "amount": None, "speaker": None, "date": None, **fields}


class Writer:
    """Writes documents of statements, a sentence each, into a book."""

    money = staticmethod(money)
    pledge = staticmethod(pledge)

    def __init__(self, book: Book) -> None:
        self.book = book
        self._number = 0

    def add(self, published: str, *statements: dict[str, Any], **more: Any) -> str:
        """A document of these statements; its id."""
        self._number += 1
        name = more.pop("id", f"doc-{self._number}")
        text = f"Notice {self._number}. " + " ".join(f"{s['quote']}." for s in statements)
        given = tuple({"id": f"s{n}", **s} for n, s in enumerate(statements, start=1))
        day = datetime.date.fromisoformat(published)
        more.setdefault("publisher", f"Paper {self._number}")
        _, faults = add_given(self.book, Document(name, text, day, "en", line=self._number, given=given, **more))
        assert faults == []
        return name

    def settle(self) -> None:
        caught_up(self.book)


@pytest.fixture
def writer(address: str) -> Iterator[Writer]:
    book = open_book(address)
    yield Writer(book)
    book.close()


@pytest.fixture
def story(writer: Writer) -> Iterator[Connection]:
    """Sweden gives transformers (EUR 20 m, later delivered) and, with Norway, boats; Finland a package of which a part
    for energy arrives; Japan yen; Iceland withdraws. Sums are asked of it."""
    writer.add(
        "2025-01-10",
        pledge("Sweden will give Moldova EUR 20 million for transformers", amount=money(20e6), sector="energy",
               items=[{"item": "transformer", "count": None}], speaker={"name": "Ebba Lind", "actor": "SE"}),
        {"kind": "need", "quote": "Moldova needs transformers", "actors": ["MD"], "item": "transformers",
         "sector": "energy", "amount": None, "priority": True, "speaker": None, "date": None},
    )  # fmt: skip
    writer.add(
        "2025-02-10",
        pledge("Sweden and Norway will give Moldova EUR 7 million for patrol boats", "NO+SE", amount=money(7e6),
               sector="military", items=[{"item": "patrol boat", "count": 2}]),
        pledge("Japan promised Moldova 900 million yen for clinics", "JP", amount=money(900e6, "JPY"),
               sector="humanitarian"),
    )  # fmt: skip
    writer.add(
        "2025-03-10",
        pledge("Finland has signed a package of EUR 50 million for Moldova", "FI", amount=money(50e6), stage="signed",
               programmes=["bridge-fund"]),
        pledge("EUR 8 million of the package is for turbines", "FI", amount=money(8e6), sector="energy", part_of="s1",
               items=[{"item": "turbine", "count": None}], stage="signed", programmes=["bridge-fund"]),
    )  # fmt: skip
    writer.add(
        "2025-04-10",
        pledge("The Swedish transformers worth EUR 20 million have been delivered to Moldova", amount=money(20e6),
               sector="energy", stage="delivered", items=[{"item": "transformer", "count": None}]),
    )  # fmt: skip
    writer.add(
        "2025-05-10",
        {"kind": "total", "quote": "Since January Sweden has committed EUR 25 million to Moldova", "donors": ["SE"],
         "recipients": ["MD"], "sector": None, "amount": money(25e6), "since": "2025-01-01", "until": None,
         "speaker": None, "date": None},
        {"kind": "total", "quote": "Finnish energy aid to Moldova has come to EUR 8 million", "donors": ["FI"],
         "recipients": ["MD"], "sector": "energy", "amount": money(8e6), "since": None, "until": None,
         "speaker": None, "date": None},
        {"kind": "meeting", "quote": "Ebba Lind met Ion Rusu in Chisinau", "actors": ["SE", "MD"],
         "people": ["Ebba Lind", "Ion Rusu"], "place": "Chisinau", "topics": [], "stage": "held", "speaker": None,
         "date": "2025-05-09"},
    )  # fmt: skip
    writer.add(
        "2025-06-10",
        pledge("Iceland has withdrawn its offer of EUR 3 million for Moldova", "IS", amount=money(3e6),
               stage="withdrawn"),
    )  # fmt: skip
    writer.settle()
    with writer.book.reading() as connection:
        yield connection
