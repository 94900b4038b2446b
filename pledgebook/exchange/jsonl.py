"""JSON Lines: a statement a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from pledgebook.exchange.plain import plain, statement_dict
from pledgebook.model import Amount, Extraction, Mention


def lines(extractions: Iterable[Extraction], *, explain: bool = False) -> Iterator[str]:
    """For each extraction that has statements, their lines in one string; the contract's fields, UTF-8 unescaped."""
    for extraction in extractions:
        if extraction.statements:
            yield "".join(_line(statement_dict(s, explain=explain)) for s in extraction.statements)


def mention_lines(doc: str, mentions: Iterable[Mention]) -> str:
    """A line a mention: `{"doc", "type", "start", "end", "text", "value"}`."""
    return "".join(
        _line({"doc": doc, "type": m.kind, "start": m.start, "end": m.end, "text": m.text, "value": plain(m.value)})
        for m in mentions
    )


def amounts_line(doc: str, mentions: Iterable[Mention]) -> str:
    """One line for a document: `{"id", "amounts": [{"value", "currency", "start", "end"}]}`.

    Of a range the first value; amounts without a known currency are left out.
    """
    amounts = [
        {"value": plain(m.value.value), "currency": m.value.currency, "start": m.start, "end": m.end}
        for m in mentions
        if isinstance(m.value, Amount) and m.value.currency
    ]
    return _line({"id": doc, "amounts": amounts})


def _line(record: object) -> str:
    return json.dumps(record, ensure_ascii=False) + "\n"
