"""Statements as the book keeps them: JSON bodies, keys made from text, place and meaning, and moments."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from pledgebook.model import (
    Agreement,
    Amount,
    Item,
    Meeting,
    Need,
    Period,
    Pledge,
    Sanction,
    Speaker,
    Statement,
    Total,
)

KINDS: dict[str, type[Statement]] = {c.kind: c for c in (Pledge, Total, Agreement, Sanction, Need, Meeting)}
GIVEN = "given"  # the engine of statements that came with their document

_NOT_MEANING = frozenset({"id", "doc", "confidence", "engine", "reasons", "also", "start", "end", "part_of"})
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # PostgreSQL keeps no NUL, and half surrogate pairs are no characters


def storable(text: str) -> str:
    """The text with U+FFFD for each character that a database cannot keep; as long as before, so that offsets hold."""
    return _UNSTORABLE.sub("\ufffd", text)


def now() -> str:
    """The moment, in UTC, in a form that sorts as text."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def sha256_of(text: str, donor: str | None = None) -> str:
    """What a text is known by: the hash of its UTF-8 bytes, in hexadecimal digits. In a tracker the same words may be the
    note to gifts of two donors: there those of the `donor` are hashed as well, after a NUL, which no stored text holds."""
    return hashlib.sha256((text if donor is None else f"{text}\0{donor}").encode("utf-8")).hexdigest()


def canonical(value: Any) -> str:
    """JSON in the one form that equal values share: sorted keys, no spaces, whole numbers without a point."""
    return json.dumps(_plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def body_of(statement: Statement, also: Sequence[str] = ()) -> dict[str, Any]:
    """The statement as the contract writes it, with the document's other places that say the same in `also`."""
    body: dict[str, Any] = _plain(statement.to_dict())
    if also:
        body["also"] = [storable(words) for words in also]
    return body


def statement_key(sha256: str, kind: str, start: int, end: int, body: Mapping[str, Any]) -> str:
    """What users call the statement: `s` and ten letters, equal for engines that read the same out of the same place.

    `part_of` is no part of it, since it names another statement by a number that differs between engines.
    """
    meaning = canonical({key: value for key, value in body.items() if key not in _NOT_MEANING})
    digest = hashlib.sha256(f"{sha256}|{kind}|{start}|{end}|{meaning}".encode()).digest()
    return "s" + base64.b32encode(digest)[:10].decode().lower()


def statement_from(body: Mapping[str, Any]) -> Statement:
    """The statement of a stored body, which is trusted to be whole. Raises KeyError, TypeError or ValueError where it
    is not."""
    given = dict(body)
    form = KINDS[given.pop("kind")]
    readers = _READ if form is Total else _READ_WORDS
    known = given.keys() & form.__dataclass_fields__.keys()
    return form(**{name: readers.get(name, _same)(given[name]) for name in known})


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, Mapping):
        return {storable(key): _plain(v) for key, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    return value


def _same(value: Any) -> Any:
    return value


def _day(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)


def _amount(value: Mapping[str, Any] | None) -> Amount | None:
    if value is None:
        return None
    return Amount(
        value=value["value"],
        currency=value["currency"],
        bound=value.get("bound", "exact"),
        max=value.get("max"),
        per=value.get("per"),
    )


def _items(value: Sequence[Mapping[str, Any]]) -> tuple[Item, ...]:
    return tuple(Item(v["item"], v.get("count")) for v in value)


def _speaker(value: Mapping[str, Any] | None) -> Speaker | None:
    return None if value is None else Speaker(value.get("name"), value.get("actor"))


def _period(value: Mapping[str, Any] | None) -> Period | None:
    return None if value is None else Period(_day(value.get("start")), _day(value.get("end")))


_READ: dict[str, Any] = {
    "speaker": _speaker,
    "date": _day,
    "amount": _amount,
    "items": _items,
    "period": _period,
    "since": _day,
    "until": _day,
    "reasons": lambda _: (),
    **dict.fromkeys(
        ("donors", "recipients", "programmes", "parties", "senders", "targets", "actors", "people", "topics"), tuple
    ),
}
_READ_WORDS = {name: reader for name, reader in _READ.items() if name != "until"}  # a sanction's end is in words
