"""An e-mail message: its plain text, else its HTML part; subject, day and sender's name from the headers."""

from __future__ import annotations

import contextlib
import email
import email.header
import email.policy
import email.utils
from collections.abc import Iterator
from email.message import Message
from typing import Any

from pledgebook.documents.dates import iso_day
from pledgebook.documents.encoding import decode
from pledgebook.documents.html import page
from pledgebook.documents.normalise import normalise, unwrap
from pledgebook.documents.notice import Notice
from pledgebook.model import Document, Fault

_MOST_PARTS = 500
_LONGEST_HEADER = 2000


def documents(data: bytes, source: str, stem: str) -> Iterator[Document | Fault]:
    """The message in `data` as one Document whose id is `stem`, without attachments; a Fault where it has no text."""
    # the lenient old policy: the strict one spends quadratic time on headers made to hurt it
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    plain, pages, notes = _texts(message)
    for note in notes:
        yield Notice(source, note)
    found: dict[str, Any] = {}
    if any(p.strip() for p in plain):
        found["text"] = unwrap(normalise("\n\n".join(plain)))
    elif pages:
        found = {key: value for key, value in page(pages[0]).items() if key in {"text", "language"}}
    if not found.get("text"):
        yield Fault(source, "no text in the message")
        return
    yield Document(
        id=stem,
        published=_day(message),
        title=_header(message, "Subject"),
        publisher=_sender(message),
        source=source,
        **found,
    )


def _texts(message: Message) -> tuple[list[str], list[str], list[str]]:
    """The message's own plain texts, its HTML pages, and notes on their encodings, in order."""
    plain: list[str] = []
    pages: list[str] = []
    notes: list[str] = []
    parts = [message]
    for _ in range(_MOST_PARTS):
        if not parts:
            break
        part = parts.pop()
        if part.is_multipart():
            inner = part.get_payload()
            if isinstance(inner, list):
                parts.extend(p for p in reversed(inner) if isinstance(p, Message))
            continue
        kind = part.get_content_type()
        if kind not in {"text/plain", "text/html"} or part.get_content_disposition() == "attachment":
            continue
        raw = part.get_payload(decode=True)
        decoded = decode(raw if isinstance(raw, bytes) else b"", part.get_content_charset())
        if decoded.note:
            notes.append(decoded.note)
        if decoded.text:
            (plain if kind == "text/plain" else pages).append(decoded.text)
    return plain, pages, notes


def _header(message: Message, name: str) -> str | None:
    raw = message.get(name)
    if raw is None:
        return None
    words = str(raw)[:_LONGEST_HEADER]
    # an unknown charset, or bytes that are not in the one named, leave the header as it was sent
    with contextlib.suppress(ValueError, LookupError):
        words = str(email.header.make_header(email.header.decode_header(words)))
    return normalise(words).replace("\n", " ") or None


def _sender(message: Message) -> str | None:
    name, address = email.utils.parseaddr(_header(message, "From") or "")
    return name or address or None


def _day(message: Message) -> Any:
    raw = message.get("Date")
    parsed = email.utils.parsedate(str(raw)[:200]) if raw is not None else None
    return iso_day(f"{parsed[0]:04d}-{parsed[1]:02d}-{parsed[2]:02d}") if parsed else None
