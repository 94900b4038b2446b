"""Which capitalised words of a document may name a person, and which of them do.

A name is known, or stands beside an office ("Defence Minister Raivo Tamm", "the regional governor, Ada Holm"), a title, a
colleague, a verb of saying or another person; or it opens a turn, or signs the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from pledgebook.extract.sheet import NAME, SIGN, WORD, Sheet

FINITE = frozenset({"s", "past", "past/participle"})
TITLE = 7  # units between an office and the name of its holder
AROUND = 30  # units around a name in which people meet or speak
SIGNATURE = 12  # units from the name of a signature to the end of the text
POSSESSIVES = frozenset({"'s", "’s"})
GIVEN = re.compile(r"[A-Z]\w+-\w+")  # given names behind a family name: "Tae-rim"
NUMERAL = re.compile(r"[IVX]{2,}")  # "Lloyd J. Austin III"
MEET = frozenset({"meeting_verb", "topic_verb", "say_verb", "announce_verb", "meeting_noun"})


def name_spans(sheet: Sheet) -> list[tuple[int, int, str | None]]:
    """Stretches of units that may name a person, with the actor where the name is known."""
    out: list[tuple[int, int, str | None]] = []
    units, words = sheet.units, sheet.tokens.words
    published = sheet.document.published
    index, count = 0, len(units)
    while index < count:
        unit = units[index]
        if unit.kind == NAME and unit.name is not None and unit.name.kind == "person":
            person = sheet.knowledge.people.get(unit.name.canonical)
            actor = person.actor(published) if person else (unit.name.codes[0] if unit.name.codes else None)
            first, last = index, index + 1
            while first and not (out and out[-1][1] > first - 1) and _given_name(sheet, first - 1):
                first -= 1
            if unit.last - unit.first == 1:
                if words[unit.first].isupper():
                    while last < count and is_capitalised(sheet, last):  # "KISHIDA Fumio"
                        last += 1
                elif last < count and is_capitalised(sheet, last) and GIVEN.fullmatch(words[units[last].first]):
                    last += 1  # "Yoon Tae-rim" is another Yoon than the one that is known
                    actor = None
            if last < count and is_suffix(sheet, words[units[last].first]):
                last += 1
            out.append((first, last, actor))
            index = last
            continue
        if is_capitalised(sheet, index) and unit.key not in sheet.clauses.salutations | sheet.clauses.titles:
            last = index + 1
            while last < count and (
                is_capitalised(sheet, last)
                or _initial(sheet, last)
                or _is_elided(sheet, words[units[last].first])
                or (units[last].key in sheet.clauses.particles and last + 1 < count and is_capitalised(sheet, last + 1))
            ):
                last += 1
            if last - index <= 5:
                out.append((index, last, None))
            index = last
            continue
        index += 1
    return out


def is_suffix(sheet: Sheet, word: str) -> bool:
    """Whether the word follows a surname: "Jr" of "Ferdinand Marcos Jr.", "III"."""
    return NUMERAL.fullmatch(word) is not None or (word[0].isupper() and word.lower() in sheet.clauses.name_suffixes)


def _is_elided(sheet: Sheet, word: str) -> bool:
    """Whether the word is a surname behind a shortened particle: "d'Arcourt"."""
    return word[:2].replace("’", "'") in sheet.clauses.elisions and word[2:3].isupper()


def is_capitalised(sheet: Sheet, index: int) -> bool:
    """Whether the unit is a capitalised word that no knowledge explains."""
    unit = sheet.units[index]
    if unit.kind != WORD or unit.office is not None or unit.key in sheet.clauses.stops:
        return False
    word = sheet.tokens.words[unit.first]
    return word[0].isupper() and len(word) > 1 and (not word.isupper() or len(word) > 3)


def _given_name(sheet: Sheet, index: int) -> bool:
    """Whether the unit before a known name belongs to it: a first name or initial, not the first word of a sentence."""
    if _initial(sheet, index):
        return True
    if not is_capitalised(sheet, index) or sheet.units[index].key in sheet.clauses.titles:
        return False
    return index > 0 and sheet.units[index - 1].kind != SIGN


def _initial(sheet: Sheet, index: int) -> bool:
    """Whether the unit is an initial or the full stop after one."""
    word = sheet.tokens.words[sheet.units[index].first]
    if word == "." and index:
        word = sheet.tokens.words[sheet.units[index - 1].first]
    return len(word) == 1 and word.isupper() and index + 1 < len(sheet.units)


def after_title(sheet: Sheet, first: int) -> int:
    """The unit behind the title ("Mr.") that unit `first` may be, and the full stop after it; `first` where it is none."""
    if sheet.units[first].key not in sheet.clauses.titles:
        return first
    return min(len(sheet.units) - 1, first + 1 + (first + 1 < len(sheet.units) and sheet.units[first + 1].key == "."))


def is_person(sheet: Sheet, first: int, last: int) -> bool:
    return (
        is_titled(sheet, first, last)
        or _has_office_after(sheet, last)
        or _says(sheet, first, last)
        or _is_label(sheet, first, last)
        or _is_signature(sheet, first, last)
        or _is_of_state(sheet, first, last)
    )


def is_joined(sheet: Sheet, first: int, found: list[tuple[int, int, str]]) -> bool:
    """Whether the name is joined to that of a person ("X and Y")."""
    return bool(found) and found[-1][1] == first - 1 and sheet.units[first - 1].key in sheet.clauses.joints


def _is_of_state(sheet: Sheet, first: int, last: int) -> bool:
    """Whether the two words are called one of a state's where people meet or speak: "Finland's Mari Rantanen"."""
    units = sheet.units
    if last - first != 2 or first < 2 or units[first - 1].key not in POSSESSIVES:
        return False
    owner = units[first - 2].name
    if owner is None or owner.kind != "name":
        return False
    sentence = sheet.sentences[bisect_right(sheet.sentences, first, key=lambda s: s.first) - 1]
    around = range(max(sentence.first, first - AROUND), min(sentence.last, last + AROUND))
    return any(not MEET.isdisjoint(units[k].classes) for k in around)


