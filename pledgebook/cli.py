"""The command line: one function a command. Results go to standard output, everything else to standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from pledgebook.commands import accounts, deciding, keeping, questions, serving
from pledgebook.commands.common import (
    FAILED,
    Faults,
    Format,
    FormatOption,
    MaxMegabytes,
    Paths,
    Quiet,
    chosen,
    documents,
    engine,
    failure,
    sources,
)
from pledgebook.documents import DEFAULT_LIMIT
from pledgebook.exchange.summary import Tally
from pledgebook.exchange.terminal import colour, output, progress, width
from pledgebook.knowledge import KnowledgeError
from pledgebook.model import Document, Extraction, Mention

if TYPE_CHECKING:
    from pledgebook.extract.engine import Cascade

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
app.add_typer(accounts.app, name="user")


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


def _version(asked: bool) -> None:
    if asked:
        from pledgebook import __version__

        typer.echo(f"pledgebook {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    context: typer.Context,
    db: Annotated[
        str | None,
        typer.Option(
            metavar="BOOK",
            envvar="PLEDGEBOOK_DB",
            help="The book: a path, or postgresql://…; default: pledgebook.db in your data folder.",
        ),
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    context.obj = db


@app.command()
def extract(
    paths: Paths,
    format: FormatOption = None,
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
    tally, faults = Tally(), Faults()
    with output() as write, progress(sources(paths), quiet) as read:
        found = _extractions(engine(), documents(read, max_megabytes, faults), tally, faults, min_confidence, explain)
        for piece in _lines(chosen(format), found, explain):
            write(piece)
    _finish(tally, faults, quiet)


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

    form = format or (MentionFormat.table if sys.stdout.isatty() else MentionFormat.jsonl)
    tally, faults = Tally(), Faults()
    with output() as write, progress(sources(paths), quiet) as read:
        reader = engine()
        for document in documents(read, max_megabytes, faults):
            found = [m for m in _mentions(reader, document, faults) if type is None or m.kind == type.value]
            tally.documents += 1
            tally.kinds.update(m.kind for m in found)
            if form is MentionFormat.table:
                write(table.mention_table(document, found, width=width(), colour=colour()))
            elif type is MentionType.amount and document.line is not None:
                write(jsonl.amounts_line(document.id, found))
            else:
                write(jsonl.mention_lines(document.id, found))
    _finish(tally, faults, quiet, "mention")


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


def _extractions(
    reader: Cascade, found: Iterable[Document], tally: Tally, faults: Faults, min_confidence: float, explain: bool
) -> Iterator[Extraction]:
    for document in found:
        try:
            extraction = reader.extract(document, explain=explain)
        except KnowledgeError:
            raise
        except Exception as error:  # noqa: BLE001 - one document must not end a run of thousands
            faults.say(failure(document, error))
            continue
        if min_confidence > 0:
            kept = tuple(s for s in extraction.statements if s.confidence >= min_confidence)
            extraction = replace(extraction, statements=kept)
        tally.add(extraction)
        yield extraction


def _mentions(reader: Cascade, document: Document, faults: Faults) -> tuple[Mention, ...]:
    try:
        return reader.mentions(document)
    except KnowledgeError:
        raise
    except Exception as error:  # noqa: BLE001 - as above
        faults.say(failure(document, error))
        return ()


def _lines(form: Format, extractions: Iterable[Extraction], explain: bool) -> Iterator[str]:
    if form is Format.table:
        from pledgebook.exchange import table

        return table.lines(extractions, explain=explain, width=width(), colour=colour())
    from importlib import import_module

    writer: Iterator[str] = import_module(f"pledgebook.exchange.{form.value}").lines(extractions, explain=explain)
    return writer


def _finish(tally: Tally, faults: Faults, quiet: bool, noun: str = "statement") -> None:
    tally.faults = faults.count
    if not quiet:
        typer.echo(tally.text(noun), err=True)
    if tally.faults:
        raise typer.Exit(FAILED)


for _room in (keeping.add, questions.documents, questions.statements, questions.commitments, questions.show,
              questions.sums, questions.totals, questions.reconcile, questions.conflicts, deciding.accept,
              deciding.reject, deciding.correct, deciding.same, deciding.different, deciding.part_of, deciding.undo,
              deciding.log, keeping.reread, keeping.rebuild, keeping.check, keeping.backup, keeping.restore,
              serving.serve):  # fmt: skip
    app.command(_room.__name__.replace("_", "-"))(_room)


def main() -> None:
    """The entry point of the `pledgebook` command. Broken knowledge files end the run: no result could be trusted."""
    try:
        app()
    except KnowledgeError as error:
        for fault in error.faults:
            typer.echo(str(fault), err=True)
        sys.exit(FAILED)
