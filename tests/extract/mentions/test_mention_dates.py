"""Dates, periods, and how far back a total reaches. Published on Wednesday, 8 October 2025."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgebook.extract.mentions.dates import (
    DateSpan,
    find_dates,
    find_since,
    in_tense,
    period_of,
    resolve_weekday,
)

PUBLISHED = datetime.date(2025, 10, 8)


def only(text: str) -> DateSpan:
    found = find_dates(text, PUBLISHED)
    assert len(found) == 1, found
    value = found[0].value
    assert isinstance(value, DateSpan)
    return value


FORMS = [
    ("today", "2025-10-08", "2025-10-08", "day"),
    ("yesterday", "2025-10-07", "2025-10-07", "day"),
    ("the day before yesterday", "2025-10-06", "2025-10-06", "day"),
    ("tomorrow", "2025-10-09", "2025-10-09", "day"),
    ("on Monday", "2025-10-06", "2025-10-06", "day"),
    ("early Friday", "2025-10-03", "2025-10-03", "day"),
    ("last Thursday", "2025-10-02", "2025-10-02", "day"),
    ("last Wednesday", "2025-10-01", "2025-10-01", "day"),
    ("Friday last", "2025-10-03", "2025-10-03", "day"),
    ("next Tuesday", "2025-10-14", "2025-10-14", "day"),
    ("this Friday", "2025-10-10", "2025-10-10", "day"),
    ("on 14 March 2024", "2024-03-14", "2024-03-14", "day"),
    ("14 March", "2025-03-14", "2025-03-14", "day"),
    ("March 14", "2025-03-14", "2025-03-14", "day"),
    ("March 14th, 2024", "2024-03-14", "2024-03-14", "day"),
    ("the 3rd of June 2024", "2024-06-03", "2024-06-03", "day"),
    ("Nov. 16", "2024-11-16", "2024-11-16", "day"),
    ("Monday, 6 October 2025", "2025-10-06", "2025-10-06", "day"),
    ("4 August last year", "2024-08-04", "2024-08-04", "day"),
    ("14-16 March 2024", "2024-03-14", "2024-03-16", "day"),
    ("29 February", "2024-02-29", "2024-02-29", "day"),
    ("17/01/2025", "2025-01-17", "2025-01-17", "day"),
    ("12/25/2025", "2025-12-25", "2025-12-25", "day"),
    ("5.2.2026", "2026-02-05", "2026-02-05", "day"),
    ("2026-03-04", "2026-03-04", "2026-03-04", "day"),
    ("2026-03-04T12:30:00Z", "2026-03-04", "2026-03-04", "day"),
    ("this week", "2025-10-06", "2025-10-12", "week"),
    ("last week", "2025-09-29", "2025-10-05", "week"),
    ("two weeks ago", "2025-09-22", "2025-09-28", "week"),
    ("in August", "2025-08-01", "2025-08-31", "month"),
    ("in October", "2025-10-01", "2025-10-31", "month"),
    ("last October", "2024-10-01", "2024-10-31", "month"),
    ("next March", "2026-03-01", "2026-03-31", "month"),
    ("September last year", "2024-09-01", "2024-09-30", "month"),
    ("February 2024", "2024-02-01", "2024-02-29", "month"),
    ("at the end of May", "2025-05-01", "2025-05-31", "month"),
    ("last month", "2025-09-01", "2025-09-30", "month"),
    ("from March to June 2025", "2025-03-01", "2025-06-30", "month"),
    ("January-March 2026", "2026-01-01", "2026-03-31", "month"),
    ("between January 2022 and the end of August this year", "2022-01-01", "2025-08-31", "month"),
    ("the first quarter of 2026", "2026-01-01", "2026-03-31", "quarter"),
    ("Q3 2025", "2025-07-01", "2025-09-30", "quarter"),
    ("next spring", "2026-03-01", "2026-05-31", "season"),
    ("last winter", "2024-12-01", "2025-02-28", "season"),
    ("in the autumn", "2025-09-01", "2025-11-30", "season"),
    ("in the second half of 2026", "2026-07-01", "2026-12-31", "half"),
    ("first half of the year", "2025-01-01", "2025-06-30", "half"),
    ("in 2024", "2024-01-01", "2024-12-31", "year"),
    ("this year", "2025-01-01", "2025-12-31", "year"),
    ("next year", "2026-01-01", "2026-12-31", "year"),
    ("the end of last year", "2024-01-01", "2024-12-31", "year"),
    ("by the end of the year", "2025-01-01", "2025-12-31", "year"),
    ("the 2026 fiscal year", "2026-01-01", "2026-12-31", "year"),
    ("from 2025 to 2027", "2025-01-01", "2027-12-31", "year"),
    ("2025–2028", "2025-01-01", "2028-12-31", "year"),
    ("2024/25", "2024-01-01", "2025-12-31", "year"),
    ("the 1990s", "1990-01-01", "1999-12-31", "decade"),
]


@pytest.mark.parametrize(("text", "start", "end", "precision"), FORMS)
def test_a_date_is_a_span_of_the_calendar(text: str, start: str, end: str, precision: str) -> None:
    span = only(text)
    assert (span.start.isoformat(), span.end.isoformat(), span.precision) == (start, end, precision)


@pytest.mark.parametrize(
    "text",
    [
        "31 February 2024",
        "32.1.2025",
        "13/25/2025",
        "in the year 0",
        "in 99999",
        "2025-13-01",
        "before the summer break",
        "over three years",
        "they may march on",
        "Theresa May said",
        "in 2000 villages",
        "EUR 2024",
        "worth 2024",
        "the sun",
        "H1N1",
        "",
    ],
)
def test_what_is_no_date_is_not_told(text: str) -> None:
    assert find_dates(text, PUBLISHED) == []


def test_only_dates_with_a_year_are_found_where_the_day_of_publication_is_unknown() -> None:
    found = find_dates("today, on Monday, in August, on 14 March 2024 and last year", None)
    assert [m.text for m in found] == ["14 March 2024"]


def test_days_can_be_told_from_the_day_last_named() -> None:
    found = find_dates("They met on 3 May 2024. The next day and the day before that", PUBLISHED)
    assert [m.value.start.day for m in found] == [3, 4, 3]


def test_two_years_are_two_mentions_and_one_period() -> None:
    found = find_dates("in 2026 and 2027", PUBLISHED)
    assert [m.text for m in found] == ["2026", "2027"]
    period = period_of(found)
    assert period is not None
    assert (period.start, period.end) == (datetime.date(2026, 1, 1), datetime.date(2027, 12, 31))
    assert period_of([]) is None


@pytest.mark.parametrize(
    ("text", "future", "start"),
    [
        ("on Monday", False, "2025-10-06"),
        ("on Monday", True, "2025-10-13"),
        ("on Wednesday", False, "2025-10-08"),
        ("on Wednesday", True, "2025-10-08"),
        ("in August", True, "2026-08-01"),
        ("in October", True, "2025-10-01"),
        ("on 14 March", True, "2026-03-14"),
        ("on 29 February", True, "2028-02-29"),
        ("in spring", True, "2026-03-01"),
        ("in 2024", True, "2024-01-01"),
        ("last Monday", True, "2025-10-06"),
    ],
)
def test_the_tense_settles_what_a_date_leaves_open(text: str, future: bool, start: str) -> None:
    assert in_tense(only(text), PUBLISHED, future).start.isoformat() == start


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 1, 1)), st.integers(0, 6), st.booleans())
def test_a_weekday_is_the_nearest_one_in_its_direction(day: datetime.date, weekday: int, future: bool) -> None:
    found = resolve_weekday(day, weekday, future)
    assert found.weekday() == weekday
    assert 0 <= ((found - day) if future else (day - found)).days <= 6


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("since the full-scale invasion", "2022-02-24"),
        ("since the start of the full-scale war", "2022-02-24"),
        ("Since Russia launched its full-scale invasion, we", "2022-02-24"),
        ("since the outbreak of the full-scale war Japan has in 2025 paid", "2022-02-24"),
        ("since the invasion began on Feb. 24", "2022-02-24"),
        ("since the invasion in February 2022", "2022-02-24"),
        ("since the invasion in 2022", "2022-02-24"),
        ("since February 2022", "2022-02-01"),
        ("since 24 February 2022", "2022-02-24"),
        ("since 2022", "2022-01-01"),
        ("since 2014", "2014-01-01"),
        ("since last June", "2025-06-01"),
        ("since August", "2025-08-01"),
        ("so far this year", "2025-01-01"),
        ("since the start of the year", "2025-01-01"),
        ("since its creation in April 2022", "2022-04-01"),
        ("since the war there broke out in April 2023", "2023-04-01"),
        ("between 2022 and 2024", "2022-01-01"),
    ],
)
def test_since_phrases_give_the_first_day_of_a_total(text: str, day: str) -> None:
    assert [d.isoformat() for _, _, d in find_since(text, PUBLISHED)] == [day]


@pytest.mark.parametrize("text", ["since then", "since the talks. In 2024 it paid", "it has since paid", "in 2024"])
def test_other_phrases_give_none(text: str) -> None:
    assert find_since(text, PUBLISHED) == []


# fmt: off
PIECES = st.sampled_from(
    [
        "31", "February", "14", "March", "May", "2024", "last", "next", "year", "Monday", "the end of", "in",
        "since", "to", "-", "between", "and", "two", "weeks", "ago", "first half of", "the year", "invasion",
        ",", ".", "/", "İ", "9999", "2000s",
    ]
)
# fmt: on
TEXTS = st.one_of(st.text(), st.lists(PIECES).map("".join), st.lists(PIECES).map(" ".join))
EXTREMES = st.one_of(st.none(), st.dates(), st.sampled_from([datetime.date.min, datetime.date.max]))


@given(TEXTS, EXTREMES)
def test_any_text_gives_mentions_in_order_that_quote_it(text: str, published: datetime.date | None) -> None:
    last = 0
    found = find_dates(text, published)
    for mention in found:
        assert mention.kind == "date"
        assert last <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end] == mention.text
        assert mention.value.start <= mention.value.end
        last = mention.end
        if published is not None:
            for future in (False, True):
                assert in_tense(mention.value, published, future).precision == mention.value.precision
    assert (period_of(found) is None) == (not found)


@given(TEXTS, EXTREMES)
def test_any_text_gives_since_phrases_in_order(text: str, published: datetime.date | None) -> None:
    last = 0
    for start, end, _ in find_since(text, published):
        assert last <= start < end <= len(text)
        last = end
