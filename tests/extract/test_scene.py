"""Who is mentioned in a text, by a name or by a word that stands for one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pledgebook.extract.scene import Scene, set_scene
from pledgebook.extract.sheet import lay_out
from pledgebook.model import Document


def scene_of(text: str) -> Scene:
    return set_scene(lay_out(Document("d", text, language="en"), "en"))


def meant(text: str, word: str) -> list[tuple[str, str]]:
    """The codes and letters of the mentions made of the unit that is `word`, the last one of the text."""
    scene = scene_of(text)
    units = [k for k, _ in enumerate(scene.sheet.units) if scene.sheet.words(k, k + 1).lower() == word]
    return [(m.code, m.letter) for m in scene.actors if m.unit == units[-1]]


def test_names_adjectives_and_capitals_stand_for_their_state() -> None:
    scene = scene_of("Latvia thanked Danish sailors. Oslo waits.")
    assert [(m.code, m.letter) for m in scene.actors] == [("LV", "N"), ("DK", "J"), ("NO", "C")]


def test_it_means_the_first_actor_of_the_sentence_before() -> None:
    assert meant("Finland sold boats to Peru. It wants more.", "it") == [("FI", "T")]


def test_she_acts_for_the_last_person_named() -> None:
    assert meant("Foreign Minister Baiba Ozola of Latvia came to Lima. She left early.", "she") == [("LV", "T")]


def test_the_country_is_the_last_state_named() -> None:
    assert meant("The train left Portugal. The country sends blankets.", "country") == [("PT", "T")]


def test_a_country_without_an_article_that_points_back_is_nobody() -> None:
    assert meant("The train left Portugal. Every country sends blankets.", "country") == []


def test_the_bank_is_the_last_body_that_is_called_one() -> None:
    text = "The EIB and the IMF met in Quito. The bank lends, the fund watches."
    assert meant(text, "bank") == [("eib", "O")]
    assert meant(text, "fund") == [("imf", "O")]


def test_both_countries_are_the_last_two_named() -> None:
    assert meant("Spain called Malta. Both countries agreed.", "countries") == [("ES", "M"), ("MT", "M")]


def test_the_three_countries_are_the_last_three_named() -> None:
    text = "Spain, Malta and Cyprus met. The three countries agreed."
    assert [code for code, _ in meant(text, "countries")] == ["ES", "MT", "CY"]


def test_a_number_that_nobody_fits_means_nobody() -> None:
    assert meant("Spain wrote. The five countries agreed.", "countries") == []


def test_a_mere_group_of_states_stands_for_its_members() -> None:
    scene = scene_of("The Baltic states agreed.")
    assert {(m.code, m.letter) for m in scene.actors} == {("EE", "M"), ("LV", "M"), ("LT", "M")}


def test_the_place_of_a_dateline_is_not_counted_as_an_actor() -> None:
    scene = scene_of("LISBON, 4 May (Agency) – Chile pays.")
    assert scene.actors[0].letter == "D"
    assert list(scene.counts) == ["CL"]


def test_we_in_a_quotation_is_the_speaker_and_elsewhere_the_home_of_the_text() -> None:
    assert meant('"We shall pay," the Chilean foreign minister said.', "we") == [("CL", "W")]
    assert meant("Norway's government decided today. We shall pay.", "we") == [("NO", "U")]


def test_a_label_is_the_heading_of_what_follows() -> None:
    scene = scene_of("Ghana: 40 tents.\n\nThey were sent by air.\n\nPeru: 3 boats.")
    assert scene.headings[0] == "GH"
    assert scene.headings[-1] == "PE"


@given(st.text(alphabet=st.sampled_from("Spain Malta both the two it she we \"',.;:–()\n"), max_size=200))
def test_any_text_has_a_scene_whose_mentions_lie_in_their_sentences(text: str) -> None:
    scene = scene_of(text)
    for mention in scene.actors:
        sentence = scene.sheet.sentences[mention.sentence]
        assert sentence.first <= mention.unit < sentence.last
