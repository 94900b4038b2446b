"""PDF documents."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable

import pypdf
import pytest

from pledgebook.documents.pdf import documents
from pledgebook.model import Document, Fault

LINES = [
    "The island of Aland will send ten boats to the north, its gov-",
    "ernment said on Monday. The boats leave in the month of November.",
]


def one(data: bytes) -> Document | Fault:
    (found,) = documents(data, "a.pdf", "a")
    return found


def test_the_text_layer_is_read_with_its_lines_joined(make_pdf: Callable[..., bytes]) -> None:
    found = one(make_pdf(LINES, info="/Title (Boats) /CreationDate (D:20251006090000Z)"))
    assert isinstance(found, Document)
    assert found.text == (
        "The island of Aland will send ten boats to the north, its government said on Monday. "
        "The boats leave in the month of November."
    )
    assert found.title == "Boats"
    assert found.published == datetime.date(2025, 10, 6)
    assert found.language == "en"


def test_pages_without_text_are_a_fault(make_pdf: Callable[..., bytes]) -> None:
    found = one(make_pdf([], []))
    assert isinstance(found, Fault)
    assert "no text layer" in found.message


def test_a_blank_pdf_of_pypdf_is_a_fault() -> None:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    out = io.BytesIO()
    writer.write(out)
    assert isinstance(one(out.getvalue()), Fault)


def test_an_encrypted_pdf_is_a_fault(make_pdf: Callable[..., bytes]) -> None:
    writer = pypdf.PdfWriter(io.BytesIO(make_pdf(LINES)))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    found = one(out.getvalue())
    assert isinstance(found, Fault)
    assert "encrypted" in found.message


def test_a_pdf_without_pypdf_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pypdf", None)
    found = one(b"%PDF-1.4")
    assert isinstance(found, Fault)
    assert "pledgebook[pdf]" in found.message
