"""The API's single things, what is reckoned, and decisions."""

from __future__ import annotations

import csv
import json
from typing import Any

import pytest
from house import Make, body, document, keys, pledge
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pledgebook.ledger.adding import add_given
from pledgebook.ledger.opening import Book

PARTS = ["value", "max", "currency", "bound", "per", "item", "count", "start", "end", "name", "actor"]
FIELDS = ["amount", "donors", "recipients", "stage", "sector", "items", "programmes", "instrument", "condition", "period",
          "speaker", "date", "part_of", "quote", "id"]  # fmt: skip


def commitment_of(client: Any, donor: str) -> dict[str, Any]:
    (found,) = body(client.get("/api/v1/commitments", params={"donor": donor}))["data"]
    return dict(found)


def test_a_card_opens_down_to_the_sentence(browser: Make) -> None:
    client = browser()
    found = commitment_of(client, "LT")
    card = body(client.get(f"/api/v1/commitments/{found['id']}"))
    assert card["commitment"] == found
    assert [s["statement"]["body"]["quote"] for s in card["statements"]] == [
        "Vilnius will give 5 million euros",
        "Vilnius handed over 40 generators",
    ]
    assert card["statements"][0]["speaker_name"] == "Ada Voss"
    assert body(client.get(f"/api/v1/commitments/{found['statements'][1]}"))["commitment"]["id"] == found["id"]
    as_of = body(client.get(f"/api/v1/commitments/{found['id']}", params={"as_of": "2025-03-02"}))
    assert as_of["commitment"]["stage"] == "pledged"


def test_a_document_is_told_as_it_was_read(browser: Make) -> None:
    client = browser()
    page = body(client.get("/api/v1/documents/doc/1"))
    (statement,) = page["statements"]
    place = statement["body"]
    assert page["text"][place["start"] : place["end"]] == place["quote"]
    assert body(client.get(f"/api/v1/texts/{page['document']['text_id']}")) == page
    assert "source" not in page["appearances"][0]
    key = statement["key"]
    assert body(client.get(f"/api/v1/statements/{key}")) == statement


@pytest.mark.parametrize(
    "path",
    ["commitments/caaaaaaaaaa", "statements/saaaaaaaaaa", "documents/none", "documents/../../etc/passwd", "texts/999999",
     "people/Nobody", "registers/wishes", "nothing", "feeds/gossip.atom"],
)  # fmt: skip
def test_what_is_not_there_is_a_problem(browser: Make, path: str) -> None:
    answer = browser().get(f"/api/v1/{path}")
    assert answer.status_code in (404, 422)
    assert answer.headers["content-type"] == "application/problem+json" and body(answer)["status"] == answer.status_code


def test_a_method_that_is_not_there_is_a_problem(browser: Make) -> None:
    answer = browser().put("/api/v1/commitments")
    assert answer.status_code == 405 and body(answer)["title"] == "Method Not Allowed"
    assert answer.headers["allow"] == "GET"


def test_sums_count_nothing_twice_and_convert_where_asked(browser: Make) -> None:
    client = browser()
    plain = body(client.get("/api/v1/sums", params={"donor": "NO"}))
    assert plain["rows"] == [{"key": "NO", "value": 90_000_000, "currency": "NOK", "commitments": 1}]
    converted = body(client.get("/api/v1/sums", params={"donor": "NO", "currency": "EUR"}))
    assert converted["rows"][0]["currency"] == "EUR" and 6e6 < converted["total"]["EUR"] < 9e6
    by_sector = body(client.get("/api/v1/sums", params={"donor": "LT", "by": "sector"}))
    assert [(r["key"], r["value"]) for r in by_sector["rows"]] == [("energy", 5_000_000)]
    strange = body(client.get("/api/v1/sums", params={"donor": "NO", "currency": "XXX"}))
    assert strange["total"].get("XXX", 0) == 0 and len(strange["unconverted"]) == 1


