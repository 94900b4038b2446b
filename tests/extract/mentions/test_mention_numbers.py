"""Numbers in figures and words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgebook.extract.mentions.numbers import find_numbers, parse_number

VALUES = [
    ("fifteen", 15),
    ("twenty-two", 22),
    ("twenty two", 22),
    ("two hundred and fifty", 250),
    ("a hundred", 100),
    ("twenty-five hundred", 2500),
    ("one hundred and five thousand", 105_000),
    ("two million three hundred thousand and twelve", 2_300_012),
    ("half a billion", 500_000_000),
    ("half-a-million", 500_000),
    ("a quarter of a million", 250_000),
    ("three quarters of a billion", 750_000_000),
    ("one and a half million", 1_500_000),
    ("a million and a half", 1_500_000),
    ("half a dozen", 6),
    ("a dozen", 12),
    ("two dozen", 24),
    ("1,200", 1200),
    ("1 200", 1200),
    ("1\u00a0200", 1200),
    ("1\u202f200\u202f000", 1_200_000),
    ("1'200'000", 1_200_000),
    ("12,34,567", 1_234_567),
    ("1.500.000", 1_500_000),
    ("1.5", 1.5),
    ("2,5", 2.5),
    ("12.345,67", 12345.67),
    ("1.1 million", 1_100_000),
    ("4 mln", 4_000_000),
    ("2½", 2.5),
    ("5 hundred", 500),
    ("1 million 200 thousand", 1_200_000),
    ("3 lakh crore", 3_000_000_000_000),
    ("0", 0),
]


@pytest.mark.parametrize(("text", "value"), VALUES)
def test_a_number_in_any_notation_has_its_value(text: str, value: float) -> None:
    assert parse_number(text) == value
    assert parse_number(f" {text.upper()} ") == value


@pytest.mark.parametrize(("text", "value"), VALUES)
def test_whole_values_are_integers(text: str, value: float) -> None:
    assert isinstance(parse_number(text), type(value))


@pytest.mark.parametrize(
    "text", ["", "nonsense", "a couple of dozen", "several", "half", "hundreds", "12 tanks", "5.2.2026", "9" * 500, "a"]
)
def test_what_is_no_number_has_none(text: str) -> None:
    assert parse_number(text) is None


def test_counts_are_found_with_their_places() -> None:
    text = "Two batteries, some 30 trucks and 1.5 million rounds in twenty-two lorries"
    found = find_numbers(text)
    assert [(text[a:b], v) for a, b, v in found] == [
        ("Two", 2),
        ("30", 30),
        ("1.5 million", 1_500_000),
        ("twenty-two", 22),
    ]


@pytest.mark.parametrize(
    "text", ["F-16", "M777", "155mm", "no. 5", "5 percent", "5%", "a two-year plan", "at 10:30", "on 5.2.2026", "often"]
)
def test_names_shares_times_and_days_are_no_counts(text: str) -> None:
    assert find_numbers(text) == []


def test_a_year_before_a_plural_scale_word_stays_a_year() -> None:
    assert find_numbers("in 2024 millions fled") == [(3, 7, 2024)]


def test_a_language_without_data_has_figures_only() -> None:
    assert find_numbers("12 und zwei", "xx") == [(0, 2, 12)]


# fmt: off
PIECES = st.sampled_from(
    [
        "one", "twenty", "hundred", "thousand", "million", "and", "a", "half", "dozen", "of", "quarter", "1",
        "22", "333", "4.5", "1,200", "2024", "½", "-", ",", ".", "m", "bn", " ",
    ]
)
# fmt: on


@given(st.one_of(st.text(), st.lists(PIECES).map("".join), st.lists(PIECES).map(" ".join)))
def test_any_text_gives_ordered_places_apart_from_one_another(text: str) -> None:
    parse_number(text)
    last = 0
    for start, end, value in find_numbers(text):
        assert last <= start < end <= len(text)
        assert value >= 0
        last = end


@given(st.integers(0, 10**15))
def test_grouped_figures_are_read_back(number: int) -> None:
    assert parse_number(f"{number:,}") == number
    assert parse_number(f"{number:_}".replace("_", " ")) == number
