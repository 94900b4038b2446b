"""Dates and periods in a text, as spans of the calendar; how far back a total reaches."""

from __future__ import annotations

import datetime
import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from pledgebook.extract.mentions.date_forms import DateForms, date_forms
from pledgebook.extract.mentions.patterns import NEVER, fold, whole
from pledgebook.extract.mentions.read_dates import read_date
from pledgebook.extract.mentions.spans import COARSENESS, DateSpan, earliest, latest, moved
from pledgebook.knowledge.notation import Event, notation
from pledgebook.model import Mention

__all__ = ["DateSpan", "find_dates", "find_since", "in_tense", "period_of", "resolve_weekday"]

NEAR = 40  # code points between an event and its date
_CLAUSE_END = re.compile(r"[.;:!?]\s+(?=[^\W\d_a-z]|[\"“«])|\n|$")


def find_dates(text: str, published: datetime.date | None, language: str = "en") -> list[Mention]:
    """Mentions of kind "date" with a DateSpan as value, in order and apart from one another. Dates that are told from
    the day of publication are found only where `published` is given. Days that no calendar has are passed over."""
    folded = fold(text)
    forms = date_forms(language)
    out: list[Mention] = []
    last_day: datetime.date | None = None
    place = 0
    while found := forms.find(folded, place):
        place = found.end()
        slots = forms.slots(found)
        if not _stands(text, folded, found, slots, forms, out):
            place = max(found.start() + 1, _after_first_word(folded, found))
            continue
        span = read_date(slots, forms, published, last_day)
        if span is None:
            continue
        if span.precision == "day":
            last_day = span.start
        _add(
            out,
            Mention("date", found.start(), found.end(), text[found.start() : found.end()], span, _form(slots)),
            folded,
            forms,
        )
    return out


def resolve_weekday(published: datetime.date, weekday: int, future: bool) -> datetime.date:
    """The day that "on Monday" means (Monday is 0): the last one up to the day of publication, or the first from it
    on; the day of publication itself counts for both."""
    days = (weekday - published.weekday()) % 7 if future else -((published.weekday() - weekday) % 7)
    return moved(published, days) or published


def in_tense(span: DateSpan, published: datetime.date, future: bool) -> DateSpan:
    """The span with what it leaves open settled: a bare "Monday", "14 March", "August" or "spring" is the latest one
    that has begun by `published`, or with `future` the first that has not ended before it."""
    if span.open == "weekday" and span.weekday is not None:
        day = resolve_weekday(published, span.weekday, future)
        return replace(span, start=day, end=day)
    if span.open is None:
        return span
    return (earliest(span, published) if future else latest(span, published)) or span


def period_of(mentions: Iterable[Mention]) -> DateSpan | None:
    """One span from the first to the last day of all date mentions ("2026 and 2027"); None where there are none."""
    spans = [m.value for m in mentions if isinstance(m.value, DateSpan)]
    if not spans:
        return None
    coarsest = max((s.precision for s in spans), key=COARSENESS.index)
    anchor = "absolute" if all(s.anchor == "absolute" for s in spans) else "relative"
    return DateSpan(
        min(s.start for s in spans),
        max(s.end for s in spans),
        coarsest,
        "absolute" if anchor == "absolute" else "relative",
    )


def find_since(
    text: str, published: datetime.date | None, language: str = "en"
) -> list[tuple[int, int, datetime.date]]:
    """(start, end, day) of the phrases that say from which day on a total counts: "since 2022", "since the full-scale
    invasion", "since its creation in April 2022", "this year", "between 2022 and 2024".

    By the statement contract a year means its first day and a month its first day, unless the clause names an event of
    `data/events.yaml` whose day lies within it."""
    folded = fold(text)
    pattern, events, reach, forms = _since(language)
    phrases = list(pattern.finditer(folded))
    if not phrases and forms.any_between.search(folded) is None:
        return []
    dates = find_dates(text, published, language)
    places = [d.start for d in dates]
    out: list[tuple[int, int, datetime.date]] = []
    for found in phrases:
        if out and found.start() < out[-1][1]:
            continue
        if found["year"]:
            if published is not None:
                out.append((found.start(), found.end(), datetime.date(published.year, 1, 1)))
            continue
        stop = _CLAUSE_END.search(text, found.end(), min(len(text), found.end() + reach))
        clause_end = len(text) if stop is None else stop.start()
        first = bisect_left(places, found.end())
        date = dates[first] if first < len(dates) and dates[first].end <= clause_end else None
        told = _event(folded, found.end(), clause_end, events)
        day, end = _agree(text, date, told)
        if day is not None:
            out.append((found.start(), end, day))
    for date in dates:
        if date.because == "period" and forms.between.search(folded, max(0, date.start - 16), date.start):
            out.append((date.start, date.end, date.value.start))
    return _apart(sorted(out))


