"""JSON and JSON Lines."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from decimal import Decimal

from pledgebook.exchange import json as as_array
from pledgebook.exchange import jsonl
from pledgebook.exchange.plain import plain
from pledgebook.model import Amount, Extraction, Mention, Speaker


def test_json_lines_are_a_statement_a_line_in_the_contract_s_words(extraction: Extraction, nothing: Extraction) -> None:
    records = [json.loads(line) for piece in jsonl.lines([nothing, extraction]) for line in piece.splitlines()]
    assert [r["kind"] for r in records] == ["pledge", "total", "agreement", "sanction", "need", "meeting"]
    first = records[0]
    assert first["doc"] == "d"
    assert first["amount"] == {"value": 1800000, "max": None, "currency": "EUR", "bound": "almost"}
    assert first["period"] == {"start": "2026-01-01", "end": None}
    assert first["speaker"] == {"name": "Karin Strand", "actor": "AX"}
    assert extraction.document.text[first["start"] : first["end"]] == first["quote"]
    assert "reasons" not in first


def test_explained_statements_carry_their_reasons(extraction: Extraction) -> None:
    (piece,) = jsonl.lines([extraction], explain=True)
    assert json.loads(piece.splitlines()[0])["reasons"][0] == {
        "field": "amount",
        "words": "almost EUR 1.8 million",
        "rule": "amount after the verb",
    }


def test_json_lines_come_as_soon_as_a_document_is_done(extraction: Extraction) -> None:
    taken = []

    def documents() -> Iterator[Extraction]:
        for n in range(3):
            taken.append(n)
            yield extraction

    stream = jsonl.lines(documents())
    next(stream)
    assert taken == [0]


def test_the_json_array_is_valid_json(extraction: Extraction, nothing: Extraction) -> None:
    assert json.loads("".join(as_array.lines([nothing]))) == []
    assert len(json.loads("".join(as_array.lines([extraction, nothing, extraction])))) == 12


def test_a_mention_is_a_line() -> None:
    mention = Mention("date", 3, 9, "Monday", datetime.date(2025, 10, 6))
    assert json.loads(jsonl.mention_lines("d", [mention])) == {
        "doc": "d",
        "type": "date",
        "start": 3,
        "end": 9,
        "text": "Monday",
        "value": "2025-10-06",
    }


def test_amounts_are_a_line_a_document_without_unknown_currencies() -> None:
    found = [
        Mention("amount", 0, 5, "EUR 5 to 6", Amount(5, "EUR", "range", 6)),
        Mention("amount", 9, 12, "5 bn", Amount(5e9, None)),  # type: ignore[arg-type]
    ]
    assert json.loads(jsonl.amounts_line("d", found)) == {
        "id": "d",
        "amounts": [{"value": 5, "currency": "EUR", "start": 0, "end": 5}],
    }
    assert json.loads(jsonl.amounts_line("d", [])) == {"id": "d", "amounts": []}


def test_any_value_of_a_mention_becomes_json() -> None:
    value = (Speaker("A", None), {1: Decimal("2.5")}, frozenset({"b", "a"}), Decimal(7), object, None, True)
    assert json.dumps(plain(value)).startswith('[{"name": "A", "actor": null}, {"1": 2.5}, ["a", "b"], 7,')
