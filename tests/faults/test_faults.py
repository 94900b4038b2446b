"""Whatever happens to the program or the machine, no book is lost and no document counts twice."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text as sql
from sqlalchemy.exc import OperationalError

sys.path.insert(0, str(Path(__file__).parent))
import worker

from pledgebook.ledger import migrating, opening
from pledgebook.ledger.adding import add_given
from pledgebook.ledger.backup import backup, restore
from pledgebook.ledger.checking import check
from pledgebook.ledger.errors import told
from pledgebook.ledger.opening import Book, BookError, open_book

WORKER = str(Path(worker.__file__))


def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, WORKER, *words],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
        timeout=300,
    )


def soundness(where: str) -> list[str]:
    book = open_book(where)
    try:
        return [str(f) for f in check(book)]
    finally:
        book.close()


# Killed.


@pytest.mark.parametrize("job", ["add", "reread"])
def test_a_kill_at_any_moment_leaves_a_sound_book_and_a_repeat_completes_it(job: str, tmp_path: Path) -> None:
    done = run("kill", job, str(tmp_path), "100")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["faults"] == []
    assert found["killed"] >= 50


@pytest.mark.parametrize("job", ["add", "reread"])
def test_so_it_is_on_a_server(job: str, server: Any) -> None:
    done = run("kill", job, server.url("{}"), "8")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["faults"] == []
    assert found["killed"] >= 3


# Two at once.


@pytest.fixture(params=["sqlite", "postgresql"])
def nowhere(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where there is no book yet."""
    if request.param == "sqlite":
        return str(tmp_path / "book.db")
    return str(request.getfixturevalue("server").empty_database())


def test_two_may_make_and_fill_a_book_at_once(nowhere: str, tmp_path: Path) -> None:
    spans = (("0", "20"), ("10", "30"))
    both = [
        subprocess.Popen([sys.executable, WORKER, "add", nowhere, *span], stderr=subprocess.PIPE, text=True)
        for span in spans
    ]
    errors = [process.communicate(timeout=120)[1] for process in both]
    assert [process.returncode for process in both] == [0, 0], errors
    worker.add_all(str(tmp_path / "alone.db"), 0, 30)
    assert soundness(nowhere) == []
    together, alone = worker.seen(nowhere), worker.seen(str(tmp_path / "alone.db"))
    assert together[0] == alone[0]  # the texts
    assert together[3] == alone[3]  # the statements


def test_one_who_waits_too_long_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "book.db"
    open_book(str(path)).close()
    monkeypatch.setattr(opening, "WAIT", 0.05)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    book = open_book(str(path))
    with pytest.raises(BookError, match="another program has been writing"):
        add_given(book, worker.document(0))
    holder.execute("ROLLBACK")
    assert add_given(book, worker.document(0))[0].new_text
    book.close()
    holder.close()


