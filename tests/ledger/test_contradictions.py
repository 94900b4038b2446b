"""Outlets contradict each other: in other words, with other words for the things, about sums, numbers and stages. One gift
stays one, and the contradiction is shown."""

from __future__ import annotations

from typing import Any

import pytest
from stories import Story, euros, pledge


@pytest.fixture
def address() -> str:
    """Databases do not differ in what is tested here, so the fastest one serves."""
    return "sqlite://"


def engines(quote: str, millions: int | None = 48, count: int | None = None, **fields: Any) -> dict[str, Any]:
    things = {"sector": "protection", "items": [{"item": "fire engine", "count": count}]}
    return pledge(quote, euros(millions * 10**6) if millions else None, **{**things, **fields})


FIRST = "Sweden will buy fire engines for Ukraine's rescue service at a cost of 48 million euros"


@pytest.mark.parametrize(
    ("quote", "item"),
    [
        ("The rescue vehicles that Sweden is to buy for Ukraine are worth 42 million euros", "rescue vehicle"),
        ("Swedish trucks: the price of the vehicles comes to 42 million euros", "vehicle"),
        ("Kyiv puts Sweden's contribution to the fire engines at 42 million euros", "fire engine"),
    ],
)
@pytest.mark.parametrize("read", [False, True])
def test_another_sum_for_a_gift_spoken_of_as_known_is_a_contradiction(
    quote: str, item: str, read: bool, story: Story
) -> None:
    tell = story.reads if read else story.tells
    tell("2025-03-04", engines(FIRST, date="2025-03-04"))
    # engines of reading fill in the day of publication
    day = {"date": "2025-03-06"} if read else {}
    tell("2025-03-06", engines(quote, 42, items=[{"item": item, "count": None}], **day))
    assert story.gifts() == [[0, 1]]
    assert story.conflicts() == [("amount", [0, 1])]


def test_what_is_read_as_promised_before_is_no_new_gift_of_another_sum(story: Story) -> None:
    story.reads("2025-03-04", engines(FIRST, date="2025-03-04"))
    story.reads("2025-03-06", engines("Sweden has promised 42 million euros for fire engines", 42, date="2025-03-06"))
    assert story.gifts() == [[0, 1]]
    assert story.conflicts() == [("amount", [0, 1])]


def test_a_contradicting_sum_is_found_where_nothing_says_what_it_is_for(story: Story) -> None:
    story.tells("2025-03-06", pledge("A grant of 35 million euros is to equip civil defence", euros(35_000_000)))
    known = "The grant for civil defence which Sweden announced on Thursday amounts to 45 million euros"
    story.tells("2025-03-07", pledge(known, euros(45_000_000), sector=None, date="2025-03-06"))
    assert story.gifts() == [[0, 1]]
    assert story.conflicts() == [("amount", [0, 1])]


def test_another_number_under_a_more_general_word_is_a_contradiction(story: Story) -> None:
    story.tells("2025-03-04", engines("Sweden will give 30 fire engines to Kharkiv", None, 30))
    vehicles = [{"item": "rescue vehicle", "count": 24}]
    story.tells("2025-03-06", engines("The rescue vehicles for Kharkiv are 24 in number", None, items=vehicles))
    assert story.gifts() == [[0, 1]]
    assert story.conflicts() == [("items", [0, 1])]


def test_another_number_of_what_the_model_alone_names_is_a_contradiction(story: Story) -> None:
    vehicles, cougars = ({"item": name, "count": count} for name, count in (("cougar vehicle", 28), ("cougar", 22)))
    story.tells("2025-03-04", engines("Sweden will give 28 Cougar vehicles", None, items=[vehicles], date="2025-03-04"))
    again = "The ministry put the number of Cougars that Sweden promised last week at 22"
    story.tells("2025-03-12", engines(again, None, items=[cougars]))
    assert story.gifts() == [[0, 1]]
    assert story.conflicts() == [("items", [0, 1])]


def test_another_sum_for_other_things_is_another_gift(story: Story) -> None:
    story.tells("2025-03-04", engines(FIRST))
    story.tells("2025-03-06", engines("The boats that Sweden is to buy cost 42 million", 42, items=[{"item": "boat"}]))
    assert story.gifts() == [[0], [1]]
    assert story.conflicts() == []


