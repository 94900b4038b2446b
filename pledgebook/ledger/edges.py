"""The decisions in force about pairs of claims, and the statements that decisions mean now."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, select

from pledgebook.ledger.attaching import Placed, Reference, attached
from pledgebook.ledger.batches import batches
from pledgebook.ledger.refresh import GONE
from pledgebook.ledger.schema import claim, judgement, reading, statement, text

PAIRS = ("same", "different", "part-of")
_BATCH = 500


class Edge(NamedTuple):
    """A decision about two claims, by the keys they have now; `number` is the judgement's."""

    action: str
    subject_key: str
    other_key: str
    number: int


def edges(connection: Connection) -> list[Edge]:
    """The decisions in force about pairs of claims, in the order they were taken; those of which a side has vanished
    or is rejected are left out."""
    rows = connection.execute(
        select(judgement)
        .where(judgement.c.retired_at.is_(None), judgement.c.action.in_(PAIRS))
        .order_by(judgement.c.id)
    ).all()
    pairs = [(row, Reference.of(row.subject), Reference.of(row.other)) for row in rows]
    now_at = attached_now(connection, [r for _, *sides in pairs for r in sides])
    keys = {key for key in now_at.values() if key is not None}
    alive: set[str] = set()
    for part in batches(sorted(keys), _BATCH):
        alive.update(connection.scalars(select(claim.c.key).where(claim.c.key.in_(part), claim.c.settled != GONE)))
    out = []
    for row, subject, other in pairs:
        one, two = now_at[id(subject)], now_at[id(other)]
        if one in alive and two in alive and one is not None and two is not None and one != two:
            out.append(Edge(row.action, one, two, row.id))
    return out


def attached_now(connection: Connection, references: Sequence[Reference]) -> dict[int, str | None]:
    """For each reference, by its `id()`, the key of the statement it means in the readings that count now."""
    placed: dict[str, list[Placed]] = defaultdict(list)
    for part in batches(sorted({r.sha256 for r in references}), _BATCH):
        rows = connection.execute(
            select(
                statement.c.key, statement.c.kind, statement.c.start, statement.c.end, statement.c.body, text.c.sha256
            )
            .join(reading, reading.c.id == statement.c.reading_id)
            .join(text, text.c.id == statement.c.text_id)
            .where(text.c.sha256.in_(part), reading.c.retired_at.is_(None))
            .order_by(statement.c.id)
        )
        for row in rows:
            placed[row.sha256].append(Placed(row.key, row.kind, row.start, row.end, json.loads(row.body)))
    return {id(r): attached(r, placed.get(r.sha256, ())) for r in references}
