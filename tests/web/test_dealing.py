"""Connections are dealt in turn to those that answer, and none is lost where one of them ends."""

from __future__ import annotations

import asyncio
import os
import socket
import stat
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from pledgebook.web import dealing

pytestmark = pytest.mark.skipif(not dealing.POSSIBLE, reason="this system hands no connection from process to process")


class Answering:
    """One that answers with its name, in a thread of its own."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._loop = dealing.Dealt()
        self._begun = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._begun.wait(20)

    def _run(self) -> None:
        self._server = self._loop.run_until_complete(self._loop.create_server(self._protocol, sock=None))
        self._loop.call_soon(self._begun.set)
        self._loop.run_forever()
        self._loop.close()

    def _protocol(self) -> asyncio.Protocol:
        name = self.name.encode()

        class Named(asyncio.Protocol):
            def connection_made(self, transport: asyncio.BaseTransport) -> None:
                assert isinstance(transport, asyncio.WriteTransport)
                transport.write(name)
                transport.close()

        return Named()

    def end(self) -> None:
        self._loop.call_soon_threadsafe(self._server.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(20)


class House:
    """A dealer at an address of its own."""

    def __init__(self, number: int) -> None:
        self.ready = threading.Event()
        self._taken = socket.create_server(("127.0.0.1", 0))
        self.dealer = dealing.Dealer(self._taken, number, self.ready.set)

    def ask(self) -> socket.socket:
        return socket.create_connection(self._taken.getsockname(), timeout=20)

    def answers(self, number: int) -> Counter[str]:
        """Who answered so many who asked one after the other."""
        out: Counter[str] = Counter()
        for _ in range(number):
            with self.ask() as asking:
                out[asking.recv(100).decode()] += 1
        return out


@pytest.fixture
def house() -> Iterator[House]:
    made = House(2)
    with made.dealer:
        yield made


def test_each_in_turn(house: House) -> None:
    one = Answering("one")
    assert not house.ready.is_set()
    two = Answering("two")
    assert house.ready.wait(20)
    assert house.answers(20) == {"one": 10, "two": 10}
    one.end()
    two.end()


def test_whoever_ends_gets_no_more_and_whoever_comes_gets_some(house: House) -> None:
    one, two = Answering("one"), Answering("two")
    assert house.ready.wait(20)
    one.end()
    assert house.answers(6) == {"two": 6}
    three = Answering("three")
    while not house.answers(1)["three"]:  # it has come, but may not have been let in yet
        pass
    assert house.answers(20) == {"two": 10, "three": 10}
    two.end()
    three.end()


def test_whoever_asks_before_anybody_answers_waits(house: House) -> None:
    with house.ask() as asking:
        one = Answering("one")
        assert asking.recv(100) == b"one"
    one.end()


def test_only_the_same_user_can_answer(house: House) -> None:
    place = Path(os.environ[dealing.VARIABLE])
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700


def test_a_long_place_for_temporary_files_does_no_harm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = tmp_path / ("x" * 100)
    deep.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(deep))
    made = House(1)
    with made.dealer:
        one = Answering("one")
        assert made.answers(2) == {"one": 2}
        one.end()
