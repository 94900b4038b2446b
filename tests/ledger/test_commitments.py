"""What a gift has come to, by its statements in the order of publication."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pledgebook.ledger.claims import RANKS, Claim
from pledgebook.ledger.commitments import Told, commitment_id, commitment_of
from pledgebook.model import Commitment, Item

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

FIRST = date(2025, 3, 1)
CURRENCIES = {"SE": "SEK", "NO": "NOK", "DE": "EUR"}


def told(number: int, amount: tuple[float, str] | None = None, stage: str = "pledged", **fields: Any) -> Told:
    """The statement of that number, told as many days after the first of March."""
    body: dict[str, Any] = {name: fields.pop(name) for name in ("items", "condition") if name in fields}
    bound = fields.pop("bound", "exact")
    if amount is not None:
        body["amount"] = {"value": amount[0], "currency": amount[1], "bound": bound, "max": None}
        fields.update(value=amount[0], currency=amount[1], bound=bound)
    day = FIRST + timedelta(days=number)
    said: dict[str, Any] = {
        "key": f"sclaim{number}",
        "text": number,
        "place": f"{day.isoformat()}|a",
        "day": day.toordinal(),
        "donors": frozenset({"SE"}),
        "recipients": frozenset({"UA"}),
        "stage": stage,
        "rank": RANKS[stage],
        "source": "",
        "speaker": "",
    }
    return Told(Claim(**{**said, **fields}), body)


def come_to(*statements: Told) -> Commitment:
    return commitment_of(statements, None, CURRENCIES.get)


def amount(*statements: Told) -> tuple[float, str, str]:
    found = come_to(*statements).amount
    assert found is not None
    return found.value, found.currency, found.bound


def steps(commitment: Commitment) -> list[tuple[int, str]]:
    return [((step.date - FIRST).days, step.stage) for step in commitment.history]


def test_it_is_called_after_its_first_statement() -> None:
    found = come_to(told(1), told(2))
    assert (found.id, commitment_id("sclaim1")) == ("cclaim1", "cclaim1")
    assert found.statements == ("sclaim1", "sclaim2")


def test_history_has_each_stage_by_its_first_report_on_the_day_that_it_says() -> None:
    act = (FIRST + timedelta(days=3)).toordinal()
    found = come_to(told(1), told(4, stage="signed", dated=act), told(5, stage="signed"), told(9, stage="delivered"))
    assert steps(found) == [(1, "pledged"), (3, "signed"), (9, "delivered")]
    assert found.stage_date == FIRST + timedelta(days=9)
    assert found.pledged_on == FIRST + timedelta(days=1)


def test_a_stage_told_late_takes_its_place_by_its_day() -> None:
    early = (FIRST - timedelta(days=9)).toordinal()
    found = come_to(told(1, stage="signed"), told(2, stage="pledged", dated=early))
    assert steps(found) == [(-9, "pledged"), (1, "signed")]
    assert (found.stage, found.pledged_on) == ("signed", FIRST - timedelta(days=9))


def test_talk_alone_is_not_pledged() -> None:
    assert come_to(told(1, stage="discussed"), told(2, stage="offered")).pledged_on is None


def test_the_highest_stage_stands_until_it_is_withdrawn() -> None:
    assert come_to(told(1, stage="signed"), told(2)).stage == "signed"
    assert come_to(told(1, stage="signed"), told(2, stage="withdrawn")).stage == "withdrawn"


def test_what_goes_on_after_a_withdrawal_stands_again() -> None:
    assert come_to(told(1), told(2, stage="withdrawn"), told(3, stage="signed")).stage == "signed"
    assert come_to(told(1), told(2, stage="withdrawn"), told(3, stage="offered")).stage == "withdrawn"
    assert come_to(told(1), told(2, stage="withdrawn"), told(3, back=True)).stage == "withdrawn"


def test_a_report_of_what_was_before_a_withdrawal_does_not_bring_it_back() -> None:
    before = (FIRST + timedelta(days=1)).toordinal()
    assert come_to(told(1), told(5, stage="withdrawn"), told(6, stage="signed", dated=before)).stage == "withdrawn"


def test_the_last_exact_figure_stands() -> None:
    assert amount(told(1, (37e6, "SEK")), told(2, (41e6, "SEK"))) == (41e6, "SEK", "exact")


@pytest.mark.parametrize("bound", ["about", "over", "almost", "up_to", "at_least"])
def test_a_bounded_figure_never_replaces_an_exact_one(bound: str) -> None:
    assert amount(told(1, (36.8e6, "SEK")), told(2, (37e6, "SEK"), bound=bound)) == (36.8e6, "SEK", "exact")
    assert amount(told(1, (37e6, "SEK"), bound=bound), told(2, (36.8e6, "SEK"))) == (36.8e6, "SEK", "exact")


def test_a_figure_of_fewer_digits_is_a_rounding_and_replaces_nothing() -> None:
    assert amount(told(1, (36.8e6, "SEK")), told(2, (37e6, "SEK"))) == (36.8e6, "SEK", "exact")
    assert amount(told(1, (37e6, "SEK")), told(2, (36.8e6, "SEK"))) == (36.8e6, "SEK", "exact")


def test_the_donors_own_currency_stands_whichever_came_first() -> None:
    for order in ((1, 2), (2, 1)):
        said = sorted([told(order[0], (40e6, "USD")), told(order[1], (400e6, "SEK"))], key=lambda t: t.claim.place)
        assert amount(*said) == (400e6, "SEK", "exact")


def test_without_a_figure_in_its_own_currency_that_of_the_first_exact_figure_stands() -> None:
    assert amount(told(1, (40e6, "USD")), told(2, (37e6, "EUR"))) == (40e6, "USD", "exact")


def test_a_gift_without_a_figure_has_none() -> None:
    assert come_to(told(1), told(2)).amount is None


def test_a_joint_gift_is_that_of_all_its_donors() -> None:
    both = frozenset({"SE", "NO"})
    assert come_to(told(1, donors=both), told(2)).donors == ("NO", "SE")
    assert come_to(told(1), told(2, donors=both), told(3, donors=both)).donors == ("NO", "SE")


def test_things_keep_their_first_words_and_take_the_last_number() -> None:
    first = told(1, items=[{"item": "city buses", "count": 40}], heads={"bus": 40})
    later = told(2, items=[{"item": "buses", "count": 45}], heads={"bus": 45})
    assert come_to(first, later).items == (Item("city buses", 45),)
    assert come_to(first, told(2, heads={"bus": None})).items == (Item("city buses", 40),)


def test_the_last_condition_and_the_usual_sector_stand() -> None:
    found = come_to(
        told(1, sector="energy", condition="a vote"),
        told(2, sector="other", condition="a law"),
        told(3, sector="energy"),
    )
    assert (found.sector, found.condition) == ("energy", "a law")


@st.composite
def stories(draw: st.DrawFn) -> Sequence[Told]:
    out = []
    for number in range(1, draw(st.integers(2, 8))):
        figure = draw(
            st.none() | st.tuples(st.integers(1, 999).map(lambda n: n * 1e5), st.sampled_from(["SEK", "USD", "EUR"]))
        )
        dated = draw(st.none() | st.integers(-30, number).map(lambda days: (FIRST + timedelta(days=days)).toordinal()))
        donors = frozenset(draw(st.sampled_from([["SE"], ["SE", "NO"]])))
        stage, bound = draw(st.sampled_from(sorted(RANKS))), draw(st.sampled_from(["exact", "about", "over"]))
        out.append(told(number, figure, stage, bound=bound, dated=dated, donors=donors, back=draw(st.booleans())))
    return out


@QUICK
@given(stories())
def test_a_commitment_says_nothing_that_no_statement_said(said: Sequence[Told]) -> None:
    found = come_to(*said)
    assert found.stage in {t.claim.stage for t in said}
    assert frozenset(found.donors) in {t.claim.donors for t in said}
    figures = {(t.claim.value, t.claim.currency, t.claim.bound) for t in said if t.claim.value is not None}
    assert (found.amount is None) == (not figures)
    if found.amount is not None:
        assert (found.amount.value, found.amount.currency, found.amount.bound) in figures


@QUICK
@given(stories())
def test_history_tells_every_stage_once_in_the_order_of_days(said: Sequence[Told]) -> None:
    history = come_to(*said).history
    assert sorted(step.stage for step in history) == sorted({t.claim.stage for t in said})
    assert [step.date for step in history] == sorted(step.date for step in history)


@QUICK
@given(stories(), st.data())
def test_what_was_known_then_is_what_the_statements_until_then_come_to(
    said: Sequence[Told], data: st.DataObject
) -> None:
    count = data.draw(st.integers(1, len(said)))
    then = come_to(*said[:count])
    assert then.statements == come_to(*said).statements[:count]
    assert then.id == come_to(*said).id
