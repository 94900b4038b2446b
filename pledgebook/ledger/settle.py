"""Merging: claims that wait find their commitments, and what this changes for later claims is followed up.

A document's links depend on the gifts known before it and on nothing else, so the outcome is the same in whatever
order documents arrived. What is already settled is looked at again only where a gift it may belong to has changed.
"""

from __future__ import annotations

import gc
import heapq
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, select, update

from pledgebook.ledger.batches import batches
from pledgebook.ledger.claims import Claim, first_place
from pledgebook.ledger.decisions import Decisions
from pledgebook.ledger.following import is_same_to, may_draw
from pledgebook.ledger.gather import place
from pledgebook.ledger.gifts import Gift, Link
from pledgebook.ledger.keys import WINDOW, seeker_keys, sought_keys
from pledgebook.ledger.outcome import work_out
from pledgebook.ledger.refresh import GONE, SETTLED, WAITING
from pledgebook.ledger.schema import claim, member
from pledgebook.ledger.shelf import Later, Shelf, claim_from, member_row
from pledgebook.ledger.weights import weights

CHUNK = 2_000  # documents merged in one transaction
_BATCH = 500
_SEEKERS = 20_000  # claims whose keys are remembered


@dataclass(frozen=True, slots=True)
class Settled:
    """What merging did: documents looked at, commitments opened or changed, and whether anything still waits."""

    documents: int
    commitments: frozenset[str]
    done: bool


class _Run:
    """One run of merging over one connection; documents are taken in the order of publication."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.shelf = Shelf(connection)
        self.weights = weights()
        self.heap: list[tuple[str, int]] = []
        self.queued: set[int] = set()
        self.touched: set[str] = set()  # gifts whose claims changed
        self.decided = Decisions(connection, self.shelf)
        self.rows: dict[int, list[Any]] = {}  # of documents that wait, read ahead
        latest = select(claim.c.place).where(claim.c.settled == SETTLED)
        self.latest: str = connection.scalar(latest.order_by(claim.c.place.desc()).limit(1)) or ""
        self.seekers: dict[str, dict[int, int]] = {}  # seeker_keys of claims

    def push(self, place_: str, text_id: int) -> None:
        if text_id not in self.queued:
            self.queued.add(text_id)
            heapq.heappush(self.heap, (place_, text_id))

    def seeks(self, one: Claim) -> dict[int, int]:
        """`seeker_keys`, worked out once."""
        keys = self.seekers.get(one.key)
        if keys is None:
            if len(self.seekers) > _SEEKERS:
                self.seekers.clear()
            keys = self.seekers[one.key] = seeker_keys(one)
        return keys


def settle(connection: Connection, most: int = CHUNK) -> Settled:
    """Merges up to `most` documents that wait, earliest first, within the caller's transaction."""
    with _uncollected():
        return _settle(connection, most)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without looks for circles among the objects in memory: merging makes many objects and hardly a circle, and the
    looks would take a third as long as all the rest."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _settle(connection: Connection, most: int) -> Settled:
    run = _Run(connection)
    waiting = _waiting(connection, most)
    _settle_others(connection, [text_id for _, text_id in waiting])
    for place_, text_id in waiting:
        run.push(place_, text_id)
    run.rows = _rows(connection, [text_id for _, text_id in waiting])
    count = 0
    while run.heap and count < most * 4:
        _, text_id = heapq.heappop(run.heap)
        run.queued.discard(text_id)
        _settle_text(run, text_id)
        count += 1
    run.shelf.write()
    if run.heap:
        _wait(connection, [text_id for _, text_id in run.heap])
    changed = work_out(connection, run.touched)
    left = connection.scalar(select(claim.c.key).where(claim.c.settled < SETTLED).limit(1))
    return Settled(count, frozenset(changed), left is None)


