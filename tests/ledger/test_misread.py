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


@pytest.mark.parametrize(
    ("donor", "named", "told", "stage", "read"),
    [
        pytest.param(
            ("CA", 10_000_000, "USD"), "Canada will pay US$10 million for schools in Sumy",
            "Canada's ten million dollars for schools in Sumy have arrived", "delivered", "CAD",
            id="a word that several states use for their money",
        ),
        pytest.param(
            ("GB", 20_000_000, "GBP"), "Britain will give 20 million pounds for the port of Reni",
            "Reni is waiting for the British twenty million, signed for in May", "signed", "DKK",
            id="a figure without a currency",
        ),
    ],
)  # fmt: skip
def test_what_does_not_name_its_currency_may_be_in_that_of_the_gift(
    story: Story, donor: tuple[str, int, str], named: str, told: str, stage: str, read: str
) -> None:
    code, value, currency = donor
    amount = {"value": value, "currency": currency, "bound": "exact", "max": None}
    story.reads("2025-03-04", pledge(named, amount, donor=code, sector="reconstruction"))
    again = {**amount, "currency": read}
    story.reads("2025-06-04", pledge(told, again, stage=stage, donor=code, sector="reconstruction"))
    assert story.gifts() == [[0, 1]]
    assert (story.state()["value"], story.state()["currency"]) == (value, currency)
    assert story.conflicts() == []


def test_another_sum_that_arrives_after_an_equal_one_had_is_another_gift(story: Story) -> None:
    story.reads("2025-03-04", pledge("Sweden will pay another 40 million euros to the budget", euros(40_000_000)))
    paid = "Another 40 million euros went from Sweden to the budget"
    for day in ("2025-04-04", "2025-07-04"):
        story.reads(day, pledge(paid, euros(40_000_000), stage="delivered", date=day))
    assert story.gifts() == [[0, 1], [2]]


def test_a_sum_that_is_then_called_an_instalment_of_another_is_a_part_of_that(story: Story) -> None:
    paid = pledge("Sweden paid 35 million euros", euros(35_000_000), stage="delivered")
    whole = pledge("the first instalment of the 60 million euro loan promised in March", euros(60_000_000))
    text = f"{paid['quote']}, {whole['quote']}."
    story.reads("2025-06-27", paid, whole, text=text)
    assert story.gifts() == [[0], [1]]
    assert story.state(0)["part_of"] == story.home(1)
    assert (story.counted(), story.counted("delivered")) == (60_000_000, 35_000_000)


@pytest.mark.parametrize("late", [0, 1, 2])
def test_a_piece_finds_the_whole_of_the_gift_it_joined_whatever_arrived_last(late: int, story: Story) -> None:
    rail = {"sector": "reconstruction", "programmes": ["mfa"]}
    told = [
        ("2025-03-04", pledge("Sweden announced a loan of a billion euros for rails", euros(10**9), **rail)),
        ("2025-04-04", pledge("Sweden will pay 400 million for rails in summer", euros(400_000_000), **rail)),
        (
            "2025-07-04",
            pledge(
                "Sweden paid 400 million euros, the first part of its billion for rails",
                euros(400_000_000),
                stage="delivered",
                **rail,
            ),
        ),
    ]
    for day, said in [*told[:late], *told[late + 1 :]]:
        story.reads(day, said)
    story.keys()
    story.reads(*told[late])
    assert story.gifts() == [[0], [1, 2]]
    assert story.state(1)["part_of"] == story.home(0)
    assert story.counted() == 10**9


def test_what_is_on_top_of_that_sum_is_no_part_of_it(story: Story) -> None:
    story.tells("2025-03-04", pledge("Sweden will give 60 million euros for the port of Odesa", euros(60_000_000)))
    top_up = pledge("On top of that sum, Sweden will give 20 million euros for the port of Reni", euros(20_000_000))
    story.tells("2025-07-04", top_up)
    assert story.gifts() == [[0], [1]]
    assert story.state(1)["part_of"] is None
    assert story.counted() == 80_000_000


@pytest.mark.parametrize("late", [False, True])
def test_a_follow_up_without_a_figure_is_looked_for_under_every_sector(late: bool, story: Story) -> None:
    first = pledge("Sweden wants to rebuild the lyceum in Malyn", stage="offered", items=[{"item": "lyceum"}])
    second = pledge(
        "Stockholm approved the money for the school in Malyn", stage="allocated", items=[{"item": "school"}]
    )
    told = [("2025-03-04", {**first, "sector": "reconstruction"}), ("2025-05-06", {**second, "sector": "protection"})]
    for day, said in reversed(told) if late else told:
        story.reads(day, said)
        story.keys()
    assert story.gifts() == [[0, 1]]
