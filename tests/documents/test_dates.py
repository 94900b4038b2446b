"""Days in header lines."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgebook.documents.dates import iso_day, parse_day

DAY = datetime.date(2025, 10, 6)


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("2025-10-06", None),
        ("2025-10-06T23:30:00+02:00", None),
        ("6 October 2025", None),
        ("October 6, 2025", "en"),
        ("Mon, 06 Oct 2025 10:00:00 +0200", None),
        ("06.10.2025", "de"),
        ("6. Oktober 2025", "de"),
        ("6 жовтня 2025 року", "uk"),
        ("2025 m. spalio 6 d.", "lt"),
        ("6 de octubre de 2025", "es"),
        ("6 October 2025", "uk"),
    ],
)
def test_the_usual_ways_to_write_a_day_are_read(words: str, language: str | None) -> None:
    assert parse_day(words, language) == DAY


@pytest.mark.parametrize(
    "words",
    [
        "",
        "soon",
        "10/06/2025",
        "31 February 2025",
        "0001-01-01",
        "9999-12-31",
        "2025-13-01",
        "October 2025",
        "Six ships left on 6 October 2025 with grain for the north",
        "6 " * 5000,
    ],
)
def test_what_is_no_single_day_gives_none(words: str) -> None:
    assert parse_day(words) is None


def test_an_unknown_language_falls_back_to_english() -> None:
    assert parse_day("6 October 2025", "xx") == DAY


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2199, 12, 31)))
def test_iso_days_come_back(day: datetime.date) -> None:
    assert iso_day(day.isoformat()) == day


@given(st.text(max_size=60))
def test_any_words_give_a_day_or_none(words: str) -> None:
    assert parse_day(words) is None or isinstance(parse_day(words), datetime.date)
