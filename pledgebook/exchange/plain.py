"""Statements and mention values as plain dicts, lists and strings, for every format that writes JSON."""

from __future__ import annotations

import dataclasses
import datetime
from decimal import Decimal
from typing import Any

from pledgebook.model import Amount, Statement


def statement_dict(statement: Statement, *, explain: bool = False) -> dict[str, Any]:
    """The statement as the contract writes it; with `explain`, also `reasons`: `[{"field", "words", "rule"}]`."""
    out = statement.to_dict()
    if explain:
        out["reasons"] = [plain(reason) for reason in statement.reasons]
    return out


def plain(value: Any) -> Any:
    """A mention's value in JSON's types: a dataclass becomes an object, a date its ISO form, a set a sorted list."""
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, Amount):
        return value.to_dict()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, frozenset | set):
        return sorted((plain(v) for v in value), key=str)
    if isinstance(value, tuple | list):
        return [plain(v) for v in value]
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    return str(value)
