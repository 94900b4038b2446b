"""What encoders that have not seen a document make of it: the impressions that the other models learn from.

`make train-encoder` deals the documents into parts, has each read by an encoder trained on the others, and keeps the scores
in FILE. So the other models learn to trust the encoder as far as it can be trusted with unseen texts.
"""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache

import gold
import numpy as np

from pledgebook.extract.impressions import Impressions, gathered
from pledgebook.extract.sheet import Sheet

FILE = gold.ROOT / "build" / "encoder" / "outside.npz"
NAMES = "names of scores"


@lru_cache(maxsize=1)
def _kept() -> tuple[tuple[str, ...], dict[str, np.ndarray]]:
    """The names of the scores, and a row of scores for each piece of each document, by its key."""
    if not FILE.exists():
        raise SystemExit(f"{FILE} is missing: run `make train-encoder` first")
    with np.load(FILE) as held:
        arrays = dict(held)
    return tuple(json.loads(bytes(arrays.pop(NAMES)))), arrays


def key_of(text: str) -> str:
    """What a text is kept under."""
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def felt(sheet: Sheet) -> Impressions:
    """The impressions of the sheet's document. Raises SystemExit where they are missing, as for a changed text."""
    names, kept = _kept()
    key, count = key_of(sheet.text), len(sheet.tokens.words)
    lengths = kept.get(f"{key} pieces")
    if lengths is None or len(lengths) != count:
        raise SystemExit(f"{sheet.document.id}: not in {FILE} as it is now; run `make train-encoder` again")
    upto = [0, *np.cumsum(lengths, dtype=int).tolist()]
    return gathered(names, kept[key], [*(upto[unit.first] for unit in sheet.units), upto[-1]])
