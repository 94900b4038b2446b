"""The scene of a document: its actors wherever they are mentioned, its people, its attributions.

An actor is mentioned by a name, a demonym, a capital, a seat, an agency, an office, a person who acts for it, or "we" in
the mouth of somebody who speaks for it. Everything that fills a slot with an actor chooses among these mentions.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from pledgebook.extract.people import PersonMention, find_people, home_actor
from pledgebook.extract.sheet import LETTERS, NAME, Sheet
from pledgebook.extract.speakers import Attribution, find_attributions, speaker_of


@dataclass(frozen=True, slots=True)
class ActorMention:
    """Unit `unit` of sentence `sentence` stands for the actor `code`; `letter` tells how (N name, J adjective, P people,
    C capital, S seat, A agency, L place, B body, O office, H person, W first person)."""

    unit: int
    sentence: int
    code: str
    letter: str


@dataclass(slots=True)
class Scene:
    """A sheet with its people, attributions and actor mentions."""

    sheet: Sheet
    home: str | None
    people: list[PersonMention]
    attributions: list[Attribution]
    actors: list[ActorMention]
    by_sentence: list[list[ActorMention]]
    counts: Counter[str]
    title: frozenset[str]
    order: list[str] = field(default_factory=list)


def set_scene(sheet: Sheet) -> Scene:
    """Find everybody in the document."""
    home = home_actor(sheet)
    people = find_people(sheet, home)
    attributions = find_attributions(sheet, people, home)
    actors = _mentions(sheet, people, attributions, home)
    by_sentence: list[list[ActorMention]] = [[] for _ in sheet.sentences]
    for mention in actors:
        by_sentence[mention.sentence].append(mention)
    counts = Counter(m.code for m in actors)
    title = frozenset(m.code for m in actors if sheet.sentences[m.sentence].title)
    order = list(dict.fromkeys(m.code for m in actors))
    return Scene(sheet, home, people, attributions, actors, by_sentence, counts, title, order)


def _mentions(
    sheet: Sheet, people: list[PersonMention], attributions: list[Attribution], home: str | None
) -> list[ActorMention]:
    person_at = {k: p for p in people for k in range(p.first, p.last)}
    out: list[ActorMention] = []
    for number, sentence in enumerate(sheet.sentences):
        index = sentence.first
        while index < sentence.last:
            unit = sheet.units[index]
            person = person_at.get(index)
            if person is not None:
                if person.actor is not None:
                    out.append(ActorMention(index, number, person.actor, "H"))
                index = max(index + 1, person.last)
                continue
            if unit.kind == NAME and unit.name is not None and unit.name.kind != "programme":
                for code in unit.name.codes[:2]:
                    out.append(ActorMention(index, number, code, LETTERS[unit.name.kind]))
            elif unit.office is not None and (unit.office.actor or home) and not _has_state(sheet, index):
                out.append(ActorMention(index, number, unit.office.actor or home or "", "O"))
            elif unit.key in sheet.clauses.first_person and sheet.tokens.quoted[unit.first]:
                speaker = speaker_of(sheet, attributions, number, index, index + 1)
                if speaker is not None and speaker.actor is not None:
                    out.append(ActorMention(index, number, speaker.actor, "W"))
            index += 1
    return out


def _has_state(sheet: Sheet, index: int) -> bool:
    """Whether the office at `index` stands beside the state that it belongs to."""
    units = sheet.units
    for near in (index - 1, index + 1, index + 2):
        if 0 <= near < len(units):
            name = units[near].name
            if name is not None and name.kind in {"adjective", "name", "body"}:
                return True
    return False
