"""Who says it: attributions ("…, the ministry said", "According to Zelensky, …"), and the speaker of each segment.

An attribution is a verb of saying with the person, office or body beside it. A quotation belongs to the attribution of its
own sentence, or else to the nearest one of its paragraph; "he", "she" and "the minister" stand for the last speaker.
"""

from __future__ import annotations

from collections.abc import Iterable

from pledgebook.extract.people import PersonMention, head_noun
from pledgebook.extract.sheet import AMOUNT, NAME, SIGN, Sheet
from pledgebook.extract.turns import Attribution, Voices, find_turns

SAYING = frozenset({"say_verb", "announce_verb", "announce_gift", "promise"})
SOURCE = frozenset({"report_source"})
LONG_RELATIVE = 24  # units of a relative clause
REACH = 14  # units between a verb of saying and its subject
SPEAKING_KINDS = frozenset({"name", "capital", "seat", "agency", "body", "office", "people"})


Found = tuple[str | None, str | None, bool]  # name, actor, whether the text tells the actor


def find_attributions(sheet: Sheet, people: list[PersonMention], home: str | None) -> Voices:
    """All attributions of the document, in order."""
    person_at = {k: p for p in people for k in range(p.first, p.last)}
    out: list[Attribution] = []
    for number, sentence in enumerate(sheet.sentences):
        for index in range(sentence.first, sentence.last):
            unit = sheet.units[index]
            classes = unit.classes
            if not classes:
                continue
            subject: Found | None = None
            if any(c in SOURCE for c in classes):
                subject = _right(sheet, index, sentence.last, person_at, home, out)
            elif any(c in SAYING for c in classes):
                subject = _subject(sheet, index, sentence.first, sentence.last, person_at, home, out)
            if subject is not None:
                out.append(Attribution(number, index, *subject))
    return Voices([*out, *find_turns(sheet, people, home)])


def _subject(
    sheet: Sheet,
    verb: int,
    first: int,
    last: int,
    person_at: dict[int, PersonMention],
    home: str | None,
    before: list[Attribution],
) -> Found | None:
    units = sheet.units
    if units[verb].key.split(" ", 1)[0] in sheet.clauses.third_person:
        return _meant(sheet, units[verb].key.split(" ", 1)[0], before)
    if verb + 1 < last and (verb == first or units[verb - 1].kind == SIGN):
        found = _right(sheet, verb, _inverted(sheet, verb, last), person_at, home, before)
        if found is not None:
            return found
    start = _before_relative(sheet, verb, first)
    for index in range(start - 1, max(first - 1, start - REACH), -1):
        found = _speaker_at(sheet, index, person_at, home, before)
        if found is not None:
            return found
        if units[index].key in {";", ":"}:
            break
    return None


def _inverted(sheet: Sheet, verb: int, last: int) -> int:
    """Where a subject after its verb must have ended: "…, said the Lithuanian prime minister"."""
    for k in range(verb + 1, min(last, verb + 9)):
        unit = sheet.units[k]
        if unit.kind == AMOUNT or (unit.key in sheet.clauses.stops and unit.key not in sheet.clauses.definite):
            return k
    return min(last, verb + 9)


def _before_relative(sheet: Sheet, verb: int, first: int) -> int:
    """The verb, or the comma before the relative clause that stands between it and its subject ("Johnson, who met
    Zelensky in Kyiv, promised …")."""
    units = sheet.units
    if verb - 1 > first and units[verb - 1].key == ",":
        for k in range(verb - 2, max(first, verb - LONG_RELATIVE), -1):
            if units[k].key in sheet.clauses.relatives and units[k - 1].key == ",":
                return k - 1
    return verb


def _right(
    sheet: Sheet,
    verb: int,
    last: int,
    person_at: dict[int, PersonMention],
    home: str | None,
    before: list[Attribution],
) -> Found | None:
    office: Found | None = None
    for index in range(verb + 1, min(last, verb + REACH)):
        if index in person_at:
            return _person(person_at[index])
        found = _speaker_at(sheet, index, person_at, home, before)
        if found is not None and office is None:
            office = found
        if sheet.units[index].key in {",", ".", ":", ";", '"', "”", "“"} and index > verb + 1:
            break
    return office


