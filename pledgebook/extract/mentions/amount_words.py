"""What the words around an amount say of it: how exact, how often, from where to where, whether it was just said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal, cast

from pledgebook.extract.mentions.patterns import NEVER, whole
from pledgebook.knowledge.notation import notation
from pledgebook.model import Bound

REACH = 72  # code points before an amount that are looked at
_LAST_WORD = re.compile(r"([^\W\d_]+)\W{0,3}$")
_BRACKET_ENDS = re.compile(r"(?:\s[^()\[\]]{0,40})?[)\]]|\s?[,;/]")
_REST = re.compile(r"\s{0,2}(?:([^\W\d_]+(?:\s{1,2}[^\W\d_]+)?)|(-?[^\W_])|.|$)", re.S)


class AmountWords:
    """The words of a language that say something of an amount beside them."""

    def __init__(self, language: str) -> None:
        data = notation(language).money
        filler = rf"(?:\s{{0,2}}{whole(data.fillers)}){{0,2}}" if data.fillers else ""
        bare = whole(w for words in data.bounds.values() for w in words)
        self._before = re.compile(
            rf"{_said(data.bounds)}(?:\s{{0,2}}{bare}){{0,2}}{filler}\s{{0,2}}$" if data.bounds else NEVER
        )
        ends = [w.split()[-1] for w in (*data.fillers, *(w for words in data.bounds.values() for w in words))]
        self._last_words = frozenset(w.rpartition("-")[2].rstrip(".") for w in ends)
        self._last_signs = frozenset(w for w in ends if not w[-1].isalnum() and len(w) == 1)
        self._after = re.compile(rf"\s{{0,2}}{_said(data.bounds_after)}" if data.bounds_after else NEVER)
        self._bounds, self._bounds_after = _rows(data.bounds), _rows(data.bounds_after)
        self._per_rows, self._per_before_rows = _rows(data.per), _rows(data.per_before)
        self._not_bounds = frozenset(data.not_bounds_after)
        per = _said(data.per) + rf"(?!\s{{1,2}}{whole(data.per_not_before)})"
        self._per = re.compile(rf"\s{{0,2}}{per}" if data.per else NEVER)
        self._per_later = re.compile(
            r"((?:\s{1,2}[^\W\d_]+(?:['-][^\W\d_]+)*){1,6}?)\s{1,2}" + per if data.per else NEVER
        )
        self._per_before = re.compile(rf"{_said(data.per_before)}\s{{0,2}}$" if data.per_before else NEVER)
        self._per_not_after = frozenset(data.per_not_after)
        between, start = data.range.get("between", ()), data.range.get("from", ())
        self._to = re.compile(rf"\s{{0,2}}{whole(data.range.get('to', ()))}\s{{0,2}}")
        self._and = re.compile(rf"\s{{0,2}}{whole(data.range.get('and', ()))}\s{{0,2}}")
        self._between = re.compile(whole(between) + rf"(?:\s{{0,2}}{bare})?\s{{0,2}}$")
        self._from = re.compile(whole(start) + rf"(?:\s{{0,2}}{bare})?\s{{0,2}}$")
        self._changes = re.compile(whole(data.changes))
        said = whole([*data.restated, *(w for words in data.bounds.values() for w in words)])
        again = rf"(?:\s{{0,2}}{said}){{0,3}}"
        self._in_brackets = re.compile(rf"(?:\s{{1,2}}[\w'’-]+){{0,6}}?\s{{0,2}}[(\[]{again}\s{{0,2}}")
        self._said_again = re.compile(rf"\s{{0,2}}[,–—-]?\s{{0,2}}{whole(data.restated)}{again}\s{{0,2}}")
        self._and_again = re.compile(rf"\s{{0,2}}(?:[,/;]|{whole(data.restated)}){again}\s{{0,2}}")
        self._followers = frozenset(data.figure_followers)

    def bound(self, folded: str, start: int, end: int) -> tuple[Bound, int]:
        """How exact the amount at `start` to `end` is, and where the words that say so begin (`start` if none do)."""
        place = max(0, start - REACH)
        last = _LAST_WORD.search(folded, max(0, start - 20), start)
        sign = folded[max(0, start - 3) : start].rstrip()[-1:]
        likely = sign in self._last_signs if last is None else last[1] in self._last_words or sign in self._last_signs
        while likely and (found := self._before.search(folded, place, start)):
            word = _LAST_WORD.search(folded, max(0, found.start() - 16), found.start())
            if word is None or word[1] not in self._not_bounds:
                return cast(Bound, _row(self._bounds, found)), found.start()
            place = found.start() + 1
        after = self._after.match(folded, end)
        return (cast(Bound, _row(self._bounds_after, after)), start) if after else ("exact", start)

    def per(self, folded: str, start: int, end: int) -> Literal["year", "month"] | None:
        """How often the amount is given; `start` is where the words on its exactness begin."""
        rows = self._per_rows
        found = self._per.match(folded, end)
        if found is None and (found := self._per_before.search(folded, max(0, start - 24), start)):
            rows = self._per_before_rows
        if found is None and (later := self._per_later.match(folded, end)):
            last = _LAST_WORD.search(later[1])
            found = None if last is not None and last[1] in self._per_not_after else later
        return cast(Literal["year", "month"], _row(rows, found)) if found else None

    def spans(self, folded: str, start: int, gap_start: int, gap_end: int) -> bool:
        """Do the words in the gap make one range of what stands before (from `start`) and after it?"""
        if self._to.fullmatch(folded, gap_start, gap_end):
            return True
        if self._and.fullmatch(folded, gap_start, gap_end):
            return self._between.search(folded, max(0, start - REACH), start) is not None
        return False

    def changes(self, folded: str, start: int) -> bool:
        """Is it "raised from …", so that a change and no range is told?"""
        found = self._from.search(folded, max(0, start - REACH), start)
        return found is not None and self._changes.search(folded, max(0, start - REACH), found.start()) is not None

    def restates(self, folded: str, previous_end: int, start: int, end: int, follows_restated: bool) -> bool:
        """Is the amount at `start` to `end` the one before it again, in other money?"""
        if start - previous_end > 2 * REACH:
            return False
        if self._in_brackets.fullmatch(folded, previous_end, start):
            return _BRACKET_ENDS.match(folded, end) is not None
        again = self._and_again if follows_restated else self._said_again
        return again.fullmatch(folded, previous_end, start) is not None

    def may_be_money(self, folded: str, end: int) -> bool:
        """Can a figure without a currency that ends here be money? Not if what it counts follows."""
        found = _REST.match(folded, end)
        if found is None or found[2]:
            return False
        words = found[1]
        return words is None or words in self._followers or words.split()[0] in self._followers


def _said(table: Mapping[str, tuple[str, ...]]) -> str:
    """A pattern of all words of a table, as the group `said`."""
    return rf"(?P<said>{whole(w for words in table.values() for w in words)})"


def _rows(table: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Which row of the table each word stands in."""
    return {word: name for name, words in table.items() for word in words}


def _row(rows: dict[str, str], found: re.Match[str]) -> str:
    return rows[" ".join(found["said"].split())]


@lru_cache(maxsize=32)
def amount_words(language: str) -> AmountWords:
    """The amount words of `language`, compiled once."""
    return AmountWords(language)
