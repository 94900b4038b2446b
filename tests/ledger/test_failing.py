"""What could not be read is kept once, until the same place is read, on both databases."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from pledgebook.ledger import failing
from pledgebook.ledger.backup import backup, restore
from pledgebook.ledger.errors import BookError
from pledgebook.ledger.failing import note_failures, place_of
from pledgebook.ledger.opening import Book, open_book
from pledgebook.model import Fault
from pledgebook.report.failures import count, failures


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "news.jsonl"
    path.write_text("{", "utf-8")
    return path


def standing(book: Book) -> list[tuple[str, int | None, str]]:
    with book.reading() as connection:
        found = [(row.name, row.line, row.what) for row in failures(connection)]
        assert count(connection) == len(found)
    return found


def test_a_failure_is_kept_once_and_in_its_last_words(book: Book, file: Path, look: Any) -> None:
    faults = [Fault(str(file), "no JSON", 1), Fault(str(file), "no text", 7)]
    note_failures(book, faults)
    note_failures(book, faults)
    assert standing(book) == [("news.jsonl", 7, "no text"), ("news.jsonl", 1, "no JSON")]
    note_failures(book, [Fault(str(file), "no date", 7)])
    assert standing(book) == [("news.jsonl", 7, "no date"), ("news.jsonl", 1, "no JSON")]
    assert look.count("failure") == 3  # the words of before are retired, not lost


def test_what_a_later_run_reads_is_over_and_what_it_does_not_reach_stands(book: Book, file: Path, look: Any) -> None:
    other = file.with_name("other.pdf")
    other.write_bytes(b"")
    note_failures(book, [Fault(str(file), "no JSON", 1), Fault(str(file), "no text", 7), Fault(str(other), "broken")])
    place = place_of(str(file))
    assert place == str(file)
    note_failures(book, [Fault(str(file), "no text", 7)], {place})
    assert standing(book) == [("other.pdf", None, "broken"), ("news.jsonl", 7, "no text")]
    note_failures(book, [], {place})
    assert standing(book) == [("other.pdf", None, "broken")]
    assert look.count("failure") == 3
    note_failures(book, [Fault(str(file), "no text", 7)])
    assert len(standing(book)) == 2


def test_a_name_that_leads_nowhere_and_a_pipe_are_no_place(book: Book, tmp_path: Path) -> None:
    note_failures(book, [Fault(str(tmp_path / "nwes"), "no such file or folder"), Fault("standard input", "not text")])
    assert standing(book) == []


def test_a_place_is_the_same_from_wherever_it_is_named(book: Book, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    note_failures(book, [Fault(str(file), "no JSON")])
    monkeypatch.chdir(file.parent)
    note_failures(book, [Fault(file.name, "no JSON")])
    assert len(standing(book)) == 1


def test_only_so_many_failures_of_a_run_are_kept(book: Book, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failing, "_MOST", 3)
    note_failures(book, [Fault(str(file), "\x00 bad \ud800" + "x" * 5_000, n) for n in range(1, 9)])
    assert [line for _, line, _ in standing(book)] == [3, 2, 1]
    assert all(len(what) == 1_000 and "\x00" not in what for _, _, what in standing(book))


def test_a_book_of_older_tables_has_no_failures_and_takes_them(book: Book, file: Path, version_before: Any) -> None:
    again = version_before(book, "0004")
    try:
        assert standing(again) == []
        note_failures(again, [Fault(str(file), "no JSON", 1)])
        assert len(standing(again)) == 1
    finally:
        again.close()


def test_a_backup_takes_failures_along_and_one_without_them_is_whole(book: Book, file: Path, tmp_path: Path) -> None:
    note_failures(book, [Fault(str(file), "no JSON", 1)])
    saved = backup(book, tmp_path / "book.backup")
    copy = str(tmp_path / "copy.db")
    restore(copy, saved)
    older = without_failures(saved, tmp_path / "older.backup")
    restore(str(tmp_path / "older.db"), older)
    for path, number in ((copy, 1), (str(tmp_path / "older.db"), 0)):
        opened = open_book(path)
        assert len(standing(opened)) == number
        opened.close()
    with pytest.raises(BookError, match="not whole"):
        restore(copy, without_failures(saved, tmp_path / "torn.backup", told=True), replace=True)


def without_failures(saved: Path, file: Path, told: bool = False) -> Path:
    """The backup as an older program would have written it; with `told` its end tells of rows that are not in it."""
    with gzip.open(saved) as packed:
        lines = [line for line in packed if not line.startswith(b'["failure"')]
    head, end = json.loads(lines[0]), json.loads(lines[-1])
    body = [json.dumps({**head, "schema": "0004"}).encode() + b"\n", *lines[1:-1]]
    if not told:
        del end["rows"]["failure"]
    end["sha256"] = hashlib.sha256(b"".join(body)).hexdigest()
    with gzip.open(file, "wb") as packed:
        packed.writelines([*body, json.dumps(end).encode() + b"\n"])
    return file
