"""Amounts of money alone: how right and how fast, beside quantulum3 and recognizers-text, in one run on one core.

    python bench/money.py [--rounds 5] [--write]

The cases are the English ones of money/dev.jsonl, which are recognizers-text's own test cases. Each program reads all
of them in every round, in turn; of the rounds, the median. The shared scorer judges them alike.
"""

from __future__ import annotations

import argparse
import warnings
from collections.abc import Callable
from statistics import median

import report
import shared
from timing import one_core, seconds

Amounts = list[shared.Record]
Reader = Callable[[str], Amounts]
# What recognizers-text leaves open, read as the scorer's gold reads it.
BARE = {"Dollar": "USD", "Pound": "GBP", "Krona": "SEK"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--write", action="store_true", help="write the figures into the pages")
    arguments = parser.parse_args()
    path = shared.need("money/dev.jsonl")
    one_core()
    cases = [case for case in shared.records(path) if case["language"] == "en"]
    readers = {"Pledgebook": pledgebook(), "quantulum3": quantulum3(), "recognizers-text": recognizers_text()}
    times: dict[str, list[float]] = {name: [] for name in readers}
    scores = {}
    for name, read in readers.items():  # also warms up
        found = [{"id": case["id"], "amounts": read(case["text"])} for case in cases]
        out = shared.write_records(shared.BUILD / "bench" / f"money-{name}.jsonl", found)
        scores[name] = shared.score("money_score.py", path, out, "--languages", "en")["all"]
    for _ in range(arguments.rounds):
        for name, read in readers.items():
            times[name].append(seconds(lambda read=read: [read(case["text"]) for case in cases]))
    rate = {name: len(cases) / median(values) for name, values in times.items()}
    rows: list[report.Row] = []
    for peer in ("quantulum3", "recognizers-text"):
        ratio = f"{rate['Pledgebook'] / rate[peer]:.1f} × faster"
        rows.append(("amounts, texts a second", f"{rate['Pledgebook']:,.0f}", f"{peer} {rate[peer]:,.0f}", ratio))
    for peer in ("quantulum3", "recognizers-text"):
        one, two = scores["Pledgebook"]["f1"], scores[peer]["f1"]
        rows.append(("amounts, F1", f"{one:.3f}", f"{peer} {two:.3f}", f"{one / two:.2f} ×"))
    note = (
        f"Amounts: {len(cases)} English cases with {scores['Pledgebook']['gold']} amounts, recognizers-text's own test"
        " cases (some of which it marks as not supported by its Python package), quantulum3 without its optional"
        " classifier, which changes nothing here. Pledgebook's notations were written with these cases in view."
        f" Median of {arguments.rounds} rounds in turn."
    )
    report.keep("money", rows, [note], arguments.write)


def pledgebook() -> Reader:
    from pledgebook.extract.mentions.amounts import find_amounts, resolve

    def read(text: str) -> Amounts:
        found = ((mention, resolve(mention.value, {})) for mention in find_amounts(text))
        return [row(a.value, a.currency, m.start, m.end) for m, a in found if a is not None]

    return read


def quantulum3() -> Reader:
    """quantulum3's parser, without its optional classifier: that needs an old scikit-learn, and scores the same."""
    warnings.simplefilter("ignore")
    from quantulum3 import classifier, parser

    classifier.USE_CLF = False

    def read(text: str) -> Amounts:
        found = (q for q in parser.parse(text) if q.unit.entity.name == "currency")
        return [row(q.value, q.unit.currency_code, *q.span) for q in found]

    return read


def recognizers_text() -> Reader:
    """recognizers-text's currency recognizer, with its own table of codes."""
    from recognizers_number_with_unit import Culture, NumberWithUnitRecognizer
    from recognizers_number_with_unit.resources.english_numeric_with_unit import EnglishNumericWithUnit

    model = NumberWithUnitRecognizer(Culture.English).get_currency_model()
    codes = {**EnglishNumericWithUnit.CurrencyNameToIsoCodeMap, **BARE}

    def read(text: str) -> Amounts:
        found = (r for r in model.parse(text) if r.resolution and r.resolution.get("value"))
        return [row(float(r.resolution["value"]), codes.get(r.resolution["unit"]), r.start, r.end + 1) for r in found]

    return read


def row(value: float, currency: str | None, start: int, end: int) -> shared.Record:
    return {"value": value, "currency": currency, "start": start, "end": end}


if __name__ == "__main__":
    main()
