"""Which statements of one document are pieces of which others."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pledgebook.ledger.claims import Claim
from pledgebook.ledger.parts import wholes_within

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def claim(key: str, millions: float | None = None, **fields: Any) -> Claim:
    money = {} if millions is None else {"value": millions * 1e6, "currency": "EUR", "worth": millions * 1e6}
    parties = {"donors": frozenset({"SE"}), "recipients": frozenset({"UA"})}
    said = {
        "text": 1,
        "place": "2025-03-04|a",
        "day": 739_000,
        "stage": "pledged",
        "rank": 3,
        "source": "",
        "speaker": "",
    }
    return Claim(**{"key": key, **parties, **said, **money, **fields})


def test_a_statement_that_names_its_whole_is_its_part() -> None:
    claims = [claim("a", 5), claim("b", 90, whole_id="s1")]
    assert wholes_within(claims, {"s1": "a"}) == {"b": "a"}


def test_a_statement_that_names_itself_or_nobody_is_no_part() -> None:
    claims = [claim("a", 5, whole_id="s1"), claim("b", 3, whole_id="s7")]
    assert wholes_within(claims, {"s1": "a", "s2": "b"}) == {}


def test_of_this_makes_a_part_of_the_larger_sum_before() -> None:
    assert wholes_within([claim("a", 90), claim("b", 60, part=True)], {}) == {"b": "a"}
    assert wholes_within([claim("a", 60), claim("b", 90, part=True)], {}) == {}
    assert wholes_within([claim("a", 90), claim("b", 90, part=True)], {}) == {}


def test_a_list_of_parts_goes_on_without_saying_so_again() -> None:
    claims = [claim("a", 90), claim("b", 50, part=True), claim("c", 25), claim("d", 18)]
    assert wholes_within(claims, {}) == {"b": "a", "c": "a"}


def test_what_does_not_fit_any_more_is_no_part() -> None:
    claims = [claim("a", 90), claim("b", 60, part=True), claim("c", 40, part=True)]
    assert wholes_within(claims, {}) == {"b": "a"}


def test_rounded_parts_may_exceed_their_whole_a_little() -> None:
    claims = [claim("a", 90), claim("b", 60, part=True), claim("c", 30.5, part=True)]
    assert wholes_within(claims, {}) == {"b": "a", "c": "a"}


def test_nothing_is_a_part_of_a_part() -> None:
    claims = [claim("a", 90), claim("b", 60, part=True), claim("c", 20, part=True)]
    assert wholes_within(claims, {}) == {"b": "a", "c": "a"}


def test_what_another_gives_or_another_gets_is_no_part() -> None:
    for fields in ({"donors": frozenset({"NO"})}, {"recipients": frozenset({"MD"})}):
        assert wholes_within([claim("a", 90), claim("b", 60, part=True, **fields)], {}) == {}


def test_what_comes_on_top_is_no_part() -> None:
    assert wholes_within([claim("a", 90), claim("b", 60, part=True, further=0.9)], {}) == {}


def test_a_first_tranche_may_stand_before_its_loan() -> None:
    claims = [claim("a", 60, part=True, ordinal=1), claim("b", 300)]
    assert wholes_within(claims, {}) == {"a": "b"}


def test_some_of_the_things_are_a_part_of_all_of_them() -> None:
    claims = [
        claim("a", heads={"bus": 40}),
        claim("b", heads={"bus": 15}, piece=True),
        claim("c", heads={"bus": 50}, piece=True),
    ]
    assert wholes_within(claims, {}) == {"b": "a"}


def test_what_stands_after_parts_that_make_up_the_whole_is_none_of_them() -> None:
    claims = [claim("a", 90), claim("b", 60, whole_id="s1"), claim("c", 30, whole_id="s1"), claim("d", 80)]
    assert wholes_within(claims, {"s1": "a"}) == {"b": "a", "c": "a"}


def test_what_stands_after_parts_that_add_up_is_none_of_them() -> None:
    claims = [claim("a", 90), claim("b", 60), claim("c", 30), claim("d", 20)]
    assert wholes_within(claims, {}) == {"b": "a", "c": "a"}


def test_parts_of_a_part_that_add_up_to_it_are_parts_of_the_whole() -> None:
    claims = [claim("a", 200), claim("b", 90, part=True), claim("c", 60), claim("d", 30)]
    found = wholes_within(claims, {})
    assert found["b"] == "a"
    assert not set(found) & set(found.values())


def test_tranches_that_are_told_before_their_loan_are_parts_of_it_alone() -> None:
    claims = [claim("a", 10, part=True, ordinal=1), claim("b", 20, part=True, ordinal=2), claim("c", 100)]
    assert wholes_within(claims, {}) == {"a": "c", "b": "c"}


@st.composite
def documents(draw: st.DrawFn) -> list[Claim]:
    return [
        claim(
            f"k{n}",
            draw(st.none() | st.integers(1, 200)),
            part=draw(st.booleans()),
            piece=draw(st.booleans()),
            ordinal=draw(st.none() | st.integers(1, 3)),
            further=draw(st.sampled_from([0.0, 0.3, 0.9])),
            heads=draw(st.dictionaries(st.sampled_from(["bus", "tent"]), st.none() | st.integers(1, 50), max_size=1)),
        )
        for n in range(draw(st.integers(0, 7)))
    ]


@QUICK
@given(documents())
def test_no_part_is_a_whole_and_parts_of_sums_never_exceed_it(claims: list[Claim]) -> None:
    found = wholes_within(claims, {})
    by_key = {c.key: c for c in claims}
    assert not set(found) & set(found.values())
    for whole in set(found.values()):
        parts = [by_key[key].worth or 0.0 for key, over in found.items() if over == whole]
        limit = by_key[whole].worth
        if limit is not None:
            assert sum(parts) <= limit * 1.03
