"""Commitments: filters, pages, cards, what was known on a day."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from sqlalchemy import Connection

from pledgebook.report.cards import card, home_of
from pledgebook.report.changes import changes, newest
from pledgebook.report.commitments import Cursor, commitment, commitments, count, cursor_of, facets
from pledgebook.report.filters import Filter

MARCH = datetime.date(2025, 3, 1)


@pytest.mark.parametrize(
    ("filter", "number"),
    [
        (Filter(), 6),
        (Filter(donors=("SE",)), 2),
        (Filter(donors=("SE", "JP")), 3),
        (Filter(recipients=("MD",)), 6),
        (Filter(recipients=("UA",)), 0),
        (Filter(sectors=("energy",)), 2),
        (Filter(sectors=("none",)), 2),
        (Filter(programmes=("bridge-fund",)), 2),
        (Filter(stages=("withdrawn",)), 1),
        (Filter(stage_at_least="signed"), 3),
        (Filter(currency="JPY"), 1),
        (Filter(since=datetime.date(2025, 2, 10), until=datetime.date(2025, 3, 10)), 4),
        (Filter(value_from=Decimal(20_000_000), currency="EUR"), 2),
        (Filter(value_to=Decimal(7_000_000)), 2),
        (Filter(words="patrol BOAT"), 1),
        (Filter(words="100%"), 0),
        (Filter(as_of=MARCH), 3),
        (Filter(donors=("'; DROP TABLE state; --",)), 0),
    ],
)
def test_a_filter_leaves_what_fits(story: Connection, filter: Filter, number: int) -> None:
    found = list(commitments(story, filter))
    assert len(found) == number == count(story, filter)


@pytest.mark.parametrize("sort", ["day", "value", "stage", "donor", "recipient", "id"])
@pytest.mark.parametrize("descending", [True, False])
def test_pages_one_after_another_give_the_whole_list(story: Connection, sort: str, descending: bool) -> None:
    whole = [c.id for c in commitments(story, sort=sort, descending=descending)]
    paged: list[str] = []
    after: Cursor | None = None
    while page := list(commitments(story, sort=sort, descending=descending, limit=2, after=after)):
        paged += [c.id for c in page]
        after = cursor_of(page[-1], sort)
    assert paged == whole
    assert len(set(whole)) == 6


def test_facets_count_a_joint_gift_for_each_donor(story: Connection) -> None:
    found = facets(story)
    assert dict(found["donor"]) == {"SE": 2, "FI": 2, "NO": 1, "JP": 1, "IS": 1}
    assert dict(found["stage"])["withdrawn"] == 1
    assert dict(found["programme"]) == {"none": 4, "bridge-fund": 2}


def test_a_card_has_history_statements_with_reasons_parts_and_coverage(story: Connection) -> None:
    (swedish,) = (c for c in commitments(story, Filter(donors=("SE",), sectors=("energy",))))
    shown = card(story, swedish.id)
    assert shown is not None
    assert [s.stage for s in shown.commitment.history] == ["pledged", "delivered"]
    assert [s.key for s in shown.statements] == list(swedish.statements)
    assert shown.statements[0].speaker_name == "Ebba Lind"
    assert shown.statements[1].why
    assert shown.statements[1].document is not None
    (whole,) = (c for c in commitments(story, Filter(donors=("FI",))) if c.part_of is None)
    shown = card(story, whole.id)
    assert shown is not None
    assert [p.part_of for p in shown.parts] == [whole.id]
    assert shown.coverage is not None
    assert (shown.coverage.promised, shown.coverage.delivered) == (8_000_000, 0)


def test_a_card_can_be_asked_for_by_a_statement_and_as_of_a_day(story: Connection) -> None:
    (swedish,) = (c for c in commitments(story, Filter(donors=("SE",), sectors=("energy",))))
    assert home_of(story, swedish.statements[1]) == swedish.id
    then = card(story, swedish.statements[0], MARCH)
    assert then is not None
    assert then.commitment.stage == "pledged"
    assert len(then.statements) == 1
    assert card(story, swedish.id, datetime.date(2024, 1, 1)) is None
    assert commitment(story, "cnothing") is None


def test_changes_tell_what_is_new_and_what_moved(story: Connection) -> None:
    found = changes(story)
    assert [(c.kind, c.before, c.stage) for c in found if c.day == datetime.date(2025, 4, 10)] == [
        ("stage", "pledged", "delivered")
    ]
    assert len([c for c in found if c.kind == "new"]) == 6
    assert newest(story, limit=1)[0].donors == ("IS",)
    assert newest(story, since=datetime.date(2025, 7, 1)) == []
