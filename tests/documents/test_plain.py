"""Plain text and Markdown."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgebook.documents.notice import Notice
from pledgebook.documents.plain import documents, from_text
from pledgebook.model import Document, Fault

DAY = datetime.date(2025, 10, 6)
BODY = "The island of Aland said on Monday that it would send ten boats."


@pytest.mark.parametrize(
    "head",
    [
        "date 2025-10-06 ",
        " date 2025-10-06\n",
        "Date: 2025-10-06\n\n",
        "date 2025-10-06T09:00:00Z ",
        "Date: 6 October 2025\n\n",
        "Published: October 6, 2025\n",
        "DATE: 06.10.2025\r\n\r\n",
    ],
)
def test_a_date_at_the_head_is_the_day_and_no_part_of_the_text(head: str) -> None:
    document = from_text(head + BODY, "x")
    assert document.published == DAY
    assert document.text == BODY


def test_a_date_line_under_the_headline_counts_too() -> None:
    document = from_text(f"Boats for the north\nDate: 6 October 2025\n\n{BODY}", "x")
    assert document.published == DAY
    assert document.text == f"Boats for the north\n\n{BODY}"


def test_a_line_that_is_but_a_date_counts_and_stays() -> None:
    document = from_text(f"6 October 2025\n\n{BODY}", "x")
    assert document.published == DAY
    assert document.text.startswith("6 October 2025\n\n")


def test_months_are_read_in_the_language_of_the_text() -> None:
    text = "6 жовтня 2025 року\n\nМіністерство повідомило, що передасть лікарням двадцять генераторів."
    assert from_text(text, "x").published == DAY


@pytest.mark.parametrize(
    "head", ["date 2025-99-99 ", "Date: soon\n", "", "On 6 October 2025 ten boats left the port.\n"]
)
def test_no_day_is_made_up(head: str) -> None:
    assert from_text(head + BODY, "x").published is None


def test_plain_text_has_no_title() -> None:
    assert from_text(f"Boats for the north\n\n{BODY}", "x").title is None


@pytest.mark.parametrize("head", ["# Boats for the north\n\n", "Boats for the north\n\n", "# Boats for the north #\n"])
def test_a_heading_of_markdown_is_the_title_and_stays_in_the_text(head: str) -> None:
    document = from_text(head + BODY, "x", markdown=True)
    assert document.title == "Boats for the north"
    assert document.text.startswith("Boats for the north\n")


def test_front_matter_is_read_and_taken_off() -> None:
    front = '---\ntitle: "Boats"\ndate: 2025-10-06\nlang: en-GB\nsource: Ministry of Boats\nurl: https://example.org/1\n---\n'
    document = from_text(front + BODY, "x", markdown=True)
    assert document == Document(
        id="x",
        text=BODY,
        published=DAY,
        language="en",
        title="Boats",
        publisher="Ministry of Boats",
        url="https://example.org/1",
    )


def test_marks_of_markdown_go_and_words_stay() -> None:
    text = "The **island** of [Aland](https://example.org/a) *will* send `ten` boats ![pic](a.png).\n\n> So it said.\n"
    assert from_text(text, "x", markdown=True).text == ("The island of Aland will send ten boats .\n\nSo it said.")


def test_stars_of_multiplication_stay() -> None:
    assert (
        from_text("2 * 3 * 4 = 24 and snake_case_name", "x", markdown=True).text == "2 * 3 * 4 = 24 and snake_case_name"
    )


def test_an_encoding_that_was_guessed_is_noted() -> None:
    data = ("Министерство сообщило, что передаст больницам двадцать генераторов. " * 5).encode("cp1251")
    note, document = documents(data, "a.txt", "a")
    assert isinstance(note, Notice)
    assert isinstance(document, Document)
    assert document.source == "a.txt"


def test_bytes_without_text_are_a_fault() -> None:
    assert [type(d) for d in documents(b"\xad\x00" * 50, "a.txt", "a")] == [Fault]
    assert list(documents(b"\xc2\xad \n", "a.txt", "a")) == [Fault("a.txt", "no text in the file")]


@given(st.text(max_size=500), st.booleans())
def test_any_text_is_read(text: str, markdown: bool) -> None:
    assert isinstance(from_text(text, "x", markdown=markdown), Document)


@pytest.mark.parametrize(
    "piece", ["**", "*a", "[", "[a](", "# ", "---\n", "a: b\n", "<!--", "_a", "`", "- x\n", "Date: "]
)
@pytest.mark.usefixtures("ends")
def test_hostile_markdown_comes_to_an_end(piece: str) -> None:
    from_text("---\n" + piece * 30_000, "x", markdown=True)
