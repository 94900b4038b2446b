"""Claims that may speak of the same support find each other, and others are not looked at."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from pledgebook.ledger.claims import RANKS, Claim
from pledgebook.ledger.keys import own_keys, seeker_keys, sought_keys

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

DAY = 739_000
_CODES = st.sampled_from(["SE", "NO", "JP"])
_THINGS = st.sampled_from(["bus", "boiler", "tent"])


def claim(**fields: Any) -> Claim:
    parties = {"donors": frozenset({"SE"}), "recipients": frozenset({"UA"})}
    said = {"key": "sone", "text": 1, "place": "2025-03-04|a", "day": DAY, "stage": "pledged", "rank": 3}
    return Claim(**{"source": "", "speaker": "", **parties, **said, **fields})


def money(value: float | None, **more: Any) -> dict[str, Any]:
    return {} if value is None else {"value": value, "currency": "EUR", "worth": value, **more}


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    stage = draw(st.sampled_from(sorted(RANKS)))
    value = draw(st.none() | st.floats(1, 1e13))
    rated = draw(st.booleans())
    sums = money(value) if rated or value is None else {"value": value, "currency": "XAF"}
    return claim(
        day=DAY + draw(st.integers(0, 800)),
        donors=frozenset(draw(st.lists(_CODES, min_size=1, max_size=2))),
        recipients=frozenset(draw(st.lists(st.sampled_from(["UA", "MD"]), max_size=2))),
        stage=stage,
        rank=RANKS[stage],
        sector=draw(st.none() | st.sampled_from(["energy", "other"])),
        programmes=frozenset(draw(st.lists(st.sampled_from(["fund", "scheme"]), max_size=2))),
        heads=draw(st.dictionaries(_THINGS, st.none() | st.integers(1, 50), max_size=2)),
        dated=draw(st.none() | st.integers(DAY, DAY + 800)),
        part=draw(st.booleans()),
        piece=draw(st.booleans()),
        ordinal=draw(st.none() | st.integers(1, 3)),
        wrong=tuple(draw(st.lists(st.floats(0, 1e6), max_size=1))),
        **sums,
    )


@QUICK
@given(claims(), claims())
def test_whoever_finds_a_claim_can_be_found_from_it_when_it_changes(one: Claim, other: Claim) -> None:
    assume(other.day >= one.day)
    if own_keys(one) & sought_keys(other):
        assert {key for key, last in seeker_keys(one).items() if last >= other.day} & own_keys(other)


@QUICK
@given(claims())
def test_claims_without_a_donor_in_common_never_meet(one: Claim) -> None:
    assert not own_keys(one) & sought_keys(replace(one, donors=frozenset({"FI"})))


@QUICK
@given(claims())
def test_claims_without_a_recipient_in_common_never_meet(one: Claim) -> None:
    one = replace(one, recipients=one.recipients or frozenset({"UA"}))
    assert not own_keys(one) & sought_keys(replace(one, recipients=frozenset({"AM"})))


@QUICK
@given(claims())
def test_the_same_claim_told_again_is_found(one: Claim) -> None:
    assume(one.value is not None or one.sector or one.programmes or one.heads)
    assert own_keys(one) & sought_keys(replace(one, key="stwo"))


@QUICK
@given(st.floats(1, 1e13), st.floats(0, 1 / 8 - 1e-9), st.data())
def test_figures_within_an_eighth_of_each_other_share_a_key_whatever_else_is_said(
    value: float, share: float, data: st.DataObject
) -> None:
    one = claim(**money(value), sector="energy")
    other = claim(**money(value * (1 + share)), sector="other", day=DAY + data.draw(st.integers(30, 700)))
    assert own_keys(one) & sought_keys(other)
    assert own_keys(other) & sought_keys(one)


@QUICK
@given(st.floats(1, 1e12))
def test_a_figure_is_not_looked_for_among_those_of_half_or_twice_its_size(value: float) -> None:
    one = claim(**money(value), sector="energy")
    for factor in (0.5, 2.0):
        other = claim(**money(value * factor), sector="energy", day=DAY + 60)
        assert not own_keys(one) & sought_keys(other)


@pytest.mark.parametrize("shared", [{"sector": "energy"}, {"heads": {"bus": 3}}, {"programmes": frozenset({"fund"})}])
def test_sources_that_tell_of_a_thing_within_days_meet_whatever_the_figures(shared: dict[str, Any]) -> None:
    one, other = claim(**money(37e6), **shared), claim(**money(90e6), **shared, day=DAY + 6)
    assert own_keys(one) & sought_keys(other)
    late = claim(**money(90e6), **shared, day=DAY + 60)
    assert not own_keys(one) & sought_keys(late)


@pytest.mark.parametrize("days", range(8))
def test_a_week_is_never_cut_by_a_fortnights_edge(days: int) -> None:
    for start in range(DAY, DAY + 14):
        one, other = (
            claim(**money(37e6), sector="energy", day=start),
            claim(**money(90e6), sector="energy", day=start + days),
        )
        assert own_keys(one) & sought_keys(other)


def test_claims_of_one_act_meet_however_late_they_are_told() -> None:
    one = claim(**money(37e6), sector="energy", dated=DAY - 3)
    other = claim(**money(90e6), sector="energy", dated=DAY - 3, day=DAY + 200)
    assert own_keys(one) & sought_keys(other)


@pytest.mark.parametrize(
    "shared", [{"sector": "energy"}, {"heads": {"bus": None}}, {"programmes": frozenset({"fund"})}]
)
def test_a_claim_without_a_figure_meets_all_of_its_thing(shared: dict[str, Any]) -> None:
    one, other = claim(**money(37e6), **shared), claim(**shared, day=DAY + 300)
    assert own_keys(one) & sought_keys(other)
    assert own_keys(other) & sought_keys(replace(one, day=DAY + 600))


def test_a_claim_that_says_no_sector_meets_those_that_say_one() -> None:
    one, other = claim(**money(37e6), sector="energy"), claim(day=DAY + 300)
    assert own_keys(one) & sought_keys(other)


@pytest.mark.parametrize("said", [{"piece": True}, {"part": True}, {"ordinal": 2}, {"wrong": (73e6,)}])
def test_a_piece_or_a_correction_meets_gifts_of_other_figures(said: dict[str, Any]) -> None:
    one, other = claim(**money(300e6), sector="energy"), claim(**money(37e6), sector="energy", day=DAY + 300, **said)
    assert own_keys(one) & sought_keys(other)


def test_figures_without_a_rate_meet_within_their_currency() -> None:
    one, other = claim(value=5e6, currency="XAF"), claim(value=5e6, currency="XAF", day=DAY + 300)
    assert own_keys(one) & sought_keys(other)
    assert not own_keys(one) & sought_keys(replace(other, currency="XOF"))


@QUICK
@given(claims())
def test_keys_are_whole_numbers_that_a_table_can_hold(one: Claim) -> None:
    for keys in (own_keys(one), sought_keys(one), seeker_keys(one)):
        assert all(-(2**63) <= key < 2**63 for key in keys)
        assert len(keys) < 400
