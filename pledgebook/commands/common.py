"""What several commands share: paths and documents, formats, exit codes, and how faults are told."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from pledgebook.documents import Notice, Source, expand, read_sources
from pledgebook.model import Document, Fault

if TYPE_CHECKING:
    from pledgebook.extract.engine import Cascade
    from pledgebook.ledger.opening import Book

FAILED, WRONG_USE = 1, 2


class Format(StrEnum):
    """How answers are written."""

    table = "table"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"


Paths = Annotated[
    list[str],
    typer.Argument(metavar="PATH…", help="Files, folders, patterns, or - for standard input.", show_default=False),
]
MaxMegabytes = Annotated[
    float, typer.Option(min=0.001, help="Most megabytes read of one file (of one line, in JSON Lines).")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar and no summary; faults are still shown.")]
FormatOption = Annotated[
    Format | None, typer.Option("--format", "-f", help="Default: table on a terminal, jsonl otherwise.")
]


def chosen(format: Format | None) -> Format:
    """The format asked for, or the one that fits where it goes."""
    return format or (Format.table if sys.stdout.isatty() else Format.jsonl)


def sources(paths: list[str]) -> list[Source | Fault]:
    """All sources; leaves with the code for wrong use where there is none."""
    found = list(expand(paths))
    if not any(isinstance(s, Source) for s in found):
        for fault in found:
            typer.echo(str(fault), err=True)
        if not found:
            typer.echo("nothing to read: no files in " + ", ".join(paths), err=True)
        raise typer.Exit(WRONG_USE)
    return found


class Faults:
    """Tells faults and notices on standard error, and counts the faults."""

    def __init__(self) -> None:
        self.count = 0
        self.unread: list[Fault] = []  # what could not be read, or made sense of, as a whole

    def say(self, fault: Fault) -> None:
        from pledgebook.exchange.words import printable

        note = isinstance(fault, Notice)
        typer.echo(("note: " if note else "") + printable(str(fault)), err=True)
        self.count += not note


def documents(found: Iterable[Source | Fault], max_megabytes: float, faults: Faults) -> Iterator[Document]:
    """The documents, as they are read; what cannot be read is told."""
    for read in read_sources(found, limit=int(max_megabytes * 1e6)):
        if isinstance(read, Document):
            yield read
        else:
            faults.say(read)
            if not isinstance(read, Notice):
                faults.unread.append(read)


def failure(document: Document, error: Exception) -> Fault:
    """What an engine stumbled over, with the place of the document."""
    return Fault(document.source or document.id, f"{document.id}: {type(error).__name__}: {error}", document.line)


def engine() -> Cascade:
    """The engine that reads documents; loaded when it is needed."""
    from pledgebook.extract.engine import default_engine

    return default_engine()


@contextmanager
def book(context: typer.Context, *, create: bool = False) -> Iterator[Book]:
    """The book of `--db`. What is wrong with it is told on standard error, and ends the command with the code for
    failure; so is where a new book was made, or an old one backed up."""
    from pledgebook.ledger.opening import open_book

    with told():
        opened = open_book(context.obj, create=create)
        if opened.is_new:
            typer.echo(f"new book: {opened.name}", err=True)
        if opened.backup:
            typer.echo(f"brought up to date; the book as it was is kept in {opened.backup}", err=True)
        try:
            yield opened
        finally:
            opened.close()


@contextmanager
def extra(name: str) -> Iterator[None]:
    """For what needs the libraries of `pledgebook[name]`: where one is missing, says so and ends the command."""
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] == "pledgebook":
            raise
        typer.echo(
            f"this needs further libraries ({error.name} is missing): pip install 'pledgebook[{name}]'", err=True
        )
        raise typer.Exit(FAILED) from None


@contextmanager
def told() -> Iterator[None]:
    """Turns a BookError into its message and the exit code for failure."""
    from pledgebook.exchange.words import printable
    from pledgebook.ledger.errors import BookError

    try:
        yield
    except BookError as error:
        typer.echo(printable(str(error)), err=True)
        raise typer.Exit(FAILED) from None
