"""What a gift has come to: the commitment that follows from its statements, day by day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pledgebook.ledger.claims import RANKS, Claim
from pledgebook.ledger.compare import sum_outcome
from pledgebook.ledger.sameness import digits
from pledgebook.model import Amount, Commitment, Item, Step

_PLEDGED = RANKS["pledged"]


@dataclass(frozen=True, slots=True)
class Told:
    """A claim with the statement it was drawn from, as the contract writes it (after corrections)."""

    claim: Claim
    body: Mapping[str, Any]


def commitment_of(told: Sequence[Told], part_of: str | None, own_currency: Callable[[str], str | None]) -> Commitment:
    """The commitment that the statements, in the order of publication, come to. `part_of` is the id of its whole;
    `own_currency` gives the currency of an actor's state (ISO 4217), None where it has none of its own."""
    claims = [t.claim for t in told]
    history = _history(claims)
    stage = _stage(claims)
    donors = _donors(claims)
    step = next(s for s in history if s.stage == stage)
    pledged = [s.date for s in history if RANKS[s.stage] >= _PLEDGED]
    return Commitment(
        id=commitment_id(claims[0].key),
        donors=donors,
        recipients=_most(tuple(sorted(c.recipients)) for c in claims if c.recipients) or (),
        sector=_most(c.sector for c in claims if c.sector),
        programmes=tuple(sorted({p for c in claims for p in c.programmes})),
        instrument=_most(c.instrument for c in claims if c.instrument),
        amount=_amount(told, {own_currency(donor) for donor in donors}),
        items=_items(told),
        stage=step.stage,
        stage_date=step.date,
        pledged_on=min(pledged) if pledged else None,
        condition=next((t.body["condition"] for t in reversed(told) if t.body.get("condition")), None),
        part_of=part_of,
        history=history,
        statements=tuple(c.key for c in claims),
    )


def commitment_id(first_statement: str) -> str:
    """A commitment is called after its first statement."""
    return "c" + first_statement[1:]


def _history(claims: Sequence[Claim]) -> tuple[Step, ...]:
    """Per stage the first published claim that reports it; its day is what the claim says, else the day of
    publication."""
    out: dict[str, Step] = {}
    for claim in claims:
        if claim.stage not in out:
            day = date.fromordinal(claim.happened)
            out[claim.stage] = Step(day, claim.stage, claim.key)  # type: ignore[arg-type]
    return tuple(sorted(out.values(), key=lambda step: (step.date, RANKS[step.stage])))


def _stage(claims: Sequence[Claim]) -> str:
    """The highest stage reached; withdrawn where that was said and no later claim says that it goes on after all."""
    withdrawn = max((n for n, c in enumerate(claims) if c.rank == 0), default=None)
    if withdrawn is None:
        return max(claims, key=lambda c: c.rank).stage
    stopped = claims[withdrawn].happened
    after = [c for c in claims[withdrawn + 1 :] if c.rank >= _PLEDGED and c.happened >= stopped and not _looks_back(c)]
    return max(after, key=lambda c: c.rank).stage if after else "withdrawn"


def _looks_back(claim: Claim) -> bool:
    return claim.back and claim.dated is None and claim.rank == _PLEDGED


def _donors(claims: Sequence[Claim]) -> tuple[str, ...]:
    """All donors of a joint gift, where it is told as joint more than once or by its first report; else the usual."""
    sets = Counter(claims[0].donors if len(c.donors) <= len(claims[0].donors) else c.donors for c in claims)
    first = claims[0].donors
    most, times = max(sets.items(), key=lambda pair: (pair[1], pair[0] == first, len(pair[0]), sorted(pair[0])))
    return tuple(sorted(most if times > sets[first] or most == first else first))


def _amount(told: Sequence[Told], own: set[str | None]) -> Amount | None:
    """The last published exact figure in a donor's own currency; without one, the last rounded one in it, then the
    last exact figure in the currency of the first figure told. A rounded or converted figure never replaces it."""
    figures = [t for t in told if t.claim.value is not None]
    if not figures:
        return None
    exact = [t for t in figures if t.claim.bound in ("exact", "range")]
    mine = [t for t in figures if t.claim.currency in own]
    chosen = [t for t in exact if t.claim.currency in own]
    if not chosen:
        currency = _given_in(figures, exact, mine)
        same = [t for t in figures if t.claim.currency == currency]
        chosen = [t for t in same if t in exact] or same
    raw = _unrounded(chosen).body["amount"]
    return Amount(raw["value"], raw["currency"], raw.get("bound") or "exact", raw.get("max"), raw.get("per"))


def _given_in(figures: Sequence[Told], exact: Sequence[Told], mine: Sequence[Told]) -> str | None:
    """The currency of a gift without an exact figure in the donor's own: a foreign one where it came first or the donor
    itself says it, as of dollars paid into a common fund; otherwise a foreign figure is an outlet's conversion."""
    foreign = next((t.claim for t in exact), None)
    if not mine or foreign is None:
        return (foreign or figures[0].claim).currency
    first = foreign.place < mine[0].claim.place or foreign.speaker in foreign.donors
    return (foreign if first else mine[0].claim).currency


def _unrounded(figures: Sequence[Told]) -> Told:
    """The last figure, unless it is a rounding of the one before it to fewer digits."""
    chosen = figures[0]
    for told in figures[1:]:
        one, two = chosen.claim.value or 0.0, told.claim.value or 0.0
        rounds = one != two and sum_outcome(told.claim, chosen.claim) == "within" and digits(two) < digits(one)
        if not rounds:
            chosen = told
    return chosen


def _items(told: Sequence[Told]) -> tuple[Item, ...]:
    """The things as first told, with the last count that is said of each head noun."""
    first = next((t for t in told if t.body.get("items")), None)
    if first is None:
        return ()
    counts: dict[str, int | None] = {}
    for t in told:
        for head, count in t.claim.heads.items():
            if count is not None:
                counts[head] = count
    heads = list(first.claim.heads)
    return tuple(
        Item(item["item"], counts.get(head, item.get("count")))
        for item, head in zip(first.body["items"], [*heads, *[""] * len(first.body["items"])], strict=False)
    )


def _most(values: Iterable[Any]) -> Any:
    """The value told most often, the first told of those."""
    counted = Counter(values)
    return max(counted, key=lambda v: counted[v]) if counted else None
