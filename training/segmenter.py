"""Fits the segment model: a zero-order semi-Markov conditional model, by maximum likelihood with an L2 penalty.

All sentences are laid side by side in one sparse matrix (a row a segment, a column a feature), so that each step of the
optimiser is two sparse products and one batched forward-backward pass.
"""

from __future__ import annotations

import collections
import dataclasses
from typing import Any

import gold
import numpy as np
from scipy import optimize, sparse

from pledgebook.extract import segments as S
from pledgebook.extract.sheet import Sheet

LABEL = {kind: k for k, kind in enumerate(S.KINDS)}
WIDEST = 40  # clauses; longer sentences are left out of training


@dataclasses.dataclass
class Case:
    """One sentence: its segments' features, and which segments are gold."""

    chunks: int
    pairs: list[tuple[int, int]]
    features: list[list[str]]
    gold: dict[tuple[int, int], int]
    document: str
    sentence: int


def align(sheet: Sheet, record: gold.Record, sentence: int) -> dict[tuple[int, int], int]:
    """The gold statements of a sentence as segments of its cuts; overlapping ones are trimmed, first come first."""
    s = sheet.sentences[sentence]
    cuts = s.cuts
    starts = [sheet.start(k) for k in cuts[:-1]]
    ends = [sheet.end(k - 1) for k in cuts[1:]]
    low, high = starts[0], ends[-1]
    found = []
    for statement in record["statements"]:
        for number, (a, b) in enumerate(gold.places(record, statement)):
            if a < high and b > low:
                share = min(b, high) - max(a, low)
                if number == 0 and share < 0.34 * (b - a):
                    continue  # the better part of the quote lies in another sentence
                i = min(range(len(starts)), key=lambda k: abs(starts[k] - max(a, low)))
                j = min(range(len(ends)), key=lambda k: abs(ends[k] - min(b, high))) + 1
                found.append((number, i, max(j, i + 1), LABEL[statement["kind"]]))
    out: dict[tuple[int, int], int] = {}
    taken = [False] * len(starts)
    for _, i, j, label in sorted(found):
        while i < j and taken[i]:
            i += 1
        while j > i and taken[j - 1]:
            j -= 1
        j = min(j, i + S.LONGEST)
        if i < j and not any(taken[i:j]):
            out[i, j] = label
            taken[i:j] = [True] * (j - i)
    return out


def cases(sheet: Sheet, record: gold.Record) -> list[Case]:
    out = []
    document = S.document_features(sheet)
    for number, s in enumerate(sheet.sentences):
        n = len(s.cuts) - 1
        if n > WIDEST:
            continue
        shared = S.context(sheet, number, document)
        chunk = [S.unit_features(sheet, s.cuts[k], s.cuts[k + 1], s.first) for k in range(n)]
        pairs = list(S.spans(s.cuts))
        features = []
        for i, j in pairs:
            row = S.segment_features(sheet, s, shared, i, j)
            for k in range(i, j):
                row.extend(chunk[k])
            features.append(row)
        out.append(Case(n, pairs, features, align(sheet, record, number), record["id"], number))
    return out


