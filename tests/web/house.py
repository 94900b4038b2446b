"""A small book with some of everything, hostile words among it, and the app around it, for the tests of this folder."""

from __future__ import annotations

import datetime
import json
import re
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pledgebook.ledger.adding import add_given
from pledgebook.ledger.opening import Book, open_book
from pledgebook.ledger.settling import caught_up
from pledgebook.model import Document
from pledgebook.web.settings import Settings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of a newer client library
    from starlette.testclient import TestClient

SCRIPT = "<script>alert(1)</script>"
PAYLOADS = (SCRIPT, '"><img src=x onerror=alert(2)>', "<svg/onload=alert(3)>", "{{ 7 * 191 }}", "</textarea><b>bold")
BAD_URL = "javascript:alert(40)//"
ANYWHERE = "0.0.0.0"  # noqa: S104 - said, never bound
PASSWORD = "correct horse battery"  # noqa: S105 - of nobody


def money(value: float, currency: str = "EUR", bound: str = "exact") -> dict[str, Any]:
    return {"value": value, "max": None, "currency": currency, "bound": bound}


def pledge(quote: str, donor: str = "LT", recipient: str = "MD", **fields: Any) -> dict[str, Any]:
    said = {"kind": "pledge", "quote": quote, "donors": [donor], "recipients": [recipient], "stage": "pledged"}
    return {**said, "amount": None, "speaker": None, "date": None, **fields}


def document(number: int, day: str, *statements: dict[str, Any], **more: Any) -> Document:
    text = more.pop("text", None) or " ".join(f"It is said: {s['quote']}." for s in statements) + f" ({number})"
    given = tuple({"id": f"s{n}", **s} for n, s in enumerate(statements, start=1))
    names = {"title": f"News {number}", "publisher": "The Gazette", "url": f"https://news.example/{number}", **more}
    return Document(f"doc/{number}", text, datetime.date.fromisoformat(day), "en", line=number, given=given, **names)


def documents() -> list[Document]:
    """Pledges that agree, grow and contradict each other, a total, each register, and words meant to do harm."""
    speaker = {"name": "Ada Voss", "actor": "LT"}
    energy = {"sector": "energy", "items": [{"item": "generator", "count": 40}], "instrument": "grant"}
    shelter = {"sector": "protection", "programmes": ["safe"]}
    return [
        document(1, "2025-03-01", pledge("Vilnius will give 5 million euros", amount=money(5e6), speaker=speaker, **energy)),
        document(2, "2025-03-05", pledge("Oslo gave 90 million crowns for shelters", "NO", amount=money(9e7, "NOK"), **shelter)),
        document(
            3,
            "2025-04-02",
            pledge("Riga and Tallinn offer 2 to 3 million euros", "LV", donors=["LV", "EE"],
                   stage="offered", amount={**money(2e6, bound="range"), "max": 3e6}),
            publisher="The Herald",
        ),
        document(4, "2025-05-02", pledge("Vilnius handed over 40 generators", stage="delivered", **energy)),
        document(
            5,
            "2025-06-01",
            {"kind": "total", "quote": "Lithuania has given almost 6 million euros so far", "donors": ["LT"],
             "recipients": ["MD"], "sector": None, "amount": money(6e6, bound="almost"), "since": "2025-01-01"},
            {"kind": "agreement", "quote": "Chisinau and Vilnius signed a pact on energy", "parties": ["LT", "MD"],
             "stage": "signed", "subject": "energy"},
            {"kind": "sanction", "quote": "Vilnius banned the firm until it pays", "senders": ["LT"], "targets": ["BY"],
             "action": "impose", "until": "it pays"},
            {"kind": "need", "quote": "Moldova urgently needs transformers", "actors": ["MD"], "item": "transformer",
             "priority": True, "speaker": speaker},
            {"kind": "meeting", "quote": "Ada Voss met Ion Rusu in Chisinau", "actors": ["LT", "MD"],
             "people": ["Ada Voss", "Ion Rusu"], "place": "Chisinau", "topics": ["energy"], "stage": "held"},
        ),
        *(hostile(n, words) for n, words in enumerate(PAYLOADS, start=10)),
    ]  # fmt: skip


def hostile(number: int, words: str) -> Document:
    """A document that means harm in every part of it."""
    quote = f"Warsaw will give {number} million euros {words} for huts"
    said = pledge(
        quote, "PL", amount=money(number * 1e6), items=[{"item": words.lower(), "count": number}],
        condition=words, speaker={"name": f"{words} Smith", "actor": "PL"},
    )  # fmt: skip
    return document(number, f"2025-07-{number}", said, title=words, publisher=words, url=f"{BAD_URL}{number}")


def filled(path: Path) -> Book:
    """The book of these documents at a path."""
    book = open_book(str(path))
    for one in documents():
        _, faults = add_given(book, one)
        assert not faults, faults
    caught_up(book)
    return book


def app_of(book: Book, settings: Settings) -> Any:
    """The whole app."""
    from pledgebook.web.app import create_app

    return create_app(book, settings)


class Browser(TestClient):
    """A client that follows no redirects by itself, on the machine's own address unless told otherwise."""

    def __init__(self, app: Any, base: str = "http://127.0.0.1:8000") -> None:
        super().__init__(app, base_url=base, follow_redirects=False, raise_server_exceptions=False)

    def token(self, page: str = "/login") -> str:
        """The token of a page's form."""
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.get(page).text)
        assert found, f"{page} has no form"
        return found[1]

    def log_in(self, name: str, password: str = PASSWORD, **more: str) -> Any:
        fields = {"name": name, "password": password, "csrf_token": self.token(), **more}
        return self.post("/login", data=fields)

    def header_token(self) -> dict[str, str]:
        """What a script of ours sends with a change: the token of whatever page is open."""
        return {"x-csrf-token": self.token("/commitments")}


def keys(client: Any, **query: Any) -> list[str]:
    """The keys of statements, the last published first."""
    return [row["key"] for row in client.get("/api/v1/statements", params=query).json()["data"]]


def body(response: Any) -> Any:
    assert response.headers["content-type"].startswith(("application/json", "application/problem+json")), response.text
    return json.loads(response.text)


Make = Callable[..., Browser]
