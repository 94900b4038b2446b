"""One process listens and deals out in turn what comes among several that answer.

Where several processes wait on one socket, the first to wake takes nearly all connections; where each listens by itself at
one address, the system deals by chance, and one may get twice as many as another. So whoever listens hands each connection
on, through a socket of the file system that only the same user can reach, to the next of those that answer.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import shutil
import socket
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

POSSIBLE = hasattr(socket, "send_fds") and hasattr(socket, "AF_UNIX")  # not on Windows
VARIABLE = "PLEDGEBOOK_DEALER"  # tells a process that answers where to take connections from
_PAUSE = 0.05  # seconds, where there is nobody to hand a connection to, or no room for another
_PREFIX, _NAME = "pledgebook-", "connections"
_LONGEST = 100  # bytes of a socket's place, less than any system's bound (macOS: 104 with its end)
_TAKEN = len(f"/{_PREFIX}12345678/{_NAME}")
_WORD = b"1"  # goes with each connection, as one cannot be handed on with nothing


class Dealer:
    """Accepts what comes to a socket that listens, and hands it to those who have come for it, one after the other.
    `ready` is called once when `number` of them have come."""

    def __init__(self, taken: socket.socket, number: int, ready: Callable[[], None]) -> None:
        self._taken, self._number, self._ready = taken, number, ready
        self._answering: deque[socket.socket] = deque()
        self._folder = _folder()
        self._place = str(self._folder / _NAME)
        self._hall = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._hall.bind(self._place)
        self._hall.listen()

    def __enter__(self) -> Self:
        for work in (self._welcome, self._deal):
            threading.Thread(target=work, name="pledgebook-dealing", daemon=True).start()
        os.environ[VARIABLE] = self._place
        return self

    def __exit__(self, *_: object) -> None:
        os.environ.pop(VARIABLE, None)
        self._hall.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _welcome(self) -> None:
        """Those who come to answer."""
        for number in itertools.count(1):
            try:
                one, _ = self._hall.accept()
            except OSError:
                return  # it is over
            one.setblocking(False)
            self._answering.append(one)
            if number == self._number:
                self._ready()

    def _deal(self) -> None:
        while True:
            try:
                connection, _ = self._taken.accept()
            except OSError:
                if self._taken.fileno() < 0:
                    return  # it is over
                time.sleep(_PAUSE)  # too many are open
                continue
            with connection:
                while not self._handed_on(connection):
                    time.sleep(_PAUSE)

    def _handed_on(self, connection: socket.socket) -> bool:
        """Whether somebody took it: the next in turn that lives and is not far behind."""
        for _ in range(len(self._answering)):
            one = self._answering.popleft()
            try:
                socket.send_fds(one, [_WORD], [connection.fileno()])
            except BlockingIOError:
                self._answering.append(one)
            except OSError:
                one.close()  # it has ended
            else:
                self._answering.append(one)
                return True
        return False


def _folder() -> Path:
    """A new folder that nobody else may look into, at a place short enough for a socket."""
    usual = tempfile.gettempdir()
    here = usual if len(os.fsencode(usual)) + _TAKEN <= _LONGEST else "/tmp"  # noqa: S108 - for a folder of its own
    return Path(tempfile.mkdtemp(prefix=_PREFIX, dir=here))


class Dealt(asyncio.SelectorEventLoop):
    """The loop of a process that answers: instead of listening it takes what it is dealt."""

    async def create_server(self, protocol_factory: Any, *_: Any, **named: Any) -> Any:
        """Takes connections from the dealer at PLEDGEBOOK_DEALER, and none from `sock`, which is the dealer's own."""
        hall = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        hall.connect(os.environ[VARIABLE])
        hall.setblocking(False)
        return _Taking(self, hall, protocol_factory)


class _Taking:
    """What stands for a server in a loop that does not listen."""

    def __init__(self, loop: Dealt, hall: socket.socket, protocol_factory: Any) -> None:
        self._loop, self._hall, self._made = loop, hall, protocol_factory
        self._begun: set[asyncio.Task[Any]] = set()
        loop.add_reader(hall, self._take)

    def _take(self) -> None:
        try:
            word, handed, _, _ = socket.recv_fds(self._hall, len(_WORD), 1)
        except BlockingIOError:
            return
        if not word:  # the dealer is gone
            self.close()
        for number in handed:  # none where this process has too many open already: whoever asked has to ask again
            connection = socket.socket(fileno=number)
            connection.setblocking(False)
            begun = self._loop.create_task(self._begin(connection))
            self._begun.add(begun)
            begun.add_done_callback(self._begun.discard)

    async def _begin(self, connection: socket.socket) -> None:
        with suppress(OSError):  # who asked is gone already
            await self._loop.connect_accepted_socket(self._made, connection)

    def close(self) -> None:
        """Takes no more."""
        self._loop.remove_reader(self._hall)
        self._hall.close()

    async def wait_closed(self) -> None:
        """Is closed at once."""
