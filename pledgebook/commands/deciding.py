"""Commands by which people decide: accept, reject, correct, same, different, part-of, undo, log."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from pledgebook.commands import shapes
from pledgebook.commands.common import Format, FormatOption, book, chosen
from pledgebook.exchange.terminal import colour, output, width
from pledgebook.model import Judgement

_ID = "A statement's or a commitment's id, or its beginning."
Id = Annotated[str, typer.Argument(metavar="ID", help=_ID, show_default=False)]
First = Annotated[str, typer.Argument(metavar="A", help=_ID, show_default=False)]
Second = Annotated[str, typer.Argument(metavar="B", help=_ID, show_default=False)]
By = Annotated[str | None, typer.Option(metavar="NAME", help="Who decides. Default: your login name.")]
Why = Annotated[str | None, typer.Option(metavar="TEXT", help="Why.")]


def accept(context: typer.Context, id: Id, by: By = None, why: Why = None, format: FormatOption = None) -> None:
    """Say that a statement (or all statements of a commitment) is right.

    \b
    Example:
      pledgebook accept sk7qa2 --by "R. Salis"
    """
    _judge(context, format, "accept", id, by=by, why=why)


def reject(context: typer.Context, id: Id, by: By = None, why: Why = None, format: FormatOption = None) -> None:
    """Say that a statement (or all statements of a commitment) is wrong: it counts no more.

    \b
    Example:
      pledgebook reject sk7qa2 --why "a plan of last year"
    """
    _judge(context, format, "reject", id, by=by, why=why)


def correct(
    context: typer.Context,
    id: Id,
    change: Annotated[
        str,
        typer.Argument(metavar="FIELD=VALUE", help="As amount='EUR 30 million' or donors=LT,NO.", show_default=False),
    ],
    by: By = None,
    why: Why = None,
    format: FormatOption = None,
) -> None:
    """Correct one field of a statement.

    \b
    Examples:
      pledgebook correct sk7qa2 amount="EUR 30 million"
      pledgebook correct sk7qa2 stage=signed --why "see page 2"
    """
    field, found, value = change.partition("=")
    if not found:
        raise typer.BadParameter(f"{change}: FIELD=VALUE is expected, as stage=signed")
    _judge(context, format, "correct", id, field=field.strip(), value=value, by=by, why=why)


def same(
    context: typer.Context, a: First, b: Second, by: By = None, why: Why = None, format: FormatOption = None
) -> None:
    """Say that two statements or commitments speak of the same support.

    \b
    Example:
      pledgebook same cvxadi ck7qa2
    """
    _judge(context, format, "same", a, other=b, by=by, why=why)


def different(
    context: typer.Context, a: First, b: Second, by: By = None, why: Why = None, format: FormatOption = None
) -> None:
    """Say that two statements or commitments do not speak of the same support.

    \b
    Example:
      pledgebook different svxadi sk7qa2 --why "two tranches"
    """
    _judge(context, format, "different", a, other=b, by=by, why=why)


def part_of(
    context: typer.Context, a: First, b: Second, by: By = None, why: Why = None, format: FormatOption = None
) -> None:
    """Say that A is a part or a tranche of B: it is not counted again where B is.

    \b
    Example:
      pledgebook part-of ck7qa2 cvxadi
    """
    _judge(context, format, "part-of", a, other=b, by=by, why=why)


def undo(
    context: typer.Context,
    number: Annotated[int, typer.Argument(metavar="N", help="As `log` lists it.", show_default=False)],
    by: By = None,
    why: Why = None,
    format: FormatOption = None,
) -> None:
    """Take a judgement back. It stays in the log.

    \b
    Example:
      pledgebook undo 3 --why "page 2 says so after all"
    """
    from pledgebook.ledger.judging import undo

    with book(context) as opened:
        _tell([undo(opened, number, by, why)], format)


def log(
    context: typer.Context,
    by: Annotated[str | None, typer.Option(metavar="NAME", help="Only what this person decided or undid.")] = None,
    format: FormatOption = None,
) -> None:
    """List all judgements, undone ones and those whose statement has vanished included.

    \b
    Example:
      pledgebook log --format csv > judgements.csv
    """
    from pledgebook.ledger.judging import judgements, unattached

    with book(context) as opened, opened.reading() as connection:
        found = [j for j in judgements(connection) if by in (None, j.by, j.retired_by)]
        _tell(found, format, {j.number for j in unattached(connection)})


def _judge(context: typer.Context, format: Format | None, action: str, subject: str, **given: Any) -> None:
    from pledgebook.ledger.judging import judge

    with book(context) as opened:
        _tell(judge(opened, action, subject, **given), format)


def _tell(judgements: Any, format: Format | None, lost: set[int] | None = None) -> None:
    from pledgebook.exchange.records import lines

    found: list[Judgement] = list(judgements)
    records = [shapes.judgement(j, j.number in (lost or set())) for j in found]
    with output() as write:
        for piece in lines(records, chosen(format).value, shapes.JUDGEMENTS, width=width(), colour=colour()):
            write(piece)
