"""One gift is one commitment: what merging makes of short made-up stories, and what decisions of people change in it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from stories import Story, boilers, euros, pledge

from pledgebook.ledger.adding import add_given
from pledgebook.ledger.judging import judge, undo
from pledgebook.ledger.opening import Book, BookError
from pledgebook.ledger.rates import convert
from pledgebook.ledger.rebuilding import dump_caches, rebuild
from pledgebook.ledger.settling import caught_up


@pytest.fixture
def address() -> str:
    """Databases do not differ in what is tested here, so the fastest one serves."""
    return "sqlite://"


# The same gift


def test_a_gift_told_in_other_words_is_the_same(story: Story) -> None:
    story.tells("2025-03-04", boilers())
    story.tells("2025-03-06", boilers("For its boiler houses Ukraine gets €37m from Stockholm"))
    story.tells(
        "2025-05-02", boilers("Swedish money, 37 million euros of it, has been signed over", stage="signed", items=[])
    )
    assert story.gifts() == [[0, 1, 2]]
    assert story.state()["stage"] == "signed"


@pytest.mark.parametrize(
    ("value", "bound"), [(37_000_000, "about"), (36_500_000, "over"), (38_000_000, "almost"), (40_000_000, "up_to")]
)
def test_a_rounding_or_a_bound_is_the_same_and_replaces_no_exact_figure(value: int, bound: str, story: Story) -> None:
    story.tells("2025-03-04", boilers(amount=euros(36_800_000)))
    story.tells("2025-03-05", boilers("Stockholm pays for boiler houses", amount=euros(value, bound=bound)))
    assert story.gifts() == [[0, 1]]
    assert (story.state()["value"], story.state()["bound"]) == (36_800_000, "exact")
    assert story.conflicts() == []


def test_an_exact_figure_replaces_the_rounded_one_that_came_first(story: Story) -> None:
    story.tells("2025-03-04", boilers(amount=euros(37_000_000, bound="about")))
    story.tells("2025-03-20", boilers("Sweden signed for the boiler houses", amount=euros(36_800_000), stage="signed"))
    assert story.gifts() == [[0, 1]]
    assert story.state()["value"] == 36_800_000
    assert story.state(as_of="2025-03-10")["bound"] == "about"


def test_a_converted_figure_is_the_same_and_the_donors_own_currency_stays(story: Story) -> None:
    from datetime import date

    kronor = {"value": 400_000_000, "currency": "SEK", "bound": "exact", "max": None}
    dollars = float(round(convert(Decimal(400_000_000), "SEK", "USD", date(2025, 3, 5)), -5))
    story.tells("2025-03-04", boilers("Sweden will pay SEK 400m for boiler houses", amount=kronor))
    outlet = boilers(
        "Sweden pays for boiler houses", amount={"value": dollars, "currency": "USD", "bound": "about", "max": None}
    )
    story.tells("2025-03-05", outlet)
    assert story.gifts() == [[0, 1]]
    assert (story.state()["value"], story.state()["currency"]) == (400_000_000, "SEK")
    assert story.conflicts() == []


def test_an_outlets_conversion_gives_way_to_the_donors_own_currency(story: Story) -> None:
    from datetime import date

    dollars = float(round(convert(Decimal(400_000_000), "SEK", "USD", date(2025, 3, 3)), -5))
    first = boilers("Sweden pays dollars for boiler houses", amount={**euros(dollars), "currency": "USD"})
    story.tells("2025-03-03", first)
    story.tells(
        "2025-03-04",
        boilers("Sweden pays SEK 400m for boiler houses", amount={**euros(400_000_000), "currency": "SEK"}),
    )
    assert story.gifts() == [[0, 1]]
    assert story.state()["currency"] == "SEK"


def test_two_reports_of_one_day_are_one_gift(story: Story) -> None:
    story.tells("2025-03-04", boilers())
    story.tells("2025-03-04", boilers("€37m for boiler houses from Stockholm"))
    assert story.gifts() == [[0, 1]]


# Stages


def test_stages_advance_and_every_step_keeps_its_day(story: Story) -> None:
    story.tells("2025-03-04", boilers("Sweden could pay 37 million euros for boiler houses", stage="offered"))
    story.tells("2025-04-10", boilers(stage="pledged"))
    story.tells("2025-05-20", boilers("Sweden signed for boiler houses", stage="signed", date="2025-05-19"))
    story.tells("2025-09-01", boilers("The boiler houses from Sweden stand", stage="delivered", date="2025-08-30"))
    assert story.gifts() == [[0, 1, 2, 3]]
    state = story.state()
    assert (state["stage"], state["stage_day"]) == ("delivered", "2025-08-30")
    assert [(s["date"], s["stage"]) for s in state["history"]] == [
        ("2025-03-04", "offered"),
        ("2025-04-10", "pledged"),
        ("2025-05-19", "signed"),
        ("2025-08-30", "delivered"),
    ]
    assert [s["statement"] for s in state["history"]] == story.keys()


def test_the_book_of_a_past_day_knows_nothing_of_what_came_after(story: Story) -> None:
    story.tells("2025-03-04", boilers(amount=euros(37_000_000)))
    story.tells("2025-05-20", boilers("Sweden signed for boiler houses", stage="signed"))
    story.tells("2025-09-01", boilers("Sweden backed out of the boiler houses", stage="withdrawn"))
    stages = {day: story.state(as_of=day)["stage"] for day in ("2025-03-04", "2025-05-19", "2025-05-20", "2025-09-01")}
    assert list(stages.values()) == ["pledged", "pledged", "signed", "withdrawn"]


def test_looking_back_on_a_delivered_gift_does_not_set_it_back(story: Story) -> None:
    story.tells("2025-03-04", boilers())
    story.tells("2025-05-20", boilers("Sweden has paid the 37 million euros for boiler houses", stage="delivered"))
    story.tells("2025-05-28", boilers("Sweden had promised 37 million euros for boiler houses"))
    assert story.gifts() == [[0, 1, 2]]
    assert story.state()["stage"] == "delivered"


def test_a_gift_that_is_withdrawn_counts_as_nothing(story: Story) -> None:
    story.tells("2025-03-04", boilers())
    story.tells(
        "2025-06-01", boilers("Sweden dropped its boiler houses, all 37 million euros of them", stage="withdrawn")
    )
    assert story.gifts() == [[0, 1]]
    assert story.state()["stage"] == "withdrawn"
    assert story.counted() == 0


def test_a_withdrawn_gift_that_goes_on_after_all_counts_again(story: Story) -> None:
    story.tells("2025-03-04", boilers(), publisher="The Herald")
    story.tells(
        "2025-06-01",
        boilers("Sweden dropped its 37 million for boiler houses", stage="withdrawn"),
        publisher="The Herald",
    )
    again = boilers("The 37 million euros for boiler houses that Sweden had promised were signed", stage="signed")
    story.tells("2025-07-15", again, publisher="The Herald")
    assert story.gifts() == [[0, 1, 2]]
    assert story.state()["stage"] == "signed"
    assert story.counted() == 37_000_000


# Kept apart


@pytest.mark.parametrize("value", [12_500_000, 37_000_000])
@pytest.mark.parametrize(
    "words", ["Sweden adds a further {} for boiler houses", "On top of that Sweden gives {} for boiler houses"]
)
def test_a_top_up_is_a_gift_of_its_own_even_of_the_same_sum(words: str, value: int, story: Story) -> None:
    story.tells("2025-03-04", boilers())
    story.tells("2025-03-20", boilers(words.format(f"{value} euros"), amount=euros(value)))
    assert story.gifts() == [[0], [1]]
    assert story.counted() == 37_000_000 + value


def test_a_top_up_told_again_joins_the_top_up(story: Story) -> None:
    story.tells("2025-03-04", boilers())
    story.tells("2025-03-20", boilers("Sweden adds a further 12.5 million euros for boilers", amount=euros(12_500_000)))
    story.tells("2025-03-22", boilers("an additional €12.5m for boiler houses, from Sweden", amount=euros(12_500_000)))
    assert story.gifts() == [[0], [1, 2]]


def test_equal_sums_for_different_things_are_different_gifts(story: Story) -> None:
    story.tells("2025-03-04", boilers())
    clinics = {"items": [{"item": "clinic", "count": None}], "sector": "humanitarian"}
    story.tells("2025-03-05", boilers("Sweden puts 37 million euros into clinics", **clinics))
    assert story.gifts() == [[0], [1]]


def test_equal_sums_of_different_donors_or_to_different_states_are_different_gifts(story: Story) -> None:
    story.tells("2025-03-04", boilers())
    story.tells("2025-03-05", boilers("Norway will pay 37 million euros for boiler houses", donors=["NO"]))
    story.tells("2025-03-06", boilers("Moldova too gets 37 million for boiler houses", recipients=["MD"]))
    assert story.gifts() == [[0], [1], [2]]


def test_a_loan_and_a_grant_of_one_document_are_two_gifts(story: Story) -> None:
    loan = pledge("Sweden lends Ukraine 20 million euros", euros(20_000_000), instrument="loan")
    grant = pledge("Sweden gives Ukraine 20 million euros outright", euros(20_000_000), instrument="grant")
    story.tells("2025-03-04", loan, grant)
    assert story.gifts() == [[0], [1]]


# Packages, tranches, batches


def package() -> list[dict[str, Any]]:
    whole = pledge("Sweden will give Ukraine a package of 90 million euros", euros(90_000_000), sector="financial")
    grid = pledge("Of this, 60 million euros is meant for the grid", euros(60_000_000), part_of="s1")
    clinics = pledge("30 million euros of it goes to clinics", euros(30_000_000), sector="humanitarian", part_of="s1")
    return [whole, grid, clinics]


def test_a_package_and_its_parts_are_counted_once(story: Story) -> None:
    story.tells("2025-03-04", *package())
    assert story.gifts() == [[0], [1], [2]]
    assert story.state(0)["part_of"] is None
    assert story.state(1)["part_of"] == story.state(2)["part_of"] == story.home(0)
    assert story.counted() == 90_000_000


def test_parts_are_found_where_the_words_say_so(story: Story) -> None:
    story.tells("2025-03-04", *({k: v for k, v in p.items() if k != "part_of"} for p in package()))
    assert story.state(1)["part_of"] == story.state(2)["part_of"] == story.home(0)


def test_another_gift_told_after_a_package_and_its_parts_is_none_of_them(story: Story) -> None:
    drones = pledge("Sweden will send drones for 80 million euros", euros(80_000_000), sector="military")
    story.tells("2025-03-04", *package(), drones)
    assert story.state(3)["part_of"] is None
    assert story.counted() == 170_000_000


def test_where_only_a_part_is_delivered_the_part_counts_as_delivered(story: Story) -> None:
    story.tells("2025-03-04", *package())
    paid = pledge("Sweden has paid out the 60 million euros for the grid", euros(60_000_000), stage="delivered")
    story.tells("2025-06-04", paid)
    assert story.gifts() == [[0], [1, 3], [2]]
    assert (story.counted("pledged"), story.counted("delivered")) == (90_000_000, 60_000_000)


def test_a_statement_that_gives_its_parts_is_the_whole_and_none_of_them(story: Story) -> None:
    services = "for the rescue services of Odesa"
    told = {"sector": "protection", "stage": "allocated"}
    first = {**told, "stage": "pledged"}
    whole = pledge(f"Sweden will give a package of 90 million euros {services}", euros(90_000_000), **told)
    radios = [{"item": "radio", "count": None}]
    part = pledge(f"of this, 30 million buys radios {services}", euros(30_000_000), part_of="s1", items=radios, **first)
    story.tells("2025-03-04", whole, part)
    again = pledge(f"the package that Sweden approved in March {services}", **told)
    radio = pledge("The radios, signed for in March, will follow", items=radios, part_of="s1", **told)
    story.tells("2025-06-04", again, radio)
    assert story.gifts() == [[0, 2], [1, 3]]


def test_in_addition_after_another_sum_may_go_on_with_a_list(story: Story) -> None:
    pilots = {"sector": "military", "instrument": "training"}
    story.tells(
        "2025-03-04", pledge("Sweden spends 8 million euros to train helicopter pilots", euros(8_000_000), **pilots)
    )
    boats = pledge("Boats worth 18 million euros will come from Sweden", euros(18_000_000), sector="military")
    also = pledge("Sweden will in addition train helicopter pilots", None, **pilots)
    story.tells("2025-03-05", boats, also)
    assert story.gifts() == [[0, 2], [1]]


def test_a_delivered_package_takes_its_delivered_part_in(story: Story) -> None:
    story.tells("2025-03-04", *package())
    story.tells(
        "2025-06-04", pledge("Sweden paid out the 60 million for the grid", euros(60_000_000), stage="delivered")
    )
    whole = pledge("The whole Swedish package of 90 million euros has arrived", euros(90_000_000), stage="delivered")
    story.tells("2025-08-04", {**whole, "sector": "financial"})
    assert story.gifts() == [[0, 4], [1, 3], [2]]
    assert story.counted("delivered") == 90_000_000


def test_a_tranche_that_is_paid_is_a_piece_of_its_loan(story: Story) -> None:
    loan = pledge(
        "Sweden lends Ukraine 300 million euros for its budget",
        euros(300_000_000),
        sector="financial",
        instrument="loan",
    )
    first = pledge(
        "the first tranche of the Swedish loan, 120 million euros, was paid out", euros(120_000_000), sector="financial"
    )
    story.tells("2025-02-01", loan)
    story.tells("2025-04-01", {**first, "stage": "delivered", "instrument": "loan"})
    second = {
        **first,
        "quote": "the second tranche of the Swedish loan, 80 million euros, was paid",
        "amount": euros(80_000_000),
    }
    story.tells("2025-07-01", {**second, "stage": "delivered", "instrument": "loan"})
    assert story.gifts() == [[0], [1], [2]]
    assert story.state(1)["part_of"] == story.state(2)["part_of"] == story.home(0)
    assert (story.counted("pledged"), story.counted("delivered")) == (300_000_000, 200_000_000)


def test_equal_tranches_are_told_apart_by_their_number(story: Story) -> None:
    loan = pledge(
        "Sweden lends Ukraine 300 million euros for its budget",
        euros(300_000_000),
        sector="financial",
        instrument="loan",
    )
    story.tells("2025-02-01", loan)
    for day, which in (("2025-04-01", "first"), ("2025-04-03", "first"), ("2025-07-01", "second")):
        quote = f"the {which} tranche of the Swedish loan, 100 million euros, was paid out"
        paid = pledge(quote, euros(100_000_000), sector="financial", instrument="loan", stage="delivered")
        story.tells(day, paid)
    assert story.gifts() == [[0], [1, 2], [3]]
    assert story.counted("delivered") == 200_000_000


def test_a_batch_that_has_arrived_is_a_piece_of_what_was_promised(story: Story) -> None:
    def buses(count: int, quote: str, **fields: Any) -> dict[str, Any]:
        return pledge(quote, items=[{"item": "bus", "count": count}], sector="other", instrument="in_kind", **fields)

    story.tells("2025-02-01", buses(40, "Sweden will send Ukraine 40 buses"))
    story.tells("2025-03-15", buses(15, "the first 15 of the Swedish buses have arrived", stage="delivered"))
    assert story.gifts() == [[0], [1]]
    assert story.state(1)["part_of"] == story.home(0)


# Joint gifts


def test_a_joint_gift_is_one_and_what_one_donor_says_of_it_belongs_to_it(story: Story) -> None:
    story.tells(
        "2025-03-04", boilers("Sweden and Norway will together pay 37 million euros for boiler houses", donor="SE+NO")
    )
    story.tells("2025-03-06", boilers("Oslo and Stockholm: 37 million for boiler houses", donor="SE+NO"))
    story.tells("2025-03-07", boilers("Norway confirmed the 37 million euros for boiler houses", donor="NO"))
    assert story.gifts() == [[0, 1, 2]]
    assert story.state()["donors"] == "NO+SE"
    assert story.counted() == 37_000_000


def test_a_gift_of_one_of_them_alone_is_no_joint_one(story: Story) -> None:
    story.tells("2025-03-04", boilers(donor="SE+NO"))
    story.tells(
        "2025-03-06",
        pledge("Norway sends clinics for 5.25 million euros", euros(5_250_000), donor="NO", sector="humanitarian"),
    )
    assert story.gifts() == [[0], [1]]


# Corrections and contradictions


def test_an_outlet_that_corrects_itself_sets_the_figure_right(story: Story) -> None:
    story.tells("2025-03-04", boilers(amount=euros(73_000_000)), publisher="The Herald")
    right = boilers(
        "Correction: Sweden pays 37 million euros for boiler houses, not 73 million", amount=euros(37_000_000)
    )
    story.tells("2025-03-06", right, publisher="The Herald")
    assert story.gifts() == [[0, 1]]
    assert story.state()["value"] == 37_000_000
    assert story.state(as_of="2025-03-05")["value"] == 73_000_000
    assert story.conflicts() == []


def test_sources_that_contradict_each_other_are_shown_and_the_later_figure_stands(story: Story) -> None:
    story.tells("2025-03-04", boilers(), publisher="The Herald")
    story.tells(
        "2025-03-05",
        boilers("Sweden pays 41 million euros for boiler houses", amount=euros(41_000_000)),
        publisher="Post",
    )
    assert story.gifts() == [[0, 1]]
    assert story.conflicts() == [("amount", [0, 1])]
    assert story.state()["value"] == 41_000_000
    assert story.counted() == 41_000_000


def test_a_contradiction_about_a_number_of_things_is_shown(story: Story) -> None:
    for day, count, paper in (("2025-03-04", 40, "The Herald"), ("2025-03-06", 45, "Post")):
        buses = [{"item": "bus", "count": count}]
        told = pledge(f"Sweden will send {count} city buses to Kharkiv", items=buses, sector="other")
        story.tells(day, told, publisher=paper)
    assert story.gifts() == [[0, 1]]
    assert story.conflicts() == [("items", [0, 1])]


def test_a_contradiction_about_the_stage_is_shown(story: Story) -> None:
    story.tells("2025-03-04", boilers(), publisher="The Herald")
    story.tells(
        "2025-05-10",
        boilers("Sweden drops its 37 million for boiler houses", stage="withdrawn"),
        publisher="The Herald",
    )
    paid = boilers("Sweden has paid 37 million euros for boiler houses", stage="delivered", date="2025-05-12")
    story.tells("2025-05-14", paid, publisher="Post")
    assert ("stage", [1, 2]) in story.conflicts()


# No sum named


def test_a_statement_without_a_sum_joins_the_gift_that_it_names(story: Story) -> None:
    story.tells("2025-03-04", boilers())
    story.tells(
        "2025-03-04", pledge("Sweden gives 5 million euros for clinics", euros(5_000_000), sector="humanitarian")
    )
    story.tells(
        "2025-05-20", boilers("The Swedish boiler houses have been handed over", amount=None, stage="delivered")
    )
    together = next(group for group in story.gifts() if 2 in group)
    assert len(together) == 2
    assert story.state(2)["value"] == 37_000_000


def test_a_statement_without_a_sum_and_without_evidence_stays_alone(story: Story) -> None:
    story.tells("2025-03-04", boilers())
    story.tells("2025-05-20", pledge("Sweden is ready to give more field kitchens", sector="humanitarian"))
    assert story.gifts() == [[0], [1]]
    assert story.counted() == 37_000_000


def test_equal_sums_for_different_years_are_different_gifts(story: Story) -> None:
    this, following = ({"start": f"{year}-01-01", "end": f"{year}-12-31"} for year in (2025, 2026))
    first = boilers("Sweden will pay 37 million euros for boiler houses in 2025", period=this)
    story.tells("2025-01-10", first, boilers("and 37 million euros for boiler houses in 2026", period=following))
    assert story.gifts() == [[0], [1]]


# Decisions of people


def same_after_rebuilding(story: Story) -> None:
    with story.book.reading() as connection:
        before = list(dump_caches(connection))
    rebuild(story.book)
    with story.book.reading() as connection:
        assert list(dump_caches(connection)) == before


def test_two_gifts_said_to_be_the_same_are_one_until_that_is_undone(story: Story) -> None:
    story.tells("2025-03-04", boilers())
    story.tells(
        "2025-04-01", pledge("Sweden gives 5 million euros for clinics", euros(5_000_000), sector="humanitarian")
    )
    one, other = story.keys()
    (judgement,) = judge(story.book, "same", one, other)
    assert story.gifts() == [[0, 1]]
    same_after_rebuilding(story)
    undo(story.book, judgement.number)
    assert story.gifts() == [[0], [1]]


def test_two_statements_said_to_be_different_are_apart_whatever_their_score(story: Story) -> None:
    story.tells("2025-03-04", boilers())
    story.tells("2025-03-05", boilers("For boiler houses €37m, Stockholm says"))
    assert story.gifts() == [[0, 1]]
    one, other = story.keys()
    (judgement,) = judge(story.book, "different", other, one)
    assert story.gifts() == [[0], [1]]
    same_after_rebuilding(story)
    undo(story.book, judgement.number)
    assert story.gifts() == [[0, 1]]


def test_what_is_kept_apart_stays_apart_when_more_is_told(story: Story) -> None:
    story.tells("2025-03-04", boilers())
    story.tells("2025-03-05", boilers("For boiler houses €37m, Stockholm says"))
    one, other = story.keys()
    judge(story.book, "different", one, other)
    for day in ("2025-03-06", "2025-03-07", "2025-03-03"):
        story.tells(day, boilers(f"37 million euros for boiler houses from Sweden, says a note of {day}"))
    story.keys()
    assert not any({1, 2} <= set(group) for group in story.gifts())


def test_statements_of_one_document_can_be_said_to_be_the_same(story: Story) -> None:
    story.tells(
        "2025-03-04", boilers(), pledge("Sweden gives 5 million for clinics", euros(5_000_000), sector="humanitarian")
    )
    assert story.gifts() == [[0], [1]]
    judge(story.book, "same", *story.keys())
    assert story.gifts() == [[0, 1]]
    same_after_rebuilding(story)


def test_what_is_said_to_be_the_same_follows_through_others(story: Story) -> None:
    for day, donor_sum in (("2025-03-04", 5), ("2025-06-04", 70), ("2025-09-04", 900)):
        story.tells(day, pledge(f"Sweden gives {donor_sum} million euros", euros(donor_sum * 10**6)))
    one, two, three = story.keys()
    judge(story.book, "same", one, two)
    judge(story.book, "same", two, three)
    assert story.gifts() == [[0, 1, 2]]
    same_after_rebuilding(story)


def test_a_gift_said_to_be_part_of_another_is_not_counted_beside_it(story: Story) -> None:
    story.tells("2025-03-04", boilers())
    story.tells(
        "2025-04-01", pledge("Sweden gives 5 million euros for clinics", euros(5_000_000), sector="humanitarian")
    )
    whole, part = story.keys()
    (judgement,) = judge(story.book, "part-of", part, whole)
    assert story.state(1)["part_of"] == story.home(0)
    assert story.counted() == 37_000_000
    same_after_rebuilding(story)
    undo(story.book, judgement.number)
    assert story.state(1)["part_of"] is None
    assert story.counted() == 42_000_000


def test_a_rejected_statement_does_not_count_until_that_is_undone(story: Story) -> None:
    story.tells("2025-03-04", boilers())
    story.tells("2025-05-20", boilers("Sweden paid the 37 million euros for boiler houses", stage="delivered"))
    first, paid = story.keys()
    (judgement,) = judge(story.book, "reject", paid, why="a mix-up")
    assert story.gifts() == [[0]]
    assert story.state()["stage"] == "pledged"
    same_after_rebuilding(story)
    undo(story.book, judgement.number)
    assert story.gifts() == [[0, 1]]
    assert story.state()["stage"] == "delivered"
    judge(story.book, "reject", first)
    assert story.gifts() == [[0]]
    assert story.state()["stage"] == "delivered"


def test_a_correction_changes_what_merges_and_what_counts(story: Story) -> None:
    story.tells("2025-03-04", boilers())
    story.tells("2025-03-20", boilers("Stockholm pays 370 million for boiler houses", amount=euros(370_000_000)))
    assert story.gifts() == [[0], [1]]
    (judgement,) = judge(story.book, "correct", story.keys()[1], field="amount", value="EUR 37 million")
    assert story.gifts() == [[0, 1]]
    assert story.counted() == 37_000_000
    same_after_rebuilding(story)
    undo(story.book, judgement.number)
    assert story.gifts() == [[0], [1]]


def test_a_decision_holds_against_later_scores_in_any_order_of_arrival(story: Story) -> None:
    story.tells("2025-03-10", boilers("Sweden pays 37 million euros for boiler houses, it says"))
    story.tells(
        "2025-03-12", pledge("Sweden gives 5 million euros for clinics", euros(5_000_000), sector="humanitarian")
    )
    judge(story.book, "same", *story.keys())
    story.tells("2025-03-04", boilers())
    story.tells(
        "2025-03-05", pledge("Five million euros for clinics from Sweden", euros(5_000_000), sector="humanitarian")
    )
    together = next(group for group in story.gifts() if 2 in group)
    assert 3 in together
    same_after_rebuilding(story)


def test_what_is_said_to_be_different_is_not_brought_together_through_a_third(story: Story) -> None:
    story.tells("2025-03-04", boilers())
    story.tells("2025-03-05", boilers("For boiler houses €37m, Stockholm says"))
    story.tells("2025-03-06", boilers("37 million euros for boiler houses from Sweden"))
    first, second, third = story.keys()
    judge(story.book, "different", second, third)
    judge(story.book, "same", first, third)
    assert story.gifts() == [[0, 2], [1]]


def test_decisions_that_contradict_others_through_a_third_are_refused(story: Story) -> None:
    for day, millions in (("2025-03-04", 5), ("2025-06-04", 70), ("2025-09-04", 900)):
        story.tells(day, pledge(f"Sweden gives {millions} million euros", euros(millions * 10**6)))
    one, two, three = story.keys()
    judge(story.book, "different", one, three)
    judge(story.book, "same", one, two)
    with pytest.raises(BookError):
        judge(story.book, "same", two, three)


def test_a_circle_of_parts_is_refused(story: Story) -> None:
    for day, millions in (("2025-03-04", 5), ("2025-06-04", 70), ("2025-09-04", 900)):
        story.tells(day, pledge(f"Sweden gives {millions} million euros", euros(millions * 10**6)))
    one, two, three = story.keys()
    judge(story.book, "part-of", one, two)
    judge(story.book, "part-of", two, three)
    with pytest.raises(BookError):
        judge(story.book, "part-of", three, one)


def test_a_statement_said_to_be_part_of_one_that_it_was_merged_with_leaves_it(story: Story) -> None:
    story.tells("2025-03-04", boilers())
    story.tells("2025-03-05", boilers("For boiler houses €37m, Stockholm says"))
    assert story.gifts() == [[0, 1]]
    whole, part = story.keys()
    judge(story.book, "part-of", part, whole)
    assert story.gifts() == [[0], [1]]
    assert story.state(1)["part_of"] == story.home(0)
    assert story.counted() == 37_000_000


def test_the_parts_of_a_withdrawn_package_count_no_more_but_those_that_arrived(
    book: Book, make: Any, look: Any
) -> None:
    whole = make.pledge("SE", 90_000_000, quote="Sweden pledged a package worth 90 million euros for shelters")
    part = make.pledge("SE", 50_000_000, quote="of this, 50 million euros are for school shelters")
    other = make.pledge("SE", 40_000_000, quote="and 40 million euros for metro shelters")
    add_given(book, make.document(whole, part, other, published="2025-03-04"))
    arrived = make.pledge(
        "SE", 40_000_000, quote="The 40 million euros for metro shelters were paid", stage="delivered"
    )
    add_given(book, make.document(arrived, published="2025-05-04"))
    dropped = make.pledge("SE", 90_000_000, quote="Sweden dropped the package of 90 million euros", stage="withdrawn")
    add_given(book, make.document(dropped, published="2025-06-04"))
    caught_up(book)
    counted = look.rows("SELECT value FROM state WHERE rank >= 3 AND over_rank < 3 AND until IS NULL")
    assert counted == [(4_000_000_000,)]
