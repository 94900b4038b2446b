"""Sums: what counts, once, and what does not."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from pledgebook.report.filters import Filter
from pledgebook.report.sums import Sums, sums


def values(answer: Sums) -> dict[str, Decimal]:
    return {row.key: row.value for row in answer.rows}


def test_a_gift_told_twice_counts_once_and_a_joint_one_under_all_its_donors_together(story: Connection) -> None:
    assert values(sums(story, currency="EUR")) == {"FI": 50_000_000, "SE": 20_000_000, "NO+SE": 7_000_000}


def test_currencies_are_never_added_up(story: Connection) -> None:
    answer = sums(story, by="recipient")
    assert {(r.key, r.currency): r.value for r in answer.rows} == {
        ("MD", "EUR"): 77_000_000,
        ("MD", "JPY"): 900_000_000,
    }
    assert answer.total == {"EUR": 77_000_000, "JPY": 900_000_000}


def test_a_part_counts_only_where_its_whole_does_not(story: Connection) -> None:
    assert values(sums(story, Filter(donors=("FI",)))) == {"FI": 50_000_000}
    assert values(sums(story, Filter(donors=("FI",), sectors=("energy",)))) == {"FI": 8_000_000}


def test_a_delivered_part_of_what_is_not_delivered_counts_as_delivered(writer: Any) -> None:
    whole = writer.pledge("Finland pledges EUR 50 million for Moldova", "FI", amount=writer.money(50e6))
    part = writer.pledge(
        "EUR 8 million of it for turbines has been paid out", "FI", amount=writer.money(8e6), part_of="s1",
        stage="delivered",
    )  # fmt: skip
    writer.add("2025-03-10", whole, part)
    writer.settle()
    with writer.book.reading() as connection:
        assert values(sums(connection)) == {"FI": 50_000_000}
        assert values(sums(connection, stage_at_least="delivered")) == {"FI": 8_000_000}


def test_a_higher_stage_is_part_of_a_lower_one_and_withdrawn_is_part_of_none(story: Connection) -> None:
    assert values(sums(story, stage_at_least="signed")) == {"FI": 50_000_000, "SE": 20_000_000}
    assert values(sums(story, stage_at_least="delivered")) == {"SE": 20_000_000}
    assert "IS" not in values(sums(story, stage_at_least="discussed"))


def test_a_stage_asked_for_alone_is_summed_as_it_is(story: Connection) -> None:
    assert values(sums(story, Filter(stages=("delivered",)))) == {"SE": 20_000_000}


def test_conversion_takes_the_rate_of_each_day_and_says_what_has_none(writer: Any) -> None:
    writer.add("2025-02-10", writer.pledge("Japan gives 900 million yen", "JP", amount=writer.money(900e6, "JPY")))
    writer.add("2025-02-11", writer.pledge("Chad gives 5 million francs", "TD", amount=writer.money(5e6, "XAF")))
    writer.settle()
    with writer.book.reading() as connection:
        answer = sums(connection, convert="EUR")
    assert [(r.key, r.currency) for r in answer.rows] == [("JP", "EUR")]
    assert 5_000_000 < answer.rows[0].value < 6_500_000
    (left,) = answer.unconverted
    assert (left.amount.value, left.amount.currency) == (5_000_000, "XAF")
    assert "XAF" in left.why


def test_sums_by_month_sector_and_programme(story: Connection) -> None:
    assert values(sums(story, by="month", currency="EUR")) == {
        "2025-01": 20_000_000,
        "2025-02": 7_000_000,
        "2025-03": 50_000_000,
    }
    assert values(sums(story, by="sector", currency="EUR")) == {
        "none": 50_000_000,
        "energy": 20_000_000,
        "military": 7_000_000,
    }
    assert values(sums(story, by="programme", currency="EUR")) == {"bridge-fund": 50_000_000, "none": 27_000_000}


def test_the_book_of_a_past_day_knows_nothing_later(story: Connection) -> None:
    day = Filter(as_of=datetime.date(2025, 2, 28))
    assert values(sums(story, day, currency="EUR")) == {"SE": 20_000_000, "NO+SE": 7_000_000}
    assert values(sums(story, day, stage_at_least="delivered")) == {}


def test_ranges_and_yearly_amounts_are_counted_once_and_said(writer: Any) -> None:
    ranged = {**writer.money(1e6), "max": 2e6, "bound": "range"}
    writer.add("2025-02-10", writer.pledge("Chad gives 1 to 2 million euros", "TD", amount=ranged))
    yearly = writer.money(4e6, per="year")
    writer.add("2025-02-11", writer.pledge("Peru gives 4 million euros a year", "PE", amount=yearly))
    writer.settle()
    with writer.book.reading() as connection:
        answer = sums(connection)
    assert values(answer) == {"TD": 1_000_000, "PE": 4_000_000}
    assert (answer.ranges, answer.recurring) == (1, 1)


def test_cents_are_exact(writer: Any) -> None:
    for n in range(3):
        quote = f"Peru gives {n} school number {n} a gift of 0.10 euros"
        items = [{"item": ("desk", "lamp", "bus")[n], "count": None}]
        writer.add(f"2025-0{n + 1}-10", writer.pledge(quote, "PE", amount=writer.money(0.1), items=items))
    writer.settle()
    with writer.book.reading() as connection:
        assert sums(connection).total["EUR"] in (Decimal("0.1"), Decimal("0.2"), Decimal("0.3"))
