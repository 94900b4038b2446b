"""The scene of a document: its actors wherever they are mentioned, its people, its attributions.

An actor is mentioned by a name, a demonym, a capital, a seat, an agency, an office, a person who acts for it, by "we" in
the mouth of somebody who speaks for it, or by a word that points back to it. Everything that fills a slot with an actor
chooses among these mentions.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from pledgebook.extract import referring
from pledgebook.extract.homes import home_actor
from pledgebook.extract.initiatives import Places, places
from pledgebook.extract.people import PersonMention, find_people
from pledgebook.extract.referring import ActorMention
from pledgebook.extract.sheet import DATE, LETTERS, NAME, NUMBER, SIGN, Sheet, Unit
from pledgebook.extract.speakers import find_attributions, speaker_of
from pledgebook.extract.turns import Voices
from pledgebook.knowledge.references import References, references

__all__ = ["ActorMention", "Scene", "set_scene"]

DATELINE = 14  # units within which a dateline ends
INSTITUTIONS = frozenset({"seat", "agency", "office"})  # kinds of names that many states have institutions of
UNNAMED = frozenset("TUMD")  # letters that do not count as naming an actor


@dataclass(slots=True)
class Scene:
    """A sheet with its people, attributions and actor mentions. `counts` and `order` are of the actors named; `topics`
    has the first actor named in each paragraph, `headings` the actor of the heading above each sentence; `notes` keeps
    what is worked out of the scene for as long as it lives."""

    sheet: Sheet
    home: str | None
    people: list[PersonMention]
    attributions: Voices
    actors: list[ActorMention]
    by_sentence: list[list[ActorMention]]
    counts: Counter[str]
    title: frozenset[str]
    programmes: Places
    order: list[str] = field(default_factory=list)
    topics: dict[int, str] = field(default_factory=dict)
    headings: list[str | None] = field(default_factory=list)
    notes: dict[Any, Any] = field(default_factory=dict)
    sectors: list[str] | None = None  # features of the whole document, worked out once


def set_scene(sheet: Sheet) -> Scene:
    """Find everybody in the document."""
    home = home_actor(sheet)
    people = find_people(sheet, home)
    attributions = find_attributions(sheet, people, home)
    actors = _Finder(sheet, people, attributions, home).found()
    by_sentence: list[list[ActorMention]] = [[] for _ in sheet.sentences]
    for mention in actors:
        by_sentence[mention.sentence].append(mention)
    named = [m for m in actors if m.letter not in UNNAMED]
    counts = Counter(m.code for m in named)
    title = frozenset(m.code for m in named if sheet.sentences[m.sentence].title)
    order = list(dict.fromkeys(m.code for m in [*named, *actors]))
    topics: dict[int, str] = {}
    for mention in named:
        topics.setdefault(sheet.sentences[mention.sentence].paragraph, mention.code)
    headings = _headings(sheet, by_sentence)
    return Scene(
        sheet, home, people, attributions, actors, by_sentence, counts, title, places(sheet), order, topics, headings
    )


def _headings(sheet: Sheet, by_sentence: list[list[ActorMention]]) -> list[str | None]:
    """For each sentence the actor of the heading above it, or of the label that it begins with."""
    out: list[str | None] = []
    current: str | None = None
    for sentence, mentions in zip(sheet.sentences, by_sentence, strict=True):
        named = [m for m in mentions if m.letter in "NJB"]
        if named and not sentence.title and named[0].unit - sentence.first <= 2:
            after = named[0].unit + 1
            alone = sentence.last - sentence.first <= 6 and len({m.code for m in named}) == 1
            if alone or (after < sentence.last and sheet.units[after].key == ":"):
                current = named[0].code
        out.append(current)
    return out


class _Finder:
    """Goes through a sheet once and makes the mentions, each with those before it in view."""

    def __init__(self, sheet: Sheet, people: list[PersonMention], attributions: Voices, home: str | None) -> None:
        self.sheet = sheet
        self.people = {k: p for p in people for k in range(p.first, p.last)}
        self.attributions = attributions
        self.home = home
        self.words: References = references(sheet.knowledge.language)
        self.out: list[ActorMention] = []

    def found(self) -> list[ActorMention]:
        for number, sentence in enumerate(self.sheet.sentences):
            index = sentence.first
            end = self._dateline(number)
            while index < sentence.last:
                index = self._at(number, index, index < end)
        return self.out

    def _add(self, index: int, number: int, code: str | None, letter: str) -> None:
        if code:
            self.out.append(ActorMention(index, number, code, letter))

    def _at(self, number: int, index: int, dateline: bool) -> int:
        """Make the mentions of one unit, and answer with the next unit to look at."""
        unit = self.sheet.units[index]
        person = self.people.get(index)
        if person is not None:
            self._add(index, number, person.actor, "H")
            return max(index + 1, person.last)
        if unit.kind == NAME:
            self._name(unit, number, index, dateline)
        elif dateline:
            return index + 1
        elif unit.office is not None:
            self._office(unit, number, index)
        elif unit.key in self.sheet.clauses.first_person:
            self._first_person(number, index)
        elif unit.key in self.words.persons:
            self._add(index, number, referring.person_meant(self.out, number), "T")
        elif unit.key in self.words.things:
            self._add(index, number, referring.thing_meant(self.out, self.sheet, number, index), "T")
        else:
            self._companions(number, index)
        return index + 1

    def _name(self, unit: Unit, number: int, index: int, dateline: bool) -> None:
        name = unit.name
        if name is None or name.kind == "programme":
            return
        letter = "D" if dateline else LETTERS[name.kind]
        for code in name.codes[:2]:
            body = self.sheet.knowledge.bodies.get(code)
            if body is not None and body.kind == "group" and body.members:
                for member in body.members:
                    self._add(index, number, member, "M")
            else:
                self._add(index, number, code, letter)
        if name.ambiguous and name.kind in INSTITUTIONS and self.home not in name.codes:
            self._add(index, number, self.home, "O")

    def _office(self, unit: Unit, number: int, index: int) -> None:
        office = unit.office
        if office is None:
            return
        if office.actor:
            self._add(index, number, office.actor, "O")
            return
        if _has_state(self.sheet, index) or self._companions(number, index):
            return
        before = self.sheet.units[index - 1].key if index else ""
        if before in self.words.own:
            self._first_person(number, index)
        elif office.role == "country":
            if before in self.words.persons:
                self._add(index, number, referring.person_meant(self.out, number), "T")
            elif not office.plural and before in self.words.pointing:
                self._add(index, number, referring.country_meant(self.out, self.sheet, number, False), "T")
        elif office.role == "bloc":
            body = referring.body_meant(self.out, self.sheet, number, office.lemma)
            usual = self.words.usual_bodies.get(office.lemma) if self.sheet.capital(index) else None
            self._add(index, number, body or usual or self.home, "O")
        elif not (before in self.words.after and self.out and self.out[-1].unit == index - 2):
            self._add(index, number, self.home, "O")
            near = referring.country_meant(self.out, self.sheet, number, True)
            if near != self.home:
                self._add(index, number, near, "T")

    def _first_person(self, number: int, index: int) -> None:
        sheet = self.sheet
        if sheet.tokens.quoted[sheet.units[index].first]:
            speaker = speaker_of(sheet, self.attributions, number, index, index + 1)
            if speaker is not None:
                self._add(index, number, speaker.actor, "W")
        else:
            self._add(index, number, self.home, "U")

    def _companions(self, number: int, index: int) -> bool:
        count = referring.count_meant(self.sheet, index, self.words)
        if not count:
            return False
        for code in referring.companions_meant(self.out, number, count):
            self._add(index, number, code, "M")
        return True

    def _dateline(self, number: int) -> int:
        """One past the last unit of the dateline ("KYIV, 3 March (Agency) –") that the sentence begins with, or its
        first unit."""
        sentence = self.sheet.sentences[number]
        if number > 4:
            return sentence.first
        for index in range(sentence.first, min(sentence.last, sentence.first + DATELINE)):
            unit = self.sheet.units[index]
            if unit.key in {"–", "—", "-"} and index > sentence.first:
                return index
            if unit.kind not in {NAME, DATE, NUMBER, SIGN} and not self.sheet.capital(index):
                break
        return sentence.first


def _has_state(sheet: Sheet, index: int) -> bool:
    """Whether the office at `index` stands beside the state that it belongs to."""
    units = sheet.units
    for near in (index - 1, index + 1, index + 2):
        if 0 <= near < len(units):
            name = units[near].name
            if name is not None and name.kind in {"adjective", "name", "body"}:
                return True
    return False
