"""Spans of the calendar: days, weeks, months, seasons, quarters, halves, years and decades."""

from __future__ import annotations

import datetime
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

Precision = Literal["day", "week", "month", "quarter", "season", "half", "year", "decade"]
Open = Literal["weekday", "day", "month", "season"]
COARSENESS: tuple[Precision, ...] = ("day", "week", "month", "quarter", "season", "half", "year", "decade")
ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DateSpan:
    """The days `start` to `end`, both included. `anchor`: absolute where the text names the year, else relative.

    `open` says what the text left open, so that the tense decides: a bare "Monday" (`weekday`, 0 for Monday), "14
    March", "August" or "spring". Such a span is the latest one that is not wholly after the day of publication;
    `in_tense` gives the one to come. `part`: the text speaks of the start, the middle or the end of the span."""

    start: datetime.date
    end: datetime.date
    precision: Precision
    anchor: Literal["absolute", "relative"] = "absolute"
    open: Open | None = None
    weekday: int | None = None
    part: Literal["start", "middle", "end"] | None = None


def day_span(year: int, month: int, day: int, last: int | None = None) -> DateSpan | None:
    """One day, or the days up to `last` of the same month; None where the calendar has no such day."""
    try:
        start = datetime.date(year, month, day)
        end = start if last is None else datetime.date(year, month, last)
    except ValueError:
        return None
    return DateSpan(start, end, "day") if end >= start else None


def months_span(year: int, first: int, last: int, precision: Precision) -> DateSpan | None:
    """Whole months; a `last` before `first` lies in the next year. None outside the years 1 to 9999."""
    end_year = year + (last < first)
    if not (year >= 1 and end_year <= 9999):
        return None
    end = datetime.date(end_year, last, monthrange(end_year, last)[1])
    return DateSpan(datetime.date(year, first, 1), end, precision)


def year_span(year: int, last: int | None = None) -> DateSpan | None:
    """A whole year, or the years up to `last`."""
    end = year if last is None else last
    if not 1 <= year <= end <= 9999:
        return None
    return DateSpan(datetime.date(year, 1, 1), datetime.date(end, 12, 31), "year")


def unit_span(day: datetime.date, unit: str) -> DateSpan | None:
    """The week (from Monday), month, quarter, year or decade that holds `day`; or that day."""
    if unit == "day":
        return DateSpan(day, day, "day")
    if unit == "week":
        start = moved(day, -day.weekday())
        end = None if start is None else moved(start, 6)
        return None if start is None or end is None else DateSpan(start, end, "week")
    if unit == "month":
        return months_span(day.year, day.month, day.month, "month")
    if unit == "quarter":
        first = (day.month - 1) // 3 * 3 + 1
        return months_span(day.year, first, first + 2, "quarter")
    if unit == "year":
        return year_span(day.year)
    start_year = day.year // 10 * 10
    span = year_span(max(1, start_year), start_year + 9)
    return None if span is None else replace(span, precision="decade")


def steps(day: datetime.date, unit: str, count: int) -> DateSpan | None:
    """The day, week, month … that lies `count` of them after the one that holds `day` (before it where negative)."""
    if unit in ("day", "week"):
        there = moved(day, count * (1 if unit == "day" else 7))
        return None if there is None else unit_span(there, unit)
    months = {"month": 1, "quarter": 3, "year": 12, "decade": 120}[unit] * count
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return unit_span(datetime.date(year, month + 1, 1), unit) if 1 <= year <= 9999 else None


def moved(day: datetime.date, days: int) -> datetime.date | None:
    """`day` and so many days; None beyond the calendar."""
    try:
        return day + datetime.timedelta(days=days)
    except OverflowError:
        return None


def in_year(span: DateSpan, years: int) -> DateSpan | None:
    """The same days of the year so many years later; None where that year has no such day."""
    try:
        start = span.start.replace(year=span.start.year + years)
        if span.precision == "day":
            return replace(span, start=start, end=span.end.replace(year=span.end.year + years))
    except (ValueError, OverflowError):
        return None
    last = months_span(start.year, start.month, span.end.month, span.precision)
    return None if last is None else replace(span, start=last.start, end=last.end)


def latest(span: DateSpan, day: datetime.date) -> DateSpan | None:
    """The last occurrence of a yearly span that has begun by `day`."""
    found = _yearly(span, day, range(1, -9, -1))
    return next((s for s in found if s.start <= day), None)


def earliest(span: DateSpan, day: datetime.date) -> DateSpan | None:
    """The first occurrence of a yearly span that has not ended before `day`."""
    return next((s for s in _yearly(span, day, range(-1, 9)) if s.end >= day), None)


def _yearly(span: DateSpan, day: datetime.date, years: range) -> Iterator[DateSpan]:
    for year in years:
        found = in_year(span, day.year - span.start.year + year)
        if found is not None:
            yield found
