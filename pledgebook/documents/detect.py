"""What format some bytes are in, by what they say first, and by their name only where they say nothing."""

from __future__ import annotations

import json
import re
from typing import Literal

Format = Literal["plain", "markdown", "html", "pdf", "jsonl", "feed", "mail"]

# First bytes of formats that are often handed in and not read here, and what to call them.
_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "a ZIP archive or an office document (docx, xlsx, odt)"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document (doc, xls, msg)"),
    (b"\x1f\x8b", "gzip-compressed"),
    (b"BZh", "bzip2-compressed"),
    (b"\xfd7zXZ\x00", "xz-compressed"),
    (b"\x28\xb5\x2f\xfd", "zstd-compressed"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"PAR1", "a Parquet file"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
    (b"{\\rtf", "a Rich Text document (rtf)"),
    (b"%!PS", "a PostScript document"),
)
_BOMS: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_SUFFIXES: dict[str, Format] = {
    "md": "markdown",
    "markdown": "markdown",
    "html": "html",
    "htm": "html",
    "xhtml": "html",
    "eml": "mail",
    "jsonl": "jsonl",
    "ndjson": "jsonl",
}
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{1,40}:(?:[ \t]|$)|[ \t]+\S|From ")
_MAIL_SIGN = {"from", "message-id", "mime-version", "received", "return-path", "delivered-to"}
_MAIL_MORE = _MAIL_SIGN | {"to", "cc", "subject", "date", "content-type", "reply-to", "sender"}
_FEED = re.compile(r"<(?:rss|feed|rdf:RDF|atom:feed)[\s>]", re.IGNORECASE)
_PAGE = re.compile(r"<(?:!doctype html|html|head|body)[\s>]", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:p|div|h[1-6]|ul|ol|li|table|tr|td|span|article|section|meta|title|br)\b[^<>]{0,500}>", re.IGNORECASE
)
_MARKDOWN = re.compile(r"#{1,3} \S|---\n(?:[A-Za-z_-]{1,30}:.*\n){1,20}---\n")
JSON_HINT = "a JSON document, not JSON Lines: write one object a line"


def detect(head: bytes, suffix: str = "") -> Format | str:
    """The format of a source that begins with `head` (up to 64 KB) and whose name ends in `suffix`.

    Where the bytes are none of the formats read here, the answer is a sentence that says what they are instead; the
    caller tells the two apart with `is_format`.
    """
    if not head.strip(b"\xef\xbb\xbf \t\r\n\x00"):
        return "empty file"
    if b"%PDF-" in head[:1024]:
        return "pdf"
    for magic, what in _FOREIGN:
        if head.startswith(magic):
            return f"{what}, which is not read here"
    text = _glimpse(head)
    if text is None:
        return "not text, and no format that is read here"
    return _of_text(text.lstrip("\ufeff \t\r\n"), suffix.lower().lstrip("."))


def is_format(answer: str) -> bool:
    """Whether an answer of `detect` is a format (and not a sentence about the lack of one)."""
    return answer in {"plain", "markdown", "html", "pdf", "jsonl", "feed", "mail"}


def wide_encoding(head: bytes) -> str | None:
    """The encoding of bytes in a two- or four-byte form, by their mark or by where their zeros are, else None."""
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    sample = head[:4096]
    zeros_even, zeros_odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) / 2
    if zeros_odd > 0.4 * half and zeros_even < 0.02 * half:
        return "utf-16-le"
    if zeros_even > 0.4 * half and zeros_odd < 0.02 * half:
        return "utf-16-be"
    return None


def _glimpse(head: bytes) -> str | None:
    """The beginning as far as ASCII goes, good enough to see mark-up; None for bytes that are no text."""
    wide = wide_encoding(head)
    if wide is not None:
        return head.decode(wide, "replace")
    if b"\x00" in head:
        return None
    controls = sum(head.count(bytes([c])) for c in (*range(1, 9), *range(14, 27), 28, 29, 30, 31, 127))
    if controls > len(head) * 0.02 + 2:
        return None
    return head.decode("utf-8", "replace")


def _of_text(text: str, suffix: str) -> Format | str:
    if text.startswith(("{", "[")):
        found = _json(text, suffix)
        if found is not None:
            return found
    if text.startswith("<"):
        return _markup(text)
    if _is_mail(text):
        return "mail"
    if _PAGE.search(text[:4096]) or (suffix in {"html", "htm", "xhtml"} and _TAG.search(text)):
        return "html"
    if _MARKDOWN.match(text):
        return "markdown"
    named = _SUFFIXES.get(suffix, "plain")
    return "plain" if named == "html" else named


def _json(text: str, suffix: str) -> Format | str | None:
    if suffix in {"jsonl", "ndjson"}:
        return "jsonl"
    lines = text.split("\n")
    whole = lines[:-1] or lines  # the last one may be cut off
    if text.startswith("["):
        return JSON_HINT if re.match(r"\[\s*[{\]]", text) else None
    if any(_is_object(line) for line in whole[:20]):
        return "jsonl"
    if re.match(r'\{\s*\n\s*"', text):
        return JSON_HINT
    return "jsonl" if re.match(r'\{\s*"', text) else None


def _is_object(line: str) -> bool:
    if not line.lstrip().startswith("{"):
        return False
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _markup(text: str) -> Format | str:
    head = text[:16_384]
    if _FEED.search(head) and not _PAGE.match(text):
        return "feed"
    if _PAGE.search(head) or _TAG.search(head):
        return "html"
    if text.startswith("<?xml"):
        return "XML, but neither a feed nor a page"
    return "plain"


def _is_mail(text: str) -> bool:
    names: set[str] = set()
    for line in text[:16_384].splitlines()[:200]:
        if not line.strip():
            break
        if not _HEADER.match(line):
            return False
        names.add(line.partition(":")[0].lower())
    return bool(names & _MAIL_SIGN) and len(names & _MAIL_MORE) >= 2
