"""The things given: what is counted, how it is called, and what is only measured."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenes import scene_of, whole

from pledgebook.extract.counting import plain_singular
from pledgebook.extract.impressions import gathered
from pledgebook.extract.items import find_items, items_in
from pledgebook.extract.sheet import NUMBER


def named(text: str) -> list[tuple[str, int | None]]:
    scene = scene_of(text)
    return [(m.item.item, m.item.count) for m in find_items(scene, 0, len(scene.sheet.units))]


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("Oslo sent four hundred generators.", ("generator", 400)),
        ("Oslo sent 1.1 million artillery shells.", ("artillery shell", 1_100_000)),
        ("Oslo sent half a dozen ambulances.", ("ambulance", 6)),
        ("Oslo sent two more Patriot systems.", ("patriot system", 2)),
        ("Oslo sent seven decommissioned transformers.", ("decommissioned transformer", 7)),
        ("Oslo sent 25,000 of the drones.", ("drone", 25_000)),
        ("Oslo sent five of the seven gas turbines.", ("gas turbine", 5)),
        ("Oslo sent the last of 24 patrol boats.", ("patrol boat", 1)),
        ("Oslo sent one of its own Patriot batteries.", ("patriot battery", 1)),
        ("Oslo sent a third Patriot battery.", ("patriot battery", 1)),
        ("Oslo sent a tank.", ("tank", 1)),
        ("Oslo sent tanks.", ("tank", None)),
        ("Oslo sent a used 125 MVA transformer.", ("125 mva transformer", 1)),
        ("Oslo sent 18 155mm howitzers.", ("155mm howitzer", 18)),
        ("Oslo sent twenty laser-guided (LGX) rockets.", ("laser-guided (lgx) rocket", 20)),
    ],
)
def test_a_good_is_named_with_its_count(text: str, item: tuple[str, int | None]) -> None:
    assert named(text) == [item]


def test_an_unknown_noun_is_a_candidate_where_it_is_counted() -> None:
    assert named("Oslo sent 27 blue wobblers at once.") == [("blue wobbler", 27)]
    assert named("Oslo sent blue wobblers at once.") == []


@pytest.mark.parametrize(
    "text", ["500 tons of flour", "500 tonnes of flour", "200 km of cable", "11 km of overhead wire"]
)
def test_a_measure_is_no_count(text: str) -> None:
    ((item, count),) = named(f"Oslo sent {text}.")
    assert count is None
    assert item == text.split(" of ")[1]


def test_an_article_before_a_modifier_counts_nothing() -> None:
    assert named("Oslo sent an armoured vehicle package.")[0] == ("armoured vehicle", None)


def test_a_bare_number_counts_the_good_named_before() -> None:
    assert named("Oslo promised generators. Only 30 have arrived.")[-1] == ("generator", 30)
    assert named("Oslo promised generators. Thirty of them have arrived.")[-1] == ("generator", 30)


def test_a_number_of_them_counts_the_good_before_it() -> None:
    assert named("Oslo is sending boilers, eighty of them, for Odesa.") == [("boiler", 80)]


def test_a_model_shares_the_noun_of_the_next() -> None:
    assert [item for item, _ in named("Oslo sent Marder and Leopard tanks.")] == ["marder tank", "leopard tank"]


def test_the_lines_of_a_list_belong_to_the_statement_that_opens_it() -> None:
    scene, segment = whole("Oslo announced a package for Ukraine. It includes:\n- 12 howitzers;\n- body armour.")
    assert [i.item for i in items_in(scene, segment, lambda features: 1.0)] == ["howitzer", "body armour"]
    assert items_in(scene, segment, lambda features: 0.0) == ()


def test_number_words_are_one_unit_with_their_value() -> None:
    scene = scene_of("Two hundred and fifty buses, one ferry and 3 lorries.")
    assert [u.value for u in scene.sheet.units if u.kind == NUMBER] == [250, 3]


@given(
    st.lists(
        st.sampled_from(["aA1 ", ",", ". ", "(", ")", "- ", "\n", "two ", "7 ", "tank ", "tons ", "of ", "the ", "a "]),
        max_size=30,
    )
)
@settings(max_examples=60, deadline=None)
def test_any_text_gives_items_within_it(pieces: list[str]) -> None:
    scene = scene_of("".join(pieces))
    for mention in find_items(scene, 0, len(scene.sheet.units)):
        assert 0 <= mention.first < mention.last <= len(scene.sheet.units)
        assert mention.item.item


@given(st.from_regex(r"[a-z]{2,12}", fullmatch=True))
def test_a_singular_is_stable_and_never_empty(word: str) -> None:
    assert plain_singular(word)
    assert len(plain_singular(word)) <= len(word)


def test_words_that_the_encoder_takes_for_a_thing_given_are_one_too() -> None:
    scene = scene_of("Oslo sent quilted zorbles and good wishes.")
    units = scene.sheet.units
    odds = [[3.0 if unit.key in {"quilted", "zorbles"} else -3.0] for unit in units]
    assert find_items(scene, 0, len(units)) == []
    scene.sheet.felt = gathered(("mark:item",), np.array(odds), list(range(len(units) + 1)))
    assert [m.item.item for m in find_items(scene, 0, len(units))] == ["quilted zorble"]
