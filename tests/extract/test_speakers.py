"""Who says it: attributions, turns of interviews, signatures, and the candidates for a segment."""

from __future__ import annotations

import numpy as np
from scenes import scene_of, segment_at

from pledgebook.extract.learned import Linear
from pledgebook.extract.speaking import candidates, choose_speaker

INTERVIEW = """Minister Ada Holm of Denmark talks about shells.

Q: Who pays?

A: Norway, in the first place. Sweden gives 5 million euros.

Q: And the rest?

A: We shall see."""


def said(text: str) -> list[tuple[str | None, str | None]]:
    return [(a.name, a.actor) for a in scene_of(text).attributions if a.manner == "verb"]


def test_the_subject_of_a_verb_of_saying_speaks() -> None:
    assert said("Danish Minister Ada Holm said that boats would follow.") == [("Ada Holm", "DK")]
    assert said("David Lammy, the British foreign secretary, announced an additional £5 million.") == [
        ("David Lammy", "GB")
    ]


def test_a_relative_clause_between_subject_and_verb_is_skipped() -> None:
    text = "Danish Minister Ada Holm, who met Maia Sandu in Chisinau on Friday, promised 12 buses."
    assert said(text)[-1] == ("Ada Holm", "DK")


def test_she_said_stands_for_the_last_speaker_with_a_name() -> None:
    text = "Danish Minister Ada Holm said boats would follow. Norway was mentioned. More would come, she said."
    assert said(text)[-1] == ("Ada Holm", "DK")


def test_a_turn_lasts_until_the_next_label() -> None:
    scene = scene_of(INTERVIEW)
    segment = segment_at(scene, "Sweden gives 5 million euros")
    turn = scene.attributions.turn(segment.sentence)
    assert turn is not None
    assert (turn.name, turn.actor) == ("Ada Holm", "DK")
    question = segment_at(scene, "And the rest")
    assert scene.attributions.turn(question.sentence) is None


def test_the_words_of_a_turn_are_its_speakers_whatever_the_model_says() -> None:
    scene = scene_of(INTERVIEW)
    silent = Linear(("yes",), {}, np.zeros((0, 1), dtype=np.float32), np.zeros(1, dtype=np.float32))
    assert choose_speaker(scene, segment_at(scene, "Sweden gives 5 million euros"), None, silent) == ("Ada Holm", "DK")


def test_a_name_and_an_office_before_a_colon_open_a_turn() -> None:
    scene = scene_of("Danish Minister for Defence (Minister Ada Holm): We gave boats.\nMore will follow.")
    assert [(a.name, a.manner) for a in scene.attributions] == [("Ada Holm", "turn")]


def test_a_signature_after_a_quotation_names_its_speaker() -> None:
    scene = scene_of('Denmark gave boats.\n"We listened. The boats have left."\n- Minister Ada Holm')
    assert [(a.name, a.sentence) for a in scene.attributions if a.manner == "signed"] == [("Ada Holm", 2)]


def test_a_text_that_says_we_is_its_authors() -> None:
    scene = scene_of(
        "Statement by Danish Minister Ada Holm\nWe gave boats. We give planes. I shall see to it. Our aid goes on."
    )
    turn = scene.attributions.turn(2)
    assert turn is not None
    assert turn.name == "Ada Holm"


def test_the_reporter_and_the_speaker_before_are_always_candidates() -> None:
    scene = scene_of("Danish Minister Ada Holm said boats would follow. Norway gives planes.")
    first, second = segment_at(scene, "boats would follow"), segment_at(scene, "Norway gives planes")
    offers = dict(candidates(scene, second, (("Ada Holm", "DK"), first)))
    assert (None, None) in offers
    assert "previous" in offers["Ada Holm", "DK"]


def test_an_office_without_a_state_may_be_the_recipients_own() -> None:
    scene = scene_of("Denmark gave boats to Ukraine, the ministry said. Denmark gave more.")
    who = {w for w, _ in candidates(scene, segment_at(scene, "Denmark gave boats to Ukraine"), None)}
    assert {(None, "DK"), (None, "UA"), (None, None)} <= who
