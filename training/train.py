"""Trains the shipped weights: `make train`.

    python training/train.py [--folds 3] [--language en]

First cross-validation over the shared gold documents (each fold is read with models that have not seen it), whose figures
go into `training.json` and whose confidences make the calibration table; then all models from all documents. Only the shared
gold sets and the project's own texts are read; without the shared sets the own texts alone are used.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import json
import multiprocessing
import os
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import crossval
import fitting
import gold
import models
import numpy as np
from sklearn.isotonic import IsotonicRegression

from pledgebook.extract.learned import FOLDER


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folds", type=int, default=3)
    parser.add_argument("--language", default="en")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    args = parser.parse_args()
    began = time.time()
    shared = [fitting.prepare(r) for r in gold.shared()]
    own = [fitting.prepare(r) for r in gold.own()]
    rows = {d.record["id"]: fitting.rows_of(d) for d in shared + own}
    print(f"prepared {len(shared)} + {len(own)} documents in {time.time() - began:.0f} s", file=sys.stderr)
    order = crossval.shuffled(shared)
    documents = shared + own

    def whole() -> models.Arrays:
        return fitting.fit_all(documents, [rows[d.record["id"]] for d in documents], coded=crossval.coded_entries())

    jobs = [
        partial(crossval.read_fold, order, own, rows, args.folds, fold) for fold in range(args.folds if shared else 0)
    ]
    *predicted, arrays = side_by_side([*jobs, whole], args.processes)
    validation = crossval.judged([d.record for d in order], [s for part in predicted for s in part]) if shared else None
    if validation is not None:
        arrays["confidence.table"] = calibration(validation.estimates)
    FOLDER.mkdir(exist_ok=True)
    np.savez_compressed(FOLDER / f"{args.language}.npz", **arrays)
    (FOLDER / "training.json").write_text(json.dumps(record(documents, own, validation, args.folds), indent=1) + "\n")
    print(f"trained in {time.time() - began:.0f} s", file=sys.stderr)


JOBS: list[Callable[[], Any]] = []


def side_by_side(jobs: list[Callable[[], Any]], processes: int) -> list[Any]:
    """Run the jobs in forked processes, which share what is prepared already; their results in order."""
    JOBS[:] = jobs
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        return pool.map(_job, range(len(jobs)), chunksize=1)


def _job(number: int) -> Any:
    return JOBS[number]()


def calibration(estimates: list[tuple[float, bool]]) -> np.ndarray:
    """A monotone table from the engine's estimate to the share found among held-out statements of that estimate."""
    x = np.array([e for e, _ in estimates])
    y = np.array([float(right) for _, right in estimates])
    fitted = IsotonicRegression(y_min=0.02, y_max=0.99, out_of_bounds="clip").fit(x, y)
    grid = np.linspace(0.0, 1.0, 41)
    return np.stack([grid, fitted.predict(grid)], axis=1).astype(np.float32)


def record(
    documents: list[fitting.Prepared], own: list[fitting.Prepared], validation: Any, folds: int
) -> dict[str, Any]:
    """What the weights were made from, and what cross-validation says of them."""
    digest = hashlib.sha256()
    for d in sorted(documents, key=lambda d: str(d.record["id"])):
        digest.update(json.dumps(d.record, sort_keys=True, ensure_ascii=False).encode())
    return {
        "made": datetime.date.today().isoformat(),
        "documents": len(documents),
        "of these the project's own texts": len(own),
        "statements": sum(len(d.record["statements"]) for d in documents),
        "sha256 of the documents": digest.hexdigest(),
        "folds": folds,
        "cross_validation": validation.figures if validation else None,
        "held_out": validation.held_out if validation else None,
    }


if __name__ == "__main__":
    main()
