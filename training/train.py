"""Trains the shipped weights: `make train`.

    python training/train.py [--parts 6] [--language en]

First cross-validation (see crossval.py), whose drafts teach the second look, whose figures go into `training.json`, and whose
confidences make the calibration table; beside it all other models from all documents. Only the shared gold sets and the
project's own texts are read; without the shared sets the own texts alone are used.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import json
import os
import sys
import time
from functools import partial
from typing import Any

import crossval
import gold
import numpy as np
import parallel
from sklearn.isotonic import IsotonicRegression

from pledgebook.extract.learned import FOLDER

NEIGHBOURS = 25  # statements of about the same estimate, whose share of right ones is taken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--parts", type=int, default=6)
    parser.add_argument("--language", default="en")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    args = parser.parse_args()
    began = time.time()
    documents = crossval.everything()
    print(f"prepared {len(documents.prepared)} documents in {time.time() - began:.0f} s", file=sys.stderr)
    jobs = [partial(crossval.read_part, documents, args.parts, part) for part in range(args.parts)]
    arrays, *read = parallel.side_by_side([partial(crossval.fitted, documents), *jobs], args.processes)
    readings = [r for part in read for r in part]
    arrays |= crossval.fit_second_look(readings)
    left = crossval.second_look(readings)
    validation = crossval.judged(left) if left else None
    if validation is not None:
        arrays["confidence.table"] = calibration(validation.estimates)
    FOLDER.mkdir(exist_ok=True)
    np.savez_compressed(FOLDER / f"{args.language}.npz", **arrays)
    made = record([d.record for d in documents.prepared], validation, args.parts)
    (FOLDER / "training.json").write_text(json.dumps(made, indent=1) + "\n")
    print(f"trained in {time.time() - began:.0f} s", file=sys.stderr)


def calibration(estimates: list[tuple[float, bool]]) -> np.ndarray:
    """A monotone table from the engine's estimate to the share found among held-out statements of that estimate, NEIGHBOURS at
    a time: a single wrong one at the edge says nothing."""
    ordered = np.array(sorted((estimate, float(right)) for estimate, right in estimates))
    groups = np.array_split(ordered, max(1, len(ordered) // NEIGHBOURS))
    x, y = np.array([group.mean(axis=0) for group in groups]).T
    fitted = IsotonicRegression(y_min=0.02, y_max=0.99, out_of_bounds="clip").fit(
        x, y, [len(group) for group in groups]
    )
    grid = np.linspace(0.0, 1.0, 41)
    return np.stack([grid, fitted.predict(grid)], axis=1).astype(np.float32)


def record(records: list[gold.Record], validation: crossval.Validation | None, parts: int) -> dict[str, Any]:
    """What the weights were made from, and what cross-validation says of them."""
    digest = hashlib.sha256()
    for one in sorted(records, key=lambda r: str(r["id"])):
        digest.update(json.dumps(one, sort_keys=True, ensure_ascii=False).encode())
    return {
        "made": datetime.date.today().isoformat(),
        "documents": len(records),
        "of these the project's own texts": sum(r["set"].startswith("own-") for r in records),
        "statements": sum(len(r["statements"]) for r in records),
        "sha256 of the documents": digest.hexdigest(),
        "parts": parts,
        "cross_validation": validation.figures if validation else None,
        "held_out": validation.held_out if validation else None,
    }


if __name__ == "__main__":
    main()
