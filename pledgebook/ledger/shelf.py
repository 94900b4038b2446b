"""Gifts as the tables have them, brought into memory for merging, with what merging changes until it is written."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from pledgebook.ledger.batches import batches
from pledgebook.ledger.claims import Claim, claim_of, first_place
from pledgebook.ledger.gifts import Gift, Link
from pledgebook.ledger.keyed import Keyed
from pledgebook.ledger.keys import WINDOW, own_keys
from pledgebook.ledger.refresh import SETTLED
from pledgebook.ledger.schema import claim, claim_key, member

_BATCH = 500
_HELD = 150_000  # claims kept in memory
_COLUMNS = (claim.c.key, claim.c.text_id, claim.c.place, claim.c.day, claim.c.traits)
_Told = list[tuple[Claim, str | None]]


class Later(NamedTuple):
    """A claim published later, the gift that it belongs to with its score, and the gifts that it may have found."""

    claim: Claim
    home: str | None
    score: float
    found: list[str]


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
        self._tabled: set[str] = set()  # claims put that the tables have a link of
        self._later: dict[str, tuple[Claim, str | None, float] | None] = {}  # what the tables have of later claims
        self._homes: dict[str, Link | None] = {}  # of the claims put since the last writing; None where one is gone
        self._put: dict[str, set[str]] = defaultdict(set)  # gift -> those of them that it has
        self._wholes: set[str] = set()  # claims that some put since then are said to be parts of
        self._keyed = Keyed(connection, self._homes)
        self._claims: dict[str, Claim] = {}

    def near(self, sought: Sequence[Collection[int]], day: int, before: str) -> set[str]:
        """The gifts that each of some claims most likely belongs to, given the keys of each: those with claims under them
        published in the window and before the place `before`, which is of the day `day`; as `Keyed.near`."""
        self._make_room()
        since = date.fromordinal(max(day - WINDOW, 1)).isoformat()
        return self._keyed.near(sought, since, date.fromordinal(day).isoformat(), before)

    def after(self, keys: Mapping[str, Collection[int]], place: str, last_day: int) -> list[Later]:
        """The settled claims under keys of gifts, published after the place and up to a day, in that order, as
        `Keyed.following` finds them; `keys` by gift."""
        until = date.fromordinal(min(last_day, date.max.toordinal())).isoformat()
        found: dict[str, list[str]] = defaultdict(list)
        for gift, sought in keys.items():
            for name in self._keyed.following(sought, place[:10], until):
                found[name].append(gift)
        self._learn_later(found)
        later = (
            Later(*known, found[name])
            for name in found
            if (known := self._later[name]) is not None and known[0].place > place
        )
        return sorted(later, key=lambda one: one.claim.place)

    def _learn_later(self, names: Collection[str]) -> None:
        if len(self._later) > _HELD:
            self._later.clear()
        for some in batches(sorted(name for name in names if name not in self._later), _BATCH):
            self._later.update(dict.fromkeys(some))
            rows = self._connection.execute(
                select(claim.c.settled, member.c.commitment, member.c.score, *_COLUMNS)
                .outerjoin(member, member.c.claim == claim.c.key)
                .where(claim.c.key.in_(some))
            )
            for settled, home, score, *row in rows:
                if settled == SETTLED:  # here, as a database may rather go through all claims that are settled
                    self._later[row[0]] = (claim_from(row), home and "s" + home[1:], score or 0.0)

    def gifts(self, ids: Iterable[str], before: str) -> list[Gift]:
        """The gifts as they were before a place: what claims published earlier say of them; none of no claims."""
        wanted = sorted(ids)
        self._load([i for i in wanted if i not in self._gifts])
        for identity in wanted:
            self._gifts[identity] = self._gifts.pop(identity)  # the last to be forgotten
        return [gift for identity in wanted if (gift := self._grown(identity, before)).claims]

    def ahead(self, ids: Iterable[str], since: str) -> Callable[[str], dict[str, Gift]]:
        """As `gifts`, by id, for places after `since` that are asked for one after the other; what is put later does not
        change them."""
        wanted = sorted(ids)
        self._load([i for i in wanted if i not in self._gifts])
        own = {identity: self._grown(identity, since).twin() for identity in wanted}
        told = {identity: list(self._gifts[identity]) for identity in wanted}

        def gifts(before: str) -> dict[str, Gift]:
            for identity, gift in own.items():
                _grow(gift, told[identity], before)
            return {identity: gift for identity, gift in own.items() if gift.claims}

        return gifts

    def is_whole(self, identity: str) -> bool:
        """Whether others may be parts of this gift."""
        self._load([i for i in (identity,) if i not in self._gifts])
        names = [one.key for one, _ in self._gifts[identity]]
        if not self._wholes.isdisjoint(names):
            return True
        return any(
            self._connection.scalar(select(member.c.claim).where(member.c.whole.in_(part)).limit(1)) is not None
            for part in batches(names, _BATCH)
        )

    def _make_room(self) -> None:
        """Forgets the gifts that were not asked for the longest time."""
        if self._held > _HELD:
            for identity in list(self._gifts):
                self.forget([identity])
                if self._held <= _HELD * 0.8:
                    break

    def _grown(self, identity: str, before: str) -> Gift:
        """The gift of its claims before a place, kept until one of them changes."""
        gift = self._built.get(identity)
        if gift is None or gift.place >= before:
            gift = self._built[identity] = Gift(identity)
        _grow(gift, self._gifts[identity], before)
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
        for part in batches(asked, _BATCH):
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
        changed: Collection[str] = (),
    ) -> None:
        """Takes in the links of a document's claims, and that others are gone; `affected` are all gifts that change,
        `linked` the claims among them that the tables have a link of, `changed` those that say something else now."""
        self._tabled.update(linked)
        self._load([i for i in sorted(affected) if i not in self._gifts])
        names = {c.key for c in claims} | {c.key for c in gone}
        for identity in affected:
            kept = [row for row in self._gifts[identity] if row[0].key not in names]
            if len(kept) < len(self._gifts[identity]):
                first = next(row[0].place for row in self._gifts[identity] if row[0].key in names)
                if identity in self._built and self._built[identity].place >= first:
                    del self._built[identity]
                self._held += len(kept) - len(self._gifts[identity])
                self._gifts[identity] = kept
        for name in names:
            old = self._homes.get(name)
            if old is not None:
                self._put[old.gift].discard(name)
        for one in gone:
            self._homes[one.key] = None
        self._keyed.move({name for name in (*changed, *(c.key for c in gone)) if name in linked})
        for one in claims:
            self._homes[one.key] = links[one.key]
            self._put[links[one.key].gift].add(one.key)
        self._claims |= {one.key: one for one in claims}
        self._wholes |= {link.whole for link in links.values() if link.whole}
        wholes = self._homes_of_wholes([(one, links[one.key].whole) for one in claims])
        for one in claims:
            link = links[one.key]
            self._insert(link.gift, one, wholes.get(one.key))
            self._keyed.put(one.key, link.gift, one.place, own_keys(one))

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
        execute = self._connection.execute
        for part in batches(sorted(self._tabled), _BATCH):
            execute(delete(member).where(member.c.claim.in_(part)))
            execute(delete(claim_key).where(claim_key.c.claim.in_(part)))
        gone = [name for name, link in self._homes.items() if link is None]
        for part in batches(gone, _BATCH):
            execute(delete(claim).where(claim.c.key.in_(part)))
        rows = [
            {**member_row(name, link), "place": self._claims[name].place}
            for name, link in self._homes.items()
            if link is not None
        ]
        if rows:
            execute(insert(member), rows)
            keyed = self._keyed.rows()
            if keyed:
                execute(insert(claim_key), keyed)
            settled = update(claim).where(claim.c.key == bindparam("k")).values(settled=SETTLED)
            execute(settled, [{"k": row["claim"]} for row in rows])
        self._homes.clear()
        self._put.clear()
        self._tabled.clear()
        self._wholes.clear()
        self._later.clear()
        self._keyed.clear()
        self._claims.clear()

    def _load(self, ids: Sequence[str]) -> None:
        for identity in ids:
            self._gifts[identity] = []
            self._built.pop(identity, None)
        found: dict[str, list[tuple[Claim, str | None]]] = defaultdict(list)
        for part in batches(ids, _BATCH):
            rows = self._connection.execute(
                select(member.c.commitment, member.c.whole, *_COLUMNS)
                .join(claim, claim.c.key == member.c.claim)
                .where(member.c.commitment.in_(["c" + i[1:] for i in part]))
                .order_by(claim.c.place)
            )
            for home, whole, *row in rows:
                if row[0] not in self._homes:
                    found["s" + home[1:]].append((claim_from(row), whole))
        wholes = self._homes_of_wholes([row for told in found.values() for row in told])
        for identity, told in found.items():
            for one, _ in told:
                over = wholes.get(one.key)
                self._gifts[identity].append((one, None if over == identity else over))
            self._held += len(told)
        for identity in ids:
            for name in self._put.get(identity, ()):
                one, link = self._claims[name], self._homes[name]
                self._insert(identity, one, self._homes_of_wholes([(one, link.whole if link else None)]).get(name))

    def _homes_of_wholes(self, told: _Told) -> dict[str, str]:
        """Of claims and those that they are said to be parts of, by the key of the first, the gift of the second; not of
        one published later, which was not known then."""
        named = {whole for _, whole in told if whole}
        homes = self.home(named)
        places = {name: self._claims[name].place for name in named if name in self._claims}
        for part in batches(sorted(homes.keys() - places.keys()), _BATCH):
            rows = self._connection.execute(select(claim.c.key, claim.c.place).where(claim.c.key.in_(part)))
            places.update((row[0], row[1]) for row in rows)
        known = (pair for pair in told if pair[1] in homes and pair[1] in places)
        return {
            one.key: homes[name] for one, name in known if name and first_place(places[name]) <= first_place(one.place)
        }

    def _insert(self, gift: str, one: Claim, over: str | None) -> None:
        told = self._gifts.setdefault(gift, [])
        row = (one, None if over == gift else over)
        at = bisect_left(told, one.place, key=lambda other: other[0].place)
        told.insert(at, row)
        self._held += 1
        if gift in self._built and at < len(self._built[gift].claims):
            del self._built[gift]


def _grow(gift: Gift, told: _Told, before: str) -> None:
    """Adds to a gift the claims before a place that it has not taken in yet, of all that tell of it."""
    for n in range(len(gift.claims), len(told)):
        if told[n][0].place >= before:
            break
        gift.add(*told[n])


def claim_from(row: Sequence[object]) -> Claim:
    """The claim of (key, text_id, place, day, traits)."""
    key, text_id, place, day, traits = row
    return claim_of(str(key), int(str(text_id)), str(place), str(day), json.loads(str(traits)))


def member_row(name: str, link: Link) -> dict[str, object]:
    """A row of the table `member`, but for the claim's place."""
    why = json.dumps([[r.ingredient, r.weight, r.words] for r in link.why], ensure_ascii=False)
    return {"claim": name, "commitment": "c" + link.gift[1:], "whole": link.whole, "score": link.score, "why": why}
