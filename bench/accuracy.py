"""How right the program is: every shared gold set, scored by the shared scorers on what `pledgebook` prints.

    python bench/accuracy.py [--write]

`--write` also puts the tables into README.md and docs/methodology.md. All output files stay in build/accuracy.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import ledger
import report
import shared

OUT = shared.BUILD / "accuracy"
OWN = shared.ROOT / "bench" / "unseen"
TRAINING = shared.ROOT / "pledgebook" / "extract" / "weights" / "training.json"
EXCERPT = "examples/moldova-energy.txt"
MEASURES = ("found", "exact", "slots")
BINS = (0.0, 0.5, 0.7, 0.8, 0.9, 1.0)
Figures = dict[str, Any]

UNSEEN = (
    "The learned decisions were fitted on the English gold sets: those rows show how well the program knows these\n"
    "texts, not what it will do on others. For that, look at the figures *cross-validated* (each document read by\n"
    "decisions fitted without it) and, of these, *held out* (documents not looked at either while words and rules were\n"
    "written); or at the documents *never learned from* (bench/unseen), which are the project's own and so more like what it\n"
    "has learned from than a stranger's might be. The segment models also learn from half of the Kiel entries and from news\n"
    "items as text without statements."
)
RELIABILITY = (
    "Of the statements with a given `confidence`, how many the gold has too (all gold sets; those in English were\n"
    "fitted on, which flatters):"
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="write the tables into the pages")
    arguments = parser.parse_args()
    runs = Runs()
    trained = training()
    sets, kinds = sets_table(runs, trained), kinds_table(runs, trained)
    others, bins = others_table(runs), reliability_table(runs)
    note = training_note(trained)
    merged = ledger.table()
    pieces = [sets, f"{UNSEEN}\n{note}", "By kind, on the English gold sets:", kinds, others, RELIABILITY, bins]
    pieces += ["The book, from statements to commitments:", merged, ledger.MEANING]
    print("\n\n".join(pieces))
    if runs.failed:
        print(f"the program failed on {', '.join(runs.failed)}", file=sys.stderr)
        return 1
    if arguments.write:
        day = f"Measured on {report.machine()}."
        report.fill(report.README, "excerpt", excerpt())
        book = "The book: commitments, sums, conflicts and totals, with statements given and from texts alone."
        report.fill(report.README, "accuracy", f"{brief(runs, trained)}\n\n{book}\n\n{merged}\n\n{day} {note}")
        report.fill(report.METHODOLOGY, "accuracy", "\n\n".join([*pieces, day]))
    return 0


class Runs:
    """What the program printed for each set, and its scores; each set is read once."""

    def __init__(self) -> None:
        self.failed: list[str] = []
        self.english = {path.stem: self._gold(path) for path in shared.gold("en")}
        self.others = {path.stem: self._gold(path) for path in shared.gold("multi")}
        self.english_all = self._together("english", shared.gold("en"), "kind")
        self.others_all = self._together("other-languages", shared.gold("multi"), "language")
        own = sorted(OWN.glob("*.jsonl"))
        self.own = {path.stem: self._gold(path) for path in own}
        self.own_all = self._together("own", own, "kind")
        self.money = self._money()
        self.kiel = self._kiel()
        self.feeds = {path.stem: self._feed(path) for path in shared.feeds()}

    def _extract(self, path: Path, name: str) -> Path:
        out = OUT / f"{name}.out.jsonl"
        if not shared.run_program(["extract", path, "--format", "jsonl", "--quiet"], out):
            self.failed.append(name)
        return out

    def _gold(self, path: Path) -> Figures:
        return shared.score("score.py", path, self._extract(path, path.stem))

    def _together(self, name: str, paths: list[Path], by: str) -> Figures:
        documents, statements = OUT / f"{name}.jsonl", OUT / f"{name}.out.jsonl"
        documents.write_bytes(b"".join(p.read_bytes().rstrip(b"\n") + b"\n" for p in paths))
        statements.write_bytes(b"".join((OUT / f"{p.stem}.out.jsonl").read_bytes() for p in paths))
        return shared.score("score.py", documents, statements, "--by", by)

    def _money(self) -> Figures:
        cases, out = shared.need("money/dev.jsonl"), OUT / "money.out.jsonl"
        if not shared.run_program(["mentions", cases, "--type", "amount", "--format", "jsonl", "--quiet"], out):
            self.failed.append("money")
        return shared.score("money_score.py", cases, out)

    def _kiel(self) -> Figures:
        entries = shared.need("kiel/dev.jsonl")
        first = entries.read_text("utf-8").splitlines()
        day = shared.scorer_module("kiel_score.py").DAY
        documents = [json.loads(line) for line in first if line.strip()]
        plain = [{"id": d["id"], "published": d["date"] or day, "language": "en", "text": d["text"]} for d in documents]
        notes = [one | {"donor": d["donor"]} for one, d in zip(plain, documents, strict=True)]
        out = self._extract(shared.write_records(OUT / "kiel.jsonl", notes), "kiel")
        news = self._extract(shared.write_records(OUT / "kiel-as-news.jsonl", plain), "kiel-as-news")
        self.kiel_as_news = shared.score("kiel_score.py", entries, news)
        donors = sorted({d["donor"] for d in documents})[1::2]  # the half that training/gold.py leaves out
        unseen = [d for d in documents if d["donor"] in donors]
        self.kiel_unseen = shared.score("kiel_score.py", shared.write_records(OUT / "kiel-unseen.jsonl", unseen), out)
        return shared.score("kiel_score.py", entries, out)

    def _feed(self, path: Path) -> Figures:
        statements = shared.records(self._extract(path, path.stem))
        items = len(shared.records(path))
        speaking = len({s["doc"] for s in statements})
        return {"items": items, "statements": len(statements), "speaking": speaking}


def training() -> Figures | None:
    """What was recorded when the learned decisions were fitted, or None."""
    return json.loads(TRAINING.read_text("utf-8")) if TRAINING.is_file() else None


def training_note(trained: Figures | None) -> str:
    if trained is None:
        return "No record of training: pledgebook/extract/weights/training.json is missing (`make train` writes it)."
    return f"Fitted {trained['made']} on {trained['documents']} documents with {trained['statements']} statements."


def f1(figures: Mapping[str, Any], measure: str) -> str:
    """A recorded F1: the record holds the number, or a row with it."""
    value = figures.get(measure)
    value = value.get("f1") if isinstance(value, Mapping) else value
    return "–" if value is None else f"{value:.3f}"


def row(name: str, figures: Figures) -> list[str]:
    scores = [" / ".join(f"{figures['all'][m][k]:.3f}" for k in ("precision", "recall", "f1")) for m in MEASURES]
    silent = f"{figures['statements_in_negative_documents']} in {figures['negative_documents']}"
    return [name, str(figures["documents"]), str(figures["all"]["found"]["n"]), *scores, silent]


def sets_table(runs: Runs, trained: Figures | None) -> str:
    header = ["set", "docs", "statements", *(f"{m} P / R / F1" for m in MEASURES), "said in docs with none"]
    rows = [row(name, figures) for name, figures in runs.english.items()]
    rows.append(row("English, all", runs.english_all))
    for label, key in (("English, cross-validated", "cross_validation"), ("English, held out", "held_out")):
        known = (trained or {}).get(key)
        if known:
            rows.append([label, "", "", *(f1(known, m) for m in MEASURES), ""])
    rows += [row(f"never learned from: {name}", figures) for name, figures in runs.own.items()]
    rows.append(row("never learned from, all", runs.own_all))
    rows += [row(name, figures) for name, figures in runs.others.items()]
    return report.table(header, [*rows, row("other languages, all", runs.others_all)])


def kinds_table(runs: Runs, trained: Figures | None) -> str:
    known = ((trained or {}).get("cross_validation") or {}).get("by_kind") or {}
    rows = []
    for kind, figures in runs.english_all.items():
        if kind == "all" or not isinstance(figures, Mapping):
            continue
        once = known.get(kind)
        seen = once if isinstance(once, Mapping) and set(once) & set(MEASURES) else {"found": once}
        rows.append([kind, str(figures["found"]["n"]), *(f"{figures[m]['f1']:.3f}" for m in MEASURES),
                     *(f1(seen, m) for m in MEASURES)])  # fmt: skip
    header = ["kind", "statements", *(f"{m} F1" for m in MEASURES), *(f"{m} F1, cross-validated" for m in MEASURES)]
    return report.table(header, rows)


def others_table(runs: Runs) -> str:
    money = [[f"money in text, {name}", f"{runs.money[key]['f1']:.3f}", f"F1 of {runs.money[key]['gold']} amounts"]
             for name, key in (("English", "en"), ("all languages", "all"))]  # fmt: skip
    meanings = {"figure": "of the coders' figures found", "type": "of aid types right", "coverage": "of entries speak"}
    sorts = {"Kiel entries": runs.kiel, "Kiel entries not fitted on": runs.kiel_unseen,
             "Kiel entries without their donors": runs.kiel_as_news}  # fmt: skip
    kiel = [[f"{sort}, {name}", f"{shares[name]['share'] or 0:.3f}", f"{meaning} ({shares[name]['of']})"]
            for sort, shares in sorts.items() for name, meaning in meanings.items()]  # fmt: skip
    feeds = [[f"news feed {name}", f"{200 * f['statements'] / f['items']:.1f}",
              f"statements per 200 items ({f['speaking']} of {f['items']} items have one)"]
             for name, f in runs.feeds.items()]  # fmt: skip
    return report.table(["set", "figure", "what it says"], money + kiel + feeds)


def reliability_table(runs: Runs) -> str:
    """Of the statements in each stretch of confidence, the share that the scorer finds in gold."""
    scorer = shared.scorer_module("score.py")
    seen = [[0, 0] for _ in BINS[1:]]
    for name in ("english", "other-languages"):
        by_document: dict[str, list[shared.Record]] = {}
        for s in shared.records(OUT / f"{name}.out.jsonl"):
            by_document.setdefault(s["doc"], []).append(s)
        for document in shared.records(OUT / f"{name}.jsonl"):
            statements = by_document.get(document["id"], [])
            right = {j for _, j in scorer.pair(document, document["statements"], statements)}
            for j, s in enumerate(statements):
                at = next(k for k, most in enumerate(BINS[1:]) if s["confidence"] < most or most == BINS[-1])
                seen[at][0] += 1
                seen[at][1] += j in right
    rows = [[f"{low:g} to {high:g}", str(count), f"{right / count:.3f}" if count else "–"]
            for low, high, (count, right) in zip(BINS, BINS[1:], seen, strict=False)]  # fmt: skip
    return report.table(["confidence", "statements", "share found in gold"], rows)


def excerpt() -> str:
    """A real piece of output for the README."""
    out = OUT / "excerpt.txt"
    shared.run_program(["extract", EXCERPT, "--format", "table", "--quiet"], out)
    return f"```console\n$ pledgebook extract {EXCERPT}\n{out.read_text('utf-8').rstrip()}\n```"


def brief(runs: Runs, trained: Figures | None) -> str:
    """The README's table: what a reader should expect, F1 alone."""
    rows = []
    for label, key in (("English, documents held out", "held_out"), ("English, cross-validated", "cross_validation")):
        known = (trained or {}).get(key)
        if known:
            rows.append([label, *(f1(known, m) for m in MEASURES)])
    rows.append(["English, own documents never learned from", *(f1(runs.own_all["all"], m) for m in MEASURES)])
    shown = (("English gold sets (used in fitting)", runs.english_all), ("Other languages", runs.others_all))
    rows += [[label, *(f1(figures["all"], m) for m in MEASURES)] for label, figures in shown]
    head = report.table(["statements, F1", *MEASURES], rows)
    return f"{head}\n\n{others_table(runs)}"


if __name__ == "__main__":
    sys.exit(main())