def begins_line(sheet: Sheet, k: int) -> bool:
    """Whether unit `k`, which may be one past the last, is the first of a line."""
    if k in {0, len(sheet.units)}:
        return True
    return "\n" in sheet.text[sheet.end(k - 1) : sheet.start(k)]


def _is_signature(sheet: Sheet, first: int, last: int) -> bool:
    """Whether the capitalised words are a line of their own at the end of the text."""
    at_end = first > 0 and len(sheet.units) - first <= SIGNATURE
    return at_end and begins_line(sheet, first) and begins_line(sheet, last)


def _is_label(sheet: Sheet, first: int, last: int) -> bool:
    """Whether the capitalised words open a line before a colon that more words follow ("Darren Jones: The UK's …")."""
    if last + 1 >= len(sheet.units) or sheet.units[last].key != ":" or last - first < 2:
        return False
    return begins_line(sheet, first) and not begins_line(sheet, last + 1)


def is_titled(sheet: Sheet, first: int, last: int) -> bool:
    """Whether an office or a title stands before the name: "Defence Minister X", "the President of Ukraine X", "the ministers of
    culture, X", "her colleague X"."""
    units, signs = sheet.units, sheet.clauses
    place = first - 1
    set_off = last == len(units) or units[last].kind == SIGN or units[last].key in signs.joints
    if place > 0 and units[place].key == "," and set_off and last > first + 1:
        place -= 1  # "the foreign minister, X,"
    for index in range(place, max(-1, place - TITLE), -1):
        unit = units[index]
        named = unit.name is not None and unit.name.kind == "office"  # "Commissioner", "the NATO Secretary General"
        if named or (unit.office is not None and unit.office.cls == "person_office"):
            return True
        if index == first - 1 and (unit.key in signs.titles or unit.key in signs.counterparts):
            return True
        if unit.key == "." and index == first - 1 and index and units[index - 1].key in signs.titles:
            return True
        if unit.kind == NAME or unit.office is not None or unit.key in POSSESSIVES:
            continue
        if unit.key in signs.inner_prepositions | signs.articles:
            if index + 1 == first:
                return False  # "minister for Youth"
            continue
        if unit.kind == SIGN or place == first - 1 or (unit.form in FINITE and unit.classes):
            return False
    return False


def _has_office_after(sheet: Sheet, last: int) -> bool:
    """Whether an office stands in the apposition after the name, or is said to be the person's ("X is Peru's minister")."""
    units = sheet.units
    if last >= len(units) or not (units[last].key in {",", "("} or units[last].key in sheet.clauses.copulas):
        return False
    for index in range(last + 1, min(len(units), last + 6)):
        office = units[index].office
        if office is not None and office.cls == "person_office":
            return True
        if units[index].key in {",", ".", ")"}:
            return False
    return False


def _says(sheet: Sheet, first: int, last: int) -> bool:
    units = sheet.units
    around = [k for k in (last, first - 1, last + 1) if 0 <= k < len(units)]
    return any("say_verb" in units[k].classes or "announce_verb" in units[k].classes for k in around)
