"""Which outlet a text comes from."""

from __future__ import annotations

import pytest

from pledgebook.ledger.outlets import dateline_end, outlet
from pledgebook.model import Document


def paper(text: str, publisher: str | None = "Example Site") -> Document:
    return Document("d", text, language="en", publisher=publisher)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("RIGA, 3 May (Baltic  Morning) — Latvia gave boats.", "baltic morning"),
        ("Northern Dispatch, May 3, 2025. Latvia gave boats.", "northern dispatch"),
        ("Ministry of Examples, press service. Riga, 3 May\nLatvia gave boats.", "ministry of examples, press service"),
        ("Riga is to send boats (Baltic Morning was told), the ministry said.", "example site"),
        ("Latvia gave boats.", "example site"),
    ],
)
def test_a_dateline_names_the_outlet_before_the_publisher(text: str, name: str) -> None:
    assert outlet(paper(text)) == name


def test_an_outlet_that_nobody_names_is_empty() -> None:
    assert outlet(paper("Latvia gave boats.", publisher=None)) == ""


def test_a_language_without_datelines_of_its_own_is_read_as_english() -> None:
    text = "RIGA, 3. maijs (Baltic Morning) - Latvija"
    assert outlet(Document("d", text, language="lv")) == "baltic morning"
    assert text[dateline_end(Document("d", text, language="lv")) :] == " Latvija"
