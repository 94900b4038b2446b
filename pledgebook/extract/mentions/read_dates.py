"""What a date in one of the forms of `dates.yaml` means: words and figures to a span of the calendar."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Literal, cast

from pledgebook.extract.mentions.date_forms import DateForms
from pledgebook.extract.mentions.spans import (
    DateSpan,
    day_span,
    earliest,
    in_year,
    latest,
    months_span,
    moved,
    steps,
    unit_span,
    year_span,
)

Slots = dict[str, str]
Day = datetime.date


def read_date(slots: Slots, forms: DateForms, published: Day | None, last_day: Day | None) -> DateSpan | None:
    """The span that the places of a form stand for; None where the calendar has none, or where it is relative and
    `published` is not known. `last_day` is the day last named in the text."""
    span = _read(slots, forms, published, last_day)
    if span is None:
        return None
    part = cast(Literal["start", "middle", "end"] | None, slots.get("part"))
    return replace(span, part=part) if part else span


def _read(slots: Slots, forms: DateForms, published: Day | None, last_day: Day | None) -> DateSpan | None:
    words = forms.words
    if "dd" in slots:
        return _figures(slots, words.numeric_order)
    if "mon" in slots or "month" in slots:
        name = slots.get("mon") or slots["month"]
        month = int(words.months[name] if name in words.months else words.short_months[name])
        if "day" in slots:
            days = [int("".join(c for c in slots[key] if c.isdecimal())) for key in ("day", "day2") if key in slots]
            span = day_span(2000, month, days[0], *days[1:])  # a leap year: any day there is
            return _dated(span, slots, forms, published, "day")
        return _dated(months_span(2000, month, month, "month"), slots, forms, published, "month")
    if "season" in slots:
        first, last = words.seasons[slots["season"]]
        return _dated(months_span(2000, first, last, "season"), slots, forms, published, "season")
    if "half" in slots or "halfsign" in slots:
        number = int(words.half_ordinals[slots["halfno"]] if "halfno" in slots else slots["digit"])
        span = months_span(2000, number * 6 - 5, number * 6, "half") if number <= 2 else None
        return _dated(span, slots, forms, published, None)
    if "quarter" in slots or "quartersign" in slots:
        number = int(words.ordinals[slots["quarterno"]] if "quarterno" in slots else slots["digit"])
        return _dated(months_span(2000, number * 3 - 2, number * 3, "quarter"), slots, forms, published, None)
    if "decade" in slots:
        span = year_span(int(slots["decade"]), int(slots["decade"]) + 9)
        return None if span is None else replace(span, precision="decade")
    if "year" in slots:
        first_year = int(slots["year"])
        if "yy" in slots:
            last_year = first_year // 100 * 100 + int(slots["yy"])
            return year_span(first_year, last_year) if first_year < last_year else None
        return year_span(first_year, int(slots.get("year2", first_year)))
    return None if published is None else _relative(slots, forms, published, last_day)


def _figures(slots: Slots, order: str) -> DateSpan | None:
    year, first, second = int(slots["year"]), int(slots["dd"]), int(slots["mm"])
    if next(iter(slots)) == "year":  # ISO 8601
        return day_span(year, second, first)
    day, month = (first, second) if order == "dmy" else (second, first)
    return day_span(year, month, day) or day_span(year, day, month)


def _dated(
    span: DateSpan | None,
    slots: Slots,
    forms: DateForms,
    published: Day | None,
    kind: Literal["day", "month", "season"] | None,
) -> DateSpan | None:
    """A span of the year 2000, put into the year that the places name, or that the day of publication gives."""
    if span is None:
        return None
    if "year" in slots:
        return in_year(span, int(slots["year"]) - 2000)
    if published is None:
        return None
    span = replace(span, anchor="relative")
    if "relyear" in slots:
        return in_year(span, published.year + int(forms.words.relative[slots["relyear"]]) - 2000)
    if "presentyear" in slots:
        return in_year(span, published.year - 2000)
    if kind is None:
        return None
    if "rel" in slots:
        return _beside(span, published, int(forms.words.relative[slots["rel"]]))
    found = latest(span, published)
    return None if found is None else replace(found, open=kind)


def _beside(span: DateSpan, published: Day, relative: int) -> DateSpan | None:
    """The yearly span that ended last before the day, that lies in its year, or that begins first after it."""
    if relative == 0:
        return in_year(span, published.year - span.start.year)
    found = latest(span, published) if relative < 0 else earliest(span, published)
    if found is None:
        return None
    if relative < 0:
        return found if found.end < published else in_year(found, -1)
    return found if found.start > published else in_year(found, 1)


def _relative(slots: Slots, forms: DateForms, published: Day, last_day: Day | None) -> DateSpan | None:
    words = forms.words
    span: DateSpan | None = None
    if "dayword" in slots:
        span = _one_day(moved(published, int(words.days[slots["dayword"]])))
    elif "lastday" in slots:
        span = _one_day(moved(last_day or published, int(words.days_from_last[slots["lastday"]])))
    elif "weekday" in slots:
        return _weekday(slots, forms, published)
    elif "count" in slots:
        unit = words.units.get(slots["units"]) or words.plural_units[slots["units"]]
        count = int(slots["count"]) if slots["count"].isdecimal() else int(forms.counts[slots["count"]])
        base = (last_day or published) if "earlier" in slots else published
        span = steps(base, unit, -count if "ago" in slots or "earlier" in slots else count)
    elif "rel" in slots:
        unit = words.units[slots["unit"]]
        span = None if unit == "day" else steps(published, unit, int(words.relative[slots["rel"]]))
    elif "present" in slots and "part" in slots:
        span = unit_span(published, words.units[slots["unit"]])
    return None if span is None else replace(span, anchor="relative")


def _one_day(day: Day | None) -> DateSpan | None:
    return None if day is None else DateSpan(day, day, "day")


def _weekday(slots: Slots, forms: DateForms, published: Day) -> DateSpan | None:
    words = forms.words
    weekday = int(words.weekdays[slots["weekday"]])
    relative = (
        words.relative.get(slots.get("rel", "")) if "rel" in slots else words.relative_after.get(slots.get("rel2", ""))
    )
    back, ahead = (published.weekday() - weekday) % 7, (weekday - published.weekday()) % 7
    if relative is None:
        days = -back
    elif relative < 0:
        days = -(back or 7)
    elif relative > 0:
        days = ahead or 7
    else:
        days = weekday - published.weekday()
    span = _one_day(moved(published, days))
    if span is None:
        return None
    bare = relative is None
    return replace(span, anchor="relative", open="weekday" if bare else None, weekday=weekday)
