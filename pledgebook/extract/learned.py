"""Learned weights: sparse linear models and boosted trees, read from one data file, evaluated with numpy alone.

The file is made by `make train` and lies beside this one; `training.json` in the same folder records what it was made
from. A linear decision explains itself by its strongest features.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pledgebook.extract.linear import Linear
from pledgebook.extract.panels import Panel, TreePanel
from pledgebook.extract.trees import Forest, Trees

__all__ = ["Forest", "Linear", "Trees", "Weights", "weights"]

FOLDER = Path(__file__).parent / "weights"


class Weights:
    """All learned models of one language, by name."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        self._arrays = arrays
        self._models: dict[str, Linear | Forest | Trees] = {}
        self._panels: dict[tuple[str, ...], Panel] = {}
        self._tree_panels: dict[tuple[str, ...], TreePanel] = {}
        self._tables: dict[str, tuple[tuple[float, float], ...]] = {}
        self._words: dict[str, tuple[dict[str, float], frozenset[str], float]] = {}

    def linear(self, name: str) -> Linear:
        """The linear model `name`. Raises KeyError where there is none."""
        model = self._models.get(name) or self._keep(name, self._linear(name))
        if not isinstance(model, Linear):
            raise KeyError(name)
        return model

    def decision(self, name: str) -> Linear | Forest:
        """The model of a decision, of whichever sort it is. Raises KeyError where there is none."""
        model = self._models.get(name)
        if model is None:
            forest = f"{name}.step" in self._arrays
            model = self._keep(name, self._forest(name) if forest else self._linear(name))
        if isinstance(model, Trees):
            raise KeyError(name)
        return model

    def _keep(self, name: str, model: Linear | Forest | Trees) -> Linear | Forest | Trees:
        self._models[name] = model
        return model

    def _linear(self, name: str) -> Linear:
        meta = json.loads(bytes(self._arrays[f"{name}.meta"]))
        names = bytes(self._arrays[f"{name}.names"]).decode("utf-8").split("\n")
        return Linear(
            tuple(meta["labels"]),
            {f: k for k, f in enumerate(names)},
            self._arrays[f"{name}.weights"].astype(np.float32),
            self._arrays[f"{name}.bias"].astype(np.float32),
        )

    def _forest(self, name: str) -> Forest:
        meta = json.loads(bytes(self._arrays[f"{name}.meta"]))
        names = tuple(bytes(self._arrays[f"{name}.names"]).decode("utf-8").split("\n"))
        return Forest(
            tuple(meta["labels"]),
            names,
            {f: k for k, f in enumerate(names)},
            self._arrays[f"{name}.roots"].astype(np.intp),
            self._arrays[f"{name}.column"].astype(np.intp),
            self._arrays[f"{name}.step"].astype(np.intp),
            self._arrays[f"{name}.value"].astype(np.float32),
            self._arrays[f"{name}.bias"].astype(np.float32),
        )

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
            )
        model = self._models[name]
        if not isinstance(model, Trees):
            raise KeyError(name)
        return model

    def forest(self, name: str) -> Forest:
        """The forest `name`. Raises KeyError where the model of that name is none, or there is none."""
        model = self.decision(name)
        if not isinstance(model, Forest):
            raise KeyError(name)
        return model

    def panel(self, *names: str) -> Panel:
        """Several forests, to be asked the same at once. Raises KeyError like `forest`."""
        if names not in self._panels:
            self._panels[names] = Panel([self.forest(name) for name in names])
        return self._panels[names]

    def tree_panel(self, *names: str) -> TreePanel:
        """Several tree models over the same rows, at once. Raises KeyError like `trees`."""
        if names not in self._tree_panels:
            self._tree_panels[names] = TreePanel([self.trees(name) for name in names])
        return self._tree_panels[names]

    def words(self, name: str) -> tuple[dict[str, float], frozenset[str], float]:
        """A model of word weights, its words, and the sum from which it says yes."""
        if name not in self._words:
            names = bytes(self._arrays[f"{name}.names"]).decode("utf-8").split("\n")
            values = self._arrays[f"{name}.weights"][:, 0].astype(float).tolist()
            floor = float(self._arrays[f"{name}.floor"][0]) - float(self._arrays[f"{name}.bias"][0])
            self._words[name] = (dict(zip(names, values, strict=True)), frozenset(names), floor)
        return self._words[name]

    def table(self, name: str) -> tuple[tuple[float, float], ...]:
        """The (estimate, share right) pairs of a calibration table, ascending; empty where there is none."""
        if name not in self._tables:
            rows = self._arrays[f"{name}.table"].tolist() if f"{name}.table" in self._arrays else []
            self._tables[name] = tuple((x, y) for x, y in rows)
        return self._tables[name]


@lru_cache(maxsize=8)
def weights(language: str) -> Weights:
    """The learned weights of `language`. Raises FileNotFoundError where none have been trained."""
    held = BytesIO((FOLDER / f"{language}.npz").read_bytes())
    return Weights(np.load(held, allow_pickle=False))  # unpacks each array when it is asked for
