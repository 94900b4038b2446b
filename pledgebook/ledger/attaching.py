"""To which statement a judgement belongs now: it holds on to the words quoted and to what they were taken to mean."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pledgebook.ledger.bodies import canonical

# Per kind the fields that say whose statement it is, and those that tell statements of one quote apart.
_WHO = {
    "pledge": ("donors",),
    "total": ("donors",),
    "agreement": ("parties",),
    "sanction": ("senders", "targets"),
    "need": ("actors",),
    "meeting": ("actors",),
}
_WHAT = ("amount", "recipients", "items", "programmes", "item", "sector", "stage", "action", "part_of")
_WEIGHTS = {"donors": 4, "parties": 4, "senders": 4, "targets": 2, "actors": 4, "amount": 3, "items": 2, "item": 2}


@dataclass(frozen=True, slots=True)
class Placed:
    """A statement of the reading that counts: where it is, and what it says."""

    key: str
    kind: str
    start: int
    end: int
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reference:
    """A statement as a judgement keeps it, so that it can be found again when its key is gone."""

    key: str
    sha256: str
    kind: str
    start: int
    end: int
    quote: str
    body: Mapping[str, Any]

    @classmethod
    def of(cls, stored: str) -> Reference:
        """From the JSON in the table."""
        given = json.loads(stored)
        return cls(*(given[name] for name in ("key", "sha256", "kind", "start", "end", "quote", "body")))

    def stored(self) -> str:
        """As JSON for the table."""
        return canonical({name: getattr(self, name) for name in self.__dataclass_fields__})


def attached(reference: Reference, statements: Sequence[Placed]) -> str | None:
    """The key of the statement of the same text that the reference means, None where there is none.

    It is the one with the same key; else, of the same kind, one at the very same place unless all its actors are
    others; else one whose place covers more than half of the quoted words and which has the same actors or amount. Of
    several the most alike.
    """
    same_kind = [s for s in statements if s.kind == reference.kind]
    if any(s.key == reference.key for s in same_kind):
        return reference.key
    here = [s for s in same_kind if (s.start, s.end) == (reference.start, reference.end)]
    here = [s for s in here if not _other_actors(reference, s)]
    if here:
        return max(here, key=lambda s: (_alike(reference, s), s.key)).key
    near = [s for s in same_kind if 2 * _overlap(reference, s) > reference.end - reference.start]
    near = [s for s in near if _speaks_of_the_same(reference, s)]
    if near:
        return max(near, key=lambda s: (_alike(reference, s), _overlap(reference, s), s.key)).key
    return None


def _overlap(reference: Reference, placed: Placed) -> int:
    return min(reference.end, placed.end) - max(reference.start, placed.start)


def _other_actors(reference: Reference, placed: Placed) -> bool:
    for name in _WHO[reference.kind]:
        ours, theirs = set(reference.body.get(name) or ()), set(placed.body.get(name) or ())
        if ours and theirs and not ours & theirs:
            return True
    return False


def _speaks_of_the_same(reference: Reference, placed: Placed) -> bool:
    if _other_actors(reference, placed):
        return False
    return any(_equal(reference, placed, name) for name in (*_WHO[reference.kind], "amount"))


def _alike(reference: Reference, placed: Placed) -> int:
    fields = (*_WHO[reference.kind], *_WHAT)
    return sum(_WEIGHTS.get(name, 1) for name in fields if _equal(reference, placed, name))


def _equal(reference: Reference, placed: Placed, name: str) -> bool:
    ours, theirs = reference.body.get(name), placed.body.get(name)
    if name == "amount" and ours and theirs:
        return bool((ours["value"], ours["currency"]) == (theirs["value"], theirs["currency"]))
    return bool(ours) and ours == theirs
