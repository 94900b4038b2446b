"""Reported running sums, and each checked against the book of its own day."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, select

from pledgebook.ledger.sameness import rounded_interval
from pledgebook.ledger.schema import state
from pledgebook.model import Reconciliation
from pledgebook.report.commitments import amount_from
from pledgebook.report.filters import EVERYTHING, Filter, conditions, holds
from pledgebook.report.statements import StatementRow, statements, statements_of
from pledgebook.report.sums import counted, plain_money

_MOST_SUBSETS = 6  # donors of a total of whom every subset is looked for by name


def totals(connection: Connection, filter: Filter = EVERYTHING, *, limit: int | None = None) -> Iterator[StatementRow]:
    """The totals that fit, in the order of publication."""
    return statements(connection, kind="total", filter=replace(filter, stage_at_least=None), limit=limit)


def reconcile(
    connection: Connection, filter: Filter = EVERYTHING, keys: Collection[str] | None = None
) -> Iterator[Reconciliation]:
    """The totals that fit, or those of these keys, each checked against what the book knew on the day of its document;
    those without an amount are left out.

    Known is what had been pledged or more, originally in the total's currency, by its donors (for several: any of them,
    alone or together), to its recipients, of its sector where it names one, from its `since` to its `until`.
    """
    chosen = totals(connection, filter) if keys is None else iter(statements_of(connection, sorted(keys)))
    for total in chosen:
        if total.kind == "total" and total.body.get("amount"):
            yield reconciled(connection, total)


def reconciled(connection: Connection, total: StatementRow) -> Reconciliation:
    """One total, which has an amount, checked."""
    body = total.body
    amount = amount_from(body["amount"])
    assert amount is not None  # noqa: S101 - the caller's promise
    asked = Filter(
        donors=tuple(body.get("donors") or ()),
        sectors=(body["sector"],) if body.get("sector") else (),
        currency=amount.currency,
        since=_day(body.get("since")),
        until=_day(body.get("until")),
        as_of=total.day,
    )
    recipients = tuple(sorted(body.get("recipients") or ()))
    fits = [*conditions(asked), *counted(asked, "pledged"), *_exactly(asked.donors, recipients)]
    rows = connection.execute(select(state.c.commitment, state.c.value).where(*fits).order_by(state.c.commitment)).all()
    known = plain_money(sum(row.value for row in rows))
    value = Decimal(str(amount.value))
    low, high = rounded_interval(value, amount.bound, None if amount.max is None else Decimal(str(amount.max)))
    verdict: Literal["consistent", "unexplained", "exceeded"] = "consistent"
    if known < low:
        verdict = "unexplained"
    elif known > high:
        verdict = "exceeded"
    return Reconciliation(
        total=total.key,
        donors=asked.donors,
        recipients=recipients,
        sector=body.get("sector"),
        amount=amount,
        since=asked.since,
        until=asked.until,
        as_of=total.day,
        known=known,
        unexplained=value - known,
        low=low,
        high=high,
        verdict=verdict,
        counted=tuple(row.commitment for row in rows),
    )


def _exactly(donors: tuple[str, ...], recipients: tuple[str, ...]) -> list[ColumnElement[bool]]:
    """Gifts of none but these donors to these recipients together; a total that names nobody asks for no one."""
    out: list[ColumnElement[bool]] = []
    if donors and len(donors) <= _MOST_SUBSETS:
        ordered = sorted(donors)
        subsets = ["+".join(c) for n in range(1, len(ordered) + 1) for c in combinations(ordered, n)]
        out.append(state.c.donors.in_(subsets))
    elif donors:
        out.append(holds(state.c.donors, donors))
    if recipients:
        out.append(state.c.recipients == "+".join(recipients))
    return out


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if value else None
