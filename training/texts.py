"""The project's own training texts: compact YAML in, documents in the shape of the gold files out.

    python training/texts.py training/texts/*.yaml            check them; a line a fault, exit 1 if any
    python training/texts.py training/texts/*.yaml --jsonl    print them as documents with statements

A file is a list of documents:

    - id: some-unique-id
      published: 2025-10-06
      title: A title, or leave it out
      text: |
        The words of the document.
      statements:
      - pledge: "an exact substring of the text"
        donors: [LT]
        stage: pledged
        amount: 30m EUR about
        items: [5 generator, ammunition]

Fields left out are null or empty; `recipients` is [UA] where left out. `amount` is "FIGURE CURRENCY [BOUND] [per year]", with
k, m, bn, tn after the figure and `1.5bn-2bn` for a range. An item that begins with a digit has that count. `speaker` is
"Name/CODE", "/CODE" where no name is given. `period` is "START..END". `nth: 2` says that the quote meant is the second such.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

Record = dict[str, Any]

KINDS: dict[str, Record] = {
    "pledge": {
        "donors": [], "recipients": ["UA"], "stage": None, "amount": None, "items": [], "sector": None,
        "programmes": [], "instrument": None, "condition": None, "period": None,
    },
    "total": {
        "donors": [], "recipients": ["UA"], "sector": None, "amount": None, "since": None, "until": None,
        "part_of": None,
    },
    "agreement": {"parties": [], "stage": None, "subject": None, "programmes": []},
    "sanction": {"senders": [], "targets": [], "action": None, "until": None},
    "need": {"actors": [], "item": None, "sector": None, "amount": None, "priority": False},
    "meeting": {"actors": [], "people": [], "place": None, "topics": [], "stage": None},
}  # fmt: skip
CHOICES: dict[tuple[str, str], set[str]] = {
    ("pledge", "stage"): {"discussed", "offered", "pledged", "signed", "allocated", "delivered", "withdrawn"},
    ("agreement", "stage"): {"negotiating", "agreed", "signed", "in_force", "ended"},
    ("meeting", "stage"): {"held", "planned"},
    ("sanction", "action"): {"propose", "impose", "extend", "keep", "ease", "lift"},
}
SECTORS = {None, "military", "financial", "humanitarian", "energy", "reconstruction", "protection", "other"}
INSTRUMENTS = {None, "grant", "loan", "guarantee", "in_kind", "procurement", "joint_production", "training"}
BOUNDS = {"exact", "about", "almost", "over", "at_least", "up_to", "range"}
SCALES = {"": 1, "k": 10**3, "m": 10**6, "bn": 10**9, "tn": 10**12}
FIGURE = re.compile(r"(\d+(?:\.\d+)?)(k|m|bn|tn)?$")
MAIN = {"pledge": "donors", "total": "donors", "agreement": "parties", "sanction": "senders", "need": "actors",
        "meeting": "actors"}  # fmt: skip


def figure(text: str) -> int | float:
    found = FIGURE.match(text)
    if not found:
        raise ValueError(f"no figure: {text!r}")
    value = Decimal(found[1]) * SCALES[found[2] or ""]
    return int(value) if value == value.to_integral_value() else float(value)


def amount(text: str) -> Record:
    words = str(text).split()
    if len(words) < 2 or not re.fullmatch("[A-Z]{3}", words[1]):
        raise ValueError(f"an amount is 'FIGURE CURRENCY [BOUND] [per year]', not {text!r}")
    low, _, high = words[0].partition("-")
    out: Record = {
        "value": figure(low),
        "max": figure(high) if high else None,
        "currency": words[1],
        "bound": "range" if high else "exact",
    }
    rest = words[2:]
    if rest and rest[0] != "per":
        out["bound"] = rest.pop(0)
    if rest[:1] == ["per"]:
        out["per"] = rest[1]
    if out["bound"] not in BOUNDS:
        raise ValueError(f"bound {out['bound']!r}")
    return out


def item(text: object) -> Record:
    found = re.match(r"(\d[\d,]*) (.+)$", str(text))
    if found:
        return {"item": found[2], "count": int(found[1].replace(",", ""))}
    return {"item": str(text), "count": None}


def statement(raw: Record, number: int, text: str) -> Record:
    raw = dict(raw)
    kind = next((k for k in KINDS if k in raw), None)
    if kind is None:
        raise ValueError(f"statement {number} has none of the kinds {', '.join(KINDS)}")
    quote = str(raw.pop(kind))
    start = -1
    for _ in range(int(raw.pop("nth", 1))):
        start = text.find(quote, start + 1)
    if start < 0:
        raise ValueError(f"statement {number}: quote is not in the text: {quote!r}")
    out: Record = {"id": str(raw.pop("id", f"s{number}")), "kind": kind, "quote": quote, "start": start,
                   "end": start + len(quote), "speaker": None, "date": None}  # fmt: skip
    out.update({k: (list(v) if isinstance(v, list) else v) for k, v in KINDS[kind].items()})
    for field, value in raw.items():
        if field not in out and field not in {"also", "part_of"}:
            raise ValueError(f"statement {number} ({kind}) has unknown field {field!r}")
        if field == "amount" and value is not None:
            value = amount(value)
        elif field == "items":
            value = [item(v) for v in value]
        elif field == "speaker" and value is not None:
            name, _, actor = str(value).rpartition("/")
            value = {"name": name or None, "actor": actor}
        elif field == "period" and value is not None:
            first, _, last = str(value).partition("..")
            value = {"start": first or None, "end": last or None}
        elif field in {"date", "since"} or (field == "until" and kind == "total"):
            value = None if value is None else str(value)
            if value is not None and not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
                raise ValueError(f"statement {number}: {field} {value!r}")
        out[field] = value
    check(out, number, text)
    return out


def check(s: Record, number: int, text: str) -> None:
    kind = s["kind"]
    for (of, field), allowed in CHOICES.items():
        if of == kind and s[field] not in allowed:
            raise ValueError(f"statement {number}: {field} {s[field]!r}")
    if "sector" in KINDS[kind] and s["sector"] not in SECTORS:
        raise ValueError(f"statement {number}: sector {s['sector']!r}")
    if kind == "pledge" and s["instrument"] not in INSTRUMENTS:
        raise ValueError(f"statement {number}: instrument {s['instrument']!r}")
    if not s[MAIN[kind]] and kind not in {"pledge", "total"}:  # a coder's note may leave the donor to its heading
        raise ValueError(f"statement {number}: no {MAIN[kind]}")
    for field in ("donors", "recipients", "parties", "senders", "targets", "actors"):
        for code in s.get(field) or []:
            if not re.fullmatch(r"[A-Z]{2}|[a-z0-9][a-z0-9-]*", str(code)):
                raise ValueError(f"statement {number}: {field} code {code!r} (quote NO as 'NO')")
    for other in s.get("also") or []:
        if other not in text:
            raise ValueError(f"statement {number}: also-quote is not in the text: {other!r}")
    if kind == "total" and s["amount"] is None:
        raise ValueError(f"statement {number}: a total needs an amount")


def documents(path: Path) -> Iterator[Record | str]:
    """Each document of the file, or a line saying what is wrong with it."""
    for raw in yaml.safe_load(path.read_text(encoding="utf-8")) or []:
        text = raw["text"].strip()
        try:
            statements = [statement(s, n, text) for n, s in enumerate(raw.get("statements") or [], 1)]
        except (ValueError, KeyError, TypeError) as fault:
            yield f"{path}: {raw.get('id')}: {fault}"
            continue
        yield {
            "id": raw["id"],
            "published": str(raw["published"]),
            "language": raw.get("language", "en"),
            "publisher": "constructed",
            "url": None,
            "title": raw.get("title"),
            "text": text,
            "statements": statements,
        }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--jsonl", action="store_true")
    args = parser.parse_args()
    faults = good = statements = 0
    seen: set[str] = set()
    for path in args.files:
        for document in documents(path):
            if isinstance(document, str):
                print(document, file=sys.stderr)
                faults += 1
                continue
            if document["id"] in seen:
                print(f"{path}: id {document['id']} twice", file=sys.stderr)
                faults += 1
            seen.add(document["id"])
            good += 1
            statements += len(document["statements"])
            if args.jsonl:
                print(json.dumps(document, ensure_ascii=False))
    print(f"{good} documents, {statements} statements, {faults} faults", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
