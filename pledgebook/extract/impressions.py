"""What the encoder makes of a document, ready to be asked about any stretch of it.

An impression is the mean of the encoder's scores over the pieces of a stretch of units. Decisions see impressions in steps,
as features beside those of words and grammar: each model weighs them by itself.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

ODDS = (-5.0, -4.0, -3.0, -2.0, -1.2, -0.6, 0.0, 0.6, 1.2, 2.0, 3.0, 4.0, 5.0)
CHANCES = (0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.95, 0.98)
FIELDS = {
    "pledge": ("stage", "sector", "instrument"),
    "total": ("sector",),
    "need": ("sector",),
    "sanction": ("action",),
    "agreement": ("talks",),
    "meeting": ("talks",),
}  # the fields of each kind that the encoder has learned labels of; `talks` is the stage of agreements and meetings
FACTS = {
    "pledge": ("programme", "spoken", "again"),
    "total": ("part", "spoken", "again"),
    "agreement": ("spoken", "again"),
    "sanction": ("spoken", "again"),
    "need": ("priority", "spoken", "again"),
    "meeting": ("again",),
}  # what else it has learned whether it is so: the statement names a programme or a speaker, is said again elsewhere in the
# text (and better), is part of a total, a priority
BLENDED = frozenset({"stage"})  # what the encoder says of it is multiplied with what the words say (docs/decisions)
LEAST = 1e-4  # chance of a label that the encoder has not learned
ROLES = ("main", "other")
MARKS = (*ROLES, "item")  # what single words are judged to be: an actor that gives or receives, a thing given
UNFELT = -9.0  # log-odds where there is nothing to ask about
BESIDE = 3  # units left and right of a segment that are asked about
NUMBERS = tuple(f"felt {name}" for name in
                ("kind", "other", "most", "least", "begin", "any begin", "begins", "again", "left", "right"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the scores of a kind, a field, a mark or a fact stand in a row."""

    kind: dict[str, int]
    begin: dict[str, int]
    mark: dict[str, int]
    fact: dict[str, int]
    fields: dict[str, tuple[int, int, dict[str, tuple[str, ...]]]]  # columns, and the steps of each label as features


@lru_cache(maxsize=8)
def layout(names: tuple[str, ...]) -> Layout:
    """The layout of rows whose scores have these names."""
    single: dict[str, dict[str, int]] = {"kind": {}, "begin": {}, "mark": {}, "fact": {}}
    labels: dict[str, list[str]] = {}
    first: dict[str, int] = {}
    for column, name in enumerate(names):
        head, label = name.split(":", 1)
        if head in single:
            single[head][label] = column
        else:
            first.setdefault(head, column)
            labels.setdefault(head, []).append(label)
    fields = {
        head: (first[head], first[head] + len(own), {label: steps(f"felt {head}={label}", CHANCES) for label in own})
        for head, own in labels.items()
    }
    return Layout(**single, fields=fields)


def steps(name: str, limits: Sequence[float]) -> tuple[str, ...]:
    """The features that a number can reach, lowest first."""
    return tuple(f"{name}>{limit:g}" for limit in limits)


