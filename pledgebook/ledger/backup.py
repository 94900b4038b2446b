"""A book in one portable file: the facts as compressed JSON Lines, for either database, checked by a hash.

The first line names the format and the version of the tables; each further line is a row, `["table", {…}]`; the last
one counts the rows and gives the SHA-256 of all lines before it. What follows from the facts is worked out again.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import tempfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, MetaData, Table, delete, func, inspect, select

from pledgebook.ledger import opening
from pledgebook.ledger.bodies import now
from pledgebook.ledger.copying import copy_facts, facts_of, insert_rows, renumber
from pledgebook.ledger.opening import Book, BookError, open_book, version_of
from pledgebook.ledger.rebuilding import claims_again, forget
from pledgebook.ledger.schema import FACTS
from pledgebook.ledger.settling import caught_up

FORMAT = "pledgebook-backup"
_NAMES = tuple(table.name for table in FACTS)
_LONGEST = 1 << 28  # bytes of a line that are read; a text is far smaller


@dataclass(frozen=True, slots=True)
class Restored:
    """What a backup brought: rows by table, and where the damaged file that stood in its place was put, if one did."""

    rows: dict[str, int]
    moved: Path | None = None


def backup(book: Book, file: str | Path) -> Path:
    """Writes the book's facts into `file`, which takes the place of an earlier backup only when it is whole. Raises
    BookError: the file is something else than a backup, or cannot be written."""
    target = Path(file)
    if target.exists() and not is_backup(target):
        raise BookError(f"{target}: there is another file of this name, which is no backup; name a new one")
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.unfinished")
    try:
        with book.reading() as connection, unfinished.open("wb") as raw:
            with gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0, compresslevel=6) as packed:
                for line in _lines(connection, book.name):
                    packed.write(line)
            raw.flush()
            os.fsync(raw.fileno())
        unfinished.replace(target)
    except OSError as error:
        raise BookError(f"{target}: the backup could not be written ({error.strerror or error})") from error
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
    return target


def is_backup(file: Path) -> bool:
    """Whether a file begins as a backup does, or is empty."""
    try:
        if file.stat().st_size == 0:
            return True
        with gzip.open(file, "rb") as packed:
            return packed.readline(1_000).startswith(b'{"format": "' + FORMAT.encode() + b'"')
    except (OSError, EOFError, zlib.error):
        return False


def restore(where: str | None, file: str | Path, replace: bool = False) -> Restored:
    """Puts the backup `file` into the book at `where`, in one transaction: until it is whole the old one stays.

    A book that is not empty, or a damaged file, is replaced only where `replace` says so; the damaged file is kept
    under another name. Raises BookError: no whole backup, written by a newer program, the book is not empty.
    """
    source = Path(file)
    version, counted = _examined(source)
    try:
        book = open_book(where)
    except BookError:
        path = opening.unopened(where).path
        if not replace or path is None or not path.is_file():
            raise
        return _instead(path, source, version, counted)
    try:
        with book.writing() as connection:
            if not replace and _filled(connection):
                raise BookError(f"{book.name}: this book is not empty; add --replace to give up what is in it")
            forget(connection)
            for table in reversed(FACTS):
                connection.execute(delete(table))
            _take_over(connection, source, version)
            claims_again(connection)
        caught_up(book)
    finally:
        book.close()
    return Restored(counted)


def _lines(connection: Connection, name: str) -> Iterator[bytes]:
    digest = hashlib.sha256()
    counted: Counter[str] = Counter()
    version = version_of(connection, name)
    head = json.dumps({"format": FORMAT, "schema": version, "made_at": now()}).encode() + b"\n"
    digest.update(head)
    yield head
    for table in _tables(connection):
        for row in facts_of(connection, table):
            line = json.dumps([table.name, row], ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
            digest.update(line)
            counted[table.name] += 1
            yield line
    rows = {table: counted[table] for table in _NAMES}
    yield json.dumps({"rows": rows, "sha256": digest.hexdigest()}).encode() + b"\n"


def _tables(connection: Connection) -> list[Table]:
    """The tables of facts as this database has them, which may be of an earlier version."""
    there = set(inspect(connection).get_table_names())
    found = MetaData()
    return [Table(name, found, autoload_with=connection, resolve_fks=False) for name in _NAMES if name in there]


def _examined(file: Path) -> tuple[str, dict[str, int]]:
    """The version of a backup's tables and its rows by table, once all of it was read and its hash is right."""
    digest = hashlib.sha256()
    counted: Counter[str] = Counter()
    version = None
    last = b""
    for number, line in enumerate(_unpacked(file)):
        if number == 0:
            version = _version(file, line)
        else:
            digest.update(last)
            if number > 1:
                counted[_row(file, last)[0]] += 1
        last = line
    try:
        end = json.loads(last)
        told = {name: end["rows"].pop(name, 0) for name in _NAMES}  # an older backup has fewer tables
        whole = end["sha256"] == digest.hexdigest() and told == {name: counted[name] for name in _NAMES}
        whole = whole and not end["rows"]
    except (ValueError, KeyError, TypeError, AttributeError):
        whole = False
    if version is None or not whole:
        raise BookError(f"{file}: this backup is not whole; take another one. Nothing was changed")
    return version, {name: counted[name] for name in _NAMES}


