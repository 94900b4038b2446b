"""JSON Lines as the contract has them: `{"id", "published", "language", "publisher", "url", "title", "text"}`.

Only `text` must be there. It is taken exactly as it stands, since offsets count in it. A list `statements` is kept as it
stands, for the book; `donor` (a code or name) makes of it the note to a tracker's entry; other keys are ignored. One line
is held at a time.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from pledgebook.documents.dates import iso_day
from pledgebook.documents.language import code_of
from pledgebook.documents.notice import Notice
from pledgebook.documents.source import DEFAULT_LIMIT
from pledgebook.knowledge import load
from pledgebook.model import Document, Fault

_BOM = b"\xef\xbb\xbf"


def documents(stream: BinaryIO, source: str, stem: str, *, limit: int = DEFAULT_LIMIT) -> Iterator[Document | Fault]:
    """A Document a line, or a Fault with the line's number, after which reading goes on; blank lines are passed over.

    A document without id is called `<stem>-<line>`. A line longer than `limit` bytes is a Fault.
    """
    for number, line in enumerate(_lines(stream, limit), start=1):
        if number == 1 and line is not None:
            line = line.removeprefix(_BOM)
        if line is None:
            yield Fault(source, f"line longer than {limit} bytes", number)
        elif line.strip():
            yield from _document(line, source, number, stem)


def _lines(stream: BinaryIO, limit: int) -> Iterator[bytes | None]:
    """The stream's lines; None for one that is too long, of which no more than `limit` bytes are held."""
    while line := stream.readline(limit + 1):
        if len(line) <= limit or line.endswith(b"\n"):
            yield line
            continue
        while (more := stream.readline(limit)) and not more.endswith(b"\n"):
            pass
        yield None


def _document(line: bytes, source: str, number: int, stem: str) -> Iterator[Document | Fault]:
    record = _parsed(line)
    if isinstance(record, str):
        yield Fault(source, record, number)
        return
    text = record.get("text")
    identity = record.get("id")
    problem = _problem(text, identity)
    if problem:
        yield Fault(source, problem, number)
        return
    said = {key: _optional(record, key) for key in ("published", "language", "title", "publisher", "url", "donor")}
    published = iso_day(said["published"]) if said["published"] else None
    language = code_of(said["language"]) if said["language"] else None
    donor = load("en").actor_called(said["donor"]) if said["donor"] else None
    doubtful = [key for key in said if record.get(key) is not None and said[key] is None]
    if said["published"] and published is None:
        doubtful.append("published")
    if said["language"] and language is None:
        doubtful.append("language")
    if said["donor"] and donor is None:
        doubtful.append("donor")
    for key in doubtful:
        yield Notice(source, f"{key} {_short(record[key])} is not understood; read without it", number)
    yield Document(
        id=f"{stem}-{number}" if identity is None or identity == "" else str(identity),
        text=str(text),
        published=published,
        language=language,
        title=said["title"],
        publisher=said["publisher"],
        url=said["url"],
        source=source,
        line=number,
        donor=donor,
        given=_given(record.get("statements")),
    )


def _given(statements: object) -> tuple[dict[str, Any], ...] | None:
    """The statements in the record, unread; whatever is no object stands as an empty one, so that numbers hold."""
    if not isinstance(statements, list):
        return None
    return tuple(s if isinstance(s, dict) else {} for s in statements)


def _parsed(line: bytes) -> dict[str, Any] | str:
    try:
        record = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        return "not valid UTF-8"
    except json.JSONDecodeError as error:
        return f"not valid JSON: {error.msg} (column {error.colno})"
    except (ValueError, RecursionError) as error:  # a number of thousands of digits, brackets nested without end
        return f"JSON that cannot be read: {error}"
    return record if isinstance(record, dict) else f"a JSON object is expected, not {_named(record)}"


def _problem(text: object, identity: object) -> str | None:
    if text is None:
        return "no text"
    if not isinstance(text, str):
        return f"text must be a string, not {_named(text)}"
    if not _writable(text):
        return "text holds half a surrogate pair, which is no character"
    if isinstance(identity, bool) or not isinstance(identity, str | int | None):
        return f"id must be a string, not {_named(identity)}"
    if isinstance(identity, str) and not _writable(identity):
        return "id holds half a surrogate pair, which is no character"
    return None


def _optional(record: dict[str, Any], key: str) -> str | None:
    value = record.get(key)
    return value.strip() or None if isinstance(value, str) and _writable(value) else None


def _writable(text: str) -> bool:
    """Whether the text can be written as UTF-8; escapes such as `\\ud800` alone cannot."""
    if text.isascii():
        return True
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _named(value: object) -> str:
    names: Iterable[tuple[type, str]] = (
        (bool, "true or false"),
        (list, "a list"),
        (dict, "an object"),
        (str, "a string"),
    )
    if value is None:
        return "null"
    return next((name for kind, name in names if isinstance(value, kind)), "a number")


def _short(value: object) -> str:
    words = json.dumps(value)
    return words if len(words) <= 40 else words[:40] + "…"
