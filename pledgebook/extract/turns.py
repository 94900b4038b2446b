"""Who speaks without a verb of saying: turns of interviews and debates, signed quotations, and authors in the first person.

A turn is a paragraph that opens with a label and a colon ("A:", "Luke Pollard:", "Minister for Defence (Deputy Simon
Harris):"); it lasts until the next label. A text that says "we" outside quotations and turns is its author's own speech.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from pledgebook.extract.naming import after_title, begins_line, is_capitalised
from pledgebook.extract.people import PersonMention, find_people
from pledgebook.extract.sheet import DATE, SIGN, TERM, Sheet, lay_out

LABEL = 16  # units of a label
SIGNATURE = 12  # units of a line that signs a quotation
OWN_WORDS = 3  # first-person words outside quotations that make a text its author's own
TALK = 2  # questions, and answers, that make lines with dashes a talk
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
    out = _dialogue(sheet, people) or _labelled(sheet, people)
    if not any(a.manner == "turn" for a in out):
        out.extend(_author(sheet, people, home))
    return out


def _labelled(sheet: Sheet, people: list[PersonMention]) -> list[Attribution]:
    """Turns behind labels, and signed quotations."""
    out: list[Attribution] = []
    guest = people[0] if people else None  # the person interviewed is named first
    guest_or_turn = False
    for number in _openings(sheet):
        sentence = sheet.sentences[number]
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
        label = sheet.units[first].key if colon == first + 1 or sheet.units[first + 1].key in {".", "("} else ""
        person = _person_in(people, first, colon)
        if label in sheet.clauses.question_labels:
            out.append(Attribution(number, colon, None, None, True, "question"))
        elif label in sheet.clauses.answer_labels:
            if guest is not None:
                out.append(Attribution(number, colon, guest.name, guest.actor, guest.sure, "turn"))
        elif person is not None and colon + 1 < last and sheet.tokens.quoted[sheet.units[colon + 1].first]:
            out.append(Attribution(number, colon, person.name, person.actor, person.sure, "signed"))
        elif person is not None and _is_label(sheet, first, colon):
            out.append(Attribution(number, colon, person.name, person.actor, person.sure, "turn"))
        elif colon == first + 1 and guest_or_turn:
            out.append(Attribution(number, colon, None, None, True, "question"))  # a heading of the reporter's
    return out


def _openings(sheet: Sheet) -> list[int]:
    """The first sentence of each paragraph."""
    return [n for n, s in enumerate(sheet.sentences) if not n or s.paragraph != sheet.sentences[n - 1].paragraph]


def _dialogue(sheet: Sheet, people: list[PersonMention]) -> list[Attribution]:
    """The turns of a talk whose lines open with dashes: those that end with a question mark are the host's, the others those
    of the person named first. Nothing where the dashes are those of a list, which asks nothing."""
    openings = _openings(sheet)
    lines: list[tuple[int, bool]] = []
    for number, following in zip(openings, [*openings[1:], len(sheet.sentences)], strict=True):
        if sheet.units[sheet.sentences[number].first].key in DASHES:
            lines.append((number, sheet.units[sheet.sentences[following - 1].last - 1].key == "?"))
    asked = sum(question for _, question in lines)
    if min(asked, len(lines) - asked) < TALK or not people:
        return []
    guest = people[0]
    return [
        Attribution(number, sheet.sentences[number].first, None, None, True, "question")
        if question
        else Attribution(number, sheet.sentences[number].first, guest.name, guest.actor, guest.sure, "turn")
        for number, question in lines
    ]


def _label_end(sheet: Sheet, first: int, last: int) -> int | None:
    """The sign that ends the label which a paragraph may open with: a colon, or the full stop of "Q. (wire)", "A." and
    "Mr. HOLM."."""
    units = sheet.units
    colon = next((k for k in range(first, min(last, first + LABEL)) if units[k].key == ":"), None)
    if colon is not None or last < first + 2:
        return colon
    if units[first].key in sheet.clauses.question_labels | sheet.clauses.answer_labels and units[first + 1].key == ".":
        return first + 1 if _asks(sheet) else None
    name = after_title(sheet, first)
    if name > first and name + 1 < len(units) and units[name + 1].key == "." and is_capitalised(sheet, name):
        return name + 1 if sheet.tokens.words[units[name].first].isupper() else None
    return None


def _asks(sheet: Sheet) -> bool:
    """Whether paragraphs open with the mark of a question."""
    return any(sheet.units[sheet.sentences[n].first].key in sheet.clauses.question_labels for n in _openings(sheet))


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


def _author(sheet: Sheet, people: list[PersonMention], home: str | None) -> Iterator[Attribution]:
    """Whoever speaks of himself outside quotations: who signs the text, or whom its title or its beginning names."""
    own = [
        k
        for k, unit in enumerate(sheet.units)
        if unit.key in sheet.clauses.first_person and not sheet.tokens.quoted[unit.first]
    ]
    if len(own) < OWN_WORDS:
        return
    author = _signer(sheet, people) or _titled(sheet, home) or next((p for p in people if p.first < own[0]), None)
    if author is not None:
        yield Attribution(0, 0, author.name, author.actor, author.sure, "author")
    else:
        yield Attribution(0, 0, None, home, False, "author")


def _signer(sheet: Sheet, people: list[PersonMention]) -> PersonMention | None:
    """The person with whose name one of the last two lines begins, if they are short: "Ada Holm, Minister of Energy"."""
    for number in _openings(sheet)[:-3:-1]:
        line = sheet.sentences[number]
        if len(sheet.units) - line.first > LABEL:
            return None
        for begin in range(line.first, line.last):
            opens = begins_line(sheet, begin) or sheet.units[begin - 1].key in DASHES
            person = _person_in(people, begin, begin + 1) if opens else None
            if person is not None:
                return person
    return None


def _titled(sheet: Sheet, home: str | None) -> PersonMention | None:
    """The first holder of an office whom the document's title names."""
    title = (sheet.document.title or "").strip()
    if not title:
        return None
    own = lay_out(replace(sheet.document, text=title, title=None), sheet.knowledge.language)
    return next((p for p in find_people(own, home) if p.office is not None), None)
