"""Merging by pairwise linkage, beside the project's own: Splink with explicit weights, on the pledges of the scenarios.

    python bench/splink_compare.py

Both get the same claims (given statements with their traits) and the same keys to find each other by. Splink compares
two claims at a time, with the weights of weights.yaml as match weights, and takes connected components over a threshold;
the threshold is the one with the best mean F1 over the scenarios that were looked at. Printed are B-cubed precision,
recall and F1 of both.

Weights are given as m and u probabilities of which only the ratio counts: m / u = e ** weight. What a weight says of a
claim and a gift is said here of two claims, the earlier one standing for the gift.
"""

from __future__ import annotations

import json
import logging
import math
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import mean
from typing import Any

import report
import shared
from sqlalchemy import select

from pledgebook.documents import expand, read_sources
from pledgebook.ledger.adding import add_given
from pledgebook.ledger.claims import STEM, Claim
from pledgebook.ledger.keys import WINDOW, own_keys, sought_keys
from pledgebook.ledger.opening import open_book
from pledgebook.ledger.sameness import CONVERTED, digits, interval
from pledgebook.ledger.schema import claim, member
from pledgebook.ledger.settling import caught_up
from pledgebook.ledger.shelf import claim_from
from pledgebook.ledger.weights import weights
from pledgebook.model import Document

SCENARIOS = shared.ROOT / "bench" / "scenarios"
LOOKED_AT = ("scenario-dev", "granite", "meadow", "harbour", "quarry", "lagoon")
HELD_OUT = ("orchard",)
THRESHOLDS = [x / 2 for x in range(-4, 25)]  # log-odds, natural
_HEADER = ("scenario", "pledges", "gifts", "own P", "own R", "own F1", "Splink P", "Splink R", "Splink F1")
_BITS = 1 / math.log(2)  # Splink's match weights are logarithms to base two
_MOST_DIGITS = 8
_SIDE = re.compile(r"\b([lr])\.(\w+)")

Level = tuple[str, float | None]  # an SQL condition on l (the earlier claim) and r; a weight, None for no evidence
Figures = tuple[float, float, float]


def main() -> int:
    found = {name: _scenario(name) for name in (*LOOKED_AT, *HELD_OUT)}
    linked = {name: _components(book["claims"]) for name, book in found.items()}
    scored = {name: {t: found[name]["score"](homes) for t, homes in linked[name].items()} for name in found}
    best = max(THRESHOLDS, key=lambda t: mean(scored[name][t][2] for name in LOOKED_AT))
    rows = []
    for name, book in found.items():
        own = book["score"](book["own"])
        called = name if name in LOOKED_AT else f"{name}, held out"
        rows.append([called, str(len(book["claims"])), str(book["gifts"]), *_cells(own), *_cells(scored[name][best])])
    both = [[mean(found[n]["score"](found[n]["own"])[k] for n in LOOKED_AT) for k in range(3)]]
    both.append([mean(scored[n][best][k] for n in LOOKED_AT) for k in range(3)])
    rows.append(["mean of those looked at", "", "", *_cells(both[0]), *_cells(both[1])])
    tops = [f"{name} {max(f for _, _, f in scored[name].values()):.3f}" for name in found]
    print(report.table(_HEADER, rows), "")
    print(f"Splink's threshold: {best} (log-odds), the best on the mean of those looked at.")
    print("Splink's F1 at the threshold that is best for each scenario by itself:", ", ".join(tops))
    return 0


def _cells(figures: Sequence[float]) -> list[str]:
    return [f"{value:.3f}" for value in figures]


def _scenario(name: str) -> dict[str, Any]:
    """Its claims, where the project's own merging puts each, and what scores such homes by the shared B-cubed."""
    folder = shared.need(name) if name == "scenario-dev" else SCENARIOS / name
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


# Splink


def _components(claims: Sequence[Claim]) -> dict[float, dict[str, str]]:
    """Threshold -> claim -> component, by Splink."""
    import pyarrow
    from splink import DuckDBAPI, Linker

    logging.getLogger("splink").setLevel(logging.ERROR)
    table = pyarrow.Table.from_pylist([_record(n, c) for n, c in enumerate(claims)], schema=_schema(pyarrow))
    linker = Linker(DuckDBAPI().register(table), _settings(), log_level=logging.ERROR)
    pairs = linker.inference.predict(threshold_match_weight=THRESHOLDS[0] * _BITS, warning_mode="never")
    out = {}
    for threshold in THRESHOLDS:
        clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
            pairs, threshold_match_weight=threshold * _BITS
        )
        out[threshold] = {row["key"]: str(row["cluster_id"]) for row in clusters.as_record_list()}
    return out