def _rows(connection: Connection, text_ids: Sequence[int]) -> dict[int, list[Any]]:
    """The pledges of these documents with the links they have, in the order of the text."""
    out: dict[int, list[Any]] = {text_id: [] for text_id in text_ids}
    for part in batches(text_ids, _BATCH):
        rows = connection.execute(
            select(
                claim.c.settled,
                member.c.commitment,
                member.c.whole,
                member.c.why,
                claim.c.key,
                claim.c.text_id,
                claim.c.place,
                claim.c.day,
                claim.c.traits,
            )
            .outerjoin(member, member.c.claim == claim.c.key)
            .where(claim.c.text_id.in_(part), claim.c.kind == "pledge")
        )
        for row in rows:
            out[row.text_id].append(row)
    for told in out.values():
        told.sort(key=lambda row: row.place)  # here, as a database may rather go through all claims in that order
    return out


def _settle_others(connection: Connection, text_ids: Sequence[int]) -> None:
    """Statements that are no pledges belong to no commitment: they need no merging."""
    for part in batches(text_ids, _BATCH):
        others = (claim.c.text_id.in_(part), claim.c.kind != "pledge")
        connection.execute(delete(claim).where(*others, _is(GONE)))
        connection.execute(update(claim).where(*others, _is(WAITING)).values(settled=SETTLED))


def _is(mark: int) -> ColumnElement[bool]:
    """Whether a claim has this mark; said so that a database does not go through all that have it."""
    return claim.c.settled.not_in({GONE, WAITING, SETTLED} - {mark})


def _waiting(connection: Connection, most: int) -> list[tuple[str, int]]:
    out: dict[int, str] = {}
    for mark in (GONE, WAITING):
        rows = connection.execute(
            select(claim.c.text_id, claim.c.place)
            .where(claim.c.settled == mark)
            .order_by(claim.c.place)
            .limit(most * 4)
        )
        for text_id, place_ in rows:
            out[text_id] = min(out.get(text_id, place_), place_)
    return sorted((place_, text_id) for text_id, place_ in out.items())[:most]


def _wait(connection: Connection, text_ids: Sequence[int]) -> None:
    for part in batches(text_ids, _BATCH):
        chosen = claim.c.text_id.in_(part)
        connection.execute(update(claim).where(chosen, _is(SETTLED), claim.c.kind == "pledge").values(settled=WAITING))


_Old = tuple[str, str | None, str]  # gift, whole, why


def _settle_text(run: _Run, text_id: int) -> None:
    rows = run.rows.pop(text_id, None)
    if rows is None:
        rows = _rows(run.connection, [text_id])[text_id]
    gone = [claim_from(row[4:]) for row in rows if row.settled == GONE]
    claims = [claim_from(row[4:]) for row in rows if row.settled != GONE]
    fresh = {row.key for row in rows if row.settled == WAITING}
    before: dict[str, _Old] = {r.key: ("s" + r.commitment[1:], r.whole, r.why) for r in rows if r.commitment}
    links = _place(run, claims) if claims else {}
    moved = {key for key, link in links.items() if key in fresh or _differs(before.get(key), link)}
    if moved or gone:
        _write(run, claims, gone, links, moved, before, fresh)
    elif any(member_row(key, link)["why"] != before[key][2] for key, link in links.items()):
        run.shelf.put(claims, (), links, {link.gift for link in links.values()}, before)


def _differs(old: _Old | None, link: Link) -> bool:
    return old is None or old[:2] != (link.gift, link.whole)


def _place(run: _Run, claims: Sequence[Claim]) -> dict[str, Link]:
    first = first_place(claims[0].place)
    decided = run.decided.of(claims)
    ids = run.shelf.near([sought_keys(c) for c in claims], claims[0].day, first) | {
        g for same in decided.same.values() for g in same if g[0] == "s"
    }
    gifts = run.shelf.gifts(ids, first)
    wholes = {c.key: c.whole for c in claims if c.whole}
    return place(claims, gifts, wholes, decided, run.weights)