def test_time_stages_facets_sources_and_people_are_told(browser: Make) -> None:
    client = browser()
    months = body(client.get("/api/v1/timeline", params={"donor": "LT"}))["data"]
    assert [(r["month"], r["group"], r["value"]) for r in months] == [
        ("2025-03", "said", 5_000_000),
        ("2025-05", "arrived", 5_000_000),
    ]
    stages = {r["stage"]: r["count"] for r in body(client.get("/api/v1/stages"))["data"]}
    assert stages["delivered"] == 1 and stages["offered"] == 1
    facets = body(client.get("/api/v1/facets"))
    assert {"value": "NO", "count": 1} in facets["donor"]
    sources = body(client.get("/api/v1/sources"))["data"]
    assert (sources[0]["publisher"], sources[0]["documents"]) == ("The Gazette", 4)
    person = body(client.get("/api/v1/people/Ada Voss"))
    assert len(person["said"]) == 2 and len(person["met"]) == 1
    assert body(client.get("/api/v1/book"))["documents"] == 10


def test_sources_count_what_was_read_and_see_what_comes_in(browser: Make, web_book: Book) -> None:
    client = browser()

    def gazette() -> tuple[int, int]:
        (row,) = [r for r in body(client.get("/api/v1/sources"))["data"] if r["publisher"] == "The Gazette"]
        return row["documents"], row["statements"]

    documents, statements = gazette()
    key = body(client.get("/api/v1/statements", params={"donor": "NO"}))["data"][0]["key"]
    client.post("/api/v1/judgements", json={"action": "reject", "subject": key})
    assert gazette() == (documents, statements)
    add_given(web_book, document(91, "2025-08-01", pledge("Suva gets 7 million euros", recipient="FJ")))
    assert gazette() == (documents + 1, statements + 1)


def test_a_total_is_checked_against_the_book(browser: Make) -> None:
    (checked,) = body(browser().get("/api/v1/reconciliations"))["data"]
    assert (checked["known"], checked["unexplained"], checked["verdict"]) == (5_000_000, 1_000_000, "unexplained")


def test_an_answer_that_is_known_is_not_sent_again_until_the_book_changes(browser: Make) -> None:
    client = browser()
    first = client.get("/api/v1/commitments")
    tag = first.headers["etag"]
    again = client.get("/api/v1/commitments", headers={"if-none-match": f'"x", {tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert client.get("/api/v1/commitments?donor=LT", headers={"if-none-match": tag}).status_code == 200
    assert client.get("/api/v1/commitments?format=csv").headers["etag"] != tag
    (judgement,) = body(client.post("/api/v1/judgements", json={"action": "reject", "subject": keys(client)[0]}))
    changed = client.get("/api/v1/commitments", headers={"if-none-match": tag})
    assert changed.status_code == 200 and changed.headers["etag"] != tag
    client.delete(f"/api/v1/judgements/{judgement['number']}")
    undone = client.get("/api/v1/commitments", headers={"if-none-match": changed.headers["etag"]})
    assert undone.status_code == 200


def test_a_decision_is_taken_shows_everywhere_and_is_taken_back(browser: Make) -> None:
    client = browser()
    key = commitment_of(client, "NO")["statements"][0]
    said = {"action": "correct", "subject": key, "field": "amount", "value": "NOK 95 million", "why": "a slip"}
    answer = client.post("/api/v1/judgements", json=said)
    assert answer.status_code == 201
    (made,) = body(answer)
    assert made["value"]["value"] == 95_000_000 and made["by"]
    assert commitment_of(client, "NO")["amount"]["value"] == 95_000_000
    assert body(client.get("/api/v1/judgements"))["data"] == [made]
    undone = client.delete(f"/api/v1/judgements/{made['number']}")
    assert undone.status_code == 200 and body(undone)["retired_at"]
    assert body(undone)["retired_by"] == made["by"]
    (listed,) = csv.DictReader(client.get("/api/v1/judgements?format=csv").text.splitlines())
    assert listed["retired_by"] == made["by"]
    assert commitment_of(client, "NO")["amount"]["value"] == 90_000_000
    assert client.delete(f"/api/v1/judgements/{made['number']}").status_code == 409
    assert client.delete("/api/v1/judgements/4711").status_code == 404


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"action": "reject", "subject": "saaaaaaaaaa"}, 404),
        ({"action": "applaud", "subject": "KEY"}, 422),
        ({"action": "reject"}, 422),
        ({"action": "same", "subject": "KEY"}, 422),
        ({"action": "same", "subject": "KEY", "other": "KEY"}, 422),
        ({"action": "correct", "subject": "KEY"}, 422),
        ({"action": "correct", "subject": "KEY", "field": "colour", "value": "red"}, 422),
        ({"action": "correct", "subject": "KEY", "field": "amount", "value": "plenty"}, 422),
        ({"action": "correct", "subject": "KEY", "field": "amount", "value": {"value": 1e400, "currency": "EUR"}}, 422),
        ({"action": "correct", "subject": "KEY", "field": "donors", "value": [[[]]]}, 422),
        ({"action": "reject", "subject": "KEY", "surprise": 1}, 422),
        ([], 422),
        (None, 422),
    ],
)
def test_a_decision_that_cannot_be_is_refused(browser: Make, said: Any, status: int) -> None:
    client = browser()
    key = commitment_of(client, "NO")["statements"][0]
    raw = json.dumps(said).replace("KEY", key)
    answer = client.post("/api/v1/judgements", content=raw, headers={"content-type": "application/json"})
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert body(client.get("/api/v1/judgements"))["data"] == []


