"""Answers that took long, kept until the book changes. A decision, a document or a reading makes all of them new."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, func, select

from pledgebook.ledger.refresh import SETTLED
from pledgebook.ledger.schema import FACTS, claim, failure, judgement

_T = TypeVar("_T")
_MOST = 4_000
_NOTHING: Any = object()  # None is an answer too


class Memory:
    """The last answers of one book. Safe for many threads: where several ask the same, one works it out."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._answers: OrderedDict[Hashable, Any] = OrderedDict()
        self._busy: dict[Hashable, threading.Lock] = {}

    def answer(self, version: Hashable, connection: Connection, question: Hashable, work_out: Callable[[], _T]) -> _T:
        """What `work_out` returns, or returned when the book was of this version, which is what the connection sees."""
        key = (version, question)
        with self._lock:
            busy = self._busy.setdefault(key, threading.Lock())
        try:
            with busy:
                found: _T = self._kept(key)
                if found is _NOTHING:
                    found = work_out()
                    if not waits(connection):
                        self._keep(key, found)
                return found
        finally:
            with self._lock:
                self._busy.pop(key, None)

    def _kept(self, key: Hashable) -> Any:
        with self._lock:
            if key not in self._answers:
                return _NOTHING
            self._answers.move_to_end(key)
            return self._answers[key]

    def _keep(self, key: Hashable, found: Any) -> None:
        with self._lock:
            self._answers[key] = found
            while len(self._answers) > _MOST:
                self._answers.popitem(last=False)


def version(connection: Connection) -> tuple[Any, ...]:
    """What differs between any two contents of the book: the numbers of the last facts, and the last undoing or end
    of a failure. A reading or an appearance ends only where another begins."""
    newest = [select(func.max(table.c.id)).scalar_subquery() for table in FACTS]
    ended = [select(func.max(table.c.retired_at)).scalar_subquery() for table in (judgement, failure)]
    return tuple(connection.execute(select(*newest, *ended)).one())


def waits(connection: Connection) -> bool:
    """Whether claims wait for merging, so that the book is about to change without a new fact. A connection sees the book
    as it was at its first question, and is asked once."""
    found = _WAITS.get(connection)
    if found is None:
        waiting = connection.scalar(select(claim.c.key).where(claim.c.settled < SETTLED).limit(1))
        found = _WAITS[connection] = waiting is not None
    return found


_WAITS: WeakKeyDictionary[Connection, bool] = WeakKeyDictionary()