def _write(
    run: _Run,
    claims: Sequence[Claim],
    gone: Sequence[Claim],
    links: dict[str, Link],
    moved: Collection[str],
    before: Mapping[str, _Old],
    fresh: Collection[str],
) -> None:
    """Writes the new links, and looks again at later claims that the changed gifts bear on. `moved` are the claims that
    are new or go elsewhere, `fresh` those of them that are new or say something else than before."""
    told = [*claims, *gone]
    left = {key: before[key][0] for key in (*moved, *(c.key for c in gone)) if key in before}
    affected = {links[key].gift for key in moved} | set(left.values())
    run.shelf.open(key for key in moved if links[key].gift == key and key not in before)
    tellers = {gift: list(run.shelf.claims([gift])) for gift in affected}  # with those that leave
    for one in told:
        for gift in {left.get(one.key), links[one.key].gift if one.key in moved else None} - {None}:
            tellers[str(gift)].append(one)
    later = _published_later(run, tellers, max(c.place for c in told))
    document = first_place(min(c.place for c in told))
    known = run.shelf.ahead(affected if later else (), document)
    run.shelf.put(claims, gone, links, affected | {link.gift for link in links.values()}, before, fresh)
    parts = _parts_of(run, told, before)
    run.shelf.forget(parts - affected)
    run.touched |= affected | parts
    # what a claim said that says something else now is not known any more
    unsure = parts | {gift for key, gift in left.items() if key not in moved or key in fresh}
    decided = run.decided.others(told)
    if decided:
        unsure |= affected
        _push(run, decided, max(c.place for c in told))
    now = run.shelf.ahead(affected | parts if later else (), document)
    _follow_up(run, later, known, now, affected, parts, unsure)


def _push(run: _Run, claims: Collection[str], after: str) -> None:
    """Queues the documents of these claims that were published later."""
    for part in batches(sorted(claims), _BATCH):
        chosen = (claim.c.key.in_(part), _is(SETTLED), claim.c.place > after)
        for text_id, place_ in run.connection.execute(select(claim.c.text_id, claim.c.place).where(*chosen)):
            run.push(first_place(place_), text_id)


def _parts_of(run: _Run, claims: Sequence[Claim], before: Mapping[str, _Old]) -> set[str]:
    """The gifts that are parts of those of these claims: where a whole goes, its parts have to know."""
    told = [c.key for c in claims if c.key in before]
    if not told:
        return set()
    rows = run.connection.execute(select(member.c.claim).where(member.c.whole.in_(told)))
    return set(run.shelf.home([row[0] for row in rows]).values())


_Ahead = Callable[[str], dict[str, Gift]]


def _published_later(run: _Run, tellers: Mapping[str, Sequence[Claim]], after: str) -> list[Later]:
    """The claims published later that may have found one of these gifts, by one of the claims that tell of it."""
    if after >= run.latest:
        return []
    day = date.fromisoformat(after[:10]).toordinal()
    keys = {
        gift: {key for one in told for key, last in run.seeks(one).items() if last >= day}
        for gift, told in tellers.items()
    }
    last = max((one.day for told in tellers.values() for one in told), default=day)
    return run.shelf.after(keys, after, last + WINDOW)


def _follow_up(
    run: _Run,
    later: Sequence[Later],
    known: _Ahead,
    now: _Ahead,
    affected: Collection[str],
    parts: Collection[str],
    unsure: Collection[str],
) -> None:
    """Queues the documents of those later claims whose links the changed gifts may change: what they were to them is
    `known`, but of the `unsure` ones. The gifts that are `parts` are found by their wholes."""
    is_whole = cache(run.shelf.is_whole)
    for text_id, told in groupby(later, key=lambda one: one.claim.text):
        if text_id in run.queued:
            continue
        claims = list(told)
        document = first_place(claims[0].claim.place)
        gifts = now(document)
        for one, home, score, found in claims:
            again = home is None or home in unsure
            if not again and home in affected:
                again = not is_same_to(one, known(document).get(str(home)), gifts.get(str(home)), run.weights)
            near = [gifts[gift] for gift in (*found, *parts) if gift in gifts]
            if again or may_draw(one, near, home or one.key, score, is_whole, run.weights):
                run.push(document, text_id)
                break


__all__ = ["CHUNK", "Settled", "settle"]
