"""What a gift has come to: the commitment that follows from its statements, day by day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Any

from pledgebook.ledger.claims import ANY, RANKS, Claim
from pledgebook.ledger.figures import sum_outcome
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
    growing = Growing(own_currency)
    for one in told:
        growing.take(one)
    return growing.commitment(part_of)


class Growing:
    """A commitment as it grows statement by statement, in the order of publication; `own_currency` as for
    `commitment_of`. What each adds is worked out once, so that a long history costs as much as its length."""

    def __init__(self, own_currency: Callable[[str], str | None]) -> None:
        self._own_currency = own_currency
        self._claims: list[Claim] = []
        self._keys: list[str] = []
        self._history: dict[str, Step] = {}
        self._donors: Counter[frozenset[str]] = Counter()
        self._recipients: Counter[tuple[str, ...]] = Counter()
        self._sectors: Counter[str] = Counter()
        self._instruments: Counter[str] = Counter()
        self._programmes: set[str] = set()
        self._items = _Items()
        self._sums = _Sums()
        self._condition: str | None = None

    def take(self, told: Told) -> None:
        """One more statement, published after those before it."""
        claim = told.claim
        self._claims.append(claim)
        self._keys.append(claim.key)
        if claim.stage not in self._history:
            day = date.fromordinal(claim.happened)
            self._history[claim.stage] = Step(day, claim.stage, claim.key)  # type: ignore[arg-type]
        first = self._claims[0].donors
        self._donors[first if len(claim.donors) <= len(first) else claim.donors] += 1
        if claim.recipients:
            self._recipients[tuple(sorted(claim.recipients))] += 1
        if claim.sector:
            self._sectors[claim.sector] += 1
        if claim.instrument:
            self._instruments[claim.instrument] += 1
        self._programmes |= claim.programmes
        self._items.take(told)
        self._sums.take(told)
        self._condition = told.body.get("condition") or self._condition

    def commitment(self, part_of: str | None) -> Commitment:
        """What the statements so far, one at least, come to."""
        history = tuple(sorted(self._history.values(), key=lambda step: (step.date, RANKS[step.stage])))
        stage = _stage(self._claims) if "withdrawn" in self._history else max(self._history, key=lambda s: RANKS[s])
        donors = _all_or_usual(self._claims[0].donors, self._donors)
        step = self._history[stage]
        pledged = [s.date for s in history if RANKS[s.stage] >= _PLEDGED]
        return Commitment(
            id=commitment_id(self._keys[0]),
            donors=donors,
            recipients=_most(self._recipients) or (),
            sector=_most(self._sectors),
            programmes=tuple(sorted(self._programmes)),
            instrument=_most(self._instruments),
            amount=self._sums.amount({self._own_currency(donor) for donor in donors}),
            items=self._items.items(),
            stage=step.stage,
            stage_date=step.date,
            pledged_on=min(pledged) if pledged else None,
            condition=self._condition,
            part_of=part_of,
            history=history,
            statements=tuple(self._keys),
        )


def commitment_id(first_statement: str) -> str:
    """A commitment is called after its first statement."""
    return "c" + first_statement[1:]


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


def _all_or_usual(first: frozenset[str], sets: Counter[frozenset[str]]) -> tuple[str, ...]:
    """All donors of a joint gift, where it is told as joint more than once or by its first report; else the usual."""
    most, times = max(sets.items(), key=lambda pair: (pair[1], pair[0] == first, len(pair[0]), sorted(pair[0])))
    return tuple(sorted(most if times > sets[first] or most == first else first))


class _Sums:
    """The figures told of a commitment. Of each currency the last one is kept, and of its exact ones the last; one that
    is a rounding of the one before it to fewer digits is passed over."""

    def __init__(self) -> None:
        self._first: dict[str | None, tuple[int, Told]] = {}  # currency -> the first figure in it and its number
        self._exact: list[Told] = []
        self._last: dict[str | None, Told] = {}
        self._last_exact: dict[str | None, Told] = {}
        self._count = 0

    def take(self, told: Told) -> None:
        """One more statement, with or without a figure."""
        claim = told.claim
        if claim.value is None or self._told_in_another(claim):
            return
        self._count += 1
        self._first.setdefault(claim.currency, (self._count, told))
        self._last[claim.currency] = _unrounded(self._last.get(claim.currency), told)
        if claim.bound in ("exact", "range"):
            self._exact.append(told)
            self._last_exact[claim.currency] = _unrounded(self._last_exact.get(claim.currency), told)

    def _told_in_another(self, claim: Claim) -> bool:
        """Whether the figure was told before, in a currency that the word for its money may mean."""
        told = (t.claim for currency, t in self._last_exact.items() if currency != claim.currency)
        other = claim.other_currencies
        return bool(other) and any(t.value == claim.value and (t.currency in other or ANY in other) for t in told)

    def amount(self, own: set[str | None]) -> Amount | None:
        """The last published exact figure in a donor's own currency; without one, the last rounded one in it, then the
        last exact figure in the currency of the first figure told. A rounded or converted figure never replaces it."""
        if not self._count:
            return None
        mine = [currency for currency in self._last_exact if currency in own]
        if len(mine) == 1:
            chosen = self._last_exact[mine[0]]
        elif mine:
            chosen = reduce(_unrounded, (t for t in self._exact if t.claim.currency in own))
        else:
            currency = self._given_in(own)
            chosen = self._last_exact.get(currency) or self._last[currency]
        raw = chosen.body["amount"]
        return Amount(raw["value"], raw["currency"], raw.get("bound") or "exact", raw.get("max"), raw.get("per"))

    def _given_in(self, own: set[str | None]) -> str | None:
        """The currency of a gift without an exact figure in the donor's own: a foreign one where it came first or the
        donor itself says it, as of dollars paid into a common fund; otherwise a foreign figure is an outlet's
        conversion."""
        firsts = sorted(self._first.values(), key=lambda pair: pair[0])
        mine = next((told.claim for _, told in firsts if told.claim.currency in own), None)
        foreign = self._exact[0].claim if self._exact else None
        if mine is None or foreign is None:
            return (foreign or firsts[0][1].claim).currency
        first = foreign.place < mine.place or foreign.speaker in foreign.donors
        return (foreign if first else mine).currency


def _unrounded(last: Told | None, told: Told) -> Told:
    """The later of two figures, unless it is a rounding of the other to fewer digits."""
    if last is None:
        return told
    one, two = last.claim.value or 0.0, told.claim.value or 0.0
    rounds = one != two and digits(two) < digits(one) and sum_outcome(told.claim, last.claim) == "within"
    return last if rounds else told


class _Items:
    """The things as first told, with the last count that is said of each head noun."""

    def __init__(self) -> None:
        self._first: Told | None = None
        self._counts: dict[str, int] = {}

    def take(self, told: Told) -> None:
        """One more statement, with or without things."""
        if self._first is None and told.body.get("items"):
            self._first = told
        self._counts |= {head: count for head, count in told.claim.heads.items() if count is not None}

    def items(self) -> tuple[Item, ...]:
        """What is known of the things so far."""
        if self._first is None:
            return ()
        listed = self._first.body["items"]
        heads = [*self._first.claim.heads, *[""] * len(listed)]
        return tuple(
            Item(item["item"], self._counts.get(head, item.get("count")))
            for item, head in zip(listed, heads, strict=False)
        )


def _most(counted: Counter[Any]) -> Any:
    """The value told most often, the first told of those; None of none."""
    return max(counted, key=lambda v: counted[v]) if counted else None
