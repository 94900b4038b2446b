"""From bytes to text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgebook.documents.encoding import declared_in, decode

SENTENCE = "Міністерство повідомило, що передасть лікарням двадцять генераторів і три трансформатори до кінця місяця. "


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_marked_and_utf8_texts_are_read_without_a_note(encoding: str) -> None:
    assert decode(SENTENCE.encode(encoding)).text == SENTENCE
    assert decode(SENTENCE.encode(encoding)).note is None


def test_a_declared_encoding_is_followed() -> None:
    assert decode("10 % až do výše".encode("cp1250"), "windows-1250").text == "10 % až do výše"


def test_utf8_wins_over_a_wrong_declaration() -> None:
    assert decode("pažadėjo".encode(), "iso-8859-1").text == "pažadėjo"


@pytest.mark.parametrize("declared", ["nonsense", "base64", "", "utf-8\x00"])
def test_a_declaration_of_nonsense_is_passed_over(declared: str) -> None:
    assert decode(b"plain", declared).text == "plain"


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r"])
def test_a_guess_is_named(encoding: str) -> None:
    decoded = decode(("Министерство сообщило, что передаст больницам двадцать генераторов. " * 5).encode(encoding))
    assert decoded.text is not None
    assert "больницам" in decoded.text
    assert decoded.note is not None
    assert "guessed" in decoded.note


def test_utf8_with_a_broken_byte_stays_utf8_and_says_so() -> None:
    decoded = decode((SENTENCE * 10).encode()[:-2] + b"\xff." + SENTENCE.encode())
    assert decoded.text is not None
    assert decoded.text.startswith(SENTENCE)
    assert decoded.note is not None
    assert "not valid UTF-8" in decoded.note


def test_bytes_that_are_no_text_give_none() -> None:
    assert decode(bytes(range(256)) * 20).text is None


def test_the_encoding_in_the_markup_is_found() -> None:
    assert declared_in(b'<meta charset="windows-1251">') == "windows-1251"
    assert declared_in(b"<?xml version='1.0' encoding='ISO-8859-2'?>") == "ISO-8859-2"
    assert declared_in(b"<p>none</p>") is None


@given(st.binary(max_size=400))
def test_any_bytes_give_text_or_a_reason(data: bytes) -> None:
    decoded = decode(data)
    assert decoded.text is not None or decoded.note
