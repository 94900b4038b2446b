"""The command line: one function a command. Results go to standard output, everything else to standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from pledgebook.documents import DEFAULT_LIMIT, Notice, Source, expand, read_sources
from pledgebook.exchange.summary import Tally
from pledgebook.exchange.terminal import colour, output, progress, width
from pledgebook.knowledge import KnowledgeError
from pledgebook.model import Document, Extraction, Fault, Mention

if TYPE_CHECKING:
    from pledgebook.extract.engine import Cascade

FAILED, WRONG_USE = 1, 2

app = typer.Typer(
    name="pledgebook",
    help="Reads what governments say about supporting one another: who promised what to whom, and in which sentence.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
knowledge_app = typer.Typer(
    help="Look into and check the knowledge files.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(knowledge_app, name="knowledge")


class Format(StrEnum):
    """How statements are written."""

    table = "table"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"


class MentionFormat(StrEnum):
    """How mentions are written."""

    table = "table"
    jsonl = "jsonl"


class MentionType(StrEnum):
    """The types of mention."""

    amount = "amount"
    actor = "actor"
    date = "date"
    programme = "programme"
    person = "person"
    item = "item"
    number = "number"


Paths = Annotated[
    list[str],
    typer.Argument(metavar="PATH…", help="Files, folders, patterns, or - for standard input.", show_default=False),
]
MaxMegabytes = Annotated[
    float, typer.Option(min=0.001, help="Most megabytes read of one file (of one line, in JSON Lines).")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar and no summary; faults are still shown.")]


def _version(asked: bool) -> None:
    if asked:
        from pledgebook import __version__

        typer.echo(f"pledgebook {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    pass


@app.command()
def extract(
    paths: Paths,
    format: Annotated[
        Format | None, typer.Option("--format", "-f", help="Default: table on a terminal, jsonl otherwise.")
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say for each field which words and which rule gave it.")
    ] = False,
    min_confidence: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Leave out statements less likely to be right than this.")
    ] = 0.0,
    max_megabytes: MaxMegabytes = DEFAULT_LIMIT / 1e6,
    quiet: Quiet = False,
) -> None:
    """Read documents and print their statements.

    \b
    Examples:
      pledgebook extract examples/
      pledgebook extract release.html --explain
      pledgebook extract news/ --format csv > statements.csv
      pledgebook extract '2025/**/*.jsonl' --min-confidence 0.8 > statements.jsonl
      curl -s https://example.org/release | pledgebook extract -

    \b
    Exit codes: 0 all read, 1 something could not be read, 2 wrong use (no path matches).
    """
    chosen = format or (Format.table if sys.stdout.isatty() else Format.jsonl)
    tally = Tally()
    with output() as write, progress(_sources(paths), quiet) as sources:
        engine = _engine()
        found = _extractions(engine, _documents(sources, max_megabytes, tally), tally, min_confidence, explain)
        for piece in _lines(chosen, found, explain):
            write(piece)
    _finish(tally, quiet)


@app.command()
def mentions(
    paths: Paths,
    type: Annotated[MentionType | None, typer.Option("--type", "-t", help="Only mentions of this type.")] = None,
    format: Annotated[
        MentionFormat | None, typer.Option("--format", "-f", help="Default: table on a terminal, jsonl otherwise.")
    ] = None,
    max_megabytes: MaxMegabytes = DEFAULT_LIMIT / 1e6,
    quiet: Quiet = False,
) -> None:
    """Print the typed mentions of documents: amounts, actors, dates, programmes, people, items, numbers.

    From JSON Lines with --type amount, each document gives one line {"id", "amounts": [{"value", "currency", "start",
    "end"}]}; otherwise each mention gives a line {"doc", "type", "start", "end", "text", "value"}.

    \b
    Examples:
      pledgebook mentions release.txt
      pledgebook mentions documents.jsonl --type amount > amounts.jsonl
      pledgebook mentions news/ --type actor --format table
    """
    from pledgebook.exchange import jsonl, table

    chosen = format or (MentionFormat.table if sys.stdout.isatty() else MentionFormat.jsonl)
    tally = Tally()
    with output() as write, progress(_sources(paths), quiet) as sources:
        engine = _engine()
        for document in _documents(sources, max_megabytes, tally):
            found = [m for m in _mentions(engine, document, tally) if type is None or m.kind == type.value]
            tally.documents += 1
            tally.kinds.update(m.kind for m in found)
            if chosen is MentionFormat.table:
                write(table.mention_table(document, found, width=width(), colour=colour()))
            elif type is MentionType.amount and document.line is not None:
                write(jsonl.amounts_line(document.id, found))
            else:
                write(jsonl.mention_lines(document.id, found))
    _finish(tally, quiet, "mention")


@knowledge_app.command("check")
def knowledge_check() -> None:
    """Check all knowledge files; print each fault with its file and line.

    \b
    Example:
      pledgebook knowledge check
    """
    from pledgebook.knowledge.check import check

    faults = check()
    for fault in faults:
        typer.echo(str(fault))
    if faults:
        raise typer.Exit(FAILED)
    typer.echo("knowledge files: no faults", err=True)


@knowledge_app.command("show")
def knowledge_show(
    word: Annotated[str, typer.Argument(metavar="WORD", help="A name, a code or a word.", show_default=False)],
    language: Annotated[str, typer.Option("--language", "-l", help="ISO 639-1 code.")] = "en",
) -> None:
    """Print what the knowledge files say of a word.

    \b
    Examples:
      pledgebook knowledge show pledges
      pledgebook knowledge show "prime minister" --language en
    """
    from pledgebook.knowledge import languages
    from pledgebook.knowledge.check import show

    if language not in languages():
        raise typer.BadParameter(f"no knowledge files for {language!r}; there are {', '.join(languages())}")
    lines = show(word, language)
    for line in lines:
        typer.echo(line)
    if not lines:
        typer.echo(f"nothing known of {word!r}", err=True)
        raise typer.Exit(FAILED)


def _sources(paths: list[str]) -> list[Source | Fault]:
    """All sources; leaves with the code for wrong use where there is none."""
    sources = list(expand(paths))
    if not any(isinstance(s, Source) for s in sources):
        for fault in sources:
            typer.echo(str(fault), err=True)
        if not sources:
            typer.echo("nothing to read: no files in " + ", ".join(paths), err=True)
        raise typer.Exit(WRONG_USE)
    return sources


def _documents(sources: Iterable[Source | Fault], max_megabytes: float, tally: Tally) -> Iterator[Document]:
    """The documents; faults and notices are said on standard error, faults are counted."""
    for found in read_sources(sources, limit=int(max_megabytes * 1e6)):
        if isinstance(found, Document):
            yield found
        else:
            _say(found, tally)


def _extractions(
    engine: Cascade, documents: Iterable[Document], tally: Tally, min_confidence: float, explain: bool
) -> Iterator[Extraction]:
    for document in documents:
        try:
            extraction = engine.extract(document, explain=explain)
        except KnowledgeError:
            raise
        except Exception as error:  # noqa: BLE001 - one document must not end a run of thousands
            _say(_failure(document, error), tally)
            continue
        if min_confidence > 0:
            kept = tuple(s for s in extraction.statements if s.confidence >= min_confidence)
            extraction = replace(extraction, statements=kept)
        tally.add(extraction)
        yield extraction


def _mentions(engine: Cascade, document: Document, tally: Tally) -> tuple[Mention, ...]:
    try:
        return engine.mentions(document)
    except KnowledgeError:
        raise
    except Exception as error:  # noqa: BLE001 - as above
        _say(_failure(document, error), tally)
        return ()


def _failure(document: Document, error: Exception) -> Fault:
    return Fault(document.source or document.id, f"{document.id}: {type(error).__name__}: {error}", document.line)


def _say(fault: Fault, tally: Tally) -> None:
    from pledgebook.exchange.words import printable

    note = isinstance(fault, Notice)
    typer.echo(("note: " if note else "") + printable(str(fault)), err=True)
    tally.faults += not note


def _lines(chosen: Format, extractions: Iterable[Extraction], explain: bool) -> Iterator[str]:
    if chosen is Format.table:
        from pledgebook.exchange import table

        return table.lines(extractions, explain=explain, width=width(), colour=colour())
    from importlib import import_module

    writer: Iterator[str] = import_module(f"pledgebook.exchange.{chosen.value}").lines(extractions, explain=explain)
    return writer


def _engine() -> Cascade:
    from pledgebook.extract.engine import default_engine

    return default_engine()


def _finish(tally: Tally, quiet: bool, noun: str = "statement") -> None:
    if not quiet:
        typer.echo(tally.text(noun), err=True)
    if tally.faults:
        raise typer.Exit(FAILED)


def main() -> None:
    """The entry point of the `pledgebook` command. Broken knowledge files end the run: no result could be trusted."""
    try:
        app()
    except KnowledgeError as error:
        for fault in error.faults:
            typer.echo(str(fault), err=True)
        sys.exit(FAILED)
