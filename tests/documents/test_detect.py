"""Formats by content."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgebook.documents.detect import detect, is_format

PAGE = b"<!DOCTYPE html><html><head><title>x</title></head><body><p>y</p></body></html>"
MAIL = b"From: a@example.org\nTo: b@example.org\nSubject: Aid\n\nText"


@pytest.mark.parametrize(
    ("head", "suffix", "expected"),
    [
        (b"A plain sentence.", "", "plain"),
        (b"date 2025-10-06 A plain sentence.", ".txt", "plain"),
        (b"Date: 6 October 2025\n\nA plain sentence.", ".txt", "plain"),
        (b"# Heading\n\nText", "", "markdown"),
        (b"---\ntitle: x\n---\nText", "", "markdown"),
        (b"Text only", ".md", "markdown"),
        (PAGE, ".txt", "html"),
        (b"<p>One</p><p>Two</p>", "", "html"),
        (b"\n\n  <HTML><body>x", "", "html"),
        (b"<?xml version='1.0'?>\n<html xmlns='http://www.w3.org/1999/xhtml'><body/>", "", "html"),
        (b"%PDF-1.4\n...", ".txt", "pdf"),
        (b'{"id": "a", "text": "b"}\n{"id"', "", "jsonl"),
        (b'\xef\xbb\xbf{"text": "b"}', "", "jsonl"),
        (b'{"id": broken}\n{"text": "b"}\n', "", "jsonl"),
        (b'{"id": broken}', ".jsonl", "jsonl"),
        (b"<?xml version='1.0'?><rss version='2.0'>", "", "feed"),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'>", ".html", "feed"),
        (MAIL, "", "mail"),
        (b"Received: from x\n\tby y\nDate: Mon, 6 Oct 2025 10:00:00 +0200\n\nText", ".txt", "mail"),
        ("Ministras pažadėjo".encode("utf-16"), "", "plain"),
        ("A plain sentence in wide letters".encode("utf-16-le"), "", "plain"),
        ("Литва передасть".encode("cp1251"), "", "plain"),
    ],
)
def test_a_format_is_told_by_what_the_bytes_say(head: bytes, suffix: str, expected: str) -> None:
    assert detect(head, suffix) == expected


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"PK\x03\x04....", "office document"),
        (b"\x1f\x8b\x08....", "gzip"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"ab\x00\x01\x02\x03cd\x00\x07", "not text"),
        (bytes(range(1, 32)) * 40, "not text"),
        (b'{\n  "id": "a",\n  "text": "b"\n}', "not JSON Lines"),
        (b'[{"id": "a"}]', "not JSON Lines"),
        (b"<?xml version='1.0'?><invoice/>", "neither a feed nor a page"),
    ],
)
def test_what_is_not_read_is_named(head: bytes, words: str) -> None:
    answer = detect(head)
    assert not is_format(answer)
    assert words in answer


@given(st.binary(max_size=300), st.sampled_from(["", ".txt", ".md", ".html", ".jsonl", ".eml", ".pdf"]))
def test_any_bytes_get_an_answer(head: bytes, suffix: str) -> None:
    assert detect(head, suffix)
