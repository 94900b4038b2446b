"""Sessions of browsers and tokens of programs: each a secret that its holder sends, and its hash in the book."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from pledgebook.ledger.errors import BookError
from pledgebook.ledger.schema import account, session, token
from pledgebook.web.auth.accounts import Account, find_account
from pledgebook.web.auth.roles import ROLES, Role, lesser
from pledgebook.web.auth.secrets import fresh, hashed, moment

if TYPE_CHECKING:
    from pledgebook.ledger.opening import Book

LASTS = timedelta(days=7)  # a session, from logging in on
LONGEST = 366  # days that a token may last
PREFIX = "pbk_"  # of tokens, so that one left lying about is known for what it is


@dataclass(frozen=True, slots=True)
class Token:
    """A token of a program. `secret` is there once, when it is made; `scope` is the most that it may do."""

    number: int
    owner: str
    name: str
    scope: Role
    recorded_at: str
    expires_at: str
    retired_at: str | None = None
    secret: str | None = None


def begin(book: Book, whose: Account) -> str:
    """Logs somebody in: the secret for the cookie. Sessions that have run out are cleared away."""
    secret = fresh()
    row = {"account_id": whose.number, "recorded_at": moment(), "expires_at": moment(LASTS)}
    with book.writing() as connection:
        connection.execute(delete(session).where(session.c.expires_at <= moment()))
        connection.execute(insert(session).values(sha256=hashed(secret), **row))
    return secret


def end(book: Book, secret: str) -> None:
    """Logs out; nothing happens where there is no such session."""
    with book.writing() as connection:
        connection.execute(delete(session).where(session.c.sha256 == hashed(secret)))


def of_session(connection: Connection, secret: str) -> tuple[str, Role] | None:
    """Name and role of who sent this session's secret; None where it is none, or no more."""
    row = connection.execute(
        select(account.c.name, account.c.role)
        .join(session, session.c.account_id == account.c.id)
        .where(session.c.sha256 == hashed(secret), session.c.expires_at > moment(), account.c.retired_at.is_(None))
    ).one_or_none()
    return None if row is None else (row.name, row.role)


def of_token(connection: Connection, secret: str) -> tuple[str, Role] | None:
    """Name and role of whom this token acts for: the lesser of the account's and the token's. None where it is none,
    or no more."""
    living = (token.c.expires_at > moment()) & token.c.retired_at.is_(None) & account.c.retired_at.is_(None)
    row = connection.execute(
        select(account.c.name, account.c.role, token.c.scope)
        .join(token, token.c.account_id == account.c.id)
        .where(token.c.sha256 == hashed(secret), living)
    ).one_or_none()
    return None if row is None else (row.name, lesser(row.role, row.scope))


def add_token(book: Book, owner: str, name: str, scope: str = "reader", days: int = 90) -> Token:
    """Makes a token for an account; only the one returned has its secret. Raises BookError: no such account or scope,
    more than the account itself may do, or a wrong time."""
    whose = find_account(book, owner)
    if scope not in ROLES:
        raise BookError(f"{scope}: no such scope; there are {', '.join(ROLES)}")
    if whose.retired_at is not None or ROLES.index(scope) > ROLES.index(whose.role):
        raise BookError(f"{whose.name} may not do as much as a {scope}")
    if not 1 <= days <= LONGEST:
        raise BookError(f"a token lasts 1 to {LONGEST} days")
    if not 1 <= len(name.strip()) <= 64:
        raise BookError("say in 1 to 64 characters what the token is for")
    secret = PREFIX + fresh()
    kept = {"name": name.strip(), "scope": scope, "recorded_at": moment(), "expires_at": moment(timedelta(days=days))}
    with book.writing() as connection:
        row = {"sha256": hashed(secret), "account_id": whose.number, "retired_at": None, **kept}
        result: Any = connection.execute(insert(token).values(row))
        number = int(result.inserted_primary_key[0])
    return Token(number, whose.name, kept["name"], scope, kept["recorded_at"], kept["expires_at"], secret=secret)


def tokens(book: Book, owner: str | None = None) -> list[Token]:
    """The tokens of an account, or all, in the order they were made, retired and expired ones included."""
    query = select(token, account.c.name.label("owner")).join(account).order_by(token.c.id)
    if owner is not None:
        query = query.where(account.c.name == owner)
    with book.reading() as connection:
        return [_token(row) for row in connection.execute(query)]


def retire_token(book: Book, number: int, owner: str | None = None) -> Token:
    """Makes a token useless; with `owner` only where it is theirs. Raises BookError where there is no such token."""
    mine = [t for t in tokens(book, owner) if t.number == number]
    if not mine:
        raise BookError(f"there is no token {number}")
    with book.writing() as connection:
        standing = (token.c.id == number) & token.c.retired_at.is_(None)
        connection.execute(update(token).where(standing).values(retired_at=moment()))
    return next(t for t in tokens(book, owner) if t.number == number)


def _token(row: Row[Any]) -> Token:
    return Token(row.id, row.owner, row.name, row.scope, row.recorded_at, row.expires_at, row.retired_at)
