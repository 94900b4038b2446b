"""Tidying of drawn text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgebook.documents.normalise import dehyphenate, normalise, unwrap


def test_spaces_line_ends_and_blank_lines_are_made_one_kind() -> None:
    assert normalise("  EUR\u00a05\u202fmillion\t for\r\n\r\n\r\n\r\nroads \r and \u2028 rails\x0c end ") == (
        "EUR 5 million for\n\nroads\nand\nrails\n\nend"
    )


def test_control_characters_and_marks_that_show_nothing_go() -> None:
    assert normalise("\ufeffgen\u00ader\u200bators\x1b[31m\x00 \u202egive\u202c") == "generators[31m give"


def test_letters_are_composed() -> None:
    assert normalise("Ruginiene\u0307") == "Ruginienė"


@given(st.text())
def test_normalising_twice_is_normalising_once(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert "\n\n\n" not in once
    assert "  " not in once


WRAPPED = """The ministry of health said on Monday that it would send
forty ambulances to hospitals in the north, where roads are
open again.

- first item of a list that is rather long, as items can be
- second item of a list that is rather long, as items can be"""


def test_lines_broken_at_a_width_are_joined_and_lists_kept() -> None:
    first, second = unwrap(WRAPPED).split("\n\n")
    assert "\n" not in first
    assert second.count("\n") == 1


def test_short_lines_stay() -> None:
    assert unwrap("Roses\nViolets\nGenerators") == "Roses\nViolets\nGenerators"


def test_a_word_divided_at_a_line_end_is_joined_unless_it_is_spelt_with_a_hyphen() -> None:
    assert dehyphenate("gene-\nrators") == "generators"
    assert dehyphenate("air-\ndefence and air-defence") == "air-defence and air-defence"
    assert dehyphenate("Baden-\nBaden") == "Baden-Baden"


@pytest.mark.usefixtures("ends")
def test_a_long_hostile_text_comes_to_an_end() -> None:
    for piece in (" \n", "a-\n", "-", "\u0301", "# ", "\r"):
        dehyphenate(unwrap(normalise(piece * 300_000)))
