"""What is kept in memory is what the book has, whatever happened to it since."""

from __future__ import annotations

import datetime
import gc
import weakref
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from pledgebook.ledger import changed
from pledgebook.ledger.judging import judge, undo
from pledgebook.ledger.opening import Book
from pledgebook.ledger.rebuilding import rebuild
from pledgebook.ledger.schema import state
from pledgebook.report.columns import Columns, columns_of, read
from pledgebook.report.commitments import commitments, count
from pledgebook.report.filters import Filter
from pledgebook.report.sums import sums


def rows(columns: Columns) -> set[tuple[Any, ...]]:
    """The rows, with words in place of their numbers."""
    told = {name: np.array(v.words)[columns[name]] for name, v in columns.words.items()}
    ids = {name: np.array(columns.ids.words)[columns[name]] for name in ("commitment", "part_of")}
    every = {**columns.arrays, **told, **ids}
    return set(zip(*(every[name].tolist() for name in sorted(every)), strict=True))


@pytest.fixture
def busy(writer: Any) -> Iterator[Any]:
    for n in range(1, 6):
        writer.add(f"2025-0{n}-10", writer.pledge(f"Sweden gives {n} boats", amount=writer.money(n * 1e6)))
    writer.settle()
    yield writer


def agree(book: Book) -> int:
    """That what is kept is what is read anew, of the present and of all days; how many rows there are."""
    with book.reading() as connection:
        for history in (False, True):
            kept = columns_of(connection, history)
            fresh = read(connection, history=kept.history)
            assert rows(kept) == rows(fresh)
            assert len(kept["since"]) == len(fresh["since"])
        return len(kept["since"])


def test_what_is_out_of_date_takes_no_room(busy: Any) -> None:
    gc.collect()
    gc.disable()
    try:
        with busy.book.reading() as connection:
            assert sums(connection, Filter(donors=("SE",)), convert="SEK").rows
            before = weakref.ref(columns_of(connection)["rank"])
        busy.add("2025-06-10", busy.pledge("Norway gives tents", "NO", sector="protection"))
        busy.settle()
        with busy.book.reading() as connection:
            columns_of(connection)
        assert before() is None
    finally:
        gc.enable()


def test_columns_stay_in_step_with_documents_decisions_and_a_rebuild(busy: Any) -> None:
    book = busy.book
    first = agree(book)
    busy.add("2025-06-10", busy.pledge("Norway gives tents", "NO", sector="protection"))
    busy.settle()
    assert agree(book) == first + 1
    with book.reading() as connection:
        key = next(iter(commitments(connection, Filter(donors=("NO",))))).statements[0]
    (made,) = judge(book, "reject", key)
    assert agree(book) == first
    undo(book, made.number)
    assert agree(book) == first + 1
    judge(book, "correct", key, field="sector", value="energy")
    with book.reading() as connection:
        assert count(connection, Filter(sectors=("energy",))) == 1
    rebuild(book)
    assert agree(book) == first + 1


def test_what_changed_too_long_ago_is_read_anew(busy: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    book = busy.book
    agree(book)
    monkeypatch.setattr(changed, "_KEPT", 1)
    for n in range(3):
        busy.add(f"2025-07-1{n}", busy.pledge(f"Oslo gives {n} huts", "NO", amount=busy.money(n * 3e6 + 1)))
        busy.settle()
    agree(book)
    monkeypatch.setattr(changed, "_EACH", 0)
    busy.add("2025-08-10", busy.pledge("Riga gives huts", "LV"))
    busy.settle()
    agree(book)


def test_what_a_transaction_takes_back_is_not_kept(busy: Any) -> None:
    book = busy.book
    first = agree(book)
    with pytest.raises(RuntimeError), book.writing() as connection:
        connection.execute(state.delete())
        changed.note(connection, None)
        assert count(connection) == 0
        raise RuntimeError
    assert agree(book) == first


def test_who_began_to_read_before_a_change_sees_the_book_as_it_was(busy: Any) -> None:
    book = busy.book
    agree(book)
    with book.reading() as before:
        known = count(before)
        busy.add("2025-09-10", busy.pledge("Oslo gives huts", "NO"))
        busy.settle()
        with book.reading() as after:
            assert count(after) == known + 1
        assert count(before) == known
        assert sum(r.commitments for r in sums(before, by="month").rows) <= known


def test_the_book_of_a_day_counts_what_was_known_then(busy: Any) -> None:
    with busy.book.reading() as connection:
        day = datetime.date(2025, 3, 1)
        assert count(connection, Filter(as_of=day)) == len(list(commitments(connection, Filter(as_of=day))))
