"""Boosted trees, evaluated for all their trees at once with numpy alone.

No tree is walked. Of each tree the leaves still possible are the bits of one number: a question answered "yes" rules out
the leaves of its "no" side, which lie left of it. So the numbers of the questions answered "yes" are joined with a bitwise
"and", and the leftmost leaf that is left is the one that a walk would reach (QuickScorer, Lucchese et al., SIGIR 2015).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import accumulate, chain

import numpy as np
from numpy.typing import NDArray

from pledgebook.extract.linear import probabilities

Floats = NDArray[np.float32]
Integers = NDArray[np.int_]
Bits = NDArray[np.uint16]

WIDEST = 16  # leaves of a tree: one bit each


@cache
def lowest_bit() -> NDArray[np.uint8]:
    """The place of the lowest bit of every number of 16 bits."""
    out = np.zeros(1 << WIDEST, dtype=np.uint8)
    for place in range(WIDEST):
        out[1 << place :: 2 << place] = place
    return out


class Leaves:
    """The leaves of many trees, by the questions that rule them out.

    `roots`: the first node of each tree; `step[2n]`, `step[2n + 1]`: where node n leads to at "no" and at "yes", a leaf to
    itself; `asked`: the number of each node's question, below `questions`. Nodes stand in the order in which a walk that
    goes to the "no" side first meets them. Raises ValueError for a tree of more than WIDEST leaves."""

    def __init__(self, roots: Integers, step: Integers, value: Floats, asked: Integers, questions: int) -> None:
        count = len(value)
        place = np.arange(count)
        no, yes = step[::2], step[1::2]
        leaf = no == place
        rank = np.concatenate([[0], np.cumsum(leaf)])  # leaves before each node
        firsts = rank[roots]
        sizes = np.diff(np.concatenate([firsts, [rank[-1]]]))
        if len(sizes) and int(sizes.max()) > WIDEST:
            raise ValueError(f"a tree of {int(sizes.max())} leaves, more than {WIDEST}")
        inner = np.flatnonzero(~leaf)
        tree = np.searchsorted(roots, inner, side="right") - 1
        low = (rank[no[inner]] - firsts[tree]).astype(np.uint32)
        high = (rank[yes[inner]] - firsts[tree]).astype(np.uint32)
        ruled_out = ((np.uint32(1) << high) - (np.uint32(1) << low)).astype(np.uint16)
        trees = len(roots)
        width = -(-max(trees, 1) // 4) * 4  # whole words of 64 bits
        table = np.full((questions + 1, width), 0xFFFF, dtype=np.uint16)  # the last row is of no question
        np.bitwise_and.at(table, (asked[inner], tree), ~ruled_out)
        self._table = table.view(np.uint64)
        self._trees = trees
        self._firsts = firsts
        self._values: Floats = np.ascontiguousarray(value[leaf])

    def reached(self, yes: Sequence[int] | Integers) -> Floats:
        """The value that each tree gives where the questions `yes` are answered so."""
        possible = np.bitwise_and.reduce(self._table.take(yes, axis=0), axis=0)
        return self._value(possible.view(np.uint16)[: self._trees])

    def reached_all(self, yes: Integers, begins: Integers) -> Floats:
        """The same for many rows: the questions answered "yes" row by row, and where each row begins (none is empty)."""
        possible = np.bitwise_and.reduceat(self._table.take(yes, axis=0), begins, axis=0)
        return self._value(possible.view(np.uint16)[:, : self._trees])

    def _value(self, possible: Bits) -> Floats:
        out: Floats = self._values.take(lowest_bit().take(possible) + self._firsts)
        return out

    @property
    def none(self) -> int:
        """The number of the question that is always answered "yes" and rules nothing out."""
        return len(self._table) - 1


@dataclass(frozen=True, eq=False)
class Trees:
    """Boosted regression trees over a row of numbers; the sum of the leaves is a log-odds."""

    features: tuple[str, ...]
    roots: Integers  # first node of each tree
    column: Integers  # the feature that a node asks for
    threshold: Floats  # step[2n] where the feature is at most this, else step[2n + 1]; a leaf steps to itself
    step: Integers
    value: Floats  # what a leaf adds

    @cached_property
    def questions(self) -> tuple[Integers, Floats, Integers]:
        """The different questions (column, threshold), and the number of each node's."""
        inner = self.step[::2] != np.arange(len(self.value))
        pairs = np.stack([self.column.astype(np.float64), self.threshold.astype(np.float64)], axis=1)
        different, which = np.unique(pairs[inner], axis=0, return_inverse=True)
        asked = np.zeros(len(self.value), dtype=np.intp)
        asked[inner] = which.reshape(-1)
        return different[:, 0].astype(np.intp), different[:, 1].astype(np.float32), asked


@dataclass(frozen=True, eq=False)
class Forest:
    """Boosted trees over named yes-or-no features, one set of trees a label (one set for a binary question).

    A node asks whether its feature is present; `value` is the log-odds that a leaf adds, and for an inner node the mean of
    the leaves below it, so that the way to a leaf tells what each feature on it contributed.
    """

    labels: tuple[str, ...]
    names: tuple[str, ...]
    rows: dict[str, int]
    roots: Integers  # first node of each tree; tree k belongs to label k modulo their number
    column: Integers  # the feature that a node asks for; a leaf asks for one that is never there
    step: Integers  # where to go from node n: step[2n] where the feature is absent, step[2n + 1] where it is present
    value: Floats
    bias: Floats

    @cached_property
    def leaves(self) -> Leaves:
        """The leaves by the features that rule them out."""
        return Leaves(self.roots, self.step, self.value, self.column, len(self.names))

    def odds(self, present: list[int]) -> list[float]:
        """The log-odds of each label where the features with these numbers are present."""
        return self.summed(self.leaves.reached(present or [self.leaves.none]))

    def summed(self, reached: Floats) -> list[float]:
        """The log-odds of each label, of the value that each tree gives."""
        out: list[float] = (reached.reshape(-1, len(self.labels)).sum(axis=0) + self.bias).tolist()
        return out

    def numbers(self, features: Iterable[str]) -> list[int]:
        """The numbers of the known ones among the features."""
        return [row for row in map(self.rows.get, features) if row is not None]

    def odds_of(self, rows: Sequence[list[int]]) -> list[list[float]]:
        """The same for many rows."""
        leaves = self.leaves
        filled = [row or [leaves.none] for row in rows]
        begins = np.array([0, *accumulate(map(len, filled[:-1]))])
        reached = leaves.reached_all(np.fromiter(chain.from_iterable(filled), dtype=np.intp), begins)
        sums = reached.reshape(len(rows), -1, len(self.labels)).sum(axis=1) + self.bias
        out: list[list[float]] = sums.tolist()
        return out

    def chances(self, features: Iterable[str]) -> list[float]:
        """The probability of each label; for a binary question that of "yes" alone."""
        return probabilities(self.odds(self.numbers(features)))

    def strongest(self, features: Iterable[str], label: str, count: int = 3) -> list[tuple[str, float]]:
        """The present features that moved the trees of `label` most towards it, strongest first."""
        have = {self.rows[f] for f in features if f in self.rows}
        gains: dict[str, float] = {}
        for root in self.roots[self.labels.index(label) :: len(self.labels)]:
            node = int(root)
            while self.step[2 * node] != node:
                column = int(self.column[node])
                after = int(self.step[2 * node + (column in have)])
                if column in have:
                    name = self.names[column]
                    gains[name] = gains.get(name, 0.0) + float(self.value[after] - self.value[node])
                node = after
        return sorted(gains.items(), key=lambda pair: -pair[1])[:count]
