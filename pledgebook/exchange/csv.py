"""CSV (RFC 4180, UTF-8, CRLF): a statement a row, the same columns for all kinds.

Text that a spreadsheet would run as a formula gets an apostrophe in front, as OWASP advises ("CSV Injection").
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from pledgebook.exchange.plain import statement_dict
from pledgebook.model import Extraction, Statement

COLUMNS = (
    *("doc", "id", "kind", "date", "donors", "recipients", "stage", "action"),
    *("amount_value", "amount_max", "amount_currency", "amount_bound", "amount_per"),
    *(
        "items",
        "item",
        "sector",
        "programmes",
        "instrument",
        "condition",
        "period_start",
        "period_end",
        "since",
        "until",
    ),
    *("part_of", "parties", "subject", "senders", "targets", "actors", "people", "place", "topics", "priority"),
    *("speaker_name", "speaker_actor", "quote", "start", "end", "confidence", "engine"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def lines(extractions: Iterable[Extraction], *, explain: bool = False) -> Iterator[str]:
    """The header, then for each extraction with statements its rows in one string; `explain` adds a column `reasons`.

    Lists are joined by `; `; an item is `generator (200)`.
    """
    columns = (*COLUMNS, "reasons") if explain else COLUMNS
    yield _text([columns])
    for extraction in extractions:
        if extraction.statements:
            yield _text([[row.get(c, "") for c in columns] for row in map(_row, extraction.statements)])


def _row(statement: Statement) -> dict[str, object]:
    flat: dict[str, object] = {}
    for key, value in statement_dict(statement, explain=True).items():
        if key in {"amount", "period", "speaker"}:
            flat.update({f"{key}_{part}": _cell(v) for part, v in (value or {}).items()})
        else:
            flat[key] = _cell(value)
    return flat


def _cell(value: Any) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return neutral("; ".join(map(_member, value)))
    return neutral(value) if isinstance(value, str) else value


def _member(value: Any) -> str:
    if isinstance(value, dict) and "rule" in value:
        return f"{value['field']}: {value['words']} ({value['rule']})"
    if isinstance(value, dict):
        return value["item"] if value["count"] is None else f"{value['item']} ({value['count']})"
    return str(value)


def neutral(words: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return "'" + words if words.startswith(_FORMULA) else words


def _text(rows: Iterable[Iterable[object]]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows(rows)
    return buffer.getvalue()
