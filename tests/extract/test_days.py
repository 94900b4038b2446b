"""The day of a statement: the days in reach, and the choice among them."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scenes import DUMB, scene_of, segment_at, whole

from pledgebook.extract.days import candidates, day_of
from pledgebook.extract.learned import weights
from pledgebook.extract.segments import Segment


def days(text: str, words: str, before: tuple[datetime.date | None, Segment] | None = None) -> dict[str, list[str]]:
    scene = scene_of(text)
    offers = candidates(scene, segment_at(scene, words), "pledged", before)
    return {day.isoformat() if day else "none": marks for day, marks in offers}


def test_no_day_is_always_a_candidate() -> None:
    assert set(days("Norway gives planes.", "Norway gives planes")) == {"none"}


def test_days_of_the_sentence_the_paragraph_and_the_lead_are_in_reach() -> None:
    text = (
        "OSLO, 2 February 2026. Rain.\n\nOn 5 February 2026 the cabinet met. Norway gives planes from 9 February 2026."
    )
    assert {"2026-02-02", "2026-02-05", "2026-02-09"} <= set(days(text, "Norway gives planes from 9 February 2026"))


def test_the_day_of_the_statement_before_is_offered_again() -> None:
    scene = scene_of("Norway gives planes. Sweden gives boats.")
    before = segment_at(scene, "Norway gives planes")
    found = candidates(scene, segment_at(scene, "Sweden gives boats"), "pledged", (datetime.date(2026, 1, 9), before))
    assert "previous" in dict(found)[datetime.date(2026, 1, 9)]


@given(st.text(alphabet="MWF 0123456789.on,\n", max_size=80))
def test_the_day_chosen_is_one_of_those_offered(text: str) -> None:
    scene, segment = whole("Norway gives planes. " + text)
    offered = {day for day, _ in candidates(scene, segment, "pledged", None)}
    assert day_of(scene, segment, "pledged", None, DUMB) in offered


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("Norway announced on 9 February 2026 that it would give 5 planes.", "Norway announced", "2026-02-09"),
        ("The war began on 24 February 2022. Norway will give Ukraine 5 planes.", "Norway will give", None),
    ],
)
def test_a_day_is_the_statements_own_or_another_matters(text: str, words: str, expected: str | None) -> None:
    scene = scene_of(text)
    segment = segment_at(scene, text[text.index(words) :].rstrip("."))
    found = day_of(scene, segment, "pledged", None, weights("en").forest("day"))
    assert (found.isoformat() if found else None) == expected
