"""The judgements about pairs of claims, as merging asks for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Connection, select

from pledgebook.ledger.claims import Claim, first_place
from pledgebook.ledger.edges import edges
from pledgebook.ledger.gather import Decided
from pledgebook.ledger.schema import claim
from pledgebook.ledger.shelf import Shelf


class Decisions:
    """The judgements about pairs of claims; which gifts these are in, the shelf knows."""

    def __init__(self, connection: Connection, shelf: Shelf) -> None:
        self._connection, self._shelf = connection, shelf
        self._same: dict[str, set[str]] = {}
        self._different: dict[str, set[str]] = defaultdict(set)
        self._whole: dict[str, str] = {}
        for edge in edges(connection):
            one, other = edge.subject_key, edge.other_key
            if edge.action == "same":
                group = self._same.get(one, {one}) | self._same.get(other, {other})
                for key in group:
                    self._same[key] = group
            else:
                self._different[one].add(other)
                self._different[other].add(one)
                if edge.action == "part-of":
                    self._whole[one] = other
        self._keep_groups_apart()

    def _keep_groups_apart(self) -> None:
        """What one of a group of the same is kept from, all of it are."""
        direct = {key: set(kept) for key, kept in self._different.items()}
        for key, kept in direct.items():
            mine = self._same.get(key, {key})
            for other in {mate for one in kept for mate in self._same.get(one, {one})} - mine:
                for mate in mine:
                    self._different[mate].add(other)
                    self._different[other].add(mate)

    def others(self, claims: Iterable[Claim]) -> set[str]:
        """The claims that decisions bind to these, or keep from them."""
        kept = (self._same, self._different)
        return {other for c in claims for by_key in kept for other in by_key.get(c.key, ())}

    def of(self, claims: Sequence[Claim]) -> Decided:
        """What was decided about the claims of one document."""
        if not (self._same or self._different or self._whole):
            return Decided()
        first = first_place(claims[0].place)
        here = {c.key for c in claims}
        return Decided(
            same={c.key: self._gifts(self._same[c.key] - {c.key}, first, here) for c in claims if c.key in self._same},
            different={
                c.key: self._gifts(self._different[c.key], first, here) for c in claims if c.key in self._different
            },
            whole={c.key: self._whole[c.key] for c in claims if c.key in self._whole},
        )

    def _gifts(self, keys: Collection[str], before: str, here: Collection[str]) -> frozenset[str]:
        """The gifts of those claims that were published before, and the claims of this document among them."""
        earlier = select(claim.c.key).where(claim.c.key.in_(list(keys)), claim.c.place < before)
        homes = self._shelf.home(list(self._connection.scalars(earlier)))
        return frozenset(homes.values()) | (frozenset(keys) & frozenset(here))