def _speaker_at(
    sheet: Sheet, index: int, person_at: dict[int, PersonMention], home: str | None, before: list[Attribution]
) -> Found | None:
    """The speaker that unit `index` names, if it names one."""
    unit = sheet.units[index]
    if index in person_at:
        return _person(person_at[index])
    if unit.office is not None:
        actor = unit.office.actor or _state_beside(sheet, index)
        if unit.office.cls == "person_office":
            holder = holder_of(sheet, index, person_at.values(), actor)
            if holder is not None:
                return _person(holder)
            definite = index and sheet.units[index - 1].key in sheet.clauses.definite
            if definite and actor is None and (named := _last_named(before)) is not None:
                return named
        return None, actor or home, actor is not None
    if unit.kind == NAME and unit.name is not None and unit.name.kind in SPEAKING_KINDS and unit.name.codes:
        return None, unit.name.codes[0], True
    if unit.key in sheet.clauses.third_person:
        return _meant(sheet, unit.key, before)
    if unit.key in sheet.clauses.first_person and before and sheet.tokens.quoted[unit.first]:
        return before[-1].name, before[-1].actor, before[-1].sure
    return None


def _person(person: PersonMention) -> Found:
    return person.name, person.actor, person.sure


def _meant(sheet: Sheet, pronoun: str, before: list[Attribution]) -> Found | None:
    """The speaker whom a pronoun stands for: "he" and "she" for the last one with a name."""
    if pronoun in sheet.clauses.singular_person:
        return _last_named(before)
    return (before[-1].name, before[-1].actor, before[-1].sure) if before else None


def _last_named(before: list[Attribution]) -> Found | None:
    return next(((a.name, a.actor, a.sure) for a in reversed(before) if a.name is not None), None)


def holder_of(sheet: Sheet, index: int, people: Iterable[PersonMention], actor: str | None) -> PersonMention | None:
    """The last person named before unit `index` who holds the office named there ("the minister", "the ambassador")."""
    office = sheet.units[index].office
    if office is None:
        return None
    noun = head_noun(sheet, office.lemma)
    earlier = [p for p in people if p.last <= index and actor in {None, p.actor} and p.office == noun]
    return max(earlier, key=lambda p: p.last) if earlier else None


def _state_beside(sheet: Sheet, index: int) -> str | None:
    """The actor named right before or after an office: "the Lithuanian ministry", "the ministry of Lithuania"."""
    units = sheet.units
    for near in (index - 1, index - 2, index + 1, index + 2):
        if 0 <= near < len(units):
            name = units[near].name
            own = units[index].office
            if (
                own is not None
                and own.role == "country"
                and name is not None
                and name.codes
                and name.codes[0].islower()
            ):
                continue  # "the Baltic country" is one of several
            if name is not None and name.kind in {"adjective", "name", "body", "capital"} and name.codes:
                return name.codes[0]
            if units[near].kind == SIGN:
                continue
    return None


def speaker_of(sheet: Sheet, voices: Voices, sentence: int, first: int, last: int) -> Attribution | None:
    """The attribution that by position covers units `first` to `last` of the sentence, or None."""
    turn = voices.turn(sentence)
    if turn is not None:
        return turn
    here = [a for a in voices.within(sentence) if not first <= a.verb < last or a.verb - first < 8]
    quoted = sheet.tokens.quoted[sheet.units[first].first] > 0 or sheet.tokens.quoted[sheet.units[last - 1].first] > 0
    if here:
        left = [a for a in here if a.verb < first + 8]
        return left[-1] if left else here[0]
    if not quoted:
        return None
    paragraph = sheet.sentences[sentence].paragraph
    earlier = voices.before(sentence)
    near = [*earlier[::-1], *voices.within(sentence), *voices.after(sentence)]
    same = [a for a in near if sheet.sentences[a.sentence].paragraph == paragraph]
    if same:
        return min(same, key=lambda a: abs(a.sentence - sentence))
    return earlier[0] if earlier else None
