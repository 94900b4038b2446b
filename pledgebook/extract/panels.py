"""Several models of trees that judge the same thing, asked in one go: what one call costs is paid once for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from pledgebook.extract.trees import Forest, Leaves, Trees


class Panel:
    """Forests asked about the same features. A forest passes over features that it did not learn of, so each may be
    given the features of all."""

    def __init__(self, forests: Sequence[Forest]) -> None:
        names = dict.fromkeys(name for forest in forests for name in forest.names)
        self._rows = {name: k for k, name in enumerate(names)}
        asked = []
        for forest in forests:
            own = np.array([self._rows[name] for name in forest.names] + [0], dtype=np.intp)
            asked.append(own[forest.column])
        self._leaves = _joined(forests, asked, len(names))
        self._none = [self._leaves.none]
        self._forests = forests
        self._ends = list(accumulate(len(forest.roots) for forest in forests))

    def odds(self, features: Iterable[str]) -> list[list[float]]:
        """For each forest the log-odds of its labels."""
        present = [row for row in map(self._rows.get, features) if row is not None]
        reached = self._leaves.reached(present or self._none)
        out: list[list[float]] = []
        begin = 0
        for forest, end in zip(self._forests, self._ends, strict=True):
            out.append(forest.summed(reached[begin:end]))
            begin = end
        return out


class TreePanel:
    """Trees over the same rows of numbers."""

    def __init__(self, trees: Sequence[Trees]) -> None:
        questions = [t.questions for t in trees]
        pairs = np.concatenate([np.stack([columns, limits], axis=1) for columns, limits, _ in questions])
        different, which = np.unique(pairs, axis=0, return_inverse=True)
        begins = [0, *accumulate(len(columns) for columns, _, _ in questions)]
        asked = [which.reshape(-1)[begin:][own] for begin, (_, _, own) in zip(begins, questions, strict=False)]
        self._columns = different[:, 0].astype(np.intp)
        self._limits = different[:, 1].astype(np.float32)
        self._leaves = _joined(trees, asked, len(different))
        self._begins = np.array([0, *accumulate(len(t.roots) for t in trees[:-1])])

    def chances(self, table: NDArray[np.float32]) -> NDArray[np.float64]:
        """The probability for each row of `table` (rows × features), a line for each of the models."""
        count, questions = len(table), len(self._columns)
        if not count:
            return np.zeros((len(self._begins), 0))
        yes = np.empty((count, questions + 1), dtype=bool)
        np.greater(table.take(self._columns, axis=1), self._limits, out=yes[:, :questions])
        yes[:, questions] = True  # what is always so, that no row is empty
        asked = yes.ravel().nonzero()[0]
        line, asked = np.divmod(asked, questions + 1)
        begins = line.searchsorted(np.arange(count))
        reached = self._leaves.reached_all(asked, begins)
        odds: NDArray[np.float64] = np.add.reduceat(reached, self._begins, axis=1, dtype=np.float64)
        return 1.0 / (1.0 + np.exp(-odds.T))


def _joined(models: Sequence[Trees | Forest], asked: Sequence[NDArray[np.intp]], questions: int) -> Leaves:
    """The leaves of all the models' trees, one model after the other."""
    offsets = [0, *accumulate(len(m.value) for m in models)]
    return Leaves(
        np.concatenate([m.roots + at for m, at in zip(models, offsets, strict=False)]),
        np.concatenate([m.step + at for m, at in zip(models, offsets, strict=False)]),
        np.concatenate([m.value for m in models]),
        np.concatenate(asked),
        questions,
    )
