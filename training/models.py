"""Fits linear models and trees and packs them as the arrays that `pledgebook.extract.learned` reads."""

from __future__ import annotations

import collections
import json
import warnings
from collections.abc import Sequence
from typing import Any

import lightgbm
import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

Arrays = dict[str, np.ndarray]
Offers = list[tuple[list[str], bool]]  # what may be chosen, each by its features, and whether it is right

# How forests over named features grow.
GROWN: dict[str, Any] = {
    "learning_rate": 0.09, "num_leaves": 15, "feature_fraction": 0.3, "bagging_fraction": 0.8, "bagging_freq": 1,
    "lambda_l2": 3.0, "verbose": -1, "num_threads": 1, "seed": 7, "deterministic": True,
}  # fmt: skip


def text_array(value: str) -> np.ndarray:
    return np.frombuffer(value.encode("utf-8"), dtype=np.uint8)


def pack_linear(
    name: str, labels: Sequence[str], names: Sequence[str], weights: np.ndarray, bias: np.ndarray
) -> Arrays:
    """Features whose weights are all next to nothing are left out."""
    keep = np.flatnonzero(np.abs(weights).max(axis=1) > 1e-3) if len(weights) else np.array([], dtype=int)
    return {
        f"{name}.meta": text_array(json.dumps({"labels": list(labels)})),
        f"{name}.names": text_array("\n".join(names[k].replace("\n", " ") for k in keep)),
        f"{name}.weights": weights[keep].astype(np.float16),
        f"{name}.bias": bias.astype(np.float32),
    }


def fit_linear(
    name: str, rows: list[list[str]], labels: list[str], c: float = 0.3, least: int = 2, binary: bool = False
) -> Arrays:
    """A multinomial logistic regression over named features; `binary` gives one column, for the label "yes"."""
    names, x = _table(rows, least)
    classes = sorted(set(labels))
    if len(classes) < 2:
        only = classes[0] if classes else "-"
        sign = 9.0 if only == "yes" or not binary else -9.0
        return pack_linear(name, ["yes"] if binary else [only], [], np.zeros((0, 1)), np.array([sign]))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = LogisticRegression(C=c, max_iter=300, solver="lbfgs").fit(x.astype(np.float64), labels)
    classes = list(model.classes_)
    coef, bias = model.coef_.T, model.intercept_
    if binary:
        if classes[-1] != "yes":
            coef, bias = -coef, -bias
        return pack_linear(name, ["yes"], names, coef, bias)
    if len(classes) == 2:
        coef = np.hstack([np.zeros_like(coef), coef])
        bias = np.array([0.0, float(bias[0])])
    return pack_linear(name, classes, names, coef, bias)


def fit_forest(name: str, rows: list[list[str]], labels: list[str], rounds: int = 150, binary: bool = False) -> Arrays:
    """Boosted trees over the frequent features; `binary` gives one set of trees, for the label "yes"."""
    large = len(rows) > 1500
    names, x = _table(rows, 12 if large else 5)
    classes = ["no", "yes"] if binary else sorted(set(labels))
    answers = np.array([classes.index(v) for v in labels])
    objective = "binary" if binary else "multiclass"
    settings = GROWN | {"objective": objective, "min_data_in_leaf": 10 if large else 4}
    if not binary:
        settings["num_class"] = len(classes)
    booster = lightgbm.train(settings, lightgbm.Dataset(x, answers), num_boost_round=rounds)
    return pack_forest(name, ["yes"] if binary else classes, names, booster.dump_model())


def fit_choice(name: str, groups: list[Offers], rounds: int = 350) -> Arrays:
    """Boosted trees that choose among offers: they learn the logarithm of the chances of one group's offers beside each
    other (softmax), not whether each is right by itself. Groups without a right offer teach nothing. Raises ValueError
    where all are such."""
    groups = [offers for offers in groups if any(right for _, right in offers)]
    if not groups:
        raise ValueError(f"{name}: nothing to choose from in the training documents")
    names, x = _table([features for offers in groups for features, _ in offers], 12)
    sizes = np.array([len(offers) for offers in groups])
    starts = np.cumsum(sizes) - sizes
    group = np.repeat(np.arange(len(groups)), sizes)
    right = np.array([float(answer) for offers in groups for _, answer in offers])
    share = right / np.add.reduceat(right, starts)[group]

    def slope(scores: np.ndarray, _: object) -> tuple[np.ndarray, np.ndarray]:
        raised = np.exp(scores - np.maximum.reduceat(scores, starts)[group])
        chances = raised / np.add.reduceat(raised, starts)[group]
        return chances - share, np.maximum(2 * chances * (1 - chances), 1e-3)

    settings = GROWN | {"objective": slope, "min_data_in_leaf": 10}
    booster = lightgbm.train(settings, lightgbm.Dataset(x, share), num_boost_round=rounds)
    return pack_forest(name, ["yes"], names, booster.dump_model())


