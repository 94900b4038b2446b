"""Statements, documents, people, registers and months."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from sqlalchemy import Connection

from pledgebook.report.documents import count, document, documents
from pledgebook.report.filters import Filter
from pledgebook.report.people import people, person
from pledgebook.report.statements import statements
from pledgebook.report.timeline import by_month, stages


def test_statements_come_in_the_order_of_publication_page_by_page(story: Connection) -> None:
    whole = [s.key for s in statements(story)]
    assert len(whole) == 11
    first = list(statements(story, limit=4))
    rest = list(statements(story, after=first[-1].place))
    assert [s.key for s in (*first, *rest)] == whole
    assert [s.key for s in statements(story, descending=True)] == whole[::-1]
    assert all(s.body["id"] == s.key and s.body["doc"] == s.doc for s in first)


def test_statements_fit_what_they_say_themselves(story: Connection) -> None:
    assert len(list(statements(story, kind="pledge", filter=Filter(donors=("SE",))))) == 3
    assert len(list(statements(story, filter=Filter(recipients=("MD",))))) == 11
    assert len(list(statements(story, filter=Filter(stage_at_least="signed")))) == 3
    assert len(list(statements(story, filter=Filter(sectors=("none",), currency="EUR")))) == 3
    assert len(list(statements(story, filter=Filter(as_of=datetime.date(2025, 1, 31))))) == 2
    assert all(s.commitment for s in statements(story, kind="pledge"))


def test_documents_are_listed_with_their_statements(story: Connection) -> None:
    found = list(documents(story))
    assert [d.statements for d in found] == [2, 2, 2, 1, 3, 1]
    assert count(story) == 6
    assert len(list(documents(story, Filter(donors=("FI",))))) == 2
    assert len(list(documents(story, Filter(since=datetime.date(2025, 4, 1))))) == 3
    assert [d.doc for d in documents(story, limit=2, after=found[1].text_id)] == [found[2].doc, found[3].doc]


def test_documents_are_found_alike_however_many_are_looked_through_at_once(
    story: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [Filter(donors=("FI",)), Filter(donors=("SE",)), Filter(sectors=("none",))]
    known = [[d.text_id for d in documents(story, filter, descending=True)] for filter in asked]
    assert all(known)
    monkeypatch.setattr("pledgebook.report.documents._BATCH", 1)
    monkeypatch.setattr("pledgebook.report.documents._LARGEST", 2)
    for apart in (0, 1_000):
        monkeypatch.setattr("pledgebook.report.documents._APART", apart)
        assert [[d.text_id for d in documents(story, filter, descending=True)] for filter in asked] == known
        assert [[d.text_id for d in documents(story, filter, descending=True, limit=1)] for filter in asked] == [
            ids[:1] for ids in known
        ]


def test_a_document_page_has_every_quote_in_its_place_and_its_versions(writer: Any) -> None:
    writer.add("2025-01-01", writer.pledge("Peru gives 5 million euros", "PE", amount=writer.money(5e6)), id="same")
    writer.add("2025-01-02", writer.pledge("Peru gives 6 million euros", "PE", amount=writer.money(6e6)), id="same")
    writer.settle()
    with writer.book.reading() as connection:
        page = document(connection, "same")
        assert page is not None
        assert page.row.versions == 2
        assert len(page.versions) == 2
        assert [page.text[s.body["start"] : s.body["end"]] for s in page.statements] == ["Peru gives 6 million euros"]
        old = document(connection, page.versions[0].text_id)
        assert old is not None
        assert old.statements == ()
        assert "5 million" in old.text
        assert document(connection, "nothing") is None


def test_people_speak_and_meet(story: Connection) -> None:
    assert [(p.name, p.actors, p.statements, p.meetings) for p in people(story)] == [
        ("Ebba Lind", ("SE",), 1, 1),
        ("Ion Rusu", (), 0, 1),
    ]
    found = person(story, "Ebba Lind")
    assert found is not None
    assert (len(found.said), len(found.met)) == (1, 1)
    assert person(story, "Ebba") is None


def test_registers_hold_what_is_no_pledge(story: Connection) -> None:
    assert [s.body["place"] for s in statements(story, kind="meeting", filter=Filter(donors=("SE",)))] == ["Chisinau"]
    assert len(list(statements(story, kind="need", filter=Filter(recipients=("MD",))))) == 1
    assert list(statements(story, kind="agreement")) == []


def test_months_tell_what_was_said_and_what_arrived(story: Connection) -> None:
    found = {(r.month, r.group): r.value for r in by_month(story, currency="EUR")}
    assert found == {
        ("2025-01", "said"): 20_000_000,
        ("2025-02", "said"): 7_000_000,
        ("2025-03", "said"): 50_000_000,
        ("2025-04", "arrived"): 20_000_000,
    }
    assert {r.currency for r in by_month(story, convert="EUR")} == {"EUR"}


def test_stages_count_commitments_and_the_money_that_came_so_far(story: Connection) -> None:
    found = {r.stage: (r.count, r.value) for r in stages(story, currency="EUR")}
    assert found["delivered"] == (1, 20_000_000)
    assert found["signed"] == (2, 70_000_000)
    assert found["pledged"] == (1, 77_000_000)
    assert found["withdrawn"] == (1, 0)
