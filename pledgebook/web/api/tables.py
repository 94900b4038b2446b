"""Rows for programs that read tables: the same objects as in JSON, flattened."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pledgebook.exchange.csv import COLUMNS as _STATEMENT
from pledgebook.exchange.csv import neutral
from pledgebook.web.downloads import COLUMNS as DOWNLOAD

_AMOUNT = ("amount_value", "amount_max", "amount_currency", "amount_bound", "amount_per")
COLUMNS: dict[str, tuple[str, ...]] = {
    "commitments": DOWNLOAD,
    "statements": ("key", "commitment", "day", *(c for c in _STATEMENT if c != "id")),
    "documents": (
        *("doc", "title", "publisher", "url", "published", "language", "statements", "text_id", "sha256", "engine"),
        *("versions", "appearances", "donor"),
    ),
    "sums": ("key", "value", "currency", "commitments"),
    "timeline": ("month", "group", "value", "currency", "commitments"),
    "stages": ("stage", "value", "count"),
    "reconciliations": (
        *("total", "donors", "recipients", "sector", *_AMOUNT, "since", "until", "as_of", "known", "unexplained"),
        *("low", "high", "verdict", "counted"),
    ),
    "conflicts": ("id", "commitment", "about", "statements", "says"),
    "people": ("name", "actors", "statements", "meetings", "first_day", "last_day"),
    "judgements": (
        *("number", "action", "subject", "other", "field", "value", "by", "why", "recorded_at"),
        *("retired_at", "retired_by", "retired_why"),
    ),
    "failures": ("name", "line", "what", "recorded_at"),
    "sources": ("publisher", "language", "documents", "statements", "first_day", "last_day"),
}
_FLATTENED = frozenset({"amount", "period", "speaker"})


def csv_lines(name: str, rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """CSV (RFC 4180, UTF-8) with a header; lists are joined by `; `, and no spreadsheet takes a cell for a formula."""
    columns = COLUMNS[name]
    yield _line(columns)
    for row in rows:
        flat = _flat(row)
        yield _line([flat.get(column, "") for column in columns])


def json_lines(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """JSON Lines: an object a line."""
    for row in rows:
        yield json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n"


def _flat(row: Mapping[str, Any]) -> dict[str, object]:
    out: dict[str, object] = {}
    for key, value in row.items():
        if key == "body":
            out = {**_flat(value), **out}
        elif key in _FLATTENED:
            out.update({f"{key}_{part}": _cell(v) for part, v in (value or {}).items()})
        else:
            out[key] = _cell(value)
    return out


def _cell(value: Any) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return neutral("; ".join(map(_member, value)))
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return neutral(value) if isinstance(value, str) else value


def _member(value: Any) -> str:
    if isinstance(value, dict) and "item" in value:
        return str(value["item"]) if value.get("count") is None else f"{value['item']} ({value['count']})"
    return str(value)


def _line(cells: Sequence[object]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow(cells)
    return buffer.getvalue()
