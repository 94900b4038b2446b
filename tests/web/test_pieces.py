"""The small pieces of pages escape whatever they are made of, and say what templates said."""

from __future__ import annotations

import datetime

import pytest
from house import PAYLOADS

from pledgebook.model import Commitment, Item
from pledgebook.web import pieces
from pledgebook.web.query import View, asked

VIEW = View(as_of=datetime.date(2025, 6, 1))


@pytest.mark.parametrize("words", PAYLOADS)
def test_hostile_words_are_escaped(words: str) -> None:
    for made in (
        pieces.actors(VIEW, [words]),
        pieces.programmes(VIEW, [words]),
        pieces.stage(words),
        pieces.bar(1, 2, words),
    ):
        assert words not in made or "<" not in words
        assert made.count("<script") == made.count("<img") == made.count("<b>") == 0


def test_actors_are_links_in_the_view_with_the_codes_of_states() -> None:
    assert pieces.actors(VIEW, ["LT", "nato"], "recipients") == (
        '<a href="/recipients/LT?as_of=2025-06-01">Lithuania</a> <span class="code">LT</span>, '
        '<a href="/recipients/nato?as_of=2025-06-01">NATO</a>'
    )
    assert "not stated" in pieces.actors(VIEW, []) and pieces.programmes(VIEW, []) == ""


def test_a_bar_is_as_long_as_its_share_and_nothing_has_none() -> None:
    assert 'width="25.00"' in pieces.bar(1, 4) and 'width="100.00"' in pieces.bar(9, 4)
    assert pieces.bar(0, 4) == pieces.bar(1, 0) == ""


def test_a_commitment_is_about_its_things_and_long_words_are_cut_between_two() -> None:
    day = datetime.date(2025, 1, 1)

    def about(**fields: object) -> str:
        known: dict[str, object] = {
            **dict.fromkeys(("sector", "instrument", "amount", "pledged_on", "condition", "part_of")),
            **dict.fromkeys(("donors", "recipients", "programmes", "items", "history", "statements"), ()),
        }
        made = Commitment(id="c", stage="pledged", stage_date=day, **{**known, **fields})  # type: ignore[arg-type]
        return pieces.what(made)

    assert about() == "support, not specified"
    assert about(sector="energy", instrument="loan") == "energy support · loan"
    assert about(items=(Item("pump", 40),), instrument="in_kind") == "40 × pump"
    long = about(items=(Item("pump " * 60, None),))
    assert long.endswith("pump...") and len(long) <= 120


def test_a_facet_is_put_in_and_taken_out_and_the_recipient_of_the_view_with_it() -> None:
    found = asked([("recipient", "MD"), ("donor", "LT"), ("as_of", "2025-06-01")])
    assert pieces.narrowed(found, "donor", "NO", "-day").endswith(
        "recipient=MD&donor=LT&donor=NO&sort=-day&as_of=2025-06-01"
    )
    assert pieces.narrowed(found, "recipient", "MD", "-day") == "/commitments?donor=LT&sort=-day&as_of=2025-06-01"
