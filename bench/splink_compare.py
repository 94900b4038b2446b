"""Merging by pairwise linkage, beside the project's own: Splink with explicit weights, on the pledges of the scenarios.

    python bench/splink_compare.py

Both get the same claims (given statements with their traits) and the same keys to find each other by. Splink compares
two claims at a time, by what the project's own comparison says of the later one and a gift of which only the earlier one
is known, and takes connected components over a threshold; the threshold is the one with the best mean F1 over the
scenarios that were looked at. Printed are B-cubed precision, recall and F1 of both.

Weights are given as m and u probabilities of which only the ratio counts: m / u = e ** weight.
"""

from __future__ import annotations

import json
import logging
import math
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import mean
from typing import Any

import report
import shared
from ledger import LOOKED_AT, scenarios
from sqlalchemy import select

from pledgebook.documents import expand, read_sources
from pledgebook.ledger.adding import add_given
from pledgebook.ledger.claims import Claim
from pledgebook.ledger.compare import compare, compatible
from pledgebook.ledger.gifts import Gift
from pledgebook.ledger.keys import WINDOW, own_keys, sought_keys
from pledgebook.ledger.opening import open_book
from pledgebook.ledger.schema import claim, member
from pledgebook.ledger.settling import caught_up
from pledgebook.ledger.shelf import claim_from
from pledgebook.ledger.weights import weights
from pledgebook.model import Document

THRESHOLDS = [x / 2 for x in range(-4, 25)]  # log-odds, natural
_HEADER = ("scenario", "pledges", "gifts", "own P", "own R", "own F1", "Splink P", "Splink R", "Splink F1")
_BITS = 1 / math.log(2)  # Splink's match weights are logarithms to base two
_NEVER = -50.0  # the weight of what cannot be one

Figures = tuple[float, float, float]
Pairs = Mapping[tuple[int, int], Mapping[str, float]]  # numbers of two claims -> ingredient -> weight


def main() -> int:
    found = {folder.name: _scenario(folder) for folder in scenarios()}
    looked_at = [name for name in found if name in LOOKED_AT]
    linked = {name: _components(book["claims"]) for name, book in found.items()}
    scored = {name: {t: found[name]["score"](homes) for t, homes in linked[name].items()} for name in found}
    best = max(THRESHOLDS, key=lambda t: mean(scored[name][t][2] for name in looked_at))
    rows = []
    for name, book in found.items():
        called = name if name in looked_at else f"{name}, held out"
        own = book["score"](book["own"])
        rows.append([called, str(len(book["claims"])), str(book["gifts"]), *_cells(own), *_cells(scored[name][best])])
    both = [[mean(found[n]["score"](found[n]["own"])[k] for n in looked_at) for k in range(3)]]
    both.append([mean(scored[n][best][k] for n in looked_at) for k in range(3)])
    rows.append(["mean of those looked at", "", "", *_cells(both[0]), *_cells(both[1])])
    tops = [f"{name} {max(f for _, _, f in scored[name].values()):.3f}" for name in found]
    print(report.table(_HEADER, rows), "")
    print(f"Splink's threshold: {best} (log-odds), the best on the mean of those looked at.")
    print("Splink's F1 at the threshold that is best for each scenario by itself:", ", ".join(tops))
    return 0


def _cells(figures: Sequence[float]) -> list[str]:
    return [f"{value:.3f}" for value in figures]


def _scenario(folder: Path) -> dict[str, Any]:
    """Its claims, where the project's own merging puts each, and what scores such homes by the shared B-cubed."""
    ledger_score = shared.scorer_module("ledger_score.py")
    documents = shared.records(folder / "docs.jsonl")
    gold = json.loads((folder / "ledger.json").read_text(encoding="utf-8"))
    claims, bodies, own = _own_merging(folder)
    match = ledger_score.pairing(documents, bodies)
    gold_of = {ref: c["id"] for c in gold["commitments"] for ref in c["statements"]}

    def score(homes: dict[str, str]) -> Figures:
        figures: Figures = ledger_score.bcubed(gold_of, {ref: homes[match[ref]] for ref in gold_of})
        return figures

    return {"claims": claims, "own": own, "score": score, "gifts": len(gold["commitments"])}


