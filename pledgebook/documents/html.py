"""A web page: its main text, and title, day, publisher, language and address as the page states them.

The text is drawn by trafilatura, the day found by htmldate (which trafilatura calls). Nothing is fetched.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

from pledgebook.documents.dates import iso_day
from pledgebook.documents.encoding import declared_in, decode
from pledgebook.documents.language import code_of
from pledgebook.documents.markup import language_tag, tag_count, text_of, title_of
from pledgebook.documents.normalise import normalise
from pledgebook.documents.notice import Notice
from pledgebook.model import Document, Fault

# Beyond these a tree parser takes seconds; such pages are read without one, and without metadata but the title.
_MOST_CHARACTERS = 3_000_000
_MOST_TAGS = 40_000
# Below this trafilatura falls back to a mode that breaks lines at every inline element, amid sentences.
_LEAST_CHARACTERS = 300


def documents(data: bytes, source: str, stem: str) -> Iterator[Document | Fault]:
    """The page in `data` as one Document whose id is `stem`, or a Fault where it holds no text."""
    decoded = decode(data, declared_in(data))
    if decoded.text is None:
        yield Fault(source, decoded.note or "not text")
        return
    if decoded.note:
        yield Notice(source, decoded.note)
    found = page(decoded.text)
    if not found.get("text"):
        yield Fault(source, "no text in the page")
        return
    yield Document(id=stem, source=source, **found)


def page(markup: str) -> dict[str, Any]:
    """`text`, `title`, `published`, `publisher`, `language` and `url` of a page; all but `text` may be None."""
    tag = language_tag(markup)
    language = code_of(tag) if tag else None
    tree = _through_tree(markup) if len(markup) <= _MOST_CHARACTERS and tag_count(markup) <= _MOST_TAGS else None
    text = (tree.text if tree is not None else None) or ""
    # one line a paragraph is trafilatura's way; a blank line between them is ours
    text = text.replace("\n", "\n\n") if len(text) >= _LEAST_CHARACTERS else text_of(markup, main_only=True)
    return {
        "text": normalise(text),
        "title": _line(tree.title if tree is not None else None) or _line(title_of(markup)),
        "published": iso_day(tree.date) if tree is not None and tree.date else None,
        "publisher": _line(tree.sitename) if tree is not None else None,
        "language": language,
        "url": _line(tree.url) if tree is not None else None,
    }


def _through_tree(markup: str) -> Any:
    """trafilatura's answer, or None where it finds no main text or cannot read the page."""
    from trafilatura import bare_extraction
    from trafilatura.metadata import extract_metadata

    _hush()
    # a date found anywhere in the text is as often the event's as the page's: only dates marked as such count
    dates = {"original_date": True, "extensive_search": False}
    try:
        found = bare_extraction(markup, with_metadata=True, include_comments=False, date_extraction_params=dates)
        return found if found is not None else extract_metadata(markup, date_config=dates)
    except (RecursionError, ValueError, TypeError, AttributeError, LookupError, AssertionError):
        return None


def _hush() -> None:
    # both report on every odd page through logging, which would end up in the user's terminal
    for name in ("trafilatura", "htmldate"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


def _line(words: object) -> str | None:
    return (normalise(words).replace("\n", " ") or None) if isinstance(words, str) else None
