"""Values of fields as people type them: `amount=EUR 30 million`, `donors=LT,NO`, `stage=signed`, or JSON."""

from __future__ import annotations

import json
import re
from typing import Any

from pledgebook.ledger.given import COMMON, FIELDS, WrongValue, checked

_CODES = frozenset({"donors", "recipients", "programmes", "parties", "senders", "targets", "actors"})
_LISTS = frozenset({"people", "topics"})
_ITEM = re.compile(r"(?:(\d{1,15})\s+)?(\S.*)")
_PERIOD = re.compile(r"(\d{4}-\d{2}-\d{2})?\s?(?:\.\.|/|to)\s?(\d{4}-\d{2}-\d{2})?")
_YES = {"true": True, "yes": True, "false": False, "no": False}


def fields_of(kind: str) -> list[str]:
    """The fields of a kind that can be corrected. What it is a part of is said by a judgement of its own."""
    return sorted({*FIELDS[kind], *COMMON} - {"part_of"})


def parsed(kind: str, field: str, value: Any) -> Any:
    """The value of a kind's field in the contract's form, ready for JSON.

    A string is read as people type it (see above; empty or `null` clears the field); anything else is checked as it
    is. Raises WrongValue with what is expected.
    """
    if field not in fields_of(kind):
        if field == "part_of":
            raise WrongValue("what a gift is part of is said with `part-of A B`")
        raise WrongValue(f"a {kind} has no field {field!r}; it has {', '.join(fields_of(kind))}")
    if isinstance(value, str):
        value = _typed(field, value.strip())
    check = COMMON.get(field)
    try:
        return check(value) if check else checked(kind, field, value)
    except WrongValue as error:
        words = str(error)
        raise WrongValue(words if words.startswith(field) else f"{field}: {words}") from None


def _typed(field: str, words: str) -> Any:
    if words in ("", "null"):
        return [] if field in _CODES | _LISTS | {"items"} else None
    if words[0] in '[{"':
        try:
            return json.loads(words)
        except (ValueError, RecursionError) as error:
            raise WrongValue(f"{field}: this is not valid JSON") from error
    if field in _CODES:
        return [code for code in re.split(r"[\s,+]+", words) if code]
    if field in _LISTS:
        return [part.strip() for part in words.split(";" if ";" in words else ",") if part.strip()]
    if field == "items":
        return [_item(part.strip()) for part in words.split(",") if part.strip()]
    if field == "amount":
        return _amount(words)
    if field == "period":
        found = _PERIOD.fullmatch(words)
        if not found or not (found[1] or found[2]):
            raise WrongValue("period: two days are expected, as 2026-01-01..2026-12-31; one may be left out")
        return {"start": found[1], "end": found[2]}
    return _YES.get(words.lower(), words) if field == "priority" else words


def _item(words: str) -> dict[str, Any]:
    found = _ITEM.fullmatch(words)
    return {"item": found[2] if found else words, "count": int(found[1]) if found and found[1] else None}


def _amount(words: str) -> dict[str, Any]:
    from pledgebook.extract.mentions.amounts import find_amounts

    found = [m.value for m in find_amounts(words)]
    if len(found) != 1 or not found[0].currency:
        raise WrongValue(f"amount: one amount with its currency is expected, as EUR 30 million, not {words[:60]!r}")
    money = found[0]
    out = {"value": money.value, "max": money.max, "currency": money.currency, "bound": money.bound}
    return {**out, "per": money.per} if money.per else out
