"""What a state needs: the phrases that may be it, and the one that is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scenes import scene_of, whole

from pledgebook.extract.learned import weights
from pledgebook.extract.needs import candidates, needed_in
from pledgebook.extract.segments import Segment


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("Ukraine urgently needs generators.", "generators"),
        ("Seven more radars are what Ukraine needs most, the minister said.", "Seven more radars"),
        ("Ukraine is short of transformers, the ministry said.", "transformers"),
        ("Chisinau named battery storage as its first priority.", "battery storage"),
        ("Mobile cranes are urgently needed in Odesa.", "Mobile cranes"),
    ],
)
def test_the_thing_needed_stands_on_either_side_of_the_word_of_need(text: str, item: str) -> None:
    judge = weights("en").decision("needed")
    assert needed_in(*whole(text, "need"), lambda features: judge.chances(features)[0]) == item


def test_a_clause_without_any_phrase_needs_nothing() -> None:
    scene = scene_of("Ukraine needs generators.")
    assert needed_in(scene, Segment(0, 0, 0, "need", 1.0), lambda features: 1.0) is None


@given(
    st.lists(
        st.sampled_from(["Ukraine", "needs", "is", "what", "the", "gas", ",", "120", "most", "urgent", "of"]),
        max_size=30,
    )
)
def test_phrases_lie_within_their_clause(words: list[str]) -> None:
    scene = scene_of(" ".join(["Kyiv", *words]) + ".")
    for number, sentence in enumerate(scene.sheet.sentences):
        segment = Segment(number, sentence.first, sentence.last, "need", 1.0)
        for (first, last), features in candidates(scene, segment):
            assert sentence.first <= first < last <= sentence.last
            assert features
