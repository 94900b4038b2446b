"""How a language writes numbers, money and dates, read from `languages/<code>/` and `data/events.yaml`.

Words are in lower case. A language without one of the files has an empty part, in which nothing is found.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pledgebook.knowledge.coins import Coins, read_coins
from pledgebook.knowledge.yamlnodes import ROOT, Entry, NotationError, read

__all__ = ["Dates", "Event", "Money", "Notation", "NotationError", "Numbers", "notation"]

Words = tuple[str, ...]
UNITS = "day week month quarter year decade"
Table = Mapping[str, int | float]


@dataclass(frozen=True, slots=True)
class Numbers:
    """Number words and the marks of figures; see `numbers.yaml` for what each field is."""

    decimal: str
    glued: bool
    units: Table
    tens: Table
    hundred: Words
    hundreds: Table
    joints: Words
    articles: Words
    scales: Table
    plural_scales: Table
    word_scales: Table
    fractions: Table
    halves: Words
    designators: Words
    shares: Words


@dataclass(frozen=True, slots=True)
class Money:
    """What is said about an amount in the words around it; see `money.yaml`."""

    letters: Table
    code_prefixes: Table
    links: Words
    bounds: Mapping[str, Words]
    bounds_after: Mapping[str, Words]
    fillers: Words
    not_bounds_after: Words
    per: Mapping[str, Words]
    per_before: Mapping[str, Words]
    per_not_before: Words
    per_not_after: Words
    range: Mapping[str, Words]
    changes: Words
    restated: Words
    figure_followers: Words
    change_links: Words
    change_followers: Words


@dataclass(frozen=True, slots=True)
class Dates:
    """Calendar words and the forms of dates; see `dates.yaml`."""

    months: Table
    short_months: Table
    weekdays: Table
    short_weekdays: Table
    capitals: bool
    seasons: Mapping[str, tuple[int, int]]
    relative: Table
    relative_after: Table
    units: Mapping[str, str]
    plural_units: Mapping[str, str]
    ago: Words
    earlier: Words
    ahead: Words
    present: Words
    days: Table
    days_from_last: Table
    parts: Mapping[str, Words]
    ordinals: Table
    half_ordinals: Table
    halves: Words
    quarters: Words
    half_signs: Words
    quarter_signs: Words
    day_endings: Words
    numeric_order: str
    forms: Words
    before_month: Words
    before_season: Words
    before_year: Words
    after_round_year: Words
    period: Mapping[str, Words]
    since: Words
    since_reach: int
    this_year: Words


@dataclass(frozen=True, slots=True)
class Event:
    """A day that texts count from by the name of what happened: `names` make it, unless one of `unless` is there."""

    id: str
    start: datetime.date
    names: Words
    unless: Words


@dataclass(frozen=True, slots=True)
class Notation:
    """All of a language's notation."""

    language: str
    numbers: Numbers
    money: Money
    coins: Coins
    dates: Dates
    events: tuple[Event, ...]


@lru_cache(maxsize=32)
def notation(language: str) -> Notation:
    """The notation of `language` (ISO 639-1). Raises NotationError, with file and line, where a file is broken."""
    folder = ROOT / "languages" / language
    if not language.isalpha():
        folder = ROOT / "languages" / "none"
    return Notation(
        language=language,
        numbers=_numbers(_file(folder / "numbers.yaml")),
        money=_money(_file(folder / "money.yaml")),
        coins=read_coins(_file(folder / "currencies.yaml")),
        dates=_dates(_file(folder / "dates.yaml")),
        events=_events(_file(ROOT / "data" / "events.yaml"), language),
    )


def _file(path: Path) -> Entry:
    return read(path) if path.exists() else Entry(None, path.name)


def _lower(entry: Entry) -> Words:
    return tuple(w.lower() for w in entry.words())


def _numbers(entry: Entry) -> Numbers:
    r = entry.record(
        "decimal glued units tens hundred hundreds joints articles scales plural_scales word_scales fractions halves "
        "designators shares"
    )
    return Numbers(
        decimal=r["decimal"].one_of(". ,") if "decimal" in r else ".",
        glued=r["glued"].flag(),
        units=r["units"].table(),
        tens=r["tens"].table(),
        hundred=_lower(r["hundred"]),
        hundreds=r["hundreds"].table(),
        joints=_lower(r["joints"]),
        articles=_lower(r["articles"]),
        scales=r["scales"].table(),
        plural_scales=r["plural_scales"].table(),
        word_scales=r["word_scales"].table(),
        fractions=r["fractions"].table(),
        halves=_lower(r["halves"]),
        designators=_lower(r["designators"]),
        shares=_lower(r["shares"]),
    )


