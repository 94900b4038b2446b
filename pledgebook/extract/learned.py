"""Learned weights: sparse linear models and boosted trees, read from one data file, evaluated with numpy alone.

The file is made by `make train` and lies beside this one; `training.json` in the same folder records what it was made
from. A linear decision explains itself by its strongest features.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FOLDER = Path(__file__).parent / "weights"
Floats = NDArray[np.float32]
Integers = NDArray[np.int_]


@dataclass(frozen=True, slots=True)
class Linear:
    """A multinomial linear model over named features: a row of `weights` a feature, a column a label."""

    labels: tuple[str, ...]
    rows: dict[str, int]
    weights: Floats
    bias: Floats

    def scores(self, features: Iterable[str]) -> list[float]:
        """The score of each label: the bias plus the weights of the known features."""
        rows = self.rows
        known = list({rows[f] for f in features if f in rows})
        total = self.bias + self.weights[known].sum(axis=0) if known else self.bias
        return [float(v) for v in total]

    def chances(self, features: Iterable[str]) -> list[float]:
        """The probability of each label (softmax of the scores; for one label, the logistic function)."""
        return _probabilities(self.scores(features))

    def decide(self, features: Iterable[str]) -> tuple[str, float]:
        """The likeliest label and its probability."""
        chances = self.chances(features)
        best = max(range(len(chances)), key=chances.__getitem__)
        return self.labels[best], chances[best]

    def strongest(self, features: Iterable[str], label: str, count: int = 3) -> list[tuple[str, float]]:
        """The features that spoke most for `label`, strongest first."""
        column = self.labels.index(label)
        known = {f: float(self.weights[self.rows[f], column]) for f in features if f in self.rows}
        return sorted(known.items(), key=lambda pair: -pair[1])[:count]

    def batch(self, rows: Sequence[Sequence[int]]) -> Floats:
        """Scores of many feature lists at once, given as row numbers: one line each."""
        out = np.tile(self.bias, (len(rows), 1))
        filled = [k for k, r in enumerate(rows) if r]
        if filled:
            flat = np.fromiter(chain.from_iterable(rows[k] for k in filled), dtype=np.intp)
            starts = np.cumsum([0] + [len(rows[k]) for k in filled[:-1]])
            out[filled] += np.add.reduceat(self.weights[flat], starts, axis=0)
        return out


@dataclass(frozen=True, slots=True)
class Trees:
    """Boosted regression trees over a row of numbers; the sum of the leaves is a log-odds."""

    features: tuple[str, ...]
    roots: Integers  # first node of each tree
    column: Integers  # the feature that a node asks for
    threshold: Floats  # step[2n] where the feature is at most this, else step[2n + 1]; a leaf steps to itself
    step: Integers
    value: Floats  # what a leaf adds
    depth: int

    def chances(self, table: NDArray[np.float32]) -> NDArray[np.float64]:
        """The probability for each row of `table` (rows × features)."""
        count, width = table.shape
        flat = np.ascontiguousarray(table).ravel()
        offset = (np.arange(count) * width)[:, None]
        node = np.broadcast_to(self.roots, (count, len(self.roots)))
        for _ in range(self.depth):
            node = self.step[2 * node + (flat[offset + self.column[node]] > self.threshold[node])]
        odds: NDArray[np.float64] = self.value[node].sum(axis=1, dtype=np.float64)
        return 1.0 / (1.0 + np.exp(-odds))


@dataclass(frozen=True, slots=True)
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
    depth: int

    def batch(self, rows: Sequence[Iterable[str]]) -> NDArray[np.float64]:
        """The log-odds of each label for each list of features: one line each."""
        known = self.rows
        width = len(self.labels)
        out = np.empty((len(rows), width))
        have = np.zeros(len(self.names) + 1, dtype=np.intp)
        for line, features in enumerate(rows):
            present = [known[f] for f in features if f in known]
            have[present] = 1
            node = self.roots
            for _ in range(self.depth):
                node = self.step[2 * node + have[self.column[node]]]
            have[present] = 0
            out[line] = self.value[node].reshape(-1, width).sum(axis=0)
        return out + self.bias

    def chances(self, features: Iterable[str]) -> list[float]:
        """The probability of each label; for a binary question that of "yes" alone."""
        return _probabilities([float(v) for v in self.batch([list(features)])[0]])

    def decide(self, features: Iterable[str]) -> tuple[str, float]:
        """The likeliest label and its probability."""
        chances = self.chances(features)
        best = max(range(len(chances)), key=chances.__getitem__)
        return self.labels[best], chances[best]

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


def _probabilities(scores: list[float]) -> list[float]:
    if len(scores) == 1:
        return [1 / (1 + math.exp(-max(-60.0, min(60.0, scores[0]))))]
    top = max(scores)
    raised = [math.exp(s - top) for s in scores]
    whole = sum(raised)
    return [r / whole for r in raised]


class Weights:
    """All learned models of one language, by name."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        self._arrays = arrays
        self._models: dict[str, Linear | Forest | Trees] = {}
        self._words: dict[str, tuple[dict[str, float], float]] = {}

    def linear(self, name: str) -> Linear:
        """The linear model `name`. Raises KeyError where there is none."""
        if name not in self._models:
            meta = json.loads(bytes(self._arrays[f"{name}.meta"]))
            names = bytes(self._arrays[f"{name}.names"]).decode("utf-8").split("\n")
            self._models[name] = Linear(
                tuple(meta["labels"]),
                {f: k for k, f in enumerate(names)},
                self._arrays[f"{name}.weights"].astype(np.float32),
                self._arrays[f"{name}.bias"].astype(np.float32),
            )
        model = self._models[name]
        if not isinstance(model, Linear):
            raise KeyError(name)
        return model

    def decision(self, name: str) -> Linear | Forest:
        """The model of a decision, of whichever sort it is. Raises KeyError where there is none."""
        if f"{name}.step" not in self._arrays:
            return self.linear(name)
        if name not in self._models:
            meta = json.loads(bytes(self._arrays[f"{name}.meta"]))
            names = tuple(bytes(self._arrays[f"{name}.names"]).decode("utf-8").split("\n"))
            self._models[name] = Forest(
                tuple(meta["labels"]),
                names,
                {f: k for k, f in enumerate(names)},
                self._arrays[f"{name}.roots"].astype(np.intp),
                self._arrays[f"{name}.column"].astype(np.intp),
                self._arrays[f"{name}.step"].astype(np.intp),
                self._arrays[f"{name}.value"].astype(np.float32),
                self._arrays[f"{name}.bias"].astype(np.float32),
                int(meta["depth"]),
            )
        model = self._models[name]
        if not isinstance(model, Forest):
            raise KeyError(name)
        return model

    def trees(self, name: str) -> Trees:
        """The tree model `name`. Raises KeyError where there is none."""
        if name not in self._models:
            meta = json.loads(bytes(self._arrays[f"{name}.meta"]))
            self._models[name] = Trees(
                tuple(meta["features"]),
                self._arrays[f"{name}.roots"].astype(np.intp),
                self._arrays[f"{name}.column"].astype(np.intp),
                self._arrays[f"{name}.threshold"],
                self._arrays[f"{name}.step"].astype(np.intp),
                self._arrays[f"{name}.value"],
                int(meta["depth"]),
            )
        model = self._models[name]
        if not isinstance(model, Trees):
            raise KeyError(name)
        return model

    def words(self, name: str) -> tuple[dict[str, float], float]:
        """A model of word weights, and the sum from which it says yes."""
        if name not in self._words:
            names = bytes(self._arrays[f"{name}.names"]).decode("utf-8").split("\n")
            values = self._arrays[f"{name}.weights"][:, 0].astype(float).tolist()
            floor = float(self._arrays[f"{name}.floor"][0]) - float(self._arrays[f"{name}.bias"][0])
            self._words[name] = (dict(zip(names, values, strict=True)), floor)
        return self._words[name]

    def table(self, name: str) -> tuple[tuple[float, float], ...]:
        """The (estimate, share right) pairs of a calibration table, ascending; empty where there is none."""
        if f"{name}.table" not in self._arrays:
            return ()
        return tuple((float(x), float(y)) for x, y in self._arrays[f"{name}.table"])


@lru_cache(maxsize=8)
def weights(language: str) -> Weights:
    """The learned weights of `language`. Raises FileNotFoundError where none have been trained."""
    with np.load(FOLDER / f"{language}.npz", allow_pickle=False) as file:
        return Weights({name: file[name] for name in file.files})
