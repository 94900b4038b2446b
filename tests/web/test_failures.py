"""What could not be read is shown on the page of sources and told by the API, at once and without its folders."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from house import SCRIPT, Browser, Make, app_of

from pledgebook.ledger.failing import note_failures
from pledgebook.ledger.opening import Book, open_book
from pledgebook.model import Fault
from pledgebook.web.settings import Settings


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "a-secret-folder" / "release.pdf"
    path.parent.mkdir()
    path.write_bytes(b"%PDF")
    return str(path)


def test_failures_are_shown_at_once_and_go_when_the_file_was_read(browser: Make, web_book: Book, file: str) -> None:
    client = browser()
    assert "Every document has been read" in client.get("/sources").text
    assert client.get("/api/v1/failures").json() == {"data": []}
    note_failures(web_book, [Fault(file, f"broken {SCRIPT}", 1_234)])
    page = client.get("/sources").text
    assert "release.pdf" in page and "1,234" in page and "broken &lt;script&gt;" in page and SCRIPT not in page
    assert "1 file or line of files could not be read when it was added" in page
    (told,) = client.get("/api/v1/failures").json()["data"]
    assert (told["name"], told["line"], told["what"]) == ("release.pdf", 1234, f"broken {SCRIPT}")
    assert "a-secret-folder" not in page and "a-secret-folder" not in client.get("/api/v1/failures?format=csv").text
    note_failures(web_book, [], {file})
    assert "release.pdf" not in client.get("/sources").text
    assert client.get("/api/v1/failures").json() == {"data": []}


def test_many_failures_are_counted_and_paged(browser: Make, web_book: Book, file: str) -> None:
    note_failures(web_book, [Fault(file, "no text", n) for n in range(1, 131)])
    client = browser()
    page = client.get("/sources").text
    assert "130 files or lines of files could not be read" in page and page.count(">release.pdf<") == 100
    lines: list[int] = []
    after: dict[str, Any] = {}
    while True:
        answer = client.get("/api/v1/failures", params={"limit": 50, **after}).json()
        lines += [row["line"] for row in answer["data"]]
        if "next" not in answer:
            break
        after = {"after": answer["next"]}
    assert lines == list(range(130, 0, -1))


def test_a_book_of_failures_alone_says_what_they_are(tmp_path: Path, file: str) -> None:
    book = open_book(str(tmp_path / "empty.db"))
    note_failures(book, [Fault(file, "no text in the file")])
    client = Browser(app_of(book, Settings()))
    assert "no text in the file" in client.get("/sources").text
    book.close()
