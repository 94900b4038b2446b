"""The table for a terminal."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgebook.exchange.table import lines, mention_table
from pledgebook.exchange.words import amount_words, printable
from pledgebook.model import Amount, Document, Extraction, Mention


@pytest.mark.parametrize("width", [80, 160])
def test_a_block_has_all_that_matters_within_the_width(extraction: Extraction, width: int) -> None:
    (text,) = lines([extraction], width=width)
    assert "\x1b" not in text
    assert max(map(len, text.splitlines())) <= width
    flat = " ".join(text.split())
    for words in (
        "d · 2025-10-06 · Ministry of Boats · Boats",
        "pledge AX → XB almost EUR 1.8 m pledged 2025-10-06",
        "humanitarian · boats-for-all · 200 boat · rope · in kind · if the council agrees · 2026-01-01 to …",
        "said by Karin Strand, AX",
        "total AX → ? USD 1 bn to 2 bn",
        "agreement AX, XB signed",
        "sanction AX → XC impose",
        "until the boats are back",
        "need XB NOK 1,234.50 a year priority",
        "meeting AX, XB held",
        f"“{extraction.document.text}”",
    ):
        assert words in flat


def test_explain_adds_a_line_a_field(extraction: Extraction) -> None:
    (text,) = lines([extraction], explain=True, width=160)
    assert "confidence 0.75" in text
    assert "amount: “almost EUR 1.8 million” (amount after the verb)" in text
    assert "sector: (none said)" in text


def test_colours_are_for_terminals_alone(extraction: Extraction) -> None:
    assert "\x1b[" in next(lines([extraction], colour=True))


def test_a_document_without_statements_shows_nothing(nothing: Extraction) -> None:
    assert list(lines([nothing])) == []


def test_words_that_a_terminal_or_rich_would_obey_are_shown_as_words(extraction: Extraction) -> None:
    hostile = dataclasses.replace(extraction.statements[0], quote="a\x1b[2Jb [red]c[/] :smile: \u202ed\ne")
    (text,) = lines([Extraction(extraction.document, (hostile,))])
    assert "\x1b" not in text
    assert "a [2Jb [red]c[/] :smile:  d e" in text


@given(st.text(max_size=100))
def test_any_quote_can_be_shown(words: str) -> None:
    printable(words).encode("utf-8")
    assert "\n" not in printable(words)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (Amount(1_800_000_000, "EUR", "almost"), "almost EUR 1.8 bn"),
        (Amount(1_234_567, "EUR"), "EUR 1,234,567"),
        (Amount(120_000_000, "NOK", "up_to", per="year"), "up to NOK 120 m a year"),
        (Amount(999, "SEK", "about"), "about SEK 999"),
        (Amount(2_500_000_000_000, "JPY", "over"), "over JPY 2.5 tn"),
        (Amount(0.5, "USD"), "USD 0.50"),
        (None, ""),
    ],
)
def test_amounts_are_short_but_never_rounded(amount: Amount | None, words: str) -> None:
    assert amount_words(amount) == words


def test_mentions_are_a_table(extraction: Extraction) -> None:
    document = Document("d", "EUR 5 million")
    text = mention_table(document, [Mention("amount", 0, 13, "EUR 5 million", Amount(5_000_000, "EUR"))])
    assert "amount" in text
    assert "EUR 5 m" in text
    assert mention_table(document, []) == ""
