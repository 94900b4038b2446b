"""Finds many phrases in a text at once, on word boundaries.

A phrase that begins (ends) with a letter or digit is not found inside a longer word. Where several fit, the leftmost
and then the longest wins. A line break, a no-break space and a curly apostrophe in the text count as plain ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import ahocorasick_rs

_PLAIN = (("\n", " "), ("\u00a0", " "), ("\u202f", " "), ("’", "'"), ("ʼ", "'"), ("\u2011", "-"))


def plain(text: str) -> str:
    """The text with odd spaces, apostrophes and hyphens made plain, one character for one: offsets stay."""
    for odd, usual in _PLAIN:
        text = text.replace(odd, usual)
    return text


class Scanner:
    """A set of phrases, compiled. `patterns` must be `plain` already and not empty strings."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self.patterns = patterns
        self._starts = [p[0].isalnum() for p in patterns]
        self._ends = [p[-1].isalnum() for p in patterns]
        # A phrase of one unbroken word cannot hide another when it is refused at a boundary; any other can.
        self._simple = [p.isalnum() for p in patterns]
        self._longest = ahocorasick_rs.AhoCorasick(
            patterns, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest, store_patterns=False
        )

    @cached_property
    def _all(self) -> ahocorasick_rs.AhoCorasick:
        return ahocorasick_rs.AhoCorasick(self.patterns, store_patterns=False)

    def scan(self, text: str) -> list[tuple[int, int, int]]:
        """(start, end, index of the pattern), in order, none overlapping."""
        text = plain(text)
        size = len(text)
        starts, ends, simple = self._starts, self._ends, self._simple
        out: list[tuple[int, int, int]] = []
        for index, start, end in self._longest.find_matches_as_indexes(text):
            if (start and starts[index] and text[start - 1].isalnum()) or (
                end < size and ends[index] and text[end].isalnum()
            ):
                if simple[index]:
                    continue
                return self._thorough(text)
            out.append((start, end, index))
        return out

    def _thorough(self, text: str) -> list[tuple[int, int, int]]:
        """The same from all overlapping matches: slower, and right where a refused phrase hides a good one."""
        size = len(text)
        starts, ends = self._starts, self._ends
        fitting = [
            (start, -end, index)
            for index, start, end in self._all.find_matches_as_indexes(text, overlapping=True)
            if not (start and starts[index] and text[start - 1].isalnum())
            and not (end < size and ends[index] and text[end].isalnum())
        ]
        fitting.sort()
        out: list[tuple[int, int, int]] = []
        free = 0
        for start, minus_end, index in fitting:
            if start >= free:
                out.append((start, -minus_end, index))
                free = -minus_end
        return out
