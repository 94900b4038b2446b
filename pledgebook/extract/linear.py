"""Sparse linear models over named features."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Linear:
    """A multinomial linear model over named features: a row of `weights` a feature, a column a label."""

    labels: tuple[str, ...]
    rows: dict[str, int]
    weights: Floats
    bias: Floats

    @cached_property
    def _single(self) -> tuple[frozenset[str], Callable[[str], float]]:
        """The features of a model with one label, and what gives the weight of each."""
        values: list[float] = self.weights[:, 0].tolist()
        return frozenset(self.rows), {name: values[row] for name, row in self.rows.items()}.__getitem__

    def scores(self, features: Iterable[str]) -> list[float]:
        """The score of each label: the bias plus the weights of the known features."""
        if len(self.labels) == 1:
            learned, weight = self._single
            # an exact sum, so that the order of a set does not matter
            return [math.fsum(map(weight, learned.intersection(features))) + float(self.bias[0])]
        rows = self.rows
        known = list({rows[f] for f in features if f in rows})
        total = self.bias + self.weights[known].sum(axis=0) if known else self.bias
        return [float(v) for v in total]

    def chances(self, features: Iterable[str]) -> list[float]:
        """The probability of each label (softmax of the scores; for one label, the logistic function)."""
        return probabilities(self.scores(features))

    def strongest(self, features: Iterable[str], label: str, count: int = 3) -> list[tuple[str, float]]:
        """The features that spoke most for `label`, strongest first."""
        column = self.labels.index(label)
        known = {f: float(self.weights[self.rows[f], column]) for f in features if f in self.rows}
        return sorted(known.items(), key=lambda pair: -pair[1])[:count]


def probabilities(scores: list[float]) -> list[float]:
    """Log-odds as probabilities: those of the labels, or for one score alone that of "yes"."""
    if len(scores) == 1:
        return [1 / (1 + math.exp(-max(-60.0, min(60.0, scores[0]))))]
    top = max(scores)
    raised = [math.exp(s - top) for s in scores]
    whole = sum(raised)
    return [r / whole for r in raised]
