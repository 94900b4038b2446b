"""Gifts as the tables have them, brought into memory for merging and kept there while it lasts."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date

from sqlalchemy import Connection, select

from pledgebook.ledger.claims import Claim, claim_of
from pledgebook.ledger.gifts import Gift
from pledgebook.ledger.keys import WINDOW
from pledgebook.ledger.schema import claim, claim_key, member

_BATCH = 500
_MOST = 20_000  # claims held at once
_COLUMNS = (claim.c.key, claim.c.text_id, claim.c.place, claim.c.day, claim.c.traits)


class Shelf:
    """The gifts of a book, by the key of their first claim. Reads through one connection; `forget` what was changed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._members: dict[str, list[tuple[Claim, str | None]]] = {}
        self._held = 0

    def near(self, keys: Collection[int], day: int, before: str) -> set[str]:
        """The gifts with a claim under one of the keys, published before the place `before` and in the window."""
        since = date.fromordinal(day - WINDOW).isoformat()
        until = date.fromordinal(day).isoformat()
        found: set[str] = set()
        for part in _batches(sorted(keys)):
            rows = self._connection.execute(
                select(member.c.commitment)
                .distinct()
                .select_from(claim_key)
                .join(member, member.c.claim == claim_key.c.claim)
                .where(claim_key.c.key.in_(part), claim_key.c.day.between(since, until))
            )
            found.update("s" + row[0][1:] for row in rows)
        return found

    def gifts(self, ids: Iterable[str], before: str) -> list[Gift]:
        """The gifts as they were before a place: what claims published earlier say of them; none of no claims."""
        wanted = sorted(ids)
        self._load([i for i in wanted if i not in self._members])
        out = []
        for identity in wanted:
            told = [(c, whole) for c, whole in self._members[identity] if c.place < before]
            if told:
                gift = Gift(identity if told[0][0].key == identity else told[0][0].key)
                gift.id = identity
                for one, whole in told:
                    gift.add(one, whole)
                out.append(gift)
        return out

    def claims(self, ids: Iterable[str]) -> Iterator[Claim]:
        """All claims of these gifts."""
        wanted = sorted(ids)
        self._load([i for i in wanted if i not in self._members])
        for identity in wanted:
            yield from (c for c, _ in self._members[identity])

    def forget(self, ids: Iterable[str]) -> None:
        """What is known of these gifts is out of date."""
        for identity in ids:
            self._held -= len(self._members.pop(identity, ()))

    def _load(self, ids: Sequence[str]) -> None:
        if self._held > _MOST:
            self._members.clear()
            self._held = 0
        for identity in ids:
            self._members[identity] = []
        whole = member.alias("whole")
        for part in _batches(ids):
            rows = self._connection.execute(
                select(member.c.commitment, whole.c.commitment, *_COLUMNS)
                .join(claim, claim.c.key == member.c.claim)
                .outerjoin(whole, whole.c.claim == member.c.whole)
                .where(member.c.commitment.in_(["c" + i[1:] for i in part]))
                .order_by(claim.c.place)
            )
            for home, over, *row in rows:
                part_of = None if over is None or over == home else "s" + over[1:]
                self._members["s" + home[1:]].append((claim_from(row), part_of))
                self._held += 1


def claim_from(row: Sequence[object]) -> Claim:
    """The claim of (key, text_id, place, day, traits)."""
    key, text_id, place, day, traits = row
    return claim_of(str(key), int(str(text_id)), str(place), str(day), json.loads(str(traits)))


def _batches(values: Sequence[object]) -> Iterator[Sequence[object]]:
    return (values[start : start + _BATCH] for start in range(0, len(values), _BATCH))