def test_another_sum_in_a_contract_signed_months_later_is_a_contradiction(story: Story) -> None:
    story.tells("2025-03-04", engines(FIRST))
    signed = "The fire engines that Sweden is giving cost 54 million euros, according to the contract"
    story.tells("2025-08-04", engines(signed, 54, stage="signed", date="2025-08-01"))
    assert story.gifts() == [[0, 1]]
    assert story.conflicts() == [("amount", [0, 1])]
    assert (story.state()["stage"], story.state()["value"]) == ("signed", 54_000_000)


def test_packages_that_their_donor_numbers_are_different_gifts(story: Story) -> None:
    things = {"sector": "military", "items": [{"item": "defence equipment", "count": None}]}
    tell = "Sweden's {} package of defence equipment is worth {} million euros"
    for day, number, millions in (
        ("2025-03-04", "18th", 112),
        ("2025-04-04", "nineteenth", 118),
        ("2025-04-06", "18th", 117),
    ):
        story.tells(day, engines(tell.format(number, millions), millions, **things))
    assert story.gifts() == [[0, 2], [1]]
    assert story.conflicts() == [("amount", [0, 2])]


@pytest.mark.parametrize(
    "arrived",
    [
        "Received: 96 fire engines from Sweden, being the entire consignment announced in March",
        "The governor was shown all 96 fire engines from Sweden in their new garage",
        "All of the 96 Swedish fire engines are at work in Odesa",
    ],
)
def test_an_entire_consignment_of_fewer_things_is_a_contradiction_and_no_part(arrived: str, story: Story) -> None:
    story.tells("2025-03-04", engines("Sweden will ship 120 fire engines to Odesa", None, 120))
    story.tells("2025-05-12", engines(arrived, None, 96, stage="delivered"))
    assert story.gifts() == [[0, 1]]
    assert story.conflicts() == [("items", [0, 1])]
    assert story.state()["part_of"] is None


def test_fewer_things_that_arrive_are_a_part_where_nothing_says_that_they_are_all(story: Story) -> None:
    story.tells("2025-03-04", engines("Sweden will ship 120 fire engines to Odesa", None, 120))
    story.tells("2025-05-12", engines("Swedish fire engines, 96 in all, reached Odesa", None, 96, stage="delivered"))
    assert story.gifts() == [[0], [1]]
    assert story.conflicts() == []


def test_another_number_of_what_has_just_arrived_is_a_contradiction_and_no_batch(story: Story) -> None:
    story.tells("2025-03-04", engines("Sweden will ship 120 fire engines to Odesa", None, 120))
    story.tells("2025-05-12", engines("Sweden handed over 120 fire engines in Odesa", None, 120, stage="delivered"))
    received = "Received by the rescuers of General Horbatiuk: 96 fire engines"
    story.tells("2025-05-14", engines(received, None, 96, stage="delivered"))
    assert story.gifts() == [[0, 1, 2]]
    assert story.conflicts() == [("items", [0, 1, 2])]


def test_what_one_outlet_saw_arrive_and_another_sees_stuck_on_its_way_is_a_contradiction(story: Story) -> None:
    story.tells("2025-03-04", engines("Sweden gives Odesa 30 fire engines", None, 30))
    story.tells("2025-05-12", engines("The 30 Swedish fire engines are in Odesa", None, 30, stage="delivered"))
    stuck = "The 30 fire engines that Sweden gave are stranded at the border"
    story.tells("2025-05-20", engines(stuck, None, 30, stage="allocated"))
    assert story.gifts() == [[0, 1, 2]]
    assert story.conflicts() == [("stage", [1, 2])]


def test_the_largest_slice_is_a_part_and_leaves_the_whole_what_was_offered(story: Story) -> None:
    things = [{"item": "fire engine", "count": None}]
    offered = "Sweden may send Odesa another package, fire engines among it"
    story.tells("2025-03-04", engines(offered, None, stage="offered", items=things))
    whole = "Sweden's next package for Odesa is worth 80 million euros"
    slice_ = "The largest slice, 48 million euros, buys fire engines for Odesa"
    story.tells("2025-04-04", engines(whole, 80, items=[]), engines(slice_, 48, items=things))
    assert story.gifts() == [[0, 1], [2]]


