"""Who speaks without a verb of saying: turns of interviews and debates, signed quotations, and authors in the first person.

A turn is a paragraph that opens with a label and a colon ("A:", "Luke Pollard:", "Minister for Defence (Deputy Simon
Harris):"); it lasts until the next label. A text that says "we" outside quotations and turns is its author's own speech.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pledgebook.extract.people import PersonMention
from pledgebook.extract.sheet import DATE, SIGN, TERM, Sheet

LABEL = 16  # units of a label
SIGNATURE = 12  # units of a line that signs a quotation
OWN_WORDS = 3  # first-person words outside quotations that make a text its author's own
DASHES = frozenset({"-", "–", "—"})


@dataclass(frozen=True, slots=True)
class Attribution:
    """In sentence `sentence`, unit `verb` says that `name` (None for an office), acting for `actor`, speaks. `sure`: the text
    tells whom the speaker acts for. `manner`: "verb" of saying, "turn" (from here to the next turn), "question" (a turn of
    somebody who asks), "signed" (the quotation before it), "author" (the whole text)."""

    sentence: int
    verb: int
    name: str | None
    actor: str | None
    sure: bool = True
    manner: str = "verb"


def find_turns(sheet: Sheet, people: list[PersonMention], home: str | None) -> list[Attribution]:
    """All turns, signatures and the author of the document, in order."""
    out: list[Attribution] = []
    guest: PersonMention | None = None
    paragraph = -1
    for number, sentence in enumerate(sheet.sentences):
        if sentence.paragraph == paragraph:
            continue
        paragraph = sentence.paragraph
        first, last = sentence.first, sentence.last
        if sheet.units[first].key in DASHES:
            signer = _person_in(people, first, min(last, first + 5))
            quoted = number and sheet.tokens.quoted[sheet.units[first - 1].first]
            if signer is not None and last - first <= SIGNATURE and quoted:
                out.append(Attribution(number - 1, first, signer.name, signer.actor, signer.sure, "signed"))
            continue
        colon = _label_end(sheet, first, last)
        if colon is None:
            continue
        label = sheet.units[first].key if colon == first + 1 else ""
        person = _person_in(people, first, colon)
        if label in sheet.clauses.question_labels:
            guest = guest or _guest(people, first)
            out.append(Attribution(number, colon, None, None, True, "question"))
        elif label in sheet.clauses.answer_labels:
            guest = guest or _guest(people, first)
            if guest is not None:
                out.append(Attribution(number, colon, guest.name, guest.actor, guest.sure, "turn"))
        elif person is not None and colon + 1 < last and sheet.tokens.quoted[sheet.units[colon + 1].first]:
            out.append(Attribution(number, colon, person.name, person.actor, person.sure, "signed"))
        elif person is not None and _is_label(sheet, first, colon):
            out.append(Attribution(number, colon, person.name, person.actor, person.sure, "turn"))
        elif colon == first + 1 and any(a.manner == "turn" for a in out):
            out.append(Attribution(number, colon, None, None, True, "question"))  # a heading of the reporter's
    if not any(a.manner == "turn" for a in out):
        out.extend(_author(sheet, people, home))
    return out


def _label_end(sheet: Sheet, first: int, last: int) -> int | None:
    return next((k for k in range(first, min(last, first + LABEL)) if sheet.units[k].key == ":"), None)


def _is_label(sheet: Sheet, first: int, colon: int) -> bool:
    """Whether the units before a colon are a name and an office, and no clause; what stands in brackets does not count."""
    depth = 0
    for k in range(first, colon):
        unit = sheet.units[k]
        depth += (unit.key == "(") - (unit.key == ")")
        if depth or unit.office is not None:
            continue
        if unit.kind == DATE or (unit.kind == TERM and unit.form not in {"literal", "singular", "plural"}):
            return False
        if unit.kind == SIGN and unit.key in {'"', "“", "”", ";"}:
            return False
    return True


def _person_in(people: list[PersonMention], first: int, last: int) -> PersonMention | None:
    return next((p for p in people if first <= p.first < last), None)


def _guest(people: list[PersonMention], first: int) -> PersonMention | None:
    """The person interviewed: the first named before the questions, or else the first named at all."""
    return people[0] if people else None


def _author(sheet: Sheet, people: list[PersonMention], home: str | None) -> Iterator[Attribution]:
    own = [
        k
        for k, unit in enumerate(sheet.units)
        if unit.key in sheet.clauses.first_person and not sheet.tokens.quoted[unit.first]
    ]
    if len(own) < OWN_WORDS:
        return
    named = [p for p in people if p.first < own[0]]
    if named:
        yield Attribution(0, 0, named[0].name, named[0].actor, named[0].sure, "author")
    else:
        yield Attribution(0, 0, None, home, False, "author")
