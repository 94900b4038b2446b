"""Learns the weights by which a document's home is told (see pledgebook/extract/homes.py): `make train` runs it first.

    python training/homes.py

The home of a document is known where its statements say so: "we will give" or "the ministry has approved", outside quotation
marks and in a sentence that does not name the actor, mean whoever the gold says. Documents in which most such words mean the
same actor teach; the share of them that is told right is printed, each part of five told by weights from the others, beside
that of the actor named most often.
"""

from __future__ import annotations

import argparse
import collections
import json
import zlib
from dataclasses import dataclass

import fitting
import gold
import numpy as np
from sklearn.linear_model import LogisticRegression

from pledgebook.extract.casting import MAIN
from pledgebook.extract.homes import FEATURES, rows_of
from pledgebook.extract.learned import FOLDER
from pledgebook.extract.sheet import Sheet

PARTS = 5
AGREED = 0.6  # share of the words that mean the same actor
INSTITUTIONS = frozenset({"government", "ministry", "parliament", "forces"})


@dataclass
class Case:
    """A document's candidates with their rows, its home as the gold has it, and its part."""

    rows: dict[str, tuple[float, ...]]
    home: str
    part: int


def cases() -> list[Case]:
    """The documents that tell their home."""
    out = []
    for record in [*gold.shared(), *gold.own()]:
        prepared = fitting.prepare(record, False)
        if prepared.scene.sheet.document.is_note:  # its home is given
            continue
        home = home_of(prepared)
        rows = rows_of(prepared.scene.sheet)
        if home is not None and rows:
            out.append(Case(rows, home, zlib.crc32(record["id"].encode()) % PARTS))
    return out


def home_of(prepared: fitting.Prepared) -> str | None:
    """Whom words without a state mean in a document, as far as its statements agree."""
    sheet = prepared.scene.sheet
    votes: collections.Counter[str] = collections.Counter()
    for statement, segment in prepared.placed:
        sentence = sheet.sentences[segment.sentence]
        units = range(sentence.first, sentence.last)
        if any(_points_home(sheet, k) for k in units):
            named = {code for k in units if (name := sheet.units[k].name) is not None for code in name.codes}
            speaker = statement.get("speaker") or {}
            meant = {*(statement.get(MAIN[statement["kind"]]) or ()), speaker.get("actor")}
            votes.update(code for code in meant - named if code)
    if not votes:
        return None
    home, count = votes.most_common(1)[0]
    return home if count >= AGREED * votes.total() else None


def _points_home(sheet: Sheet, k: int) -> bool:
    unit = sheet.units[k]
    if unit.key in sheet.clauses.first_person:
        return not sheet.tokens.quoted[unit.first]
    office = unit.office
    return office is not None and not office.actor and office.cls == "institution" and office.role in INSTITUTIONS


def fitted(chosen: list[Case]) -> list[float]:
    """The weights of FEATURES from these documents."""
    x = [row for case in chosen for row in case.rows.values()]
    y = [code == case.home for case in chosen for code in case.rows]
    return [float(w) for w in LogisticRegression(max_iter=4000).fit(np.array(x, dtype=float), y).coef_[0]]


def told(case: Case, weights: list[float]) -> bool:
    """Whether the weights tell the document's home."""
    return max(case.rows, key=lambda code: float(np.dot(weights, case.rows[code]))) == case.home


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.parse_args()
    found = cases()
    right = sum(
        told(case, weights)
        for part in range(PARTS)
        for weights in [fitted([c for c in found if c.part != part])]
        for case in found
        if case.part == part
    )
    often = sum(max(case.rows, key=lambda code: case.rows[code][0]) == case.home for case in found)
    print(f"homes of {len(found)} documents: {right / len(found):.3f} told, {often / len(found):.3f} named most often")
    weights = {name: round(w, 4) for name, w in zip(FEATURES, fitted(found), strict=True)}
    (FOLDER / "homes.json").write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
