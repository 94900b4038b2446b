"""Cross-validation over documents: what the engine says of documents that its models have not seen.

    python training/crossval.py [--parts 6] [--processes 2]

All documents, the shared gold ones and the project's own, are dealt into parts; each part is read by models made from the
others. From the drafts of all parts the second look is learned (see pledgebook/extract/weighing.py), for each part again
from the others, and what it leaves of the gold documents is scored. The gold documents and the predictions are kept under
build/crossval/.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import fitting
import gold
import models
import numpy as np
import parallel

from pledgebook.extract import weighing
from pledgebook.extract.engine import Cascade
from pledgebook.extract.learned import Weights
from pledgebook.extract.sense import sensible
from pledgebook.extract.weighing import FEATURES, Table
from pledgebook.extract.write import statement

BENCH = gold.ROOT.parent / "shared" / "bench"
OUT = gold.ROOT / "build" / "crossval"
SEED = 5
ROUNDS = 400


@dataclass
class Reading:
    """One document as models read it that have not seen it: every draft with its row for the second look, whether it can be
    (see pledgebook/extract/sense.py), and whether it is right."""

    record: gold.Record
    part: int
    table: Table
    possible: list[bool]
    right: list[bool]
    statements: list[dict[str, Any]]


@dataclass
class Validation:
    """`figures` of all gold documents together, `held_out` those of the sets that no rule was written from, and for every
    predicted statement its (estimate, found)."""

    figures: dict[str, Any]
    held_out: dict[str, Any]
    estimates: list[tuple[float, bool]]


@dataclass
class Documents:
    """All documents in the order in which they are dealt into parts, with the rows of each, and the coded entries."""

    prepared: list[fitting.Prepared]
    rows: list[fitting.Rows]
    coded: list[fitting.Prepared]

    def without(self, part: int, parts: int) -> Documents:
        """The documents of the other parts."""
        kept = [n for n in range(len(self.prepared)) if n % parts != part]
        return Documents([self.prepared[n] for n in kept], [self.rows[n] for n in kept], self.coded)


def everything(felt: bool = True) -> Documents:
    """The shared gold documents, shuffled, then the own ones, and the coded entries that the segment models learn from;
    `felt`: with the impressions of encoders that have not seen them."""
    shared = [fitting.prepare(r, felt) for r in gold.shared()]
    random.Random(SEED).shuffle(shared)  # noqa: S311
    prepared = shared + [fitting.prepare(r, felt) for r in gold.own()]
    coded = [p for r in gold.coded_entries() if (p := fitting.prepare_coded(r, felt)) is not None]
    return Documents(prepared, [fitting.rows_of(d) for d in prepared] if felt else [], coded)


def fitted(documents: Documents) -> models.Arrays:
    """All models from these documents, but that of the second look."""
    return fitting.fit_all(documents.prepared, documents.rows, coded=documents.coded)


def read_part(documents: Documents, parts: int, part: int) -> list[Reading]:
    """One part of the documents, read by models of the others."""
    began = time.time()
    engine = Cascade(weights := Weights(fitted(documents.without(part, parts))))
    out = [reading(engine, weights, d, part) for d in documents.prepared[part::parts]]
    print(f"part {part + 1} of {parts}: {time.time() - began:.0f} s", file=sys.stderr)
    return out


def reading(engine: Cascade, weights: Weights, prepared: fitting.Prepared, part: int) -> Reading:
    """The document as the engine reads it before the second look."""
    document, scene = gold.as_document(prepared.record), prepared.scene
    drafts = engine.drafts(scene, weights)
    table = weighing.rows(scene, drafts)
    sensibly = {id(draft) for draft in sensible(scene, drafts)}
    wholes: dict[int, str] = {}
    found = []
    for number, draft in enumerate(drafts, 1):
        found.append(statement(document, scene, draft, f"s{number}", 0, "", wholes).to_dict())
    pairs = scorer().pair(prepared.record, prepared.record["statements"], found)
    right = {j for _, j in pairs}
    possible = [id(draft) in sensibly for draft in drafts]
    return Reading(prepared.record, part, table, possible, [j in right for j in range(len(drafts))], found)


def fit_second_look(readings: Sequence[Reading]) -> models.Arrays:
    """The trees that tell the right drafts from the others."""
    table = np.concatenate([r.table for r in readings])
    right = np.array([float(v) for r in readings for v in r.right])
    return models.fit_trees("kept", FEATURES, table, right, ROUNDS, least=25, rate=0.05)


def second_look(readings: list[Reading]) -> list[Reading]:
    """The gold documents with the statements that are left of them, each judged by trees of the other parts."""
    out: list[Reading] = []
    for part in sorted({r.part for r in readings}):
        weights = Weights(fit_second_look([r for r in readings if r.part != part]))
        for one in readings:
            if one.part == part and not one.record["set"].startswith("own-"):
                chances = weighing.chances(one.table, weights)
                kept = [
                    s | {"confidence": chance}
                    for s, chance, possible in zip(one.statements, chances, one.possible, strict=True)
                    if possible and chance > weighing.LIKELY
                ]
                out.append(replace(one, statements=kept))
    return out


def judged(readings: list[Reading]) -> Validation:
    """The figures of what was read."""
    OUT.mkdir(parents=True, exist_ok=True)
    figures = score(readings, "all")
    held = [r for r in readings if is_held_out(r.record)]
    return Validation(figures, score(held, "held-out"), _estimates(readings))


def is_held_out(record: gold.Record) -> bool:
    """The documents that were not looked at while rules and data files were written."""
    if record["set"] == "dev-en-e":
        return True
    return record["set"] == "dev-en-f" and int(record["id"].rsplit("-", 1)[1]) % 2 == 0


def score(readings: list[Reading], name: str) -> dict[str, Any]:
    """The shared scorer's figures for these documents."""
    records, found = OUT / f"{name}.gold.jsonl", OUT / f"{name}.out.jsonl"
    records.write_text("".join(json.dumps(r.record, ensure_ascii=False) + "\n" for r in readings))
    found.write_text("".join(json.dumps(s, ensure_ascii=False) + "\n" for r in readings for s in r.statements))
    made = subprocess.run(
        [sys.executable, str(BENCH / "score.py"), str(records), str(found), "--by", "kind", "--json"],
        check=True, capture_output=True, text=True,
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


def scorer() -> Any:
    """The shared scorer's module, whose pairing says which drafts are right."""
    if str(BENCH) not in sys.path:
        sys.path.insert(0, str(BENCH))
    import score as module

    return module


def _estimates(readings: list[Reading]) -> list[tuple[float, bool]]:
    out = []
    for one in readings:
        found = {j for _, j in scorer().pair(one.record, one.record["statements"], one.statements)}
        out += [(float(s["confidence"]), j in found) for j, s in enumerate(one.statements)]
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--parts", type=int, default=6)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    args = parser.parse_args()
    documents = everything()
    jobs = [lambda part=part: read_part(documents, args.parts, part) for part in range(args.parts)]
    readings = [r for part in parallel.side_by_side(jobs, args.processes) for r in part]
    result = judged(second_look(readings))
    for name, figures in (("all parts", result.figures), ("of these never looked at", result.held_out)):
        print(name, json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
