"""Paths in, documents and faults out, one at a time: the way from a source to the format that reads it."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import BinaryIO

from pledgebook.documents.detect import Format, detect, is_format
from pledgebook.documents.language import identify
from pledgebook.documents.notice import Notice
from pledgebook.documents.source import DEFAULT_LIMIT, Source, expand, opened, read_head, read_rest, reason
from pledgebook.model import Document, Fault

_Reader = Callable[[bytes, str, str], Iterator[Document | Fault]]
_PATH_SUFFIXES = frozenset(
    {".txt", ".md", ".html", ".htm", ".pdf", ".jsonl", ".ndjson", ".xml", ".rss", ".atom", ".eml"}
)


class ReadError(ValueError):
    """Nothing could be read; `faults` say why."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(map(str, faults)) or "nothing to read")
        self.faults = faults


def read(path_or_text: str | Path) -> list[Document]:
    """The documents in a file, a folder or a pattern, or the one that a text is.

    A string is taken for a path where a file of that name exists or where it looks like nothing else (one word that
    ends like a file name); a `Path` always is. What could not be read beside documents that could is logged as a
    warning of the logger `pledgebook`. Raises ReadError where there is no document at all.
    """
    if isinstance(path_or_text, str) and not _is_path(path_or_text):
        return [_of_text(path_or_text)]
    documents: list[Document] = []
    faults: list[Fault] = []
    for found in read_paths([path_or_text]):
        if isinstance(found, Document):
            documents.append(found)
        else:
            faults.append(found)
    if not documents:
        raise ReadError(faults)
    for fault in faults:
        logging.getLogger("pledgebook").warning("%s", fault)
    return documents


def read_paths(
    paths: Iterable[str | Path], *, limit: int = DEFAULT_LIMIT, identify_language: bool = True
) -> Iterator[Document | Fault]:
    """The documents that `paths` name, and a Fault for whatever could not be read, in the order of `expand`.

    `limit` is the most bytes of one file (of one line, in JSON Lines) that are read; more is a Fault. One file is held
    at a time, and of JSON Lines one line. Ids are unique within a call: an id met again gets `-2`, `-3` ….
    """
    yield from read_sources(expand(paths), limit=limit, identify_language=identify_language)


def read_sources(
    sources: Iterable[Source | Fault], *, limit: int = DEFAULT_LIMIT, identify_language: bool = True
) -> Iterator[Document | Fault]:
    """As `read_paths`, for sources already found; Faults among them are passed on."""
    used: dict[str, int] = {}
    for source in sources:
        if isinstance(source, Fault):
            yield source
            continue
        for found in _guarded(source, limit):
            if isinstance(found, Document):
                language = found.language or (identify(found.text) if identify_language else None)
                found = _with(found, _unique(found.id, used), language)
            yield found


def _guarded(source: Source, limit: int) -> Iterator[Document | Fault]:
    try:
        yield from _read_source(source, limit)
    except OSError as error:
        yield Fault(source.name, reason(error))
    except Exception as error:  # noqa: BLE001 - what a hostile file makes a parser raise cannot be listed
        words = " ".join(str(error).split())[:200]
        yield Fault(source.name, f"could not be read: {type(error).__name__}{': ' if words else ''}{words}")


def _read_source(source: Source, limit: int) -> Iterator[Document | Fault]:
    with opened(source) as stream:
        head = read_head(stream)
        suffix = source.path.suffix if source.path is not None else ""
        answer = detect(head, suffix)
        if answer == "jsonl":
            module = import_module("pledgebook.documents.jsonl")
            yield from module.documents(_rejoined(head, stream), source.name, source.stem, limit=limit)
            return
        if not is_format(answer):
            yield Fault(source.name, answer)
            return
        data = read_rest(head, stream, limit)
    if data is None:
        yield Fault(source.name, f"larger than {limit} bytes, the most that is read of one file")
        return
    yield from _reader(answer)(data, source.name, source.stem)


def _reader(kind: str) -> _Reader:
    """The function that reads a format; its module, and the library behind it, are loaded only when first met."""
    if kind == "markdown":
        from pledgebook.documents import plain

        return lambda data, name, stem: plain.documents(data, name, stem, markdown=True)
    reader: _Reader = import_module(f"pledgebook.documents.{kind}").documents
    return reader


class _Rejoined(io.RawIOBase):
    """A stream with the bytes already taken from it put back in front."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head = memoryview(head)
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        if self._head:
            taken = self._head[: len(buffer)]
            self._head = self._head[len(taken) :]
        else:
            rest = self._rest
            chunk = rest.read1(len(buffer)) if isinstance(rest, io.BufferedReader) else rest.read(len(buffer))
            taken = memoryview(chunk)
        buffer[: len(taken)] = taken
        return len(taken)


def _rejoined(head: bytes, stream: BinaryIO) -> BinaryIO:
    return io.BufferedReader(_Rejoined(head, stream), buffer_size=1 << 18)


def _unique(identity: str, used: dict[str, int]) -> str:
    count = used.get(identity)
    if count is None:
        used[identity] = 1
        return identity
    while True:
        count += 1
        candidate = f"{identity}-{count}"
        if candidate not in used:
            used[identity] = count
            used[candidate] = 1
            return candidate


def _with(document: Document, identity: str, language: str | None) -> Document:
    if identity == document.id and language == document.language:
        return document
    return replace(document, id=identity, language=language)


def _is_path(words: str) -> bool:
    if not words or len(words) > 4096 or "\n" in words or "\x00" in words:
        return False
    try:
        if Path(words).exists():
            return True
    except OSError:  # a name longer than the system allows
        return False
    return not any(c.isspace() for c in words) and (
        Path(words).suffix.lower() in _PATH_SUFFIXES or "/" in words or "*" in words
    )


def _of_text(text: str) -> Document:
    from pledgebook.documents.plain import from_text

    document = from_text(text, "text")
    return replace(document, language=document.language or identify(document.text))


__all__ = ["Format", "Notice", "ReadError", "read", "read_paths", "read_sources"]
