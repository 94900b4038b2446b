"""Statements that come with a document are checked before they count."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from pledgebook.documents import jsonl
from pledgebook.ledger.bodies import body_of, statement_from
from pledgebook.ledger.given import statement_of, statements_given
from pledgebook.model import Amount, Document, Fault, Pledge, Sanction, Statement

TEXT = "Sweden will give EUR 5 million. Norway agreed. Norway agreed."
DOCUMENT = Document("d", TEXT, source="docs.jsonl", line=7)
PLEDGE = {"kind": "pledge", "quote": "Sweden will give EUR 5 million", "donors": ["SE"], "stage": "pledged"}


def wrong(**fields: Any) -> str:
    found = statement_of({**PLEDGE, **fields}, DOCUMENT, 3)
    assert isinstance(found, Fault)
    assert (found.source, found.line) == ("docs.jsonl", 7)
    return found.message


def test_a_statement_is_placed_by_its_quote() -> None:
    money = {"value": 5_000_000.0, "currency": "EUR"}
    found = statement_of({**PLEDGE, "amount": money, "colour": "blue"}, DOCUMENT, 3)
    assert isinstance(found, Pledge)
    assert (found.id, found.doc, found.start, found.end, found.engine) == ("s3", "d", 0, 30, "given")
    assert found.amount == Amount(5_000_000, "EUR")


def test_a_quote_that_is_there_twice_wants_its_place() -> None:
    assert "more than once" in wrong(quote="Norway agreed")
    found = statement_of({**PLEDGE, "quote": "Norway agreed", "start": 47, "end": 60}, DOCUMENT, 1)
    assert isinstance(found, Pledge) and found.start == 47


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"kind": "gift"}, "kind must be one of"),
        ({"quote": "Denmark"}, "not in the text"),
        ({"quote": None}, "quote is missing"),
        ({"quote": 3}, "quote must be a string"),
        ({"start": 1, "end": 31}, "not the quote"),
        ({"start": -1, "end": 2}, "place in the text"),
        ({"start": True, "end": 2}, "place in the text"),
        ({"stage": "promised"}, "stage: one of"),
        ({"donors": "SE"}, "donors: a list"),
        ({"donors": ["Sweden and Norway"]}, "donors: a country code"),
        ({"amount": {"value": -1, "currency": "EUR"}}, "amount: value"),
        ({"amount": {"value": float("inf"), "currency": "EUR"}}, "amount: value"),
        ({"amount": {"value": float("nan"), "currency": "EUR"}}, "amount: value"),
        ({"amount": {"value": 1, "currency": "euro"}}, "currency"),
        ({"amount": {"value": 2, "max": 1, "currency": "EUR"}}, "max is less"),
        ({"amount": {"value": 2, "currency": "EUR", "bound": "roughly"}}, "bound"),
        ({"amount": 5}, "an object"),
        ({"items": [{"item": "tent", "count": 2.5}]}, "count"),
        ({"date": "2025-02-30"}, "no such day"),
        ({"date": "4 March"}, "YYYY-MM-DD"),
        ({"period": {"start": "soon"}}, "period"),
        ({"speaker": {"name": ""}}, "speaker"),
        ({"confidence": 2}, "confidence"),
        ({"sector": "arms"}, "sector"),
    ],
)
def test_what_the_contract_does_not_allow_is_told(fields: dict[str, Any], words: str) -> None:
    assert words in wrong(**fields)


def test_fields_that_must_be_there_are_missed() -> None:
    body = {k: v for k, v in PLEDGE.items() if k != "stage"}
    found = statement_of(body, DOCUMENT, 1)
    assert isinstance(found, Fault) and "stage is missing" in found.message


def test_a_faulty_statement_does_not_take_the_others_with_it() -> None:
    twin = {**PLEDGE, "id": "a", "also": ["Norway agreed", 5]}
    document = Document("d", TEXT, given=(twin, {**PLEDGE, "stage": "x"}, {**PLEDGE, "id": "a"}, {}))
    statements, faults, also = statements_given(document)
    assert [s.id for s in statements] == ["a", "a-2"]
    assert len(faults) == 2
    assert also == {"a": ("Norway agreed",)}


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "pledge", "donors": ["SE"], "stage": "signed", "period": {"start": "2026-01-01", "end": None}},
        {
            "kind": "pledge",
            "donors": ["SE"],
            "stage": "signed",
            "items": [{"item": "tent", "count": 3}],
            "part_of": "s1",
        },
        {"kind": "total", "donors": ["SE"], "since": "2022-02-24", "amount": {"value": 1.5, "currency": "EUR"}},
        {"kind": "agreement", "parties": ["SE", "UA"], "stage": "agreed", "subject": "shelters"},
        {"kind": "sanction", "senders": ["SE"], "action": "extend", "until": "the end of the war"},
        {"kind": "need", "actors": ["UA"], "item": "shelters", "priority": True},
        {
            "kind": "meeting",
            "actors": ["SE", "UA"],
            "stage": "held",
            "people": ["A. Nilsson"],
            "speaker": {"actor": "SE"},
        },
    ],
)
def test_what_is_stored_reads_back_the_same(fields: dict[str, Any]) -> None:
    found = statement_of({"quote": "Sweden", "date": "2025-03-04", **fields}, DOCUMENT, 1)
    assert isinstance(found, Statement)
    assert statement_from(json.loads(json.dumps(body_of(found)))) == found
    if isinstance(found, Sanction):
        assert found.until == "the end of the war"


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
names = st.sampled_from(
    ["kind", "quote", "start", "end", "donors", "stage", "amount", "items", "date", "speaker", "period"]
)


@over(st.dictionaries(names, anything))
def test_nothing_that_comes_in_raises(fields: dict[str, Any]) -> None:
    assert isinstance(statement_of({**PLEDGE, **fields}, DOCUMENT, 1), Statement | Fault)


def test_json_lines_keep_the_statements_as_they_came() -> None:
    line = json.dumps({"id": "d", "text": TEXT, "statements": [PLEDGE, "nonsense"]}).encode()
    (document,) = jsonl.documents(BytesIO(line), "docs.jsonl", "docs")
    assert isinstance(document, Document)
    assert document.given == (PLEDGE, {})
    (plain,) = jsonl.documents(BytesIO(b'{"text": "x", "statements": 5}'), "docs.jsonl", "docs")
    assert isinstance(plain, Document) and plain.given is None
