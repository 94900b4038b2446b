"""Gifts as the tables have them, brought into memory for merging, with what merging changes until it is written."""

from __future__ import annotations

import json
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from pledgebook.ledger.claims import Claim, claim_of
from pledgebook.ledger.gifts import Gift, Link
from pledgebook.ledger.keys import WINDOW, own_keys
from pledgebook.ledger.refresh import SETTLED
from pledgebook.ledger.schema import claim, claim_key, member

MOST = 80  # claims looked at under one key: the latest are those that a statement is likely to speak of
_AT_ONCE = 60
_BATCH = 500
_HELD = 60_000  # claims kept in memory
_COLUMNS = (claim.c.key, claim.c.text_id, claim.c.place, claim.c.day, claim.c.traits)
_Told = list[tuple[Claim, str | None]]


class Shelf:
    """The gifts of a book, by the key of their first claim, through one connection.

    Documents are put in the order of publication; what was put is seen by `near`, `gifts` and `home` at once, and is in
    the tables after `write`. `after`, which looks at what was published later, needs the tables alone.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._gifts: dict[str, _Told] = {}
        self._built: dict[str, Gift] = {}
        self._held = 0
        self._replaced = 0  # claims put that the tables have too
        self._homes: dict[str, Link | None] = {}  # of the claims put since the last writing; None where one is gone
        self._put: dict[str, set[str]] = defaultdict(set)  # gift -> those of them that it has
        self._keyed: dict[int, list[tuple[str, str, str]]] = defaultdict(list)  # key -> (day, claim, place), sorted
        self._claims: dict[str, Claim] = {}

    def near(self, keys: Collection[int], day: int, before: str) -> set[str]:
        """The gifts with a claim under one of the keys, published in the window and before the place `before`: under
        each key those of the latest claims, as many as `MOST`, and of all claims of the same day."""
        since, until = date.fromordinal(day - WINDOW).isoformat(), date.fromordinal(day).isoformat()
        under: dict[int, list[tuple[str, str, str]]] = defaultdict(list)
        for key, day_, name, home in self._tabled(keys, since, until, before):
            if name not in self._homes:
                under[key].append((day_, name, home))
        for key in keys:
            for day_, name, place in self._keyed.get(key, ()):
                link = self._homes[name]
                if link is not None and since <= day_ <= until and place < before:
                    under[key].append((day_, name, "c" + link.gift[1:]))
        found: set[str] = set()
        for rows in under.values():
            earlier = sorted((row for row in rows if row[0] < until), reverse=True)[:MOST]
            found.update("s" + row[2][1:] for row in (*earlier, *(row for row in rows if row[0] == until)))
        return found

    def _tabled(
        self, keys: Collection[int], since: str, until: str, before: str
    ) -> Iterator[tuple[int, str, str, str]]:
        room = MOST + self._replaced
        for part in _batches(sorted(keys), _AT_ONCE):
            # whole numbers and ISO days only: nothing here comes from a document
            latest = " UNION ALL ".join(
                f"SELECT * FROM (SELECT key, day, claim FROM claim_key WHERE key = {int(key)} AND day >= '{since}' "  # noqa: S608
                f"AND day < '{until}' ORDER BY key DESC, day DESC, claim DESC LIMIT {room}) AS k{n}"
                for n, key in enumerate(part)
            )
            here = ", ".join(str(int(key)) for key in part)
            found = self._connection.exec_driver_sql(
                "SELECT near.key, near.day, near.claim, member.commitment "  # noqa: S608
                f"FROM ({latest}) AS near JOIN member ON member.claim = near.claim "
                "UNION ALL SELECT claim_key.key, claim_key.day, claim_key.claim, member.commitment "
                "FROM claim_key JOIN claim ON claim.key = claim_key.claim JOIN member ON member.claim = claim_key.claim "
                f"WHERE claim_key.key IN ({here}) AND claim_key.day = '{until}' AND claim.place < '{_plain(before)}'"
            )
            yield from found.all()

    def after(self, keys: Collection[int], place: str, last_day: int) -> dict[str, tuple[Claim, str | None, float]]:
        """The settled claims under one of the keys, published after the place and up to a day: under each key the next
        ones, twice `MOST` of them, and those of the same day; with the gift they belong to and its score."""
        day, until = place[:10], date.fromordinal(min(last_day, date.max.toordinal())).isoformat()
        keyed: set[str] = set()
        for part in _batches(sorted(keys), _AT_ONCE):
            following = " UNION ALL ".join(
                f"SELECT * FROM (SELECT claim FROM claim_key WHERE key = {int(key)} AND day >= '{_plain(day)}' "  # noqa: S608
                f"AND day <= '{until}' ORDER BY key, day, claim LIMIT {2 * MOST}) AS k{n}"
                for n, key in enumerate(part)
            )
            keyed.update(row[0] for row in self._connection.exec_driver_sql(following))
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
        self._load([i for i in wanted if i not in self._gifts])
        out = []
        for identity in wanted:
            gift = self._whole(identity)
            if gift.claims and gift.place >= before:
                gift = Gift(identity)
                for one, whole in self._gifts[identity]:
                    if one.place >= before:
                        break
                    gift.add(one, whole)
            if gift.claims:
                out.append(gift)
        return out

    def _whole(self, identity: str) -> Gift:
        """The gift of all its claims, kept until they change."""
        gift = self._built.get(identity)
        if gift is None:
            gift = self._built[identity] = Gift(identity)
            for one, whole in self._gifts[identity]:
                gift.add(one, whole)
        return gift

    def claims(self, ids: Iterable[str]) -> Iterator[Claim]:
        """All claims of these gifts."""
        wanted = sorted(ids)
        self._load([i for i in wanted if i not in self._gifts])
        for identity in wanted:
            yield from (c for c, _ in self._gifts[identity])

    def home(self, claims: Collection[str]) -> dict[str, str]:
        """The gifts that these claims belong to now."""
        out = {name: link.gift for name in claims if (link := self._homes.get(name)) is not None}
        asked = [name for name in claims if name not in self._homes]
        for part in _batches(asked, _BATCH):
            rows = self._connection.execute(select(member.c.claim, member.c.commitment).where(member.c.claim.in_(part)))
            out.update((row[0], "s" + row[1][1:]) for row in rows)
        return out

    def put(
        self,
        claims: Sequence[Claim],
        gone: Sequence[Claim],
        links: Mapping[str, Link],
        affected: set[str],
        linked: Collection[str],
    ) -> None:
        """Takes in the links of a document's claims, and that others are gone; `affected` are all gifts that change,
        `linked` the claims among them that the tables have a link of."""
        self._replaced += len(linked)
        self._load([i for i in sorted(affected) if i not in self._gifts])
        names = {c.key for c in claims} | {c.key for c in gone}
        for identity in affected:
            kept = [row for row in self._gifts[identity] if row[0].key not in names]
            if len(kept) < len(self._gifts[identity]):
                self._held += len(kept) - len(self._gifts[identity])
                self._gifts[identity] = kept
                self._built.pop(identity, None)
        for name in names:
            old = self._homes.get(name)
            if old is not None:
                self._put[old.gift].discard(name)
        for one in gone:
            self._homes[one.key] = None
        for one in claims:
            self._homes[one.key] = links[one.key]
            self._put[links[one.key].gift].add(one.key)
        wholes = self.home({link.whole for link in links.values() if link.whole})
        for one in claims:
            link = links[one.key]
            self._insert(link.gift, one, wholes.get(link.whole or ""))
            self._claims[one.key] = one
            day = one.place[:10]
            for key in own_keys(one):
                insort(self._keyed[key], (day, one.key, one.place))

    def open(self, ids: Iterable[str]) -> None:
        """These gifts are new: there is nothing about them in the tables."""
        for identity in ids:
            self._gifts.setdefault(identity, [])

    def forget(self, ids: Iterable[str]) -> None:
        """What is known of these gifts is out of date."""
        for identity in ids:
            self._held -= len(self._gifts.pop(identity, ()))
            self._built.pop(identity, None)

    def write(self) -> None:
        """Puts what was taken in into the tables."""
        changed, execute = list(self._homes), self._connection.execute
        for part in _batches(changed, _BATCH):
            execute(delete(member).where(member.c.claim.in_(part)))
            execute(delete(claim_key).where(claim_key.c.claim.in_(part)))
        gone = [name for name, link in self._homes.items() if link is None]
        for part in _batches(gone, _BATCH):
            execute(delete(claim).where(claim.c.key.in_(part)))
        rows = [member_row(name, link) for name, link in self._homes.items() if link is not None]
        if rows:
            execute(insert(member), rows)
            keyed = [(key, row) for key, told in self._keyed.items() for row in told if self._homes[row[1]] is not None]
            if keyed:
                execute(insert(claim_key), [{"key": key, "day": row[0], "claim": row[1]} for key, row in keyed])
            settled = update(claim).where(claim.c.key == bindparam("k")).values(settled=SETTLED)
            execute(settled, [{"k": row["claim"]} for row in rows])
        self._homes.clear()
        self._put.clear()
        self._replaced = 0
        self._keyed.clear()
        self._claims.clear()

    def _load(self, ids: Sequence[str]) -> None:
        if self._held > _HELD and not self._homes:
            self._gifts.clear()
            self._built.clear()
            self._held = 0
        for identity in ids:
            self._gifts[identity] = []
            self._built.pop(identity, None)
        found: dict[str, list[tuple[Claim, str | None]]] = defaultdict(list)
        for part in _batches(ids, _BATCH):
            rows = self._connection.execute(
                select(member.c.commitment, member.c.whole, *_COLUMNS)
                .join(claim, claim.c.key == member.c.claim)
                .where(member.c.commitment.in_(["c" + i[1:] for i in part]))
                .order_by(claim.c.place)
            )
            for home, whole, *row in rows:
                if row[0] not in self._homes:
                    found["s" + home[1:]].append((claim_from(row), whole))
        wholes = self.home({whole for told in found.values() for _, whole in told if whole})
        for identity, told in found.items():
            for one, whole in told:
                over = wholes.get(whole or "")
                self._gifts[identity].append((one, None if over == identity else over))
            self._held += len(told)
        for identity in ids:
            for name in self._put.get(identity, ()):
                link = self._homes[name]
                whole = link.whole if link is not None else None
                self._insert(identity, self._claims[name], self.home({whole}).get(whole) if whole else None)

    def _insert(self, gift: str, one: Claim, over: str | None) -> None:
        told = self._gifts.setdefault(gift, [])
        row = (one, None if over == gift else over)
        at = bisect_left(told, one.place, key=lambda other: other[0].place)
        told.insert(at, row)
        self._held += 1
        built = self._built.get(gift)
        if built is not None and at == len(told) - 1:
            built.add(*row)
        else:
            self._built.pop(gift, None)


def claim_from(row: Sequence[object]) -> Claim:
    """The claim of (key, text_id, place, day, traits)."""
    key, text_id, place, day, traits = row
    return claim_of(str(key), int(str(text_id)), str(place), str(day), json.loads(str(traits)))


def member_row(name: str, link: Link) -> dict[str, object]:
    """A row of the table `member`."""
    why = json.dumps([[r.ingredient, r.weight, r.words] for r in link.why], ensure_ascii=False)
    return {"claim": name, "commitment": "c" + link.gift[1:], "whole": link.whole, "score": link.score, "why": why}


def _batches(values: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    return (values[start : start + size] for start in range(0, len(values), size))


def _plain(words: str) -> str:
    """A place or day, which is made of digits, letters and -|: nothing that SQL would take for more."""
    if not all(c.isalnum() or c in "-|" for c in words):
        raise ValueError(f"{words!r} is no place")
    return words