def _money(entry: Entry) -> Money:
    r = entry.record(
        "letters code_prefixes links bounds bounds_after fillers not_bounds_after per per_before "
        "per_not_before per_not_after range changes restated figure_followers change_links change_followers"
    )
    for key in ("bounds", "bounds_after"):
        for bound, value in r[key].items().items():
            if bound not in {"about", "almost", "over", "at_least", "up_to"}:
                raise value.error(f"unknown bound {bound!r}")
    for key in ("per", "per_before"):
        for unit, value in r[key].items().items():
            if unit not in {"year", "month"}:
                raise value.error(f"unknown period {unit!r}")
    return Money(
        letters=r["letters"].table(),
        code_prefixes={key: value.number() for key, value in r["code_prefixes"].items().items()},
        links=_lower(r["links"]),
        bounds=r["bounds"].each(_lower),
        bounds_after=r["bounds_after"].each(_lower),
        fillers=_lower(r["fillers"]),
        not_bounds_after=_lower(r["not_bounds_after"]),
        per=r["per"].each(_lower),
        per_before=r["per_before"].each(_lower),
        per_not_before=_lower(r["per_not_before"]),
        per_not_after=_lower(r["per_not_after"]),
        range=r["range"].each(_lower),
        changes=_lower(r["changes"]),
        restated=_lower(r["restated"]),
        figure_followers=_lower(r["figure_followers"]),
        change_links=_lower(r["change_links"]),
        change_followers=_lower(r["change_followers"]),
    )


def _dates(entry: Entry) -> Dates:
    r = entry.record(
        "months short_months weekdays short_weekdays capitals seasons relative relative_after units "
        "plural_units ago earlier ahead present days days_from_last parts ordinals halves half_ordinals quarters "
        "half_signs quarter_signs day_endings numeric_order forms before_month before_season before_year "
        "after_round_year period since since_reach this_year"
    )
    return Dates(
        months=_bounded(r["months"], 1, 12),
        short_months=_bounded(r["short_months"], 1, 12),
        weekdays=_bounded(r["weekdays"], 0, 6),
        short_weekdays=_bounded(r["short_weekdays"], 0, 6),
        capitals=r["capitals"].flag(),
        seasons={key.lower(): _months(value) for key, value in r["seasons"].items().items()},
        relative=_bounded(r["relative"], -1, 1),
        relative_after=_bounded(r["relative_after"], -1, 1),
        units={k.lower(): v.one_of(UNITS) for k, v in r["units"].items().items()},
        plural_units={k.lower(): v.one_of(UNITS) for k, v in r["plural_units"].items().items()},
        ago=_lower(r["ago"]),
        earlier=_lower(r["earlier"]),
        ahead=_lower(r["ahead"]),
        present=_lower(r["present"]),
        days=_bounded(r["days"], -30, 30),
        days_from_last=_bounded(r["days_from_last"], -30, 30),
        parts=r["parts"].each(_lower),
        ordinals=_bounded(r["ordinals"], 1, 4),
        half_ordinals=_bounded(r["half_ordinals"], 1, 2),
        halves=_lower(r["halves"]),
        quarters=_lower(r["quarters"]),
        half_signs=_lower(r["half_signs"]),
        quarter_signs=_lower(r["quarter_signs"]),
        day_endings=_lower(r["day_endings"]),
        numeric_order=r["numeric_order"].one_of("dmy mdy") if "numeric_order" in r else "dmy",
        forms=r["forms"].words(),
        before_month=_lower(r["before_month"]),
        before_season=_lower(r["before_season"]),
        before_year=_lower(r["before_year"]),
        after_round_year=_lower(r["after_round_year"]),
        period=r["period"].each(_lower),
        since=_lower(r["since"]),
        since_reach=int(r["since_reach"].number()) if "since_reach" in r else 0,
        this_year=_lower(r["this_year"]),
    )


def _bounded(entry: Entry, low: int, high: int) -> Table:
    for value in entry.items().values():
        number = value.number()
        if number != int(number) or not low <= number <= high:
            raise value.error(f"expected a whole number from {low} to {high}")
    return entry.table()


def _months(entry: Entry) -> tuple[int, int]:
    found = [e.number() for e in entry.entries()]
    if len(found) != 2 or any(n not in range(1, 13) for n in found):
        raise entry.error("expected the first and the last month, 1 to 12")
    return int(found[0]), int(found[1])


def _events(entry: Entry, language: str) -> tuple[Event, ...]:
    out = []
    for item in entry.record("events")["events"].entries():
        r = item.record("id start names unless")
        names, unless = r["names"].each(_lower), r["unless"].each(_lower)
        out.append(Event(r["id"].text(), r["start"].day(), names.get(language, ()), unless.get(language, ())))
    return tuple(out)
