"""A server on a port of its own with a small book, and a browser's window on it."""

from __future__ import annotations

import shutil
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
ROOT = Path(__file__).parent.parent.parent
SHOTS = ROOT / "build" / "screenshots"
sys.path.append(str(ROOT / "tests" / "web"))  # the book of house.py


@dataclass
class Site:
    """A running server: its address, its book, and the browser."""

    url: str
    book: Any
    browser: Browser
    strangers: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str, *, scheme: str = "light", width: int = 1280, scripts: bool = True) -> Page:
        """A page in a context of its own; what it asks of other hosts, and what the browser complains of, is kept."""
        context = self.browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,  # type: ignore[arg-type]
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("request", lambda r: None if r.url.startswith((self.url, "data:")) else self.strangers.append(r.url))
        page.on("console", lambda m: self.complaints.append(f"{page.url}: {m.text}") if m.type == "error" else None)
        page.on("pageerror", lambda e: self.complaints.append(f"{page.url}: {e}"))
        page.goto(self.url + path)
        return page


def serving(path: Path) -> Callable[[Browser], Iterator[Site]]:
    """A server of the small book at a path, for as long as the iterator lives."""

    def run(browser: Browser) -> Iterator[Site]:
        import uvicorn
        from house import filled

        from pledgebook.web.app import create_app

        book = filled(path)
        with socket.socket() as listening:
            listening.bind(("127.0.0.1", 0))
            server = uvicorn.Server(uvicorn.Config(create_app(book), log_level="error", access_log=False))
            thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
            thread.start()
            while not server.started:
                assert thread.is_alive()
                time.sleep(0.02)
            yield Site(f"http://127.0.0.1:{listening.getsockname()[1]}", book, browser)
            for context in browser.contexts:
                context.close()
            server.should_exit = True
            thread.join(10)
        book.close()

    return run
