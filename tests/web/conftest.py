"""The book of `house.py`, and browsers to look at it with."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from house import PASSWORD, Browser, Make, app_of, filled

from pledgebook.ledger.opening import Book, open_book
from pledgebook.web.auth.accounts import add_account
from pledgebook.web.settings import Settings


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book with three accounts, made once: hashing passwords is slow on purpose."""
    path = tmp_path_factory.mktemp("shelf") / "book.db"
    book = filled(path)
    for role in ("reader", "reviewer", "admin"):
        add_account(book, f"a-{role}", role, PASSWORD)
    with book.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    book.close()
    return path


@pytest.fixture
def web_book(shelf: Path, tmp_path: Path) -> Iterator[Book]:
    """A copy of it that a test may change."""
    path = tmp_path / "web.db"
    shutil.copy(shelf, path)
    book = open_book(str(path))
    yield book
    book.close()


@pytest.fixture
def browser(web_book: Book) -> Make:
    """Makes browsers of one server: `browser(team=True)`; `base` is the address they call it by."""
    apps: dict[tuple[Any, ...], Any] = {}

    def make(base: str = "http://127.0.0.1:8000", **settings: Any) -> Browser:
        key = tuple(sorted(settings.items()))
        if key not in apps:
            apps[key] = app_of(web_book, Settings(**settings))
        return Browser(apps[key], base)

    return make
