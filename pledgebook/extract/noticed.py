"""Candidates that only the encoder notices, beside those that the linear model thinks possible.

The judge chooses among proposals; what nobody proposes is lost. So the stretches of clauses that the encoder takes for a
statement of some kind are proposed too, and the kind that it prefers for a stretch that is proposed already.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pledgebook.extract.choosing import Candidate
from pledgebook.extract.impressions import Impressions
from pledgebook.extract.segments import KINDS, LONGEST

LIKELY = -1.0  # log-odds from which the encoder's second thoughts about a proposed stretch count


def noticed(felt: Impressions, cuts: Sequence[int], row: Sequence[Candidate]) -> list[Candidate]:
    """The candidates of a sentence that are to be added to those in `row`; `cuts` are the borders of its clauses."""
    known = {(c.i, c.j, c.label) for c in row}
    outside = _outside(len(cuts) - 1, row)
    found = dict.fromkeys([*_runs(felt, cuts), *_preferred(felt, cuts, row)])
    return [
        Candidate(i, j, label, 0.0, sum(outside[i:j]) / (j - i))
        for i, j, label in found
        if (i, j, label) not in known and j - i <= LONGEST
    ]


def _runs(felt: Impressions, cuts: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """For each kind the runs of clauses that are likelier than not part of such a statement: whole, and cut where another
    one seems to begin."""
    kinds, begins = _columns(felt)
    clauses = felt.between(cuts)[:, kinds] > 0
    if not clauses.any():
        return
    openings = np.array([felt.mean(first, first + 1)[begins] > 0 for first in cuts[:-1]])
    for label in np.flatnonzero(clauses.any(axis=0)).tolist():
        inside = [False, *clauses[:, label].tolist(), False]
        begun = openings[:, label]
        borders = [k for k in range(len(inside) - 1) if inside[k] != inside[k + 1]]
        for i, j in zip(borders[::2], borders[1::2], strict=True):
            yield i, j, label
            parts = [i, *(k for k in range(i + 1, j) if begun[k]), j]
            if len(parts) > 2:
                yield from ((a, b, label) for a, b in pairwise(parts))


def _preferred(felt: Impressions, cuts: Sequence[int], row: Sequence[Candidate]) -> Iterator[tuple[int, int, int]]:
    """Each stretch in the row as the kind that the encoder prefers for it."""
    kinds, _ = _columns(felt)
    for i, j in dict.fromkeys((c.i, c.j) for c in row):
        odds: NDArray[np.float64] = felt.mean(cuts[i], cuts[j])[kinds]
        if odds.max() > LIKELY:
            yield i, j, int(odds.argmax())


def _columns(felt: Impressions) -> tuple[list[int], list[int]]:
    return [felt.layout.kind[kind] for kind in KINDS], [felt.layout.begin[kind] for kind in KINDS]


def _outside(clauses: int, row: Sequence[Candidate]) -> list[float]:
    """The chance of each clause to be no part of a statement, as the linear model has it."""
    out = [1.0] * clauses
    for c in row:
        for k in range(c.i, c.j):
            out[k] = max(0.0, out[k] - c.chance)
    return out
