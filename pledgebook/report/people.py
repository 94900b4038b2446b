"""Who speaks and who meets: people by the name that statements give them."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import JSON, ColumnElement, Connection, cast, func, select, type_coerce

from pledgebook.ledger.refresh import GONE
from pledgebook.ledger.schema import claim
from pledgebook.ledger.searching import cut, matching, sign
from pledgebook.report.statements import StatementRow, statement_query, statement_row


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person: the actors spoken for, how many statements said and meetings attended, first and last day."""

    name: str
    actors: tuple[str, ...]
    statements: int
    meetings: int
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class Person:
    """A person with what they said and where they met, in the order of publication."""

    row: PersonRow
    said: tuple[StatementRow, ...]
    met: tuple[StatementRow, ...]


def people(connection: Connection, *, words: str | None = None) -> list[PersonRow]:
    """All people who are named as speakers or as taking part in a meeting, by name; `words` are looked for in it."""
    said: Counter[str] = Counter()
    met: Counter[str] = Counter()
    actors: dict[str, Counter[str]] = defaultdict(Counter)
    days: dict[str, list[str]] = defaultdict(list)
    for name, actor, number, first, last in _speakers(connection):
        said[name] += number
        days[name] += [first, last]
        if actor:
            actors[name][actor] += number
    for names, day in _meetings(connection):
        for name in names:
            met[name] += 1
            days[name].append(day)
    rows = [
        PersonRow(
            name=name,
            actors=tuple(code for code, _ in actors[name].most_common()),
            statements=said[name],
            meetings=met[name],
            first_day=date.fromisoformat(min(days[name])),
            last_day=date.fromisoformat(max(days[name])),
        )
        for name in sorted(days)
    ]
    return named(rows, words)


def named(rows: list[PersonRow], words: str | None) -> list[PersonRow]:
    """Those of these people whose name holds all of these words."""
    wanted = (words or "").lower().split()
    return [row for row in rows if all(word in row.name.lower() for word in wanted)]


def person(connection: Connection, name: str) -> Person | None:
    """What the book has of a person, by the name as `people` gives it; None where it has nothing."""
    quoted = json.dumps(name, ensure_ascii=False)
    if not cut(name):
        return None
    numbers = matching(connection, "claim", [], [sign("person", name)])
    query = statement_query().where(claim.c.number.in_(numbers), claim.c.body.contains(quoted, autoescape=True))
    rows = sorted(map(statement_row, connection.execute(query).all()), key=lambda row: row.place)
    said = tuple(r for r in rows if (r.body.get("speaker") or {}).get("name") == name)
    met = tuple(r for r in rows if name in (r.body.get("people") or ()))
    if not said and not met:
        return None
    days = sorted(r.day for r in (*said, *met))
    actors = Counter(r.body["speaker"]["actor"] for r in said if r.body["speaker"].get("actor"))
    row = PersonRow(name, tuple(a for a, _ in actors.most_common()), len(said), len(met), days[0], days[-1])
    return Person(row, said, met)


def _speakers(connection: Connection) -> Iterator[Any]:
    body: ColumnElement[Any] = (
        cast(claim.c.body, JSON) if connection.dialect.name == "postgresql" else type_coerce(claim.c.body, JSON)
    )
    name = body[("speaker", "name")].as_string().label("name")
    actor = body[("speaker", "actor")].as_string().label("actor")
    rows = connection.execute(
        select(name, actor, func.count(), func.min(claim.c.day), func.max(claim.c.day))
        .where(claim.c.settled != GONE, claim.c.body.contains('"speaker":{'))
        .group_by("name", "actor")
    )
    return (row for row in rows if row[0])


def _meetings(connection: Connection) -> Iterator[tuple[list[str], str]]:
    query = select(claim.c.body, claim.c.day).where(claim.c.kind == "meeting", claim.c.settled != GONE)
    for body, day in connection.execute(query, execution_options={"yield_per": 400}):
        yield json.loads(body).get("people") or [], day
