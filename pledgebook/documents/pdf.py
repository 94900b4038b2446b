"""A PDF document with a text layer. Pictures of pages are not read: that takes optical character recognition."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from typing import Any

from pledgebook.documents.dates import iso_day
from pledgebook.documents.language import code_of
from pledgebook.documents.normalise import dehyphenate, normalise, unwrap
from pledgebook.documents.notice import Notice
from pledgebook.model import Document, Fault

MOST_PAGES = 1000
MOST_CHARACTERS = 20_000_000


def documents(data: bytes, source: str, stem: str) -> Iterator[Document | Fault]:
    """The text layer of `data` as one Document whose id is `stem`; Faults: encrypted, broken, no text layer, no pypdf.

    At most 1,000 pages or 20 million characters are read; a Notice says where a document goes on beyond them.
    """
    try:
        from pypdf import PdfReader
        from pypdf.errors import FileNotDecryptedError, PyPdfError
    except ImportError:
        yield Fault(source, "reading PDF needs the pypdf package: pip install 'pledgebook[pdf]'")
        return
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            yield Fault(source, "encrypted PDF: a password is needed")
            return
        text, cut = _text(reader)
        details = _details(reader)
    except FileNotDecryptedError:
        yield Fault(source, "encrypted PDF: a password is needed")
        return
    except PyPdfError as error:
        yield Fault(source, f"broken PDF: {error}")
        return
    if not text:
        yield Fault(source, "no text layer in the PDF (scanned pages?)")
        return
    if cut:
        yield Notice(source, f"only the first {MOST_PAGES} pages or {MOST_CHARACTERS} characters were read")
    yield Document(id=stem, text=text, source=source, **details)


def _text(reader: Any) -> tuple[str, bool]:
    pages: list[str] = []
    size = 0
    for number, page in enumerate(reader.pages):
        if number >= MOST_PAGES or size > MOST_CHARACTERS:
            return _tidy(pages), True
        pages.append(page.extract_text())
        size += len(pages[-1])
    return _tidy(pages), False


def _tidy(pages: list[str]) -> str:
    # pages are joined by one line break: a sentence may run on
    return unwrap(dehyphenate(normalise("\n".join(pages))))


def _details(reader: Any) -> dict[str, Any]:
    """Title, day and language where the file states them. The day is that of the file's making, so a weak hint."""
    about = reader.metadata
    made = about.creation_date if about is not None else None
    title = about.title if about is not None else None
    tag = reader.trailer["/Root"].get("/Lang")
    return {
        "title": (normalise(title) or None) if isinstance(title, str) else None,
        "published": iso_day(made.date().isoformat()) if made is not None else None,
        "language": code_of(str(tag)) if tag else None,
    }
