"""Both databases answer alike."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from house import Browser, app_of, body, documents

from pledgebook.ledger.adding import add_given
from pledgebook.ledger.failing import note_failures
from pledgebook.ledger.opening import Book, open_book
from pledgebook.ledger.settling import caught_up
from pledgebook.model import Fault
from pledgebook.web.auth import accounts, sessions
from pledgebook.web.settings import Settings

QUESTIONS = [
    *(f"{name}?{query}" for name in ("commitments", "facets", "sums", "timeline", "stages") for query in (
        "", "donor=LT", "donor=EE&donor=NO", "recipient=MD&sector=energy", "q=generator", "as_of=2025-04-15",
        "value_from=1000000.5&value_to=90000000", "since=2025-03-02&until=2025-07-12", "sector=none&stage=pledged",
        "amount_currency=NOK", "currency=EUR", "q=%25", "q=_", "programme=safe&stage_at_least=pledged",
    )),
    *(f"commitments?sort={sort}&limit=3" for sort in ("day", "-value", "stage", "-donor", "id")),
    *("statements", "statements?kind=total", "statements?donor=LT&limit=2", "statements?q=euros", "statements?doc=doc/5"),
    *("totals", "reconciliations", "conflicts", "people", "people?q=ada", "people/Ada Voss", "sources", "judgements", "failures"),
    *("registers/needs", "registers/agreements?donor=MD", "documents", "documents?donor=LT&limit=1", "documents/doc/1"),
    *("feeds/commitments.atom", "feeds/stages.atom", "feeds/conflicts.atom", "statements?format=csv", "sums?by=month"),
]  # fmt: skip
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z")


@pytest.fixture(scope="module")
def books(server: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Book]]:
    addresses = [str(tmp_path_factory.mktemp("both") / "book.db"), server.book_database()]
    opened = [open_book(address) for address in addresses]
    for book in opened:
        for one in documents():
            add_given(book, one)
        caught_up(book)
        note_failures(book, [Fault(__file__, "no text", n) for n in (3, 1, 2)])
    yield opened
    for book in opened:
        book.close()


@pytest.fixture(scope="module")
def clients(books: list[Book]) -> list[Browser]:
    return [Browser(app_of(book, Settings())) for book in books]


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_answer_is_the_same_from_either_database(clients: list[Browser], question: str) -> None:
    answers = [client.get(f"/api/v1/{question}") for client in clients]
    assert [a.status_code for a in answers] == [200, 200]
    one, other = (_MOMENT.sub("", a.text) for a in answers)
    assert one == other
    if "limit" in question and '"next"' in one:
        sign = "&" if "?" in question else "?"
        after = json.loads(one)["next"]
        one, other = (_MOMENT.sub("", c.get(f"/api/v1/{question}{sign}after={after}").text) for c in clients)
        assert one == other


def test_decisions_accounts_and_tokens_are_kept_by_either(
    books: list[Book], clients: list[Browser], tmp_path: Path
) -> None:
    for book, client in zip(books, clients, strict=True):
        tag = client.get("/api/v1/commitments").headers["etag"]
        key = body(client.get("/api/v1/statements?donor=NO"))["data"][0]["key"]
        (made,) = body(client.post("/api/v1/judgements", json={"action": "reject", "subject": key}))
        assert client.get("/api/v1/commitments", headers={"if-none-match": tag}).status_code == 200
        assert client.delete(f"/api/v1/judgements/{made['number']}").status_code == 200
        accounts.add_account(book, "ada", "reviewer", "a password of hers")
        assert accounts.verified(book, "ada", "a password of hers") is not None
        secret = sessions.begin(book, accounts.find_account(book, "ada"))
        token = sessions.add_token(book, "ada", "mine", "reviewer")
        with book.reading() as connection:
            assert sessions.of_session(connection, secret) == ("ada", "reviewer")
            assert sessions.of_token(connection, str(token.secret)) == ("ada", "reviewer")
        assert sessions.retire_token(book, token.number, "ada").retired_at
        accounts.retire_account(book, "ada")
        with book.reading() as connection:
            assert sessions.of_session(connection, secret) is None
