"""Words are cut into the pieces of a vocabulary, whatever they are made of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgebook.extract.wordpieces import LONGEST_WORD, WordPieces

VOCABULARY = [
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "gen",
    "##erator",
    "##s",
    "generator",
    "-",
    "e",
    "##e",
    "50",
    "##0",
    "€",
]


def pieces(word: str) -> list[str]:
    return [VOCABULARY[number] for number in WordPieces(VOCABULARY).of(word)]


def test_the_longest_piece_is_taken_first_then_the_longest_that_continues_it() -> None:
    assert pieces("generators") == ["generator", "##s"]
    assert pieces("500") == ["50", "##0"]


def test_case_and_accents_are_dropped() -> None:
    assert pieces("GENERATOR") == ["generator"]
    assert pieces("Éé") == ["e", "##e"]


def test_signs_stand_by_themselves() -> None:
    assert pieces("gen-generator") == ["gen", "-", "generator"]
    assert pieces("€50") == ["€", "50"]


@pytest.mark.parametrize("word", ["xyz", "genx", "e" * (LONGEST_WORD + 1), "\u0301", "☂"])
def test_what_fits_no_piece_is_one_unknown_piece(word: str) -> None:
    assert pieces(word) == ["[UNK]"]


def test_a_vocabulary_without_the_pieces_that_every_text_needs_is_refused() -> None:
    with pytest.raises(KeyError):
        WordPieces(["gen", "##s"])


@given(st.text(min_size=1, max_size=200))
def test_every_word_has_a_piece_and_the_same_one_each_time(word: str) -> None:
    cutter = WordPieces(VOCABULARY)
    first = cutter.of(word)
    assert first
    assert all(0 <= number < len(VOCABULARY) for number in first)
    assert cutter.of(word) == first
