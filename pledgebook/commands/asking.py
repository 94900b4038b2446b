"""The options that every question to the book takes, and the book as it is asked."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer

from pledgebook.commands.common import Format, FormatOption, book, chosen
from pledgebook.exchange.terminal import colour, output, width
from pledgebook.model import Instrument, PledgeStage, Sector

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from pledgebook.exchange.records import Record, Shape
    from pledgebook.ledger.opening import Book
    from pledgebook.report.filters import Filter

_ALL = "May be repeated."
_DAY = ["%Y-%m-%d"]
Stage = StrEnum("Stage", list(get_args(PledgeStage)))  # type: ignore[misc]
SectorName = StrEnum("SectorName", [*get_args(Sector), "none"])  # type: ignore[misc]
InstrumentName = StrEnum("InstrumentName", [*get_args(Instrument), "none"])  # type: ignore[misc]


def _names(choice: type[StrEnum]) -> str:
    return ", ".join(choice).replace(", none", " or none")


def _options(
    *,
    donor: Annotated[
        list[str] | None, typer.Option(metavar="CODE", help=f"Code or name of who gives; joint gifts count too. {_ALL}")
    ] = None,
    recipient: Annotated[
        list[str] | None, typer.Option(metavar="CODE", help=f"Code or name of who receives. {_ALL}")
    ] = None,
    sector: Annotated[
        list[SectorName] | None, typer.Option(metavar="SECTOR", help=f"{_names(SectorName)}. {_ALL}")
    ] = None,
    programme: Annotated[
        list[str] | None, typer.Option(metavar="CODE", help=f"Code or name of a programme. {_ALL}")
    ] = None,
    instrument: Annotated[
        list[InstrumentName] | None, typer.Option(metavar="NAME", help=f"{_names(InstrumentName)}. {_ALL}")
    ] = None,
    stage: Annotated[list[Stage] | None, typer.Option(metavar="STAGE", help=f"{_names(Stage)}. {_ALL}")] = None,
    stage_at_least: Annotated[Stage | None, typer.Option(metavar="STAGE", help="This stage or one further on.")] = None,
    currency: Annotated[
        str | None, typer.Option(metavar="CODE", help="Only amounts originally in this currency.")
    ] = None,
    since: Annotated[
        datetime | None, typer.Option(metavar="DATE", formats=_DAY, help="Pledged on this day or later.")
    ] = None,
    until: Annotated[
        datetime | None, typer.Option(metavar="DATE", formats=_DAY, help="Pledged on this day or earlier.")
    ] = None,
    value_from: Annotated[str | None, typer.Option(metavar="N", help="This amount or more.")] = None,
    value_to: Annotated[str | None, typer.Option(metavar="N", help="This amount or less.")] = None,
    words: Annotated[str | None, typer.Option(metavar="TEXT", help="All of these words occur.")] = None,
    as_of: Annotated[
        datetime | None,
        typer.Option(metavar="DATE", formats=_DAY, help="The book of that day: what had been published by then."),
    ] = None,
    recorded_by: Annotated[
        str | None,
        typer.Option(
            metavar="MOMENT", help="The book as it had been recorded, as 2026-03-01 or 2026-03-01T12:00 (UTC)."
        ),
    ] = None,
    format: FormatOption = None,
) -> None:
    """Only for its signature."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question's options, and where its answer goes."""

    context: typer.Context
    filter: Filter
    format: Format
    recorded_by: str | None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """The book, with nothing left to merge."""
        from pledgebook.ledger.settling import caught_up

        with book(self.context) as opened:
            if self.recorded_by is not None:
                opened = _as_recorded(opened, self.recorded_by)
            else:
                caught_up(opened)
            with opened.reading() as connection:
                yield connection

    def write(self, records: Iterable[Record], shape: Shape) -> None:
        """The answer, as it comes."""
        from pledgebook.exchange.records import lines

        with output() as write:
            for piece in lines(records, self.format.value, shape, width=width(), colour=colour()):
                write(piece)


