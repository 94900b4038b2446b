"""The screen: is a paragraph about support between states at all? Most of a news stream ends here.

A sum of word weights (a linear model over the words of a paragraph), the cheapest look at a text that there is. The threshold
is set so that hardly any paragraph with a statement is lost; see `docs/decisions/`.
"""

from __future__ import annotations

import re

from pledgebook.extract.learned import Weights

WORD = re.compile(r"[^\W\d_]+|[$€£¥]")
LONGEST = 4000  # code points looked at as one paragraph; a longer one is looked at in pieces


def paragraphs(text: str) -> list[tuple[int, int]]:
    """The places of the text's lines, longer ones in pieces of LONGEST."""
    out: list[tuple[int, int]] = []
    at = 0
    for line in text.split("\n"):
        for begin in range(at, at + len(line), LONGEST):
            out.append((begin, min(begin + LONGEST, at + len(line))))
        at += len(line) + 1
    return out


def words(text: str) -> set[str]:
    """The different words of a stretch of text, as the screen sees them."""
    return set(WORD.findall(text.lower()))


def strength(text: str, learned: Weights) -> float:
    """How far the paragraph likeliest to hold a statement is above the floor, in log-odds: below 0 none does."""
    weight, known, floor = learned.words("screen")
    get = weight.__getitem__
    if len(text) <= LONGEST and "\n" not in text:
        return sum(map(get, known.intersection(WORD.findall(text.lower()))), -floor) if text else -99.0 - floor
    sums = [sum(map(get, known.intersection(WORD.findall(text[a:b].lower())))) for a, b in paragraphs(text)]
    return max(sums, default=-99.0) - floor
