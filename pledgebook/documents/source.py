"""From what the user names (files, folders, patterns, `-`) to sources that can be opened, in a settled order.

Nothing is read here but names. Whatever is odd about a name (it does not exist, it goes round in a circle, it may not
be read) becomes a Fault in the place where the file would have come.
"""

from __future__ import annotations

import glob
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from pledgebook.model import Fault

STDIN = "-"
DEFAULT_LIMIT = 20_000_000
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Source:
    """Something with bytes to read: a file, or standard input where `path` is None. `name` is for messages."""

    name: str
    path: Path | None

    @property
    def stem(self) -> str:
        """The file's name without folder and suffix; what a document's id is made from."""
        return "stdin" if self.path is None else printable(self.path.stem)


def printable(name: str) -> str:
    """A file name that can be written as UTF-8: bytes of it that are no text become U+FFFD."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def expand(paths: Iterable[str | Path]) -> Iterator[Source | Fault]:
    """The sources that `paths` name, in the order given, a folder's files sorted by name.

    A path is a file, a folder (read with all its folders), a pattern with `*`, `?`, `[…]` or `**`, or `-` for standard
    input. In folders and patterns names that begin with a dot are left out; so is, with a Fault, anything but regular
    files. A path named outright is taken as it is. A file reached twice comes once. What does not exist or cannot be
    listed is a Fault.
    """
    seen: set[str] = set()
    for path in paths:
        name = os.fspath(path)
        if name == STDIN:
            if STDIN not in seen:
                seen.add(STDIN)
                yield Source("standard input", None)
        elif os.path.lexists(name):
            yield from _named(name, seen)
        elif glob.has_magic(name):
            yield from _pattern(name, seen)
        else:
            yield Fault(printable(name), "no such file or folder")


def _named(name: str, seen: set[str]) -> Iterator[Source | Fault]:
    try:
        mode = Path(name).stat().st_mode
    except OSError as error:
        yield _unreachable(name, error)
        return
    if stat.S_ISDIR(mode):
        yield from _folder(name, seen)
    else:
        yield from _once(name, seen)


def _pattern(name: str, seen: set[str]) -> Iterator[Source | Fault]:
    matches = sorted(glob.iglob(name, recursive=True))  # noqa: PTH207 - Path.glob takes no absolute patterns
    if not matches:
        yield Fault(printable(name), "no file matches")
    for match in matches:
        # `**` yields folders and their files alike; a folder that the last part of the pattern names is read whole
        if not (name.endswith("**") and Path(match).is_dir()):
            yield from _named(match, seen)


def _folder(top: str, seen: set[str]) -> Iterator[Source | Fault]:
    """Walks depth first without recursion; `seen` holds real paths: a folder linked from many places is read once."""
    stack: list[tuple[str, tuple[str, ...]]] = [(top, ())]
    while stack:
        name, above = stack.pop()
        if not Path(name).is_dir():
            yield from _leaf(name, seen)
            continue
        real = os.path.realpath(name)
        if real in above:
            yield Fault(printable(name), "symbolic link goes round in a circle")
            continue
        if real in seen:
            continue
        seen.add(real)
        try:
            with os.scandir(name) as entries:
                names = sorted((e.path for e in entries if not e.name.startswith(".")), reverse=True)
        except OSError as error:
            yield _unreachable(name, error)
            continue
        stack.extend((n, (*above, real)) for n in names)


def _leaf(name: str, seen: set[str]) -> Iterator[Source | Fault]:
    try:
        mode = Path(name).stat().st_mode
    except OSError as error:
        yield _unreachable(name, error)
        return
    if stat.S_ISREG(mode):
        yield from _once(name, seen)
    else:
        yield Fault(printable(name), "not a regular file")


def _once(name: str, seen: set[str]) -> Iterator[Source]:
    real = os.path.realpath(name)
    if real not in seen:
        seen.add(real)
        yield Source(printable(name), Path(name))


def _unreachable(name: str, error: OSError) -> Fault:
    return Fault(printable(name), reason(error))


def reason(error: OSError) -> str:
    """An operating system's error in words."""
    if isinstance(error, FileNotFoundError):
        return "no such file (it vanished, or is a link to nothing)"
    if isinstance(error, PermissionError):
        return "permission denied"
    return (error.strerror or type(error).__name__).lower()


@contextmanager
def opened(source: Source) -> Iterator[BinaryIO]:
    """The source's bytes as a stream. Raises OSError as `open` does; standard input is left open."""
    if source.path is None:
        yield sys.stdin.buffer
        return
    with source.path.open("rb") as stream:
        yield stream


def read_head(stream: BinaryIO, size: int = 65_536) -> bytes:
    """The first bytes of a stream, enough to know what it is: `size` bytes, or less where a line of JSON is complete.

    A pipe that sends JSON Lines now and then is not kept waiting until `size` bytes have come.
    """
    head = b""
    while len(head) < size:
        chunk = stream.read1(size - len(head)) if hasattr(stream, "read1") else stream.read(size - len(head))
        if not chunk:
            break
        head += chunk
        first, end, _ = head.lstrip(b"\xef\xbb\xbf \t\r\n").partition(b"\n")
        if end and first.startswith(b"{") and first.rstrip().endswith(b"}"):
            break
    return head


def read_rest(head: bytes, stream: BinaryIO, limit: int) -> bytes | None:
    """`head` and all that follows it, or None where that is more than `limit` bytes (no more than that is held)."""
    parts, size = [head], len(head)
    while size <= limit:
        chunk = stream.read(min(_CHUNK, limit + 1 - size))
        if not chunk:
            return b"".join(parts)
        parts.append(chunk)
        size += len(chunk)
    return None
