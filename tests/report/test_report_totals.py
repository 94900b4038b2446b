"""Totals are checked against the book of their day; conflicts are shown."""

from __future__ import annotations

import datetime
from typing import Any

from sqlalchemy import Connection

from pledgebook.model import Reconciliation
from pledgebook.report.conflicts import conflicts
from pledgebook.report.filters import Filter
from pledgebook.report.totals import reconcile, totals


def checked(connection: Connection, **filter: Any) -> list[Reconciliation]:
    return list(reconcile(connection, Filter(**filter)))


def total(writer: Any, value: float, bound: str = "exact", **more: Any) -> dict[str, Any]:
    quote = f"Peru's support for Chad has reached {bound} {value}"
    said = {"kind": "total", "quote": quote, "donors": ["PE"], "recipients": ["TD"], "sector": None, "since": None}
    return {
        **said,
        "until": None,
        "amount": {**writer.money(value), "bound": bound},
        "speaker": None,
        "date": None,
        **more,
    }


def test_what_the_book_knows_and_the_rest(story: Connection) -> None:
    (swedish,) = checked(story, donors=("SE",))
    assert (swedish.known, swedish.unexplained, swedish.verdict) == (20_000_000, 5_000_000, "unexplained")
    assert len(swedish.counted) == 1
    assert len(list(totals(story))) == 2


def test_a_total_of_a_sector_counts_parts_of_a_whole_without_one(story: Connection) -> None:
    (finnish,) = checked(story, donors=("FI",))
    assert (finnish.known, finnish.verdict) == (8_000_000, "consistent")


def test_only_what_was_published_by_its_day_and_pledged_since_its_beginning_counts(writer: Any) -> None:
    boats, cars, vans = ([{"item": what, "count": None}] for what in ("boat", "car", "van"))
    say = writer.pledge
    writer.add(
        "2024-12-01",
        say("Peru gives Chad 1 million euros for boats", "PE", "TD", amount=writer.money(1e6), items=boats),
    )
    writer.add(
        "2025-02-01", say("Peru gives Chad 2 million euros for cars", "PE", "TD", amount=writer.money(2e6), items=cars)
    )
    writer.add("2025-03-01", total(writer, 2e6, since="2025-01-01"))
    writer.add(
        "2025-04-01", say("Peru gives Chad 4 million euros for vans", "PE", "TD", amount=writer.money(4e6), items=vans)
    )
    writer.settle()
    with writer.book.reading() as connection:
        (found,) = checked(connection)
    assert (found.known, found.verdict, found.as_of) == (2_000_000, "consistent", datetime.date(2025, 3, 1))


def test_words_like_almost_and_over_widen_a_figure_to_one_side(writer: Any) -> None:
    gift = writer.pledge("Peru gives Chad 100 million euros", "PE", "TD", amount=writer.money(100e6))
    writer.add("2025-01-01", gift)
    cases = [("almost", 105e6), ("almost", 95e6), ("over", 92e6), ("over", 105e6), ("exact", 100e6), ("about", 104e6)]
    for n, (bound, value) in enumerate(cases):
        writer.add(f"2025-02-{n + 1:02}", total(writer, value, bound))
    writer.settle()
    with writer.book.reading() as connection:
        verdicts = [r.verdict for r in checked(connection)]
    assert verdicts == ["consistent", "exceeded", "consistent", "unexplained", "consistent", "consistent"]


def test_a_conflict_is_shown_from_the_day_that_it_arose(writer: Any) -> None:
    boats = [{"item": "patrol boat", "count": None}]
    first = writer.pledge(
        "Peru gives Chad 12 million euros for patrol boats", "PE", "TD", amount=writer.money(12e6), items=boats
    )
    other = writer.pledge(
        "Peru's gift to Chad announced on Tuesday for patrol boats is 15 million euros", "PE", "TD",
        amount=writer.money(15e6), items=boats, date="2025-03-04",
    )  # fmt: skip
    writer.add("2025-03-04", first)
    writer.add("2025-03-05", other)
    writer.settle()
    with writer.book.reading() as connection:
        (found,) = conflicts(connection, Filter(donors=("PE",)))
        assert found.about == "amount"
        assert len(found.statements) == len(found.says) == 2
        assert list(conflicts(connection, Filter(donors=("TD",)))) == []
        assert list(conflicts(connection, Filter(as_of=datetime.date(2025, 3, 4)))) == []
        assert [c.id for c in conflicts(connection, commitment=found.commitment)] == [found.id]
