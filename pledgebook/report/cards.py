"""A commitment's card: what it came to and how, its parts, and every statement it rests on with why it belongs there."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, select

from pledgebook.ledger.judging import judgements
from pledgebook.ledger.schema import judgement, member
from pledgebook.model import Commitment, Conflict, Judgement
from pledgebook.report.commitments import commitment, parts_of
from pledgebook.report.conflicts import conflicts
from pledgebook.report.documents import Citation, citations_of
from pledgebook.report.filters import Filter, rank_of
from pledgebook.report.statements import StatementRow, statements_of


@dataclass(frozen=True, slots=True)
class Ingredient:
    """One thing that spoke for or against a statement's belonging here: what, how much, in words."""

    name: str
    weight: float
    words: str


@dataclass(frozen=True, slots=True)
class CardStatement:
    """A statement of the commitment, its document, who says it (as far as known), and why it belongs here."""

    statement: StatementRow
    document: Citation | None
    speaker_name: str | None
    speaker_actor: str | None
    score: float
    why: tuple[Ingredient, ...]

    @property
    def key(self) -> str:
        return self.statement.key

    @property
    def quote(self) -> str:
        return self.statement.quote


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a commitment its parts account for, in its own currency: promised (pledged or above) and delivered.
    Parts in other currencies are left out, and counted in `left_out`."""

    whole: Decimal | None
    promised: Decimal
    delivered: Decimal
    currency: str
    left_out: int


@dataclass(frozen=True, slots=True)
class Card:
    """All of a commitment."""

    commitment: Commitment
    whole: Commitment | None
    parts: tuple[Commitment, ...]
    statements: tuple[CardStatement, ...]
    conflicts: tuple[Conflict, ...]
    judgements: tuple[Judgement, ...]
    coverage: Coverage | None


def card(connection: Connection, id: str, as_of: date | None = None) -> Card | None:
    """The card of the commitment of this id, or of the one that the statement of this key belongs to; None where there
    is none, or was none yet."""
    found = commitment(connection, id if id.startswith("c") else home_of(connection, id) or id, as_of)
    if found is None:
        return None
    parts = tuple(parts_of(connection, found.id, as_of))
    return Card(
        commitment=found,
        whole=commitment(connection, found.part_of, as_of) if found.part_of else None,
        parts=parts,
        statements=_statements(connection, found),
        conflicts=tuple(conflicts(connection, Filter(as_of=as_of), commitment=found.id)),
        judgements=tuple(judgements_about(connection, set(found.statements))),
        coverage=_coverage(found, parts),
    )


def home_of(connection: Connection, key: str) -> str | None:
    """The id of the commitment that a statement belongs to."""
    return connection.scalar(select(member.c.commitment).where(member.c.claim == key))


def judgements_about(connection: Connection, keys: set[str]) -> list[Judgement]:
    """The judgements about these statements, undone ones included."""
    rows = connection.execute(select(judgement.c.id, judgement.c.subject, judgement.c.other))
    wanted = [n for n, *sides in rows if any(side and json.loads(side)["key"] in keys for side in sides)]
    return judgements(connection, wanted) if wanted else []


def _statements(connection: Connection, found: Commitment) -> tuple[CardStatement, ...]:
    rows = connection.execute(
        select(member.c.claim, member.c.score, member.c.why).where(member.c.commitment == found.id)
    )
    links = {key: (score, json.loads(why)) for key, score, why in rows}
    told = statements_of(connection, found.statements)
    citations = citations_of(connection, {s.text_id for s in told})
    out = []
    for statement in told:
        score, why = links[statement.key]
        speaker: dict[str, Any] = statement.body.get("speaker") or {}
        ingredients = tuple(Ingredient(str(name), float(weight), str(words)) for name, weight, words in why)
        source = citations.get(statement.text_id)
        said_by = (speaker.get("name"), speaker.get("actor"))
        out.append(CardStatement(statement, source, *said_by, score, ingredients))
    return tuple(out)


def _coverage(found: Commitment, parts: tuple[Commitment, ...]) -> Coverage | None:
    if not parts:
        return None
    amounts = [p.amount for p in (found, *parts) if p.amount is not None]
    if not amounts:
        return None
    currency = amounts[0].currency
    promised = delivered = Decimal(0)
    left_out = 0
    for part in parts:
        if part.amount is None or part.amount.currency != currency:
            left_out += 1
            continue
        value = Decimal(str(part.amount.value))
        promised += value if rank_of(part.stage) >= rank_of("pledged") else 0
        delivered += value if part.stage == "delivered" else 0
    whole = Decimal(str(found.amount.value)) if found.amount else None
    return Coverage(whole, promised, delivered, currency, left_out)
