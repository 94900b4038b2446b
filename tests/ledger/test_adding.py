"""Documents enter the book once, with all that is said of them."""

from __future__ import annotations

import datetime
import hashlib
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pledgebook.ledger.adding import add, add_given, address_of
from pledgebook.ledger.checking import check
from pledgebook.ledger.given import statements_given
from pledgebook.ledger.opening import Book, open_book
from pledgebook.ledger.rebuilding import dump_caches
from pledgebook.ledger.rereading import stored_document
from pledgebook.ledger.settling import caught_up
from pledgebook.model import Document, Statement


def engine_of(document: Document) -> list[Statement]:
    """What an engine might read: the given statements under its own name."""
    return [replace(s, engine="machine/1", confidence=0.5) for s in statements_given(document)[0]]


def test_adding_twice_changes_nothing(book: Book, make: Any, look: Any) -> None:
    document = make.document(make.pledge("SE"), make.pledge("NO", 7_000_000))
    first, faults = add_given(book, document)
    assert (first.new_text, first.new_appearance, first.new_version, first.statements_new) == (True, True, False, 2)
    assert faults == []
    again, _ = add_given(book, document)
    assert (again.new_text, again.new_appearance, again.statements_new) == (False, False, 0)
    assert again.text_id == first.text_id
    assert [look.count(t) for t in ("text", "appearance", "reading", "statement", "claim")] == [1, 1, 1, 2, 2]


def test_a_claim_holds_what_the_statement_says(book: Book, make: Any, look: Any) -> None:
    whole = make.pledge("SE", 9_000_000, also=["a gift"])
    part = make.pledge("SE", 1_000_000, part_of="s1")
    add_given(book, make.document(whole, part, id="release", published="2025-03-04"))
    one, two = look.claims()
    assert look.body(one)["id"] == one and look.body(one)["also"] == ["a gift"]
    assert look.body(two)["part_of"] == one
    assert look.rows("SELECT doc, day, kind, settled FROM claim") == [("release", "2025-03-04", "pledge", 0)] * 2


def test_given_statements_need_no_knowledge_of_their_language(book: Book, make: Any, look: Any) -> None:
    pledge = make.pledge("SE", quote="Sverige lovar 5 miljoner euro")
    _, faults = add_given(book, replace(make.document(pledge), language="sv"))
    assert faults == [] and len(look.claims()) == 1


def test_the_same_text_at_two_addresses_is_one_text(book: Book, make: Any, look: Any) -> None:
    document = make.document(make.pledge(), published="2025-03-09")
    add_given(book, document)
    elsewhere = replace(document, id="earlier", published=datetime.date(2025, 3, 5))
    added, _ = add_given(book, elsewhere)
    assert (added.new_text, added.new_appearance, added.new_version, added.statements_new) == (False, True, False, 0)
    assert [look.count(t) for t in ("text", "appearance", "statement", "claim")] == [1, 2, 1, 1]
    assert look.rows("SELECT doc, day FROM claim") == [("earlier", "2025-03-05")]


def test_a_changed_text_at_an_address_is_a_new_version(book: Book, make: Any, look: Any) -> None:
    old = make.document(make.pledge("SE"), id="page")
    new = make.document(make.pledge("SE", 6_000_000), id="page")
    add_given(book, old)
    before = look.claims()
    added, _ = add_given(book, new)
    assert added.new_text and added.new_version
    assert look.count("text") == 2 and look.count("appearance", "retired_at IS NULL") == 1
    assert len(look.claims()) == 1 and look.claims() != before
    for document in (old, new, old):  # a repeated command brings no version back
        assert not add_given(book, document)[0].new_appearance
    assert look.count("appearance") == 2


def test_an_older_version_that_comes_late_is_kept_as_old(book: Book, make: Any, look: Any) -> None:
    old = make.document(make.pledge("SE"), id="page", published="2025-03-01")
    new = make.document(make.pledge("SE", 6_000_000), id="page", published="2025-03-02")
    add_given(book, new)
    keys = look.claims()
    added, _ = add_given(book, old)
    assert added.new_text and not added.new_version
    assert look.claims() == keys


