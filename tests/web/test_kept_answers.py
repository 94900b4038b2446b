"""Answers are kept while the book stays as it is: never longer, never for somebody else, never with another's token."""

from __future__ import annotations

import re
from typing import Any

import pytest
from house import PASSWORD, Browser, Make

from pledgebook.ledger.adding import add_given
from pledgebook.ledger.opening import Book
from pledgebook.web import csrf, keeping
from pledgebook.web.auth.accounts import add_account, set_role
from pledgebook.web.keeping import Kept, Shelf

PAGES = ("/", "/commitments?donor=NO", "/donors/NO", "/conflicts", "/sources", "/people", "/registers/totals")
ANSWERS = ("/api/v1/commitments?donor=NO", "/api/v1/sums", "/api/v1/documents", "/api/v1/feeds/commitments.atom")


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The sizes of what was packed anew."""
    sizes: list[int] = []
    pack = keeping.pack

    def counted(body: bytes, *more: Any) -> Kept:
        sizes.append(len(body))
        return pack(body, *more)

    for where in ("pages.common", "api.answers"):
        monkeypatch.setattr(f"pledgebook.web.{where}.pack", counted)
    return sizes


def rejected(client: Browser, key: str) -> int:
    """A decision as a program sends it; its number."""
    client.cookies.clear()
    (made,) = client.post("/api/v1/judgements", json={"action": "reject", "subject": key}).json()
    return int(made["number"])


@pytest.mark.parametrize("path", [*PAGES, *ANSWERS])
def test_an_answer_is_made_once_while_the_book_stays_as_it_is(browser: Make, rendered: list[int], path: str) -> None:
    client = browser()
    first = client.get(path)
    assert first.status_code == 200 and len(rendered) == 1
    packed, plain = client.get(path), client.get(path, headers={"accept-encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip" and "content-encoding" not in plain.headers
    assert first.text == packed.text == plain.text and len(rendered) == 1
    assert first.headers["content-type"] == packed.headers["content-type"] == plain.headers["content-type"]
    assert "Accept-Encoding" in packed.headers["vary"]


@pytest.mark.parametrize("path", ["/commitments?donor=NO", "/api/v1/commitments?donor=NO", "/donors/NO"])
def test_nothing_is_kept_beyond_a_judgement_or_its_undoing(browser: Make, path: str) -> None:
    client = browser()
    first = client.get(path).text
    key = client.get("/api/v1/statements?donor=NO").json()["data"][0]["key"]
    made = rejected(client, key)
    assert client.get(path).text != first
    client.cookies.clear()
    assert client.delete(f"/api/v1/judgements/{made}").status_code == 200
    assert client.get(path).text == first


def test_nothing_is_kept_beyond_a_document_and_its_recipient_can_be_chosen_at_once(
    browser: Make, web_book: Book
) -> None:
    from house import document, pledge

    client = browser()
    before = client.get("/commitments").text
    assert 'value="FJ"' not in before
    _, faults = add_given(web_book, document(90, "2025-08-01", pledge("Suva gets 7 million euros", recipient="FJ")))
    assert not faults
    after = client.get("/commitments").text
    assert 'value="FJ"' in after and "/recipients/FJ" in after


def test_each_account_gets_its_own_page_with_a_token_that_holds(browser: Make, rendered: list[int]) -> None:
    people = {role: browser(team=True) for role in ("reader", "reviewer")}
    for role, client in people.items():
        client.log_in(f"a-{role}")
    for _ in 1, 2:
        for role, client in people.items():
            page = client.get("/commitments").text
            assert f"a-{role}" in page and (("/review" in page) == (role == "reviewer"))
            assert keeping.TOKEN not in page
            assert client.get("/commitments").text.count("csrf_token") == 1
    number = len(rendered)
    again = browser(team=True)
    again.log_in("a-reader")
    token = re.search(r'csrf_token" value="([^"]+)', again.get("/commitments").text)
    assert token and len(rendered) == number  # another session of the same account: the page is there already
    assert people["reader"].post("/logout", data={"csrf_token": token[1]}).status_code == 403
    assert again.post("/logout", data={"csrf_token": token[1]}).status_code == 303
    assert again.get("/commitments").status_code == 303  # a stranger sees nothing of what is kept


def test_what_a_role_shows_is_not_kept_beyond_the_role(browser: Make, web_book: Book) -> None:
    add_account(web_book, "changing", "reviewer", PASSWORD)
    client = browser(team=True)
    client.log_in("changing")
    assert "/review" in client.get("/donors").text
    set_role(web_book, "changing", "reader")
    assert "/review" not in client.get("/donors").text


def test_another_address_of_the_server_is_another_page(browser: Make) -> None:
    one, other = browser(), browser("http://localhost:8000")
    assert "localhost" in other.get("/donors/LT").text and "localhost" not in one.get("/donors/LT").text
    assert "localhost" not in one.get("/api/v1/feeds/commitments.atom").text
    assert "localhost" in other.get("/api/v1/feeds/commitments.atom").text


def test_tokens_of_one_page_differ_each_time_and_all_hold() -> None:
    made = {csrf.token_for("key", "browser") for _ in range(3)}
    assert len(made) == 3 and len({token[:20] for token in made}) == 3
    assert all(csrf.fits("key", "browser", token) for token in made)
    assert not any(csrf.fits("key", "other", token) for token in made)


def test_a_shelf_holds_no_more_than_it_may_and_drops_what_was_asked_for_longest_ago() -> None:
    shelf = Shelf(most=10_000)
    for n in range(4):
        shelf.put(n, "now", Kept(b"x" * 1_500, "text/plain"))
    assert shelf.get(0, "now")
    shelf.put(4, "now", Kept(b"x" * 1_500, "text/plain"))
    assert [n for n in range(5) if shelf.get(n, "now")] == [0, 2, 3, 4]
    shelf.put(2, "later", Kept(b"y", "text/plain"))
    assert shelf.get(2, "now") is None and shelf.get(2, "later")
    shelf.put(5, "now", Kept(b"x" * 20_000, "text/plain"))
    assert shelf.get(5, "now") is None and shelf.get(4, "now")
    for n in range(100):  # what is replaced gives its room back
        shelf.put(4, n, Kept(b"z" * 1_500, "text/plain"))
    assert [n for n in range(4) if shelf.get(n, "now") or shelf.get(n, "later")] == [0, 2, 3]
