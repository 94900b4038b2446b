"""Cross-validation over documents: what the engine scores on documents that its models have not seen.

    python training/crossval.py [--folds 5] [--no-own] [--held-out dev-en-e] [--errors N]

Every fold trains all models on the other folds (and on the project's own texts) and reads the fold with them.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import time
from pathlib import Path

import fitting
import gold

from pledgebook.extract.engine import Cascade
from pledgebook.extract.learned import Weights

SCORER = gold.ROOT.parent / "shared" / "bench" / "score.py"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folds", type=int, default=4)
    parser.add_argument("--no-own", action="store_true")
    parser.add_argument("--held-out", default="")
    parser.add_argument("--out", type=Path, default=gold.ROOT / "build" / "crossval")
    parser.add_argument("--l2", type=float, default=1.5)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    began = time.time()
    shared = [fitting.prepare(r) for r in gold.shared()]
    own = [] if args.no_own else [fitting.prepare(r) for r in gold.own()]
    rows = {d.record["id"]: fitting.rows_of(d) for d in shared + own}
    print(f"prepared {len(shared)} + {len(own)} documents in {time.time() - began:.0f} s", file=sys.stderr)
    held = [d for d in shared if _held(d.record, args.held_out)]
    rest = [d for d in shared if not _held(d.record, args.held_out)]
    random.Random(5).shuffle(rest)  # noqa: S311
    runs = [(held, rest)] if held else [(rest[k :: args.folds], [d for n, d in enumerate(rest) if n % args.folds != k])
                                        for k in range(args.folds)]  # fmt: skip
    with (args.out / "gold.jsonl").open("w") as g, (args.out / "out.jsonl").open("w") as o:
        for test, train in runs:
            documents = train + own
            arrays = fitting.fit_all(documents, [rows[d.record["id"]] for d in documents], l2=args.l2)
            engine = Cascade(Weights(arrays))
            for d in test:
                g.write(json.dumps(d.record, ensure_ascii=False) + "\n")
                for s in engine.extract(gold.as_document(d.record)).statements:
                    o.write(json.dumps(s.to_dict(), ensure_ascii=False) + "\n")
            print(f"fold done at {time.time() - began:.0f} s", file=sys.stderr)
    subprocess.run([sys.executable, str(SCORER), str(args.out / "gold.jsonl"), str(args.out / "out.jsonl"), "--by", "kind"],
                   check=True)  # fmt: skip


def _held(record: gold.Record, pattern: str) -> bool:
    """The held-out documents: the files named, and with `f-even` every second short item."""
    if not pattern:
        return False
    names = pattern.split(",")
    if record["set"] in names:
        return True
    return "f-even" in names and record["set"] == "dev-en-f" and int(record["id"].rsplit("-", 1)[1]) % 2 == 0


if __name__ == "__main__":
    main()
