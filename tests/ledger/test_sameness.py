"""When two figures can be the same sum."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgebook.ledger.sameness import interval, last_unit, overlap, rounded_interval, rounds_to


@pytest.mark.parametrize(
    ("one", "other"), [(29_700_000, 30_000_000), (1_150_000_000, 1_200_000_000), (122_400_000, 122_000_000)]
)
def test_a_figure_rounds_to_one_of_fewer_digits(one: float, other: float) -> None:
    assert rounds_to(one, other)
    assert rounds_to(other, one)


@pytest.mark.parametrize(
    ("one", "other"), [(16_000_000, 19_000_000), (112_000_000, 118_000_000), (45_000_000, 54_000_000)]
)
def test_figures_of_as_many_digits_are_no_roundings_of_one_another(one: float, other: float) -> None:
    assert not rounds_to(one, other)


@pytest.mark.parametrize(
    ("value", "unit"),
    [(120_000_000, 10_000_000), (1_020_000_000, 10_000_000), (30_000_000, 1_000_000), (5, Decimal("0.1"))],
)
def test_the_last_unit_is_that_of_the_last_digit_written(value: int, unit: Decimal) -> None:
    assert last_unit(Decimal(value)) == unit


def test_almost_lies_below_and_over_above() -> None:
    assert interval(100, "almost") == (92.0, 100.0)
    assert interval(100, "over")[0] == 100
    assert interval(100, "range", 150) == (100, 150)


@given(st.integers(1, 10**13), st.sampled_from(["exact", "about", "almost", "over", "at_least", "up_to"]))
def test_every_figure_lies_in_its_own_interval(value: int, bound: str) -> None:
    low, high = rounded_interval(Decimal(value), bound)
    assert low <= value <= high
    assert overlap(interval(value, bound), (value, value))