def test_what_an_outlet_sets_right_at_once_contradicts_nobody_any_more(story: Story) -> None:
    story.tells("2025-03-04", engines(FIRST, 84), publisher="Example Post")
    right = "The fire engines from Sweden cost 48 million euros"
    story.tells("2025-03-05", engines(right), publisher="Example Post")
    story.tells("2025-06-05", engines("Sweden has paid 48 million for fire engines", stage="delivered"))
    assert story.gifts() == [[0, 1, 2]]
    assert story.conflicts() == []


def test_another_sum_long_after_is_no_contradiction_of_the_news(story: Story) -> None:
    story.tells("2025-03-04", engines(FIRST))
    story.tells("2025-09-04", engines("Sweden will pay 42 million euros for fire engines", 42))
    assert story.gifts() == [[0], [1]]


def test_a_delivery_told_beside_a_withdrawal_is_a_contradiction(story: Story) -> None:
    story.tells("2025-03-04", engines(FIRST))
    story.tells("2025-05-05", engines("Sweden has cancelled its 48 million euros for fire engines", stage="withdrawn"))
    handed = "The fire engines from Sweden were handed over on Friday"
    story.tells("2025-05-06", engines(handed, None, stage="delivered", date="2025-05-02"))
    assert story.gifts() == [[0, 1, 2]]
    assert story.conflicts() == [("stage", [1, 2])]


def test_what_is_denied_while_it_is_news_is_a_contradiction(story: Story) -> None:
    story.tells("2025-03-04", engines(FIRST, date="2025-03-04"))
    denied = "The ministry denied that Sweden would pay 48 million euros for fire engines"
    story.tells("2025-03-06", engines(denied, stage="withdrawn", date="2025-03-06"))
    assert story.gifts() == [[0, 1]]
    assert story.conflicts() == [("stage", [0, 1])]


def test_what_is_withdrawn_later_contradicts_no_promise(story: Story) -> None:
    story.tells("2025-03-04", engines(FIRST, date="2025-03-04"))
    story.tells("2025-05-01", engines("The fire engines from Sweden, worth 48 million, are being painted"))
    dropped = "Sweden has cancelled the 48 million euros for fire engines"
    story.tells("2025-05-03", engines(dropped, stage="withdrawn", date="2025-05-02"))
    assert story.gifts() == [[0, 1, 2]]
    assert story.conflicts() == []


def test_what_a_sum_is_added_to_is_the_gift_known_and_no_top_up(story: Story) -> None:
    story.tells("2025-03-04", engines(FIRST))
    story.reads(
        "2025-05-05",
        pledge("Sweden gives Odesa's port 9 million euros", euros(9_000_000), sector="reconstruction"),
        engines("It comes in addition to the 48 million euros for fire engines approved in April", stage="allocated"),
    )
    assert story.gifts() == [[0, 2], [1]]


SHELTERS = {"sector": "protection", "programmes": ["shelter-coalition"], "items": []}


def test_a_gift_to_the_same_programme_that_came_further_with_a_somewhat_other_figure_is_the_same(story: Story) -> None:
    story.tells("2025-03-04", pledge("Sweden gives the coalition 24 million euros", euros(24_000_000), **SHELTERS))
    paid = pledge("Paid by Sweden to the coalition: EUR 28,000,000", euros(28_000_000), stage="delivered", **SHELTERS)
    story.tells("2025-07-15", paid)
    assert story.gifts() == [[0, 1]]
    assert story.conflicts() == [("amount", [0, 1])]


@pytest.mark.parametrize("other", [{"millions": 60}, {"stage": "pledged"}, {"programmes": ["it-coalition"]}])
def test_what_is_far_off_or_came_no_further_or_is_for_another_programme_is_another_gift(
    other: dict[str, Any], story: Story
) -> None:
    fields = {"stage": "delivered", **SHELTERS, **other}
    millions = fields.pop("millions", 28)
    story.tells("2025-03-04", pledge("Sweden gives the coalition 24 million euros", euros(24_000_000), **SHELTERS))
    story.tells("2025-07-15", pledge("A Swedish grant of some millions", euros(millions * 1_000_000), **fields))
    assert story.gifts() == [[0], [1]]
