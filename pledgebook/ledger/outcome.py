"""What follows from merging is written down: the states of each commitment day by day, its parties, its conflicts."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from pledgebook.knowledge import load
from pledgebook.ledger.batches import batches
from pledgebook.ledger.changed import note
from pledgebook.ledger.claims import RANKS
from pledgebook.ledger.commitments import Growing, Told
from pledgebook.ledger.conflicts import conflicts_of
from pledgebook.ledger.rows import in_words, party_rows, state_row
from pledgebook.ledger.schema import claim, commitment, conflict, member, party, state
from pledgebook.ledger.searching import commitment_number
from pledgebook.ledger.shelf import claim_from
from pledgebook.model import Commitment

_BATCH = 400
_CHANGING = ("since", "until")


@dataclass(slots=True)
class _Rows:
    """What is to be written."""

    commitment: list[dict[str, Any]] = field(default_factory=list)
    party: list[dict[str, Any]] = field(default_factory=list)
    state: list[dict[str, Any]] = field(default_factory=list)
    conflict: list[dict[str, Any]] = field(default_factory=list)


def work_out(connection: Connection, gifts: Iterable[str]) -> set[str]:
    """Writes anew what follows from the statements of these gifts (keys of their first claims), and of their parts;
    the ids of all commitments written."""
    ids = {"c" + gift[1:] for gift in gifts}
    ids |= _descendants(connection, ids)
    if not ids:
        return set()
    for part in batches(sorted(ids), _BATCH):
        for table in (state, party, conflict):
            connection.execute(delete(table).where(table.c.commitment.in_(part)))
        connection.execute(delete(commitment).where(commitment.c.id.in_(part)))
    wholes = _wholes(connection, ids)
    homes = _first_days(connection, {over for overs in wholes.values() for over in overs})
    timelines: dict[str, list[_Rank]] = {}
    for part in batches(_wholes_first(ids, wholes), _BATCH):
        told = _told(connection, part)
        rows = _Rows()
        for identity in part:
            if identity in told:
                _write(identity, told[identity], homes, timelines, connection, rows)
        for table, values in (
            (commitment, rows.commitment),
            (party, rows.party),
            (state, rows.state),
            (conflict, rows.conflict),
        ):
            if values:
                connection.execute(insert(table), values)
    note(connection, ids)
    return ids


_Members = list[tuple[Told, str | None]]


@dataclass(frozen=True, slots=True)
class _Rank:
    """The rank of a commitment from a day on, 0 where it has no figure that its parts could be counted in."""

    since: str
    rank: int
    withdrawn: bool


def _descendants(connection: Connection, ids: set[str]) -> set[str]:
    """The parts of these commitments, and theirs."""
    found: set[str] = set()
    level = set(ids)
    whole = member.alias("whole")
    while level:
        here: set[str] = set()
        ordered = sorted(level)
        for part in batches(ordered, _BATCH):
            rows = connection.execute(
                select(member.c.commitment)
                .distinct()
                .join(whole, whole.c.claim == member.c.whole)
                .where(whole.c.commitment.in_(part))
            )
            here.update(row[0] for row in rows)
        level = here - found - ids
        found |= level
    return found


def _wholes(connection: Connection, ids: set[str]) -> dict[str, set[str]]:
    """Of each of these commitments that is said to be a part, of which others."""
    whole = member.alias("whole")
    out: dict[str, set[str]] = defaultdict(set)
    for part in batches(sorted(ids), _BATCH):
        rows = connection.execute(
            select(member.c.commitment, whole.c.commitment)
            .join(whole, whole.c.claim == member.c.whole)
            .where(member.c.commitment.in_(part), whole.c.commitment != member.c.commitment)
        )
        for home, over in rows:
            out[home].add(over)
    return out


def _told(connection: Connection, ids: Sequence[str]) -> dict[str, _Members]:
    """The statements of each commitment that has any, with the commitment each says it is a part of."""
    whole = member.alias("whole")
    out: dict[str, _Members] = defaultdict(list)
    rows = connection.execute(
        select(
            member.c.commitment,
            whole.c.commitment,
            claim.c.body,
            claim.c.key,
            claim.c.text_id,
            claim.c.place,
            claim.c.day,
            claim.c.traits,
        )
        .join(claim, claim.c.key == member.c.claim)
        .outerjoin(whole, whole.c.claim == member.c.whole)
        .where(member.c.commitment.in_(ids))
        .order_by(claim.c.place)
    )
    for home, over, body, *rest in rows:
        out[home].append((Told(claim_from(rest), json.loads(body)), None if over == home else over))
    return out


def _first_days(connection: Connection, ids: set[str]) -> dict[str, str]:
    """The day each commitment is first told of."""
    out: dict[str, str] = {}
    ordered = sorted(ids)
    for part in batches(ordered, _BATCH):
        rows = connection.execute(
            select(member.c.commitment, claim.c.day)
            .join(claim, claim.c.key == member.c.claim)
            .where(member.c.commitment.in_(part))
        )
        for home, day in rows:
            out[home] = min(out.get(home, day), day)
    return out


def _wholes_first(ids: set[str], wholes: Mapping[str, set[str]]) -> list[str]:
    """The commitments in an order in which each comes after those it is a part of; of a circle the last link is cut by
    `_part_of`."""
    order: list[str] = []
    seen: set[str] = set()

    def visit(identity: str, path: tuple[str, ...]) -> None:
        if identity in seen or identity not in ids or identity in path:
            return
        for over in sorted(wholes.get(identity, ())):
            visit(over, (*path, identity))
        seen.add(identity)
        order.append(identity)

    for identity in sorted(ids):
        visit(identity, ())
    return order


def _write(
    identity: str,
    members: _Members,
    homes: Mapping[str, str],
    timelines: dict[str, list[_Rank]],
    connection: Connection,
    rows: _Rows,
) -> None:
    told = [t for t, _ in members]
    days = sorted({t.claim.place[:10] for t in told})
    wholes = {over for _, over in members if over and over in homes}
    over_ranks = {over: _timeline(connection, over, timelines) for over in sorted(wholes)}
    moments = sorted({*days, *(r.since for line in over_ranks.values() for r in line if r.since > days[0])})
    states: list[dict[str, Any]] = []
    now: Commitment | None = None
    growing, count = Growing(own_currency), 0
    for moment in moments:
        before = count
        while count < len(told) and told[count].claim.place[:10] <= moment:
            growing.take(told[count])
            count += 1
        part_of = _part_of(members[:count], homes, moment) if wholes else None
        if count != before or now is None or now.part_of != part_of:
            now = growing.commitment(part_of)
        over_rank = _over_rank(over_ranks.get(part_of or "", ()), moment, told[:count])
        row = state_row(now, moment, over_rank)
        if states and _same(states[-1], row):
            continue
        if states:
            states[-1]["until"] = moment
        states.append(row)
    if now is None:
        return
    timelines[identity] = _ranks(states)
    rows.state += states
    rows.party += party_rows(now)
    rows.commitment.append(
        {
            "id": identity,
            "first_day": days[0],
            "last_day": days[-1],
            "part_of": now.part_of,
            "words": in_words(now, told),
            "number": commitment_number(identity),
        }
    )
    for found in conflicts_of(told):
        by_key = {t.claim.key: t.claim.place[:10] for t in told}
        rows.conflict.append(
            {
                "id": found.id,
                "commitment": identity,
                "about": found.about,
                "day": sorted(by_key[key] for key in found.statements)[1],
                "claims": json.dumps(found.statements),
                "body": json.dumps({"says": found.says}, ensure_ascii=False),
            }
        )


def _part_of(members: _Members, homes: Mapping[str, str], moment: str) -> str | None:
    """The whole that the first statement to name one names, once it is known itself."""
    return next((over for _, over in members if over and homes.get(over, "9") <= moment), None)


def _timeline(connection: Connection, identity: str, timelines: dict[str, list[_Rank]]) -> list[_Rank]:
    if identity not in timelines:
        found = connection.execute(select(state).where(state.c.commitment == identity).order_by(state.c.since))
        timelines[identity] = _ranks([dict(row._mapping) for row in found])
    return timelines[identity]


def _ranks(states: Sequence[Mapping[str, Any]]) -> list[_Rank]:
    return [
        _Rank(s["since"], max(s["rank"] if s["value"] is not None else 0, s["over_rank"]), s["stage"] == "withdrawn")
        for s in states
    ]


def _over_rank(line: Sequence[_Rank], moment: str, told: Sequence[Told]) -> int:
    """Up to which rank the whole is counted in a part's stead. With a whole that was withdrawn its parts count no more,
    but those that have arrived, or of which something is told after that."""
    over = next((r for r in reversed(line) if r.since <= moment), None)
    if over is None:
        return 0
    if over.rank != RANKS["withdrawn"] or not over.withdrawn:
        return over.rank
    lives_on = any(t.claim.stage == "delivered" or t.claim.place[:10] > over.since for t in told)
    return 0 if lives_on else max(RANKS.values())


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return all(one[name] == other[name] for name in one if name not in _CHANGING)


@cache
def own_currency(actor: str) -> str | None:
    """The currency of a state or union by the knowledge files; None for bodies without one."""
    found = load("en").states.get(actor)
    return "EUR" if actor == "EU" else found.currency if found else None
