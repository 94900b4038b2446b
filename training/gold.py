"""Gold documents for training: the shared gold sets, where present, and the project's own texts."""

from __future__ import annotations

import datetime
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from pledgebook.model import Document

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "bench" / "gold"
OWN = ROOT / "training" / "texts"
SCENARIOS = ROOT / "bench" / "scenarios"
FITTED = ("atoll", "fjord", "granite", "harbour", "lagoon", "meadow", "orchard", "prairie", "quarry", "steppe")
# the other scenarios are held out

Record = dict[str, Any]


def shared(pattern: str = "*en*.jsonl") -> list[Record]:
    """The shared English gold documents, in file order (none where the folder is absent)."""
    out: list[Record] = []
    for path in [*sorted(SHARED.glob("seed.jsonl")), *sorted(SHARED.glob(pattern))]:
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                out.append(json.loads(line) | {"set": path.stem})
    return out


def own() -> list[Record]:
    """The project's own training texts."""
    import texts

    out: list[Record] = []
    for path in sorted(OWN.glob("*.yaml")):
        try:
            for document in texts.documents(path):
                if isinstance(document, str):
                    print(document, file=sys.stderr)
                else:
                    out.append(document | {"set": "own-" + path.stem})
        except yaml.YAMLError as fault:
            print(f"{path}: {fault}", file=sys.stderr)
    for path in [*sorted(OWN.glob("*.jsonl")), *(SCENARIOS / name / "docs.jsonl" for name in FITTED)]:
        name = path.stem if path.parent == OWN else path.parent.name
        out += [json.loads(line) | {"set": "own-" + name} for line in path.read_text(encoding="utf-8").splitlines()]
    return out


def coded_entries() -> list[Record]:
    """Half of the shared hand-coded aid entries (every second donor, by name) as documents whose one certain statement is
    known: the sentence with the coded figure, or else the first, is a pledge of the coded type. Nothing is known of their
    other sentences: `certain` holds the place of the one that is."""
    path = SHARED.parent / "kiel" / "dev.jsonl"
    if not path.exists():
        return []
    entries = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    donors = sorted({e["donor"] for e in entries})[::2]
    return [
        {
            "id": "coded-" + e["id"], "published": e["date"], "language": "en", "title": None, "text": e["text"],
            "statements": [], "set": "coded", "donor": e["donor"], "type": e["aid_type"],
            "figure": e["amount"] if e["amount_in_text"] else None,
        }
        for e in entries
        if e["donor"] in donors
    ]  # fmt: skip


def as_document(record: Record) -> Document:
    published = record.get("published")
    return Document(
        id=record["id"],
        text=record["text"],
        published=datetime.date.fromisoformat(published) if published else None,
        language=record.get("language"),
        title=record.get("title"),
        publisher=record.get("publisher"),
        url=record.get("url"),
        donor=record.get("donor"),
    )


def place(record: Record, statement: Record) -> tuple[int, int]:
    start = statement.get("start")
    if start is None:
        start = record["text"].find(statement["quote"])
    return start, start + len(statement["quote"])


def places(record: Record, statement: Record) -> Iterator[tuple[int, int]]:
    yield place(record, statement)
    for other in statement.get("also") or []:
        at = record["text"].find(other)
        if at >= 0:
            yield at, at + len(other)
