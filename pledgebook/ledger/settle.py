"""Merging: claims that wait find their commitments, and what this changes for later claims is followed up.

A document's links depend on the gifts known before it and on nothing else, so the outcome is the same in whatever
order documents arrived. What is already settled is looked at again only where a gift it may belong to has changed.
"""

from __future__ import annotations

import heapq
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from pledgebook.ledger.claims import Claim
from pledgebook.ledger.compare import compare, compatible, total
from pledgebook.ledger.gather import Decided, place
from pledgebook.ledger.gifts import Gift, Link
from pledgebook.ledger.keys import WINDOW, own_keys, seeker_keys, sought_keys
from pledgebook.ledger.outcome import work_out
from pledgebook.ledger.refresh import GONE, SETTLED, WAITING
from pledgebook.ledger.schema import claim, claim_key, member
from pledgebook.ledger.shelf import Shelf, claim_from
from pledgebook.ledger.weights import weights

CHUNK = 2_000  # documents merged in one transaction
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Settled:
    """What merging did: documents looked at, commitments opened or changed, and whether anything still waits."""

    documents: int
    commitments: frozenset[str]
    done: bool


class _Run:
    """One run of merging over one connection."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.shelf = Shelf(connection)
        self.weights = weights()
        self.heap: list[tuple[str, int]] = []
        self.queued: set[int] = set()
        self.touched: set[str] = set()  # gifts whose claims changed
        self.decided = _Decisions(connection)

    def push(self, place_: str, text_id: int) -> None:
        if text_id not in self.queued:
            self.queued.add(text_id)
            heapq.heappush(self.heap, (place_, text_id))


def settle(connection: Connection, most: int = CHUNK) -> Settled:
    """Merges up to `most` documents that wait, earliest first, within the caller's transaction."""
    run = _Run(connection)
    _settle_others(connection)
    for place_, text_id in _waiting(connection, most):
        run.push(place_, text_id)
    count = 0
    while run.heap and count < most * 4:
        _, text_id = heapq.heappop(run.heap)
        run.queued.discard(text_id)
        _settle_text(run, text_id)
        count += 1
    if run.heap:
        _wait(connection, [text_id for _, text_id in run.heap])
    changed = work_out(connection, run.touched)
    left = connection.scalar(select(claim.c.key).where(claim.c.settled != SETTLED).limit(1))
    return Settled(count, frozenset(changed), left is None)


def _settle_others(connection: Connection) -> None:
    """Statements that are no pledges belong to no commitment: they need no merging."""
    connection.execute(delete(claim).where(claim.c.settled == GONE, claim.c.kind != "pledge"))
    connection.execute(
        update(claim).where(claim.c.settled == WAITING, claim.c.kind != "pledge").values(settled=SETTLED)
    )


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
    for start in range(0, len(text_ids), _BATCH):
        chosen = claim.c.text_id.in_(text_ids[start : start + _BATCH])
        connection.execute(
            update(claim).where(chosen, claim.c.settled == SETTLED, claim.c.kind == "pledge").values(settled=WAITING)
        )


def _settle_text(run: _Run, text_id: int) -> None:
    rows = run.connection.execute(
        select(claim.c.settled, claim.c.key, claim.c.text_id, claim.c.place, claim.c.day, claim.c.traits)
        .where(claim.c.text_id == text_id, claim.c.kind == "pledge")
        .order_by(claim.c.place)
    ).all()
    gone = [claim_from(row[1:]) for row in rows if row.settled == GONE]
    claims = [claim_from(row[1:]) for row in rows if row.settled != GONE]
    fresh = {row.key for row in rows if row.settled == WAITING}
    before = _links(run.connection, [*claims, *gone])
    links = _place(run, claims) if claims else {}
    moved = {key for key, link in links.items() if key in fresh or _differs(before.get(key), link)}
    if moved or gone:
        _write(run, claims, gone, links, moved, before)
        return
    told_otherwise = [row for row in (_member(link, key) for key, link in links.items()) if row["why"] != before[row["claim"]][2]]
    if told_otherwise:
        run.connection.execute(delete(member).where(member.c.claim.in_([row["claim"] for row in told_otherwise])))
        run.connection.execute(insert(member), told_otherwise)


def _place(run: _Run, claims: Sequence[Claim]) -> dict[str, Link]:
    first = claims[0].place
    keys = {key for c in claims for key in sought_keys(c)}
    decided = run.decided.of(claims)
    ids = run.shelf.near(keys, claims[0].day, first) | {g for same in decided.same.values() for g in same if g[0] == "s"}
    gifts = run.shelf.gifts(ids, first)
    wholes = {c.key: c.whole for c in claims if c.whole}
    return place(claims, gifts, wholes, decided, run.weights)


_Old = tuple[str, str | None, str]  # gift, whole, why


def _links(connection: Connection, claims: Sequence[Claim]) -> dict[str, _Old]:
    rows = connection.execute(select(member).where(member.c.claim.in_([c.key for c in claims])))
    return {row.claim: ("s" + row.commitment[1:], row.whole, row.why) for row in rows}


