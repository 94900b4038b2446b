"""A book is opened, made, or brought up to the present shape of its tables; nothing else here knows which database it is.

book = open_book("pledges.db")
with book.writing() as connection: …
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import StaticPool

from pledgebook.ledger.errors import BookError, told

LATEST = "0007"  # the newest step of migrations/versions
VARIABLE = "PLEDGEBOOK_DB"
WAIT = 30  # seconds that a writer waits for another
_NONE = "there is no book; `pledgebook add PATH…` makes one"
_LOCK = 7_305_437_204_611  # any number, the same for all writers of one PostgreSQL database
# Of PostgreSQL: questions here are many and short; helpers and compiled plans take longer to begin than they save.
_SHORT = "-c max_parallel_workers_per_gather=0 -c jit=off"
_CACHE = 64_000  # KiB of a SQLite book that a connection keeps in memory
_KINDS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}


@dataclass(frozen=True, slots=True)
class Book:
    """An open book. `name` is its path or its URL without the password; `is_new` where opening it made it; `backup` the
    copy that was made before its tables were changed."""

    engine: Engine
    url: str
    name: str
    is_new: bool = False
    backup: Path | None = None

    @property
    def path(self) -> Path | None:
        """The file of a SQLite book; None for a server's or one in memory."""
        return _path(self.engine.url)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees the book as it was at its first question, whatever others write. Raises BookError."""
        with told(self.name), self.engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with connection.begin():
                yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection in a transaction, the only one that writes; all of it is kept, or none where it raises. Waits
        for other writers; raises BookError where that takes too long."""
        with told(self.name), self.engine.connect() as connection:
            connection.execution_options(writing=True)
            with connection.begin():
                if connection.dialect.name == "postgresql":
                    connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{WAIT}s'")
                    connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK})
                yield connection

    def close(self) -> None:
        """Gives up all connections; the book can be used again, which opens new ones."""
        self.engine.dispose()


def default_path() -> Path:
    """Where the book is kept when nobody says otherwise: `pledgebook.db` in the user's data folder."""
    from platformdirs import user_data_path

    return user_data_path("pledgebook", appauthor=False) / "pledgebook.db"


def open_book(where: str | None = None, *, create: bool = True) -> Book:
    """The book at a path, at `sqlite:///…`, or at `postgresql://…`; by default at PLEDGEBOOK_DB, else `default_path()`.

    A new book is made where there is none, unless `create` is False. An older one is backed up and brought up to date.
    Raises BookError: no such book, no book at all, damaged, newer than this program, server out of reach.
    """
    book = unopened(where)
    path = book.path
    if path is not None and not path.exists():
        if not create:
            raise BookError(f"{book.name}: {_NONE}")
        if not where and not os.environ.get(VARIABLE):
            _make_folder(path.parent)
        if not path.parent.is_dir():
            raise BookError(f"{book.name}: there is no folder {path.parent}; create it first")
    elif path is not None and path.is_dir():
        raise BookError(f"{book.name}: a folder, not a book; name a file in it")
    try:
        return _current(book, create)
    except BaseException:
        book.close()
        raise


def unopened(where: str | None) -> Book:
    """The book at an address, not looked at yet: it need not be there. Raises BookError for what is no address."""
    url = _url(where or os.environ.get(VARIABLE) or None)
    path = _path(url)
    shown = url.set(drivername=url.get_backend_name())
    name = str(path) if path else shown.render_as_string(hide_password=True)
    return Book(_engine(url, name), url.render_as_string(hide_password=False), name)


def _current(book: Book, create: bool) -> Book:
    with book.reading() as connection:
        version = version_of(connection, book.name)
    if version == LATEST:
        return book
    if version is None and not create:
        raise BookError(f"{book.name}: {_NONE}")
    if version is not None and version > LATEST:
        raise BookError(
            f"{book.name}: written by a newer Pledgebook (tables {version}; this one knows {LATEST}). "
            "Install the newest Pledgebook to use it; nothing was changed"
        )
    from pledgebook.ledger.migrating import bring_up_to_date

    return bring_up_to_date(book)


def version_of(connection: Connection, name: str) -> str | None:
    """The version of the book's tables, None where the database is empty. Raises BookError where it holds anything
    else than a book."""
    if connection.dialect.name == "sqlite":
        names = "SELECT name FROM sqlite_master WHERE type = 'table'"
    else:
        names = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
    tables = set(connection.exec_driver_sql(names).scalars())
    if not tables:
        return None
    found = (
        connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars().all()
        if {"alembic_version", "statement", "judgement"} <= tables
        else []
    )
    if len(found) != 1 or not (len(found[0]) == 4 and found[0].isdigit()):
        raise BookError(f"{name}: this database holds other things than a book; name another file or database")
    return str(found[0])


def _url(where: str | None) -> URL:
    if where is None:
        return URL.create("sqlite", database=str(default_path()))
    scheme, found, _ = where.partition("://")
    if not found:
        path = Path(where).expanduser().absolute()
        return URL.create("sqlite", database=str(path))
    kind = scheme.lower().partition("+")[0]
    if kind not in _KINDS:
        raise BookError(
            f"{scheme}: no such kind of book; give a path, sqlite:///PATH or postgresql://USER@HOST/DATABASE"
        )
    try:
        url = make_url(where).set(drivername=_KINDS[kind])
    except (ArgumentError, ValueError) as error:
        raise BookError(f"this is no address of a book ({error}); see `pledgebook --help`") from error
    if kind == "sqlite" and url.database and url.database != ":memory:":
        url = url.set(database=str(Path(url.database).expanduser().absolute()))
    return url


def _path(url: URL) -> Path | None:
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return None
    return Path(url.database)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BookError(f"{folder}: this folder cannot be made ({error.strerror}); name a book with --db") from error


def _engine(url: URL, name: str) -> Engine:
    try:
        if url.get_backend_name() == "postgresql":
            usual = {"connect_timeout": 10, "options": _SHORT}
            options: dict[str, Any] = {name: value for name, value in usual.items() if name not in url.query}
            return create_engine(url, connect_args=options)
        options = {"poolclass": StaticPool} if _path(url) is None else {}
        # the pool hands a connection to one thread after another, never to two at once
        engine = create_engine(url, connect_args={"timeout": WAIT, "check_same_thread": False}, **options)
    except (ImportError, NoSuchModuleError) as error:
        raise BookError(f"{name}: the library for this kind of book is not installed ({error})") from error
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: Any, _record: Any) -> None:
    """SQLite as the book needs it: transactions begin where we say, references hold, readers do not wait for writers,
    and what was committed is on the disk."""
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    _write_ahead(connection)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(f"PRAGMA cache_size = -{_CACHE}")


def _write_ahead(connection: Any) -> None:
    """WAL mode stays with the file; turning it on does not wait for others by itself."""
    until = time.monotonic() + WAIT
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.01)


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


__all__ = ["LATEST", "Book", "BookError", "default_path", "open_book", "unopened", "version_of"]
