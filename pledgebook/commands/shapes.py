"""Answers as plain records, and how each sort of record is laid out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pledgebook.exchange.plain import plain
from pledgebook.exchange.records import Column, Record, Shape
from pledgebook.exchange.words import amount_in, figure

if TYPE_CHECKING:
    from pledgebook.model import Commitment, Conflict, Judgement, Reconciliation
    from pledgebook.report.cards import Card
    from pledgebook.report.documents import DocumentRow
    from pledgebook.report.failures import FailureRow
    from pledgebook.report.statements import StatementRow
    from pledgebook.report.sums import Sums
    from pledgebook.web.auth.accounts import Account
    from pledgebook.web.auth.sessions import Token

_QUOTE = 120  # characters of a quote in a table; the other formats have all of it
_AMOUNTS = ("amount_value", "amount_max", "amount_currency", "amount_bound", "amount_per")
_PARTIES = (("donors", "recipients"), ("senders", "targets"), ("parties",), ("actors",))


def _words(name: str) -> Column:
    return Column(name.replace("_", " "), lambda record: _text(record.get(name)))


def _code(name: str, heading: str = "") -> Column:
    return Column(heading or name.replace("_", " "), lambda record: _text(record.get(name)), wraps=False)


def _number(name: str) -> Column:
    return Column(name.replace("_", " "), lambda record: _figure(record.get(name)), right=True, wraps=False)


def _money(name: str) -> Column:
    return Column(name, lambda record: figure(record[name]), right=True, wraps=False)


def _day(name: str, heading: str) -> Column:
    return Column(heading, lambda record: str(record[name])[:10], wraps=False)


def _text(value: Any) -> str:
    if isinstance(value, list | tuple):
        return " ".join(map(str, value))
    return "" if value is None else str(value)


def _figure(value: Any) -> str:
    return "" if value is None else f"{value:,}"


def _who(record: Record) -> str:
    for names in _PARTIES:
        if names[0] in record:
            return " → ".join("+".join(record[name]) or "?" for name in names)
    return ""


def _quote(record: Record) -> str:
    quote = str(record["quote"])
    return quote if len(quote) <= _QUOTE else quote[: _QUOTE - 1].rstrip() + "…"


_WHO = Column("who", _who)
_AMOUNT = Column("amount", lambda record: amount_in(record.get("amount")), right=True, wraps=False)
_STAGE = Column("stage", lambda record: str(record.get("stage") or record.get("action") or ""), wraps=False)

STATEMENTS = Shape(
    (_code("id"), _words("doc"), _code("kind"), _WHO, _AMOUNT, _STAGE, Column("quote", _quote)),
    (
        *("doc", "id", "kind", "commitment", "published", "date", "donors", "recipients", "stage", "action", *_AMOUNTS),
        *("items", "item", "sector", "programmes", "instrument", "condition", "period_start", "period_end"),
        *("since", "until", "part_of", "parties", "subject", "senders", "targets", "actors", "people", "place"),
        *("topics", "priority", "speaker_name", "speaker_actor", "quote", "start", "end", "confidence", "engine"),
    ),
)
COMMITMENTS = Shape(
    (
        *(_code("id"), _WHO, _AMOUNT, _STAGE, _code("stage_date", "since"), _code("part_of")),
        Column("told", lambda record: str(len(record["statements"])), right=True),
    ),
    (
        *(
            "id",
            "donors",
            "recipients",
            "sector",
            "programmes",
            "instrument",
            *_AMOUNTS,
            "items",
            "stage",
            "stage_date",
        ),
        *("pledged_on", "condition", "part_of", "history", "statements"),
    ),
)
DOCUMENTS = Shape(
    (
        *map(_words, ("doc", "published", "publisher", "title")),
        *map(_number, ("statements", "versions", "appearances")),
    ),
    (
        *("doc", "published", "publisher", "title", "url", "language", "statements", "versions", "appearances"),
        *("engine", "sha256", "donor"),
    ),
)
FAILURES = Shape(
    (_words("place"), _number("line"), _words("what"), _day("recorded_at", "since")),
    ("place", "line", "what", "recorded_at"),
)
CONFLICTS = Shape(
    (
        _code("commitment"),
        _code("about"),
        Column("says", lambda r: " / ".join(s["says"] for s in r["sides"])),
        _words("statements"),
    ),
    ("id", "commitment", "about", "statements", "says"),
)
RECONCILIATIONS = Shape(
    (
        *(_code("total"), _WHO, _words("sector"), _AMOUNT, _money("known"), _money("unexplained")),
        _code("verdict"),
    ),
    (
        *("total", "doc", "as_of", "donors", "recipients", "sector", *_AMOUNTS, "since", "until"),
        *("known", "unexplained", "low", "high", "verdict", "counted", "quote"),
    ),
)
JUDGEMENTS = Shape(
    (
        *(_number("number"), *map(_words, ("action", "subject", "other", "field"))),
        Column("value", lambda record: _text(record["value"])),
        *map(_words, ("by", "why")),
        Column("recorded", lambda record: record["recorded_at"][:16].replace("T", " ")),
        Column("state", lambda record: _undone(record) or record["state"]),
    ),
    (
        *("number", "action", "subject", "other", "field", "value", "by", "why", "recorded_at"),
        *("retired_at", "retired_by", "retired_why", "state"),
    ),
)
ACCOUNTS = Shape(
    (*map(_words, ("name", "role")), _day("recorded_at", "since"), _words("state")),
    ("name", "role", "recorded_at", "retired_at", "state"),
)
TOKENS = Shape(
    (
        *(_number("number"), *map(_words, ("owner", "name", "scope"))),
        *(_day("expires_at", "until"), _words("state")),
    ),
    ("number", "owner", "name", "scope", "recorded_at", "expires_at", "retired_at", "state"),
)


def sums_shape(by: str) -> Shape:
    """The shape of sums, whose first column is what they are by."""
    return Shape(
        (_words(by), _number("value"), _words("currency"), _number("commitments")),
        (by, "value", "currency", "commitments"),
    )


def statement(row: StatementRow) -> dict[str, Any]:
    """A statement as the contract writes it, with its document's day and its commitment."""
    return {**row.body, "published": row.day.isoformat(), "commitment": row.commitment}


