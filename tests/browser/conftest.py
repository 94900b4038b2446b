"""Debian's Chromium, and servers for it to look at."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from window import CHROMIUM, Site, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    sync = pytest.importorskip("playwright.sync_api")
    if not Path(CHROMIUM).exists():
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing: apt-get install chromium")
        pytest.skip("Chromium is missing: apt-get install chromium")
    with sync.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One server for the tests that change nothing."""
    with_server = serving(tmp_path_factory.mktemp("site") / "book.db")
    yield from with_server(chromium)


@pytest.fixture
def own_site(chromium: Browser, tmp_path: Path) -> Iterator[Site]:
    """A server for one test that changes its book."""
    yield from serving(tmp_path / "book.db")(chromium)
