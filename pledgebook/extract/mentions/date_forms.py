"""The forms in which a language writes dates, compiled from its data into one pattern."""

from __future__ import annotations

import re
from functools import lru_cache

from pledgebook.extract.mentions.patterns import NEVER, beginnings, either
from pledgebook.knowledge.notation import Dates, Notation, Numbers, notation

_SLOT = re.compile(r"\{(\w+)\}")
_LITERAL_START = re.compile(r"(?:\(\?:)?([a-z][a-z |]*)")
GUARD = 6  # letters of a word that decide whether the forms are tried
YEAR = r"(?:19|20)\d\d(?!\w)"


class DateForms:
    """`find` yields the dates of a folded text; a match's places are read with `slots`. The other patterns look at what
    stands before and after a date."""

    def __init__(self, language: str) -> None:
        data = notation(language)
        words = data.dates
        self.words = words
        self.counts = {**data.numbers.units, **dict.fromkeys(data.numbers.articles, 1)}
        self._slots: list[tuple[str, ...]] = []
        options = []
        for index, form in enumerate(words.forms):
            options.append(f"(?P<form{index}>{self._form(form, index, data)})")
        article = f"(?:{either(words.present)}\\s{{1,2}})?" if words.present else ""
        parts = [p for found in words.parts.values() for p in found]
        self._part_of = {word: name for name, found in words.parts.items() for word in found}
        part = rf"(?:(?P<part>{either(parts)})(?:\s{{0,2}}|-){article})?" if parts else "(?P<part>(?!))?"
        guard = rf"(?=\d|{beginnings(_starts(words, data.numbers), GUARD)})"
        self._pattern = re.compile(rf"(?<!\w){guard}{part}(?:{'|'.join(options)})(?!\w)" if options else NEVER)
        self.before = re.compile(r"([^\W\d_]+|[^\w\s])\s{0,2}$")
        self.two_before = re.compile(r"([^\W\d_]+\s{1,2}[^\W\d_]+)\s{1,2}$")
        self.next_word = re.compile(r"\s{1,2}([^\W\d_]+)")
        sums = either([*data.numbers.scales, *data.numbers.shares, "$", "€", "£"])
        self.no_year_after = re.compile(rf"\s{{0,2}}{sums}|[.,]\d|-\w")
        to, joined = words.period.get("to", ()), words.period.get("and", ())
        self.to = re.compile(rf"\s{{0,2}}{either(to)}\s{{0,2}}")
        self.joined = re.compile(rf"\s{{0,2}}{either(joined)}\s{{0,2}}")
        self.beside = re.compile(rf"\s{{0,2}}(?:{either([*to, *joined])}|[,/])\s{{0,2}}")
        between = rf"(?<!\w){either(words.period.get('between', ()))}"
        self.any_between = re.compile(between + r"\s")
        self.between = re.compile(between + r"\s{0,2}$")

    def find(self, folded: str, place: int = 0) -> re.Match[str] | None:
        """The first date at or after `place`."""
        return self._pattern.search(folded, place)

    def begins(self, folded: str, place: int) -> bool:
        """Does a date begin at `place`?"""
        return self._pattern.match(folded, place) is not None

    def slots(self, found: re.Match[str]) -> dict[str, str]:
        """What stands in the places of the form that matched, spaces made single."""
        form = int((found.lastgroup or "form0")[4:])
        out = {slot: " ".join(value.split()) for slot in self._slots[form] if (value := found[f"{slot}_{form}"])}
        if found["part"]:
            out["part"] = self._part_of[" ".join(found["part"].split())]
        return out

    def slot_start(self, found: re.Match[str], slot: str) -> int:
        """Where the place of the form that matched begins; -1 where it is empty."""
        return found.start(f"{slot}_{int((found.lastgroup or 'form0')[4:])}")

    def _form(self, form: str, index: int, data: Notation) -> str:
        slots: list[str] = []

        def place(found: re.Match[str]) -> str:
            name = found[1]
            if name == "yr":
                return _year_or_words(data.dates, index, slots)
            slots.append(name)
            return f"(?P<{name}_{index}>{_place(name, data)})"

        spaced = form.replace(" ?", r"\s{0,2}").replace(" ", r"\s{1,2}")
        out = _SLOT.sub(
            lambda m: m[0] if m[1].isdigit() else place(m), spaced.replace("{0,2}", "\0").replace("{1,2}", "\1")
        )
        self._slots.append(tuple(slots))
        return out.replace("\0", "{0,2}").replace("\1", "{1,2}")


def _year_or_words(words: Dates, index: int, slots: list[str]) -> str:
    """A year, "last year" or "the year"."""
    years = either(w for w, unit in words.units.items() if unit == "year")
    slots += ["year", "relyear", "presentyear"]
    return (
        rf"(?:(?P<year_{index}>{YEAR})|(?P<relyear_{index}>{either(words.relative)})\s{{1,2}}{years}"
        rf"|(?P<presentyear_{index}>{either(words.present)})\s{{1,2}}{years})"
    )


def _place(name: str, data: Notation) -> str:
    """The pattern of a place in a form."""
    words = data.dates
    days = r"(?:0?[1-9]|[12]\d|3[01])" + (f"(?:{either(words.day_endings)})?" if words.day_endings else "") + r"(?!\w)"
    numbers = either([*data.numbers.units, *data.numbers.articles])
    fixed = {
        "day": days,
        "day2": days,
        "year": YEAR,
        "year2": YEAR,
        "yy": r"\d\d(?!\w)",
        "dd": r"\d{1,2}",
        "mm": r"\d{1,2}",
        "decade": r"(?:19|20)\d0",
        "digit": "[1-4]",
        "count": rf"(?:\d{{1,3}}|{numbers})",
    }
    lists = {
        "month": words.months,
        "mon": (*words.months, *words.short_months),
        "weekday": words.weekdays,
        "wd": (*words.weekdays, *words.short_weekdays),
        "season": words.seasons,
        "rel": words.relative,
        "rel2": words.relative_after,
        "unit": words.units,
        "units": (*words.units, *words.plural_units),
        "ago": words.ago,
        "earlier": words.earlier,
        "ahead": words.ahead,
        "present": words.present,
        "dayword": words.days,
        "lastday": words.days_from_last,
        "halfno": words.half_ordinals,
        "half": words.halves,
        "quarterno": words.ordinals,
        "quarter": words.quarters,
        "halfsign": words.half_signs,
        "quartersign": words.quarter_signs,
    }
    if name in fixed:
        return fixed[name]
    if name not in lists:
        raise ValueError(f"dates.yaml ({data.language}): no place {{{name}}} in a form of a date")
    return either(lists[name]) + ("" if name.endswith("sign") else r"(?!\w)")


def _starts(words: Dates, numbers: Numbers) -> list[str]:
    """Words that a date can begin with."""
    out = [*words.months, *words.short_months, *words.weekdays, *words.short_weekdays, *words.seasons, *words.relative]
    out += [*words.days, *words.days_from_last, *words.ordinals, *words.half_ordinals]
    out += [sign + digit for sign in (*words.half_signs, *words.quarter_signs) for digit in "1234"]
    out += [f"{n} {u}" for n in (*numbers.units, *numbers.articles) for u in (*words.units, *words.plural_units)]
    out += [part for found in words.parts.values() for part in found]
    for form in words.forms:
        if literal := _LITERAL_START.match(form):
            out += literal[1].split("|")
    return [word for word in out if word]


@lru_cache(maxsize=32)
def date_forms(language: str) -> DateForms:
    """The date forms of `language`, compiled once."""
    return DateForms(language)
