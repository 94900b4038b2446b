"""The weights of comparison, from weights.yaml, whose comments say what each is for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Weights:
    """`threshold` and, by ingredient and outcome, the weight of each."""

    threshold: float
    table: dict[str, dict[str, float]]

    def __getitem__(self, ingredient: str) -> dict[str, float]:
        return self.table[ingredient]


@cache
def weights() -> Weights:
    """The weights as shipped."""
    raw: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("weights.yaml").read_text(encoding="utf-8"))
    threshold = float(raw.pop("threshold"))
    return Weights(threshold, {k: {n: float(w) for n, w in v.items()} for k, v in raw.items()})
