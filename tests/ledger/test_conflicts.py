"""Contradictions are shown, and what is none is not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pledgebook.ledger.claims import RANKS, Claim
from pledgebook.ledger.commitments import Told
from pledgebook.ledger.conflicts import conflicts_of

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

DAY = 739_000


def told(number: int, millions: float | None = None, source: str | None = None, **fields: Any) -> Told:
    """The statement of that number, a day after the one before, by a paper of its own unless one is named."""
    stage = fields.pop("stage", "pledged")
    money = {} if millions is None else {"value": millions * 1e6, "currency": "EUR", "worth": millions * 1e6}
    said: dict[str, Any] = {
        "key": f"sclaim{number}",
        "text": number,
        "place": f"2025-03-{number:02}|a",
        "day": DAY + number,
        "donors": frozenset({"SE"}),
        "recipients": frozenset({"UA"}),
        "stage": stage,
        "rank": RANKS[stage],
        "source": f"paper {number}" if source is None else source,
        "speaker": "",
    }
    return Told(Claim(**{**said, **money, **fields}), {})


def about(*statements: Told) -> dict[str, tuple[str, ...]]:
    return {found.about: found.statements for found in conflicts_of(statements)}


def test_two_papers_with_two_sums_contradict_each_other() -> None:
    (found,) = conflicts_of([told(1, 37), told(2, 41)])
    assert (found.id, found.commitment, found.about) == ("cclaim1-amount", "cclaim1", "amount")
    assert found.statements == ("sclaim1", "sclaim2")
    assert found.says == ("EUR 37,000,000", "EUR 41,000,000")


def test_what_is_said_again_is_one_side_with_all_who_say_it() -> None:
    (found,) = conflicts_of([told(1, 37), told(2, 41), told(3, 37), told(4, 41), told(5, 37)])
    assert found.says == tuple(f"EUR {sum},000,000" for sum in (37, 41, 37, 41, 37))
    assert found.sides == {
        "EUR 37,000,000": ("sclaim1", "sclaim3", "sclaim5"),
        "EUR 41,000,000": ("sclaim2", "sclaim4"),
    }


def test_all_that_disagree_are_in_one_conflict_and_nobody_else() -> None:
    assert about(told(1, 37), told(2), told(3, 41), told(4, 45)) == {"amount": ("sclaim1", "sclaim3", "sclaim4")}


def test_an_outlet_contradicts_itself_where_another_figure_follows_months_later_without_a_word() -> None:
    later = {"place": "2025-07-02|a", "day": DAY + 120}
    assert about(told(1, 37, "a paper"), told(2, 41, "a paper", **later)) == {"amount": ("sclaim1", "sclaim2")}
    assert about(told(1, 37, "a paper"), told(2, 41, "a paper", **later, wrong=(37e6,))) == {}


def test_what_one_source_saw_arrive_and_another_misses_later_is_a_contradiction() -> None:
    arrived = told(1, stage="delivered")
    assert about(arrived, told(2, missing=True)) == {"stage": ("sclaim1", "sclaim2")}
    assert about(told(1, missing=True), told(2, stage="delivered")) == {}
    assert about(told(1, stage="delivered", piece=True), told(2, missing=True)) == {}


def test_a_grant_that_another_source_calls_a_loan_is_a_contradiction() -> None:
    (found,) = conflicts_of([told(1, 37, instrument="grant"), told(2, 37, instrument="loan")])
    assert (found.about, found.says) == ("instrument", ("grant", "loan"))
    assert about(told(1, 37, instrument="in_kind"), told(2, 37, instrument="procurement")) == {}


def test_a_denial_without_a_figure_sets_no_figure_right() -> None:
    denial = told(3, None, "a paper", wrong=(0.0,))
    assert about(told(1, 37), told(2, 41, "a paper"), denial) == {"amount": ("sclaim1", "sclaim2")}
    assert about(told(1, 37), told(2, 41, "a paper"), told(3, 37, "a paper", wrong=(0.0,))) == {}


@pytest.mark.parametrize("other", [{"bound": "about"}, {"bound": "over"}, {"bound": "up_to"}, {"currency": "USD"}])
def test_rounded_and_converted_figures_contradict_nothing(other: dict[str, Any]) -> None:
    assert about(told(1, 37), told(2, 41, **other)) == {}


def test_a_figure_rounded_to_fewer_digits_contradicts_nothing() -> None:
    assert about(told(1, 36.8), told(2, 37)) == {}


def test_a_paper_does_not_contradict_itself_unless_it_quotes_others() -> None:
    assert about(told(1, 37, "post"), told(2, 41, "post")) == {}
    assert set(about(told(1, 37, "post", speaker="SE"), told(2, 41, "post", speaker="UA"))) == {"amount"}


def test_statements_of_one_document_do_not_contradict_each_other() -> None:
    assert about(told(1, 37, "a", text=7), told(2, 41, "b", text=7)) == {}


@pytest.mark.parametrize("wrong", [(73e6,), (0.0,)])
def test_a_correction_by_the_same_paper_is_no_conflict(wrong: tuple[float, ...]) -> None:
    assert about(told(1, 73, "post"), told(2, 37, "post", wrong=wrong)) == {}


def test_a_donor_that_names_the_wrong_figure_sets_other_papers_right_too() -> None:
    assert about(told(1, 73, "herald"), told(2, 37, "post", wrong=(73e6,), speaker="SE")) == {}
    assert set(about(told(1, 73, "herald"), told(2, 37, "post", wrong=(73e6,), speaker="UA"))) == {"amount"}
    assert set(about(told(1, 73, "herald"), told(2, 37, "post", wrong=(0.0,)))) == {"amount"}


def test_what_was_corrected_is_out_of_the_conflict_with_a_third() -> None:
    found = about(told(1, 73, "post"), told(2, 41, "herald"), told(3, 37, "post", wrong=(73e6,)))
    assert found == {"amount": ("sclaim2", "sclaim3")}


def test_two_numbers_of_the_same_things_contradict_each_other() -> None:
    buses = [told(n, heads={"bus": count}) for n, count in ((1, 40), (2, 45), (3, None))]
    (found,) = conflicts_of(buses)
    assert (found.about, found.statements, found.says) == ("items", ("sclaim1", "sclaim2"), ("40 bus", "45 bus"))
    assert about(told(1, heads={"bus": 40}), told(2, heads={"tent": 45})) == {}


def test_withdrawn_and_yet_delivered_within_days_is_a_conflict() -> None:
    assert set(about(told(1), told(2, stage="withdrawn"), told(4, stage="delivered"))) == {"stage"}
    assert about(told(1), told(9, stage="withdrawn"), told(10, stage="delivered", dated=DAY + 60)) == {}
    assert about(told(1), told(9, stage="withdrawn"), told(11, stage="pledged", back=True)) == {}
    assert about(told(1, stage="signed"), told(2, stage="withdrawn")) == {}


def test_delivered_and_yet_withdrawn_within_days_is_a_conflict_too() -> None:
    assert set(about(told(1), told(2, stage="delivered"), told(3, stage="withdrawn"))) == {"stage"}


statements = st.lists(
    st.tuples(
        st.none() | st.sampled_from([36.8, 37, 41, 400]),
        st.sampled_from(["post", "herald", ""]),
        st.sampled_from(sorted(RANKS)),
        st.sampled_from(["exact", "about"]),
        st.dictionaries(st.sampled_from(["bus", "tent"]), st.none() | st.integers(1, 3), max_size=2),
    ),
    min_size=1,
    max_size=6,
)


@QUICK
@given(statements)
def test_a_conflict_names_two_statements_or_more_in_the_order_of_publication(
    rows: list[tuple[float | None, str, str, str, dict[str, int | None]]],
) -> None:
    said = [
        told(n, value, source, stage=stage, bound=bound, heads=heads)
        for n, (value, source, stage, bound, heads) in enumerate(rows, start=1)
    ]
    found = conflicts_of(said)
    assert len({c.about for c in found}) == len(found)
    for conflict in found:
        assert len(conflict.statements) == len(conflict.says) >= 2
        assert list(conflict.statements) == sorted(conflict.statements)


@QUICK
@given(statements)
def test_one_paper_alone_contradicts_nobody(
    rows: list[tuple[float | None, str, str, str, dict[str, int | None]]],
) -> None:
    said = [
        told(n, value, "post", stage=stage, bound=bound, heads=heads)
        for n, (value, _, stage, bound, heads) in enumerate(rows, start=1)
    ]
    assert conflicts_of(said) == []