def _record(number: int, c: Claim) -> dict[str, Any]:
    """A claim as a row; `unique_id` follows the order of publication, so that of a pair the earlier one is l."""
    low, high = interval(c.value, c.bound, c.high) if c.value is not None else (None, None)
    rate = c.worth / c.value if c.worth is not None and c.value else None
    own, sought = own_keys(c), sought_keys(c)
    plain = ("key", "text", "day", "stage", "rank", "source", "value", "currency", "bound", "worth", "per", "sector")
    more = ("instrument", "dated", "month_only", "further", "part", "piece", "ordinal", "back")
    return {
        "unique_id": number,
        **{name: getattr(c, name) for name in (*plain, *more)},
        **{name: sorted(getattr(c, name)) for name in ("donors", "recipients", "programmes", "names", "words")},
        "own": sorted(own),
        "sought": sorted(sought),
        "keys": sorted(own | sought),
        "low": low,
        "high": high,
        "worth_low": low * rate if low is not None and rate else None,
        "worth_high": high * rate if high is not None and rate else None,
        "digits": digits(c.value) if c.value is not None else None,
        "rounded": _roundings(c.value),
        "wrong": list(c.wrong),
        "heads": sorted(c.heads),
        "stems": sorted(head[:STEM] for head in c.heads),
        "counted": sorted(f"{head}:{count}" for head, count in c.heads.items() if count is not None),
        "told": sorted({word[:STEM] for word in c.names | c.words}),
        "referred_to": [day for first, last in c.referred for day in range(first, last + 1)],
        "whole": c.whole,
    }


def _roundings(value: float | None) -> list[float]:
    """The figures of fewer digits, two at least, that a figure may be rounded to."""
    if not value:
        return []
    return [float(f"{value:.{kept - 1}e}") for kept in range(2, min(digits(value), _MOST_DIGITS))]


def _schema(pyarrow: Any) -> Any:
    kinds: dict[str, Any] = {
        "": pyarrow.string(),
        "n": pyarrow.int64(),
        "f": pyarrow.float64(),
        "b": pyarrow.bool_(),
        "s": pyarrow.list_(pyarrow.string()),
        "ns": pyarrow.list_(pyarrow.int64()),
        "fs": pyarrow.list_(pyarrow.float64()),
    }
    fields = {
        "": "key stage source currency bound per sector instrument whole",
        "n": "unique_id text day rank dated ordinal digits",
        "f": "value worth low high worth_low worth_high further",
        "b": "month_only part piece back",
        "s": "donors recipients programmes names words heads stems counted told",
        "ns": "own sought keys referred_to",
        "fs": "rounded wrong",
    }
    return pyarrow.schema([(name, kinds[kind]) for kind, names in fields.items() for name in names.split()])


def _settings() -> dict[str, Any]:
    compatible = (
        "(list_has_all(l.donors, r.donors) or list_has_all(r.donors, l.donors)) "
        "and (len(l.recipients) = 0 or len(r.recipients) = 0 or list_has_any(l.recipients, r.recipients))"
    )
    blocking = f"l.keys = r.keys and list_has_any(l.own, r.sought) and r.day - l.day <= {WINDOW} and {compatible}"
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "unique_id",
        "probability_two_random_records_match": 0.5,  # no prior: the threshold is sought
        "blocking_rules_to_generate_predictions": [
            {"blocking_rule": blocking, "sql_dialect": "duckdb", "arrays_to_explode": ["keys"]}
        ],
        "comparisons": [_comparison(name, levels) for name, levels in _levels().items()],
        "additional_columns_to_retain": ["key"],
        "retain_matching_columns": False,
    }


def _comparison(name: str, levels: Sequence[Level]) -> dict[str, Any]:
    rows: list[dict[str, Any]] = []
    for condition, weight in levels:
        columns = _SIDE.sub(r"\2_\1", condition)  # Splink joins the two sides into one row
        row: dict[str, Any] = {"sql_condition": columns, "label_for_charts": condition[:40]}
        if weight is None:
            row["is_null_level"] = True
        else:
            row["m_probability"] = 0.5 * math.exp(min(weight, 0.0))
            row["u_probability"] = 0.5 * math.exp(-max(weight, 0.0))
        rows.append(row)
    rows.append({"sql_condition": "ELSE", "label_for_charts": "else", "m_probability": 0.5, "u_probability": 0.5})
    return {"output_column_name": name, "comparison_levels": rows}


