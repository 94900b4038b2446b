"""What the words of a statement, and those around it, say of it: on top of other support, a piece of it, spoken of before,
setting right another figure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property

from pledgebook.extract.counting import plain_singular
from pledgebook.extract.mentions.amounts import find_amounts
from pledgebook.extract.mentions.dates import find_dates
from pledgebook.extract.mentions.numbers import find_numbers
from pledgebook.extract.mentions.spans import DateSpan
from pledgebook.knowledge import Knowledge
from pledgebook.ledger.claims import ANY
from pledgebook.model import Document, Mention, Pledge

WORD = re.compile(r"[^\W\d_][\w'’-]*")
_TOKEN = re.compile(r"\w[\w'’-]*")
_LEFT, _RIGHT = 3, 6  # words
_NEAR = 240  # characters before a statement in which another sum makes "another" point inside the document
_BEFORE_FIGURE = 40
_SIGN = 6  # a currency sign or code may stand before a figure
_HEAD = 300
_LEAD = 60
_BEFORE_PIECE = 16  # characters
_SECOND = 14  # characters: an ordinal and an adjective
_SEASON = 100  # days
_TO_THE = 2  # words: "to the", before a sum
_BEFORE_OWNER = 2  # words
_LONGEST = 6  # words


class Wording:
    """A pledge in its document, read with the knowledge of a language."""

    def __init__(self, statement: Pledge, document: Document, knowledge: Knowledge) -> None:
        self._statement, self._document = statement, document
        self._quote = statement.quote
        self._words, self._language = knowledge.merging, knowledge.language
        self._currencies = knowledge.currencies

    @cached_property
    def _amounts(self) -> list[Mention]:
        return find_amounts(self._quote, self._language)

    def further(self, also: Iterable[str]) -> float:
        """How surely the support comes on top of other support: 1 where it says so, less where "another" may only go on
        with a list of sums, -1 where it says that it is the first of several. `also` are other places that say the
        same."""
        words = self._words
        if self._numbered(words.further_before):
            return 0.8
        if self._numbered(words.base_before):
            return -1.0
        found = words.further.search(self._quote)
        if found is not None and self._on_top_of_this(found.end()):
            return 0.0
        if found is None:
            return 0.6 if any(words.further.search(a) for a in also) else 0.0
        word = found[0].lower()
        if word in words.further_listing:
            return 0.3 if self._after_a_sum(found.start()) else 1.0
        if word in words.further_going_on and self._after_a_sum(found.start()):
            return 0.1
        return 0.3 if self.back else 0.9

    def _after_a_sum(self, place: int) -> bool:
        """Whether a sum stands not far before a place in the quote."""
        start = self._statement.start
        before = self._document.text[max(start - _NEAR, 0) : start + place]
        return bool(find_amounts(before, self._language))

    def _on_top_of_this(self, end: int) -> bool:
        """Whether what the words up to a place add to is this very support ("in addition to the fifty million")."""
        amount = self._statement.amount
        if amount is None:
            return self._quote[end:].lstrip().lower().startswith(tuple(self._words.the_other))
        for found in self._amounts:
            lead = WORD.findall(self._quote[end : found.start]) if end <= found.start else []
            if found.value.value == amount.value and lead and len(lead) <= _TO_THE:
                return lead[-1].lower() in self._words.definite
        return False

    def _numbered(self, listed: frozenset[str]) -> bool:
        """Whether one of the listed words stands right before a sum ("the second hundred million")."""
        for amount in self._amounts:
            clause = re.split(r"[,;:()]", self._quote[max(0, amount.start - _SECOND) : amount.start])[-1]
            if any(found[0].lower() in listed for found in WORD.finditer(clause)):
                return True
        return False

    @property
    def back(self) -> bool:
        """Whether the support was spoken of before."""
        return self._words.back.search(self._quote) is not None

    @cached_property
    def known(self) -> bool:
        """Whether it speaks of a gift that the reader is taken to know: it says what "it amounts to", or its noun has a
        definite article or an owner ("the trucks that …", "Finland's 28th package of …")."""
        return self._words.sizes.search(self._quote) is not None or self._definite_figure() or self._definite_noun()

    def _definite_figure(self) -> bool:
        return any(self._is_definite(self._quote[max(0, a.start - _LEAD) : a.start]) for a in self._amounts)

    def _is_definite(self, lead: str) -> bool:
        """Whether the words before a figure end with an owner or a definite article; between it and the figure there may be
        names ("the British twenty million")."""
        clause = re.split(r"[,;:().]", lead)[-1]
        for word in reversed(WORD.findall(clause)):
            if _is_owner(word) or word.lower() in self._words.definite:
                return True
            if word.islower() and word not in self._words.ordinals:
                return False
        return False

    def _definite_noun(self) -> bool:
        tokens = [found[0] for found in WORD.finditer(self._quote)]
        things = {plain_singular(item.item.lower().split()[-1]) for item in self._statement.items if item.item.strip()}
        for n, token in enumerate(tokens):
            if _is_owner(token) or token.lower() in self._words.definite:
                head = self._head(tokens[n + 1 : n + 1 + _LONGEST])
                if head in self._words.gift_nouns or (n <= _BEFORE_OWNER and head in things):
                    return True
        return False

    def _head(self, tokens: Sequence[str]) -> str | None:
        """The noun of a phrase that these words begin with; None where it has an indefinite article."""
        head = None
        for token in tokens:
            low = token.lower()
            if low in self._words.indefinite:
                return None
            if low in self._words.after_noun:
                return head
            head = plain_singular(token)  # a name ("Assistance Package") is no noun
        return head if len(tokens) < _LONGEST else None

    @property
    def referred(self) -> list[list[int]]:
        """The times that the quote speaks of, apart from the claim's own day: [first day, last day] of each, all past."""
        published, dated = self._document.published, self._statement.date
        if published is None:
            return []
        out = []
        for found in find_dates(self._quote, published, self._language):
            span: DateSpan = found.value
            own = dated is not None and span.start <= dated <= span.end
            if not own and span.end < published and (span.end - span.start).days <= _SEASON:
                out.append([span.start.toordinal(), span.end.toordinal()])
        return out

    @property
    def missing(self) -> bool:
        """Whether it is said not to have arrived ("nothing has arrived so far")."""
        return self._words.missing.search(self._quote) is not None

    @cached_property
    def entire(self) -> bool:
        """Whether it is said to be all there is of the gift ("the entire consignment", "all eight vehicles")."""
        quote, words = self._quote, self._words
        for piece in words.piece.finditer(quote):
            if words.entire.search(quote, max(piece.start() - _BEFORE_PIECE, 0), piece.start()):
                return True
        return any(self._before(start, words.all_before) for start, _, _ in find_numbers(quote, self._language))

    def _before(self, place: int, listed: frozenset[str]) -> bool:
        """Whether one of the words stands right before a place, but for an article and "of"."""
        words = self._words
        for found in reversed(list(WORD.finditer(self._quote, max(0, place - _SECOND), place))):
            word = found[0].lower()
            if word in listed:
                return True
            if word not in words.definite and word not in words.whole_leads:
                return False
        return False

    @property
    def piece(self) -> bool:
        """Whether it is one of several pieces: by a word ("the remaining"), or a number ("the first nine", "six of
        those")."""
        quote, words = self._quote, self._words
        if words.piece.search(quote) and not self.entire:
            return True
        for start, end, _ in find_numbers(quote, self._language):
            before = [found[0].lower() for found in WORD.finditer(quote, max(0, start - _SECOND), start)]
            after = quote[end : end + _SECOND].lower().lstrip()
            if (before and before[-1] in words.ordinals) or any(after.startswith(w + " ") for w in words.piece_after):
                return True
        return False

    @property
    def part(self) -> bool:
        """Whether the words say that it is a piece of something larger: in the quote, or right before it."""
        words, start = self._words, self._statement.start
        before = self._document.text[max(start - _LEAD, 0) : start]
        lead = before[max(before.rfind(". "), before.rfind("\n")) + 1 :]
        if self.entire:
            return False
        told = words.further.sub(" ", self._quote)  # "on top of that" is no part of that
        if words.part.search(told) or self._numbered(words.base_before):
            return True
        last = lead.split()[-1:]
        return bool(words.part.search(lead)) and not (last and last[0].lower() in words.whole_leads)

    @property
    def ordinal(self) -> int | None:
        """The number of the instalment, tranche or batch that the quote speaks of."""
        words = self._words
        tokens = [found[0].lower() for found in WORD.finditer(self._quote)]
        for here, token in enumerate(tokens):
            number = words.ordinals.get(token)
            if number is not None and any(t.rstrip("s") in words.part_nouns for t in tokens[here + 1 : here + 4]):
                return number
        return None

    @property
    def series(self) -> int | None:
        """The number that the donor gives the gift among its like ("the 28th package")."""
        words = self._words
        tokens = [found[0].lower() for found in _TOKEN.finditer(self._quote)]
        at = next((n for n, token in enumerate(tokens) if token in words.series_nouns), None)
        if at is None:
            return None
        for token in (*reversed(tokens[max(0, at - _LEFT) : at]), *tokens[at + 1 : at + 1 + _RIGHT]):
            digits = token.rstrip("abcdefghijklmnopqrstuvwxyz")
            if digits.isdecimal() and token[len(digits) :] in words.series_endings:
                return int(digits)
            if token in words.series_numbers:
                return words.series_numbers[token]
        return None

    @property
    def open_currencies(self) -> list[str]:
        """The other currencies that the statement's figure may be in: those with the same name for their money ("ten million
        dollars"), ANY where it has none ("the British twenty million"); empty where the words say which."""
        amount = self._statement.amount
        found = next((a for a in self._amounts if amount is not None and a.value.value == amount.value), None)
        if amount is None or found is None or found.value.currency is not None:
            return []
        if found.value.bare is None:
            return [ANY]
        bare = self._currencies.bare.get(found.value.bare)
        return sorted({*bare.options, *([bare.default] if bare.default else [])} - {amount.currency}) if bare else []

    @property
    def wrong(self) -> list[float]:
        """Figures that the quote says do not hold ("2.8 billion, not 8.2 billion"); [0.0] where the document calls itself
        a correction without giving the wrong figure."""
        words, out = self._words, []
        for no in words.not_figure.finditer(self._quote):
            after = self._quote[no.end() : no.end() + _BEFORE_FIGURE]
            out += [float(value) for start, _, value in find_numbers(after, self._language) if start < _SIGN]
        if not out:
            head = f"{self._document.title or ''} {self._document.text[:_HEAD]}"
            if words.correction.search(self._quote) or words.correction.search(head):
                out.append(0.0)
        return out


def _is_owner(word: str) -> bool:
    return word.endswith(("'s", "’s", "s'", "s’"))
