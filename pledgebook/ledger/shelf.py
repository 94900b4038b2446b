"""Gifts as the tables have them, brought into memory for merging and kept there while it lasts."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from pledgebook.ledger.claims import Claim, claim_of
from pledgebook.ledger.gifts import Gift
from pledgebook.ledger.keys import WINDOW
from pledgebook.ledger.refresh import SETTLED
from pledgebook.ledger.schema import claim, claim_key, member

MOST = 150  # claims looked at under one key: the latest are those that a statement is likely to speak of
_AT_ONCE = 60
_BATCH = 500
_HELD = 40_000  # claims kept in memory
_COLUMNS = (claim.c.key, claim.c.text_id, claim.c.place, claim.c.day, claim.c.traits)


class Shelf:
    """The gifts of a book, by the key of their first claim. Reads through one connection; `forget` what was changed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._members: dict[str, list[tuple[Claim, str | None]]] = {}
        self._held = 0

    def near(self, keys: Collection[int], day: int, before: str) -> set[str]:
        """The gifts with a claim under one of the keys, published in the window and before the place `before`: under
        each key those of the latest claims, as many as `MOST`, and of all claims of the same day."""
        since, until = date.fromordinal(day - WINDOW).isoformat(), date.fromordinal(day).isoformat()
        found: set[str] = set()
        for part in _batches(sorted(keys), _AT_ONCE):
            # whole numbers and ISO days only: nothing here comes from a document
            latest = " UNION ALL ".join(
                f"SELECT * FROM (SELECT claim FROM claim_key WHERE key = {int(key)} AND day >= '{since}' AND day < '{until}' "  # noqa: S608
                f"ORDER BY key DESC, day DESC, claim DESC LIMIT {MOST}) AS k{n}"
                for n, key in enumerate(part)
            )
            here = ", ".join(str(int(key)) for key in part)
            rows = self._connection.exec_driver_sql(
                f"SELECT DISTINCT member.commitment FROM ({latest}) AS near JOIN member ON member.claim = near.claim "  # noqa: S608
                "UNION SELECT member.commitment FROM claim_key JOIN claim ON claim.key = claim_key.claim "
                f"JOIN member ON member.claim = claim_key.claim WHERE claim_key.key IN ({here}) "
                f"AND claim_key.day = '{until}' AND claim.place < '{_plain(before)}'"
            )
            found.update("s" + row[0][1:] for row in rows)
        return found

    def after(self, keys: Collection[int], place: str, last_day: int) -> dict[str, tuple[Claim, str | None, float]]:
        """The settled claims under one of the keys, published after the place and up to a day: under each key the next
        ones, as many as `MOST` and those of the same days; with the gift they belong to and its score."""
        day, until = place[:10], date.fromordinal(min(last_day, date.max.toordinal())).isoformat()
        keyed: set[str] = set()
        for part in _batches(sorted(keys), _AT_ONCE):
            following = " UNION ALL ".join(
                f"SELECT * FROM (SELECT claim FROM claim_key WHERE key = {int(key)} AND day > '{_plain(day)}' AND day <= '{until}' "  # noqa: S608
                f"ORDER BY key, day, claim LIMIT {MOST}) AS k{n}"
                for n, key in enumerate(part)
            )
            keyed.update(row[0] for row in self._connection.exec_driver_sql(following))
            same = select(claim_key.c.claim).where(claim_key.c.key.in_(part), claim_key.c.day == day)
            keyed.update(self._connection.scalars(same))
        out: dict[str, tuple[Claim, str | None, float]] = {}
        for some in _batches(sorted(keyed), _BATCH):
            rows = self._connection.execute(
                select(member.c.commitment, member.c.score, *_COLUMNS)
                .outerjoin(member, member.c.claim == claim.c.key)
                .where(claim.c.key.in_(some), claim.c.place > place, claim.c.settled == SETTLED)
            )
            for home, score, *row in rows:
                out[row[0]] = (claim_from(row), home and "s" + home[1:], score or 0.0)
        return out

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
        if self._held > _HELD:
            self._members.clear()
            self._held = 0
        for identity in ids:
            self._members[identity] = []
        whole = member.alias("whole")
        for part in _batches(ids, _BATCH):
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


def _batches(values: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    return (values[start : start + size] for start in range(0, len(values), size))


def _plain(words: str) -> str:
    """A place or day, which is made of digits, letters and -|: nothing that SQL would take for more."""
    if not all(c.isalnum() or c in "-|" for c in words):
        raise ValueError(f"{words!r} is no place")
    return words