def _table(rows: list[list[str]], least: int) -> tuple[list[str], sparse.csr_matrix]:
    """The features that at least so many rows have, and for each row which of them it has."""
    counts = collections.Counter(f for row in rows for f in set(row))
    names = sorted(f for f, n in counts.items() if n >= least)
    index = {f: k for k, f in enumerate(names)}
    indptr, indices = [0], []
    for row in rows:
        indices.extend(sorted({index[f] for f in row if f in index}))
        indptr.append(len(indices))
    ones = np.ones(len(indices), dtype=np.float32)
    return names, sparse.csr_matrix(
        (ones, np.array(indices, dtype=int), np.array(indptr)), shape=(len(rows), len(names))
    )


def pack_forest(name: str, labels: Sequence[str], names: Sequence[str], dump: dict[str, Any]) -> Arrays:
    roots: list[int] = []
    column: list[int] = []
    step: list[int] = []
    value: list[float] = []
    deepest = 0

    def add(node: dict[str, Any], depth: int) -> int:
        nonlocal deepest
        deepest = max(deepest, depth)
        at = len(column)
        column.append(len(names))  # a leaf asks for a feature that is never there
        step.extend((at, at))
        value.append(float(node.get("leaf_value", node.get("internal_value", 0.0))))
        if "leaf_value" not in node:
            column[at] = int(node["split_feature"])
            step[2 * at] = add(node["left_child"], depth + 1)
            step[2 * at + 1] = add(node["right_child"], depth + 1)
        return at

    for tree in dump["tree_info"]:
        roots.append(add(tree["tree_structure"], 0))
    used = sorted({c for c in column if c < len(names)})
    compact = {c: k for k, c in enumerate(used)} | {len(names): len(used)}
    return {
        f"{name}.meta": text_array(json.dumps({"labels": list(labels), "depth": deepest})),
        f"{name}.names": text_array("\n".join(names[c].replace("\n", " ") for c in used)),
        f"{name}.roots": np.array(roots, dtype=np.int32),
        f"{name}.column": np.array([compact[c] for c in column], dtype=np.int32),
        f"{name}.step": np.array(step, dtype=np.int32),
        f"{name}.value": np.array(value, dtype=np.float32),
        f"{name}.bias": np.zeros(len(labels), dtype=np.float32),
    }


def fit_trees(
    name: str,
    features: Sequence[str],
    table: np.ndarray,
    labels: np.ndarray,
    rounds: int = 150,
    least: int = 12,
    rate: float = 0.06,
) -> Arrays:
    """Gradient-boosted trees for one yes-or-no question."""
    settings = {
        "objective": "binary", "learning_rate": rate, "num_leaves": 8, "min_data_in_leaf": least, "feature_fraction": 0.4,
        "bagging_fraction": 0.8, "bagging_freq": 1, "lambda_l2": 3.0, "verbose": -1, "num_threads": 1, "seed": 7,
        "deterministic": True,
    }  # fmt: skip
    booster = lightgbm.train(settings, lightgbm.Dataset(table, labels), num_boost_round=rounds)
    return pack_trees(name, features, booster.dump_model())


def pack_trees(name: str, features: Sequence[str], dump: dict[str, Any]) -> Arrays:
    roots: list[int] = []
    column: list[int] = []
    threshold: list[float] = []
    step: list[int] = []
    value: list[float] = []
    deepest = 0

    def add(node: dict[str, Any], depth: int) -> int:
        nonlocal deepest
        deepest = max(deepest, depth)
        at = len(column)
        column.append(0)
        threshold.append(0.0)
        step.extend((at, at))
        value.append(float(node.get("leaf_value", 0.0)))
        if "leaf_value" not in node:
            column[at] = int(node["split_feature"])
            threshold[at] = float(node["threshold"])
            step[2 * at] = add(node["left_child"], depth + 1)
            step[2 * at + 1] = add(node["right_child"], depth + 1)
        return at

    for tree in dump["tree_info"]:
        roots.append(add(tree["tree_structure"], 0))
    return {
        f"{name}.meta": text_array(json.dumps({"features": list(features), "depth": deepest})),
        f"{name}.roots": np.array(roots, dtype=np.int32),
        f"{name}.column": np.array(column, dtype=np.int32),
        f"{name}.threshold": np.array(threshold, dtype=np.float32),
        f"{name}.step": np.array(step, dtype=np.int32),
        f"{name}.value": np.array(value, dtype=np.float32),
    }
