"""One error for all that can go wrong with a book, in words that say what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, OperationalError

RESTORE = "Restore it from a backup: pledgebook restore FILE --replace"

_SQLITE = {  # primary result codes
    sqlite3.SQLITE_BUSY: "another program has been writing to it for too long; try again when that has finished",
    sqlite3.SQLITE_LOCKED: "another program is writing to it; try again when that has finished",
    sqlite3.SQLITE_FULL: "the disk is full; nothing of the last document was kept. Free some space and repeat the command",
    sqlite3.SQLITE_IOERR: "the disk could not be read or written (it may be full); free some space and repeat the command",
    sqlite3.SQLITE_READONLY: "it may not be written to; check the permissions of the file and its folder",
    sqlite3.SQLITE_PERM: "permission denied; check the permissions of the file and its folder",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened; check that its folder exists and may be written to",
    sqlite3.SQLITE_NOTADB: f"this file is not a book, or is damaged. {RESTORE}",
    sqlite3.SQLITE_CORRUPT: f"the file is damaged. {RESTORE}",
}
_POSTGRES = {  # SQLSTATE, appendix A of the PostgreSQL manual
    "53100": "the server's disk is full; nothing of the last document was kept. Free some space and repeat the command",
    "55P03": "another program has been writing to it for too long; try again when that has finished",
    "40P01": "another program was writing to it at the same time; repeat the command",
    "25006": "the server takes no changes (it is read-only)",
    "28P01": "the server refuses the password",
    "28000": "the server refuses this user",
    "3D000": "there is no such database on the server; create it first (createdb)",
    "42501": "this user may not do that on the server; ask for the right to create and write tables",
    "XX001": f"the database is damaged. {RESTORE}",
    "XX002": f"the database is damaged. {RESTORE}",
}


class BookError(Exception):
    """What is wrong with the book or with what was asked of it, in one line for the user."""


@contextmanager
def told(book: str) -> Iterator[None]:
    """Turns the databases' errors into BookError; `book` names the book in it. Errors of the program's own making
    (a wrong query) pass unchanged."""
    try:
        yield
    except DBAPIError as error:
        words = _words(error)
        if words is None:
            raise
        raise BookError(f"{book}: {words}") from error


def _words(error: DBAPIError) -> str | None:
    cause = error.orig
    if isinstance(cause, sqlite3.Error):
        code = getattr(cause, "sqlite_errorcode", None)
        return _SQLITE.get(code & 0xFF) if code is not None else None
    state = getattr(cause, "sqlstate", None)
    if state in _POSTGRES:
        return _POSTGRES[state]
    if error.connection_invalidated or isinstance(error, OperationalError):
        lines = str(cause).strip().splitlines()
        return f"the server cannot be reached or gave up: {lines[0] if lines else 'no reason given'}"
    return None
