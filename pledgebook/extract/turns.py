"""Who speaks without a verb of saying: turns of interviews and debates, signed quotations, and authors in the first person.

A turn is a paragraph that opens with a label and a colon ("A:", "Luke Pollard:", "Minister for Defence (Deputy Simon
Harris):"); it lasts until the next label. A text that says "we" outside quotations and turns is its author's own speech.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from pledgebook.extract.naming import after_title, begins_line, is_capitalised
from pledgebook.extract.people import PersonMention, find_people
from pledgebook.extract.sheet import DATE, SIGN, TERM, Sheet, lay_out

LABEL = 16  # units of a label
SIGNATURE = 12  # units of a line that signs a quotation
OWN_WORDS = 3  # first-person words outside quotations that make a text its author's own
TALK = 2  # questions with an answer right after them that make lines with dashes a talk
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
    openings = [n for n, s in enumerate(sheet.sentences) if not n or s.paragraph != sheet.sentences[n - 1].paragraph]
    out = [*_dialogue(sheet, people, openings), *_labelled(sheet, people, openings)]
    if not any(a.manner == "turn" for a in out):
        out.extend(_author(sheet, people, home, openings))
    return out


def _labelled(sheet: Sheet, people: list[PersonMention], openings: list[int]) -> Iterator[Attribution]:
    """Turns behind labels, and signed quotations."""
    questions, answers = sheet.clauses.question_labels, sheet.clauses.answer_labels
    asks = any(sheet.units[sheet.sentences[n].first].key in questions for n in openings)
    guest = people[0] if people else None  # the person interviewed is named first
    in_turns = False
    for number in openings:
        first, last = sheet.sentences[number].first, sheet.sentences[number].last
        key = sheet.units[first].key
        if key in DASHES:
            yield from _signed(sheet, people, number)
            continue
        mark = _mark_end(sheet, people, first, last, asks) if key in questions | answers else None
        colon = mark if mark is not None else _label_end(sheet, first, last)
        if colon is None:
            continue
        person = _person_in(people, first, colon)
        if mark is not None and key in questions:
            yield Attribution(number, colon, None, None, True, "question")
        elif mark is not None:
            if guest is not None:
                in_turns = True
                yield Attribution(number, colon, guest.name, guest.actor, guest.sure, "turn")
        elif person is not None and colon + 1 < last and sheet.tokens.quoted[sheet.units[colon + 1].first]:
            yield Attribution(number, colon, person.name, person.actor, person.sure, "signed")
        elif person is not None and _is_label(sheet, first, colon):
            in_turns = True
            yield Attribution(number, colon, person.name, person.actor, person.sure, "turn")
        elif colon == first + 1 and in_turns:
            yield Attribution(number, colon, None, None, True, "question")  # a heading of the reporter's


def _signed(sheet: Sheet, people: list[PersonMention], number: int) -> Iterator[Attribution]:
    """The quotation before the sentence, where that is a dash and a name."""
    first, last = sheet.sentences[number].first, sheet.sentences[number].last
    signer = _person_in(people, first, min(last, first + 5))
    quoted = number and sheet.tokens.quoted[sheet.units[first - 1].first]
    if signer is not None and last - first <= SIGNATURE and quoted:
        yield Attribution(number - 1, first, signer.name, signer.actor, signer.sure, "signed")


def _dialogue(sheet: Sheet, people: list[PersonMention], openings: list[int]) -> Iterator[Attribution]:
    """The turns of talks whose lines open with dashes, one after another: those that end with a question mark are the host's,
    the others those of the person named first. A list, in which no answers follow questions, is no talk."""
    if not people:
        return
    talk: list[tuple[int, bool]] = []
    for number, following in pairwise([*openings, len(sheet.sentences)]):
        if sheet.units[sheet.sentences[number].first].key in DASHES:
            talk.append((number, sheet.units[sheet.sentences[following - 1].last - 1].key == "?"))
        elif talk:
            yield from _talked(sheet, people[0], talk, number)
            talk = []
    yield from _talked(sheet, people[0], talk, None)


def _talked(sheet: Sheet, guest: PersonMention, talk: list[tuple[int, bool]], end: int | None) -> Iterator[Attribution]:
    """The turns of lines with dashes, each (sentence, whether it asks), and what ends them; nothing for those of a list."""
    if sum(one and not two for (_, one), (_, two) in pairwise(talk)) < TALK:
        return
    for number, question in talk:
        first = sheet.sentences[number].first
        if question:
            yield Attribution(number, first, None, None, True, "question")
        else:
            yield Attribution(number, first, guest.name, guest.actor, guest.sure, "turn")
    if end is not None:
        yield Attribution(end, sheet.sentences[end].first, None, None, True, "question")


def _mark_end(sheet: Sheet, people: list[PersonMention], first: int, last: int, asks: bool) -> int | None:
    """The sign that ends the mark of a question or an answer ("Q:", "A.", "Q. (wire):"); `asks`: whether any paragraph opens
    like a question, without which "A." is an initial."""
    units = sheet.units
    end = first + 1
    dot = end < last and units[end].key == "."
    if dot:
        if not asks or _person_in(people, first, first + 3) is not None:
            return None
        end += 1
    if end < last and units[end].key == "(":
        end = next((k + 1 for k in range(end, min(last, end + LABEL)) if units[k].key == ")"), last)
    if end < last and units[end].key in {":", "."}:
        return end
    return first + 1 if dot else None


def _label_end(sheet: Sheet, first: int, last: int) -> int | None:
    """The sign that ends the name which a paragraph may open with: a colon, or the full stop of "Mr. HOLM."."""
    units = sheet.units
    colon = next((k for k in range(first + 1, min(last, first + LABEL)) if units[k].key == ":"), None)
    name = after_title(sheet, first)
    if colon is not None or name == first or name + 1 >= len(units) or units[name + 1].key != ".":
        return colon
    shouted = is_capitalised(sheet, name) and sheet.tokens.words[units[name].first].isupper()
    return name + 1 if shouted else None


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


def _author(sheet: Sheet, people: list[PersonMention], home: str | None, openings: list[int]) -> Iterator[Attribution]:
    """Whoever speaks of himself outside quotations: who signs the text, whom a line at its head names, whom its title sets
    off, or whom it names first."""
    own = [
        k
        for k, unit in enumerate(sheet.units)
        if unit.key in sheet.clauses.first_person and not sheet.tokens.quoted[unit.first]
    ]
    if len(own) < OWN_WORDS:
        return
    before = [p for p in people if p.first < own[0]]
    author = (
        _signer(sheet, people, openings)
        or next((p for p in before if _is_byline(sheet, p)), None)
        or _titled(sheet, home)
        or next(iter(before), None)
    )
    if author is not None:
        yield Attribution(0, 0, author.name, author.actor, author.sure, "author")
    else:
        yield Attribution(0, 0, None, home, False, "author")


def _signer(sheet: Sheet, people: list[PersonMention], openings: list[int]) -> PersonMention | None:
    """The person with whose name one of the last two lines begins, if they are short: "Ada Holm, Minister of Energy"."""
    for number in openings[:-3:-1]:
        line = sheet.sentences[number]
        if len(sheet.units) - line.first > LABEL:
            return None
        for begin in range(line.first, line.last):
            opens = begins_line(sheet, begin) or sheet.units[begin - 1].key in DASHES
            person = _person_in(people, begin, begin + 1) if opens else None
            if person is not None:
                return person
    return None


def _is_byline(sheet: Sheet, person: PersonMention) -> bool:
    """Whether the name opens a short line, or stands behind its first word ("By Ada Holm, Minister of Energy")."""
    first = person.first
    opens = begins_line(sheet, first) or begins_line(sheet, first - 1)
    return opens and any(begins_line(sheet, k) for k in range(person.last, min(len(sheet.units), first + LABEL) + 1))


def _titled(sheet: Sheet, home: str | None) -> PersonMention | None:
    """The holder of an office whom the document's title names and sets off ("Remarks by Ada Holm, Ambassador of Peru"); not
    one of whom it tells something ("What Minister Ada Holm should do")."""
    title = (sheet.document.title or "").strip()
    if not title:
        return None
    own = lay_out(replace(sheet.document, text=title, title=None), sheet.knowledge.language)
    ends = {len(own.units), *(k for k, unit in enumerate(own.units) if unit.kind == SIGN)}
    return next((p for p in find_people(own, home) if p.office is not None and p.last in ends), None)
