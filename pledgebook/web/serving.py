"""`pledgebook serve`: the book behind an address of this machine."""

from __future__ import annotations

import json
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass
from functools import partial
from typing import TYPE_CHECKING

from pledgebook.ledger.errors import BookError
from pledgebook.web import dealing
from pledgebook.web.settings import Settings, beyond_loopback

if TYPE_CHECKING:
    from fastapi import FastAPI
    from uvicorn import Config

    from pledgebook.ledger.opening import Book

_VARIABLE = "PLEDGEBOOK_SERVE"  # what a process is told that serves beside others
_PATIENCE = 60  # seconds that a process may be too busy to say that it lives, before it is begun anew
_WATCH = 1.0  # seconds
_EVERYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared with, not listened on


@dataclass(frozen=True, slots=True)
class Way:
    """How a book is served. `behind_proxy` names the servers (addresses or networks joined by commas, `*` for any) that
    speak HTTPS for this one, and of whom it believes who asks and how; `processes` is how many answer at once."""

    host: str = "127.0.0.1"
    port: int = 8000
    team: bool = False
    read_only: bool = False
    behind_proxy: str | None = None
    processes: int = 1

    @property
    def settings(self) -> Settings:
        """What the app has to know of it."""
        return Settings(
            team=self.team, read_only=self.read_only, host=self.host, behind_proxy=self.behind_proxy is not None
        )


def serve(book_url: str | None, way: Way, tell: Callable[[str], None]) -> None:
    """Serves the book at a path or URL (None: the usual one) until it is interrupted. Port 0 takes any free one;
    `tell` is called with the words to show when it listens.

    Raises BookError: there is no such book; the address is taken or not of this machine; or it can be reached from
    elsewhere while anybody could change the book.
    """
    if (beyond_loopback(way.host) or way.behind_proxy is not None) and not way.team and not way.read_only:
        what = way.host if way.behind_proxy is None else "what is behind a proxy"
        raise BookError(
            f"{what} can be reached from other machines, and there anybody could change the book: "
            "add --team (people log in) or --read-only (nobody changes anything)"
        )
    import uvicorn

    from pledgebook.ledger.opening import open_book
    from pledgebook.ledger.settling import caught_up
    from pledgebook.web.app import create_app

    book = open_book(book_url, create=False)
    try:
        with listening(way.host, way.port) as taken:
            caught_up(book)
            say = partial(tell, "\n".join(_words(book, way.host, taken.getsockname()[1], way.team)))
            with suppress(KeyboardInterrupt):  # how it is meant to end
                if way.processes > 1:
                    _with_several(book, way, taken, say)
                else:
                    say()
                    uvicorn.Server(_config(create_app(book, way.settings), way)).run(sockets=[taken])
    finally:
        book.close()


def _with_several(book: Book, way: Way, taken: socket.socket, say: Callable[[], None]) -> None:
    """Several processes listen at one address; each has the book open by itself. `say` is called once they answer."""
    from uvicorn.supervisors import Multiprocess

    os.environ[_VARIABLE] = json.dumps({"book": book.url, "way": asdict(way), "by": os.getpid()})
    book.close()
    with ExitStack() as until_the_end:
        if dealing.POSSIBLE:
            until_the_end.enter_context(dealing.Dealer(taken, way.processes, say))
        else:
            say()
        Multiprocess(_config("pledgebook.web.serving:made", way), sockets=[taken]).run()


def made() -> FastAPI:
    """The app in one of several processes."""
    from pledgebook.ledger.opening import open_book
    from pledgebook.web.app import create_app

    how = json.loads(os.environ[_VARIABLE])
    threading.Thread(target=_end_with, args=(how["by"],), daemon=True).start()
    return create_app(open_book(how["book"], create=False), Way(**how["way"]).settings)


def _end_with(parent: int) -> None:
    """Ends this process when the one that began it is gone, so that none is left behind at the address."""
    while os.getppid() == parent:
        time.sleep(_WATCH)
    os.kill(os.getpid(), signal.SIGTERM)


def _config(app: FastAPI | str, way: Way) -> Config:
    from uvicorn import Config

    return Config(
        app,
        factory=isinstance(app, str),
        workers=way.processes,
        loop="pledgebook.web.dealing:Dealt" if way.processes > 1 and dealing.POSSIBLE else "auto",
        timeout_worker_healthcheck=_PATIENCE,
        log_level="warning",
        server_header=False,
        proxy_headers=way.behind_proxy is not None,
        forwarded_allow_ips=way.behind_proxy,
    )


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens there. Raises BookError where it cannot."""
    name = host.strip("[]")
    try:
        family, _, _, _, where = socket.getaddrinfo(
            name, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP, flags=socket.AI_PASSIVE
        )[0]
        # asyncio sends small pieces at once only on a socket that says it is TCP; else each answer waits 40 ms
        taken = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            if os.name == "posix":
                taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                taken.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            taken.bind(where)
            taken.listen(2048)
        except OSError:
            taken.close()
            raise
        return taken
    except (OSError, UnicodeError) as error:
        why = getattr(error, "strerror", None) or error
        raise BookError(f"{host} port {port}: cannot listen there ({why}); name another --host or --port") from error


def address(host: str, port: int) -> str:
    """What to type into a browser of this machine."""
    name = "127.0.0.1" if host in _EVERYWHERE else host.strip("[]")
    return f"http://[{name}]:{port}/" if ":" in name else f"http://{name}:{port}/"


def _words(book: Book, host: str, port: int, team: bool) -> list[str]:
    from pledgebook.web.auth.accounts import accounts

    out = [f"{book.name} is open at {address(host, port)} (Ctrl-C closes it)"]
    if team and not any(one.retired_at is None for one in accounts(book)):
        out.append("nobody can log in yet; `pledgebook user add NAME --role admin` makes the first account")
    return out
