"""The day, the period, and the span of a statement."""

from __future__ import annotations

import datetime

import pytest

from pledgebook.extract.scene import Scene, set_scene
from pledgebook.extract.segments import Segment
from pledgebook.extract.sheet import lay_out
from pledgebook.extract.times import date_in, period_in, until_in
from pledgebook.model import Document, Period

PUBLISHED = datetime.date(2025, 9, 10)  # a Wednesday


def last_of(text: str) -> tuple[Scene, Segment]:
    scene = set_scene(lay_out(Document("d", text, published=PUBLISHED, language="en"), "en"))
    number = len(scene.sheet.sentences) - 1
    sentence = scene.sheet.sentences[number]
    return scene, Segment(number, sentence.first, sentence.last, "pledge", 1.0)


def day(text: str, future: bool = False, sure: bool = False) -> str | None:
    found = date_in(*last_of(text), future, sure)
    return found.isoformat() if found else None


def span(text: str) -> tuple[str | None, str | None] | None:
    found: Period | None = period_in(*last_of(text))
    if found is None:
        return None
    return found.start.isoformat() if found.start else None, found.end.isoformat() if found.end else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Peru announced on Monday that it would pay.", "2025-09-08"),
        ("Peru will deliver ten boats on Monday.", "2025-09-15"),
        ("Ten boats are to be handed over in October.", "2025-10-01"),
        ("Ten boats were handed over in October.", "2024-10-01"),
        ("Peru met Chile on Friday to discuss boats.", "2025-09-05"),
        ("Peru donated boats on 3 March 2021.", "2021-03-03"),
        ("Peru donated boats.", None),
    ],
)
def test_a_bare_day_lies_in_the_direction_of_its_verb(text: str, expected: str | None) -> None:
    assert day(text) == expected


def test_without_a_day_of_publication_only_full_dates_are_days() -> None:
    for text, expected in (
        ("Peru pledged boats yesterday.", None),
        ("Peru pledged boats on 3 March 2021.", "2021-03-03"),
    ):
        scene = set_scene(lay_out(Document("d", text, language="en"), "en"))
        found = date_in(scene, Segment(0, 0, len(scene.sheet.units), "pledge", 1.0), False)
        assert (found.isoformat() if found else None) == expected


def test_where_the_stage_is_sure_the_verb_does_not_matter() -> None:
    assert day("The ministers meet on Monday.", future=True, sure=True) == "2025-09-15"


def test_an_open_period_says_no_day() -> None:
    assert day("Peru will deliver ten boats by 30 November.", future=True) is None


def test_items_of_a_list_have_the_day_of_its_head() -> None:
    assert day("Peru announced this on 2 September:\n\n– ten boats;\n\n– five tents.") == "2025-09-02"


def test_a_sentence_has_the_day_said_before_it_in_its_paragraph_but_not_in_another() -> None:
    assert day("Peru announced ten boats on Monday. Chile promised five.") == "2025-09-08"
    assert day("Peru announced ten boats on Monday.\n\nChile promised five.") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Peru will pay 5 million euros in 2026.", ("2026-01-01", "2026-12-31")),
        ("Peru will pay 5 million euros in 2026 and 2027.", ("2026-01-01", "2027-12-31")),
        ("Peru will deliver boats by the end of November.", (None, "2025-11-30")),
        ("Peru set aside 5 million euros up to 2030.", (None, "2030-12-31")),
        ("Peru extended the mission to the end of 2027.", (None, "2027-12-31")),
        ("From 2026 Peru will pay 5 million euros.", ("2026-01-01", None)),
        ("Peru has trained divers since 2022.", None),
        ("Peru announced ten boats on Monday.", None),
    ],
)
def test_the_period_that_support_is_for(text: str, expected: tuple[str | None, str | None] | None) -> None:
    assert span(text) == expected


def test_a_total_counts_up_to_the_day_said() -> None:
    assert until_in(*last_of("Almost 5 million had been paid by 31 August.")) == datetime.date(2025, 8, 31)
    between = "Peru gave 5 million between May 2023 and June 2024."
    assert until_in(*last_of(between)) == datetime.date(2024, 6, 30)
    assert until_in(*last_of("Peru has given 5 million.")) is None
