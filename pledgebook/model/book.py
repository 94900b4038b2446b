"""The nouns of the book: what follows from statements, and what people decide about them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, Literal

from pledgebook.model.statements import Amount, Instrument, Item, PledgeStage, Record, Sector, plain


@dataclass(frozen=True, slots=True)
class Judgement:
    """A person's decision. `action` is accept, reject, correct, same, different or part-of; `subject` and `other` are
    statement keys; `number` is what `undo` takes; `retired_at` is set once it was undone, by
    `retired_by` for the reason `retired_why`."""

    number: int
    action: str
    subject: str
    other: str | None
    field: str | None
    value: Any
    by: str
    why: str | None
    recorded_at: str
    retired_at: str | None = None
    retired_by: str | None = None
    retired_why: str | None = None


@dataclass(frozen=True, slots=True)
class Step(Record):
    """One stage a commitment reached: the day, the stage, and the statement that first reports it."""

    date: datetime.date
    stage: PledgeStage
    statement: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """The statements that speak of the same support, and what follows from them.

    `id` is the first statement's key with a `c` in place of its `s`; `amount` is the last exact figure published in
    the donor's own currency; `stage_date` is the day of `stage`, `pledged_on` the first day at pledged or above;
    `statements` are keys in the order of publication.
    """

    id: str
    donors: tuple[str, ...]
    recipients: tuple[str, ...]
    sector: Sector | None
    programmes: tuple[str, ...]
    instrument: Instrument | None
    amount: Amount | None
    items: tuple[Item, ...]
    stage: PledgeStage
    stage_date: datetime.date
    pledged_on: datetime.date | None
    condition: str | None
    part_of: str | None
    history: tuple[Step, ...]
    statements: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Ready for JSON, keys as the fields."""
        return {f.name: plain(getattr(self, f.name)) for f in fields(self)}


@dataclass(frozen=True, slots=True)
class Conflict:
    """Sources that contradict each other about a commitment: `about` is amount, items, stage or instrument; `says` holds for each
    of `statements`, in order, what it says, in words."""

    id: str
    commitment: str
    about: str
    statements: tuple[str, ...]
    says: tuple[str, ...]

    @property
    def sides(self) -> dict[str, tuple[str, ...]]:
        """What is said, each once, with all the statements that say it; what was said first comes first."""
        out: dict[str, tuple[str, ...]] = {}
        for statement, words in zip(self.statements, self.says, strict=True):
            out[words] = (*out.get(words, ()), statement)
        return out


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """A reported total checked against the book. `known` is the sum of the commitments `counted`; `low` to `high` the
    interval that the reported words mean."""

    total: str
    donors: tuple[str, ...]
    recipients: tuple[str, ...]
    sector: Sector | None
    amount: Amount
    since: datetime.date | None
    until: datetime.date | None
    as_of: datetime.date
    known: Decimal
    unexplained: Decimal
    low: Decimal
    high: Decimal
    verdict: Literal["consistent", "unexplained", "exceeded"]
    counted: tuple[str, ...]
