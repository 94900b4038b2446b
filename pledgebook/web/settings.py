"""How the web room is set up: said once, when the app is made."""

from __future__ import annotations

from dataclasses import dataclass

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True)
class Settings:
    """`team`: people log in and have roles; without it one person uses the book and may do everything. `read_only`:
    nobody changes anything. `behind_proxy`: browsers reach it through another server, under whatever name that has.
    `secure`: cookies go over HTTPS only. `title` stands on every page.

    `currency` is what sums are converted into unless the address says otherwise, one of the `currencies` offered; `page`
    the rows of a table's page; `upload_limit` the most bytes that a request may carry.
    """

    team: bool = False
    read_only: bool = False
    behind_proxy: bool = False
    secure: bool = False
    host: str = "127.0.0.1"
    title: str = "Pledgebook"
    currency: str = "EUR"
    currencies: tuple[str, ...] = ("EUR", "USD", "GBP", "CAD", "CHF", "CZK", "DKK", "JPY", "NOK", "PLN", "SEK")
    page: int = 50
    upload_limit: int = 1_000_000


def beyond_loopback(host: str) -> bool:
    """Whether others than this machine could reach a server that listens there."""
    return host.strip("[]").lower() not in LOOPBACK
