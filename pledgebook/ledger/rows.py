"""A commitment as the tables have it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from pledgebook.ledger.claims import RANKS
from pledgebook.ledger.commitments import Told
from pledgebook.ledger.rates import REFERENCE, NoRate, rate
from pledgebook.ledger.schema import CENTS
from pledgebook.ledger.searching import commitment_words
from pledgebook.model import Amount, Commitment

WORDS = 400  # characters of what a commitment is in words


def state_row(now: Commitment, since: str, over_rank: int) -> dict[str, Any]:
    """What a commitment has come to from a day on, as the table `state` has it."""
    amount = now.amount
    return {
        "commitment": now.id,
        "since": since,
        "until": None,
        "donors": "+".join(now.donors),
        "recipients": "+".join(now.recipients),
        "sector": now.sector,
        "programmes": "+".join(now.programmes),
        "instrument": now.instrument,
        "stage": now.stage,
        "rank": RANKS[now.stage],
        "stage_day": now.stage_date.isoformat(),
        "pledged_day": now.pledged_on.isoformat() if now.pledged_on else None,
        "value": cents(amount.value) if amount else None,
        "max": cents(amount.max) if amount and amount.max is not None else None,
        "currency": amount.currency if amount else None,
        "worth": _worth(amount, now.pledged_on or now.stage_date) if amount else None,
        "bound": amount.bound if amount else None,
        "per": amount.per if amount else None,
        "part_of": now.part_of,
        "over_rank": over_rank,
        "body": json.dumps(
            {
                "amount": amount.to_dict() if amount else None,
                "items": [{"item": i.item, "count": i.count} for i in now.items],
                "condition": now.condition,
                "history": [
                    {"date": s.date.isoformat(), "stage": s.stage, "statement": s.statement} for s in now.history
                ],
            },
            ensure_ascii=False,
        ),
    }


def _worth(amount: Amount, day: date) -> int | None:
    """An amount in hundredths of the reference currency, at the rate of a day; None where there is no rate."""
    try:
        return int((cents(amount.value) * rate(amount.currency, REFERENCE, day)).to_integral_value())
    except NoRate:
        return None


def cents(value: int | float) -> int:
    """An amount in whole hundredths."""
    return int((Decimal(str(value)) * CENTS).to_integral_value())


def party_rows(now: Commitment) -> list[dict[str, Any]]:
    """Whose pages it belongs to, as the table `party` has it."""
    roles = (("donor", now.donors), ("recipient", now.recipients), ("programme", now.programmes))
    return [{"role": role, "code": code, "commitment": now.id} for role, codes in roles for code in codes]


def in_words(now: Commitment, told: Sequence[Told]) -> str:
    """What it is found by: its things, its programmes, and the sentence that tells most of it."""
    best = max(told, key=lambda t: (t.claim.value is not None, bool(t.claim.heads)))  # the first of them
    parts = [*(i.item for i in now.items), *now.programmes, str(best.body.get("quote", ""))]
    return commitment_words(" · ".join(parts)[:WORDS])
