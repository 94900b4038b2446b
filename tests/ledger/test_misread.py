"""An engine misreads single fields: merging bears it where the rest speaks for one gift, and given statements are taken
at their word."""

from __future__ import annotations

import pytest
from stories import Story, boilers, euros, pledge


@pytest.fixture
def address() -> str:
    """Databases do not differ in what is tested here, so the fastest one serves."""
    return "sqlite://"


def boats(quote: str, **fields: object) -> dict[str, object]:
    return pledge(quote, **{"items": [{"item": "boat", "count": None}], "sector": "protection", **fields})


def test_a_follow_up_read_with_another_sector_joins_the_gift_of_the_same_things(story: Story) -> None:
    story.reads("2025-03-04", boats("Sweden will spend 8 million euros on boats for Odesa", amount=euros(8_000_000)))
    story.reads("2025-06-24", boats("The boats bought by Sweden are in use", stage="delivered", sector="humanitarian"))
    assert story.gifts() == [[0, 1]]


def test_given_statements_of_another_sector_stay_apart(story: Story) -> None:
    story.tells("2025-03-04", boats("Sweden will spend 8 million euros on boats for Odesa", amount=euros(8_000_000)))
    story.tells("2025-06-24", boats("The boats bought by Sweden are in use", stage="delivered", sector="humanitarian"))
    assert story.gifts() == [[0], [1]]


def test_periods_that_share_a_day_do_not_keep_statements_apart(story: Story) -> None:
    year = {"start": "2025-01-01", "end": "2025-12-31"}
    story.tells("2025-03-04", boilers(period=year))
    story.tells(
        "2025-04-02", boilers("Boiler houses: Sweden will pay 37 million by June", period={"end": "2025-06-30"})
    )
    assert story.gifts() == [[0, 1]]


def test_a_word_for_money_that_several_states_use_may_mean_the_currency_told_before(story: Story) -> None:
    dollars = {"value": 10_000_000, "currency": "USD", "bound": "exact", "max": None}
    canada = {"donor": "CA", "sector": "reconstruction"}
    story.reads("2025-03-04", pledge("Canada will pay US$10 million for schools in Sumy", dollars, **canada))
    own = {**dollars, "currency": "CAD"}
    arrived = "Canada's ten million dollars for schools in Sumy have arrived"
    story.reads("2025-06-04", pledge(arrived, own, stage="delivered", **canada))
    assert story.gifts() == [[0, 1]]
    assert (story.state()["value"], story.state()["currency"]) == (10_000_000, "USD")
    assert story.conflicts() == []


def test_another_sum_that_arrives_after_an_equal_one_had_is_another_gift(story: Story) -> None:
    story.reads("2025-03-04", pledge("Sweden will pay another 40 million euros to the budget", euros(40_000_000)))
    paid = "Another 40 million euros went from Sweden to the budget"
    for day in ("2025-04-04", "2025-07-04"):
        story.reads(day, pledge(paid, euros(40_000_000), stage="delivered", date=day))
    assert story.gifts() == [[0, 1], [2]]
