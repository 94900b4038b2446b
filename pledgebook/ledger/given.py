"""Statements that come with their document, as the contract writes them, checked field by field."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, get_args

from pledgebook.ledger.bodies import GIVEN, KINDS, statement_from
from pledgebook.model import (
    AgreementStage,
    Bound,
    Document,
    Fault,
    Instrument,
    MeetingStage,
    PledgeStage,
    SanctionAction,
    Sector,
    Statement,
)

LARGEST = 10**15  # in whole currency units: hundredths of it still fit the tables
_LONGEST = 2_000  # characters of a word field
_CODE = re.compile(r"[A-Z]{2}|[^\sA-Z,+\x00-\x1f]{1,100}")
_CURRENCY = re.compile(r"[A-Z]{3}")
_Check = Callable[[Any], Any]


class WrongValue(ValueError):
    """A value that the contract does not allow; the message says what is expected."""


def statement_of(body: Mapping[str, Any], document: Document, number: int) -> Statement | Fault:
    """The statement of `body`, the document's `number`-th (1-based), or a Fault that says what is wrong with it.

    Its place is `start` and `end`, or the one place of `quote` where these are left out. Keys beyond the contract are
    ignored. Without an id it is called `s<number>`.
    """
    identity = body.get("id")
    name = identity if isinstance(identity, str) and identity else f"s{number}"
    try:
        kind = body.get("kind")
        if not isinstance(kind, str) or kind not in KINDS:
            raise WrongValue(f"kind must be one of {', '.join(KINDS)}, not {_short(kind)}")
        start, end = _place(body, document.text)
        fields = {key: checked(kind, key, body[key]) for key in FIELDS[kind] if key in body}
        for key in _NEEDED[kind]:
            if key not in fields:
                raise WrongValue(f"{key} is missing")
        fields["speaker"] = _field("speaker", _speaker, body.get("speaker"))
        fields["date"] = _field("date", _day, body.get("date"))
        fields["confidence"] = _field("confidence", _share, body.get("confidence", 1.0))
    except WrongValue as error:
        return Fault(document.source or document.id, f"statement {name} of {document.id}: {error}", document.line)
    place = {"id": name, "doc": document.id, "quote": document.text[start:end], "start": start, "end": end}
    return statement_from({**fields, **place, "kind": kind, "engine": GIVEN})


def statements_given(document: Document) -> tuple[list[Statement], list[Fault], dict[str, tuple[str, ...]]]:
    """All statements that came with the document, the faults of those left out, and for each statement's id the other
    places that say the same. Ids met again get `-2`, `-3` …."""
    statements: list[Statement] = []
    faults: list[Fault] = []
    also: dict[str, tuple[str, ...]] = {}
    used: set[str] = set()
    for number, body in enumerate(document.given or (), start=1):
        found = statement_of(_renamed(body, used, number), document, number)
        if isinstance(found, Fault):
            faults.append(found)
            continue
        used.add(found.id)
        statements.append(found)
        others = body.get("also")
        if isinstance(others, list) and (kept := tuple(w for w in others if isinstance(w, str) and w)):
            also[found.id] = kept
    return statements, faults, also


def checked(kind: str, name: str, value: Any) -> Any:
    """The value of a kind's field in its settled form, ready for JSON. Raises WrongValue, or KeyError for a field that
    the kind does not have."""
    return _field(name, FIELDS[kind][name], value)


def _field(name: str, check: _Check, value: Any) -> Any:
    try:
        return check(value)
    except WrongValue as error:
        raise WrongValue(f"{name}: {error}") from None


def _renamed(body: Mapping[str, Any], used: set[str], number: int) -> Mapping[str, Any]:
    name = body.get("id")
    if not isinstance(name, str) or not name:
        name = f"s{number}"
    if name not in used:
        return body
    count = 2
    while f"{name}-{count}" in used:
        count += 1
    return {**body, "id": f"{name}-{count}"}


def _place(body: Mapping[str, Any], text: str) -> tuple[int, int]:
    quote: Any = body.get("quote")
    start: Any = body.get("start")
    end: Any = body.get("end")
    if quote is not None and not isinstance(quote, str):
        raise WrongValue("quote must be a string")
    if start is None and end is None:
        if not quote:
            raise WrongValue("quote is missing")
        begin = text.find(quote)
        if begin < 0:
            raise WrongValue(f"quote is not in the text: {_short(quote)}")
        if text.find(quote, begin + 1) >= 0:
            raise WrongValue(f"quote is in the text more than once; give start and end: {_short(quote)}")
        return begin, begin + len(quote)
    if not (_is_whole(start) and _is_whole(end) and 0 <= start < end <= len(text)):
        raise WrongValue("start and end must be a place in the text")
    if quote is not None and text[start:end] != quote:
        raise WrongValue(f"text from start to end is {_short(text[start:end])}, not the quote")
    return start, end


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _one_of(form: Any) -> _Check:
    allowed = get_args(form)

    def check(value: Any) -> Any:
        if not isinstance(value, str) or value not in allowed:
            raise WrongValue(f"one of {', '.join(allowed)} is expected, not {_short(value)}")
        return value

    return check


def _or_null(check: _Check) -> _Check:
    return lambda value: None if value is None else check(value)


def _list_of(check: _Check) -> _Check:
    def all_of(value: Any) -> list[Any]:
        if value is None:
            return []
        if not isinstance(value, list | tuple):
            raise WrongValue(f"a list is expected, not {_short(value)}")
        return [check(v) for v in value]

    return all_of


def _code(value: Any) -> str:
    if not isinstance(value, str) or not _CODE.fullmatch(value):
        raise WrongValue(f"a country code or a lower-case name without spaces is expected, not {_short(value)}")
    return value


def _words(value: Any) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > _LONGEST:
        raise WrongValue(f"words are expected (at most {_LONGEST} characters), not {_short(value)}")
    return value


def _yes_or_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise WrongValue(f"true or false is expected, not {_short(value)}")
    return value


def _share(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise WrongValue(f"a number from 0 to 1 is expected, not {_short(value)}")
    return float(value)


def _number(value: Any) -> int | float:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not math.isfinite(value) or not 0 <= value <= LARGEST:
        raise WrongValue(f"a number from 0 to {LARGEST} is expected, not {_short(value)}")
    return int(value) if float(value).is_integer() else float(value)


def _day(value: Any) -> str | None:
    if value is None:
        return None
    try:
        if isinstance(value, str) and len(value) == 10:
            return date.fromisoformat(value).isoformat()
    except ValueError:
        raise WrongValue(f"no such day: {_short(value)}") from None
    raise WrongValue(f"a day as YYYY-MM-DD is expected, not {_short(value)}")


def _object(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise WrongValue(f"an object is expected, not {_short(value)}")
    return value


def _amount(value: Any) -> dict[str, Any] | None:
    if value is None:
        return None
    given = _object(value)
    currency = given.get("currency")
    if not isinstance(currency, str) or not _CURRENCY.fullmatch(currency):
        raise WrongValue(f"currency must be three capital letters, not {_short(currency)}")
    out: dict[str, Any] = {
        "value": _field("value", _number, given.get("value")),
        "max": _field("max", _or_null(_number), given.get("max")),
        "currency": currency,
        "bound": _field("bound", _one_of(Bound), given.get("bound") or "exact"),
    }
    if out["max"] is not None and out["max"] < out["value"]:
        raise WrongValue("max is less than value")
    if given.get("per") is not None:
        if given["per"] not in ("year", "month"):
            raise WrongValue(f"per must be year or month, not {_short(given['per'])}")
        out["per"] = given["per"]
    return out


def _item(value: Any) -> dict[str, Any]:
    given = _object(value)
    count = given.get("count")
    if count is not None and not (_is_whole(count) and 0 <= count <= LARGEST):
        raise WrongValue(f"count must be a whole number, not {_short(count)}")
    return {"item": _field("item", _words, given.get("item")), "count": count}


def _speaker(value: Any) -> dict[str, Any] | None:
    if value is None:
        return None
    given = _object(value)
    return {"name": _or_null(_words)(given.get("name")), "actor": _or_null(_code)(given.get("actor"))}


def _period(value: Any) -> dict[str, Any] | None:
    if value is None:
        return None
    given = _object(value)
    return {"start": _day(given.get("start")), "end": _day(given.get("end"))}


def _short(value: Any) -> str:
    words = repr(value)
    return words if len(words) <= 60 else words[:60] + "…"


_codes = _list_of(_code)
_phrase = _or_null(_words)
_sector = _or_null(_one_of(Sector))

# The kinds' own fields; beside these each kind has a speaker and a date.
FIELDS: dict[str, dict[str, _Check]] = {
    "pledge": {
        "donors": _codes,
        "recipients": _codes,
        "stage": _one_of(PledgeStage),
        "amount": _amount,
        "items": _list_of(_item),
        "sector": _sector,
        "programmes": _codes,
        "instrument": _or_null(_one_of(Instrument)),
        "condition": _phrase,
        "period": _period,
        "part_of": _phrase,
    },
    "total": {
        "donors": _codes,
        "recipients": _codes,
        "sector": _sector,
        "amount": _amount,
        "since": _day,
        "until": _day,
        "part_of": _phrase,
    },
    "agreement": {"parties": _codes, "stage": _one_of(AgreementStage), "subject": _phrase, "programmes": _codes},
    "sanction": {"senders": _codes, "targets": _codes, "action": _one_of(SanctionAction), "until": _phrase},
    "need": {"actors": _codes, "item": _phrase, "sector": _sector, "amount": _amount, "priority": _yes_or_no},
    "meeting": {
        "actors": _codes,
        "people": _list_of(_words),
        "place": _phrase,
        "topics": _list_of(_words),
        "stage": _one_of(MeetingStage),
    },
}
_NEEDED = {
    "pledge": ("donors", "stage"),
    "total": ("donors",),
    "agreement": ("parties", "stage"),
    "sanction": ("senders", "action"),
    "need": ("actors",),
    "meeting": ("actors", "stage"),
}
COMMON: dict[str, _Check] = {"speaker": _speaker, "date": _day}
