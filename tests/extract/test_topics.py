"""What was talked about: the phrases that may be topics, and those that are."""

from __future__ import annotations

import pytest
from scenes import scene_of, whole

from pledgebook.extract.learned import weights
from pledgebook.extract.phrases import clean_words
from pledgebook.extract.topics import NEAR, candidates, topics_by_rule, topics_in


def test_by_rule_topics_are_the_members_of_the_enumeration() -> None:
    text = "Mr Rutte met Mr Zelenskyy in Oslo. They discussed, in particular, gas, sanctions and the joint testing of drones."
    assert topics_by_rule(*whole(text, "meeting")) == ("gas", "sanctions", "joint testing of drones")


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("Mr Rutte and Mr Zelenskyy spoke by telephone about gas and sanctions.", {"gas", "sanctions"}),
        ("Mr Rutte met Mr Zelenskyy in Oslo. They discussed sanctions and drones.", {"sanctions", "drones"}),
        ("Mr Rutte met Mr Zelenskyy for talks on gas transit and visas.", {"gas transit", "visas"}),
        ("Mr Rutte met Mr Zelenskyy in Oslo on Monday.", set()),
    ],
)
def test_topics_stand_in_the_sentence_of_the_meeting_or_after_it(text: str, topics: set[str]) -> None:
    judge = weights("en").decision("topic")
    assert set(topics_in(*whole(text, "meeting"), lambda features: judge.chances(features)[0])) == topics


def test_topics_do_not_overlap_and_stand_in_the_order_of_the_text() -> None:
    scene, segment = whole("Mr Rutte met Mr Zelenskyy about gas and sanctions.", "meeting")
    found = topics_in(scene, segment, lambda features: 0.9)
    places = [scene.sheet.text.index(words) for words in found]
    assert places == sorted(places)
    assert sum(map(len, found)) <= len(scene.sheet.text)


def test_another_meeting_ends_the_search() -> None:
    text = "Mr Rutte met Mr Zelenskyy. Gas came up. " + "Mr Orbán met Mr Fico about roads."
    scene, segment = whole(text, "meeting")
    offered = {clean_words(scene.sheet, *span) for span, _ in candidates(scene, segment)}
    assert "Gas" in offered
    assert "roads" not in offered


def test_no_phrase_is_sought_far_behind_the_meeting() -> None:
    scene = scene_of("Mr Rutte met Mr Zelenskyy. " + "It rained. " * NEAR + "Bread was dear.")
    _, segment = whole(scene.sheet.text, "meeting")
    assert "Bread" not in {clean_words(scene.sheet, *span) for span, _ in candidates(scene, segment)}
