"""Who is named in a document, and for whom each person acts.

A surname alone stands for the last person of that name; an office belongs to the state named beside it, "its minister" to the
one that the sentence names first.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from pledgebook.extract.naming import (
    POSSESSIVES,
    after_title,
    is_capitalised,
    is_joined,
    is_person,
    is_suffix,
    is_titled,
    name_spans,
)
from pledgebook.extract.sheet import SIGN, TERM, Sheet

OPENING = 40  # units in which a sentence names whom it is about
NEAR = 7  # units between a name and the state that its office belongs to
STATE_KINDS = frozenset({"name", "adjective", "body", "capital", "people", "seat"})


@dataclass(frozen=True, slots=True)
class PersonMention:
    """Units `first` to `last` (exclusive) name a person: the fullest form in the document, the actor (None where the
    text does not tell), and the head noun of the office that stands beside the name anywhere."""

    first: int
    last: int
    name: str
    actor: str | None
    office: str | None = None
    sure: bool = True  # False where the actor is only the document's home


def find_people(sheet: Sheet, home: str | None) -> list[PersonMention]:
    """All mentions of people, in order. `home` is the actor that an office without a state belongs to."""
    labels = _labels(sheet)
    full: dict[str, str] = {}  # surname -> fullest name
    turned: dict[str, str] = {}  # first word of a name -> its last ("Koo Yun-cheol" is Minister Koo)
    actors: dict[str, str | None] = {}
    found: list[tuple[int, int, str]] = []
    for first, last, known in name_spans(sheet):
        words = sheet.words(first, last).replace("’s", "").replace("'s", "").strip()
        surname = _surname(sheet, words)
        if surname not in full and surname in turned:
            surname = turned[surname]
        if known is not None:
            name = words if " " in words else full.get(surname, words)
            full.setdefault(surname, name)
            if " " in words and " " not in full[surname]:
                full[surname] = words
            actors[full[surname]] = actors.get(full[surname]) or known
        elif " " in words:
            known_name = surname in full or surname in labels
            if not (known_name or is_person(sheet, first, last) or is_joined(sheet, first, found)):
                continue
            if surname not in full or len(full[surname]) < len(words):
                full[surname] = words
            turned.setdefault(words.split()[0].casefold(), surname)
            if actors.get(words) is None:
                actors[words] = _actor_beside(sheet, first, last)
        elif surname not in full:
            if not is_titled(sheet, first, last):
                continue
            full[surname] = words
            actors[words] = _actor_beside(sheet, first, last)
        found.append((first, last, surname))
    offices: dict[str, str] = {}
    for first, last, surname in found:
        office = _office_beside(sheet, first, last)
        if office is not None:
            offices.setdefault(surname, office)
    return [
        PersonMention(first, last, full[surname], actor or home, offices.get(surname), actor is not None)
        for first, last, surname in found
        for actor in (actors.get(full[surname]),)
    ]


def _surname(sheet: Sheet, words: str) -> str:
    """The last word of a name but for what follows surnames ("Jr"), by which people are told apart."""
    parts = words.split()
    return next((part for part in reversed(parts) if not is_suffix(sheet, part)), parts[-1]).casefold()


def _labels(sheet: Sheet) -> frozenset[str]:
    """The surnames that open a line of their own before a colon, or before a full stop behind a title: those who speak in
    turns ("GASHI: We sent lorries", "Ms. Adou: Hello", "Mr. WHITCOMB. In three drawers")."""
    units = sheet.units
    out: set[str] = set()
    paragraph = -1
    for sentence in sheet.sentences:
        if sentence.paragraph == paragraph:
            continue
        paragraph = sentence.paragraph
        name = after_title(sheet, sentence.first)
        ends = units[name + 1].key if name + 1 < len(units) and is_capitalised(sheet, name) else ""
        if ends == ":" or (ends == "." and name > sentence.first):
            out.add(sheet.words(name, name + 1).casefold())
    return frozenset(out)


def people_between(people: list[PersonMention], first: int, last: int) -> list[PersonMention]:
    """The mentions that begin in units `first` to `last` (exclusive)."""
    begin = bisect_left(people, first, key=lambda p: p.first)
    return people[begin : bisect_left(people, last, begin, key=lambda p: p.first)]


def _office_beside(sheet: Sheet, first: int, last: int) -> str | None:
    """The head noun ("minister", "ambassador") of the office before the name, or in the apposition after it."""
    units = sheet.units
    for index in range(first - 1, max(-1, first - 5), -1):
        office = units[index].office
        if office is not None:
            return head_noun(sheet, office.lemma) if office.cls == "person_office" else None
        if units[index].kind == SIGN:
            break
    if last < len(units) and units[last].key == ",":
        for index in range(last + 1, min(len(units), last + 6)):
            office = units[index].office
            if office is not None and office.cls == "person_office":
                return head_noun(sheet, office.lemma)
            if units[index].kind == SIGN and units[index].key not in POSSESSIVES:
                break
    return None


def head_noun(sheet: Sheet, office: str) -> str:
    """The noun of an office: "minister" of "minister of defence" and of "defence minister"."""
    words = office.split()
    end = next((k for k, word in enumerate(words) if k and word in sheet.clauses.inner_prepositions), len(words))
    return words[end - 1]


def _actor_beside(sheet: Sheet, first: int, last: int) -> str | None:
    """The state or body named with the person's office."""
    units = sheet.units
    for index in range(first - 1, max(-1, first - NEAR), -1):
        unit = units[index]
        if unit.name is not None and unit.name.kind in STATE_KINDS | {"office"} and unit.name.codes:
            return unit.name.codes[0]
        if unit.key in sheet.clauses.third_person and units[index + 1].office is not None:
            return _named_first(sheet, index)
        if unit.key in {".", ";", ":", "(", ")", '"', "“", "”"} or (
            unit.key == "," and index != first - 1 and units[index - 1].key not in sheet.clauses.counterparts
        ):
            break
        if unit.kind == TERM and any("verb" in c for c in unit.classes):
            break
    return _actor_after(sheet, last)


def _named_first(sheet: Sheet, owner: int) -> str | None:
    """The state or body named first in the sentence before its "its" ("Peru will not pay, its minister, X, said"), or else
    in the sentence before."""
    number = bisect_right(sheet.sentences, owner, key=lambda s: s.first) - 1
    for sentence, stop in ((number, owner), (number - 1, None)):
        if sentence >= 0:
            line = sheet.sentences[sentence]
            for unit in sheet.units[line.first : min(line.first + OPENING, line.last if stop is None else stop)]:
                if unit.name is not None and unit.name.kind in STATE_KINDS and unit.name.codes:
                    return unit.name.codes[0]
    return None


def _actor_after(sheet: Sheet, last: int) -> str | None:
    """The state in brackets after the name, or that of the office in the apposition after it."""
    units = sheet.units
    if last >= len(units) or units[last].key not in {",", "("}:
        return None
    bracket = units[last].key == "("
    found: str | None = None
    for index in range(last + 1, min(len(units), last + NEAR)):
        unit = units[index]
        if unit.key in {",", ".", ")", ";"}:
            break
        bracket = bracket or unit.office is not None
        if found is None and unit.name is not None and unit.name.kind in STATE_KINDS:
            found = unit.name.codes[0] if unit.name.codes else None
    return found if bracket else None