def asking(function: Callable[..., None]) -> Callable[..., None]:
    """A command that is called with its question as `asked`; the options above are added to its own."""

    def command(**given: Any) -> None:
        options = {name: given.pop(name) for name in inspect.signature(_options).parameters}
        function(asked=_asked(given.pop("context"), options), **given)

    own = [p for p in inspect.signature(function, eval_str=True).parameters.values() if p.name != "asked"]
    added = list(inspect.signature(_options, eval_str=True).parameters.values())
    context = inspect.Parameter("context", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context)
    parameters = [context, *(p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in (*own, *added))]
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {p.name: p.annotation for p in parameters}
    command.__name__, command.__doc__ = function.__name__, function.__doc__
    return command


def _asked(context: typer.Context, options: dict[str, Any]) -> Asked:
    from pledgebook.report.filters import Filter

    currency = options["currency"]
    filter = Filter(
        donors=codes(options["donor"]),
        recipients=codes(options["recipient"]),
        sectors=tuple(options["sector"] or ()),
        programmes=codes(options["programme"]),
        instruments=tuple(options["instrument"] or ()),
        stages=tuple(options["stage"] or ()),
        stage_at_least=options["stage_at_least"],
        currency=currency.upper() if currency else None,
        since=_date(options["since"]),
        until=_date(options["until"]),
        value_from=_number(options["value_from"]),
        value_to=_number(options["value_to"]),
        words=options["words"],
        as_of=_date(options["as_of"]),
    )
    moment = options["recorded_by"]
    return Asked(context, filter, chosen(options["format"]), None if moment is None else _moment(moment))


def codes(given: list[str] | None) -> tuple[str, ...]:
    """The codes that are meant: codes as they are, names by the knowledge files; commas separate several."""
    return tuple(c for words in given or () for word in words.split(",") if word.strip() for c in _codes(word.strip()))


def _codes(word: str) -> tuple[str, ...]:
    if len(word) == 2 and word.isalpha():
        return (word.upper(),)
    if word == word.lower() and " " not in word:
        return (word,)
    from pledgebook.knowledge import load

    knowledge = load("en")
    if (called := knowledge.actor_called(word)) is not None:
        return (called,)
    if (entry := knowledge.names.exactly(word)) is not None:
        return entry.codes or (entry.canonical,)
    raise typer.BadParameter(f"{word}: no code, and no name that the knowledge files have")


def _date(value: datetime | None) -> date | None:
    return value.date() if value else None


def _number(value: str | None) -> Decimal | None:
    if value is None:
        return None
    try:
        number = Decimal(value.replace("_", "").replace(",", ""))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) >= Decimal(10) ** 16:
        raise typer.BadParameter(f"{value}: a number is expected, as 5000000")
    return number


def _moment(words: str) -> str:
    """A moment as the book records it; a day alone means its end, a time without a zone is UTC."""
    try:
        moment = datetime.fromisoformat(words)
    except ValueError:
        raise typer.BadParameter(f"{words}: a moment is expected, as 2026-03-01 or 2026-03-01T12:00") from None
    if len(words) == len("2026-03-01"):
        moment = moment.replace(hour=23, minute=59, second=59, microsecond=999_999)
    moment = moment.astimezone(UTC) if moment.tzinfo else moment
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _as_recorded(source: Book, moment: str) -> Book:
    """A book in memory of what had been recorded by a moment, worked out anew."""
    from pledgebook.ledger.copying import copy_facts
    from pledgebook.ledger.opening import open_book
    from pledgebook.ledger.rebuilding import claims_again
    from pledgebook.ledger.settling import caught_up

    copy = open_book("sqlite:///:memory:")
    with source.reading() as facts, copy.writing() as target:
        copy_facts(facts, target, moment)
        claims_again(target)
    caught_up(copy)
    return copy


def day_of(words: str | None) -> date | None:
    """A day as people type it."""
    try:
        return None if words is None else date.fromisoformat(words)
    except ValueError:
        raise typer.BadParameter(f"{words}: a day is expected, as 2026-03-01") from None
