"""RSS and Atom feeds: a document an entry."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from pledgebook.documents.dates import iso_day, parse_day
from pledgebook.documents.language import code_of
from pledgebook.documents.markup import text_of
from pledgebook.documents.normalise import normalise
from pledgebook.model import Document, Fault


def documents(data: bytes, source: str, stem: str) -> Iterator[Document | Fault]:
    """The entries of the feed in `data`. An entry's id is its guid, else its link, else `<stem>-<number>`.

    The text is the entry's content, else its summary, else its title. A feed that breaks off gives the entries before
    the break and a Fault.
    """
    import feedparser

    # as a stream, for a string would be taken for an address and fetched; nothing of the mark-up is kept, so nothing
    # needs to be made safe or absolute
    feed = feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    language = _language(feed.feed)
    publisher = _line(feed.feed.get("title"))
    for number, entry in enumerate(feed.entries, start=1):
        yield _document(entry, number, source, stem, language, publisher)
    if feed.bozo and not _harmless(feed.bozo_exception):
        yield Fault(source, f"the feed is broken: {feed.bozo_exception}")
    elif not feed.entries:
        yield Fault(source, "no entries in the feed")


def _document(
    entry: Any, number: int, source: str, stem: str, language: str | None, publisher: str | None
) -> Document | Fault:
    title = _line(entry.get("title"))
    text = _text(entry) or title
    if not text:
        return Fault(source, f"entry {number} has no text")
    return Document(
        id=_line(entry.get("id")) or _line(entry.get("link")) or f"{stem}-{number}",
        text=text,
        published=_day(entry),
        language=_language(entry) or language,
        title=title,
        publisher=publisher,
        url=_line(entry.get("link")),
        source=source,
    )


def _text(entry: Any) -> str | None:
    contents = [c.get("value", "") for c in entry.get("content", ())] or [entry.get("summary", "")]
    return max((normalise(text_of(c)) for c in contents), key=len, default="") or None


def _day(entry: Any) -> Any:
    """The day as written (in the publisher's own time zone), or as feedparser understands it in UTC."""
    for key in ("published", "updated"):
        words = entry.get(key)
        if not words:
            continue
        day = parse_day(words)
        parsed = entry.get(f"{key}_parsed")
        if day is None and parsed is not None:
            day = iso_day(f"{parsed.tm_year:04d}-{parsed.tm_mon:02d}-{parsed.tm_mday:02d}")
        if day is not None:
            return day
    return None


def _language(part: Any) -> str | None:
    tag = part.get("language") or (part.get("title_detail") or {}).get("language")
    return code_of(tag) if tag else None


def _line(words: object) -> str | None:
    return (normalise(text_of(words)).replace("\n", " ") or None) if isinstance(words, str) else None


def _harmless(error: Exception) -> bool:
    # a charset or content type other than declared is not a fault of the entries
    return type(error).__name__ in {"CharacterEncodingOverride", "NonXMLContentType"}
