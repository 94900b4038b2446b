"""Fields in the words of the text: conditions, needs, ends of measures, subjects, topics, places."""

from __future__ import annotations

import pytest
from scenes import scene_of, segment_at, whole

from pledgebook.extract.gatherings import people_in, place_in
from pledgebook.extract.phrases import condition_in, needed_by_rule, until_in
from pledgebook.extract.programmes import programme_features
from pledgebook.extract.subjects import subject_in
from pledgebook.knowledge.slugs import slug_of


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("Oslo will give 5 million euros if parliament agrees in May.", "parliament agrees in May"),
        ("Oslo will send jets once the pilots are trained.", "pilots are trained"),
        ("Oslo will send boats, provided that Riga pays for them.", "Riga pays for them"),
        ("Oslo has provided 5 million euros in aid.", None),
        ("Another flight is planned for Sunday, weather permitting.", "weather permitting"),
        ("Oslo is ready to send jets, should Kyiv ask for them.", "Kyiv ask for them"),
        ("Oslo will not send oil until the pipeline is open again.", "pipeline is open again"),
    ],
)
def test_a_condition_stands_without_its_conjunction(text: str, condition: str | None) -> None:
    found = condition_in(*whole(text))
    assert (found.removeprefix("the ") if found else found) == condition


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("Ukraine needs air defence.", "air defence"),
        ("Ukraine needs 6 billion euros for food and medicine this year.", "food and medicine"),
        ("Ukraine needs 7 billion euros a month in budget support.", "budget support"),
        ("Ukraine will require external support of some 38 billion dollars in 2027.", "external support"),
        ("Generators are needed most urgently.", "Generators"),
        ("The most urgent need is transformers.", "transformers"),
        ("Transformers are the most urgent need.", "Transformers"),
        ("Our priority is ammunition and we ask for it.", "ammunition"),
        ("What Kyiv needs above all is predictable financing.", "predictable financing"),
    ],
)
def test_what_is_needed_stands_without_its_price_and_its_day(text: str, item: str) -> None:
    assert needed_by_rule(*whole(text, "need")) == item


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("The sanctions were extended until 31 July on Monday.", "31 July"),
        ("The ban stays in place until Moscow withdraws its troops.", "Moscow withdraws its troops"),
        ("The EU lifted the ban.", None),
    ],
)
def test_the_end_of_a_measure(text: str, until: str | None) -> None:
    assert until_in(*whole(text, "sanction")) == until


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Oslo and Kyiv signed an agreement on the joint production of drones.", "joint production of drones"),
        ("Oslo signed a memorandum on cooperation in demining with Ukraine in May.", "cooperation in demining"),
        ("Oslo signed a defence cooperation agreement with Moldova.", "defence cooperation"),
        ("Oslo and Kyiv signed a treaty which covers trade, policing and banking.", "trade, policing and banking"),
        ("Oslo and Kyiv signed an agreement on Tuesday.", None),
    ],
)
def test_what_an_agreement_is_about(text: str, subject: str | None) -> None:
    assert subject_in(*whole(text, "agreement")) == subject


def test_a_similar_document_is_about_the_same() -> None:
    text = "Oslo signed a memorandum on the repair of tanks with Kyiv. Stockholm signed a similar document on Friday."
    assert subject_in(*whole(text, "agreement", 1)) == "repair of tanks"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Emmanuel Macron met Volodymyr Zelenskyy in Paris on Monday.", "Paris"),
        ("Emmanuel Macron visited Kyiv on Monday.", "Kyiv"),
        ("Emmanuel Macron met Volodymyr Zelenskyy on Monday.", None),
    ],
)
def test_the_place_of_a_meeting(text: str, place: str | None) -> None:
    assert place_in(*whole(text, "meeting")) == place


def test_there_and_on_the_sidelines_is_the_place_named_before() -> None:
    text = "The ministers met in Rome on Monday. Volodymyr Zelenskyy met Emmanuel Macron on the sidelines."
    assert place_in(*whole(text, "meeting", 1)) == "Rome"


def test_a_pronoun_stands_for_the_person_named_last() -> None:
    text = "Emmanuel Macron arrived in Kyiv. He met Volodymyr Zelenskyy."
    assert set(people_in(*whole(text, "meeting", 1), frozenset())) == {"Emmanuel Macron", "Volodymyr Zelenskyy"}


def test_the_programmes_in_reach_are_told_apart_by_their_places() -> None:
    text = "Oslo joined PURL in May. It will pay 5 million euros. Sweden gives boats."
    scene = scene_of(text)
    first = programme_features(scene, segment_at(scene, "Oslo joined PURL in May"), None)
    second = programme_features(scene, segment_at(scene, "It will pay 5 million euros"), None)
    assert "in" in first["purl"]
    assert "in" not in second["purl"]
    assert "back:it" in second["purl"]


def test_a_capitalised_name_with_a_noun_of_programmes_is_a_programme() -> None:
    scene = scene_of("Oslo pays 5 million euros into the Northern Lights Solidarity Fund.")
    found = programme_features(
        scene, segment_at(scene, "Oslo pays 5 million euros into the Northern Lights Solidarity Fund"), None
    )
    assert "northern-lights-solidarity-fund" in found


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("Oslo pays into the Northern Homes Facility for Moldova.", ["northern-homes-facility-for-moldova"]),
        ("Oslo pays into the Northern Homes Facility (NHF). The NHF pays for stoves.", ["nhf", "nhf", "nhf"]),
        ("The loan comes from Korea's Economic Development Cooperation Fund.", ["economic-development-cooperation-fund"]),
        ("The Economic Development Cooperation Fund lends more. EDCF money pays for a hospital.", ["edcf", "edcf"]),
        ("Pumps left through the EU Civil Protection Mechanism.", ["eu-civil-protection-mechanism"]),
        ("Ammunition comes through the Czech shell initiative.", ["czech-ammunition-initiative"]),
    ],
)  # fmt: skip
def test_the_slug_of_a_programme_that_is_not_listed_follows_the_name_in_the_text(text: str, slugs: list[str]) -> None:
    places = scene_of(text).programmes
    named = [slug for sentence in places.by_sentence for _, slug in sentence]
    assert list(places.as_said(named)) == slugs
    assert list(places.meant(places.as_said(named))) == named


def test_a_name_in_slug_form() -> None:
    assert slug_of("Children's “Warm Home” plan") == "childrens-warm-home-plan"
