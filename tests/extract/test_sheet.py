"""How a text is laid out in sentences."""

from __future__ import annotations

import pytest

from tests.extract.scenes import scene_of


def sentences(text: str) -> list[str]:
    sheet = scene_of(text).sheet
    return [sheet.text[sheet.start(s.first) : sheet.end(s.last - 1)] for s in sheet.sentences]


@pytest.mark.parametrize(
    "line",
    [
        "Latvia. Drones for the army. EUR 3,000,000. Received 2 May 2025.",
        "Estonia. Boats. Five. Promised in March.",
    ],
)
def test_a_line_of_a_register_is_one_sentence(line: str) -> None:
    assert sentences(line) == [line]
    assert sentences(f"{line}\n{line}") == [line, line]


@pytest.mark.parametrize(
    "text",
    [
        "Latvia. Riga sends boats to Ukraine this week.",
        "Latvia. The boats were handed over. They are small.",
        "The boats are from Latvia. Five of them.",
        "RIGA. March 4 (Agency) – The boats of the navy have left the port for the Black Sea coast after a delay of weeks.",
    ],
)
def test_a_heading_that_names_an_actor_stays_by_itself(text: str) -> None:
    assert len(sentences(text)) > 1
