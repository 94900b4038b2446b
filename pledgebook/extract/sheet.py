"""The sheet: one document with everything that is recognised in it before any decision is taken.

The text is cut into units: a unit is an amount, a date, a name, an expression of the vocabulary, or else a single token.
Decisions look at units, never at characters; a unit knows its tokens, and so its place in the text.
"""

from __future__ import annotations

import datetime
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from pledgebook.extract.impressions import Impressions
from pledgebook.extract.mentions.amounts import find_amounts
from pledgebook.extract.mentions.dates import find_dates
from pledgebook.extract.mentions.numbers import Number, find_numbers
from pledgebook.extract.tokens import Tokens, tokenise
from pledgebook.knowledge import Knowledge, load
from pledgebook.knowledge.clauses import Clauses, clauses
from pledgebook.knowledge.entries import Form, NameEntry, Office
from pledgebook.knowledge.roles import Roles, roles
from pledgebook.model import Document, Mention

AMOUNT, DATE, NAME, TERM, NUMBER, WORD, SIGN = "amount", "date", "name", "term", "number", "word", "sign"
TAKEN = "\0"
YEARS = range(1900, 2101)


@dataclass(slots=True)
class Unit:
    """A stretch of tokens `first` to `last` (exclusive). `key` is what decisions see of it: a lower-case word, or a
    symbol such as `$` for any amount and `N:d` for the name of a donor-like state. `value` is what a number counts."""

    kind: str
    key: str
    first: int
    last: int
    classes: tuple[str, ...] = ()
    form: str = ""
    mention: Mention | None = None
    name: NameEntry | None = None
    forms: tuple[Form, ...] = ()
    office: Office | None = None
    value: Number | None = None


@dataclass(slots=True)
class SentenceUnits:
    """A sentence as units `first` to `last` (exclusive) of the sheet; `cuts` are the unit indices where a segment may
    begin, with `last` closing the list."""

    first: int
    last: int
    paragraph: int
    cuts: list[int]
    title: bool = False


@dataclass(slots=True)
class Sheet:
    """A document, its tokens, units and sentences, and the knowledge it was read with."""

    document: Document
    text: str
    tokens: Tokens
    units: list[Unit]
    sentences: list[SentenceUnits]
    knowledge: Knowledge
    clauses: Clauses
    roles: Roles
    amounts: list[Mention]
    dates: list[Mention]
    unit_of_token: list[int] = field(default_factory=list)
    felt: Impressions | None = None  # what the encoder makes of the document, where it was asked

    def start(self, unit: int) -> int:
        """The unit's first code point."""
        return self.tokens.starts[self.units[unit].first]

    def end(self, unit: int) -> int:
        """One past the unit's last code point."""
        return self.tokens.ends[self.units[unit].last - 1]

    def capital(self, k: int) -> bool:
        """Whether unit `k` begins with a capital letter."""
        return self.tokens.words[self.units[k].first][0].isupper()

    def words(self, first: int, last: int) -> str:
        """The text of units `first` to `last` (exclusive)."""
        return self.text[self.start(first) : self.end(last - 1)] if last > first else ""

    def unit_at(self, offset: int) -> int:
        """The unit that holds the code point, or the next one."""
        token = bisect_left(self.tokens.ends, offset + 1)
        return self.unit_of_token[min(token, len(self.unit_of_token) - 1)] if self.unit_of_token else 0


def lay_out(document: Document, language: str) -> Sheet:
    """Recognise everything in `document` that the knowledge of `language` has words for."""
    knowledge, signs, part = load(language), clauses(language), roles()
    text = document.text
    tokens = tokenise(text, signs)
    amounts = find_amounts(text, language)
    dates = find_dates(text, document.published or datetime.date(1970, 1, 1), language)
    units = _units(text, tokens, knowledge, part, amounts, dates, find_numbers(text, language))
    unit_of_token = [0] * len(tokens.starts)
    for index, unit in enumerate(units):
        for token in range(unit.first, unit.last):
            unit_of_token[token] = index
    sentences = _sentences(document, tokens, units, unit_of_token, signs)
    return Sheet(document, text, tokens, units, sentences, knowledge, signs, part, amounts, dates, unit_of_token)


