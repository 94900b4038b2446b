"""Words of statements and commitments are found alike on both databases, whatever is looked for."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Connection, update

from pledgebook.ledger import searching
from pledgebook.ledger.adding import add_given
from pledgebook.ledger.checking import check
from pledgebook.ledger.judging import judge
from pledgebook.ledger.opening import Book
from pledgebook.ledger.rebuilding import dump_caches
from pledgebook.ledger.schema import claim
from pledgebook.ledger.searching import claim_words, commitment_number, cut, matching, sign
from pledgebook.ledger.settling import caught_up
from pledgebook.report.filters import Filter
from pledgebook.report.statements import statements

QUOTES = (
    "Stockholm sends forty Pumpen to Odesa",
    "Élysée pledges a pump-house for Łódź, worth 3,5 million",
    "Осло передасть генератори",
)


@pytest.fixture
def said(book: Book, make: Any) -> Book:
    for n, quote in enumerate(QUOTES, start=1):
        add_given(book, make.document(make.pledge("SE", 10**6 * 7**n, quote=quote), published=f"2025-0{n}-04"))
    caught_up(book)
    return book


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("pump", 2),
        ("PUMPEN", 1),
        ("pump odesa", 1),
        ("elysee", 1),
        ("генер", 1),
        ("house-pump", 1),
        ("3", 1),
        ("nothing", 0),
        ('pump" OR "x', 0),
        ("pump*", 2),
        ("NEAR(pump)", 0),
        ("pump' & !'x", 0),
        ("words:pump", 0),
        ("^pump", 2),
        ("-pump", 2),
    ],
)
@pytest.mark.parametrize("few", [0, 1, 40])
def test_all_words_have_to_begin_like_that_and_nothing_is_a_sign(
    said: Book, words: str, number: int, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "_FEW", few)
    with said.reading() as connection:
        for where in ("claim", "commitment"):
            assert len(found(connection, where, words)) == number, where


def test_what_is_corrected_rejected_or_gone_is_found_as_it_is_now(said: Book, look: Any) -> None:
    with said.reading() as connection:
        assert len(signed(connection, "donor", "SE")) == 3
    key = look.claims()[0]
    judge(said, "correct", key, field="donors", value="NO")
    with said.reading() as connection:
        assert len(signed(connection, "donor", "SE")) == 2
        assert len(signed(connection, "donor", "NO")) == 1
    judge(said, "reject", key)
    with said.reading() as connection:
        assert len(signed(connection, "donor", "NO")) == 0
        assert len(signed(connection, "kind", "pledge")) == 2


def test_a_book_of_older_tables_is_brought_up_to_date_and_is_as_if_made_now(said: Book, version_before: Any) -> None:
    with said.reading() as connection:
        before = list(dump_caches(connection))
    again = version_before(said, "0002")
    try:
        with again.reading() as connection:
            after = list(dump_caches(connection))
            assert found(connection, "claim", "pumpen") and found(connection, "commitment", "pumpen")
        assert after == before
    finally:
        again.close()


def test_what_an_older_book_has_in_a_register_is_found_by_actor(book: Book, make: Any, version_before: Any) -> None:
    quote = "Sweden and Moldova signed a treaty"
    said = {"kind": "agreement", "quote": quote, "parties": ["SE", "MD"], "stage": "signed", "subject": "a treaty"}
    add_given(book, make.document(said))
    caught_up(book)
    with book.reading() as connection:
        before = list(dump_caches(connection))
    older = " ".join([sign("kind", "agreement"), *cut(quote)])
    with book.writing() as connection:
        connection.execute(update(claim).values(words=older))
    again = version_before(book, "0005")
    try:
        with again.reading() as connection:
            for filter in (Filter(donors=("SE",)), Filter(recipients=("SE",)), Filter(donors=("MD",))):
                assert [s.quote for s in statements(connection, kind="agreement", filter=filter)] == [quote]
            assert not list(statements(connection, kind="agreement", filter=Filter(donors=("NO",))))
            assert list(dump_caches(connection)) == before
    finally:
        again.close()


def test_a_word_is_cut_without_case_accents_and_signs() -> None:
    assert cut("Élysée-Palast, 2nd_floor") == ["elysee", "palast", "2nd", "floor"]
    assert cut("% _ ' \" \0") == []
    assert claim_words("pledge", {"quote": "x"}).split() == [sign("kind", "pledge"), "x"]


def test_numbers_of_commitments_sort_as_their_ids() -> None:
    ids = ["c2222222222", "c7zzzzzzzzz", "caaaaaaaaaa", "cb222222222", "czzzzzzzzzz"]
    assert sorted(ids) == sorted(ids, key=commitment_number)
    with pytest.raises(ValueError, match="no id"):
        commitment_number("c1")


def found(connection: Connection, where: Any, words: str) -> list[int]:
    return list(connection.scalars(matching(connection, where, cut(words))))


def signed(connection: Connection, role: Any, code: str) -> list[int]:
    return list(connection.scalars(matching(connection, "claim", [], [sign(role, code)])))


def test_what_the_index_of_words_has_lost_is_told_by_check(said: Book) -> None:
    if said.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL keeps its own index in step")
    assert check(said, reproduce=False) == []
    with said.writing() as connection:
        connection.exec_driver_sql("INSERT INTO claim_search(claim_search) VALUES ('delete-all')")
    (fault,) = check(said, reproduce=False)
    assert "3 rows of claim are missing in the index of words" in str(fault)
