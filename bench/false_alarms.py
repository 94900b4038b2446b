"""What the program says about general news: statements per 200 items of the BBC and CNN feeds, and a sample to read.

    python bench/false_alarms.py [--sample 200] [--seed 7]

The feeds carry sport, weather and courts beside world news, and nothing in them is annotated: whether a statement is a
false alarm, a person must read. The sample (seeded, so that it is the same each time) is written to
build/false_alarms.txt, each item with the statements found in it.
"""

from __future__ import annotations

import argparse
import random

import report
import shared

PER = 200


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int, default=200, help="statements in the sample")
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    rows = []
    found: list[tuple[shared.Record, shared.Record]] = []
    for path in shared.feeds():
        items = {item["id"]: item for item in shared.records(path)}
        out = shared.BUILD / "bench" / f"{path.stem}.out.jsonl"
        if not shared.run_program(["extract", path, "--format", "jsonl", "--quiet"], out):
            raise SystemExit(f"pledgebook failed on {path.name}")
        statements = shared.records(out)
        found += [(items[s["doc"]], s) for s in statements]
        speaking = len({s["doc"] for s in statements})
        rows.append([path.stem, f"{len(items):,}", f"{len(statements):,}", f"{PER * len(statements) / len(items):.1f}",
                     f"{PER * speaking / len(items):.1f}"])  # fmt: skip
    print(report.table(["feed", "items", "statements", f"per {PER} items", f"items with any, per {PER}"], rows))
    sample = random.Random(arguments.seed).sample(found, min(arguments.sample, len(found)))  # noqa: S311 - no secret
    path = shared.BUILD / "false_alarms.txt"
    path.write_text("".join(map(entry, *zip(*sample, strict=True))) if sample else "", "utf-8")
    print(f"{len(sample)} of {len(found)} statements to read: {path.relative_to(shared.ROOT)}")


def entry(item: shared.Record, statement: shared.Record) -> str:
    """One statement with its item, for reading."""
    empty: tuple[object, ...] = (None, [], False)
    left_out = {"doc", "id", "kind", "quote", "start", "end", "engine", "confidence"}
    fields = "; ".join(f"{k} {v}" for k, v in statement.items() if k not in left_out and v not in empty)
    return (
        f"{item['id']} · {item['published']} · {item.get('title') or ''}\n{item['text']}\n"
        f"  → {statement['kind']} ({statement['confidence']:.2f}): “{statement['quote']}”\n    {fields}\n\n"
    )


if __name__ == "__main__":
    main()