def _levels() -> dict[str, list[Level]]:
    """Comparison -> its levels, the first that holds counting; what none of them says weighs nothing."""
    w = weights()
    parts: tuple[Callable[[Any], dict[str, list[Level]]], ...] = (_who_and_what, _sums, _times, _standing)
    return {name: levels for part in parts for name, levels in part(w).items()}


def _who_and_what(w: Any) -> dict[str, list[Level]]:
    shared_head, told_of = (
        "list_has_any(l.heads, r.heads)",
        "(list_has_any(l.stems, r.told) or list_has_any(r.stems, l.told))",
    )
    soon = "(r.day - l.day <= 8 or (l.dated = r.dated and l.stage = r.stage))"
    counts = "len(l.counted) > 0 and len(r.counted) > 0"
    money = "l.instrument in ('grant', 'loan') and r.instrument in ('grant', 'loan')"
    usual = "l.instrument in ('grant', 'loan', 'in_kind', 'procurement')"
    items = w["items"]
    return {
        "who": [("l.donors = r.donors", w["donors"]["same"]), ("l.donors != r.donors", w["donors"]["one_of_joint"])],
        "programme": [
            ("len(l.programmes) = 0 and len(r.programmes) = 0", None),
            ("list_has_any(l.programmes, r.programmes)", w["programme"]["same"]),
            ("len(l.programmes) = 0 or len(r.programmes) = 0", w["programme"]["one_only"]),
            ("true", w["programme"]["differs"]),
        ],
        "branch": [
            ("l.sector is null or r.sector is null", None),
            ("l.sector = r.sector", w["sector"]["same"]),
            ("l.sector != r.sector", w["sector"]["differs"]),
        ],
        "things": [
            ("len(l.heads) = 0 or len(r.heads) = 0", None),
            (f"{shared_head} and list_has_any(l.counted, r.counted)", items["same"] + items["count_same"]),
            (f"{shared_head} and {counts} and {soon}", items["same"] + items["count_contested"]),
            (f"{shared_head} and {counts}", items["same"] + items["count_differs"]),
            (shared_head, items["same"]),
            (told_of, items["told_of"]),
            ("true", items["differs"]),
        ],
        "form": [
            ("l.instrument is null or r.instrument is null", None),
            (f"l.instrument = r.instrument and {usual}", w["instrument"]["same"]),
            ("l.instrument = r.instrument", w["instrument"]["same_rare"]),
            (money, w["instrument"]["loan_grant"]),
            ("l.instrument != r.instrument", w["instrument"]["differs"]),
        ],
        "called": [("len(l.names) = 0 or len(r.names) = 0", None), *_shared("names", w["names"])],
        "worded": _shared("words", w["words"]),
    }


def _shared(column: str, table: dict[str, float]) -> list[Level]:
    """A level for each number of words in common, up to the one that weighs most."""
    steps = int(table["most"] / table["each"])
    common = f"len(list_intersect(l.{column}, r.{column}))"
    levels: list[Level] = [(f"{common} >= {n}", table["each"] * n) for n in range(steps, 0, -1)]
    return [*levels, ("true", table["differ"])] if "differ" in table else levels


