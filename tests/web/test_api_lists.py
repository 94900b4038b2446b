"""The API's lists: filters, sorts, pages, formats."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from house import Make, body, keys

LISTS = ["commitments", "statements", "documents", "totals", "reconciliations", "conflicts", "people", "judgements",
         "registers/agreements", "registers/sanctions", "registers/needs", "registers/meetings"]  # fmt: skip
TABLES = [*LISTS, "sums", "timeline", "stages", "sources"]


@pytest.mark.parametrize("name", LISTS)
def test_pages_of_a_list_join_up_to_the_whole(browser: Make, name: str) -> None:
    client = browser()
    whole = body(client.get(f"/api/v1/{name}", params={"limit": 1000}))
    assert "next" not in whole
    if name != "judgements" and name != "conflicts":
        assert whole["data"]
    found: list[Any] = []
    after = None
    while True:
        page = body(client.get(f"/api/v1/{name}", params={"limit": 2, **({"after": after} if after else {})}))
        found += page["data"]
        after = page.get("next")
        if after is None:
            break
        assert len(page["data"]) == 2
    assert found == whole["data"]


@pytest.mark.parametrize("sort", ["day", "-day", "value", "-value", "stage", "-stage", "donor", "-donor", "id", "-id"])
def test_commitments_are_paged_in_any_order(browser: Make, sort: str) -> None:
    client = browser()
    whole = [c["id"] for c in body(client.get("/api/v1/commitments", params={"sort": sort}))["data"]]
    first = body(client.get("/api/v1/commitments", params={"sort": sort, "limit": 3}))
    rest = body(client.get("/api/v1/commitments", params={"sort": sort, "limit": 900, "after": first["next"]}))
    assert [c["id"] for c in first["data"] + rest["data"]] == whole
    assert first["count"] == len(whole) and "count" not in rest


def test_a_cursor_of_another_sort_is_refused(browser: Make) -> None:
    client = browser()
    first = body(client.get("/api/v1/commitments", params={"limit": 1}))
    answer = client.get("/api/v1/commitments", params={"sort": "donor", "after": first["next"]})
    assert answer.status_code in (400, 422) and "another sort" in body(answer)["detail"]


@pytest.mark.parametrize("after", ["x", "WzFd", "bnVsbA", "W10", "e30", "=", "WyJkYXkiLDEsMl0", "W3RydWVd" * 60])
@pytest.mark.parametrize("name", ["commitments", "statements", "documents", "judgements", "people"])
def test_what_is_no_cursor_is_refused(browser: Make, name: str, after: str) -> None:
    answer = browser().get(f"/api/v1/{name}", params={"after": after})
    assert answer.status_code in (400, 422) or (name, after) in {("documents", "WzFd"), ("judgements", "WzFd")}


@pytest.mark.parametrize(
    ("query", "donors"),
    [
        ({"donor": "NO"}, {"NO"}),
        ({"donor": "EE"}, {"LV+EE"}),
        ({"donor": ["NO", "LV"]}, {"NO", "LV+EE"}),
        ({"sector": "energy"}, {"LT"}),
        ({"stage": "offered"}, {"LV+EE"}),
        ({"amount_currency": "NOK"}, {"NO"}),
        ({"programme": "safe"}, {"NO"}),
        ({"value_from": "50000000"}, {"NO"}),
        ({"as_of": "2025-03-02"}, {"LT"}),
        ({"until": "2025-03-06"}, {"LT", "NO"}),
        ({"stage_at_least": "delivered"}, {"LT"}),
    ],
)
def test_filters_leave_what_fits(browser: Make, query: dict[str, Any], donors: set[str]) -> None:
    found = body(browser().get("/api/v1/commitments", params=query))["data"]
    assert {"+".join(sorted(c["donors"], key=["NO", "LT", "LV", "EE", "PL"].index)) for c in found} == donors


@pytest.mark.parametrize(
    "query",
    [
        {"sector": "sorcery"},
        {"donor": "<b>"},
        {"since": "yesterday"},
        {"value_from": "much"},
        {"value_from": "NaN"},
        {"currency": "euro"},
        {"sort": "colour"},
        {"limit": "0"},
        {"limit": "x"},
        {"format": "pdf"},
        {"q": "x" * 300},
        {"donor": [f"D{n}" for n in range(60)]},
    ],
)
def test_what_cannot_be_asked_is_said(browser: Make, query: dict[str, Any]) -> None:
    answer = browser().get("/api/v1/commitments", params=query)
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"
    said = body(answer)
    assert {"type", "title", "status", "detail", "instance"} <= said.keys() and said["status"] == answer.status_code


@pytest.mark.parametrize("name", TABLES)
def test_every_table_can_be_had_as_csv_and_json_lines(browser: Make, name: str) -> None:
    client = browser()
    made = body(client.get(f"/api/v1/{name}"))
    rows = made["rows"] if name == "sums" else made["data"]
    lines = client.get(f"/api/v1/{name}", params={"format": "jsonl"})
    assert lines.headers["content-type"] == "application/x-ndjson; charset=utf-8"
    assert [json.loads(line) for line in lines.text.splitlines()] == rows
    table = client.get(f"/api/v1/{name}", headers={"accept": "text/csv"})
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in table.headers["content-disposition"]
    header, *cells = csv.reader(io.StringIO(table.text, newline=""))
    assert len(cells) == len(rows) and all(len(row) == len(header) for row in cells)


def test_a_download_has_all_rows_and_the_filter(browser: Make) -> None:
    client = browser()
    found = body(client.get("/api/v1/commitments", params={"donor": "PL", "limit": 1000}))["data"]
    table = client.get("/api/v1/commitments", params={"donor": "PL", "format": "csv"}).text
    assert [row["id"] for row in csv.DictReader(io.StringIO(table, newline=""))] == [c["id"] for c in found]
    assert len(client.get("/api/v1/commitments", params={"format": "jsonl", "limit": 2}).text.splitlines()) == 2


def test_no_cell_of_a_table_is_a_formula(browser: Make, web_book: Any) -> None:
    from house import document, pledge

    from pledgebook.ledger.adding import add_given

    quote = "=HYPERLINK(1) Rome will give tents"
    add_given(web_book, document(99, "2025-08-01", pledge(quote, "IT"), text=quote, title="=1+1"))
    client = browser()
    for name in ("statements", "documents"):
        for row in csv.reader(io.StringIO(client.get(f"/api/v1/{name}?format=csv").text, newline="")):
            assert not any(cell.startswith(("=", "+", "@")) for cell in row)


def test_statements_are_listed_by_kind_and_document(browser: Make) -> None:
    client = browser()
    assert {s["kind"] for s in body(client.get("/api/v1/statements"))["data"]} > {"pledge", "total", "need"}
    found = body(client.get("/api/v1/statements", params={"doc": "doc/5", "kind": "need"}))["data"]
    assert [s["body"]["item"] for s in found] == ["transformer"]
    assert len(keys(client, doc="doc/5")) == 5
