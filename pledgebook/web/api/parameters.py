"""The filter as the specification describes it. What is asked is read by `web.query`, as for the pages."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query
from starlette.requests import Request

from pledgebook.web.api.answers import Format
from pledgebook.web.api.paging import LARGEST, PAGE
from pledgebook.web.query import INSTRUMENTS, SECTORS, SORTS, STAGES, Asked, asked

_CODE = {"type": "string", "pattern": "^[A-Za-z0-9]([A-Za-z0-9+_.-]{0,98}[A-Za-z0-9])?$"}
_DAY = {"type": "string", "format": "date"}
_UNIT = {"type": "string", "pattern": "^[A-Z]{3}$"}
_FIGURE = {"type": "number", "minimum": 0, "maximum": 1e16}


def _several(name: str, items: dict[str, Any], words: str, example: str) -> dict[str, Any]:
    schema = {"type": "array", "items": items, "maxItems": 50}
    return {**_one(name, schema, words, [example]), "style": "form", "explode": True}


def _one(name: str, schema: dict[str, Any], words: str, example: object = None) -> dict[str, Any]:
    out = {"name": name, "in": "query", "required": False, "schema": schema, "description": words}
    return out if example is None else {**out, "example": example}


FILTER: list[dict[str, Any]] = [
    _several("donor", _CODE, "Any of these gives, alone or with others.", "LT"),
    _several("recipient", _CODE, "Any of these receives.", "MD"),
    _several("sector", {"type": "string", "enum": list(SECTORS)}, "Any of these; `none` for no sector.", "energy"),
    _several("programme", _CODE, "Any of these programmes, by slug.", "safe"),
    _several("instrument", {"type": "string", "enum": list(INSTRUMENTS)}, "Any of these.", "loan"),
    _several("stage", {"type": "string", "enum": list(STAGES)}, "At any of these stages.", "pledged"),
    _one("stage_at_least", {"type": "string", "enum": list(STAGES)}, "This far or further.", "signed"),
    _one("amount_currency", _UNIT, "Only amounts originally in this currency (ISO 4217).", "EUR"),
    _one("since", _DAY, "Pledged on or after this day.", "2025-01-01"),
    _one("until", _DAY, "Pledged on or before this day.", "2025-12-31"),
    _one("value_from", _FIGURE, "At least so much, in the gift's own currency.", 1_000_000),
    _one("value_to", _FIGURE, "At most so much.", 100_000_000),
    _one("q", {"type": "string", "maxLength": 200}, "All of these words.", "generators"),
    _one("as_of", _DAY, "The book as it was on this day.", "2025-06-30"),
]
_ORDERS = [sign + name for name in SORTS for sign in ("", "-")]
SORT = _one(
    "sort", {"type": "string", "enum": _ORDERS}, "By what, with - for the greatest first. Default -day.", "-value"
)
CONVERT = _one("currency", _UNIT, "Convert into this currency at the rate of each commitment's day.", "EUR")
FILTERED: dict[str, Any] = {"parameters": FILTER}
SORTED: dict[str, Any] = {"parameters": [*FILTER, SORT]}
CONVERTED: dict[str, Any] = {"parameters": [*FILTER, CONVERT]}

Limit = Annotated[int, Query(ge=1, le=LARGEST, description="Rows of a page.")]
Most = Annotated[
    int | None, Query(ge=1, le=10_000_000, description=f"At most so many rows; {PAGE} of JSON unless said otherwise.")
]
After = Annotated[str | None, Query(max_length=600, description="`next` of the page before.")]
Form = Annotated[
    Format | None, Query(alias="format", description="JSON in pages, or all rows as CSV or JSON Lines; else by Accept.")
]


def asked_of(request: Request) -> Asked:
    """What the address asks for. Raises WrongQuery."""
    return asked(request.query_params.multi_items(), request.app.state.settings.currency)


def converting(request: Request) -> str | None:
    """The currency to convert into, where the address names one. Raises WrongQuery."""
    return asked_of(request).view.currency if request.query_params.get("currency") else None
