"""Commands that keep the book: add, reread, rebuild, check, backup, restore."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pledgebook.commands.common import (
    FAILED,
    Faults,
    MaxMegabytes,
    Paths,
    Quiet,
    book,
    documents,
    engine,
    failure,
    sources,
    told,
)
from pledgebook.documents import DEFAULT_LIMIT
from pledgebook.exchange.progress import counter
from pledgebook.model import Document, Fault, Statement

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pledgebook.ledger.adding import Added
    from pledgebook.ledger.opening import Book


@dataclass(slots=True)
class _Count:
    """What adding came to."""

    read: int = 0
    new: int = 0
    known: int = 0
    changed: int = 0
    elsewhere: int = 0
    statements: int = 0
    skipped: dict[str, int] = field(default_factory=dict)

    def take(self, added: Added) -> None:
        self.read += 1
        self.new += added.new_text and not added.new_version
        self.changed += added.new_version
        self.elsewhere += added.new_appearance and not added.new_text and not added.new_version
        self.known += not (added.new_text or added.new_appearance or added.new_version or added.statements_new)
        self.statements += added.statements_new


def add(
    context: typer.Context,
    paths: Paths,
    given: Annotated[
        bool, typer.Option("--given", help="Take the statements that come with JSON Lines documents; read nothing.")
    ] = False,
    max_megabytes: MaxMegabytes = DEFAULT_LIMIT / 1e6,
    quiet: Quiet = False,
) -> None:
    """Add documents to the book, read them, and merge what they say into commitments.

    What the book has already changes nothing, so that a command that was cut short can be repeated.

    \b
    Examples:
      pledgebook add news/
      pledgebook --db pledges.db add releases.jsonl
      pledgebook add statements.jsonl --given
    """
    found = sources(paths)
    faults = Faults()
    count = _Count()
    with book(context, create=True) as opened, counter("documents", quiet) as progress:
        before = _extent(opened)
        with _kept_failures(opened, faults) as read:
            for document in documents(found, max_megabytes, faults):
                added = _given(opened, document, faults) if given else _read(opened, document, faults, count)
                if added is not None:
                    count.take(added)
                read.add(document.source)
                progress(count.read, None)
        merged = _merge(opened, before)
    if not quiet:
        typer.echo("\n".join(_summary(count, merged, faults)), err=True)
    if faults.count:
        raise typer.Exit(FAILED)


def reread(context: typer.Context, quiet: Quiet = False) -> None:
    """Read the stored documents again, where another engine or version read them; judgements are kept.

    \b
    Example:
      pledgebook reread
    """
    from pledgebook.ledger.rereading import reread

    faults = Faults()
    with book(context) as opened, counter("documents", quiet) as progress:
        done = reread(opened, engine(), progress)
    for fault in done.faults:
        faults.say(fault)
    if not quiet:
        judged = f", {_many(done.kept_judgements, 'judgement')} kept" if done.kept_judgements else ""
        typer.echo(f"{_many(done.read, 'document')} read again, {done.changed} changed{judged}", err=True)
    for lost in done.lost_judgements:
        typer.echo(f"not attached: judgement {lost.number} ({lost.action} {lost.subject} by {lost.by})", err=True)
    if faults.count:
        raise typer.Exit(FAILED)


def rebuild(context: typer.Context, quiet: Quiet = False) -> None:
    """Work out all commitments again from the documents, statements and judgements.

    \b
    Example:
      pledgebook rebuild
    """
    from pledgebook.ledger.rebuilding import rebuild

    with book(context) as opened:
        rebuild(opened)
        commitments, conflicts = _extent(opened)
    if not quiet:
        typer.echo(f"{_many(commitments, 'commitment')}, {_many(len(conflicts), 'conflict')}", err=True)


def check(
    context: typer.Context,
    quick: Annotated[bool, typer.Option("--quick", help="Do not work out the book again to compare.")] = False,
) -> None:
    """Check the book: every quote in its place, every reference, every commitment and sum as worked out anew.

    \b
    Example:
      pledgebook check

    \b
    Exit codes: 0 the book is whole, 1 it is not (what is wrong is printed).
    """
    from pledgebook.ledger.checking import check

    with book(context) as opened:
        faults = check(opened, reproduce=not quick)
    for fault in faults:
        typer.echo(str(fault))
    if faults:
        raise typer.Exit(FAILED)
    typer.echo("the book is whole", err=True)


def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write it.", show_default=False)],
) -> None:
    """Write all documents, statements and judgements into one file, from which `restore` makes the book again.

    \b
    Example:
      pledgebook backup pledges-2026-03.backup
    """
    from pledgebook.ledger.backup import backup

    with book(context) as opened:
        written = backup(opened, file)
    typer.echo(f"{written}: {written.stat().st_size:,} bytes", err=True)


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `backup` wrote.", show_default=False)],
    replace: Annotated[bool, typer.Option("--replace", help="Give up what the book holds now.")] = False,
) -> None:
    """Make the book again from a backup, on SQLite or PostgreSQL. A damaged book is put aside, not deleted.

    \b
    Example:
      pledgebook --db pledges.db restore pledges-2026-03.backup
    """
    from pledgebook.ledger.backup import restore

    with told():
        restored = restore(context.obj, file, replace)
    if restored.moved:
        typer.echo(f"the damaged book is kept as {restored.moved}", err=True)
    rows = restored.rows
    words = ", ".join(_many(rows.get(name, 0), name) for name in ("text", "statement", "judgement"))
    typer.echo(f"restored: {words}", err=True)


@contextmanager
def _kept_failures(opened: Book, faults: Faults) -> Iterator[set[str | None]]:
    """Keeps in the book what could not be read. Takes the files that were read, whose earlier failures are over where
    the run comes to its end."""
    from pledgebook.ledger.failing import note_failures, place_of

    read: set[str | None] = set()
    try:
        yield read
    except BaseException:
        note_failures(opened, faults.unread)
        raise
    note_failures(opened, faults.unread, {place for name in read if name and (place := place_of(name))})


def _given(opened: Book, document: Document, faults: Faults) -> Added | None:
    from pledgebook.ledger.adding import add_given

    if document.given is None:
        where = document.source or document.id
        faults.say(
            Fault(where, f"{document.id}: no statements came with it; without --given it is read", document.line)
        )
        return None
    added, found = add_given(opened, document)
    for fault in found:
        faults.say(fault)
    return added


def _read(opened: Book, document: Document, faults: Faults, count: _Count) -> Added | None:
    from pledgebook.ledger.adding import add
    from pledgebook.ledger.errors import BookError

    reader = engine()

    def statements() -> Sequence[Statement]:
        extraction = reader.extract(document)
        if extraction.skipped is not None:
            count.skipped[extraction.skipped] = count.skipped.get(extraction.skipped, 0) + 1
        return extraction.statements

    try:
        return add(opened, document, statements, f"{reader.name}/{reader.version}")
    except BookError:
        raise
    except Exception as error:  # noqa: BLE001 - one document must not end a run of thousands
        faults.say(fault := failure(document, error))
        faults.unread.append(fault)
        return None


@dataclass(frozen=True, slots=True)
class _Merged:
    opened: int
    changed: int
    conflicts: tuple[str, ...]


def _extent(opened: Book) -> tuple[int, frozenset[str]]:
    """How many commitments there are, and which conflicts."""
    from pledgebook.report.commitments import count
    from pledgebook.report.conflicts import conflicts

    with opened.reading() as connection:
        return count(connection), frozenset(c.id for c in conflicts(connection))


def _merge(opened: Book, before: tuple[int, frozenset[str]]) -> _Merged:
    from pledgebook.ledger.settling import caught_up

    settled = caught_up(opened)
    if settled is None:
        return _Merged(0, 0, ())
    commitments, conflicts = _extent(opened)
    new = max(commitments - before[0], 0)
    return _Merged(new, max(len(settled.commitments) - new, 0), tuple(sorted(conflicts - before[1])))


def _summary(count: _Count, merged: _Merged, faults: Faults) -> list[str]:
    parts = [f"{count.new} new", f"{count.known} known", f"{count.changed} changed"]
    parts += [f"{count.elsewhere} at another address"] if count.elsewhere else []
    out = [f"{_many(count.read, 'document')} read: {', '.join(parts)}"]
    out += [f"skipped {number}: {why}" for why, number in sorted(count.skipped.items())]
    out.append(
        f"{_many(count.statements, 'statement')}; commitments: {merged.opened} opened, {merged.changed} changed; "
        f"conflicts: {len(merged.conflicts)} new"
    )
    out += [f"  {name}" for name in merged.conflicts[:10]]
    if faults.count:
        out.append(f"{_many(faults.count, 'fault')}, listed above")
    return out


def _many(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
