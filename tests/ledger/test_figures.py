"""How the figures of two statements relate."""

from __future__ import annotations

from typing import Any

import pytest

from pledgebook.ledger.claims import Claim, claim_of
from pledgebook.ledger.figures import corrects, sum_outcome


def told(value: float, **traits: Any) -> Claim:
    said = {"donors": ["SE"], "recipients": ["UA"], "stage": "pledged", "value": value, "currency": "EUR"}
    return claim_of("s", 1, "2025-03-04|x", "2025-03-04", {**said, "worth": value, **traits})


@pytest.mark.parametrize("source", ["", "example news"])
def test_only_an_outlet_that_is_known_corrects_itself_without_naming_the_wrong_figure(source: str) -> None:
    first, second = told(8e6, source=source), told(2e6, source=source, wrong=[0.0])
    assert corrects(second, first) == bool(source)
    assert sum_outcome(second, first) == ("corrected" if source else "far")


@pytest.mark.parametrize("currency", ["EUR", "USD"])
def test_a_figure_named_as_wrong_is_corrected_by_any_outlet_in_any_currency(currency: str) -> None:
    assert sum_outcome(told(2e6, currency=currency, wrong=[8e6]), told(8e6, source="example news")) == "corrected"


@pytest.mark.parametrize(
    ("one", "other", "outcome"),
    [
        ({}, {}, "same"),
        ({"bound": "about"}, {"value": 8.4e6}, "within"),
        ({"value": 9e6}, {}, "differs"),
        ({"value": 80e6}, {}, "far"),
        ({"per": "year"}, {}, "per_differs"),
        ({"currency": "USD", "value": 9e6, "worth": 8.1e6}, {}, "converted"),
        ({"currency": "XXX", "worth": None}, {}, "unknown"),
    ],
)
def test_how_two_figures_relate(one: dict[str, Any], other: dict[str, Any], outcome: str) -> None:
    assert sum_outcome(told(**{"value": 8e6, **one}), told(**{"value": 8e6, **other})) == outcome
