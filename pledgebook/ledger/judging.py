"""Decisions of people: recorded, taken back, listed, and brought to bear on the claims."""

from __future__ import annotations

import getpass
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from pledgebook.ledger.attaching import Reference
from pledgebook.ledger.bodies import canonical, now, storable
from pledgebook.ledger.edges import PAIRS, Edge, attached_now, edges
from pledgebook.ledger.given import WrongValue
from pledgebook.ledger.opening import Book, BookError
from pledgebook.ledger.refresh import GONE, WAITING, refresh
from pledgebook.ledger.schema import claim, commitment, judgement, member, reading, statement, text
from pledgebook.ledger.settling import caught_up
from pledgebook.ledger.values import parsed
from pledgebook.model import Judgement

SINGLE = ("accept", "reject", "correct")
_SHORTEST = 4  # characters of an id that may stand for it


def judge(
    book: Book,
    action: str,
    subject: str,
    other: str | None = None,
    field: str | None = None,
    value: Any = None,
    by: str | None = None,
    why: str | None = None,
) -> tuple[Judgement, ...]:
    """Records a decision and merges again. `subject` and `other` are ids as `resolve` takes them; accepting or
    rejecting a commitment is a judgement about each of its statements. `value` is for `correct`, as `values.parsed`
    takes it; `by` is the login name unless given. Raises BookError where the decision cannot be understood."""
    if action not in SINGLE + PAIRS:
        raise BookError(f"{action}: no such decision; there are {', '.join(SINGLE + PAIRS)}")
    if (action in PAIRS) != (other is not None):
        raise BookError(f"{action} takes {'two ids' if action in PAIRS else 'one id'}")
    moment = now()
    with book.writing() as connection:
        rows = []
        for key in _subjects(connection, action, subject):
            row: dict[str, Any] = {"subject": _reference(connection, key).stored(), "other": None}
            if other is not None:
                row["other"] = _other(connection, action, key, resolve(connection, other)).stored()
            row["field"], row["value"] = (
                _correction(connection, key, field, value) if action == "correct" else (None, None)
            )
            rows.append({**row, **_signed(by, why), "action": action, "recorded_at": moment, "retired_at": None})
        numbers = [_added(connection, row) for row in rows]
        _brought_to_bear(connection, rows)
        recorded = judgements(connection, numbers)
    caught_up(book)
    return tuple(recorded)


def undo(book: Book, number: int, by: str | None = None, why: str | None = None) -> Judgement:
    """Takes a judgement back: it stays in the log as retired, with who did so and why; `by` is the login name unless
    given. Raises BookError where there is none, or no more."""
    with book.writing() as connection:
        row = connection.execute(select(judgement).where(judgement.c.id == number)).one_or_none()
        if row is None:
            raise BookError(f"there is no judgement {number}; `pledgebook log` lists them")
        if row.retired_at is not None:
            raise BookError(f"judgement {number} was undone already, on {row.retired_at[:10]}")
        taken_back = {f"retired_{name}": words for name, words in _signed(by, why).items()}
        connection.execute(update(judgement).where(judgement.c.id == number).values(retired_at=now(), **taken_back))
        _brought_to_bear(connection, [row._mapping])
        (undone,) = judgements(connection, [number])
    caught_up(book)
    return undone


def judgements(connection: Connection, numbers: Sequence[int] | None = None) -> list[Judgement]:
    """All judgements, or those of these numbers, in the order they were taken, undone ones included."""
    query = select(judgement).order_by(judgement.c.id)
    if numbers is not None:
        query = query.where(judgement.c.id.in_(numbers))
    return [_judgement(row) for row in connection.execute(query)]


def unattached(connection: Connection) -> list[Judgement]:
    """The judgements in force of which a statement has vanished: kept, without effect until it is found again."""
    rows = connection.execute(select(judgement).where(judgement.c.retired_at.is_(None)).order_by(judgement.c.id)).all()
    references = [[Reference.of(side) for side in (r.subject, r.other) if side] for r in rows]
    now_at = attached_now(connection, [r for sides in references for r in sides])
    lost = [row for row, sides in zip(rows, references, strict=True) if any(now_at[id(r)] is None for r in sides)]
    return [_judgement(row) for row in lost]


def resolve(connection: Connection, name: str) -> str:
    """The key of the statement that `name` means: a statement's or a commitment's id (then its first statement's), or
    the beginning of one, at least four characters. Raises BookError where it is unknown or ambiguous."""
    asked = name.strip().lower()
    if len(asked) < _SHORTEST or asked[0] not in "sc" or not asked.isalnum():
        raise BookError(f"{name}: an id begins with s or c and has eleven characters; four of them are enough")
    if asked[0] == "c":
        ids = _beginning(connection, select(commitment.c.id), commitment.c.id, asked)
        if len(ids) > 1:
            raise BookError(_ambiguous(name, ids))
        asked = "s" + (ids[0] if ids else asked)[1:]
    current = select(statement.c.key).distinct().join(reading).where(reading.c.retired_at.is_(None))
    keys = _beginning(connection, current, statement.c.key, asked)
    if len(keys) > 1:
        raise BookError(_ambiguous(name, keys))
    if keys:
        return keys[0]
    if _beginning(connection, select(statement.c.key).distinct(), statement.c.key, asked):
        raise BookError(f"{name}: a later reading of its text has no such statement any more")
    raise BookError(f"{name}: no such statement or commitment in this book")


