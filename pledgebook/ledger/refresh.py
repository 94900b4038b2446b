"""Claims are kept in step with the facts: the statements of the reading that counts, after judgements."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, insert, select, update

from pledgebook.ledger.attaching import Placed, Reference, attached
from pledgebook.ledger.batches import batches
from pledgebook.ledger.bodies import canonical, statement_from
from pledgebook.ledger.schema import appearance, claim, judgement, reading, statement, text
from pledgebook.ledger.searching import claim_number, claim_words
from pledgebook.model import Document

GONE, WAITING, SETTLED = -1, 0, 1
_BATCH = 200  # texts at once
_WEIGHED = ("text_id", "doc", "kind", "day", "place", "traits", "confidence")  # what merging looks at, with the body


class _Text(NamedTuple):
    id: int
    sha256: str
    text: str
    language: str | None
    day: str
    doc: str
    title: str | None
    publisher: str | None
    url: str | None
    donor: str | None


class _Found(NamedTuple):
    id: int
    key: str
    kind: str
    start: int
    end: int
    confidence: float
    body: dict[str, Any]


def refresh(connection: Connection, text_ids: Sequence[int]) -> int:
    """Puts the claims of these texts in step with the facts and judgements; the number of claims that changed.

    New and changed claims wait for merging (`settled` 0); those that are gone stay, marked -1, until merging has taken
    them out of their commitments.
    """
    changed = 0
    for part in batches(text_ids, _BATCH):
        changed += _refresh(connection, part)
    return changed


def claims_of(connection: Connection, text_ids: Sequence[int]) -> dict[str, dict[str, Any]]:
    """The claims that these texts make, by key, as rows without `settled`."""
    from pledgebook.ledger.traits import traits_together

    out: dict[str, dict[str, Any]] = {}
    if not text_ids:
        return out
    texts = {t.id: t for t in _texts(connection, text_ids)}
    found = _statements(connection, list(texts))
    judged = _judged(connection, {t.sha256 for t in texts.values()}) if found else {}
    for text_id, statements in found.items():
        source = texts[text_id]
        document = _document(source)
        keys = {f.body.get("id"): f.key for f in statements}
        rejected, corrections, accepted = _decisions(statements, judged.get(source.sha256, ()))
        bodies: dict[str, dict[str, Any]] = {}
        for f in statements:
            if f.key in rejected:
                continue
            part_of = {"part_of": keys.get(f.body["part_of"])} if f.body.get("part_of") else {}
            # ids, which differ between engines, give way to keys
            bodies[f.key] = {**f.body, "id": f.key, "doc": source.doc, **part_of, **corrections.get(f.key, {})}
            if f.key in accepted:
                bodies[f.key]["confidence"] = 1
        stated = [(key, statement_from(body), tuple(body.get("also", ()))) for key, body in bodies.items()]
        traits = traits_together(stated, document)
        for f in statements:
            if f.key not in bodies:
                continue
            body = bodies[f.key]
            place = f"{source.day}|{source.sha256[:12]}|{f.start:07}|{f.end:07}|{f.key}"
            out[f.key] = {
                "key": f.key,
                "statement_id": f.id,
                "text_id": text_id,
                "doc": source.doc,
                "kind": f.kind,
                "day": source.day,
                "place": place,
                "traits": canonical(traits[f.key]),
                "body": canonical(body),
                "confidence": float(body["confidence"]),
                "words": claim_words(f.kind, body),
                "number": claim_number(place, f.id),
            }
    return out


def first_appearances(connection: Connection, text_ids: Sequence[int]) -> dict[int, Any]:
    """Of each text that has an unretired appearance, the row of the earliest: by the day it was published, those
    without one last. The order of arrival plays no part."""
    rows = connection.execute(
        select(appearance).where(appearance.c.text_id.in_(text_ids), appearance.c.retired_at.is_(None))
    )
    first: dict[int, Any] = {}
    for row in rows:
        if row.text_id not in first or appearance_order(row) < appearance_order(first[row.text_id]):
            first[row.text_id] = row
    return first


def appearance_order(row: Any) -> tuple[bool, str, str, str]:
    """What sorts the appearances of a text, the earliest first: by the day of publication, those without one last."""
    return row.published is None, row.published or "", row.doc, row.address


def _refresh(connection: Connection, text_ids: Sequence[int]) -> int:
    expected = claims_of(connection, text_ids)
    present = {row.key: row._asdict() for row in connection.execute(select(claim).where(claim.c.text_id.in_(text_ids)))}
    new = [{**row, "settled": WAITING} for key, row in expected.items() if key not in present]
    changed, touched = [], []
    for key, row in expected.items():
        old = present.get(key)
        if old is None:
            continue
        if old["settled"] == GONE or _weighed(old) != _weighed(row):
            changed.append({**row, "settled": WAITING})
        elif any(old[name] != row[name] for name in row):
            touched.append({**row, "settled": old["settled"]})
    gone = [key for key, row in present.items() if key not in expected and row["settled"] != GONE]
    if new:
        connection.execute(insert(claim), new)
    if changed or touched:
        columns: dict[str, Any] = {name: bindparam(f"new_{name}") for name in (changed or touched)[0] if name != "key"}
        command = update(claim).where(claim.c.key == bindparam("new_key")).values(columns)
        connection.execute(command, [{f"new_{k}": v for k, v in row.items()} for row in changed + touched])
    if gone:
        connection.execute(update(claim).where(claim.c.key.in_(gone)).values(settled=GONE))
    return len(new) + len(changed) + len(gone)


def _weighed(row: dict[str, Any]) -> tuple[Any, ...]:
    body = json.loads(row["body"])
    body.pop("engine", None)
    return (body, *(row[name] for name in _WEIGHED))


def _texts(connection: Connection, text_ids: Sequence[int]) -> Iterator[_Text]:
    """The texts that count: those with an appearance that is not retired."""
    first = first_appearances(connection, text_ids)
    for row in connection.execute(select(text).where(text.c.id.in_(list(first)))):
        seen = first[row.id]
        day = seen.published or row.recorded_at[:10]
        said = (seen.doc, seen.title, seen.publisher, seen.url)
        yield _Text(row.id, row.sha256, row.text, row.language, day, *said, row.donor)


def _document(source: _Text) -> Document:
    return Document(
        id=source.doc,
        text=source.text,
        published=date.fromisoformat(source.day),
        language=source.language,
        title=source.title,
        publisher=source.publisher,
        url=source.url,
        donor=source.donor,
    )


def _statements(connection: Connection, text_ids: Sequence[int]) -> dict[int, list[_Found]]:
    columns = (statement.c.id, statement.c.text_id, statement.c.key, statement.c.kind)
    place = (statement.c.start, statement.c.end, statement.c.confidence, statement.c.body)
    rows = connection.execute(
        select(*columns, *place)
        .join(reading, reading.c.id == statement.c.reading_id)
        .where(statement.c.text_id.in_(text_ids), reading.c.retired_at.is_(None))
        .order_by(statement.c.id)
    )
    out: dict[int, list[_Found]] = defaultdict(list)
    for r in rows:
        out[r.text_id].append(_Found(r.id, r.key, r.kind, r.start, r.end, r.confidence, json.loads(r.body)))
    return out


def _judged(connection: Connection, hashes: set[str]) -> dict[str, list[tuple[str, Reference, str | None, Any]]]:
    """The decisions about single statements of these texts, by the text's hash, in the order they were taken."""
    rows = connection.execute(
        select(judgement.c.action, judgement.c.subject, judgement.c.field, judgement.c.value)
        .where(judgement.c.retired_at.is_(None), judgement.c.action.in_(("accept", "reject", "correct")))
        .order_by(judgement.c.id)
    )
    out: dict[str, list[tuple[str, Reference, str | None, Any]]] = defaultdict(list)
    for action, subject, field, value in rows:
        reference = Reference.of(subject)
        if reference.sha256 in hashes:
            out[reference.sha256].append((action, reference, field, value))
    return out


def _decisions(
    statements: Sequence[_Found], judged: Sequence[tuple[str, Reference, str | None, Any]]
) -> tuple[set[str], dict[str, dict[str, Any]], set[str]]:
    """Which statements are rejected, which fields of which are corrected, which are accepted; of decisions that
    contradict each other the last one holds."""
    rejected: set[str] = set()
    accepted: set[str] = set()
    corrections: dict[str, dict[str, Any]] = defaultdict(dict)
    placed = [Placed(f.key, f.kind, f.start, f.end, f.body) for f in statements] if judged else []
    for action, reference, field, value in judged:
        key = attached(reference, placed)
        if key is None:
            continue
        if action == "correct" and field is not None:
            corrections[key][field] = json.loads(value)
            continue
        (rejected if action == "reject" else accepted).add(key)
        (accepted if action == "reject" else rejected).discard(key)
    return rejected, corrections, accepted


__all__ = ["GONE", "SETTLED", "WAITING", "appearance_order", "claims_of", "first_appearances", "refresh"]
