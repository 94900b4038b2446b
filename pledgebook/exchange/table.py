"""Statements for a reader at a terminal: a block each, under the name of its document; mentions as a table."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from pledgebook.exchange.words import amount_of, amount_words, detail_words, printable, stage_words, who_to_whom
from pledgebook.model import Document, Extraction, Mention, Statement

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_NARROWEST = 40
_KIND_WIDTH = 10


def lines(
    extractions: Iterable[Extraction], *, explain: bool = False, width: int = 80, colour: bool = False
) -> Iterator[str]:
    """For each extraction with statements one string: the document's name, then a block a statement.

    A block has kind, who → whom, amount, stage and date on its first line, sector, programmes, items and conditions on
    the next, then the quote. `explain` adds a line a field: its words and the rule that decided. `width` is in columns;
    without `colour` there are no escape sequences.
    """
    for extraction in extractions:
        if extraction.statements:
            yield _rendered(extraction, explain, max(width, _NARROWEST), colour)


def mention_table(document: Document, mentions: Iterable[Mention], *, width: int = 80, colour: bool = False) -> str:
    """The mentions of one document as a table: type, place, words, value."""
    from rich.table import Table
    from rich.text import Text

    from pledgebook.exchange.plain import plain

    table = Table(box=None, pad_edge=False, show_edge=False, title=_heading(document), title_justify="left")
    for name in ("type", "start", "end", "text", "value"):
        table.add_column(name, justify="right" if name in {"start", "end"} else "left", overflow="fold")
    for m in mentions:
        value = amount_words(m.value) if type(m.value).__name__ == "Amount" else str(plain(m.value))
        cells = (m.kind, str(m.start), str(m.end), printable(m.text), printable(value))
        table.add_row(*(Text(cell) for cell in cells))
    if not table.row_count:
        return ""
    target = console(max(width, _NARROWEST), colour)
    target.print(table)
    return taken(target) + "\n"


def _rendered(extraction: Extraction, explain: bool, width: int, colour: bool) -> str:
    target = console(width, colour)
    target.print(_heading(extraction.document))
    for statement in extraction.statements:
        _block(target, statement, explain)
    target.print()
    return taken(target)


def _heading(document: Document) -> Text:
    from rich.text import Text

    parts = [document.id, str(document.published or "no date"), document.publisher or "", document.title or ""]
    return Text(printable(" · ".join(p for p in parts if p)), style="bold underline")


def _block(target: Console, statement: Statement, explain: bool) -> None:
    from rich.padding import Padding
    from rich.text import Text

    head = Text().append(f"{statement.kind:<{_KIND_WIDTH}}", style="cyan")
    head.append(printable(who_to_whom(statement)), style="bold")
    for words, style in (
        (amount_words(amount_of(statement)), "green"),
        (stage_words(statement), "yellow"),
        (str(statement.date or ""), ""),
    ):
        if words:
            head.append("   ")
            head.append(printable(words), style=style)
    target.print(head)
    rest = [Text(" · ".join(detail_words(statement)))] if detail_words(statement) else []
    rest.append(Text(f"“{printable(statement.quote)}”", style="italic"))
    said = statement.speaker
    if said is not None and (said.name or said.actor):
        rest.append(Text("said by " + printable(", ".join(p for p in (said.name, said.actor) if p)), style="dim"))
    if explain:
        rest.append(Text(f"confidence {statement.confidence:.2f}", style="dim"))
        rest.extend(
            Text(printable(f"{r.field}: “{r.words}” ({r.rule})" if r.words else f"{r.field}: ({r.rule})"), style="dim")
            for r in statement.reasons
        )
    for text in rest:
        target.print(Padding(text, (0, 0, 0, _KIND_WIDTH)))


def console(width: int, colour: bool) -> Console:
    """A console that writes into memory, `width` columns wide, without colours where `colour` is false."""
    from rich.console import Console

    return Console(
        file=io.StringIO(),
        width=width,
        force_terminal=colour,
        color_system="standard" if colour else None,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
    )


def taken(target: Console) -> str:
    """What was written to a console of `console`, without spaces at line ends."""
    assert isinstance(target.file, io.StringIO)  # noqa: S101 - console() made it so
    rows = target.file.getvalue().split("\n")
    return "\n".join(row.rstrip(" ") for row in rows)
