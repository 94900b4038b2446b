"""Commitments as files: CSV (RFC 4180), XLSX and JSON, a row a commitment, the same columns in each."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from pledgebook.exchange.csv import neutral
from pledgebook.model import Commitment

COLUMNS = (
    *("id", "donors", "recipients", "stage", "stage_date", "pledged_on"),
    *("amount_value", "amount_max", "amount_currency", "amount_bound", "amount_per"),
    *("sector", "programmes", "instrument", "items", "condition", "part_of", "statements"),
)
_BLOCK = 1 << 16


@dataclass(frozen=True, slots=True)
class Writer:
    """How a kind of file is written from rows, in pieces."""

    media_type: str
    write: Callable[[Iterable[dict[str, object]]], Iterator[bytes]]


def row_of(found: Commitment) -> dict[str, object]:
    """A commitment as one flat row; lists are joined by `; `, an item is `generator (200)`."""
    amount = found.amount
    items = (i.item if i.count is None else f"{i.item} ({i.count})" for i in found.items)
    return {
        "id": found.id,
        "donors": "; ".join(found.donors),
        "recipients": "; ".join(found.recipients),
        "stage": found.stage,
        "stage_date": found.stage_date.isoformat(),
        "pledged_on": found.pledged_on.isoformat() if found.pledged_on else None,
        "amount_value": amount.value if amount else None,
        "amount_max": amount.max if amount else None,
        "amount_currency": amount.currency if amount else None,
        "amount_bound": amount.bound if amount else None,
        "amount_per": amount.per if amount else None,
        "sector": found.sector,
        "programmes": "; ".join(found.programmes),
        "instrument": found.instrument,
        "items": "; ".join(items),
        "condition": found.condition,
        "part_of": found.part_of,
        "statements": "; ".join(found.statements),
    }


def _csv(rows: Iterable[dict[str, object]]) -> Iterator[bytes]:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([_cell(row[name]) for name in COLUMNS])
        if buffer.tell() > _BLOCK:
            yield buffer.getvalue().encode("utf-8")
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode("utf-8")


def _json(rows: Iterable[dict[str, object]]) -> Iterator[bytes]:
    yield b"["
    for n, row in enumerate(rows):
        yield (",\n" if n else "\n").encode() + json.dumps(row, ensure_ascii=False).encode("utf-8")
    yield b"\n]\n"


def _xlsx(rows: Iterable[dict[str, object]]) -> Iterator[bytes]:
    """Written to a file of its own first, a row at a time, since a workbook ends with what it begins with."""
    import xlsxwriter  # type: ignore[import-untyped]

    with tempfile.TemporaryFile() as held:
        book = xlsxwriter.Workbook(
            held, {"constant_memory": True, "strings_to_urls": False, "strings_to_formulas": False}
        )
        sheet = book.add_worksheet("commitments")
        sheet.freeze_panes(1, 0)
        bold = book.add_format({"bold": True})
        sheet.write_row(0, 0, COLUMNS, bold)
        for n, row in enumerate(rows, start=1):
            sheet.write_row(n, 0, [row[name] for name in COLUMNS])
        book.close()
        held.seek(0)
        while block := held.read(_BLOCK):
            yield block


def _cell(value: object) -> object:
    return neutral(value) if isinstance(value, str) else ("" if value is None else value)


WRITERS = {
    "csv": Writer("text/csv; charset=utf-8", _csv),
    "xlsx": Writer("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _xlsx),
    "json": Writer("application/json", _json),
}
