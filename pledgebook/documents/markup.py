"""Text out of HTML by one linear pass over its tags: for fragments, and pages too odd or large for a real parser."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

_TAG = re.compile(r"<!--|<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})\b[^<>]*>|<[!?/][^<>]*>")
_SILENT = frozenset(
    {"script", "style", "noscript", "template", "svg", "head", "iframe", "object", "select", "textarea"}
)
_ASIDE = frozenset({"nav", "aside", "footer", "form", "button"})
_BLOCK_NAMES = """
    address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form
    h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody tfoot th thead title tr ul
"""
_BLOCK = frozenset(_BLOCK_NAMES.split())
_TITLE = re.compile(r"<title\b[^<>]{0,500}>([^<]{1,1000})", re.IGNORECASE)
_LANGUAGE = re.compile(r"<html\b[^<>]{0,2000}?\b(?:xml:)?lang\s{0,9}=\s{0,9}[\"']?([A-Za-z-]{2,20})", re.IGNORECASE)
_HEAD = 50_000


def text_of(markup: str, *, main_only: bool = False) -> str:
    """The words that a browser would show, blocks apart by a blank line; takes time linear in the length.

    `main_only` leaves out menus, forms, side notes and footers, unless there is nothing else.
    """
    if main_only:
        text = html.unescape("".join(_pieces(markup, _SILENT | _ASIDE)))
        if text.strip():
            return text
    return html.unescape("".join(_pieces(markup, _SILENT)))


def without_comments(markup: str) -> str:
    """The markup without `<!-- … -->`; a comment that is never closed stays."""
    out: list[str] = []
    at = 0
    while (start := markup.find("<!--", at)) >= 0 and (end := markup.find("-->", start)) >= 0:
        out.append(markup[at:start])
        at = end + 3
    out.append(markup[at:])
    return "".join(out)


def title_of(markup: str) -> str | None:
    """The content of `<title>` in the first 50,000 characters, or None."""
    found = _TITLE.search(markup[:_HEAD])
    return (" ".join(html.unescape(found.group(1)).split()) or None) if found else None


def language_tag(markup: str) -> str | None:
    """The `lang` of `<html>`, as written, or None."""
    found = _LANGUAGE.search(markup[:_HEAD])
    return found.group(1) if found else None


def tag_count(markup: str) -> int:
    """How many `<` there are: an upper bound for the work a tree parser will have."""
    return markup.count("<")


def _pieces(markup: str, silenced: frozenset[str]) -> Iterator[str]:
    silent: str | None = None
    at = 0
    while True:
        found = _TAG.search(markup, at)
        if found is None:
            break
        if silent is None:
            yield markup[at : found.start()].replace("\n", " ").replace("\r", " ")
        at = found.end()
        if found.group() == "<!--":
            if silent is None:
                at = _after_comment(markup, at)
            continue
        closing, name = found.group(1), (found.group(2) or "").lower()
        if silent is not None:
            if closing and name == silent:
                silent = None
        elif name in silenced and not closing:
            silent = name
        elif name in _BLOCK:
            yield "\n\n"
        elif name == "br":
            yield "\n"
        elif name == "td":
            yield " "
    if silent is None:
        yield markup[at:].replace("\n", " ").replace("\r", " ")


def _after_comment(markup: str, at: int) -> int:
    end = markup.find("-->", at)
    return len(markup) if end < 0 else end + 3
