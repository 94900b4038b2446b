"""Books are made, opened and refused."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text as sql

from pledgebook.ledger import migrating, opening
from pledgebook.ledger.opening import Book, BookError, open_book
from pledgebook.ledger.schema import metadata


def test_the_tables_that_the_steps_make_are_those_that_the_program_uses(book: Book) -> None:
    def ours(_: object, name: str | None, *__: object) -> bool:
        return "_search" not in (name or "")  # SQLite's indexes of words, which are tables of its own

    opts = {"compare_type": True, "compare_server_default": True, "include_object": ours}
    with book.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, metadata) == []


def test_the_program_knows_the_newest_step() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrating.STEPS))
    assert ScriptDirectory.from_config(config).get_heads() == [opening.LATEST]


def test_a_book_is_new_once(tmp_path: Path) -> None:
    made = open_book(str(tmp_path / "book.db"))
    assert made.is_new
    again = open_book(f"sqlite:///{tmp_path / 'book.db'}")
    assert not again.is_new
    assert again.path == tmp_path / "book.db"
    made.close()
    again.close()


def test_an_empty_database_of_a_server_becomes_a_book(server: Any) -> None:
    url = server.empty_database()
    made = open_book(url)
    again = open_book(url)
    assert made.is_new and not again.is_new
    made.close()
    again.close()


def test_a_book_can_be_kept_in_memory() -> None:
    book = open_book("sqlite://")
    with book.writing() as connection:
        connection.execute(sql("INSERT INTO setting (name, value) VALUES ('a', 'b')"))
    with book.reading() as connection:
        assert connection.execute(sql("SELECT value FROM setting")).scalar() == "b"


def test_the_default_is_in_the_data_folder_unless_a_variable_says_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PLEDGEBOOK_DB", raising=False)
    monkeypatch.setattr(opening, "default_path", lambda: tmp_path / "data" / "deep" / "pledgebook.db")
    book = open_book()
    assert book.path == tmp_path / "data" / "deep" / "pledgebook.db" and book.is_new
    book.close()
    monkeypatch.setenv("PLEDGEBOOK_DB", str(tmp_path / "mine.db"))
    book = open_book()
    assert book.path == tmp_path / "mine.db"
    book.close()


def test_opening_a_book_that_is_up_to_date_loads_no_migrations(tmp_path: Path) -> None:
    open_book(str(tmp_path / "book.db")).close()
    code = (
        "import sys; from pledgebook.ledger.opening import open_book; "
        f"open_book({str(tmp_path / 'book.db')!r}); print('alembic' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"


def test_the_file_is_safe_against_power_cuts_and_broken_references(tmp_path: Path) -> None:
    book = open_book(str(tmp_path / "book.db"))
    with book.reading() as connection:
        settings = {
            n: connection.execute(sql(f"PRAGMA {n}")).scalar() for n in ("journal_mode", "foreign_keys", "synchronous")
        }
    assert settings == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 2}
    book.close()


def test_what_raises_within_a_transaction_leaves_nothing_behind(book: Book) -> None:
    with pytest.raises(RuntimeError), book.writing() as connection:
        connection.execute(sql("INSERT INTO setting (name, value) VALUES ('a', 'b')"))
        raise RuntimeError
    with book.reading() as connection:
        assert connection.execute(sql("SELECT count(*) FROM setting")).scalar() == 0


def test_a_reader_sees_one_moment(book: Book) -> None:
    with book.reading() as connection:
        before = connection.execute(sql("SELECT count(*) FROM setting")).scalar()
        with book.writing() as writer:
            writer.execute(sql("INSERT INTO setting (name, value) VALUES ('a', 'b')"))
        assert connection.execute(sql("SELECT count(*) FROM setting")).scalar() == before


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("mysql://localhost/x", "no such kind of book"),
        ("nothing/here/book.db", "there is no folder"),
        ("postgresql://nobody@127.0.0.1:9/x?connect_timeout=2", "cannot be reached"),
        ("postgresql://me@host:port/x", "no address"),
        (".", "a folder, not a book"),
    ],
)
def test_what_cannot_be_opened_is_told(where: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BookError, match=words):
        open_book(where)


def test_a_command_that_only_reads_makes_no_book(tmp_path: Path, server: Any) -> None:
    for where in (str(tmp_path / "book.db"), server.empty_database()):
        with pytest.raises(BookError, match="there is no book"):
            open_book(where, create=False)
    assert not list(tmp_path.iterdir())


def test_the_password_is_not_told() -> None:
    with pytest.raises(BookError) as caught:
        open_book("postgresql://me:secret@127.0.0.1:9/x?connect_timeout=2")
    assert "secret" not in str(caught.value)


def test_another_programs_database_is_refused_and_left_alone(tmp_path: Path, server: Any) -> None:
    import sqlite3

    path = tmp_path / "other.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE birds (name TEXT)")
    url = server.empty_database()
    import psycopg

    with psycopg.connect(url) as other:
        other.execute("CREATE TABLE birds (name TEXT)")
    for where in (str(path), url):
        with pytest.raises(BookError, match="other things than a book"):
            open_book(where)
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (1,)
