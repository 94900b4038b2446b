"""CSV."""

from __future__ import annotations

import csv
import dataclasses
import io

from hypothesis import given
from hypothesis import strategies as st

from pledgebook.exchange.csv import COLUMNS, lines, neutral
from pledgebook.model import Document, Extraction, Need


def rows(*extractions: Extraction, explain: bool = False) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO("".join(lines(extractions, explain=explain)), newline="")))


def test_every_field_of_every_kind_has_a_column(extraction: Extraction) -> None:
    flat = {"amount", "period", "speaker"}
    for statement in extraction.statements:
        assert set(statement.to_dict()) - flat <= set(COLUMNS)


def test_a_statement_is_a_row_with_lists_joined(extraction: Extraction) -> None:
    pledge, total, *_, need, meeting = rows(extraction)
    assert (pledge["donors"], pledge["items"]) == ("AX", "boat (200); rope")
    assert (pledge["amount_value"], pledge["amount_currency"], pledge["amount_bound"]) == ("1800000", "EUR", "almost")
    assert (pledge["period_start"], pledge["period_end"], pledge["speaker_name"]) == ("2026-01-01", "", "Karin Strand")
    assert total["amount_max"] == "2000000000"
    assert (need["priority"], need["amount_per"]) == ("true", "year")
    assert meeting["topics"] == "boats; rope"


def test_nothing_found_gives_the_header_alone(nothing: Extraction) -> None:
    assert "".join(lines([nothing])) == ",".join(COLUMNS) + "\r\n"


def test_reasons_are_a_column_when_asked_for(extraction: Extraction) -> None:
    assert rows(extraction, explain=True)[0]["reasons"].startswith(
        "amount: almost EUR 1.8 million (amount after the verb)"
    )
    assert "reasons" not in rows(extraction)[0]


def test_formulas_are_made_harmless(extraction: Extraction) -> None:
    for formula in ("=HYPERLINK(1)", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "\uff1d1"):
        hostile = dataclasses.replace(extraction.statements[0], quote=formula, doc=formula)
        (row,) = rows(Extraction(extraction.document, (hostile,)))
        assert row["quote"] == "'" + formula
        assert row["doc"] == "'" + formula


@given(st.text())
def test_any_words_come_back_from_the_file_but_for_the_apostrophe(words: str) -> None:
    need = Need(id="s1", doc="d", quote=words, start=0, end=len(words))
    text = "".join(lines([Extraction(Document("d", words), (need,))]))
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert row["quote"] == neutral(words)
    assert row["quote"].removeprefix("'") == words.removeprefix("'")
