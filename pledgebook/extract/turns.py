"""Who speaks without a verb of saying: turns of interviews and debates, signed quotations, and authors in the first person.

A turn is a paragraph that opens with a label and a colon ("A:", "Luke Pollard:", "Minister for Defence (Deputy Simon
Harris):"); it lasts until the next label. A text that says "we" outside quotations and turns is its author's own speech.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pledgebook.extract.people import PersonMention
from pledgebook.extract.sheet import DATE, SIGN, TERM, Sheet

LABEL = 16  # units of a label
SIGNATURE = 12  # units of a line that signs a quotation
OWN_WORDS = 3  # first-person words outside quotations that make a text its author's own
REACH = 30  # attributions before and after a sentence that are looked at
SPOKEN = frozenset({"verb", "signed"})
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


class Voices(list[Attribution]):
    """All attributions of a document, in order: `spoken` those by a verb or a signature, `turns` the others. Places are found
    by bisection, so that a long text costs no more a word than a short one."""

    def __init__(self, found: Iterable[Attribution] = ()) -> None:
        super().__init__(sorted(found, key=lambda a: (a.sentence, a.verb)))
        self.spoken = [a for a in self if a.manner in SPOKEN]
        self.turns = [a for a in self if a.manner not in SPOKEN]
        self._spoken_at = [a.sentence for a in self.spoken]
        self._turns_at = [a.sentence for a in self.turns]
        counted = Counter((a.name, a.actor, a.sure) for a in self.spoken)
        self.commonest = counted.most_common(1)[0] if counted else None

    def before(self, sentence: int) -> list[Attribution]:
        """The last attributions before the sentence, nearest first."""
        end = bisect_left(self._spoken_at, sentence)
        return self.spoken[max(0, end - REACH) : end][::-1]

    def within(self, sentence: int) -> list[Attribution]:
        """The attributions of the sentence."""
        return self.spoken[bisect_left(self._spoken_at, sentence) : bisect_right(self._spoken_at, sentence)]

    def after(self, sentence: int) -> list[Attribution]:
        """The next attributions after the sentence."""
        begin = bisect_right(self._spoken_at, sentence)
        return self.spoken[begin : begin + REACH]

    def turn(self, sentence: int) -> Attribution | None:
        """The turn or the author that speaks the sentence; None in the reporter's text and in a question."""
        end = bisect_right(self._turns_at, sentence)
        found = self.turns[end - 1] if end else None
        return found if found is not None and found.manner != "question" else None


def find_turns(sheet: Sheet, people: list[PersonMention], home: str | None) -> list[Attribution]:
    """All turns, signatures and the author of the document, in order."""
    out: list[Attribution] = []
    guest: PersonMention | None = None
    paragraph = -1
    guest_or_turn = False
    for number, sentence in enumerate(sheet.sentences):
        if sentence.paragraph == paragraph:
            continue
        paragraph = sentence.paragraph
        guest_or_turn = guest_or_turn or bool(out and out[-1].manner == "turn")
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
        elif colon == first + 1 and guest_or_turn:
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
    at = bisect_left(people, first, key=lambda p: p.first)
    return people[at] if at < len(people) and people[at].first < last else None


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
