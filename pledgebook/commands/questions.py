"""Commands that ask the book: documents, statements, commitments, show, sums, totals, reconcile, conflicts."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from pledgebook.commands import shapes
from pledgebook.commands.asking import Asked, asking
from pledgebook.commands.common import FAILED, Format, FormatOption, book, chosen
from pledgebook.exchange.terminal import colour, output, width

KINDS = ("pledge", "total", "agreement", "sanction", "need", "meeting")
Kind = StrEnum("Kind", list(KINDS))  # type: ignore[misc]


class By(StrEnum):
    """What sums are by."""

    donor = "donor"
    recipient = "recipient"
    sector = "sector"
    programme = "programme"
    instrument = "instrument"
    month = "month"


Limit = Annotated[int | None, typer.Option(metavar="N", min=1, help="At most so many.")]


@asking
def documents(
    asked: Asked,
    publisher: Annotated[str | None, typer.Option(help="Only of this publisher.")] = None,
    failed: Annotated[
        bool, typer.Option("--failed", help="What `add` could not read, and has not read since.")
    ] = False,
    limit: Limit = None,
) -> None:
    """List the documents of the book, those whose statements fit where something is asked for.

    \b
    Examples:
      pledgebook documents
      pledgebook documents --donor LT --since 2025-01-01 --format csv > documents.csv
      pledgebook documents --failed
    """
    from pledgebook.report.documents import documents
    from pledgebook.report.failures import failures

    with asked.reading() as connection:
        if failed:
            asked.write(map(shapes.failure, failures(connection, limit=limit)), shapes.FAILURES)
            return
        rows = documents(connection, asked.filter, publisher=publisher, limit=limit)
        asked.write(map(shapes.document, rows), shapes.DOCUMENTS)


@asking
def statements(
    asked: Asked,
    kind: Annotated[Kind | None, typer.Option(help="Only statements of this kind.")] = None,
    doc: Annotated[str | None, typer.Option(help="Only of the document with this id.")] = None,
    limit: Limit = None,
) -> None:
    """List the statements that count, after judgements; --since and --until bound the day of publication.

    \b
    Examples:
      pledgebook statements --kind pledge --donor LT
      pledgebook statements --doc wire-3 --format jsonl
    """
    from pledgebook.report.statements import statements

    with asked.reading() as connection:
        rows = statements(connection, kind=kind, doc=doc, filter=asked.filter, limit=limit)
        asked.write(map(shapes.statement, rows), shapes.STATEMENTS)


@asking
def commitments(asked: Asked, limit: Limit = None) -> None:
    """List the commitments, the latest first: the statements that speak of the same support, and what they come to.

    \b
    Examples:
      pledgebook commitments --recipient UA --stage-at-least signed
      pledgebook commitments --donor Lithuania --as-of 2025-06-30 --format json
    """
    from pledgebook.report.commitments import commitments

    with asked.reading() as connection:
        found = commitments(connection, asked.filter, limit=limit)
        asked.write(map(shapes.commitment, found), shapes.COMMITMENTS)


def show(
    context: typer.Context,
    id: Annotated[
        str,
        typer.Argument(metavar="ID", help="A commitment's or a statement's id, or its beginning.", show_default=False),
    ],
    as_of: Annotated[str | None, typer.Option(metavar="DATE", help="What had been published by this day.")] = None,
    format: FormatOption = None,
) -> None:
    """Show a commitment's card: what it came to and how, its parts, and every statement with why it belongs there.

    \b
    Examples:
      pledgebook show cvxadikxtrq
      pledgebook show sk7q --format json
    """
    from pledgebook.commands.asking import day_of
    from pledgebook.exchange import card as card_text
    from pledgebook.exchange import records
    from pledgebook.ledger.judging import resolve
    from pledgebook.ledger.settling import caught_up
    from pledgebook.report.cards import card
    from pledgebook.report.statements import statements_of

    day = day_of(as_of)
    form = chosen(format)
    with book(context) as opened:
        caught_up(opened)
        with opened.reading() as connection, output() as write:
            key = resolve(connection, id)
            found = card(connection, key, day)
            if found is not None:
                record = shapes.card(found)
                told = ({**said, "published": said["day"], "commitment": record["id"]} for said in record["told"])
                if form is Format.table:
                    pieces = card_text.card(record, width())
                else:
                    pieces = records.lines(told if form is Format.csv else [record], form.value, shapes.STATEMENTS)
            else:  # no pledge, or nothing was known of it on that day
                rows = [shapes.statement(s) for s in statements_of(connection, [key]) if day is None or s.day <= day]
                if not rows:
                    typer.echo(f"{id}: {'nothing was published of it by then' if day else 'is rejected'}", err=True)
                    raise typer.Exit(FAILED)
                pieces = records.lines(rows, form.value, shapes.STATEMENTS, width=width(), colour=colour())
            for piece in pieces:
                write(piece)


@asking
def sums(
    asked: Asked,
    by: Annotated[By, typer.Option(help="What to sum by.")] = By.donor,
    convert: Annotated[
        str | None, typer.Option(metavar="CURRENCY", help="Convert all at the reference rate of each one's day.")
    ] = None,
) -> None:
    """Sum up commitments, none of them twice; at pledged or further unless --stage-at-least says otherwise.

    \b
    Examples:
      pledgebook sums --recipient UA --currency EUR
      pledgebook sums --by month --convert EUR --stage-at-least delivered
      pledgebook sums --by sector --donor LT --as-of 2025-06-30
    """
    from pledgebook.exchange.words import amount_words
    from pledgebook.ledger.rates import NoRate, rate
    from pledgebook.report.sums import sums

    unit = convert.upper() if convert else None
    if unit is not None:
        import datetime

        try:
            rate("EUR", unit, datetime.date(2020, 1, 2))
        except NoRate:
            raise typer.BadParameter(
                f"{convert}: there are no reference rates for it", param_hint="--convert"
            ) from None
    with asked.reading() as connection:
        answer = sums(connection, asked.filter, by=by.value, convert=unit)
        asked.write(shapes.sums(answer), shapes.sums_shape(by.value))
    for left in answer.unconverted:
        typer.echo(f"not converted: {left.commitment} {amount_words(left.amount)} ({left.why})", err=True)
    if answer.ranges:
        typer.echo(f"note: of {answer.ranges} ranges the lower value was counted", err=True)
    if answer.recurring:
        typer.echo(f"note: {answer.recurring} amounts are per year or month; each was counted once", err=True)


@asking
def totals(asked: Asked, limit: Limit = None) -> None:
    """List the running sums that documents report; nothing adds them to anything. `reconcile` checks them.

    \b
    Example:
      pledgebook totals --donor EU
    """
    from pledgebook.report.totals import totals

    with asked.reading() as connection:
        rows = totals(connection, asked.filter, limit=limit)
        asked.write(map(shapes.statement, rows), shapes.STATEMENTS)


@asking
def reconcile(asked: Asked) -> None:
    """Check each reported total against what the book knew on the day it was published.

    \b
    Examples:
      pledgebook reconcile
      pledgebook reconcile --donor EU --format json
    """
    from pledgebook.report.totals import reconciled, totals

    with asked.reading() as connection:
        found = (t for t in totals(connection, asked.filter) if t.body.get("amount"))
        records = (shapes.reconciliation(reconciled(connection, total), total) for total in found)
        asked.write(records, shapes.RECONCILIATIONS)


@asking
def conflicts(asked: Asked, limit: Limit = None) -> None:
    """List where sources contradict each other about a commitment.

    \b
    Example:
      pledgebook conflicts --recipient UA
    """
    from pledgebook.report.conflicts import conflicts

    with asked.reading() as connection:
        found = conflicts(connection, asked.filter, limit=limit)
        asked.write(map(shapes.conflict, found), shapes.CONFLICTS)
