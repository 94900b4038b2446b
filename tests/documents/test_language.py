"""Languages by text and by tag."""

from __future__ import annotations

import pytest

from pledgebook.documents.language import code_of, identify


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The government of the island said that it would pay for the repair of the school from its own budget.", "en"),
        ("Norway grants NOK 120 million for food and shelter", "en"),
        ("Sudan will be given tents for the winter on Monday, says Oslo", "en"),
        ("Norge gir Sudan telt for vinteren, sa statsministeren til avisen på mandag", "no"),
        ("Міністерство передасть лікарням двадцять генераторів", "uk"),
        ("Министерство передаст больницам двадцать генераторов", "ru"),
        ("Die Bundesregierung stellt zwanzig Millionen Euro bereit", "de"),
        ("Guvernul acordă un ajutor de douăzeci de milioane de lei", "ro"),
        ("Vyriausybė skirs dvidešimt milijonų eurų mokykloms", "lt"),
    ],
)
def test_a_sentence_tells_its_language(text: str, code: str) -> None:
    assert identify(text) == code


@pytest.mark.parametrize("text", ["", "1.8 bn", "PURL", "… 2025-10-06 …"])
def test_too_little_text_tells_nothing(text: str) -> None:
    assert identify(text) is None


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("en", "en"),
        ("EN", "en"),
        ("en-GB", "en"),
        ("pt_BR", "pt"),
        ("ukr", "uk"),
        ("nb-NO", "no"),
        ("sr-Latn-RS", "sr"),
    ],
)
def test_tags_become_two_letter_codes(tag: str, code: str) -> None:
    assert code_of(tag) == code


@pytest.mark.parametrize("tag", ["", "English", "zzz", "42", "no way", "x" * 10_000])
def test_what_is_no_tag_gives_none(tag: str) -> None:
    assert code_of(tag) is None
