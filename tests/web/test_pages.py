"""What the pages show, keep in their links, hand out as files, and say when something is wrong."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from house import Browser, Make, keys

from pledgebook.ledger.opening import Book, open_book


def links(page: str) -> list[str]:
    return [unescape(href) for href in re.findall(r'<a[^>]* href="(/[^"]*)"', page)]


def form(page: str, action: str, at: int = 0) -> dict[str, str]:
    """The hidden fields of a form that is sent to an address."""
    found = re.findall(rf'<form[^>]*action="{action}[^"]*"[^>]*>(.*?)</form>', page, re.DOTALL)[at]
    pairs = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', found)
    return {name: unescape(value) for name, value in pairs}


@pytest.mark.parametrize(
    "path", ["/", "/commitments", "/donors", "/donors/LT", "/registers/totals", "/conflicts", "/sources"]
)
def test_every_link_keeps_the_day_the_recipient_and_the_currency(browser: Make, path: str) -> None:
    page = browser().get(path, params={"as_of": "2025-06-15", "recipient": "MD", "currency": "USD"}).text
    inner = page.partition("<main")[2].partition("</main>")[0]
    for link in links(inner):
        asked = parse_qs(urlsplit(link).query)
        assert asked.get("as_of") == ["2025-06-15"], link
        assert asked.get("currency") == ["USD"], link


def test_the_overview_sums_and_names_what_does_not_add_up(browser: Make) -> None:
    page = browser().get("/", params={"recipient": "MD", "as_of": "2025-06-30"}).text
    assert "Support for Moldova" in page and "Totals that do not add up" in page
    assert "Lithuania" in page and re.search(r'<span class="code">LT</span>', page)


def test_a_total_leads_to_the_commitments_it_is_checked_against(browser: Make) -> None:
    client = browser(page=1)
    (checked,) = client.get("/api/v1/reconciliations").json()["data"]
    assert client.get(f"/api/v1/reconciliations/{checked['total']}").json() == checked
    path: str | None = next(link for link in links(client.get("/registers/totals").text) if "/totals/" in link)
    seen = []
    while path:
        page = client.get(path).text
        seen += re.findall(r'<td class="what"><a href="/commitments/(c\w+)', page)
        path = next(map(unescape, re.findall(r'<a rel="next" href="([^"]+)"', page)), None)
    assert seen == checked["counted"] and seen
    assert client.get(f"/registers/totals/{checked['total']}?as_of=2025-05-31").status_code == 404
    pledged = client.get("/api/v1/statements?kind=pledge").json()["data"][0]["key"]
    assert client.get(f"/registers/totals/{pledged}").status_code == 404
    assert client.get(f"/api/v1/reconciliations/{pledged}").status_code == 404


def test_an_empty_book_says_how_to_begin(tmp_path: Any) -> None:
    from pledgebook.web.app import create_app

    book = open_book(str(tmp_path / "empty.db"))
    client = Browser(create_app(book))
    for path in (
        "/",
        "/commitments",
        "/donors",
        "/people",
        "/registers/needs",
        "/conflicts",
        "/review",
        "/sources",
        "/log",
    ):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert "empty" in answer.text, path
    assert "pledgebook add" in client.get("/").text
    book.close()


def test_as_of_shows_the_book_of_that_day(browser: Make) -> None:
    client = browser()
    delivered = client.get("/commitments", params={"donor": "LT", "stage": "delivered"}).text
    before = client.get("/commitments", params={"donor": "LT", "stage": "delivered", "as_of": "2025-03-31"}).text
    assert "40 × generator" in delivered and "40 × generator" not in before
    assert "This is the book of 31" in before


def test_facets_narrow_down_and_can_be_taken_out_again(browser: Make) -> None:
    client = browser()
    page = client.get("/commitments").text
    toward = next(link for link in links(page) if "donor=NO" in link)
    narrowed = client.get(toward).text
    assert "Norway" in narrowed and ">Lithuania</a>" not in narrowed
    out = next(link for link in links(narrowed) if "donor=NO" not in link and link.startswith("/commitments?sort"))
    assert ">Lithuania</a>" in client.get(out).text


def test_pages_go_on_where_the_last_one_ended(browser: Make) -> None:
    client = browser(page=3)
    seen: list[str] = []
    path: str | None = "/commitments?sort=-value"
    while path:
        page = client.get(path).text
        seen += re.findall(r'<td class="what"><a href="/commitments/(c\w+)', page)
        path = next(iter(re.findall(r'<a rel="next" href="([^"]+)"', page)), None)
        path = unescape(path) if path else None
    assert len(seen) == len(set(seen)) == len(client.get("/commitments.json").json())


@pytest.mark.parametrize(
    "query", ["", "donor=LT", "sort=value&recipient=MD", "q=shelters", "since=2025-04-01&value_from=1000000"]
)
def test_a_download_is_exactly_what_is_shown(browser: Make, query: str) -> None:
    client = browser()
    shown = re.findall(r'<td class="what"><a href="/commitments/(c\w+)', client.get(f"/commitments?{query}").text)
    rows = client.get(f"/commitments.json?{query}").json()
    table = list(csv.DictReader(io.StringIO(client.get(f"/commitments.csv?{query}").text)))
    assert [row["id"] for row in rows] == [row["id"] for row in table] == shown
    sheet = zipfile.ZipFile(io.BytesIO(client.get(f"/commitments.xlsx?{query}").content))
    assert sheet.read("xl/worksheets/sheet1.xml").count(b"<row ") == len(rows) + 1


def test_a_spreadsheet_runs_nothing(browser: Make, web_book: Book) -> None:
    text = browser().get("/commitments.csv").text
    assert not re.search(r'(^|,)"?[=+@]', text, re.MULTILINE)


def test_the_card_tells_the_history_and_why(browser: Make) -> None:
    client = browser()
    found = client.get("/commitments.json", params={"donor": "LT", "stage": "delivered"}).json()[0]
    page = client.get(f"/commitments/{found['id']}").text
    assert page.count('<li id="s') == len(found["statements"].split("; ")) == 2
    assert "Why it is counted here" in page and "threshold" not in page
    assert "Vilnius will give 5 million euros" in page and "Ada Voss" in page


def test_the_document_marks_each_statement_by_kind_and_sign(browser: Make) -> None:
    client = browser()
    number = next(link for link in links(client.get("/registers/meetings").text) if link.startswith("/documents/"))
    page = client.get(number.partition("#")[0]).text
    for kind in ("total", "agreement", "sanction", "need", "meeting"):
        assert re.search(rf'<mark class="{kind}"[^>]* data-sign="{kind[0].upper()}\d"', page), kind
    text = unescape(
        re.sub(r"<[^>]+>", "", page.partition('<article class="text"')[2].partition(">")[2].partition("</article>")[0])
    )
    assert text.startswith("It is said: Lithuania has given almost 6 million euros so far.")


def test_overlapping_statements_share_their_words() -> None:
    from pledgebook.report.statements import StatementRow
    from pledgebook.web.pages.documents import pieces

    def row(key: str, start: int, end: int) -> StatementRow:
        import datetime

        body = {"start": start, "end": end, "quote": ""}
        return StatementRow(key, "pledge", "d", 1, datetime.date(2025, 1, 1), None, 1.0, body, key)

    rows = [row("a", 2, 8), row("b", 4, 6), row("c", 6, 8)]
    cut = pieces("0123456789", rows, {"a": "P1", "b": "P2", "c": "P3"})
    assert "".join(piece.words for piece in cut) == "0123456789"
    assert [(p.words, [s.key for s in p.statements], p.signs) for p in cut] == [
        ("01", [], ()), ("23", ["a"], ("P1",)), ("45", ["a", "b"], ("P2",)), ("67", ["a", "c"], ("P3",)), ("89", [], ()),
    ]  # fmt: skip


def test_a_key_leads_to_its_place_and_a_document_is_found_by_its_id(browser: Make) -> None:
    client = browser()
    key = keys(client)[0]
    assert client.get(f"/statements/{key}").headers["location"].endswith("#" + key)
    assert re.fullmatch(r"/documents/\d+", client.get("/documents", params={"doc": "doc/5"}).headers["location"])


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nowhere", 404),
        ("/commitments/cnothing", 404),
        ("/documents/999999", 404),
        ("/documents/99999999999999999999", 404),
        ("/donors/ZZ", 404),
        ("/people/Nobody", 404),
        ("/registers/gossip", 404),
        ("/registers/totals/snothing", 404),
        ("/registers/totals/s?after=-1", 400),
        ("/statements/snothing", 404),
        ("/charts/pie.json", 404),
        ("/charts/donors.exe", 404),
        ("/commitments.exe", 404),
        ("/static/../app.py", 404),
        ("/commitments?since=yesterday", 400),
        ("/commitments?sort=colour", 400),
        ("/commitments?after=xyz", 400),
        ("/commitments?sector=space", 400),
        ("/commitments?value_from=many", 400),
        ("/commitments?value_from=1e99", 400),
        ("/?currency=euro", 400),
        ("/?as_of=2025-02-30", 400),
        ("/sources?after=-1", 400),
        ("/donors/%3Cb%3E", 400),
        ("/registers/needs?after=" + "z" * 100, 400),
    ],
)
def test_what_is_wrong_is_said_on_a_page_of_its_own(browser: Make, path: str, status: int) -> None:
    answer = browser().get(path)
    assert answer.status_code in {status, 422 if status == 400 else status}
    assert answer.headers["content-type"].startswith("text/html") or path.startswith("/static/")
    if answer.headers["content-type"].startswith("text/html"):
        assert "<h1>" in answer.text and "<main" in answer.text and "overview" in answer.text.lower()


def test_charts_come_as_specification_and_pictures(browser: Make) -> None:
    client = browser()
    made = client.get("/charts/donors.json").json()
    assert made["$schema"].startswith("https://vega.github.io/schema/vega-lite/")
    assert {"donor", "series", "millions"} <= set(next(iter(_values(made))))
    assert client.get("/charts/months.svg").text.startswith("<svg")
    assert client.get("/charts/years.png?donor=LT").content.startswith(b"\x89PNG")


def _values(specification: dict[str, Any]) -> list[dict[str, Any]]:
    values: list[dict[str, Any]] = specification["data"]["values"]
    return values


def test_files_of_our_own_are_kept_by_browsers_for_good(browser: Make) -> None:
    client = browser()
    address = re.search(r'href="(/static/pledgebook.css\?v=[^"]+)"', client.get("/").text)
    assert address
    answer = client.get(address[1])
    assert "immutable" in answer.headers["cache-control"]
    assert client.get(address[1], headers={"if-none-match": answer.headers["etag"]}).status_code == 304


def test_a_decision_is_seen_everywhere_at_once_and_can_be_undone(browser: Make) -> None:
    client = browser()
    found = client.get("/commitments.json", params={"donor": "NO"}).json()[0]
    key = found["statements"].split("; ")[0]
    page = client.get("/review", params={"subject": key}).text
    fields = form(page, "/review/judge", 1)
    answer = client.post(
        "/review/judge", data={**fields, "field": "amount", "value": "NOK 95 million", "why": "as printed"}
    )
    assert answer.status_code == 303
    assert client.get("/commitments.json", params={"donor": "NO"}).json()[0]["amount_value"] == 95_000_000
    assert "95" in client.get("/donors/NO?currency=NOK").text and "as printed" in client.get("/log").text
    undoing = form(client.get("/log").text, "/review/undo")
    assert client.post("/review/undo", data=undoing).headers["location"] == "/log"
    assert client.get("/commitments.json", params={"donor": "NO"}).json()[0]["amount_value"] == 90_000_000


def test_two_who_decide_at_once_do_not_overwrite_one_another(browser: Make) -> None:
    client = browser()
    key = keys(client, kind="pledge")[0]
    first = form(client.get("/review", params={"subject": key}).text, "/review/judge")
    second = form(client.get("/review", params={"subject": key}).text, "/review/judge")
    assert client.post("/review/judge", data={**first, "action": "accept"}).status_code == 303
    late = client.post("/review/judge", data={**second, "action": "reject", "why": "my reason"})
    assert late.status_code == 409
    assert "Somebody was quicker" in late.text and "my reason" in late.text
    assert [row["action"] for row in client.get("/api/v1/judgements").json()["data"]] == ["accept"]


def test_a_value_that_cannot_be_is_said_beside_the_form(browser: Make) -> None:
    client = browser()
    key = keys(client, kind="pledge")[0]
    fields = form(client.get("/review", params={"subject": key}).text, "/review/judge", 1)
    answer = client.post("/review/judge", data={**fields, "field": "amount", "value": "a lot"})
    assert answer.status_code == 422
    assert "was not recorded" in answer.text and 'value="a lot"' in answer.text


def test_the_queue_begins_with_what_is_contradicted_or_unsure_and_large(browser: Make) -> None:
    page = browser().get("/review").text
    waiting = re.findall(r'<li><a href="/review\?subject=(s\w+)', page)
    assert len(waiting) == len(set(waiting)) > 5
    assert form(page, "/review/judge")["subject"] == waiting[0]


def test_readers_see_no_review(browser: Make) -> None:
    reader = browser(team=True)
    reader.log_in("a-reader")
    assert "/review" not in reader.get("/").text
    assert reader.get("/review").status_code == 403


def test_a_chart_of_months_leaves_out_no_month_between(browser: Make) -> None:
    values = _values(browser().get("/charts/months.json").json())
    assert sorted({row["month"] for row in values}) == ["2025-03", "2025-04", "2025-05", "2025-06", "2025-07"]