def _own_merging(folder: Path) -> tuple[list[Claim], list[shared.Record], dict[str, str]]:
    """The claims of all pledges in the order of publication, the statements as records, and claim -> commitment."""
    book = open_book("sqlite://")
    for document in read_sources(expand([str(folder / "docs.jsonl")])):
        if isinstance(document, Document):
            add_given(book, document)
    caught_up(book)
    with book.reading() as connection:
        rows = connection.execute(select(claim).order_by(claim.c.place)).all()
        own = {row.claim: row.commitment for row in connection.execute(select(member))}
    book.close()
    bodies = [{**json.loads(row.body), "id": row.key, "doc": row.doc} for row in rows]
    pledges = [claim_from((r.key, r.text_id, r.place, r.day, r.traits)) for r in rows if r.kind == "pledge"]
    return pledges, bodies, own


def _pairs(claims: Sequence[Claim]) -> Pairs:
    """What is to be said of each two claims that can be one and find each other by their keys, the earlier one first."""
    table, out = weights(), {}
    own, sought = [own_keys(c) for c in claims], [sought_keys(c) for c in claims]
    for later, one in enumerate(claims):
        for earlier, other in enumerate(claims[:later]):
            gift = Gift(other.key)
            gift.add(other, other.whole)
            if one.day - other.day > WINDOW or not own[earlier] & sought[later] or not compatible(one, gift):
                continue
            said: dict[str, float] = defaultdict(float)
            for reason in compare(one, gift, table):
                said[reason.ingredient] += round(reason.weight, 2)
            if one.text == other.text:
                said["one document"] = table["one_document"]["other_claim"]
            out[earlier, later] = said
    return out


# Splink


def _components(claims: Sequence[Claim]) -> dict[float, dict[str, str]]:
    """Threshold -> claim -> component, by Splink."""
    import duckdb
    import pyarrow
    from splink import DuckDBAPI, Linker

    logging.getLogger("splink").setLevel(logging.ERROR)
    pairs = _pairs(claims)

    def weight(ingredient: str, one: int, other: int) -> float:
        said = pairs.get((min(one, other), max(one, other)))
        return _NEVER if said is None else said.get(ingredient, 0.0)

    connection = duckdb.connect()
    connection.create_function("weight", weight, ["VARCHAR", "BIGINT", "BIGINT"], "DOUBLE")
    table = pyarrow.Table.from_pylist([{"unique_id": n, "key": c.key, "book": 1} for n, c in enumerate(claims)])
    linker = Linker(DuckDBAPI(connection=connection).register(table), _settings(pairs), log_level=logging.ERROR)
    found = linker.inference.predict(threshold_match_weight=THRESHOLDS[0] * _BITS, warning_mode="never")
    out = {}
    for threshold in THRESHOLDS:
        clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
            found, threshold_match_weight=threshold * _BITS
        )
        out[threshold] = {row["key"]: str(row["cluster_id"]) for row in clusters.as_record_list()}
    return out


def _settings(pairs: Pairs) -> dict[str, Any]:
    """A comparison for each ingredient, with a level for each weight it takes."""
    levels: dict[str, set[float]] = defaultdict(set)
    for said in pairs.values():
        for ingredient, value in said.items():
            levels[ingredient].add(value)
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "unique_id",
        "probability_two_random_records_match": 0.5,  # no prior: the threshold is sought
        "blocking_rules_to_generate_predictions": [{"blocking_rule": "l.book = r.book", "sql_dialect": "duckdb"}],
        "comparisons": [_comparison(name, sorted(levels[name] | {_NEVER})) for name in sorted(levels)],
        "additional_columns_to_retain": ["key"],
        "retain_matching_columns": False,
    }


def _comparison(ingredient: str, values: Sequence[float]) -> dict[str, Any]:
    rows = [
        {
            "sql_condition": f"abs(weight('{ingredient}', unique_id_l, unique_id_r) - {value}) < 0.001",
            "label_for_charts": f"{value}",
            "m_probability": 0.5 * math.exp(min(value, 0.0)),
            "u_probability": 0.5 * math.exp(-max(value, 0.0)),
        }
        for value in values
        if value
    ]
    rows.append({"sql_condition": "ELSE", "label_for_charts": "else", "m_probability": 0.5, "u_probability": 0.5})
    return {"output_column_name": ingredient.replace(" ", "_"), "comparison_levels": rows}


if __name__ == "__main__":
    sys.exit(main())