def test_a_day_that_becomes_known_replaces_none(book: Book, make: Any, look: Any) -> None:
    document = make.document(make.pledge(), published=None)
    add_given(book, document)
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    assert look.one("SELECT day FROM claim") == today
    add_given(book, replace(document, published=datetime.date(2025, 3, 4)))
    assert look.one("SELECT day FROM claim") == "2025-03-04"
    assert not add_given(book, document)[0].new_appearance


def test_given_statements_take_the_place_of_an_engines(book: Book, make: Any, look: Any) -> None:
    document = make.document(make.pledge("SE"), make.pledge("NO"))
    added = add(book, document, engine_of(document)[:1], "machine/1")
    assert added.statements_new == 1
    assert add_given(book, document)[0].statements_new == 2
    assert look.rows("SELECT engine FROM reading WHERE retired_at IS NULL") == [("given",)]
    assert look.count("statement") == 3 and look.count("claim") == 2
    assert add(book, document, engine_of(document), "machine/1").statements_new == 0
    assert look.count("reading") == 2


def test_given_statements_can_be_put_right_in_their_file(book: Book, make: Any, look: Any) -> None:
    document = make.document(make.pledge("SE"))
    mended = replace(document, given=({**document.given[0], "stage": "delivered"},))
    add_given(book, document)
    assert add_given(book, mended)[0].statements_new == 1
    assert look.body(look.claims()[0])["stage"] == "delivered"
    for again in (document, mended):
        assert add_given(book, again)[0].statements_new == 0


def test_a_known_text_is_not_read_again(book: Book, make: Any) -> None:
    document = make.document(make.pledge())
    asked: list[int] = []

    def engine() -> list[Statement]:
        asked.append(1)
        return engine_of(document)

    add(book, document, engine, "machine/1")
    add(book, replace(document, id="elsewhere"), engine, "machine/1")
    assert asked == [1]


def test_engines_that_read_the_same_give_the_same_keys(book: Book, make: Any, look: Any) -> None:
    document = make.document(make.pledge("SE"))
    add(book, document, engine_of(document), "machine/1")
    keys = look.claims()
    add_given(book, document)
    assert look.claims() == keys
    assert look.rows("SELECT confidence, statement_id FROM claim") == [(1.0, 2)]


def test_a_statement_found_twice_counts_once(book: Book, make: Any) -> None:
    pledge = make.pledge()
    text = f"{pledge['quote']}."
    added, _ = add_given(book, make.document(pledge, {**pledge, "id": "again"}, text=text))
    assert added.statements_new == 1


def test_a_quote_out_of_place_is_refused_and_nothing_is_kept(book: Book, make: Any, look: Any) -> None:
    document = make.document(make.pledge())
    wrong = [replace(s, start=s.start + 1, end=s.end + 1) for s in engine_of(document)]
    with pytest.raises(ValueError, match="not in its place"):
        add(book, document, wrong, "machine/1")
    assert look.count("text") == 0


@pytest.mark.parametrize(
    "odd", ["nul \x00 byte", "half \ud83d pair", "'; DROP TABLE text; --", "%s %(x)s :name {0}", "👩‍🚀"]
)
def test_whatever_characters_a_text_has_its_quotes_stay_in_place(odd: str, book: Book, make: Any, look: Any) -> None:
    pledge = make.pledge(quote=f"SE gives {odd} shelters", donors=["SE"], condition=odd)
    document = make.document(pledge, id=f"id {odd}", url=None, title=odd, publisher=odd)
    added, faults = add_given(book, document)
    assert faults == [] and added.statements_new == 1
    ((text, start, end, body_quote),) = [
        (t, s, e, look.body(k)["quote"])
        for t, s, e, k in look.rows(
            'SELECT t.text, s.start, s."end", s.key FROM statement s JOIN text t ON t.id = s.text_id'
        )
    ]
    assert text[start:end] == body_quote
    assert not add_given(book, document)[0].new_text


