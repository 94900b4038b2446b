"""A pledge as merging sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

RANKS = {
    "withdrawn": 0,
    "discussed": 1,
    "offered": 2,
    "pledged": 3,
    "signed": 4,
    "allocated": 5,
    "delivered": 6,
}
STAGES = {rank: stage for stage, rank in RANKS.items()}
ANY = "*"  # any currency
STEM = 6  # letters that content words are cut to


@dataclass(frozen=True, slots=True)
class Claim:
    """A pledge as merging sees it. `day` and `dated` are day numbers (date.toordinal); `worth` the amount in the
    reference currency of that day, where there is a rate; `heads` item -> count; `names` and `words` content words,
    stemmed."""

    key: str
    text: int
    place: str
    day: int
    donors: frozenset[str]
    recipients: frozenset[str]
    stage: str
    rank: int
    source: str
    speaker: str
    value: float | None = None
    high: float | None = None
    currency: str | None = None
    other_currencies: frozenset[str] = frozenset()  # that its figure, where read, may be in as well
    bound: str = "exact"
    worth: float | None = None
    per: str | None = None
    sector: str | None = None
    programmes: frozenset[str] = frozenset()
    instrument: str | None = None
    heads: Mapping[str, int | None] = field(default_factory=dict)
    kinds: frozenset[str] = frozenset()  # more general words for its things
    general: bool = False  # its things are told by words that stand for any thing
    dated: int | None = None
    month_only: bool = False
    names: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    near: frozenset[str] = frozenset()  # names around it
    further: float = 0.0
    part: bool = False
    piece: bool = False
    entire: bool = False  # said to be all there is of the gift
    missing: bool = False  # said not to have arrived
    ordinal: int | None = None
    series: int | None = None
    back: bool = False
    known: bool = False  # speaks of a gift that the reader is taken to know
    wrong: tuple[float, ...] = ()
    start: int = 0
    period: str | None = None  # START..END, either may be empty
    referred: tuple[tuple[int, int], ...] = ()
    whole_id: str | None = None  # as the statement itself says it
    whole: str | None = None  # as found in its document
    confidence: float = 1.0  # below 1 where an engine read it and nobody accepted it

    @property
    def read(self) -> bool:
        """Whether an engine read it, so that single fields may be misread."""
        return self.confidence < 1

    @property
    def happened(self) -> int:
        """The day number of what it tells: as it says, else the day of publication."""
        return self.dated if self.dated is not None else self.day


def first_place(place_: str) -> str:
    """Before all places of the same document, after those of the one before it."""
    return "|".join(place_.split("|")[:2])


def end_of(day: date) -> str:
    """After all places of documents published on a day, before those of the next one."""
    return f"{day.isoformat()}|g"  # what follows the day is a hash, in figures and letters up to f


@lru_cache(maxsize=30_000)
def _together(*words: str) -> frozenset[str]:
    """The set of these words; claims that say the same share it, as there are many in memory at a time."""
    return frozenset(words)


def claim_of(key: str, text: int, place: str, day: str, traits: Mapping[str, Any]) -> Claim:
    """The claim of a row of the table `claim`."""
    sets: dict[str, Any] = {
        name: _together(*traits.get(name, ()))
        for name in ("donors", "recipients", "programmes", "kinds", "other_currencies", "names", "words", "near")
    }
    plain = (
        "stage",
        "value",
        "high",
        "currency",
        "worth",
        "per",
        "sector",
        "instrument",
        "dated",
        "ordinal",
        "series",
        "whole_id",
        "whole",
        "period",
        "confidence",
    )
    rest = {name: traits[name] for name in plain if name in traits}
    return Claim(
        key=key,
        text=text,
        place=place,
        day=date.fromisoformat(day).toordinal(),
        rank=RANKS[traits["stage"]],
        source=traits.get("source", ""),
        speaker=traits.get("speaker", ""),
        bound=traits.get("bound", "exact"),
        heads=traits.get("heads", {}),
        general=traits.get("general", False),
        month_only=traits.get("month_only", False),
        further=traits.get("further", 0.0),
        part=traits.get("part", False),
        piece=traits.get("piece", False),
        entire=traits.get("entire", False),
        missing=traits.get("missing", False),
        back=traits.get("back", False),
        known=traits.get("known", False),
        wrong=tuple(traits.get("wrong", ())),
        start=traits.get("start", 0),
        referred=tuple((first, last) for first, last in traits.get("referred", ())),
        **sets,
        **rest,
    )
