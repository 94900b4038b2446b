"""How fast the pages of a great book are.

    python bench/web.py [--book PATH-OR-URL | --statements 100000] [--database sqlite] [--seconds 60] [--write]

The server runs as `pledgebook serve` in a process of its own. Each page and each list of the API is asked for `--times`
times after a warm-up, with other parameters each time; then `--crowd` people ask at once for `--seconds`, first for pages
of a mix that nobody has asked for before, then, of a server that was started anew, for some often and many seldom, as
readers do, of as many processes as there are processors; then Chromium opens the overview. Without `--book` one is
generated. Registers and people are put into a book that has none, and a judgement is made in it and taken back.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import os
import random
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import book as bench_book
import generate_others
import httpx
import report
import shared
import web_addresses
from sqlalchemy import func, select

from pledgebook.ledger import refresh, schema
from pledgebook.ledger.opening import Book, open_book
from pledgebook.ledger.settling import caught_up

WARM = 3  # requests of each kind that are not counted
_IDLE = 0.02  # seconds of the processor in one, of a server that nobody asks anything
_ASKED = 30_000  # addresses; fewer where a book has fewer
SHARE = 10  # one in so many statements is in a register
TARGET = {"page": 150, "crowd": 500, "paint": 1000, "charts": 1_200_000, "plain": 150_000}
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
LIGHT = ("/commitments", "/donors", "/people", "/registers/agreements", "/registers/totals", "/conflicts", "/review",
         "/sources")  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--book", help="a book that is kept")
    parser.add_argument("--statements", type=int, default=100_000, help="of the book that is made where none is named")
    parser.add_argument("--database", default="sqlite", choices=("sqlite", "postgresql"))
    parser.add_argument("--times", type=int, default=40, help="how often each page is asked for")
    parser.add_argument("--only", default="", help="pages whose name holds this")
    parser.add_argument("--crowd", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--serve", default="", help="further options of `pledgebook serve`")
    parser.add_argument("--write", action="store_true", help="write the table into the pages")
    arguments = parser.parse_args()
    if arguments.book:
        figures = measured(arguments.book, arguments)
    else:
        from books import shelves

        with shelves(arguments.database) as books, multiprocessing.get_context("spawn").Pool(1) as pool:
            url = books.url("web")
            pool.apply(bench_book.build, (url, arguments.statements))
            figures = measured(url, arguments)
    name = figures["database"]
    rows, notes = rows_of(figures)
    report.keep(f"web-{name}", rows, notes, arguments.write)
    return 0


def measured(url: str, arguments: argparse.Namespace) -> dict[str, Any]:
    """All figures of one book."""
    opened = open_book(url)
    dress(opened)
    with opened.reading() as connection:
        number = connection.scalar(select(func.count()).select_from(schema.claim)) or 0
        book = web_addresses.Book(connection)
    opened.close()
    figures: dict[str, Any] = {"database": opened.engine.dialect.name, "statements": number}
    with serving(url, arguments.serve) as (address, process):
        figures["memory at first"] = _memory(process)
        figures["pages"] = one_by_one(address, process, book, arguments.times, arguments.only)
        figures["changed"] = after_a_change(address)
        if Path(CHROMIUM).exists() and not arguments.only:
            figures["browser"] = browsed(address)
    for name, ask in (("crowd", web_addresses.once_each), ("crowd as visited", web_addresses.as_visited)):
        if arguments.seconds:
            paths = ask(book, random.Random(7), _ASKED)  # noqa: S311 - repeatable, not secret
            with serving(url, f"{arguments.serve} --processes {os.cpu_count()}") as (address, process):
                httpx.get(address, timeout=300)
                _until_ready(process)
                figures[name] = crowd(name, address, process, paths, arguments.crowd, arguments.seconds)
                figures["memory"] = _memory(process)
    shared.BUILD.mkdir(exist_ok=True)
    (shared.BUILD / f"web-{figures['database']}.json").write_text(json.dumps(figures, indent=1), "utf-8")
    return figures


def dress(book: Book) -> None:
    """Puts registers and people into a generated book, which has none."""
    with book.reading() as connection:
        if connection.scalar(select(schema.claim.c.key).where(schema.claim.c.kind == "meeting").limit(1)):
            return
        number = connection.scalar(select(func.count()).select_from(schema.claim)) or 0
        before = max(connection.scalar(select(func.max(t.c.id))) or 0 for t in (schema.text, schema.reading))
    batch: list[Any] = []
    first = before
    for found in [*generate_others.documents(number // SHARE), None]:
        if found is None or len(batch) == bench_book.BATCH:
            bench_book.put(book, batch, before)
            before, batch = before + len(batch), []
        batch.append(found)
    if book.engine.dialect.name == "postgresql":
        bench_book.number_on(book)
    for start in range(first + 1, before + 1, bench_book.BATCH):
        with book.writing() as connection:
            refresh.refresh(connection, range(start, min(start + bench_book.BATCH, before + 1)))
    caught_up(book)
    with book.writing() as connection:  # as after any load in bulk, so that the database knows how much there is
        connection.exec_driver_sql("ANALYZE")


@contextmanager
def serving(url: str, options: str) -> Iterator[tuple[str, int]]:
    """`pledgebook serve` on a free port: its address, and the number of its process."""
    command = [str(shared.PROGRAM), "--db", url, "serve", "--port", "0", *options.split()]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        line = process.stderr.readline() if process.stderr else ""
        if " is open at " not in line:
            raise SystemExit(f"the server did not start: {line}")
        yield line.partition(" is open at ")[2].split()[0].rstrip("/"), process.pid
    finally:
        process.terminate()
        process.wait(20)


def one_by_one(address: str, process: int, book: web_addresses.Book, times: int, only: str) -> dict[str, Any]:
    """Milliseconds of each kind of page, by the clock at the client and of the processor at the server."""
    out = {}
    with httpx.Client(base_url=address, timeout=300) as client:
        for name, make in web_addresses.addresses(book).items():
            if only not in name:
                continue
            rng = random.Random(name)  # noqa: S311 - repeatable, not secret
            paths = [make(rng) for _ in range(times + WARM)]
            took, spent = [], []
            for path in paths:
                busy, began = _busy(process), time.perf_counter()
                answer = client.get(path)
                took.append((time.perf_counter() - began) * 1000)
                spent.append((_busy(process) - busy) * 1000)
                if answer.status_code != 200 and not _may_be_missing(name, answer.status_code):
                    raise SystemExit(f"{path}: {answer.status_code} {answer.text[:300]}")
            took, spent = took[WARM:], spent[WARM:]
            out[name] = {
                "p50": statistics.median(took),
                "p95": statistics.quantiles(took, n=20)[-1],
                "cpu p50": statistics.median(spent),
                "cpu p95": statistics.quantiles(spent, n=20)[-1],
                "slowest": paths[WARM + spent.index(max(spent))],
                "bytes": len(answer.content),
            }
            found = out[name]
            print(f"{name:30} p50 {found['p50']:7.1f} p95 {found['p95']:7.1f} ms by the clock, of the processor "
                  f"{found['cpu p50']:6.1f} {found['cpu p95']:6.1f} ms {found['slowest']}", flush=True)  # fmt: skip
    return out


def _may_be_missing(name: str, status: int) -> bool:
    return status == 404 and (name.endswith("as of") or name in ("donor", "recipient", "programme", "document"))


def after_a_change(address: str) -> dict[str, float]:
    """Milliseconds of the first overview after somebody decided something, and after it was undone."""
    out = {}
    with httpx.Client(base_url=address, timeout=300) as client:
        client.get("/")
        key = client.get("/api/v1/statements", params={"kind": "pledge", "limit": 1}).json()["data"][0]["key"]
        began = time.perf_counter()
        made: Any = httpx.post(
            f"{address}/api/v1/judgements", json={"action": "reject", "subject": key}, timeout=300
        ).json()
        if isinstance(made, dict):
            raise SystemExit(f"nothing could be decided: {made}")
        out["deciding"] = (time.perf_counter() - began) * 1000
        began = time.perf_counter()
        client.get("/")
        out["overview"] = (time.perf_counter() - began) * 1000
        httpx.delete(f"{address}/api/v1/judgements/{made[0]['number']}", timeout=300)
        began = time.perf_counter()
        client.get("/commitments")
        out["commitments"] = (time.perf_counter() - began) * 1000
    print("after a change:", out, flush=True)
    return out


def crowd(name: str, address: str, process: int, paths: list[str], people: int, seconds: float) -> dict[str, Any]:
    """What `people` get who ask one after the other for `seconds`, all at once, for these pages one after another."""
    busy, began = _busy(process), time.perf_counter()
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        took, wrong = pool.apply(asking, (address, paths, people, seconds))
    spent = time.perf_counter() - began
    out = {
        "requests": len(took), "errors": len(wrong), "wrong": wrong[:5], "p50": statistics.median(took),
        "p95": statistics.quantiles(took, n=20)[-1], "a second": len(took) / seconds,
        "cpu": (_busy(process) - busy) / spent, "cpu a request": 1000 * (_busy(process) - busy) / max(len(took), 1),
    }  # fmt: skip
    print(f"{name}:", out, flush=True)
    return out


def asking(address: str, paths: list[str], people: int, seconds: float) -> tuple[list[float], list[str]]:
    """How many milliseconds each answer took, and what went wrong."""
    took: list[float] = []
    wrong: list[str] = []
    ahead = iter(paths)

    async def one(until: float) -> None:
        client = await Visitor.at(address)
        while (began := time.perf_counter()) < until and (path := next(ahead, None)) is not None:
            try:
                status = await asyncio.wait_for(client.get(path), 60)
                if status not in (200, 404):
                    wrong.append(f"{path}: {status}")
            except (OSError, ValueError, TimeoutError, asyncio.IncompleteReadError) as error:
                wrong.append(f"{path}: {error!r}")
                client = await Visitor.at(address)
            took.append((time.perf_counter() - began) * 1000)

    async def all_of_them() -> None:
        until = time.perf_counter() + seconds
        await asyncio.gather(*(one(until) for _ in range(people)))

    asyncio.run(all_of_them())
    return took, wrong


class Visitor:
    """One who asks for page after page on one connection, and takes little of the processor for it."""

    def __init__(self, host: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._host, self._reader, self._writer = host, reader, writer

    @classmethod
    async def at(cls, address: str) -> Visitor:
        """A connection to the server at an address."""
        host = address.removeprefix("http://")
        name, _, port = host.rpartition(":")
        return cls(host, *await asyncio.open_connection(name, int(port)))

    async def get(self, path: str) -> int:
        """Reads an answer to its end; its status."""
        self._writer.write(f"GET {path} HTTP/1.1\r\nHost: {self._host}\r\nAccept-Encoding: gzip\r\n\r\n".encode())
        status, *lines = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower().split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines if line)
        if headers.get("transfer-encoding") == "chunked":
            while size := int(await self._reader.readuntil(b"\r\n"), 16):
                await self._reader.readexactly(size + 2)
            await self._reader.readexactly(2)
        else:
            await self._reader.readexactly(int(headers["content-length"]))
        return int(status.split()[1])


def browsed(address: str) -> dict[str, Any]:
    """The first paint of the overview in a fresh browser, and what pages weigh as they are sent."""
    from playwright.sync_api import sync_playwright

    paints: list[float] = []
    weights: dict[str, float] = {}
    unpacked: dict[str, float] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for path in ("/", "/", "/", "/", "/", *LIGHT):
            page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
            sent: list[float] = []
            read: list[float] = []
            session = page.context.new_cdp_session(page)
            session.send("Network.enable")
            session.on("Network.loadingFinished", lambda e, sent=sent: sent.append(e["encodedDataLength"]))
            session.on("Network.dataReceived", lambda e, read=read: read.append(e["dataLength"]))
            page.goto(address + path, wait_until="networkidle", timeout=120_000)
            if path == "/":
                script = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
                paints.append(page.evaluate(script))
            weights[path], unpacked[path] = sum(sent), sum(read)
            page.context.close()
        browser.close()
    out = {"paint": statistics.median(paints), "slowest paint": max(paints), "weights": weights, "unpacked": unpacked}
    print("browser:", out, flush=True)
    return out


def _until_ready(process: int) -> None:
    """Waits until a server that was just started has read what it keeps in memory and does nothing more."""
    before = _busy(process)
    while True:
        time.sleep(1)
        now = _busy(process)
        if now - before < _IDLE:
            return
        before = now


def _busy(process: int) -> float:
    """Seconds of processor time of a process and its children, so far, by the threads that live."""
    total = 0
    for one in [process, *_children(process)]:
        for told in Path(f"/proc/{one}/task").glob("*/schedstat"):
            total += int(told.read_text("utf-8").split()[0])
    return total / 1e9


def _children(process: int) -> list[int]:
    names = Path(f"/proc/{process}/task").glob("*/children")
    return [int(n) for name in names for n in name.read_text("utf-8").split()]


def _memory(process: int) -> float:
    """Megabytes that a process and its children hold."""
    pages = sum(int(Path(f"/proc/{p}/statm").read_text("utf-8").split()[1]) for p in [process, *_children(process)])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def rows_of(figures: dict[str, Any]) -> tuple[list[report.Row], list[str]]:
    """The table's rows, beside what is aimed at, and what to say about them."""
    database, pages = figures["database"], figures["pages"]
    slowest = max(pages, key=lambda name: pages[name]["p95"])

    def row(what: str, value: float, most: float, unit: str = "ms") -> report.Row:
        return f"{database}, pages: {what}", f"{value:,.0f} {unit}", f"at most {most:,} {unit}", f"{value / most:.2f} ×"

    chosen = ["overview", "commitments", "commitments searched", "commitments, a deep page", "commitment", "donor"]
    rows = [row(f"{name}, p95", pages[name]["p95"], TARGET["page"]) for name in chosen if name in pages]
    rows.append(row(f"the slowest of {len(pages)} ({slowest}), p95", pages[slowest]["p95"], TARGET["page"]))
    rows.append(row("the first overview after a change", figures["changed"]["overview"], TARGET["page"]))
    if "crowd" in figures:
        rows.append(row("50 at once, none asked before, p95", figures["crowd"]["p95"], TARGET["crowd"]))
        rows.append(row("50 at once, as readers do, p95", figures["crowd as visited"]["p95"], TARGET["crowd"]))
    if "browser" in figures:
        weights = figures["browser"]["weights"]
        heaviest, read = (max(of[path] for path in LIGHT) for of in (weights, figures["browser"]["unpacked"]))
        rows.append(row("first paint of the overview", figures["browser"]["paint"], TARGET["paint"]))
        rows.append(row("weight with charts", weights["/"] / 1000, TARGET["charts"] // 1000, "kB"))
        rows.append(row("weight without, at most", heaviest / 1000, TARGET["plain"] // 1000, "kB"))
        rows.append(row("weight without, unpacked, at most", read / 1000, TARGET["plain"] // 1000, "kB"))
    said = f"Pages: `pledgebook serve` of a generated book of {figures['statements']:,} statements on {database}, each page "
    said += "with other parameters each time, by the clock at the client."
    said += f" At once: `--processes {os.cpu_count()}`, those who ask on the same machine."
    for name, what in (("crowd", "no page asked for before"), ("crowd as visited", "some pages often, many seldom")):
        if asked := figures.get(name):
            said += f" {what.capitalize()}: {asked['requests']:,} requests, {asked['errors']} errors, "
            said += f"{asked['a second']:.0f} a second."
    return rows, [said]


if __name__ == "__main__":
    sys.exit(main())
