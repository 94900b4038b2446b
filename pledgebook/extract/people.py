"""Who is named in a document, and for whom each person acts.

A person is an office holder known by name, or a capitalised name beside an office ("Defence Minister Raivo Tamm", "Pat
Conroy, the minister for defence industry") or a verb of saying. A surname alone stands for the last person of that name.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from pledgebook.extract.sheet import NAME, SIGN, TERM, WORD, Sheet

FINITE = frozenset({"s", "past", "past/participle"})
TITLE = 7  # units between an office and the name of its holder
NEAR = 7  # units between a name and the state that its office belongs to
SIGNATURE = 12  # units from the name of a signature to the end of the text
POSSESSIVES = frozenset({"'s", "’s"})
GIVEN = re.compile(r"[A-Z]\w+-\w+")  # given names behind a family name: "Tae-rim"
SUFFIX = re.compile(r"[IVX]+|[JS]r")  # "Lloyd J. Austin III", "Ferdinand Marcos Jr."
ELIDED = re.compile(r"[dl]['’][A-Z]\w+")  # "Hélène d'Arcourt"
MEET = frozenset({"meeting_verb", "topic_verb", "say_verb", "announce_verb", "meeting_noun"})
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
    for first, last, known in _spans(sheet):
        words = sheet.words(first, last).replace("’s", "").replace("'s", "").strip()
        surname = words.split()[-1].casefold()
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
            if not (known_name or _is_person(sheet, first, last) or _is_joined(sheet, first, found)):
                continue
            if surname not in full or len(full[surname]) < len(words):
                full[surname] = words
            turned.setdefault(words.split()[0].casefold(), surname)
            if actors.get(words) is None:
                actors[words] = _actor_beside(sheet, first, last)
        elif surname not in full:
            if not _is_titled(sheet, first, last):
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


def after_title(sheet: Sheet, first: int) -> int:
    """The unit behind the title ("Mr.") that unit `first` may be, and the full stop after it; `first` where it is none."""
    if sheet.units[first].key not in sheet.clauses.titles:
        return first
    return min(len(sheet.units) - 1, first + 1 + (first + 1 < len(sheet.units) and sheet.units[first + 1].key == "."))


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


def _spans(sheet: Sheet) -> list[tuple[int, int, str | None]]:
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
            if last < count and SUFFIX.fullmatch(words[units[last].first]):
                last += 1
            out.append((first, last, actor))
            index = last
            continue
        if is_capitalised(sheet, index) and unit.key not in sheet.clauses.salutations | sheet.clauses.titles:
            last = index + 1
            while last < count and (
                is_capitalised(sheet, last)
                or _initial(sheet, last)
                or ELIDED.fullmatch(words[units[last].first])
                or (units[last].key in sheet.clauses.particles and last + 1 < count and is_capitalised(sheet, last + 1))
            ):
                last += 1
            if last - index <= 5:
                out.append((index, last, None))
            index = last
            continue
        index += 1
    return out


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
    return is_capitalised(sheet, index) and index > 0 and sheet.units[index - 1].kind != SIGN


def _initial(sheet: Sheet, index: int) -> bool:
    """Whether the unit is an initial or the full stop after one."""
    word = sheet.tokens.words[sheet.units[index].first]
    if word == "." and index:
        word = sheet.tokens.words[sheet.units[index - 1].first]
    return len(word) == 1 and word.isupper() and index + 1 < len(sheet.units)


def _is_person(sheet: Sheet, first: int, last: int) -> bool:
    return (
        _is_titled(sheet, first, last)
        or _has_office_after(sheet, last)
        or _says(sheet, first, last)
        or _is_label(sheet, first, last)
        or _is_signature(sheet, first, last)
        or _is_of_state(sheet, first, last)
    )


def _is_joined(sheet: Sheet, first: int, found: list[tuple[int, int, str]]) -> bool:
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
    return any(not MEET.isdisjoint(units[k].classes) for k in range(sentence.first, sentence.last))


def _is_signature(sheet: Sheet, first: int, last: int) -> bool:
    """Whether the capitalised words are a line of their own at the end of the text."""
    starts, ends, text = sheet.tokens.starts, sheet.tokens.ends, sheet.text
    units = sheet.units
    if len(units) - first > SIGNATURE or not first:
        return False
    opens = "\n" in text[ends[units[first].first - 1] : starts[units[first].first]]
    return opens and (last == len(units) or "\n" in text[ends[units[last].first - 1] : starts[units[last].first]])


def _is_label(sheet: Sheet, first: int, last: int) -> bool:
    """Whether the capitalised words open a line before a colon that more words follow ("Darren Jones: The UK's …")."""
    starts, ends, text = sheet.tokens.starts, sheet.tokens.ends, sheet.text
    units = sheet.units
    if last + 1 >= len(units) or units[last].key != ":" or last - first < 2:
        return False
    opens = first == 0 or "\n" in text[ends[units[first].first - 1] : starts[units[first].first]]
    goes_on = "\n" not in text[ends[units[last].first] : starts[units[last + 1].first]]
    return opens and goes_on


def _is_titled(sheet: Sheet, first: int, last: int) -> bool:
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
            for unit in sheet.units[line.first : line.last if stop is None else stop]:
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
        if found is None and unit.kind == NAME and unit.name is not None and unit.name.kind in STATE_KINDS:
            found = unit.name.codes[0] if unit.name.codes else None
    return found if bracket else None