@dataclass(slots=True)
class Impressions:
    """The scores of a document's pieces, summed up to each; `places[k]` is the first piece of unit k, and a last one closes
    the list."""

    layout: Layout
    sums: NDArray[np.float64]
    places: list[int]

    def mean(self, first: int, last: int) -> NDArray[np.float64]:
        """The mean scores of units `first` to `last` (exclusive, at least one)."""
        a, b = self.places[first], self.places[last]
        out: NDArray[np.float64] = (self.sums[b] - self.sums[a]) / (b - a)
        return out

    def each(self, first: int, last: int) -> NDArray[np.float64]:
        """The mean scores of each of these units, a row each."""
        return self.between(range(first, last + 1))

    def between(self, cuts: Sequence[int]) -> NDArray[np.float64]:
        """The mean scores of each stretch of units from one cut to the next, a row each."""
        places = [self.places[cut] for cut in cuts]
        out: NDArray[np.float64] = np.diff(self.sums[places], axis=0) / np.diff(places)[:, None]
        return out

    def of(self, column: int, first: int, last: int) -> float:
        """One of the mean scores."""
        a, b = self.places[first], self.places[last]
        return float(self.sums[b, column] - self.sums[a, column]) / (b - a)

    def chances(self, field: str, first: int, last: int) -> dict[str, float]:
        """How likely each label of a field is for a statement of units `first` to `last`."""
        begin, end, labels = self.layout.fields[field]
        row = self.mean(first, last)[begin:end]
        raised = np.exp(row - row.max())
        return dict(zip(labels, (raised / raised.sum()).tolist(), strict=True))

    def features(self, kind: str, first: int, last: int) -> list[str]:
        """The same for the fields of a kind that are not blended, in steps."""
        out: list[str] = []
        for name in FIELDS[kind]:
            if name not in BLENDED:
                known = self.layout.fields[name][2]
                for label, chance in self.chances(name, first, last).items():
                    out += known[label][: bisect_right(CHANCES, chance)]
        return out

    def fact(self, name: str, first: int, last: int) -> list[str]:
        """Whether a fact is so of a statement of units `first` to `last`, in steps."""
        return _reached(f"felt {name}", self.of(self.layout.fact[name], first, last))

    def marked(self, name: str, first: int, last: int) -> float:
        """The log-odds that units `first` to `last` are what a mark says."""
        return self.of(self.layout.mark[name], first, last)

    def mark(self, name: str, first: int, last: int) -> list[str]:
        """The same in steps."""
        return _reached(f"felt {name}", self.marked(name, first, last))

    def blended(
        self, field: str, labels: Sequence[str], chances: Sequence[float], first: int, last: int
    ) -> list[float]:
        """The chances that the words give to the labels of a field, multiplied with those of the encoder."""
        own = self.chances(field, first, last)
        both = [chance * max(LEAST, own.get(label, 0.0)) for label, chance in zip(labels, chances, strict=True)]
        return [value / sum(both) for value in both]


def gathered(names: tuple[str, ...], scores: NDArray[np.floating], places: list[int]) -> Impressions:
    """The impressions of scores that are known: a row for each piece."""
    sums = np.zeros((len(scores) + 1, len(names)))
    np.cumsum(scores, axis=0, dtype=np.float64, out=sums[1:])
    return Impressions(layout(names), sums, places)


@lru_cache(maxsize=32)
def _odds_steps(name: str) -> tuple[str, ...]:
    return steps(name, ODDS)


def _reached(name: str, odds: float) -> list[str]:
    return list(_odds_steps(name)[: bisect_right(ODDS, odds)])


def candidate_features(felt: Impressions, cuts: Sequence[int], i: int, j: int, kind: str) -> list[str]:
    """What the encoder says of clauses `i` to `j` of a sentence with these cuts as a statement of the kind."""
    first, last = cuts[i], cuts[j]
    row = felt.mean(first, last)
    own, begin = felt.layout.kind[kind], felt.layout.begin[kind]
    numbers = {
        "kind": row[own],
        "other": max(row[column] for name, column in felt.layout.kind.items() if name != kind),
        "begin": felt.of(begin, first, first + 1),
        "least": min(felt.of(own, cuts[k], cuts[k + 1]) for k in range(i, j)),
    }
    if j > i + 1:
        numbers["begun again"] = max(felt.of(begin, cuts[k], cuts[k] + 1) for k in range(i + 1, j))
    if i:
        numbers["left"] = felt.of(own, cuts[i - 1], first)
    if j + 1 < len(cuts):
        numbers["right"] = felt.of(own, last, cuts[j + 1])
    return [f for name, value in numbers.items() for f in _reached(f"felt {name}", value)]


def segment_numbers(felt: Impressions, first: int, last: int, kind: str) -> list[float]:
    """The same of a segment as numbers, in the order of NUMBERS."""
    layout = felt.layout
    own, units = layout.kind[kind], len(felt.places) - 1
    row, each = felt.mean(first, last), felt.each(first, last)
    begins = each[:, list(layout.begin.values())].max(axis=1)
    return [
        row[own],
        max(row[column] for name, column in layout.kind.items() if name != kind),
        each[:, own].max(),
        each[:, own].min(),
        begins[0],
        begins.max(),
        (begins > 0).sum(),
        row[layout.fact["again"]],
        felt.of(own, max(0, first - BESIDE), first) if first else UNFELT,
        felt.of(own, last, min(units, last + BESIDE)) if last < units else UNFELT,
    ]
