"""Who says it: attributions, turns of interviews, signatures, and the candidates for a segment."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scenes import DUMB, scene_of, segment_at

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
    assert choose_speaker(scene, segment_at(scene, "Sweden gives 5 million euros"), None, DUMB) == ("Ada Holm", "DK")


def test_a_name_and_an_office_before_a_colon_open_a_turn() -> None:
    scene = scene_of("Danish Minister for Defence (Minister Ada Holm): We gave boats.\nMore will follow.")
    assert [(a.name, a.manner) for a in scene.attributions] == [("Ada Holm", "turn")]


def test_a_signature_after_a_quotation_names_its_speaker() -> None:
    scene = scene_of('Denmark gave boats.\n"We listened. The boats have left."\n- Minister Ada Holm')
    assert [(a.name, a.sentence) for a in scene.attributions if a.manner == "signed"] == [("Ada Holm", 2)]


HEARING = """Committee on Aid

Mr. GARVER. Secretary Ada Holm of Denmark, where is the money?

Ms. HOLM. In three drawers. We gave Moldova five million.

Mr. GARVER. I see."""

TALK = """Minister Ada Holm of Denmark sat in the studio.

– So who pays?
– We do. Moldova gets five million.
– And Norway?
– Norway helps."""


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        (HEARING, "We gave Moldova", "Ada Holm"),
        (TALK, "Moldova gets five", "Ada Holm"),
        (INTERVIEW.replace(":", "."), "Sweden gives", "Ada Holm"),
        ("Danish Minister Ada Holm met us.\n\nHOLM: We gave boats.\n\nWIRE: Where to?", "We gave boats", "Ada Holm"),
    ],
)
def test_turns_open_with_labels_in_capitals_dashes_and_letters(text: str, words: str, name: str) -> None:
    scene = scene_of(text)
    turn = scene.attributions.turn(segment_at(scene, words).sentence)
    assert turn is not None
    assert turn.name == name


@given(st.text(alphabet="AQHMr.:–-?()\n we", max_size=60))
def test_whatever_opens_the_lines_turns_are_found(text: str) -> None:
    for attribution in scene_of(text + "\n\nDanish Minister Ada Holm spoke." if len(text) % 2 else text).attributions:
        assert attribution.sentence >= 0


@pytest.mark.parametrize("text", ["", ":", "Hello.\n\n:", " \n "])
def test_a_text_without_words_has_no_turns(text: str) -> None:
    assert not scene_of(text).attributions


def test_an_initial_is_no_mark_of_an_answer() -> None:
    scene = scene_of(
        "Minister Ada Holm of Denmark came.\n\nQ: Who?\n\nMinister Carl Berg of Norway spoke.\n\nA. Berg: We did."
    )
    turn = scene.attributions.turn(segment_at(scene, "We did").sentence)
    assert turn is not None
    assert turn.name == "Carl Berg"


def test_an_officer_holder_of_whom_the_title_tells_is_not_the_author() -> None:
    text = "By Danish Minister Ada Holm\n\nWe gave boats. We give planes. I shall see to it."
    turn = scene_of(text, title="What Swedish Minister Carl Berg should do").attributions.turn(2)
    assert turn is not None
    assert turn.name == "Ada Holm"


def test_a_list_that_asks_at_its_end_is_no_talk() -> None:
    text = "Minister Ada Holm of Peru.\n– boats\n– planes\n– Who pays?\n– And why?\n\nSwedish Minister Carl Berg: We gave boats."
    names = [a.name for a in scene_of(text).attributions.turns if a.manner == "turn"]
    assert names == ["Carl Berg"]


def test_the_dashes_of_a_list_are_no_talk() -> None:
    scene = scene_of("Minister Ada Holm gave:\n– 5 boats\n– 6 planes\n– 7 tanks\n– 8 trucks")
    assert not scene.attributions.turns


@pytest.mark.parametrize(
    "text",
    [
        "We gave boats. We give planes. I shall see to it.\n\nYours sincerely,\nAda Holm, Minister of Energy of Denmark",
        "We gave boats. We give planes. I shall see to it.\n\n— Ada Holm, Minister of Energy of Denmark",
        "Dear Editor,\n\nWe gave boats. We give planes. I shall see to it.\n\nAda Holm\nMinister of Energy, Denmark",
    ],
)
def test_who_signs_a_text_in_the_first_person_is_its_author(text: str) -> None:
    turn = scene_of(text).attributions.turn(1)
    assert turn is not None
    assert turn.name == "Ada Holm"


def test_the_title_names_the_author_of_a_speech() -> None:
    text = "Friends, we gave boats. We give planes to Norway. I shall see to it."
    turn = scene_of(text, title="Remarks by Ada Holm, Ambassador of Denmark").attributions.turn(0)
    assert turn is not None
    assert (turn.name, turn.actor) == ("Ada Holm", "DK")


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


def test_whoever_speaks_in_the_sentence_that_opens_a_list_may_speak_its_lines() -> None:
    scene = scene_of(
        "Danish Minister Ada Holm said that the following had been promised:\n\n"
        "- 5 million euros from Norway;\n- 12 buses from Iceland."
    )
    marks = dict(candidates(scene, segment_at(scene, "12 buses from Iceland"), None))
    assert "head of list" in marks[("Ada Holm", "DK")]
    assert "head of list" not in marks[(None, None)]


def test_how_far_back_the_statement_before_stands_is_told() -> None:
    scene = scene_of("Danish Minister Ada Holm said that boats would follow. Norway was mentioned. Sweden gives buses.")
    before = ("Ada Holm", "DK"), segment_at(scene, "boats would follow")
    marks = dict(candidates(scene, segment_at(scene, "Sweden gives buses"), before))
    assert "previous:2" in marks[("Ada Holm", "DK")]
