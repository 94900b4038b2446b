"""Tokens, sentences and quotations of a text, with offsets in code points.

A token is a number, a word (hyphens and inner apostrophes included), a possessive "'s", or one sign. A sentence ends at a
line break or at closing punctuation that no abbreviation explains; the list of abbreviations is the language's data.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from pledgebook.knowledge.clauses import Clauses

TOKEN = re.compile(r"\d[\d.,]*\d|\d|[^\W\d_]+(?:[-’'](?!s\b)[^\W\d_]+|[-’']\d+|\d+)*|['’]s\b|\S")
ENDERS = frozenset(".!?…")
CLOSERS = frozenset("\"”’')]»“")
LONGEST_SENTENCE = 240  # tokens; a longer one is cut, so that cost per sentence stays bounded on any input


@dataclass(frozen=True, slots=True)
class Sentence:
    """Tokens `first` to `last` (exclusive); `paragraph` counts from 0; `title` marks a headline."""

    first: int
    last: int
    paragraph: int


@dataclass(frozen=True, slots=True)
class Tokens:
    """`starts[i]`, `ends[i]` are token i's place in the text, `words[i]` its text, `lower[i]` the same in lower case."""

    starts: list[int]
    ends: list[int]
    words: list[str]
    lower: list[str]
    sentences: list[Sentence]
    quoted: list[int]  # 0 outside quotations, else the number of the quotation, from 1


def tokenise(text: str, clauses: Clauses) -> Tokens:
    """Cut `text` into tokens and sentences; every token lies in exactly one sentence."""
    starts: list[int] = []
    ends: list[int] = []
    words: list[str] = []
    for found in TOKEN.finditer(text):
        starts.append(found.start())
        ends.append(found.end())
        words.append(found.group())
    lower = [w.lower() for w in words]
    sentences = _sentences(text, starts, ends, words, lower, clauses)
    return Tokens(starts, ends, words, lower, sentences, _quotations(text, starts, words, clauses))


def _sentences(
    text: str, starts: list[int], ends: list[int], words: list[str], lower: list[str], clauses: Clauses
) -> list[Sentence]:
    out: list[Sentence] = []
    breaks = [m.start() for m in re.finditer(r"\n", text)]
    paragraph, first, next_break = 0, 0, 0
    count = len(words)
    for i in range(count):
        at_break = False
        if i + 1 < count:
            while next_break < len(breaks) and breaks[next_break] < ends[i]:
                next_break += 1
            at_break = next_break < len(breaks) and breaks[next_break] < starts[i + 1]
        if (
            i + 1 == count
            or at_break
            or i + 1 - first >= LONGEST_SENTENCE
            or _ends_sentence(i, words, lower, ends, starts, clauses)
        ):
            out.append(Sentence(first, i + 1, paragraph))
            first = i + 1
            if at_break:
                paragraph += 1
    return out


def _ends_sentence(
    i: int, words: list[str], lower: list[str], ends: list[int], starts: list[int], clauses: Clauses
) -> bool:
    word = words[i]
    if starts[i + 1] == ends[i]:
        return False
    if word in CLOSERS:
        k = i - 1
        while k >= 0 and words[k] in CLOSERS and ends[k] == starts[k + 1]:
            k -= 1
        if k < 0 or words[k] not in ENDERS or ends[k] != starts[k + 1]:
            return False
        return _begins_sentence(words[i + 1])
    if word not in ENDERS:
        return False
    if word == "." and i and ends[i - 1] == starts[i]:
        before = lower[i - 1]
        if before in clauses.abbreviations or (len(before) == 1 and before.isalpha() and words[i - 1].isupper()):
            return False
        if i > 1 and words[i - 2] == "." and len(before) <= 2 and ends[i - 2] == starts[i - 1]:
            return False  # U.S., e.g.
    return _begins_sentence(words[i + 1])


def _begins_sentence(word: str) -> bool:
    return not word[0].islower() and word not in {",", ";", ":", ")"}


@lru_cache(maxsize=8)
def _marks(marks: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(m[0] for m in marks), frozenset(m[1] for m in marks)


def _quotations(text: str, starts: list[int], words: list[str], clauses: Clauses) -> list[int]:
    """Number the quotations; one that is never closed ends with its paragraph."""
    openers, closers = _marks(clauses.quotation_marks)
    out = [0] * len(words)
    if not any(mark in text for mark in openers):
        return out
    number, inside, previous = 0, False, 0
    for i, word in enumerate(words):
        if inside and "\n" in text[previous : starts[i]]:
            inside = False
        previous = starts[i]
        if inside and word in closers:
            inside = False
            out[i] = number
            continue
        if not inside and word in openers:
            inside = True
            number += 1
        if inside:
            out[i] = number
    return out
