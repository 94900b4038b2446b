"""JSON Lines."""

from __future__ import annotations

import datetime
import io
import json
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgebook.documents.jsonl import documents
from pledgebook.documents.notice import Notice
from pledgebook.model import Document, Fault


def read(*lines: bytes | str, limit: int = 10_000) -> list[Document | Fault]:
    data = b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines)
    return list(documents(io.BytesIO(data), "f.jsonl", "f", limit=limit))


def test_all_fields_of_the_contract_are_read() -> None:
    record = {
        "id": "a",
        "published": "2025-10-06",
        "language": "en",
        "publisher": "P",
        "url": "https://example.org",
        "title": "T",
        "text": "Ten boats.",
        "statements": [{"kind": "nonsense"}],
    }
    assert read(json.dumps(record)) == [
        Document("a", "Ten boats.", datetime.date(2025, 10, 6), "en", "T", "P", "https://example.org", "f.jsonl", 1)
    ]


@pytest.mark.parametrize("donor", ["NO", "no", "Norway", "NORWAY"])
def test_a_donor_makes_a_note_of_the_text(donor: str) -> None:
    (found,) = read(json.dumps({"id": "a", "text": "Ten boats.", "donor": donor}))
    assert isinstance(found, Document)
    assert found.donor == "NO"


def test_a_donor_that_nobody_is_called_is_left_out_and_said() -> None:
    notice, found = read(json.dumps({"id": "a", "text": "Ten boats.", "donor": "Ruritania"}))
    assert isinstance(notice, Notice)
    assert "Ruritania" in str(notice)
    assert isinstance(found, Document)
    assert found.donor is None


@given(st.text())
def test_text_is_taken_exactly_as_it_stands(text: str) -> None:
    (found,) = read(json.dumps({"id": "a", "text": text}))
    assert isinstance(found, Document)
    assert found.text == text


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('{"id": "b", "text": "x"', "not valid JSON"),
        ('["text"]', "not a list"),
        ("42", "not a number"),
        ('{"id": "b"}', "no text"),
        ('{"id": "b", "text": null}', "no text"),
        ('{"id": "b", "text": ["x"]}', "text must be a string, not a list"),
        ('{"id": {"x": 1}, "text": "x"}', "id must be a string, not an object"),
        ('{"id": true, "text": "x"}', "id must be a string"),
        ('{"id": "b", "text": "\\ud800"}', "surrogate"),
        ("[" * 100_000, "JSON"),
        ('{"text": ' + "9" * 6000 + "}", "JSON"),
        (b'{"text": "\xff"}', "UTF-8"),
        ('{"text": "' + "x" * 20_000 + '"}', "longer than"),
    ],
)
def test_a_broken_line_is_a_fault_with_its_number_and_the_rest_goes_on(line: str | bytes, words: str) -> None:
    before, fault, after = read(
        '{"text": "a"}', "", line, '{"text": "c"}', limit=150_000 if line == "[" * 100_000 else 10_000
    )
    assert isinstance(before, Document)
    assert isinstance(fault, Fault)
    assert fault.line == 3
    assert words in fault.message
    assert isinstance(after, Document)
    assert after.id == "f-4"


@pytest.mark.parametrize("published", ["9999-12-31", "0001-01-01", "2025-02-30", "yesterday", 20251006, "", []])
def test_a_bad_day_is_noted_and_left_out(published: object) -> None:
    *notes, document = read(json.dumps({"text": "a", "published": published}))
    assert isinstance(document, Document)
    assert document.published is None
    assert all(isinstance(n, Notice) and n.line == 1 and "published" in n.message for n in notes)
    assert len(notes) == 1 or published == ""


def test_a_time_of_day_is_cut_off() -> None:
    (document,) = read('{"text": "a", "published": "2025-10-06T23:59:00+02:00"}')
    assert isinstance(document, Document)
    assert document.published == datetime.date(2025, 10, 6)


def test_an_unknown_language_tag_is_noted() -> None:
    note, document = read('{"text": "a", "language": "Klingon language"}')
    assert isinstance(note, Notice)
    assert isinstance(document, Document)
    assert document.language is None


def test_ids_may_be_numbers_or_missing() -> None:
    assert [d.id for d in read('{"text": "a", "id": 7}', '{"text": "b"}', "\ufeff") if isinstance(d, Document)] == [
        "7",
        "f-2",
    ]


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm() -> None:
    found = read(b'\xef\xbb\xbf{"text": "a"}\r', b'{"text": "b"}\r')
    assert [d.text for d in found if isinstance(d, Document)] == ["a", "b"]


def test_line_separators_inside_a_string_do_not_break_the_line() -> None:
    (document,) = read(json.dumps({"text": "a\u2028b\x85c"}, ensure_ascii=False))
    assert isinstance(document, Document)
    assert document.text == "a\u2028b\x85c"


def test_a_hundred_thousand_lines_are_held_one_at_a_time() -> None:
    class Endless(io.RawIOBase):
        left = 100_000

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
            if not self.left:
                return 0
            self.left -= 1
            line = b'{"text": "' + b"x" * 200 + b'"}\n'
            buffer[: len(line)] = line
            return len(line)

    tracemalloc.start()
    count = len(list(map(type, documents(io.BufferedReader(Endless(), 65_536), "f", "f"))))  # type: ignore[type-var]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 100_000
    assert peak < 2_000_000


@given(st.lists(st.binary(max_size=60), max_size=5))
def test_any_bytes_give_documents_or_faults(lines: list[bytes]) -> None:
    assert all(isinstance(found, Document | Fault) for found in read(*lines))