def _sums(w: Any) -> dict[str, list[Level]]:
    table = w["amount"]
    one_currency = "l.currency = r.currency"
    same = f"{one_currency} and l.value = r.value and l.bound = 'exact' and r.bound = 'exact'"
    meet = "l.low <= r.high and r.low <= l.high"
    rounded = "(list_contains(l.rounded, r.value) or list_contains(r.rounded, l.value))"
    wrong = (
        "(list_contains(r.wrong, l.value) or (list_contains(r.wrong, 0.0) and l.source = r.source and l.source != ''))"
    )
    near, far = 1 - CONVERTED, 1 + CONVERTED
    converted = (
        f"l.currency != r.currency and l.worth_low * {near} <= r.worth_high and r.worth_low <= l.worth_high * {far}"
    )
    ratio = "greatest(l.value, r.value) / greatest(least(l.value, r.value), 1)"
    thing = (
        "(list_has_any(l.heads, r.heads) or list_has_any(l.programmes, r.programmes) or list_has_any(l.names, r.names) "
        "or (l.sector = r.sector and list_has_any(l.words, r.words)))"
    )
    act = "(l.stage = r.stage and (l.dated = r.dated or ((l.dated is null or r.dated is null) and r.day - l.day <= 8)))"
    contested = f"r.further < 0.5 and not r.part and {ratio} < 3 and {thing} and {act}"
    return {
        "amount": [
            ("l.value is null or r.value is null", None),
            ("l.per is distinct from r.per", table["per_differs"]),
            (f"{same} and l.digits >= 3", table["same"]),
            (same, table["same_usual"]),
            (f"{one_currency} and ({meet} or {rounded})", table["within"]),
            (wrong, table["corrected"]),
            (converted, table["converted"]),
            ("l.currency != r.currency and (l.worth is null or r.worth is null)", None),
            (contested, table["contested"]),
            (f"{one_currency} and {ratio} >= 2", table["far"]),
            ("true", table["differs"]),
        ]
    }


def _times(w: Any) -> dict[str, list[Level]]:
    table, stage, silence = w["dates"], w["stage"], w["silence"]
    month = "date_trunc('month', date '0001-01-01' + cast({} - 1 as integer))"
    dated = month.format("r.dated")
    return {
        "act": [
            ("r.dated is null", None),
            (
                f"r.month_only and ({dated} = {month.format('l.dated')} or {dated} = {month.format('l.day')})",
                table["same_month"],
            ),
            ("l.dated = r.dated and l.stage = r.stage", table["same_day"]),
            ("l.dated = r.dated or (l.dated is null and l.day = r.dated)", 0.75 * table["same_day"]),
            (
                "not r.month_only and r.rank >= 4 and l.stage = r.stage and abs(l.dated - r.dated) > 10",
                table["other_day"],
            ),
            ("r.dated < l.day - 45 and (l.dated is null or abs(l.dated - r.dated) > 45)", table["never"]),
        ],
        "meant": [
            ("len(r.referred_to) = 0", None),
            ("list_contains(r.referred_to, coalesce(l.dated, l.day))", table["referred"]),
            ("true", table["other_time"]),
        ],
        "step": [
            ("l.rank = 0 and r.rank > 0 and not r.back", stage["after_withdrawal"]),
            ("r.rank > l.rank or r.rank = 0", stage["advances"]),
            ("r.rank = l.rank and r.day - l.day <= 8", stage["told_again"]),
            ("r.rank = l.rank and r.rank = 6 and not r.back", stage["delivered_again"]),
            ("r.rank < l.rank and l.rank = 6 and not r.back", stage["after_delivery"]),
            ("r.rank < l.rank and l.rank >= 4 and not r.back", stage["falls_back"]),
        ],
        "silence": [
            (f"r.day - l.day >= {91 * n}", max(silence["per_quarter"] * n, silence["most"])) for n in (4, 3, 2, 1)
        ],
    }


def _standing(w: Any) -> dict[str, list[Level]]:
    ordinal, further, part = w["ordinal"], w["further"], w["part"]
    on_top: list[Level] = [
        (f"r.further >= {degree} and l.further < 0.5", further["on_top"] * degree)
        for degree in (1.0, 0.9, 0.8, 0.6, 0.3)
    ]
    return {
        "on_top": [
            ("r.further > 0 and l.further >= 0.5 and (r.value is null or l.value = r.value)", further["alike"]),
            *((c.replace("l.further < 0.5", "l.value != r.value"), weight) for c, weight in on_top),
            *on_top,
            ("r.further < 0 and l.further >= 0.5", further["first"]),
            ("l.further >= 0.5", further["not_said"]),
        ],
        "counted_as": [
            ("l.ordinal = r.ordinal", ordinal["same"]),
            ("l.ordinal != r.ordinal", ordinal["differs"]),
            ("r.ordinal is not null and l.whole is null", ordinal["one_only"]),
        ],
        "piece": [
            ("r.part and l.whole is not null", part["to_part"]),
            ("r.piece and l.whole is null and r.value is null", part["piece_to_whole"]),
            (
                "l.whole is not null and not r.part and not r.piece and r.ordinal is null and r.value is null",
                part["whole_to_part"],
            ),
        ],
        "one_document": [("l.text = r.text", w["one_document"]["other_claim"])],
    }


if __name__ == "__main__":
    sys.exit(main())
