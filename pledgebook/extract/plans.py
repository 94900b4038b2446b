"""Which segments the sentences of a text have, as arrays: all runs of neighbouring clauses up to a length."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from pledgebook.extract.segments import LONGEST

Integers = NDArray[np.intp]

SHORT = 24  # cuts of a text whose plan is remembered
WIDE = 6  # clauses from which on segments are of one size


@dataclass(frozen=True, slots=True)
class Plan:
    """The segments of some sentences that follow one another: for each its sentence, its first and last cut there (`i`,
    `j`) and among all cuts (`begins`, `ends`), and the row of its size and place; for each cut the first and the last of
    its sentence."""

    sentences: Integers
    i: Integers
    j: Integers
    begins: Integers
    ends: Integers
    shapes: Integers
    heads: Integers
    tails: Integers


def plan_of(sizes: tuple[int, ...]) -> Plan:
    """The plan of sentences with so many cuts each."""
    return _short_plan(sizes) if sum(sizes) < SHORT else _plan(sizes)


def _plan(sizes: tuple[int, ...]) -> Plan:
    bases = np.array([0, *accumulate(sizes)])
    parts = [_pairs(size - 1) for size in sizes]
    counted = [part.shape[1] for part in parts]
    i, j = np.concatenate(parts, axis=1)
    sentences = np.repeat(np.arange(len(sizes)), counted)
    offset = bases[sentences]
    at_end = j == np.array(sizes)[sentences] - 1
    place = np.where(i == 0, np.where(at_end, 3, 1), np.where(at_end, 2, 0))
    shapes = (j - i).clip(max=WIDE) * 4 + place
    return Plan(
        sentences, i, j, i + offset, j + offset, shapes, bases[:-1].repeat(sizes), (bases[1:] - 1).repeat(sizes)
    )


@lru_cache(maxsize=512)
def _short_plan(sizes: tuple[int, ...]) -> Plan:
    return _plan(sizes)


@lru_cache(maxsize=256)
def _pairs(count: int) -> Integers:
    """The segments (i, j) of a sentence of so many clauses, as two rows."""
    return np.array([(i, j) for i in range(count) for j in range(i + 1, min(count, i + LONGEST) + 1)], dtype=np.intp).T
