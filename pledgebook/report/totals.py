"""Reported running sums, and each checked against the book of its own day."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Literal

import numpy as np
from sqlalchemy import Connection

from pledgebook.ledger.sameness import rounded_interval
from pledgebook.model import Reconciliation
from pledgebook.report.commitments import amount_from
from pledgebook.report.filters import EVERYTHING, Filter
from pledgebook.report.fitting import Chosen, Mask, chosen
from pledgebook.report.statements import StatementRow, statements, statements_of
from pledgebook.report.sums import plain_money


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
    found = chosen(connection, asked)
    counted = found.counted("pledged")
    places = counted[_exactly(found, asked.donors, recipients)[counted]]
    places = places[np.argsort(found.column("order")[places])]
    known = plain_money(sum(found.column("value")[places].tolist()))
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
        counted=tuple(found.ids(places)),
    )


def _exactly(found: Chosen, donors: tuple[str, ...], recipients: tuple[str, ...]) -> Mask:
    """Gifts of none but these donors to these recipients together; a total that names nobody asks for no one."""
    fits = np.ones(len(found.rows), bool)
    if donors:
        fits &= found.columns.words["donors"].within(donors)[found.column("donors")]
    if recipients:
        fits &= found.column("recipients") == (found.columns.words["recipients"].known("+".join(recipients)) or -1)
    return fits


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if value else None