def _beginning(connection: Connection, query: Any, column: Any, asked: str) -> list[str]:
    exact = connection.scalars(query.where(column == asked)).all()
    if exact:
        return list(exact)
    # the range lets an index serve; what it finds is looked at again, since databases sort letters differently
    near = query.where(column >= asked, column <= asked + "z" * 12, column.startswith(asked, autoescape=True))
    return sorted(connection.scalars(near.limit(6)))


def _ambiguous(name: str, ids: Sequence[str]) -> str:
    listed = ", ".join(ids[:5]) + (" …" if len(ids) > 5 else "")
    return f"{name}: begins the ids of several ({listed}); give more of it"


def _subjects(connection: Connection, action: str, name: str) -> list[str]:
    """The statements that a decision about `name` is about."""
    first = resolve(connection, name)
    if action in PAIRS or not name.strip().lower().startswith("c"):
        return [first]
    members = select(member.c.claim).join(claim, claim.c.key == member.c.claim)
    keys = connection.scalars(members.where(member.c.commitment == "c" + first[1:]).order_by(claim.c.place)).all()
    if action == "correct" and len(keys) > 1:
        raise BookError(f"{name} rests on several statements; correct the one that is wrong: {', '.join(keys)}")
    return list(keys) or [first]


def _reference(connection: Connection, key: str) -> Reference:
    row = connection.execute(
        select(statement, text.c.sha256)
        .join(reading, reading.c.id == statement.c.reading_id)
        .join(text, text.c.id == statement.c.text_id)
        .where(statement.c.key == key, reading.c.retired_at.is_(None))
        .limit(1)
    ).one()
    body = json.loads(row.body)
    return Reference(key, row.sha256, row.kind, row.start, row.end, body["quote"], body)


def _other(connection: Connection, action: str, subject: str, other: str) -> Reference:
    if other == subject:
        raise BookError(f"{action}: both ids mean the same statement ({subject})")
    reference = _reference(connection, other)
    if reference.kind != "pledge" or _reference(connection, subject).kind != "pledge":
        raise BookError(f"{action} is about pledges only")
    for edge in edges(connection):
        if {edge.subject_key, edge.other_key} != {subject, other}:
            continue
        again = edge.action == action and (action != "part-of" or edge.subject_key == subject)
        if again:
            raise BookError(f"judgement {edge.number} says so already")
        raise BookError(f"judgement {edge.number} ({edge.action}) says otherwise; `undo {edge.number}` first")
    _consistent(edges(connection), Edge(action, subject, other, 0))
    return reference


def _consistent(known: Sequence[Edge], new: Edge) -> None:
    """Raises BookError where the decision would contradict what others together say: that two are one and are not, or
    that one is a part of its own part."""
    groups: dict[str, set[str]] = {}
    for edge in (e for e in [*known, new] if e.action == "same"):
        one, two = edge.subject_key, edge.other_key
        group = groups.get(one, {one}) | groups.get(two, {two})
        groups.update(dict.fromkeys(group, group))
    apart = [e for e in [*known, new] if e.action != "same"]
    for edge in apart:
        if edge.other_key in groups.get(edge.subject_key, ()):
            said = f"judgement {edge.number} ({edge.action}) says" if edge.number else "judgements of the same say"
            raise BookError(f"{new.action}: {said} otherwise, with others; see `log`, and `undo` one of them first")
    wholes = {e.subject_key: e.other_key for e in apart if e.action == "part-of"}
    at, path = new.other_key, {new.subject_key}
    while at in wholes and at not in path:
        path.add(at)
        at = wholes[at]
    if new.action == "part-of" and at == new.subject_key:
        raise BookError(f"part-of: {new.other_key} is a part of {new.subject_key} already, through others; see `log`")


def _correction(connection: Connection, key: str, field: str | None, value: Any) -> tuple[str, str]:
    reference = _reference(connection, key)
    if field is None:
        raise BookError("correct takes FIELD=VALUE")
    try:
        return field, canonical(parsed(reference.kind, field, value))
    except WrongValue as error:
        raise BookError(str(error)) from error


def _signed(by: str | None, why: str | None) -> dict[str, str | None]:
    return {"by": storable(by or _login()), "why": storable(why) if why else None}


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no name in the environment, none in the system's list
        return "unknown"


def _added(connection: Connection, row: Mapping[str, Any]) -> int:
    result: Any = connection.execute(insert(judgement).values(row))
    return int(result.inserted_primary_key[0])


def _brought_to_bear(connection: Connection, rows: Iterable[Mapping[Any, Any]]) -> None:
    """Refreshes the claims that the judgements are about; those of pairs wait for merging again."""
    sides = [(row["action"], Reference.of(side)) for row in rows for side in (row["subject"], row["other"]) if side]
    hashes = {reference.sha256 for _, reference in sides}
    refresh(connection, sorted(connection.scalars(select(text.c.id).where(text.c.sha256.in_(hashes)))))
    pairs = [reference for action, reference in sides if action in PAIRS]
    keys = {key for key in attached_now(connection, pairs).values() if key is not None}
    if keys:
        waits = update(claim).where(claim.c.key.in_(keys), claim.c.settled != GONE).values(settled=WAITING)
        connection.execute(waits)


def _judgement(row: Row[Any]) -> Judgement:
    return Judgement(
        number=row.id,
        action=row.action,
        subject=json.loads(row.subject)["key"],
        other=json.loads(row.other)["key"] if row.other else None,
        field=row.field,
        value=None if row.value is None else json.loads(row.value),
        by=row.by,
        why=row.why,
        recorded_at=row.recorded_at,
        retired_at=row.retired_at,
        retired_by=row.retired_by,
        retired_why=row.retired_why,
    )