def test_what_is_no_json_is_refused(browser: Make) -> None:
    client = browser()
    for raw in (b"{", b"\xff\xfe", b"[" * 50_000):
        answer = client.post("/api/v1/judgements", content=raw, headers={"content-type": "application/json"})
        assert answer.status_code in (400, 422), raw[:5]


def test_two_people_do_not_overwrite_one_another(browser: Make) -> None:
    from pledgebook.ledger.judging import judge
    from pledgebook.web.deciding import decide, standing
    from pledgebook.web.problems import Refused

    client = browser()
    book = client.app.state.book
    key = commitment_of(client, "NO")["statements"][0]
    with book.reading() as connection:
        seen = standing(connection, [key])
    said = {"action": "correct", "subject": key, "field": "sector", "seen": seen}
    assert client.post("/api/v1/judgements", json={**said, "value": "energy"}).status_code == 201
    late = client.post("/api/v1/judgements", json={**said, "value": "military"})
    assert late.status_code == 409 and "look again" in body(late)["detail"]
    assert commitment_of(client, "NO")["sector"] == "energy"
    again = client.post("/api/v1/judgements", json={**said, "value": "military", "seen": body(late)["seen"]})
    assert again.status_code == 201
    # and where another process decides between the look and the deed
    with book.reading() as connection:
        seen = standing(connection, [key])

    class Between:
        def __getattr__(self, name: str) -> Any:
            return getattr(book, name)

        def writing(self) -> Any:
            if not done:
                done.append(1)
                judge(book, "reject", key, by="Bo")
            return book.writing()

    done: list[int] = []
    with pytest.raises(Refused, match="by Bo"):
        decide(Between(), "Ada", "accept", key, seen=seen)  # type: ignore[arg-type]
    assert [j["by"] for j in body(client.get("/api/v1/judgements"))["data"] if not j["retired_at"]][-1] == "Bo"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10) | st.sampled_from(PARTS), inner, max_size=4)
    ),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(field=st.sampled_from(FIELDS), value=JSON)
def test_no_correction_breaks_the_book(browser: Make, field: str, value: Any) -> None:
    client = browser()
    key = body(client.get("/api/v1/statements?kind=pledge&donor=NO"))
    keys_there = [row["key"] for row in key["data"]] or keys(client, kind="pledge")
    raw = json.dumps({"action": "correct", "subject": keys_there[0], "field": field, "value": value})
    answer = client.post("/api/v1/judgements", content=raw, headers={"content-type": "application/json"})
    assert answer.status_code in (201, 400, 422), answer.text
    assert client.get("/api/v1/commitments").status_code == 200
    if answer.status_code == 201:
        assert client.delete(f"/api/v1/judgements/{body(answer)[0]['number']}").status_code == 200
