"""Cross-validation over documents: what the engine scores on documents that its models have not seen.

    python training/crossval.py [--folds 3] [--no-own] [--only 0]

Every fold trains all models on the other folds (and on the project's own texts) and reads the fold with them. `--only K`
runs fold K alone. The gold documents and the predictions are kept under build/crossval/.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import Any

import fitting
import gold

from pledgebook.extract.engine import Cascade
from pledgebook.extract.learned import Weights

BENCH = gold.ROOT.parent / "shared" / "bench"
OUT = gold.ROOT / "build" / "crossval"
SEED = 5


@dataclass
class Validation:
    """`figures` of all folds together, `held_out` those of the sets that no rule was written from, and for every
    predicted statement its (estimate, found)."""

    figures: dict[str, Any]
    held_out: dict[str, Any]
    estimates: list[tuple[float, bool]]


def is_held_out(record: gold.Record) -> bool:
    """The documents that were not looked at while rules and data files were written."""
    if record["set"] == "dev-en-e":
        return True
    return record["set"] == "dev-en-f" and int(record["id"].rsplit("-", 1)[1]) % 2 == 0


def validate(
    shared: list[fitting.Prepared],
    own: list[fitting.Prepared],
    rows: dict[str, fitting.Rows],
    folds: int,
    only: int | None = None,
) -> Validation:
    """Read every shared document with models trained on the other folds."""
    order = shuffled(shared)
    predicted: list[dict[str, Any]] = []
    read: list[gold.Record] = []
    for fold in range(folds):
        if only is None or fold == only:
            predicted += read_fold(order, own, rows, folds, fold)
            read += [d.record for d in order[fold::folds]]
    return judged(read, predicted)


def shuffled(shared: list[fitting.Prepared]) -> list[fitting.Prepared]:
    order = list(shared)
    random.Random(SEED).shuffle(order)  # noqa: S311
    return order


def read_fold(
    order: list[fitting.Prepared], own: list[fitting.Prepared], rows: dict[str, fitting.Rows], folds: int, fold: int
) -> list[dict[str, Any]]:
    """The statements found in one fold by models of the other folds and the own texts."""
    began = time.time()
    train = [d for n, d in enumerate(order) if n % folds != fold] + own
    engine = Cascade(Weights(fitting.fit_all(train, [rows[d.record["id"]] for d in train], coded=coded_entries())))
    out = [s.to_dict() for d in order[fold::folds] for s in engine.extract(gold.as_document(d.record)).statements]
    print(f"fold {fold + 1} of {folds}: {time.time() - began:.0f} s", file=sys.stderr)
    return out


def coded_entries() -> list[fitting.Prepared]:
    """The coded entries that the segment models learn from."""
    return [p for r in gold.coded_entries() if (p := fitting.prepare_coded(r)) is not None]


def judged(read: list[gold.Record], predicted: list[dict[str, Any]]) -> Validation:
    """The figures of what was read."""
    OUT.mkdir(parents=True, exist_ok=True)
    figures = score(read, predicted, "all")
    held = [r for r in read if is_held_out(r)]
    return Validation(figures, score(held, predicted, "held-out"), _estimates(read, predicted))


def score(records: list[gold.Record], predicted: list[dict[str, Any]], name: str) -> dict[str, Any]:
    """The shared scorer's figures for these documents."""
    ids = {r["id"] for r in records}
    (OUT / f"{name}.gold.jsonl").write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records))
    mine = [s for s in predicted if s["doc"] in ids]
    (OUT / f"{name}.out.jsonl").write_text("".join(json.dumps(s, ensure_ascii=False) + "\n" for s in mine))
    made = subprocess.run(
        [sys.executable, str(BENCH / "score.py"), str(OUT / f"{name}.gold.jsonl"), str(OUT / f"{name}.out.jsonl"),
         "--by", "kind", "--json"], check=True, capture_output=True, text=True,
    )  # fmt: skip
    result = json.loads(made.stdout)
    whole = result["all"]
    return {
        **{m: whole[m]["f1"] for m in ("found", "exact", "slots")},
        "precision": whole["found"]["precision"],
        "recall": whole["found"]["recall"],
        "documents": result["documents"],
        "statements": whole["found"]["n"],
        "statements_in_negative_documents": result["statements_in_negative_documents"],
        "by_kind": {k: {m: v[m]["f1"] for m in ("found", "exact", "slots")} for k, v in result.items()
                    if isinstance(v, dict) and k != "all"},
    }  # fmt: skip


def _estimates(records: list[gold.Record], predicted: list[dict[str, Any]]) -> list[tuple[float, bool]]:
    sys.path.insert(0, str(BENCH))
    import score as scorer

    out = []
    for r in records:
        mine = [s for s in predicted if s["doc"] == r["id"]]
        found = {j for _, j in scorer.pair(r, r["statements"], mine)}
        out += [(float(s["confidence"]), j in found) for j, s in enumerate(mine)]
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folds", type=int, default=3)
    parser.add_argument("--no-own", action="store_true")
    parser.add_argument("--only", type=int)
    args = parser.parse_args()
    shared = [fitting.prepare(r) for r in gold.shared()]
    own = [] if args.no_own else [fitting.prepare(r) for r in gold.own()]
    rows = {d.record["id"]: fitting.rows_of(d) for d in shared + own}
    result = validate(shared, own, rows, args.folds, args.only)
    for name, figures in (("all folds", result.figures), ("of these never looked at", result.held_out)):
        print(name, json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
