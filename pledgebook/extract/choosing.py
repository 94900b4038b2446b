"""From the scores of all segments to the likely ones, and to the best choice among them.

A sentence is read as a run of segments that do not overlap, and of clauses that are no statement and score 0. The chance of
each segment is found by the forward-backward sums, the best choice among judged segments by dynamic programming.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]

HOPELESS = -3.5  # no segment of a sentence scores above this: none reaches the least probability of a candidate
LEAST = 0.04  # probability of a candidate


@dataclass(frozen=True, slots=True)
class Candidate:
    """A segment that the linear model thinks possible: clauses `i` to `j` of a sentence read as KINDS[label], with its
    probability, and the probability that its clauses are no statement at all."""

    i: int
    j: int
    label: int
    chance: float
    outside: float


def candidates(block: range, pairs: Integers, scores: Floats, least: float = LEAST) -> dict[int, list[Candidate]]:
    """The segments of the sentences of a block (see `Scorer.scores`) whose probability is at least `least`, by sentence. A
    clause left out scores 0. The probabilities are exact (forward-backward sums)."""
    out: dict[int, list[Candidate]] = {}
    top = scores.max(axis=1)
    totals = top + np.log(np.exp(scores - top[:, None]).sum(axis=1))
    borders = np.searchsorted(pairs[0], np.arange(block.start, block.stop + 1)).tolist()
    floor = math.log(least)
    highest = np.maximum.reduceat(top, borders[:-1]).tolist()
    for number, begin, end, most in zip(block, borders, borders[1:], highest, strict=False):
        if most < HOPELESS:
            continue
        i, j = pairs[1, begin:end], pairs[2, begin:end]
        alpha, beta, empty = _sums(int(j[-1]), i.tolist(), j.tolist(), totals[begin:end].tolist())
        around = np.array(alpha).take(i) + np.array(beta).take(j) - alpha[-1]
        chances = around[:, None] + scores[begin:end]
        lines, labels = (chances >= floor).nonzero()
        if not len(lines):
            continue
        found = out[number] = []
        for line, label in zip(lines.tolist(), labels.tolist(), strict=True):
            a, b = int(i[line]), int(j[line])
            chance = math.exp(min(0.0, float(chances[line, label])))
            found.append(Candidate(a, b, label, chance, sum(empty[a:b]) / (b - a)))
    return out


def _sums(chunks: int, i: list[int], j: list[int], totals: list[float]) -> tuple[list[float], list[float], list[float]]:
    """The logarithm of the sum over all readings of what is left of each cut, and right of it; and the probability that
    each clause is no statement. Each cut's sum is kept as a part of the highest of its terms, so that none overflows."""
    alpha = [0.0] * (chunks + 1)
    beta = [0.0] * (chunks + 1)
    into: list[list[float]] = [[] for _ in range(chunks + 1)]
    at = 0
    count = len(i)
    exp, log = math.exp, math.log
    for k in range(chunks + 1):
        if k:
            terms = into[k]
            terms.append(alpha[k - 1])
            highest = max(terms)
            alpha[k] = highest + log(sum([exp(t - highest) for t in terms])) if len(terms) > 1 else highest
        here = alpha[k]
        while at < count and i[at] == k:
            into[j[at]].append(here + totals[at])
            at += 1
    at = count
    for k in range(chunks - 1, -1, -1):
        terms = [beta[k + 1]]
        while at and i[at - 1] == k:
            at -= 1
            terms.append(totals[at] + beta[j[at]])
        highest = max(terms)
        beta[k] = highest + log(sum([exp(t - highest) for t in terms]))
    whole = alpha[chunks]
    empty = [exp(min(0.0, alpha[k] + beta[k + 1] - whole)) for k in range(chunks)]
    return alpha, beta, empty


def best_choice(chunks: int, options: list[tuple[int, int, int, float]]) -> list[int]:
    """The positions in `options` (i, j, label, log-odds) of the segments, none overlapping another, whose log-odds sum
    to the most."""
    best = [0.0] * (chunks + 1)
    choice: list[int] = [-1] * (chunks + 1)
    by_end: dict[int, list[int]] = {}
    for number, (_, j, _, _) in enumerate(options):
        by_end.setdefault(j, []).append(number)
    for j in range(1, chunks + 1):
        best[j] = best[j - 1]
        for number in by_end.get(j, ()):
            i, _, _, odds = options[number]
            if odds > 0 and best[i] + odds > best[j]:
                best[j], choice[j] = best[i] + odds, number
    picked: list[int] = []
    j = chunks
    while j:
        if choice[j] < 0:
            j -= 1
        else:
            picked.append(choice[j])
            j = options[choice[j]][0]
    return picked[::-1]
