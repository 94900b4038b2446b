"""Decisions of people hold, whatever engines say later, and can be taken back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pledgebook.ledger.adding import add, add_given
from pledgebook.ledger.checking import check
from pledgebook.ledger.edges import edges
from pledgebook.ledger.given import statements_given
from pledgebook.ledger.judging import judge, judgements, resolve, unattached, undo
from pledgebook.ledger.opening import Book, BookError
from pledgebook.ledger.rereading import reread
from pledgebook.ledger.settling import caught_up
from pledgebook.model import Document, Extraction, Statement


class Machine:
    """An engine that reads what comes with the document, with changes."""

    def __init__(self, version: str, shift: int = 0, **changes: Any) -> None:
        self.name, self.version, self._shift, self._changes = "machine", version, shift, changes
        self.given: dict[str, Document] = {}

    def read(self, document: Document) -> list[Statement]:
        found = statements_given(self.given[document.id])[0]
        return [self._changed(document, s) for s in found]

    def extract(self, document: Document, explain: bool = False) -> Extraction:
        return Extraction(document, tuple(self.read(document)))

    def _changed(self, document: Document, statement: Statement) -> Statement:
        start = statement.start + self._shift
        place = {"start": start, "quote": document.text[start : statement.end]}
        engine = f"{self.name}/{self.version}"
        return replace(statement, engine=engine, confidence=0.5, **place, **self._changes)  # type: ignore[arg-type]


@pytest.fixture
def keys(book: Book, make: Any, look: Any) -> list[str]:
    """Three pledges of one donor and one of another, on as many days."""
    for day, donor in enumerate(("SE", "SE", "SE", "NO"), start=1):
        add_given(book, make.document(make.pledge(donor, 10**6 * day), published=f"2025-03-0{day}"))
    caught_up(book)
    found: list[str] = look.claims()
    return found


def test_what_is_rejected_does_not_count_until_that_is_undone(book: Book, keys: list[str], look: Any) -> None:
    (judgement,) = judge(book, "reject", keys[0], by="Ada", why="a hoax")
    assert (judgement.by, judgement.why, judgement.subject) == ("Ada", "a hoax", keys[0])
    assert look.claims() == keys[1:]
    assert undo(book, judgement.number).retired_at is not None
    assert look.claims() == keys
    with pytest.raises(BookError, match="undone already"):
        undo(book, judgement.number)
    assert [str(f) for f in check(book)] == []


def test_the_last_of_two_decisions_holds(book: Book, keys: list[str], look: Any) -> None:
    judge(book, "reject", keys[0])
    judge(book, "accept", keys[0])
    assert look.claims() == keys
    assert look.one("SELECT confidence FROM claim WHERE key = :key", key=keys[0]) == 1.0
    judge(book, "reject", keys[0])
    assert look.claims() == keys[1:]


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        ("amount", "EUR 30 million", {"value": 30_000_000, "max": None, "currency": "EUR", "bound": "exact"}),
        ("amount", "about €1.5m", {"value": 1_500_000, "max": None, "currency": "EUR", "bound": "about"}),
        ("amount", '{"value": 5, "currency": "SEK"}', {"value": 5, "max": None, "currency": "SEK", "bound": "exact"}),
        ("amount", "null", None),
        ("donors", "LT,NO", ["LT", "NO"]),
        ("donors", "LT + NO", ["LT", "NO"]),
        ("donors", "", []),
        ("stage", "delivered", "delivered"),
        ("date", "2025-01-31", "2025-01-31"),
        ("items", "200 generator, tent", [{"item": "generator", "count": 200}, {"item": "tent", "count": None}]),
        ("period", "2026-01-01..2026-12-31", {"start": "2026-01-01", "end": "2026-12-31"}),
        ("sector", "energy", "energy"),
        ("condition", "parliament agrees", "parliament agrees"),
        ("speaker", '{"name": "A. Nilsson", "actor": "SE"}', {"name": "A. Nilsson", "actor": "SE"}),
        ("programmes", ["shelter-coalition"], ["shelter-coalition"]),
    ],
)
def test_a_field_is_corrected(field: str, typed: Any, value: Any, book: Book, keys: list[str], look: Any) -> None:
    (judgement,) = judge(book, "correct", keys[1], field=field, value=typed)
    assert judgement.value == value
    assert look.body(keys[1])[field] == value
    assert look.one("SELECT settled FROM claim WHERE key = :key", key=keys[1]) == 1
    assert [str(f) for f in check(book, reproduce=False)] == []


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("colour", "red", "has no field"),
        ("quote", "x", "has no field"),
        ("part_of", "s1", "part-of A B"),
        ("amount", "a lot", "one amount with its currency"),
        ("amount", "30 million", "one amount with its currency"),
        ("amount", "EUR 5 million, SEK 6 million", "one amount with its currency"),
        ("amount", "{", "not valid JSON"),
        ("donors", "Sweden", "country code"),
        ("stage", "promised", "one of discussed"),
        ("stage", "", "one of discussed"),
        ("date", "tomorrow", "YYYY-MM-DD"),
        ("period", "soon", "two days"),
    ],
)
def test_a_correction_that_makes_no_sense_is_refused(
    field: str, typed: str, words: str, book: Book, keys: list[str]
) -> None:
    with pytest.raises(BookError, match=words):
        judge(book, "correct", keys[1], field=field, value=typed)
    with book.reading() as connection:
        assert judgements(connection) == []


def test_decisions_about_pairs_are_edges(book: Book, keys: list[str]) -> None:
    (one,) = judge(book, "same", keys[0], keys[1])
    (two,) = judge(book, "part-of", keys[2], "c" + keys[3][1:])
    with book.reading() as connection:
        assert [tuple(e) for e in edges(connection)] == [
            ("same", keys[0], keys[1], one.number),
            ("part-of", keys[2], keys[3], two.number),
        ]
    judge(book, "reject", keys[3])
    undo(book, one.number)
    with book.reading() as connection:
        assert edges(connection) == []


def test_decisions_that_contradict_each_other_are_refused(book: Book, keys: list[str]) -> None:
    judge(book, "same", keys[0], keys[1])
    for action, words in (("different", "says otherwise"), ("same", "says so already")):
        with pytest.raises(BookError, match=words):
            judge(book, action, keys[1], keys[0])
    with pytest.raises(BookError, match="the same statement"):
        judge(book, "same", keys[2], keys[2])


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("s", "four of them"),
        ("s77", "four of them"),
        ("x1234", "begins with s or c"),
        ("szzzz", "no such"),
        ("s%_%_", "begins"),
    ],
)
def test_an_id_that_means_nothing_is_told(asked: str, words: str, book: Book, keys: list[str]) -> None:
    with book.reading() as connection, pytest.raises(BookError, match=words):
        resolve(connection, asked)


def test_ids_can_be_cut_short_and_be_a_commitments(book: Book, keys: list[str]) -> None:
    with book.reading() as connection:
        assert resolve(connection, keys[0]) == keys[0]
        assert resolve(connection, keys[0][:8].upper()) == keys[0]
        assert resolve(connection, "c" + keys[0][1:]) == keys[0]
        assert resolve(connection, "c" + keys[0][1:9]) == keys[0]


def test_an_ambiguous_beginning_names_those_that_it_may_be(book: Book, keys: list[str]) -> None:
    from sqlalchemy import text as sql

    with book.writing() as connection:
        for number, key in enumerate(keys[:2]):
            connection.execute(
                sql("UPDATE statement SET key = :new WHERE key = :key"), {"new": f"sabcde{number}", "key": key}
            )
    with book.reading() as connection, pytest.raises(BookError, match="sabcde0, sabcde1"):
        resolve(connection, "sabcd")


def engines(book: Book, make: Any, *pledges: dict[str, Any], **more: Any) -> tuple[Machine, Document]:
    document = make.document(*pledges, id="release", **more)
    first = Machine("1")
    first.given["release"] = document
    add(book, replace(document, given=None), first.read(document), "machine/1")
    caught_up(book)
    return first, document


def again(document: Document, version: str, **changes: Any) -> Machine:
    machine = Machine(version, **changes)
    machine.given["release"] = document
    return machine


def test_a_judgement_survives_another_reading_of_the_same_words(book: Book, make: Any, look: Any) -> None:
    _, document = engines(book, make, make.pledge("SE"), make.pledge("NO", 7_000_000))
    swedish, norwegian = look.claims()
    judge(book, "reject", swedish)
    judge(book, "correct", norwegian, field="stage", value="signed")
    done = reread(book, again(document, "2", stage="offered"))
    assert (done.read, done.changed, done.kept_judgements, done.lost_judgements) == (1, 1, 2, ())
    (key,) = look.claims()
    assert key != norwegian and look.body(key)["donors"] == ["NO"] and look.body(key)["stage"] == "signed"
    assert look.body(key)["engine"] == "machine/2"


def test_a_judgement_survives_a_longer_or_shorter_quote(book: Book, make: Any, look: Any) -> None:
    _, document = engines(book, make, make.pledge("SE"))
    judge(book, "reject", look.claims()[0])
    assert reread(book, again(document, "2", shift=5)).lost_judgements == ()
    assert look.claims() == []


def test_a_rejection_does_not_hit_what_another_gives_in_the_same_words(book: Book, make: Any, look: Any) -> None:
    _, document = engines(book, make, make.pledge("SE"))
    judge(book, "reject", look.claims()[0])
    done = reread(book, again(document, "2", donors=("FI",)))
    assert [j.action for j in done.lost_judgements] == ["reject"]
    assert len(look.claims()) == 1


def test_of_two_statements_with_one_quote_the_right_one_is_judged(book: Book, make: Any, look: Any) -> None:
    quote = "Sweden and Norway will give shelters"
    pledges = (make.pledge("SE", quote=quote), make.pledge("NO", quote=quote))
    _, document = engines(book, make, *pledges, text=quote)
    (norwegian,) = [k for k in look.claims() if look.body(k)["donors"] == ["NO"]]
    judge(book, "reject", norwegian)
    reread(book, again(document, "2", stage="offered"))
    assert [look.body(k)["donors"] for k in look.claims()] == [["SE"]]


def test_a_judgement_whose_statement_vanished_is_listed_and_comes_back(book: Book, make: Any, look: Any) -> None:
    first, document = engines(book, make, make.pledge("SE"), make.pledge("NO"))
    (judgement,) = judge(book, "same", *look.claims())
    without = replace(document, given=document.given[:1] if document.given else None)
    done = reread(book, again(without, "2"))
    assert [j.number for j in done.lost_judgements] == [judgement.number]
    with book.reading() as connection:
        assert [j.number for j in unattached(connection)] == [judgement.number]
        assert edges(connection) == []
    first.version = "3"
    assert reread(book, first).lost_judgements == ()
    with book.reading() as connection:
        assert len(edges(connection)) == 1


def test_given_statements_and_up_to_date_readings_are_not_read_again(book: Book, make: Any) -> None:
    machine, _ = engines(book, make, make.pledge("SE"))
    add_given(book, make.document(make.pledge("NO")))
    assert reread(book, machine).read == 0


def test_a_text_that_the_engine_cannot_read_keeps_what_it_had(book: Book, make: Any, look: Any) -> None:
    engines(book, make, make.pledge("SE"))
    broken = Machine("2")  # has never heard of the document
    done = reread(book, broken)
    assert done.read == 0 and len(done.faults) == 1 and len(look.claims()) == 1


def test_rejecting_a_commitment_rejects_what_it_rests_on(book: Book, keys: list[str], look: Any) -> None:
    from sqlalchemy import text as sql

    whole = "c" + keys[0][1:]
    with book.writing() as connection:
        connection.execute(sql("UPDATE member SET commitment = :c WHERE claim = :k"), {"c": whole, "k": keys[1]})
    with pytest.raises(BookError, match="several statements"):
        judge(book, "correct", whole, field="stage", value="signed")
    assert [j.subject for j in judge(book, "reject", whole)] == keys[:2]
    assert look.claims() == keys[2:]


def test_who_decided_is_the_login_unless_said(book: Book, keys: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "grace")
    assert judge(book, "accept", keys[0])[0].by == "grace"
    assert undo(book, 1).retired_by == "grace"


def test_who_undid_a_decision_and_why_is_kept(book: Book, keys: list[str]) -> None:
    (judgement,) = judge(book, "reject", keys[0], by="Ada", why="a hoax")
    undone = undo(book, judgement.number, by="Grace", why="no hoax after all")
    assert (undone.by, undone.why) == ("Ada", "a hoax")
    assert (undone.retired_by, undone.retired_why) == ("Grace", "no hoax after all")
    with book.reading() as connection:
        assert judgements(connection) == [undone]


def test_a_book_of_older_tables_keeps_its_decisions_and_takes_signed_undoing(
    book: Book, keys: list[str], version_before: Any
) -> None:
    undo(book, judge(book, "accept", keys[0], by="Ada")[0].number, by="Grace")
    (standing,) = judge(book, "reject", keys[1], by="Ada")
    again = version_before(book, "0003")
    try:
        with again.reading() as connection:
            undone, kept = judgements(connection)
        assert undone.retired_at is not None
        assert undone.retired_by is None  # which the older tables did not know
        assert kept == standing
        assert undo(again, kept.number, by="Grace").retired_by == "Grace"
        assert [str(f) for f in check(again)] == []
    finally:
        again.close()


def test_totals_and_pledges_are_no_pair(book: Book, keys: list[str], make: Any, look: Any) -> None:
    total = {"kind": "total", "quote": "so far SE gave much", "donors": ["SE"]}
    add_given(book, make.document(total, published="2025-04-01"))
    with pytest.raises(BookError, match="pledges only"):
        judge(book, "same", keys[0], look.claims()[-1])
