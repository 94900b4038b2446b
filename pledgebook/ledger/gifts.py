"""A gift as merging knows it at some moment: what the claims that joined it so far say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Hashable
from copy import copy
from dataclasses import MISSING, dataclass, field, fields
from typing import Any

from pledgebook.ledger.claims import Claim

_ONE_IN = 10
_Figure = tuple[str, float, str]  # currency, value, bound


def _figures(claim: Claim) -> Collection[_Figure]:
    return ((claim.currency, claim.value, claim.bound),) if claim.value is not None and claim.currency else ()


_SAID: dict[str, Callable[[Claim], Collection[Any]]] = {
    "programmes": lambda claim: claim.programmes,
    "sectors": lambda claim: (claim.sector,) if claim.sector else (),
    "instruments": lambda claim: (claim.instrument,) if claim.instrument else (),
    "names": lambda claim: claim.names,
    "words": lambda claim: claim.words,
    "near": lambda claim: claim.near,
    "figures": _figures,
}


@dataclass(slots=True)
class Gift:
    """Grows claim by claim, in the order of publication. `id` is the key of its first claim; `acts`: stage -> the days
    it is said to have been reached.

    Its words, names, programmes, sectors, instruments and sums are those that one in ten of its claims say at least, of
    the claims that say any. Or else a gift told of by hundreds would come to have something in common with every claim.
    """

    id: str
    claims: list[Claim] = field(default_factory=list)
    donors: frozenset[str] = frozenset()
    recipients: frozenset[str] = frozenset()
    programmes: set[str] = field(default_factory=set)
    sectors: set[str] = field(default_factory=set)
    instruments: set[str] = field(default_factory=set)
    heads: dict[str, int | None] = field(default_factory=dict)
    kinds: set[str] = field(default_factory=set)
    figures: set[_Figure] = field(default_factory=set)
    sums: dict[_Figure, Claim] = field(default_factory=dict)  # the figures, each with the first claim that says it
    names: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    near: set[str] = field(default_factory=set)
    ordinals: set[int] = field(default_factory=set)
    series: set[int] = field(default_factory=set)
    periods: set[str] = field(default_factory=set)
    texts: set[int] = field(default_factory=set)
    acts: dict[str, set[int]] = field(default_factory=dict)
    reports: set[int] = field(default_factory=set)
    rank: int = 0
    withdrawn: bool = False
    further: bool = False
    first_day: int = 0
    last_day: int = 0
    place: str = ""
    part_of: str | None = None
    counts: dict[str, Counter[Hashable]] = field(default_factory=dict)  # how many claims say what; in all under None

    def add(self, claim: Claim, whole: str | None = None) -> None:
        """Takes in a claim, later than all before; `whole` is the gift it is said to be a part of."""
        if not self.claims:
            self.donors, self.recipients = claim.donors, claim.recipients
            self.first_day, self.further = claim.day, claim.further >= 0.5
        elif len(claim.donors) > len(self.donors):
            self.donors = claim.donors
        self.claims.append(claim)
        for name, said_by in _SAID.items():
            if said := said_by(claim):
                self._take_in(name, said)
        for head, count in claim.heads.items():
            self.heads[head] = count if count is not None else self.heads.get(head)
        self.kinds |= claim.kinds
        if self.figures != self.sums.keys():
            self._find_sums()
        if claim.ordinal is not None:
            self.ordinals.add(claim.ordinal)
        if claim.series is not None:
            self.series.add(claim.series)
        if claim.period is not None:
            self.periods.add(claim.period)
        self.texts.add(claim.text)
        if claim.dated is not None and not claim.month_only:
            self.acts.setdefault(claim.stage, set()).add(claim.dated)
        elif claim.dated is None:
            self.reports.add(claim.day)
        self.withdrawn = claim.rank == 0 or (self.withdrawn and claim.back)
        self.rank = max(self.rank, claim.rank)
        self.last_day, self.place = claim.day, claim.place
        if self.part_of is None and whole != self.id:
            self.part_of = whole

    def _take_in(self, name: str, said: Collection[Any]) -> None:
        """The last claim says this. While few tell of the gift that is enough, and nothing need be counted."""
        if len(self.claims) <= _ONE_IN:
            getattr(self, name).update(said)
            return
        counts = self.counts.get(name)
        if counts is None:
            counts = self.counts[name] = Counter()
            for claim in self.claims[:-1]:
                if before := _SAID[name](claim):
                    counts.update((*before, None))
        counts.update((*said, None))
        needed = counts[None] / _ONE_IN
        setattr(self, name, {one for one, count in counts.items() if count >= needed and one is not None})

    def _find_sums(self) -> None:
        """Where all figures differ, none is said often enough, and each counts."""
        first: dict[_Figure, Claim] = {}
        for claim in self.claims:
            for figure in _figures(claim):
                first.setdefault(figure, claim)
        self.figures = self.figures or set(first)
        self.sums = {figure: claim for figure, claim in first.items() if figure in self.figures}

    def twin(self) -> Gift:
        """Another one that grows by itself."""
        other = copy(self)
        for name in _GROWING:
            setattr(other, name, copy(getattr(self, name)))
        other.acts = {stage: set(days) for stage, days in self.acts.items()}
        other.counts = {name: Counter(said) for name, said in self.counts.items()}
        return other

    @property
    def worth(self) -> float | None:
        """The largest figure said, in the reference currency; None where none is known."""
        return max((c.worth for c in self.sums.values() if c.worth is not None), default=None)


_GROWING = tuple(f.name for f in fields(Gift) if f.default_factory is not MISSING)


@dataclass(frozen=True, slots=True)
class Reason:
    """An ingredient of a score, its weight, and what was alike or different."""

    ingredient: str
    weight: float
    words: str


@dataclass(frozen=True, slots=True)
class Link:
    """Where a claim belongs: the gift (its own key where it opens one), how well, and why; `whole` is the claim whose
    gift it is a part of."""

    gift: str
    score: float
    why: tuple[Reason, ...]
    whole: str | None = None
