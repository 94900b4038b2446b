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