def _differs(old: _Old | None, link: Link) -> bool:
    return old is None or old[:2] != (link.gift, link.whole)


def _write(
    run: _Run,
    claims: Sequence[Claim],
    gone: Sequence[Claim],
    links: dict[str, Link],
    moved: Collection[str],
    before: dict[str, _Old],
) -> None:
    """Writes the new links, and looks again at later claims that the changed gifts bear on."""
    affected = {links[key].gift for key in moved} | {before[key][0] for key in moved if key in before}
    affected |= {before[c.key][0] for c in gone if c.key in before}
    was = list(run.shelf.claims(affected))  # with those that leave
    changed = [*(c.key for c in claims), *(c.key for c in gone)]
    execute = run.connection.execute
    execute(delete(member).where(member.c.claim.in_(changed)))
    execute(delete(claim_key).where(claim_key.c.claim.in_(changed)))
    if gone:
        execute(delete(claim).where(claim.c.key.in_([c.key for c in gone])))
    if claims:
        execute(insert(member), [_member(links[c.key], c.key) for c in claims])
        days = {c.key: c.place[:10] for c in claims}
        execute(
            insert(claim_key),
            [{"key": k, "day": days[c.key], "claim": c.key} for c in claims for k in sorted(own_keys(c))],
        )
        settled = update(claim).where(claim.c.key == bindparam("k")).values(settled=SETTLED)
        execute(settled, [{"k": c.key} for c in claims])
    run.shelf.forget({*affected, *(link.gift for link in links.values())})
    affected |= _parts_of(run.connection, changed)
    run.touched |= affected
    _follow_up(run, [*was, *claims, *gone], affected, max(c.place for c in [*claims, *gone]))


def _parts_of(connection: Connection, keys: Sequence[str]) -> set[str]:
    """The gifts that are parts of those of these claims: where a whole goes, its parts have to know."""
    rows = connection.execute(select(member.c.commitment).where(member.c.whole.in_(keys)))
    return {"s" + row[0][1:] for row in rows}


def _follow_up(run: _Run, claims: Iterable[Claim], affected: set[str], after: str) -> None:
    """Queues the documents published later whose links the affected gifts may change."""
    told = list(claims)
    keys = {key for c in told for key in seeker_keys(c)}
    last = max(c.day for c in told)
    for later, gift, score in run.shelf.after(keys, after, last + WINDOW).values():
        if later.text in run.queued:
            continue
        if gift in affected or gift is None or _may_join(run, later, affected, gift, score):
            run.push(_first_place(later.place), later.text)


def _first_place(place_: str) -> str:
    return "|".join(place_.split("|")[:2])


def _may_join(run: _Run, later: Claim, affected: set[str], home: str, reached: float) -> bool:
    """Whether one of the gifts could now draw the claim away from where it is."""
    alone = home == later.key
    slack = run.weights["company"]["sibling"]
    for gift in run.shelf.gifts(affected, later.place):
        if gift.id == home or not compatible(later, gift):
            continue
        score = total(compare(later, gift, run.weights)) + slack
        if score >= (run.weights.threshold if alone else max(run.weights.threshold, reached)):
            return True
        if alone and (later.part or later.piece or later.ordinal is not None or any(later.heads.values())):
            return True
    return False


def _member(link: Link, key: str) -> dict[str, object]:
    why = json.dumps([[r.ingredient, r.weight, r.words] for r in link.why], ensure_ascii=False)
    return {"claim": key, "commitment": "c" + link.gift[1:], "whole": link.whole, "score": link.score, "why": why}


class _Decisions:
    """The judgements about pairs of claims."""

    def __init__(self, connection: Connection) -> None:
        from pledgebook.ledger.judging import edges

        self._connection = connection
        self._same: dict[str, set[str]] = {}
        self._different: dict[str, set[str]] = defaultdict(set)
        self._whole: dict[str, str] = {}
        for edge in edges(connection):
            if edge.action == "same":
                group = self._same.get(edge.subject_key, {edge.subject_key}) | self._same.get(
                    edge.other_key, {edge.other_key}
                )
                for key in group:
                    self._same[key] = group
            elif edge.action == "different":
                self._different[edge.subject_key].add(edge.other_key)
                self._different[edge.other_key].add(edge.subject_key)
            else:
                self._whole[edge.subject_key] = edge.other_key

    def of(self, claims: Sequence[Claim]) -> Decided:
        """What was decided about the claims of one document."""
        if not (self._same or self._different or self._whole):
            return Decided()
        first = claims[0].place
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
        rows = self._connection.execute(
            select(member.c.commitment)
            .join(claim, claim.c.key == member.c.claim)
            .where(member.c.claim.in_(list(keys)), claim.c.place < before)
        )
        return frozenset("s" + row[0][1:] for row in rows) | (frozenset(keys) & frozenset(here))


__all__ = ["CHUNK", "Gift", "Settled", "settle"]
