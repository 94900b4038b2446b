"""Plain text and Markdown. A date line at the head gives the day; front matter and headings are Markdown's alone."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pledgebook.documents.dates import iso_day, parse_day
from pledgebook.documents.encoding import decode
from pledgebook.documents.language import code_of, identify
from pledgebook.documents.markup import without_comments
from pledgebook.documents.normalise import normalise, unwrap
from pledgebook.documents.notice import Notice
from pledgebook.model import Document, Fault

_TOKEN = re.compile(r"(?:date|published)(?::\s?|\s)(\d{4}-\d{2}-\d{2})(?:T[0-9:.+Z-]{0,30})?(?!\S)\s?", re.IGNORECASE)
_DATE_LINE = re.compile(r"(?:date|published):\s?([^\n]{4,60})(?:\n|\Z)", re.IGNORECASE)
_FRONT = re.compile(r"---\n((?:[^\n]{1,500}\n){1,60}?)---(?:\n|\Z)")
_HEADING = re.compile(r"#{1,6} ([^\n]+?)(?: #+)?(?:\n|\Z)")
_FIRST_LINE = re.compile(r"([^\n]{1,200})\n\n")
_YEAR = re.compile(r"(?:19|20|21)\d\d")
_LINES_SEARCHED = 3
_LONGEST_DATE = 40
_KEYS = {"title": "title", "date": "date", "published": "date", "language": "language", "lang": "language"} | {
    key: name for name, keys in (("publisher", "publisher source author"), ("url", "url link")) for key in keys.split()
}

# Markdown's marks, with what is left of them.
_MARKS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"!\[([^\[\]\n]{0,300})\]\([^()\n]{0,1000}\)"), ""),
    (re.compile(r"\[([^\[\]\n]{1,500})\]\([^()\n]{0,1000}\)"), r"\1"),
    (re.compile(r"^#{1,6} +([^\n]+?)(?: +#+)?$", re.MULTILINE), r"\1"),
    (re.compile(r"^> ?", re.MULTILINE), ""),
    (re.compile(r"\*\*([^*\n]{1,2000})\*\*|__([^_\n]{1,2000})__"), r"\1\2"),
    (re.compile(r"(?<![\w*])\*([^*\s][^*\n]{0,2000})\*(?![\w*])"), r"\1"),
    (re.compile(r"(?<!\w)_([^_\s][^_\n]{0,2000})_(?!\w)"), r"\1"),
    (re.compile(r"`([^`\n]{1,500})`"), r"\1"),
)


@dataclass(frozen=True, slots=True)
class _Head:
    """What the head of a Markdown file says of the document, and the text that is left."""

    text: str
    fields: dict[str, str]


def documents(data: bytes, source: str, stem: str, *, markdown: bool = False) -> Iterator[Document | Fault]:
    """The text in `data` as one Document whose id is `stem`, or a Fault where it is no text or empty."""
    decoded = decode(data)
    if decoded.text is None:
        yield Fault(source, decoded.note or "not text")
        return
    if decoded.note:
        yield Notice(source, decoded.note)
    document = from_text(decoded.text, stem, markdown=markdown)
    if not document.text:
        yield Fault(source, "no text in the file")
        return
    yield replace(document, source=source)


def from_text(text: str, identity: str, *, markdown: bool = False) -> Document:
    """A Document of text that is already decoded. The words that give its date are not part of its text."""
    text = normalise(text)
    head = _markdown_head(text) if markdown else _Head(text, {})
    language = code_of(head.fields["language"]) if "language" in head.fields else None
    published = parse_day(head.fields["date"], language) if "date" in head.fields else None
    text = head.text
    if published is None:
        published, text = _dated(text, language)
    return Document(
        id=identity,
        text=unwrap(_without_marks(text) if markdown else text),
        published=published,
        language=language,
        title=head.fields.get("title"),
        publisher=head.fields.get("publisher"),
        url=head.fields.get("url"),
    )


def _markdown_head(text: str) -> _Head:
    """Front matter is taken off; a heading, or a first line with a blank one after it, is the title and stays."""
    fields: dict[str, str] = {}
    front = _FRONT.match(text)
    if front:
        for line in front.group(1).splitlines():
            key, colon, value = line.partition(":")
            name = _KEYS.get(key.strip().lower())
            if colon and name and value.strip():
                fields[name] = value.strip().strip("\"'")
        text = text[front.end() :].lstrip()
    found = _HEADING.match(text) or _FIRST_LINE.match(text)
    if found and not _DATE_LINE.match(text):
        fields.setdefault("title", _without_marks(found.group(1)))
    return _Head(text, fields)


def _dated(text: str, language: str | None) -> tuple[datetime.date | None, str]:
    """The day that the first lines give, and the text without `date …` (a line that is but a date stays in it)."""
    token = _TOKEN.match(text)
    if token and (day := iso_day(token.group(1))):
        return day, text[token.end() :].lstrip()
    at = 0
    for _ in range(_LINES_SEARCHED):
        line = _DATE_LINE.match(text, at)
        if line and (day := _day_in(line.group(1), language, text)):
            return day, normalise(text[:at] + text[line.end() :])
        end = text.find("\n", at)
        bare = text[at : end if end >= 0 else len(text)]
        if len(bare) <= _LONGEST_DATE and (day := _day_in(bare, language, text)):
            return day, text
        if end < 0:
            break
        at = end + 1 + (text[end + 1 : end + 2] == "\n")
    return None, text


def _day_in(words: str, language: str | None, text: str) -> datetime.date | None:
    if not _YEAR.search(words):
        return None
    return parse_day(words, language) or (parse_day(words, identify(text)) if language is None else None)


def _without_marks(text: str) -> str:
    text = without_comments(text)
    for pattern, kept in _MARKS:
        text = pattern.sub(kept, text)
    return normalise(text)
