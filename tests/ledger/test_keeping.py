"""The book can be checked, made again, backed up and restored."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pledgebook.ledger import opening
from pledgebook.ledger.adding import add_given
from pledgebook.ledger.backup import backup, restore
from pledgebook.ledger.bodies import now
from pledgebook.ledger.checking import check
from pledgebook.ledger.copying import copy_facts
from pledgebook.ledger.judging import judge, judgements, undo
from pledgebook.ledger.opening import Book, BookError, open_book
from pledgebook.ledger.rebuilding import dump_caches, rebuild
from pledgebook.ledger.schema import metadata
from pledgebook.ledger.settling import caught_up


@pytest.fixture
def full(book: Book, make: Any, look: Any) -> Book:
    """A book with some of everything: versions, twins, judgements of all sorts, one of them undone."""
    documents = [
        make.document(make.pledge("SE", 10**6 * n), make.pledge("NO"), published=f"2025-03-0{n}") for n in range(1, 6)
    ]
    documents += [
        make.document(make.pledge("SE", 8_500_000.25), id="doc-1"),
        make.document(make.pledge("FI"), published=None),
    ]
    for document in documents:
        add_given(book, document)
    caught_up(book)
    keys = look.claims()
    judge(book, "reject", keys[0])
    judge(book, "correct", keys[1], field="stage", value="delivered")
    judge(book, "same", keys[2], keys[4])
    undo(book, judge(book, "different", keys[3], keys[5])[0].number)
    return book


def dump(book: Book) -> list[str]:
    with book.reading() as connection:
        return list(dump_caches(connection))


def facts(book: Book) -> dict[str, list[Any]]:
    tables = ("text", "appearance", "reading", "statement", "judgement")
    with book.reading() as connection:
        return {t: [tuple(r) for r in connection.execute(_all(t))] for t in tables}


def _all(table: str) -> Any:
    return metadata.tables[table].select().order_by("id")


def change(book: Book, command: str) -> None:
    with book.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
            connection.commit()
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql(command)
        connection.commit()


def test_a_sound_book_has_no_faults(full: Book) -> None:
    assert [str(f) for f in check(full)] == []


def test_an_empty_book_has_no_faults(book: Book) -> None:
    assert check(book) == []


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("UPDATE text SET text = 'x' || text WHERE id = 2", "hash differs"),
        ("UPDATE statement SET start = start + 1 WHERE id = 3", "not in its place"),
        ("UPDATE statement SET body = replace(body, 'pledged', 'delivered') WHERE id = 3", "its key was made from"),
        ("UPDATE statement SET body = '{' WHERE id = 3", "cannot be read"),
        ("UPDATE judgement SET subject = '{}' WHERE id = 1", "judgement 1 cannot be read"),
        ("UPDATE reading SET retired_at = NULL", "two readings|differs"),
        ("UPDATE appearance SET retired_at = NULL", "two texts"),
        ("DELETE FROM claim WHERE kind = 'pledge'", "missing among the claims"),
        ("UPDATE claim SET day = '2020-01-01'", "differs from its statement"),
        ("DELETE FROM member", "belongs to no commitment"),
        ("DELETE FROM commitment", "is of no commitment"),
        ("DELETE FROM state", "no present state"),
        ("UPDATE claim SET settled = 1, traits = '{}'", "differs from its statement"),
    ],
)
def test_damage_is_found(command: str, words: str, full: Book) -> None:
    import re

    change(full, command)
    found = [str(f) for f in check(full, reproduce=False)]
    if command.startswith("UPDATE reading"):
        assert found == []  # there was no second reading to bring back
    else:
        assert any(re.search(words, f) for f in found), found


def test_a_state_that_was_tampered_with_is_found_by_working_it_out_anew(full: Book) -> None:
    change(full, "UPDATE state SET stage = 'signed' WHERE stage <> 'signed'")
    assert any("worked out anew, state differs" in str(f) for f in check(full))


def test_rebuilding_gives_the_same_book_to_the_byte(full: Book) -> None:
    before = dump(full)
    assert len(before) > 30
    change(full, "DELETE FROM claim")
    change(full, "UPDATE state SET stage = 'signed'")
    assert dump(full) != before
    rebuild(full)
    assert dump(full) == before
    rebuild(full)
    assert dump(full) == before


def test_a_book_can_be_had_as_it_was_recorded(full: Book, make: Any) -> None:
    before, moment = dump(full), now()
    add_given(full, make.document(make.pledge("DK"), id="doc-2"))
    judge(full, "accept", next(k for k in before[0].split('"') if k.startswith("s") and len(k) == 11))
    undo(full, 1)
    past = open_book("sqlite://")
    with full.reading() as source, past.writing() as target:
        copy_facts(source, target, moment)
    rebuild(past)
    assert dump(past) == before
    past.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield str(tmp_path / "elsewhere.db")
    else:
        yield request.getfixturevalue("server").empty_database()


def test_a_backup_goes_from_either_database_to_either(full: Book, elsewhere: str, tmp_path: Path, make: Any) -> None:
    file = backup(full, tmp_path / "book.backup")
    restored = restore(elsewhere, file)
    assert restored.rows["text"] == 7 and restored.moved is None
    other = open_book(elsewhere)
    assert facts(other) == facts(full)
    assert dump(other) == dump(full)
    assert check(other) == []
    added, _ = add_given(other, make.document(make.pledge("DK")))  # numbering goes on
    assert added.text_id == 8
    other.close()


def test_a_book_with_something_in_it_is_replaced_only_on_request(full: Book, make: Any, tmp_path: Path) -> None:
    file = backup(full, tmp_path / "book.backup")
    before = facts(full)
    add_given(full, make.document(make.pledge("DK")))
    after = facts(full)
    with pytest.raises(BookError, match="not empty"):
        restore(full.url, file)
    assert facts(full) == after
    restore(full.url, file, replace=True)
    assert facts(full) == before


def damaged(data: bytes) -> Iterator[bytes]:
    yield data[: len(data) // 2]
    yield data[: len(data) // 2] + b"\x00" + data[len(data) // 2 + 1 :]
    yield b"something else"
    yield gzip.compress(b'{"a": 1}\n')
    lines = gzip.decompress(data).splitlines(keepends=True)
    yield gzip.compress(b"".join(lines[:-1]))
    yield gzip.compress(b"".join(lines[:3] + lines[4:]))
    yield gzip.compress(b"".join(lines).replace(b"SE will give", b"SE may  give"))


def test_a_damaged_backup_is_refused_and_the_book_stays(full: Book, tmp_path: Path) -> None:
    file = backup(full, tmp_path / "book.backup")
    before = facts(full)
    data = file.read_bytes()
    for number, wrong in enumerate(damaged(data)):
        file.write_bytes(wrong)
        with pytest.raises(BookError, match=r"backup"):
            restore(full.url, file, replace=True)
        assert facts(full) == before, number
    with pytest.raises(BookError, match="no such file"):
        restore(full.url, tmp_path / "nothing.backup", replace=True)


def test_a_backup_of_a_newer_program_is_refused(full: Book, tmp_path: Path) -> None:
    file = backup(full, tmp_path / "book.backup")
    ours, newer = f'"schema": "{opening.LATEST}"'.encode(), b'"schema": "0917"'
    file.write_bytes(gzip.compress(gzip.decompress(file.read_bytes()).replace(ours, newer)))
    with pytest.raises(BookError, match="newer Pledgebook"):
        restore(str(tmp_path / "new.db"), file)


def test_a_backup_takes_the_place_of_no_other_file(full: Book, tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("mine")
    with pytest.raises(BookError, match="no backup"):
        backup(full, notes)
    assert notes.read_text() == "mine"
    with pytest.raises(BookError, match="could not be written"):
        backup(full, tmp_path / "nowhere" / "book.backup")
    file = backup(full, tmp_path / "book.backup")
    with full.reading() as connection:
        count = len(judgements(connection))
    assert count == 4
    backup(full, file)
    assert sorted(p.name for p in tmp_path.glob("*backup*")) == ["book.backup"]
