"""Notes to the entries of aid trackers: the donor is known, and one gift at least is told."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pledgebook.extract.engine import default_engine
from pledgebook.extract.fill import Draft
from pledgebook.extract.learned import FOLDER
from pledgebook.extract.scene import set_scene
from pledgebook.extract.segments import Segment
from pledgebook.extract.sense import sensible
from pledgebook.extract.sheet import lay_out
from pledgebook.knowledge import load
from pledgebook.model import Document, Pledge, Statement, Total

pytestmark = pytest.mark.skipif(
    not (FOLDER / "en.npz").is_file(), reason="no learned weights for English yet: `make train` makes them"
)


def read(text: str, donor: str | None = "NO") -> tuple[Statement, ...]:
    return default_engine().extract(Document("row", text, language="en", donor=donor)).statements


def test_a_bare_phrase_is_a_gift_of_the_donor() -> None:
    (gift,) = read("75 million NOK package of body armour and field rations.")
    assert isinstance(gift, Pledge)
    assert (gift.donors, gift.recipients) == (("NO",), ("UA",))
    assert gift.amount is not None
    assert (gift.amount.value, gift.amount.currency) == (75_000_000, "NOK")


def test_the_same_phrase_on_a_page_of_news_is_none() -> None:
    assert read("Undisclosed number of sleeping mats.", donor=None) == ()


@pytest.mark.parametrize(
    "text", ["Undisclosed number of sleeping mats.", "See row 7.", "Mats", "12", "The second source says."]
)
def test_a_note_tells_of_one_gift_however_little_it_says(text: str) -> None:
    found = read(text)
    assert [type(s) for s in found] == [Pledge]
    assert found[0].quote in text


@pytest.mark.parametrize("text", ["", " ", "\n\n", "!!!", "\u200b"])
def test_no_words_no_gift(text: str) -> None:
    assert read(text) == ()


def test_the_war_that_a_note_speaks_of_does_not_make_the_aggressor_a_donor() -> None:
    for one in read("300 million NOK in loans to support Ukraine in response to Russia's aggression.", "NO"):
        assert isinstance(one, Pledge)
        assert (one.donors, one.recipients) == (("NO",), ("UA",))


@pytest.mark.parametrize("text", ["Ten tanks to counter Russian aggression.", "Equipment captured from Russia."])
def test_nor_a_recipient(text: str) -> None:
    assert {code for one in read(text, "DE") if isinstance(one, Pledge) for code in one.recipients} == {"UA"}


@pytest.mark.parametrize("donor", ["UA", "RU", "EU", "world-bank"])
def test_the_donor_of_the_entry_stays_the_donor_whoever_it_is(donor: str) -> None:
    (gift,) = read("Loan of 40 million EUR.", donor)
    assert isinstance(gift, Pledge)
    assert gift.donors == (donor,)


def test_a_text_too_long_to_be_read_at_once_is_no_note() -> None:
    assert read("The coder saw nothing of note in any of the sources.\n" * 2_200) == ()


def test_a_donor_that_is_no_code_is_refused() -> None:
    with pytest.raises(ValueError, match="'Norway' is no code"):
        read("12 tents.", "Norway")


@pytest.mark.parametrize(
    ("donor", "instrument", "sector"),
    [("NO", "loan", "financial"), ("NO", "guarantee", "financial"), ("NO", "grant", None), (None, "loan", None)],
)
def test_only_notes_enter_what_is_for_no_purpose_by_name(
    donor: str | None, instrument: str, sector: str | None
) -> None:
    scene = set_scene(lay_out(Document("row", "Money for Ukraine.", language="en", donor=donor), "en"))
    draft = Draft(Segment(0, 0, 3, "pledge", 0.9), {"donors": ("NO",), "sector": None, "instrument": instrument})
    (kept,) = sensible(scene, [draft])
    assert kept.values["sector"] == sector
    assert [reason.field for reason in kept.reasons] == (["sector"] if sector else [])


@pytest.mark.parametrize("words", ["Loan of 40 million EUR.", "Loan guarantee of up to 40 million EUR."])
def test_loans_and_guarantees_without_a_purpose_are_financial_in_trackers(words: str) -> None:
    (gift,) = read(words)
    assert isinstance(gift, Pledge)
    assert gift.sector == "financial"


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=80), st.sampled_from(sorted(load("en").actors)))
def test_any_note_is_read_to_exact_quotes_and_to_a_gift_if_it_has_words(text: str, donor: str) -> None:
    found = read(text, donor)
    for one in found:
        assert text[one.start : one.end] == one.quote
    if any(c.isalnum() for c in text):
        assert any(isinstance(one, Pledge | Total) for one in found)
        assert all(0 < one.confidence <= 1 for one in found)
