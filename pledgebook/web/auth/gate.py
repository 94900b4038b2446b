"""Who sends a request, and whether they may: asked before any route is."""

from __future__ import annotations

import base64
import binascii
import getpass
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from pledgebook.web.auth.roles import SAFE, Role, lesser, may, needed, rule_of
from pledgebook.web.auth.sessions import PREFIX, of_session, of_token

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pledgebook.ledger.opening import Book
    from pledgebook.web.settings import Settings

COOKIE = "pledgebook"  # holds the session's secret; with the prefix below where it goes over HTTPS only
HOST_COOKIE = "__Host-pledgebook"


@dataclass(frozen=True, slots=True)
class User:
    """Who is looking: `name` signs judgements, `by` says how they are known: `machine` (the one person of a book on
    loopback), `session`, `token`, or `anyone` (a book that everybody may read)."""

    name: str
    role: Role
    by: Literal["machine", "session", "token", "anyone"]


def user_of(
    book: Book, settings: Settings, cookies: Mapping[str, str], authorization: str | None
) -> tuple[User | None, str | None]:
    """Who sends a request with these cookies and this Authorization header (None: a stranger), and the secret of the
    session they are in. May ask the book."""
    known, secret = _known(book, settings, cookies, authorization)
    if known is not None and settings.read_only:
        known = User(known.name, lesser(known.role, "reader"), known.by)
    return known, secret


def _known(
    book: Book, settings: Settings, cookies: Mapping[str, str], authorization: str | None
) -> tuple[User | None, str | None]:
    if not settings.team:
        return (User("anyone", "reader", "anyone") if settings.read_only else User(_login(), "admin", "machine")), None
    if authorization is not None:
        given = token_in(authorization)
        if given is None:
            return None, None
        with book.reading() as connection:
            found = of_token(connection, given)
        return (User(*found, "token") if found else None), None
    secret = cookies.get(HOST_COOKIE) or cookies.get(COOKIE)
    if not secret:
        return None, None
    with book.reading() as connection:
        found = of_session(connection, secret)
    return (User(*found, "session"), secret) if found else (None, None)


def token_in(authorization: str) -> str | None:
    """The token of a header: `Bearer TOKEN`, or the password of `Basic` for programs that know only that."""
    scheme, _, rest = authorization.partition(" ")
    rest = rest.strip()
    if scheme.lower() == "basic":
        try:
            rest = base64.b64decode(rest, validate=True).decode("utf-8").partition(":")[2]
        except (binascii.Error, ValueError):
            return None
    elif scheme.lower() != "bearer":
        return None
    return rest if rest.startswith(PREFIX) else None


def refused(user: User | None, settings: Settings, method: str, path: str) -> tuple[int, str] | None:
    """Why this request may not be made: the status (401 where logging in could help) and words; None where it may."""
    least = needed(method, path)
    if settings.read_only and method not in SAFE and not rule_of(path).keeps_book:
        return 403, "this book is shown read-only: nothing can be changed here"
    if may(user.role if user else None, least):
        return None
    if user is None:
        return 401, "log in first"
    return 403, f"this takes the role of {least}; {user.name} has that of {user.role}"


@lru_cache(maxsize=1)
def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no name in the environment, none in the system's list
        return "unknown"
