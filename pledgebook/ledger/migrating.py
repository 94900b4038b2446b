"""Tables are made, and older ones brought up to date, by the steps in migrations/versions.

Only this file loads Alembic, and it is loaded only where there is something to do.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from pledgebook.ledger import opening
from pledgebook.ledger.errors import BookError
from pledgebook.ledger.opening import Book, version_of

STEPS = Path(__file__).parent / "migrations"


def migrate(connection: Connection, version: str = "head") -> None:
    """Takes the tables to a version, within the transaction of `connection`."""
    config = Config()
    config.set_main_option("script_location", str(STEPS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, version)


def bring_up_to_date(book: Book) -> Book:
    """Makes the tables of an empty database; backs up an older book and takes it to the newest version. Two programs
    may try at once: the second finds it done. Raises BookError."""
    with book.reading() as connection:
        version = version_of(connection, book.name)
    saved = _saved(book, version) if version is not None and version < opening.LATEST else None
    with book.writing() as connection:
        version = version_of(connection, book.name)
        if version is None or version < opening.LATEST:
            migrate(connection)
    return replace(book, is_new=version is None, backup=saved)


def _saved(book: Book, version: str) -> Path:
    """A copy of the book as it is: of a file beside it, of a server's in the user's data folder."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    path = book.path
    if path is None:
        from pledgebook.ledger.backup import backup

        folder = opening.default_path().parent
        folder.mkdir(parents=True, exist_ok=True)
        return backup(book, folder / f"{book.engine.url.database or 'memory'}-{version}-{stamp}.backup")
    target = path.with_name(f"{path.name}.{version}-{stamp}.backup")
    unfinished = target.with_name(target.name + ".unfinished")
    try:
        with book.engine.connect() as connection:
            raw: Any = connection.connection.dbapi_connection
            raw.execute("VACUUM INTO ?", (str(unfinished),))  # not within a transaction
        unfinished.replace(target)
    except Exception as error:
        unfinished.unlink(missing_ok=True)
        raise BookError(
            f"{book.name}: must be brought up to date, but could not be backed up first ({error}); nothing was changed"
        ) from error
    return target
