"""`pledgebook serve`: the book behind an address of this machine."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from pledgebook.ledger.errors import BookError
from pledgebook.web.settings import Settings, beyond_loopback

if TYPE_CHECKING:
    from pledgebook.ledger.opening import Book

_EVERYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared with, not listened on


def serve(
    book_url: str | None,
    host: str = "127.0.0.1",
    port: int = 8000,
    team: bool = False,
    read_only: bool = False,
    tell: Callable[[str], None] | None = None,
) -> None:
    """Serves the book at a path or URL (None: the usual one) until it is interrupted. `port` 0 takes any free one;
    `tell` is called with the words to show when it listens.

    Raises BookError: there is no such book; the address is taken or not of this machine; or `host` can be reached from
    elsewhere while anybody could change the book.
    """
    if beyond_loopback(host) and not team and not read_only:
        raise BookError(
            f"{host} can be reached from other machines, and there anybody could change the book: "
            "add --team (people log in) or --read-only (nobody changes anything)"
        )
    import uvicorn

    from pledgebook.ledger.opening import open_book
    from pledgebook.ledger.settling import caught_up
    from pledgebook.web.app import create_app

    book = open_book(book_url, create=False)
    try:
        with listening(host, port) as taken:
            caught_up(book)
            app = create_app(book, Settings(team=team, read_only=read_only, host=host))
            config = uvicorn.Config(app, log_level="warning", server_header=False, proxy_headers=False)
            if tell is not None:
                tell("\n".join(_words(book, host, taken.getsockname()[1], team)))
            with suppress(KeyboardInterrupt):  # how it is meant to end
                uvicorn.Server(config).run(sockets=[taken])
    finally:
        book.close()


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens there. Raises BookError where it cannot."""
    name = host.strip("[]")
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(
            name, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP, flags=socket.AI_PASSIVE
        )[0]
        # asyncio sends small pieces at once only on a socket that says it is TCP; else each answer waits 40 ms
        taken = socket.socket(family, kind, protocol)
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
