"""The library's front door: from a text, a path or a document to its statements, with the default engine."""

from __future__ import annotations

from pathlib import Path

from pledgebook.documents import read
from pledgebook.model import Document, Mention, Statement


def extract(source: Document | str | Path, explain: bool = False) -> tuple[Statement, ...]:
    """The statements of a Document, a text, or the documents at a path, in order; see `read` for what is a path.

    `explain` fills each statement's `reasons`, learned decisions included. A document in a language without knowledge
    files has no statements. Raises ReadError where nothing can be read.
    """
    from pledgebook.extract.engine import default_engine

    engine = default_engine()
    return tuple(s for document in _documents(source) for s in engine.extract(document, explain=explain).statements)


def mentions(source: Document | str | Path) -> tuple[Mention, ...]:
    """The typed mentions (amounts, actors, dates …) of a Document, a text, or the documents at a path, in order."""
    from pledgebook.extract.engine import default_engine

    engine = default_engine()
    return tuple(m for document in _documents(source) for m in engine.mentions(document))


def _documents(source: Document | str | Path) -> list[Document]:
    return [source] if isinstance(source, Document) else read(source)
