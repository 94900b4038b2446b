"""Words as pieces of a fixed vocabulary, as the encoder reads them.

WordPiece (Schuster and Nakajima, ICASSP 2012) as BERT models use it: lower case without accents, each sign by itself, and of
every run of letters and digits the longest piece that the vocabulary has, then the longest that continues it, and so on.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

UNKNOWN, BEGIN, END = "[UNK]", "[CLS]", "[SEP]"
CONTINUED = "##"
LONGEST_WORD = 100  # code points; a longer run is no word
REMEMBERED = 50_000  # words


class WordPieces:
    """The pieces of words, by number. `vocabulary`: the pieces in the order of their numbers, UNKNOWN, BEGIN and END among
    them. Raises KeyError where one of these is missing."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._numbers = {piece: number for number, piece in enumerate(vocabulary)}
        self._unknown = self._numbers[UNKNOWN]
        self.begin, self.end = self._numbers[BEGIN], self._numbers[END]
        self._longest = max(len(piece.removeprefix(CONTINUED)) for piece in vocabulary)
        self._remembered: dict[str, tuple[int, ...]] = {}

    def of(self, word: str) -> tuple[int, ...]:
        """The numbers of the word's pieces, at least one."""
        known = self._remembered.get(word)
        if known is None:
            if len(self._remembered) >= REMEMBERED:
                self._remembered.clear()
            runs = _runs(_plain(word))
            known = tuple(number for run in runs for number in self._cut(run)) or (self._unknown,)
            self._remembered[word] = known
        return known

    def _cut(self, run: str) -> list[int]:
        """The numbers of the pieces of a run, or the unknown one where some of it fits no piece."""
        if len(run) > LONGEST_WORD:
            return [self._unknown]
        out: list[int] = []
        place = 0
        while place < len(run):
            head = CONTINUED if place else ""
            for end in range(min(len(run), place + self._longest), place, -1):
                number = self._numbers.get(head + run[place:end])
                if number is not None:
                    out.append(number)
                    place = end
                    break
            else:
                return [self._unknown]
        return out


def _plain(word: str) -> str:
    """Lower case without accents."""
    apart = unicodedata.normalize("NFD", word.lower())
    return "".join(c for c in apart if unicodedata.category(c) != "Mn")


def _runs(word: str) -> list[str]:
    """Runs of letters and digits, and signs one by one; white space is dropped."""
    out: list[str] = []
    joined = False
    for c in word:
        if c.isalnum():
            if joined:
                out[-1] += c
            else:
                out.append(c)
        elif not c.isspace():
            out.append(c)
        joined = c.isalnum()
    return out
