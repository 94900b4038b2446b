"""Guessing passwords is slowed down: per account and address together, per address, and per account."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

WINDOW = 900.0  # seconds that a failure is remembered
_FREE = {"both": 5, "address": 20, "account": 50}  # failures in the window before somebody has to wait
_MOST = 50_000  # who is remembered at once; the longest untouched are forgotten first


class Throttle:
    """Counts failures of one process. `clock` gives seconds that only grow."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures: OrderedDict[tuple[str, str], list[float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, account: str, address: str) -> int:
        """Whole seconds until a try is allowed; 0 where it is now."""
        with self._lock:
            return max(self._wait(key, _FREE[key[0]]) for key in _keys(account, address))

    def failed(self, account: str, address: str) -> None:
        """Remembers a wrong try; `succeeded` takes that back."""
        moment = self._clock()
        with self._lock:
            for key in _keys(account, address):
                self._failures.setdefault(key, []).append(moment)
                self._failures.move_to_end(key)
                del self._failures[key][: -2 * _FREE[key[0]]]
            while len(self._failures) > _MOST:
                self._failures.popitem(last=False)

    def succeeded(self, account: str, address: str) -> None:
        """The try remembered last was right: forgets it, and what was wrong before of both together."""
        with self._lock:
            both, *others = _keys(account, address)
            self._failures.pop(both, None)
            for key in others:
                if self._failures.get(key):
                    self._failures[key].pop()

    def _wait(self, key: tuple[str, str], free: int) -> int:
        moment = self._clock()
        recent = [then for then in self._failures.get(key, ()) if moment - then < WINDOW]
        if len(recent) < free:
            return 0
        # the pause doubles with each failure beyond the free ones, until the window ends
        pause = min(WINDOW, 15.0 * 2.0 ** (len(recent) - free))
        return max(0, round(recent[-1] + pause - moment))


def _keys(account: str, address: str) -> tuple[tuple[str, str], ...]:
    name = account.strip().lower()[:64]
    return ("both", f"{name}\n{address}"), ("address", address), ("account", name)
