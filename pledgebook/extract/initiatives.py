"""Where programmes are named in a document: by a known name, or by a capitalised name that ends with a noun of programmes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from pledgebook.extract.sheet import NAME, SIGN, Sheet

LONGEST_NAME = 8  # units of a name that the knowledge does not hold


@dataclass(slots=True)
class Places:
    """Where programmes are named: (unit, slug) pairs by sentence, how often each is, and the title's."""

    by_sentence: list[list[tuple[int, str]]]
    counts: Counter[str] = field(default_factory=Counter)
    title: frozenset[str] = frozenset()
    unknown: frozenset[str] = frozenset()
    total: int = 0
    most: str | None = None  # the one named most often, where that is more than once


def places(sheet: Sheet) -> Places:
    """All places of the document where a programme is named."""
    out = Places([[] for _ in sheet.sentences])
    title: set[str] = set()
    unknown: set[str] = set()
    for number, sentence in enumerate(sheet.sentences):
        for k in range(sentence.first, sentence.last):
            unit = sheet.units[k]
            slug = None
            if unit.kind == NAME:
                name = unit.name
                slug = name.codes[0] if name is not None and name.kind == "programme" else None
            elif unit.key in sheet.clauses.programme_nouns and (slug := _unknown_name(sheet, k, sentence.first)):
                unknown.add(slug)
            if slug is not None:
                out.by_sentence[number].append((k, slug))
                out.counts[slug] += 1
                if sentence.title:
                    title.add(slug)
    out.title, out.unknown = frozenset(title), frozenset(unknown)
    out.total = sum(out.counts.values())
    out.most = next((slug for slug, n in out.counts.most_common(1) if n > 1), None)
    return out


def _unknown_name(sheet: Sheet, noun: int, first: int) -> str | None:
    """The slug of a capitalised name that ends with a noun of programmes ("Ukraine Solidarity Fund"), or is quoted before
    one ("the “Safe Soil” project"); None where the noun is a common one."""
    units, words = sheet.units, sheet.tokens.words
    begin = noun
    if noun > first + 2 and units[noun - 1].key in sheet.clauses.quotes:
        begin = next((k for k in range(noun - 2, max(first, noun - LONGEST_NAME), -1)
                      if units[k].key in sheet.clauses.quotes), noun)  # fmt: skip
        if begin < noun - 1 and words[units[begin + 1].first][0].isupper():
            return slug_of(sheet.words(begin + 1, noun - 1))
        return None
    if not words[units[noun].first][0].isupper():
        return None
    while begin > first and noun - begin < LONGEST_NAME:
        unit = units[begin - 1]
        word = words[unit.first]
        joins = unit.key in sheet.clauses.name_particles and begin < noun and begin - 2 >= first
        if unit.kind == SIGN or not (word[0].isupper() or (joins and words[units[begin - 2].first][0].isupper())):
            break
        begin -= 1
    while begin < noun and units[begin].key in sheet.clauses.stops:
        begin += 1
    return slug_of(sheet.words(begin, noun + 1)) if begin < noun else None


def slug_of(name: str) -> str:
    """A name in slug form: lower case, its words joined by hyphens."""
    kept = "".join(c if c.isalnum() else " " for c in name.replace("’", "").replace("'", "").casefold())
    return "-".join(kept.split())
