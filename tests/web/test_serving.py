"""Many at once, on a server as it is in earnest."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
import uvicorn
from house import app_of

from pledgebook.ledger.opening import Book
from pledgebook.web.settings import Settings


@pytest.fixture
def address(web_book: Book) -> Iterator[str]:
    """Where a server of the book listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app_of(web_book, Settings()), port=port, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not server.started and time.monotonic() < until:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(20)


def test_many_who_read_and_decide_at_once_get_answers(address: str) -> None:
    with httpx.Client(base_url=address, timeout=60, limits=httpx.Limits(max_connections=30)) as client:
        found = client.get("/api/v1/statements?donor=PL").json()["data"]

        def ask(n: int) -> tuple[str, int]:
            if n % 10 == 0:
                said = {"action": ("reject", "accept")[n % 20 == 0], "subject": found[n // 10 % len(found)]["key"]}
                return "decided", client.post("/api/v1/judgements", json=said).status_code
            paths = (
                "commitments?format=csv",
                "sums?currency=EUR",
                "statements?limit=2",
                "documents/doc/5",
                "facets",
                "people",
            )
            return "read", client.get(f"/api/v1/{paths[n % len(paths)]}").status_code

        with ThreadPoolExecutor(20) as pool:
            answers: set[Any] = set(pool.map(ask, range(200)))
    assert answers == {("read", 200), ("decided", 201)}


def test_who_goes_away_during_a_download_keeps_nothing(address: str) -> None:
    with httpx.Client(base_url=address, timeout=60) as client:
        for _ in range(12):
            with client.stream("GET", "/api/v1/statements?format=jsonl") as answer:
                assert answer.status_code == 200
        assert client.get("/api/v1/statements?format=csv").status_code == 200
    head = httpx.head(f"{address}/api/v1/book")
    assert head.status_code == 200 and head.content == b""
