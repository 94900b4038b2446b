"""Standard output and standard error: what they can show, writing to them, and who has stopped listening."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from pledgebook.documents import Source
from pledgebook.model import Fault

FEW_FILES = 3


def width() -> int:
    """The terminal's width in columns; 80 where there is none, unless COLUMNS says otherwise."""
    return shutil.get_terminal_size((80, 24)).columns


def colour() -> bool:
    """Whether standard output shows colours: a terminal, without NO_COLOR (no-color.org)."""
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


@contextmanager
def output() -> Iterator[Callable[[str], None]]:
    """A function that writes to standard output at once. Who reads it may stop at any time: that is no failure."""
    stdout = sys.stdout
    if hasattr(stdout, "reconfigure"):
        stdout.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")

    def write(text: str) -> None:
        if text:
            stdout.write(text)
            stdout.flush()

    try:
        yield write
    except BrokenPipeError:
        # what is left in the buffer goes nowhere, or Python complains on its way out
        os.dup2(os.open(os.devnull, os.O_WRONLY), stdout.fileno())
        raise SystemExit(0) from None


@contextmanager
def progress(sources: list[Source | Fault], quiet: bool) -> Iterator[Iterable[Source | Fault]]:
    """The sources, with a bar on standard error where a person watches it and standard output goes elsewhere."""
    if quiet or len(sources) <= FEW_FILES or not sys.stderr.isatty() or sys.stdout.isatty():
        yield sources
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        yield bar.track(sources, description="reading")
