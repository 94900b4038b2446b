"""`pledgebook serve`: the book behind an address of this machine."""

from __future__ import annotations

from pledgebook.ledger.errors import BookError
from pledgebook.web.settings import Settings, beyond_loopback


def serve(
    book_url: str | None, host: str = "127.0.0.1", port: int = 8000, team: bool = False, read_only: bool = False
) -> None:
    """Serves the book at a path or URL (None: the usual one) until it is interrupted.

    Raises BookError: there is no such book; or `host` can be reached from elsewhere while anybody could change it.
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
        caught_up(book)
        app = create_app(book, Settings(team=team, read_only=read_only, host=host))
        uvicorn.run(app, host=host, port=port, log_level="warning", server_header=False, proxy_headers=False)
    finally:
        book.close()