def lower_in_place(text: str) -> str:
    """Lower case that keeps every offset (some capitals have a longer lower case, and stay as they are)."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := c.lower()) == 1 else c for c in text)


def _units(
    text: str,
    tokens: Tokens,
    knowledge: Knowledge,
    part: Roles,
    amounts: Sequence[Mention],
    dates: Sequence[Mention],
    numbers: Sequence[tuple[int, int, Number]],
) -> list[Unit]:
    count = len(tokens.starts)
    owner: list[Unit | None] = [None] * count
    starts = tokens.starts

    def claim(start: int, end: int, unit: Unit) -> None:
        first = bisect_left(starts, start)
        if first < count and starts[first] != start:
            first -= 1  # the mention begins inside a token
            if first < 0 or tokens.ends[first] <= start:
                first += 1
        last = bisect_left(starts, end, first)
        if first >= last or any(owner[k] is not None for k in range(first, last)):
            return
        unit.first, unit.last = first, last
        for k in range(first, last):
            owner[k] = unit

    for mention in amounts:
        claim(mention.start, mention.end, Unit(AMOUNT, "$", 0, 0, mention=mention))
    for mention in dates:
        claim(mention.start, mention.end, Unit(DATE, "@", 0, 0, mention=mention))
    for start, end, value in numbers:
        if value > 1 and text[start].isalpha():  # "one" is a pronoun as often as a count
            claim(start, end, Unit(NUMBER, "#", 0, 0, value=value))
    lowered = lower_in_place(text)
    for start, end, entry in knowledge.names.scan(text):
        claim(start, end, Unit(NAME, _name_key(entry, part), 0, 0, name=entry))
    for start, end, office in knowledge.offices.scan(lowered):
        unit = Unit(TERM, lowered[start:end], 0, 0, classes=("office:" + (office.role or office.cls),), office=office)
        claim(start, end, unit)
    for start, end, forms in knowledge.vocabulary.scan_forms(_without(lowered, tokens, owner)):
        classes = tuple(sorted({c for f in forms for c in f.classes}))
        form = next((f.form for f in forms if f.form != "literal"), "literal")
        claim(start, end, Unit(TERM, lowered[start:end], 0, 0, classes=classes, form=form, forms=forms))
    for start, end, value in numbers:
        if text[start].isdigit():  # after the names: figures are part of many
            claim(start, end, Unit(NUMBER, _figure_key(text[start:end]), 0, 0, value=value))
    return _in_order(tokens, owner)


def _without(text: str, tokens: Tokens, owner: Sequence[Unit | None]) -> str:
    """The text with a blank sign for all that is taken: an expression that reaches into a name would hide shorter ones."""
    pieces: list[str] = []
    place = 0
    previous: Unit | None = None
    for unit in owner:
        if unit is not None and unit is not previous:
            start, end = tokens.starts[unit.first], tokens.ends[unit.last - 1]
            pieces += [text[place:start], TAKEN * (end - start)]
            place = end
        previous = unit
    pieces.append(text[place:])
    return "".join(pieces)


def _figure_key(word: str) -> str:
    return "#year" if len(word) == 4 and word.isdecimal() and int(word) in YEARS else "#"


def _in_order(tokens: Tokens, owner: list[Unit | None]) -> list[Unit]:
    out: list[Unit] = []
    previous: Unit | None = None
    for token, unit in enumerate(owner):
        if unit is None:
            word = tokens.lower[token]
            first = word[0]
            if first.isdigit():
                unit = Unit(NUMBER, _figure_key(word), token, token + 1)
                if word.isdecimal() and len(word) < 7 and _before_figure(tokens, token):
                    unit.value = int(word)  # "18 155mm howitzers"
                out.append(unit)
            elif first.isalnum():
                key = (
                    "Xx"
                    if tokens.words[token][0].isupper() and token and tokens.words[token - 1] not in ".!?"
                    else word
                )
                unit = Unit(WORD, word, token, token + 1)
                unit.form = key
                out.append(unit)
            else:
                out.append(Unit(SIGN, word, token, token + 1))
        elif unit is not previous:
            out.append(unit)
        previous = unit
    return out


def _before_figure(tokens: Tokens, token: int) -> bool:
    after = token + 1
    return after < len(tokens.starts) and tokens.starts[after] > tokens.ends[token] and tokens.words[after][0].isdigit()


LETTERS = {
    "name": "N", "adjective": "J", "people": "P", "capital": "C", "seat": "S", "agency": "A", "place": "L", "body": "B",
    "office": "O", "person": "H", "programme": "G",
}  # fmt: skip


def _name_key(entry: NameEntry, part: Roles) -> str:
    if entry.kind == "programme":
        return "G"
    return f"{LETTERS[entry.kind]}:{role(entry.codes[0], part) if entry.codes else '-'}"


def role(code: str, part: Roles) -> str:
    """A letter for what the actor usually is in such documents: r default recipient, t usual target of sanctions, o other
    ODA recipient, b body, d any other state."""
    if code == part.default_recipient:
        return "r"
    if code in part.usual_targets:
        return "t"
    if code.islower():
        return "b"
    return "o" if code in part.oda_recipients else "d"


def _sentences(
    document: Document, tokens: Tokens, units: list[Unit], unit_of_token: list[int], signs: Clauses
) -> list[SentenceUnits]:
    out: list[SentenceUnits] = []
    last_unit = 0
    title = (document.title or "").strip()
    for sentence in tokens.sentences:
        first = max(unit_of_token[sentence.first], last_unit)
        last = unit_of_token[sentence.last - 1] + 1
        if last <= first:
            continue
        last_unit = last
        cuts = _cuts(units, first, last, signs)
        if out and _goes_on(units, out[-1], sentence.paragraph, first, last):
            whole = out.pop()
            first, cuts = whole.first, [*whole.cuts, *cuts[1:]]
        is_title = bool(title) and len(out) < 6 and _is_title(tokens, units, first, last, title)
        out.append(SentenceUnits(first, last, sentence.paragraph, cuts, is_title))
    return out


def _goes_on(units: list[Unit], before: SentenceUnits, paragraph: int, first: int, last: int) -> bool:
    """Whether units `first` to `last`, a sentence by their signs, go on with the line of a register that the sentence before
    begins: an actor, then short particulars without a verb ("Latvia. Drones for the army. EUR 3 m. Received 2 May.")."""
    head = before.first + 1
    return (
        before.paragraph == paragraph
        and units[before.first].kind == NAME
        and head < before.last
        and units[head].key in ENDERS_ONLY
        and last - first <= PARTICULAR
        and not any(unit.form in FINITE or is_auxiliary(unit) for unit in units[first + 1 : last])
    )


def is_auxiliary(unit: Unit) -> bool:
    """Whether it is an auxiliary verb ("is", "has", "will")."""
    return bool(AUXILIARY & set(unit.classes))


def _is_title(tokens: Tokens, units: list[Unit], first: int, last: int, title: str) -> bool:
    words = [w.lower() for w in title.split()]
    head = tokens.lower[units[first].first : units[last - 1].last]
    return (
        bool(head)
        and len(head) >= len(words) - 2
        and "".join(head).startswith("".join(words)[: len("".join(head)) - 2])
    )


def _cuts(units: list[Unit], first: int, last: int, signs: Clauses) -> list[int]:
    cuts = [first]
    for index in range(first + 1, last):
        key, before = units[index].key, units[index - 1].key
        head = key.split(" ", 1)[0]
        if (
            head in signs.boundary_before
            or key in signs.boundary_signs
            or before in signs.boundary_signs
            or before in signs.boundary_after
            or before.rsplit(" ", 1)[-1] in signs.boundary_after
        ) and key not in ENDERS_ONLY:
            cuts.append(index)
    cuts.append(last)
    return cuts


ENDERS_ONLY = frozenset(".!?")
PARTICULAR = 10  # units of a particular in a line of a register
FINITE = frozenset({"base", "s", "past"})
AUXILIARY = frozenset({"be", "perfect", "future", "future_in_past", "planned"})