def _version(file: Path, line: bytes) -> str:
    try:
        head = json.loads(line)
        version = head["schema"] if head["format"] == FORMAT else None
    except (ValueError, KeyError, TypeError):
        version = None
    if not isinstance(version, str):
        raise BookError(f"{file}: this is no backup of a book")
    if version > opening.LATEST:
        raise BookError(f"{file}: made by a newer Pledgebook (tables {version}); install the newest one to restore it")
    return version


def _row(file: Path, line: bytes) -> tuple[str, dict[str, Any]]:
    try:
        name, row = json.loads(line)
    except (ValueError, TypeError):
        name, row = None, None
    if name not in _NAMES or not isinstance(row, dict):
        raise BookError(f"{file}: this backup is damaged; take another one. Nothing was changed")
    return name, row


def _unpacked(file: Path) -> Iterator[bytes]:
    try:
        with gzip.open(file, "rb") as packed:
            while line := packed.readline(_LONGEST):
                yield line
    except FileNotFoundError as error:
        raise BookError(f"{file}: no such file") from error
    except (OSError, EOFError, zlib.error) as error:
        raise BookError(
            f"{file}: this is no backup of a book, or it is damaged ({error}). Nothing was changed"
        ) from error


def _filled(connection: Connection) -> bool:
    return any(
        connection.scalar(select(func.count()).select_from(table.select().limit(1).subquery())) for table in FACTS
    )


def _take_over(connection: Connection, file: Path, version: str) -> None:
    """Inserts the facts of a backup into tables without any; those of an earlier version are brought up to date in a
    file of their own first."""
    if version == opening.LATEST:
        _fill(connection, file)
        return
    from pledgebook.ledger.migrating import migrate

    with tempfile.TemporaryDirectory(prefix="pledgebook-restore-") as folder:
        older = opening.unopened(str(Path(folder) / "older.db"))
        try:
            with older.writing() as scratch:
                migrate(scratch, version)
                _fill(scratch, file)
                migrate(scratch)
            with older.reading() as scratch:
                copy_facts(scratch, connection)
        finally:
            older.close()


def _fill(connection: Connection, file: Path) -> None:
    tables = {table.name: table for table in _tables(connection)}
    lines = _unpacked(file)
    next(lines)
    rows = (_row(file, line) for line in lines if line.startswith(b"["))
    waiting = next(rows, None)
    while waiting is not None:
        name = waiting[0]
        held = [waiting[1]]
        while (waiting := next(rows, None)) is not None and waiting[0] == name and len(held) < 200:
            held.append(waiting[1])
        insert_rows(connection, tables[name], held)
    renumber(connection)


def _instead(path: Path, file: Path, version: str, counted: dict[str, int]) -> Restored:
    """Makes a new book of the backup beside a file that is no usable one, and puts it in its place."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}.unfinished")
    try:
        restored = open_book(str(fresh))
        try:
            with restored.writing() as connection:
                _take_over(connection, file, version)
                claims_again(connection)
            caught_up(restored)
            with restored.engine.connect() as connection:
                connection.exec_driver_sql("COMMIT")  # no transaction may be open
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            restored.close()
        moved = path.with_name(f"{path.name}.damaged-{now()[:19].replace(':', '')}")
        for ending in ("-wal", "-shm", ""):
            beside = path.with_name(path.name + ending)
            if beside.exists():
                beside.replace(moved.with_name(moved.name + ending))
        fresh.replace(path)
    finally:
        for ending in ("", "-wal", "-shm"):
            fresh.with_name(fresh.name + ending).unlink(missing_ok=True)
    return Restored(counted, moved)
