"""Answers of the book, one plain record a row, in every format: a table, JSON, JSON Lines, CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal

from pledgebook.exchange.csv import neutral
from pledgebook.exchange.table import console, taken
from pledgebook.exchange.words import printable

Record = Mapping[str, Any]
_ROWS = 500  # of a table at once: a longer one is set in several, each with columns as wide as it needs
_NARROWEST = 40


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, what a record has there, whether that is set to the right, and whether it may
    go on in a further line."""

    name: str
    cell: Callable[[Record], str]
    right: bool = False
    wraps: bool = True


@dataclass(frozen=True, slots=True)
class Shape:
    """How records of a sort are shown: the table's columns, and the names of CSV's columns (`amount_value` is
    `value` in the object `amount`)."""

    table: tuple[Column, ...]
    csv: tuple[str, ...]


def lines(
    records: Iterable[Record], format: str, shape: Shape, *, width: int = 80, colour: bool = False
) -> Iterator[str]:
    """The records as text, as they come: `format` is table, json, jsonl or csv."""
    if format == "jsonl":
        return (_json(record) + "\n" for record in records)
    if format == "json":
        return _array(records)
    if format == "csv":
        return _csv(records, shape.csv)
    return _table(records, shape.table, max(width, _NARROWEST), colour)


def _json(record: Record) -> str:
    return json.dumps(record, ensure_ascii=False)


def _array(records: Iterable[Record]) -> Iterator[str]:
    before = "[\n"
    for record in records:
        yield before + _json(record)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _csv(records: Iterable[Record], names: Sequence[str]) -> Iterator[str]:
    yield _row(names)
    for record in records:
        yield _row([_cell(_value(record, name)) for name in names])


def _row(cells: Iterable[object]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow(cells)
    return buffer.getvalue()


def _value(record: Record, name: str) -> Any:
    if name in record:
        return record[name]
    outer, _, inner = name.partition("_")
    within = record.get(outer)
    return within.get(inner) if isinstance(within, Mapping) else None


def _cell(value: Any) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return value
    if isinstance(value, list | tuple):
        return neutral("; ".join(map(_member, value)))
    return neutral(value if isinstance(value, str) else _json(value))


def _member(value: Any) -> str:
    if not isinstance(value, Mapping):
        return str(value)
    if value.keys() == {"item", "count"}:
        return value["item"] if value["count"] is None else f"{value['item']} ({value['count']})"
    return " ".join(str(v) for v in value.values() if v is not None)


def _table(records: Iterable[Record], columns: Sequence[Column], width: int, colour: bool) -> Iterator[str]:
    from rich.table import Table
    from rich.text import Text

    waiting = iter(records)
    while rows := list(islice(waiting, _ROWS)):
        table = Table(box=None, pad_edge=False, show_edge=False)
        for column in columns:
            side: Literal["left", "right"] = "right" if column.right else "left"
            table.add_column(column.name, justify=side, overflow="fold", no_wrap=not column.wraps)
        for record in rows:
            table.add_row(*(Text(printable(column.cell(record))) for column in columns))
        target = console(width, colour)
        target.print(table)
        yield taken(target)
