"""Who is named, for whom each acts, and the home of offices without a state."""

from __future__ import annotations

import pytest
from scenes import scene_of


def people(text: str) -> list[tuple[str, str | None]]:
    return [(p.name, p.actor) for p in scene_of(text).people]


def test_an_office_with_its_state_tells_for_whom_a_person_acts() -> None:
    assert people("Lithuanian Defence Minister Rasa Balsytė spoke.") == [("Rasa Balsytė", "LT")]
    assert people("Rasa Balsytė, Lithuania's defence minister, spoke.") == [("Rasa Balsytė", "LT")]
    assert people("Her British counterpart, Minister Ada Holm, spoke in Riga.")[-1] == ("Ada Holm", "GB")


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("The ministers of culture, Ada Holm and Juhan Põld, opened the wing.", ["Ada Holm", "Juhan Põld"]),
        ("He called on the regional governor, Maksym Tkach, in Lviv.", ["Maksym Tkach"]),
        ("She spoke with her Icelandic colleague Sigrún Jónsdóttir about it.", ["Sigrún Jónsdóttir"]),
        ("Ukraine met Finland's Mari Korpi on Monday.", ["Mari Korpi"]),
        ("Mrs Hélène d'Arcourt, the minister, declared it.", ["Hélène d'Arcourt"]),
        ("Minister Ferdinand Lopez Jr. signed it.", ["Ferdinand Lopez Jr"]),
        ("The Minister for Youth and Culture spoke.", []),
        ("Of the two, Black Sea Grain met the minister of Peru.", []),
    ],
)
def test_a_name_beside_an_office_a_colleague_or_another_name_is_a_persons(text: str, who: list[str]) -> None:
    assert [name for name, _ in people(text)] == who


def test_what_follows_surnames_tells_nobody_apart() -> None:
    who = people("Minister Ferdinand Lopez Jr. of Peru met Minister Robert Kennington Jr. of Chile. Lopez agreed.")
    assert [name for name, _ in who] == ["Ferdinand Lopez Jr", "Robert Kennington Jr", "Ferdinand Lopez Jr"]
    assert [actor for _, actor in people("I told Minister Ada Holm of Peru I would help.")] == ["PE"]


def test_a_known_family_name_before_a_given_one_is_somebody_else() -> None:
    assert people("Spokesperson Yoon Tae-rim spoke.")[0][0] == "Yoon Tae-rim"


def test_its_minister_is_that_of_the_state_named_first() -> None:
    assert people("Italy will not take part, its defence minister, Carlo Benussi, said. Norway will.") == [
        ("Carlo Benussi", "IT")
    ]
    assert people("Belgium objects. Its prime minister, Bart Wevel, will not sign with Norway.") == [
        ("Bart Wevel", "BE")
    ]


def test_a_comma_ends_the_search_for_the_state() -> None:
    text = "Sweden will pay for boats for Moldova, adviser Rasa Balsytė said. Sweden and Sweden again."
    assert people(text) == [("Rasa Balsytė", "SE")]


def test_a_surname_stands_for_the_full_name() -> None:
    assert {n for n, _ in people("Estonian Minister Juhan Põld came. Põld said it was late.")} == {"Juhan Põld"}


def test_a_family_name_may_come_first() -> None:
    names = [n for n, _ in people("Korean Minister Bae Min-seo met Minister Oja. Minister Bae promised shelters.")]
    assert names.count("Bae Min-seo") == 2


def test_initials_and_numerals_belong_to_a_name() -> None:
    assert people("Secretary of Defense Lloyd J. Austin III will host a meeting.")[0][0] == "Lloyd J. Austin III"


def test_a_word_that_only_begins_a_sentence_is_no_name() -> None:
    assert people("Estonia gave boats. The said boats sank. He said so.") == []


@pytest.mark.parametrize(
    ("text", "home"),
    [
        ("KYIV. March 1 – Norway gives gas, the ministry said. Norway gives more.", "UA"),
        ("The Storting has voted gas for Moldova, and the government has bought it.", "NO"),
        ("Norway gives gas, the ministry said. Norway gives more.", "NO"),
    ],
)
def test_the_home_of_an_office_without_a_state(text: str, home: str) -> None:
    assert scene_of(text).home == home
