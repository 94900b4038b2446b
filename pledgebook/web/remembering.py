"""Answers that took long, kept until the book changes. A decision, a document or a reading makes all of them new."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from pledgebook.ledger.changed import Look

_T = TypeVar("_T")
_MOST = 4_000
_NOTHING: Any = object()  # None is an answer too


class Memory:
    """The last answers of one book. Safe for many threads: where several ask the same, one works it out."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._answers: OrderedDict[Hashable, Any] = OrderedDict()
        self._busy: dict[Hashable, threading.Lock] = {}

    def answer(self, look: Look, question: Hashable, work_out: Callable[[], _T]) -> _T:
        """What `work_out` returns of the book as it was found, or returned before."""
        key = (look.facts, question)
        with self._lock:
            busy = self._busy.setdefault(key, threading.Lock())
        try:
            with busy:
                found: _T = self._kept(key)
                if found is _NOTHING:
                    found = work_out()
                    if look.waiting is None:
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
