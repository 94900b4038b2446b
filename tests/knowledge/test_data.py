"""The data that comes with the program: complete, sound, and true in a few known places."""

from __future__ import annotations

import datetime

import pycountry
import pytest

from pledgebook.knowledge import Knowledge, load
from pledgebook.knowledge.aliases import read_actors
from pledgebook.knowledge.check import check, show
from pledgebook.knowledge.reading import ROOT, Reader

CONTRACT_BODIES = "EU nato un unicef unhcr undp wfp world-bank imf eib ebrd g7 iaea red-cross"
CONTRACT_PROGRAMMES = """
    purl safe epf era-loans ukraine-facility czech-ammunition-initiative danish-model energy-support-fund
    drone-coalition air-defence-coalition demining-coalition it-coalition artillery-coalition maritime-coalition
    electronic-warfare-coalition armour-coalition air-force-coalition shelter-coalition nsatu cap usai pda fmf udcg
    international-fund-for-ukraine united24 urtf mfa reparations-loan iccu grain-from-ukraine"""


@pytest.fixture(scope="module")
def en() -> Knowledge:
    return load("en")


def codes(knowledge: Knowledge, text: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(text[start:end], entry.codes) for start, end, entry in knowledge.names.scan(text)]


def test_all_files_are_sound() -> None:
    assert check() == []


def test_every_iso_3166_code_is_a_state_with_a_name(en: Knowledge) -> None:
    expected = {country.alpha_2 for country in pycountry.countries} | {"XK"}
    assert set(en.states) == expected
    named = {code for entry in en.names.entries.values() if entry and entry.kind == "name" for code in entry.codes}
    assert expected <= named


def test_every_state_says_what_its_capital_is_or_that_it_has_none(en: Knowledge) -> None:
    reader = Reader(ROOT / "languages" / "en" / "actors.yaml")
    assert read_actors(reader, en.actors, {}, "name").capitals == set(en.states)


def test_every_currency_of_a_state_is_an_iso_4217_code(en: Knowledge) -> None:
    assert {s.currency for s in en.states.values() if s.currency} <= {c.alpha_3 for c in pycountry.currencies} | {
        "XCG",
        "ZWG",
    }


def test_every_code_of_the_contract_exists(en: Knowledge) -> None:
    assert set(CONTRACT_BODIES.split()) <= set(en.bodies)
    assert set(CONTRACT_PROGRAMMES.split()) <= set(en.programmes)


def test_every_body_and_programme_has_an_english_name(en: Knowledge) -> None:
    named = {code for entry in en.names.entries.values() if entry for code in entry.codes}
    assert set(en.bodies) <= named
    assert set(en.programmes) <= named


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The US tells us", [("US", ("US",))]),
        ("the U.S. and the U.K.", [("U.S.", ("US",)), ("U.K.", ("GB",))]),
        ("turkey for Turkey", [("Turkey", ("TR",))]),
        ("LITHUANIA AND USAID", [("LITHUANIA", ("LT",)), ("USAID", ("US",))]),
        ("German-made, Czech-led and US-funded", [("German", ("DE",)), ("Czech", ("CZ",)), ("US", ("US",))]),
        ("Ukraine’s ally, Moldova's neighbour", [("Ukraine", ("UA",)), ("Moldova", ("MD",))]),
        ("Northern Ireland, not Ireland", [("Northern Ireland", ("GB",)), ("Ireland", ("IE",))]),
        ("New Jersey and Jersey", [("Jersey", ("JE",))]),
        ("Guinea-Bissau and Equatorial Guinea", [("Guinea-Bissau", ("GW",)), ("Equatorial Guinea", ("GQ",))]),
        ("South Korean aid from Seoul", [("South Korean", ("KR",)), ("Seoul", ("KR",))]),
        ("Turkiye, Chisinau, Elysee", [("Turkiye", ("TR",)), ("Chisinau", ("MD",)), ("Elysee", ("FR",))]),
        ("PURL is not purl", [("PURL", ("purl",))]),
        ("a safe SAFE loan", [("SAFE loan", ("safe",))]),
        ("the Drone Coalition and the drone coalition", [("Drone Coalition", ("drone-coalition",))] * 1
         + [("drone coalition", ("drone-coalition",))]),
        ("the Prioritized Ukraine Requirements List", [("Prioritized Ukraine Requirements List", ("purl",))]),
        ("Volodymyr Zelenskiy met von der Leyen", [("Volodymyr Zelenskiy", ("UA",)), ("von der Leyen", ("EU",))]),
        ("the European\nCommission", [("European\nCommission", ("EU",))]),
        ("Mali, not Malice or Malian", [("Mali", ("ML",)), ("Malian", ("ML",))]),
    ],
)  # fmt: skip
def test_names_are_found_as_a_reader_would_read_them(
    en: Knowledge, text: str, expected: list[tuple[str, tuple[str, ...]]]
) -> None:
    assert codes(en, text) == expected


def test_words_for_two_actors_are_marked_ambiguous(en: Knowledge) -> None:
    entry = en.names.entries["Brussels"]
    assert entry is not None
    assert entry.ambiguous
    assert set(entry.codes) == {"EU", "BE"}


def test_a_person_acts_for_whom_the_day_says(en: Knowledge) -> None:
    rutte = en.people["Mark Rutte"]
    assert rutte.actor(datetime.date(2023, 1, 1)) == "NL"
    assert rutte.actor(datetime.date(2025, 1, 1)) == "nato"
    assert rutte.actor() == "nato"


def test_facts_of_programmes_and_bodies(en: Knowledge) -> None:
    assert en.programmes["purl"].sector == "military"
    assert en.programmes["usai"].donors == ("US",)
    assert en.bodies["undp"].implementer
    assert not en.bodies["imf"].implementer


@pytest.mark.parametrize(
    ("word", "country", "expected"),
    [
        ("dollars", None, "USD"),
        ("dollars", "CA", "CAD"),
        ("$", "UA", "USD"),
        ("£", None, "GBP"),
        ("crowns", "CZ", "CZK"),
        ("kroner", "NO", "NOK"),
        ("kr", "SE", "SEK"),
        ("crowns", None, None),
        ("lei", "MD", "MDL"),
        ("pledges", "MD", None),
    ],
)
def test_bare_currency_words_take_the_states_own(
    en: Knowledge, word: str, country: str | None, expected: str | None
) -> None:
    assert en.currencies.resolve(word, country) == expected


def test_offices_are_found_with_number_role_and_actor(en: Knowledge) -> None:
    text = "the foreign ministers met the taoiseach at the ministry of defence"
    found = [(text[s:e], o.cls, o.plural, o.actor) for s, e, o in en.offices.scan(text)]
    assert found == [
        ("foreign ministers", "person_office", True, None),
        ("taoiseach", "person_office", False, "IE"),
        ("ministry of defence", "institution", False, None),
    ]


def test_show_explains_a_word_with_its_file_and_line() -> None:
    (line,) = show("Seimas", "en")
    assert line.startswith("Seimas: seat of LT (Lithuania) (languages/en/actors.yaml:")
    assert show("UA", "en") == ["UA: code of a state, currency UAH (data/states.yaml)"]
    assert show("New Jersey", "en") == ["New Jersey: seen, and no actor's name (blocked)"]
    assert show("xyzzy", "en") == ["xyzzy: not known"]
    assert any(line.strip().startswith("for NL") for line in show("Mark Rutte", "en"))