def _agree(text: str, date: Mention | None, told: tuple[Event, int] | None) -> tuple[datetime.date | None, int]:
    """The day that a date and an event in the same clause give together."""
    if told is None:
        return (None, 0) if date is None else (date.value.start, date.end)
    event, end = told
    if date is None or date.start > end + NEAR:
        return event.start, end
    span: DateSpan = date.value
    if span.start <= event.start <= span.end:
        return event.start, max(end, date.end)
    if span.open is not None:  # "since the invasion began on 24 February"
        yearly = latest(span, event.start)
        if yearly is not None and yearly.start <= event.start <= yearly.end:
            return event.start, max(end, date.end)
    if any(c.isupper() for c in text[end : date.start]):  # somebody else's act: "since the war Japan has in 2025 …"
        return event.start, end
    return span.start, date.end


def _event(
    folded: str, start: int, end: int, events: list[tuple[Event, re.Pattern[str], re.Pattern[str]]]
) -> tuple[Event, int] | None:
    for event, names, unless in events:
        found = names.search(folded, start, end)
        if found is not None and not unless.search(folded, start, end):
            return event, found.end()
    return None


def _apart(found: list[tuple[int, int, datetime.date]]) -> list[tuple[int, int, datetime.date]]:
    out: list[tuple[int, int, datetime.date]] = []
    for one in found:
        if not out or one[0] >= out[-1][1]:
            out.append(one)
    return out


@lru_cache(maxsize=32)
def _since(
    language: str,
) -> tuple[re.Pattern[str], list[tuple[Event, re.Pattern[str], re.Pattern[str]]], int, DateForms]:
    data = notation(language)
    words = data.dates
    pattern = re.compile(rf"(?P<year>{whole(words.this_year)})|{whole(words.since)}")
    events = [
        (e, re.compile(whole(e.names)), re.compile(whole(e.unless) if e.unless else NEVER))
        for e in data.events
        if e.names
    ]
    return pattern, events, words.since_reach, date_forms(language)


def _form(slots: dict[str, str]) -> str:
    return " ".join(key for key in slots if key != "part")


def _after_first_word(folded: str, found: re.Match[str]) -> int:
    space = folded.find(" ", found.start(), found.end())
    return found.end() if space < 0 else space


def _stands(
    text: str, folded: str, found: re.Match[str], slots: dict[str, str], forms: DateForms, out: list[Mention]
) -> bool:
    """Is this a date, by how it is written and by the words beside it?"""
    words, keys = forms.words, slots.keys() - {"part"}
    dated = "year" in slots
    if words.capitals and not dated:
        for key in ("month", "mon", "weekday"):
            if key in slots and not text[forms.slot_start(found, key)].isupper():
                return False
    if "present" in keys:
        return "part" in slots
    if keys == {"month"} or keys == {"season"}:
        allowed = words.before_month if "month" in keys else words.before_season
        return "part" in slots or _preceded(folded, found.start(), allowed, forms) or _opens(folded, found, forms)
    if keys == {"year"} and found.end() - found.start() == 4:
        return _is_year(folded, found, forms, out)
    return True


def _opens(folded: str, found: re.Match[str], forms: DateForms) -> bool:
    """Does the date begin a period ("January-March 2026")?"""
    link = forms.to.match(folded, found.end())
    return link is not None and forms.begins(folded, link.end())


def _preceded(folded: str, start: int, allowed: tuple[str, ...], forms: DateForms) -> bool:
    floor = max(0, start - 40)
    one = forms.before.search(folded, floor, start)
    if one is not None and one[1] in allowed:
        return True
    two = forms.two_before.search(folded, floor, start)
    return two is not None and " ".join(two[1].split()) in allowed


def _is_year(folded: str, found: re.Match[str], forms: DateForms, out: list[Mention]) -> bool:
    if forms.no_year_after.match(folded, found.end()):
        return False
    if out and out[-1].value.precision == "year" and forms.beside.fullmatch(folded, out[-1].end, found.start()):
        return True
    if not _preceded(folded, found.start(), forms.words.before_year, forms):
        return False
    following = forms.next_word.match(folded, found.end())
    round_figure = int(found.group()) % 50 == 0
    return not (round_figure and following is not None and following[1] not in forms.words.after_round_year)


def _add(out: list[Mention], mention: Mention, folded: str, forms: DateForms) -> None:
    """Add a date, or make a period of it and the date before it ("from March 2025 to June 2026")."""
    before = out[-1] if out else None
    if before is not None and before.because != "period" and mention.start - before.end < 16:
        linked = forms.to.fullmatch(folded, before.end, mention.start) or (
            forms.joined.fullmatch(folded, before.end, mention.start)
            and forms.between.search(folded, max(0, before.start - 16), before.start)
        )
        span = _period(before.value, mention.value) if linked else None
        if span is not None:
            text = before.text + folded[before.end : mention.start] + mention.text
            out[-1] = Mention("date", before.start, mention.end, text, span, "period")
            return
    out.append(mention)


def _period(first: DateSpan, last: DateSpan) -> DateSpan | None:
    if first.open is not None and first.open != "weekday":
        first = latest(first, last.start) or first  # "from March to June 2025"
    if first.start > last.start or first.end > last.end:
        return None
    coarser = max(first.precision, last.precision, key=COARSENESS.index)
    both = first.anchor == last.anchor == "absolute"
    return DateSpan(first.start, last.end, coarser, "absolute" if both else "relative", part=last.part)