class Matrix:
    """Cases as one sparse matrix over a fixed list of features."""

    def __init__(self, data: list[Case], names: dict[str, int]) -> None:
        indptr, indices = [0], []
        self.of: list[int] = []
        i_s: list[int] = []
        j_s: list[int] = []
        for number, case in enumerate(data):
            for (i, j), row in zip(case.pairs, case.features, strict=True):
                indices.extend(names[f] for f in row if f in names)
                indptr.append(len(indices))
                self.of.append(number)
                i_s.append(i)
                j_s.append(j)
        self.x = sparse.csr_matrix(
            (np.ones(len(indices), dtype=np.float32), np.array(indices), np.array(indptr)),
            shape=(len(indptr) - 1, len(names)),
        )
        self.x.sum_duplicates()
        self.n = len(data)
        self.chunks = np.array([c.chunks for c in data])
        self.case = np.array(self.of)
        self.i, self.j = np.array(i_s), np.array(j_s)
        gold_row, gold_label = [], []
        row = 0
        for case in data:
            for pair in case.pairs:
                if pair in case.gold:
                    gold_row.append(row)
                    gold_label.append(case.gold[pair])
                row += 1
        self.gold = (np.array(gold_row, dtype=int), np.array(gold_label, dtype=int))
        self.width = int(self.chunks.max()) if self.n else 0
        # rows of each (i, j) diagonal, for the batched sums
        self.by_end = [np.flatnonzero(self.j == j) for j in range(self.width + 1)]
        self.by_start = [np.flatnonzero(self.i == i) for i in range(self.width + 1)]

    def sums(self, scores: np.ndarray) -> tuple[float, np.ndarray]:
        """The log partition summed over all sentences, and each segment's and label's marginal."""
        top = scores.max(axis=1)
        total = top + np.log(np.exp(scores - top[:, None]).sum(axis=1))
        width = self.width
        alpha = np.zeros((self.n, width + 1))
        for j in range(1, width + 1):
            rows = self.by_end[j]
            alpha[:, j] = alpha[:, j - 1]
            if len(rows):
                terms = alpha[self.case[rows], self.i[rows]] + total[rows]
                best = np.full(self.n, -np.inf)
                np.maximum.at(best, self.case[rows], terms)
                best = np.maximum(best, alpha[:, j - 1])
                acc = np.exp(alpha[:, j - 1] - best)
                np.add.at(acc, self.case[rows], np.exp(terms - best[self.case[rows]]))
                alpha[:, j] = best + np.log(acc)
        beta = np.zeros((self.n, width + 1))
        for i in range(width - 1, -1, -1):
            rows = self.by_start[i]
            alive = self.chunks > i
            beta[alive, i] = beta[alive, i + 1]
            if len(rows):
                terms = beta[self.case[rows], self.j[rows]] + total[rows]
                best = np.where(alive, beta[:, i + 1], 0.0)
                np.maximum.at(best, self.case[rows], terms)
                acc = np.where(alive, np.exp(beta[:, i + 1] - best), 0.0)
                np.add.at(acc, self.case[rows], np.exp(terms - best[self.case[rows]]))
                beta[alive, i] = best[alive] + np.log(acc[alive])
        whole = alpha[np.arange(self.n), self.chunks]
        inner = alpha[self.case, self.i] + beta[self.case, self.j] - whole[self.case]
        return float(whole.sum()), np.exp(scores + inner[:, None])


def fit(data: list[Case], l2: float = 0.5, least: int = 3, steps: int = 45) -> tuple[dict[str, int], np.ndarray]:
    counts: collections.Counter[str] = collections.Counter()
    for case in data:
        seen: set[str] = set()
        for row in case.features:
            seen.update(row)
        counts.update(seen)
    names = {f: k for k, f in enumerate(sorted(f for f, n in counts.items() if n >= least))}
    m = Matrix(data, names)
    f, labels = len(names), len(LABEL)
    target = np.zeros((m.x.shape[0], labels))
    target[m.gold] = 1.0
    xt = m.x.T.tocsr()
    observed = xt @ target

    def objective(flat: np.ndarray) -> tuple[float, np.ndarray]:
        w = flat.reshape(f, labels)
        scores = m.x @ w
        whole, marginal = m.sums(scores)
        value = whole - float(scores[m.gold].sum()) + 0.5 * l2 * float((w * w).sum())
        return value, ((xt @ marginal) - observed + l2 * w).ravel()

    best: Any = optimize.minimize(
        objective, np.zeros(f * labels), jac=True, method="L-BFGS-B", options={"maxiter": steps, "maxcor": 8}
    )
    return names, best.x.reshape(f, labels)