def commitment(found: Commitment) -> dict[str, Any]:
    """A commitment, keys as the model's fields."""
    return found.to_dict()


def document(row: DocumentRow) -> dict[str, Any]:
    """A document without its text."""
    return {key: plain(value) for key, value in asdict(row).items() if key != "text_id"}


def failure(row: FailureRow) -> dict[str, Any]:
    """What could not be read."""
    return {"place": row.place, "line": row.line, "what": row.what, "recorded_at": row.recorded_at}


def sums(answer: Sums) -> Iterable[dict[str, Any]]:
    """A record a row: what it is by, value, currency, number of commitments."""
    for row in answer.rows:
        yield {
            answer.by: row.key,
            "value": plain(row.value),
            "currency": row.currency,
            "commitments": row.commitments,
        }


def conflict(found: Conflict) -> dict[str, Any]:
    """A conflict, keys as the model's fields, and `sides`: what is said, each once, with the statements that say it."""
    sides = [{"says": words, "statements": list(keys)} for words, keys in found.sides.items()]
    return {**{key: plain(value) for key, value in asdict(found).items()}, "sides": sides}


def reconciliation(found: Reconciliation, total: StatementRow) -> dict[str, Any]:
    """A total checked, with its words."""
    fields = {name: plain(getattr(found, name)) for name in found.__dataclass_fields__}
    return {**fields, "doc": total.doc, "quote": total.quote}


def _undone(record: Record) -> str:
    """By whom and why a judgement was undone, in words; empty where that is not known."""
    why = f": {record['retired_why']}" if record["retired_why"] else ""
    return f"undone by {record['retired_by']}{why}" if record["retired_by"] else ""


def judgement(found: Judgement, lost: bool = False) -> dict[str, Any]:
    """A judgement with its state: in force, undone, or in force and not attached as its statement has vanished."""
    state = "undone" if found.retired_at else "not attached" if lost else "in force"
    return {**{key: plain(value) for key, value in asdict(found).items()}, "state": state}


def account(found: Account) -> dict[str, Any]:
    """An account with its state: active or retired."""
    state = "retired" if found.retired_at else "active"
    return {**asdict(found), "state": state}


def token(found: Token, now: str) -> dict[str, Any]:
    """A token, without its secret, and its state: active, expired (by the moment `now`), or retired."""
    state = "retired" if found.retired_at else "expired" if found.expires_at <= now else "active"
    fields = {name: value for name, value in asdict(found).items() if name != "secret"}
    return {**fields, "state": state}


def card(found: Card) -> dict[str, Any]:
    """All of a commitment: its own fields, and whole, parts, told (its statements), conflicts, judgements, coverage."""
    return {
        **commitment(found.commitment),
        "whole": commitment(found.whole) if found.whole else None,
        "parts": [commitment(part) for part in found.parts],
        "coverage": plain(found.coverage),
        "told": [
            {
                **said.statement.body,
                "day": said.statement.day.isoformat(),
                "title": said.document.title if said.document else None,
                "publisher": said.document.publisher if said.document else None,
                "url": said.document.url if said.document else None,
                "score": said.score,
                "why": [plain(ingredient) for ingredient in said.why],
            }
            for said in found.statements
        ],
        "conflicts": [conflict(c) for c in found.conflicts],
        "judgements": [judgement(j) for j in found.judgements],
    }