def test_very_long_names_do_not_matter(book: Book, make: Any, look: Any) -> None:
    url = "x:" + "".join(hashlib.sha512(bytes([n])).hexdigest() for n in range(200)) + "é"
    document = make.document(make.pledge(), id=url, url=url)
    add_given(book, document)
    assert not add_given(book, document)[0].new_appearance
    add_given(book, replace(document, url=url + "y"))
    assert look.count("appearance") == 2


def test_files_of_one_name_and_texts_from_pipes_do_not_push_each_other_out(tmp_path: Path) -> None:
    paths = [tmp_path / folder / "release.txt" for folder in ("a", "b")]
    for path in paths:
        path.parent.mkdir()
        path.write_text("x")
    here = [address_of(Document("release", "x", source=str(p))) for p in paths]
    assert len(set(here)) == 2
    piped = [address_of(Document("stdin", text, source="standard input")) for text in ("x", "y")]
    assert len(set(piped)) == 2
    assert address_of(Document("a", "x", source="docs.jsonl", line=1)) == "id:a"


def dump(book: Book) -> list[str]:
    with book.reading() as connection:
        return list(dump_caches(connection))


def without_numbers(lines: list[str]) -> list[str]:
    return [re.sub(r'"(statement_id|text_id|number)":\d+', "", line) for line in lines]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(6)))
def test_the_order_of_arrival_changes_nothing(order: list[int], make: Any) -> None:
    days = ("2025-03-01", "2025-03-01", "2025-03-05")
    documents = [
        make.document(make.pledge("SE", 10**6 * n), id=f"d{n}", published=day) for n, day in enumerate(days, 1)
    ]
    documents += [
        replace(documents[0], id="elsewhere", published=datetime.date(2025, 2, 1)),
        replace(make.document(make.pledge("NO"), id="d2", published="2025-03-07")),
        replace(make.document(make.pledge("FI"), id="d3", published="2025-02-07")),
    ]
    books = []
    for arrived in (range(6), order):
        book = open_book("sqlite://")
        for number in arrived:
            add_given(book, documents[number])
        caught_up(book)
        books.append(without_numbers(dump(book)))
        book.close()
    assert books[0] == books[1]


def test_the_same_note_to_gifts_of_two_donors_is_two_texts(book: Book, make: Any, look: Any) -> None:
    note = make.document(make.pledge("SE"), id="SEM1")
    for donor in ("SE", "NO"):
        add_given(book, replace(note, id=f"{donor}M1", donor=donor))
    assert look.rows("SELECT donor FROM text ORDER BY id") == [("SE",), ("NO",)]
    assert look.count("statement") == 2
    again, _ = add_given(book, replace(note, id="NOM1", donor="NO"))
    assert (again.new_text, again.statements_new) == (False, 0)
    assert list(check(book)) == []


def test_notes_that_cite_one_source_stand_beside_each_other(book: Book, make: Any, look: Any) -> None:
    for number, donor in ((1, "SE"), (2, "SE"), (3, "NO")):
        note = make.document(make.pledge("SE", number * 1_000_000), id=f"row {number}", donor=donor)
        added, _ = add_given(book, replace(note, url="https://example.org/release"))
        assert not added.new_version
    assert len(look.claims()) == 3


def test_a_donor_that_is_no_code_is_refused(book: Book, make: Any) -> None:
    for donor in ("Norway", "", "\ud800", "X" * 100):
        with pytest.raises(ValueError, match="is no code"):
            add_given(book, replace(make.document(make.pledge("SE")), donor=donor))


def test_a_note_is_read_again_as_the_note_that_it_is(book: Book) -> None:
    note = Document("NOM1", "75 million NOK package of body armour.", language="en", donor="NO")
    added = add(book, note, [], "machine/1")
    with book.reading() as connection:
        stored = stored_document(connection, added.text_id)
    assert stored is not None
    assert stored.donor == "NO"