def test_one_who_waits_too_long_for_a_server_is_told(server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    url = server.book_database()
    first, second = open_book(url), open_book(url)
    monkeypatch.setattr(opening, "WAIT", 1)
    with first.writing(), pytest.raises(BookError, match="another program has been writing"), second.writing():
        pass
    first.close()
    second.close()


# The disk is full.


def test_a_full_disk_is_told_and_costs_only_the_document_at_hand(tmp_path: Path) -> None:
    path = str(tmp_path / "book.db")
    open_book(path).close()
    size = Path(path).stat().st_size
    done = run("add", path, "0", "60", MOST_BYTES=str(size + 100_000))
    assert done.returncode == 1
    assert "disk" in done.stderr and "Traceback" not in done.stderr
    assert soundness(path) == []
    texts = len(worker.seen(path)[0])
    assert 0 < texts < 30
    worker.add_all(path, 0, 60)
    assert soundness(path) == []
    worker.add_all(str(tmp_path / "alone.db"), 0, 60)
    assert worker.seen(path) == worker.seen(str(tmp_path / "alone.db"))


def test_no_room_for_a_new_book_is_told(tmp_path: Path) -> None:
    done = run("add", str(tmp_path / "book.db"), MOST_BYTES="20000")
    assert done.returncode == 1
    assert "disk" in done.stderr and "Traceback" not in done.stderr
    worker.add_all(str(tmp_path / "book.db"))
    assert soundness(str(tmp_path / "book.db")) == []


@pytest.mark.parametrize(
    ("state", "words"),
    [("53100", "disk is full"), ("XX001", "damaged"), ("28P01", "password"), (None, "cannot be reached")],
)
def test_what_a_server_says_is_put_in_words(state: str | None, words: str) -> None:
    import psycopg

    class Said(psycopg.OperationalError):
        sqlstate = state

    with pytest.raises(BookError, match=words), told("book"):
        raise OperationalError("SELECT 1", {}, Said("something"))


# Newer and older books.


def test_a_newer_book_is_refused_and_left_alone(address: str) -> None:
    worker.add_all(address)
    book = open_book(address)
    with book.writing() as connection:
        connection.execute(sql("UPDATE alembic_version SET version_num = '0917'"))
    book.close()
    for create in (True, False):
        with pytest.raises(BookError, match=r"newer Pledgebook.*0917.*nothing was changed"):
            open_book(address, create=create)


LATER = f"{int(opening.LATEST) + 1:04}"
STEP = '''"""A later step."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "{new}", "{old}"


def upgrade() -> None:
    op.create_table("later", sa.Column("id", sa.Integer(), primary_key=True))
    op.add_column("text", sa.Column("words", sa.Integer()))
    op.execute("UPDATE text SET words = length(text)")
    {more}
'''


def a_later_program(folder: Path, monkeypatch: pytest.MonkeyPatch, more: str = "pass") -> None:
    steps = folder / "migrations"
    shutil.copytree(migrating.STEPS, steps, ignore=shutil.ignore_patterns("__pycache__"))
    (steps / "versions" / f"v{LATER}_later.py").write_text(STEP.format(more=more, old=opening.LATEST, new=LATER))
    monkeypatch.setattr(migrating, "STEPS", steps)
    monkeypatch.setattr(opening, "LATEST", LATER)
    monkeypatch.setattr(opening, "default_path", lambda: folder / "data" / "pledgebook.db")


def version(book: Book) -> str:
    with book.reading() as connection:
        return str(connection.execute(sql("SELECT version_num FROM alembic_version")).scalar())


def test_an_older_book_is_backed_up_and_brought_up_to_date(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker.add_all(address)
    before = worker.seen(address)
    with monkeypatch.context() as later:
        a_later_program(tmp_path, later)
        book = open_book(address)
        assert version(book) == LATER and not book.is_new
        with book.reading() as connection:
            assert connection.execute(sql("SELECT count(*) FROM text WHERE words IS NULL")).scalar() == 0
        copy = book.backup
        book.close()
        assert open_book(address).backup is None
    assert copy is not None and copy.is_file()
    if book.path:
        assert copy.parent == book.path.parent
        assert worker.seen(str(copy)) == before  # the copy is a book that the older program opens
    else:
        restore(str(tmp_path / "older.db"), copy)
        assert worker.seen(str(tmp_path / "older.db"))[3] == before[3]


def test_a_step_that_fails_changes_nothing(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    worker.add_all(address)
    before = worker.seen(address)
    with monkeypatch.context() as later:
        a_later_program(tmp_path, later, more="raise RuntimeError")
        with pytest.raises(RuntimeError):
            open_book(address)
    assert worker.seen(address) == before


def test_an_older_backup_is_brought_up_to_date(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    worker.add_all(address)
    book = open_book(address)
    file = backup(book, tmp_path / "book.backup")
    book.close()
    a_later_program(tmp_path, monkeypatch)
    restore(str(tmp_path / "restored.db"), file)
    restored = open_book(str(tmp_path / "restored.db"))
    assert version(restored) == LATER
    assert worker.held(restored)[3] == worker.seen(address)[3]
    restored.close()


# Damaged files.


def spoilt(data: bytes, how: str) -> bytes:
    if how == "head":
        return b"Dear diary, " + data[12:]
    if how == "cut":
        return data[: len(data) // 2]
    if how == "pages":
        return data[:8192] + os.urandom(len(data) - 8192)
    return how.encode() * 500


@pytest.mark.parametrize("how", ["head", "cut", "pages", "no book at all "])
def test_a_damaged_file_is_told_and_can_be_restored(how: str, tmp_path: Path) -> None:
    path = tmp_path / "book.db"
    worker.add_all(str(path))
    book = open_book(str(path))
    before = worker.held(book)
    file = backup(book, tmp_path / "book.backup")
    book.close()
    data = spoilt(path.read_bytes(), how)
    path.write_bytes(data)
    with pytest.raises(BookError, match=r"damaged\. Restore it from a backup: pledgebook restore FILE --replace"):
        book = open_book(str(path))
        found = check(book)
        raise BookError("; ".join(map(str, found)))
    book.close()
    with pytest.raises(BookError):
        restore(str(path), file)
    restored = restore(str(path), file, replace=True)
    assert restored.moved is None or restored.moved.read_bytes() == data
    assert soundness(str(path)) == []
    assert worker.seen(str(path)) == before
    assert not [p.name for p in tmp_path.iterdir() if "unfinished" in p.name]
