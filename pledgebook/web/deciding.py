"""Decisions of people who work at once: nobody overwrites what they have not seen."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError

from pledgebook.ledger.errors import BookError
from pledgebook.ledger.judging import judge, resolve, undo
from pledgebook.ledger.opening import Book
from pledgebook.ledger.schema import judgement, member
from pledgebook.model import Judgement
from pledgebook.report.cards import judgements_about
from pledgebook.web.problems import Refused


def standing(connection: Connection, keys: Collection[str]) -> str:
    """What has been decided about these statements so far, as a word: hand it back as `seen` with a decision. It
    changes with every judgement about any of them, and with every undoing."""
    return _word(judgements_about(connection, set(keys)))


def decide(
    book: Book,
    by: str,
    action: str,
    subject: str,
    other: str | None = None,
    field: str | None = None,
    value: Any = None,
    why: str | None = None,
    seen: str | None = None,
) -> tuple[Judgement, ...]:
    """Records a decision, signed `by`; arguments as `judging.judge`. With `seen` only if nothing was decided about the
    same statements since. Raises Refused: 404 no such statement, 409 somebody else was quicker, 422 cannot be."""
    with book.reading() as connection:
        keys = _keys(connection, subject) | ({_resolved(connection, other)} if other else set())
        _compare(connection, keys, seen)
    try:
        made = judge(book, action, subject, other, field, value, by, why)
    except BookError as error:
        raise _refusal(error) from error
    if seen is not None:
        _hold_back(book, keys, made, seen)
    return made


def take_back(book: Book, number: int, by: str) -> Judgement:
    """Undoes a judgement, signed `by`. Raises Refused: 404 there is none, 409 it was undone already."""
    with book.reading() as connection:
        row = connection.execute(select(judgement.c.retired_at).where(judgement.c.id == number)).one_or_none()
    if row is None:
        raise Refused(404, f"there is no judgement {number}")
    if row.retired_at is not None:
        raise Refused(409, f"judgement {number} was undone already, on {row.retired_at[:10]}")
    try:
        return undo(book, number, by)
    except BookError as error:
        raise _refusal(error, 409) from error


def _hold_back(book: Book, keys: Collection[str], made: tuple[Judgement, ...], seen: str) -> None:
    """Takes back what was decided at the same moment as something else, by a process that did not wait for this one."""
    mine = {j.number for j in made}
    with book.reading() as connection:
        others = [j for j in judgements_about(connection, set(keys)) if j.number not in mine]
    before = [j for j in others if j.number < min(mine, default=0)]
    if _word(before) != seen:
        for number in sorted(mine):
            undo(book, number, made[0].by, "decided at the same moment as something else")
        raise _overtaken(before)


def _compare(connection: Connection, keys: Collection[str], seen: str | None) -> None:
    if seen is None:
        return
    found = judgements_about(connection, set(keys))
    if _word(found) != seen:
        raise _overtaken(found)


def _overtaken(found: list[Judgement]) -> Refused:
    last = max(found, key=lambda j: j.retired_at or j.recorded_at, default=None)
    words = "what was decided about this has changed since you saw it"
    if last is not None:
        words += f": judgement {last.number} ({last.action}) by {last.by}" + (", undone" if last.retired_at else "")
    return Refused(409, words + "; look again", seen=_word(found))


def _word(found: list[Judgement]) -> str:
    numbers = [j.number for j in found]
    return f"{max(numbers, default=0)}.{len(numbers)}.{sum(j.retired_at is not None for j in found)}"


def _keys(connection: Connection, subject: str) -> set[str]:
    first = _resolved(connection, subject)
    if not subject.strip().lower().startswith("c"):
        return {first}
    found = connection.scalars(select(member.c.claim).where(member.c.commitment == "c" + first[1:]))
    return {first, *found}


def _resolved(connection: Connection, name: str) -> str:
    try:
        return resolve(connection, name)
    except BookError as error:
        raise _refusal(error, 404) from error


def _refusal(error: BookError, status: int = 422) -> Refused:
    """What the book says of a decision; 503 where it is the database that could not."""
    return Refused(503 if isinstance(error.__cause__, DBAPIError) else status, str(error))
