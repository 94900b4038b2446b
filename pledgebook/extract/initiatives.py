"""Where programmes are named in a document: by a known name, or by a capitalised name that ends with a noun of programmes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from pledgebook.extract.sheet import NAME, SIGN, Sheet
from pledgebook.knowledge.slugs import slug_of

LONGEST_NAME = 8  # units of a name that the knowledge does not hold
SHORT = range(2, 9)  # letters of an abbreviation


@dataclass(slots=True)
class Places:
    """Where programmes are named: (unit, slug) pairs by sentence, how often each is, and the title's.

    `said`: for known programmes that the contract does not list, the slug of the name that this document uses, where it is
    not their own: "Programmes not listed take their abbreviation if the text gives one, otherwise the name in slug form"."""

    by_sentence: list[list[tuple[int, str]]]
    counts: Counter[str] = field(default_factory=Counter)
    title: frozenset[str] = frozenset()
    unknown: frozenset[str] = frozenset()
    total: int = 0
    most: str | None = None  # the one named most often, where that is more than once
    said: dict[str, str] = field(default_factory=dict)

    def as_said(self, slugs: Iterable[str]) -> tuple[str, ...]:
        """The slugs that a statement of this document is to have."""
        return tuple(self.said.get(slug, slug) for slug in slugs)

    def meant(self, slugs: Iterable[str]) -> tuple[str, ...]:
        """The programmes' own slugs for those that a statement of this document has."""
        own = {said: slug for slug, said in self.said.items()}
        return tuple(own.get(slug, slug) for slug in slugs)


def places(sheet: Sheet) -> Places:
    """All places of the document where a programme is named."""
    out = Places([[] for _ in sheet.sentences])
    title: set[str] = set()
    unknown: set[str] = set()
    short: dict[str, str] = {}  # abbreviations that the document itself gives to unknown names
    spelled: dict[str, Counter[str]] = {}
    for number, sentence in enumerate(sheet.sentences):
        for k in range(sentence.first, sentence.last):
            unit = sheet.units[k]
            slug = None
            if unit.kind == NAME and unit.name is not None and unit.name.kind == "programme":
                slug = unit.name.codes[0]
                spelled.setdefault(slug, Counter())[sheet.words(k, k + 1)] += 1
            elif unit.key in sheet.clauses.programme_nouns:
                slug = _unknown_name(sheet, k, sentence.first, sentence.last, short)
            elif short:
                slug = short.get(sheet.words(k, k + 1))
            if slug is not None:
                out.by_sentence[number].append((k, slug))
                out.counts[slug] += 1
                if slug not in spelled:
                    unknown.add(slug)
                if sentence.title:
                    title.add(slug)
    out.title, out.unknown = frozenset(title), frozenset(unknown)
    out.total = sum(out.counts.values())
    out.most = next((slug for slug, n in out.counts.most_common(1) if n > 1), None)
    out.said = {slug: said for slug, names in spelled.items() if (said := _said(sheet, slug, names)) != slug}
    return out


def _said(sheet: Sheet, slug: str, names: Counter[str]) -> str:
    """The slug of a known programme in a document that calls it by these names."""
    known = sheet.knowledge.programmes.get(slug)
    letters = slug.replace("-", "")
    if known is None or known.listed or any(slug_of(name).replace("-", "") == letters for name in names):
        return slug
    proper = [name for name in names if all(_is_proper(sheet, word) for word in name.split())]
    if not proper:
        return slug
    return slug_of(max(proper, key=lambda name: (names[name], len(name))))


def _is_proper(sheet: Sheet, word: str) -> bool:
    return not word[0].islower() or word in sheet.clauses.name_particles


def _unknown_name(sheet: Sheet, noun: int, first: int, last: int, short: dict[str, str]) -> str | None:
    """The slug of a capitalised name that ends with a noun of programmes ("Ukraine Solidarity Fund", "Support Programme for
    Ukraine"), or is quoted before one ("the “Safe Soil” project"); None where the noun is a common one. An abbreviation
    behind it ("Winter Homes Facility (WHF)") is its slug, and is added to `short`."""
    units = sheet.units
    begin = noun
    if noun > first + 2 and units[noun - 1].key in sheet.clauses.quotes:
        begin = next((k for k in range(noun - 2, max(first, noun - LONGEST_NAME), -1)
                      if units[k].key in sheet.clauses.quotes), noun)  # fmt: skip
        if begin < noun - 1 and sheet.capital(begin + 1):
            return slug_of(sheet.words(begin + 1, noun - 1))
        return None
    if not sheet.capital(noun):
        return None
    while begin > first and noun - begin < LONGEST_NAME:
        unit = units[begin - 1]
        joins = unit.key in sheet.clauses.name_particles and begin < noun and begin - 2 >= first
        if unit.kind == SIGN or not (sheet.capital(begin - 1) or (joins and sheet.capital(begin - 2))):
            break
        begin -= 1
    while begin < noun and units[begin].key in sheet.clauses.stops:
        begin += 1
    if begin == noun:
        return None
    end = _purpose(sheet, noun + 1, last)
    if end + 2 < last and units[end].key == "(" and units[end + 2].key == ")":
        letters = sheet.words(end + 1, end + 2)
        if letters.isalpha() and letters.isupper() and len(letters) in SHORT:
            short[letters] = letters.lower()
            return letters.lower()
    return slug_of(sheet.words(begin, end))


def _purpose(sheet: Sheet, begin: int, last: int) -> int:
    """Where a name ends that may go on with its purpose ("… for the Recovery of Ukraine"); `begin` where it does not."""
    units = sheet.units
    if begin >= last or units[begin].key not in sheet.clauses.name_purposes:
        return begin
    end = k = begin
    while k < min(last, begin + LONGEST_NAME):
        if units[k].kind != SIGN and sheet.capital(k):
            end = k + 1
        elif units[k].key not in sheet.clauses.name_purposes | sheet.clauses.name_links:
            break
        k += 1
    return end
