"""Accounts: a name that judgements are signed with, a role, and a password of which only the argon2id hash is kept."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import Row, delete, insert, select, update

from pledgebook.ledger.bodies import now
from pledgebook.ledger.errors import BookError
from pledgebook.ledger.schema import account, session, token
from pledgebook.web.auth.roles import ROLES, Role

if TYPE_CHECKING:
    from argon2 import PasswordHasher

    from pledgebook.ledger.opening import Book

SHORTEST, LONGEST = 12, 1_000  # characters of a password; hashing longer ones would only cost time
_NAME = re.compile(r"[^\W_](?:[\w.@+-]{0,62}[^\W_])?")
_HASHING = threading.Semaphore(2)  # each takes 64 MiB for a moment


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may log in; `retired_at` is set once they may not any more (their judgements stay)."""

    number: int
    name: str
    role: Role
    recorded_at: str
    retired_at: str | None = None


def add_account(book: Book, name: str, role: str, password: str) -> Account:
    """Makes an account. Raises BookError: no proper name, role or password, or the name is taken."""
    kept = _name(name)
    row = {"name": kept, "role": _role(role), "password": _hash(password), "recorded_at": now(), "retired_at": None}
    with book.writing() as connection:
        if connection.scalar(select(account.c.id).where(account.c.name == kept)) is not None:
            raise BookError(f"there is an account {kept!r} already")
        connection.execute(insert(account).values(row))
    return find_account(book, kept)


def find_account(book: Book, name: str) -> Account:
    """The account of this name. Raises BookError where there is none."""
    with book.reading() as connection:
        row = connection.execute(select(account).where(account.c.name == name.strip().lower())).one_or_none()
    if row is None:
        raise BookError(f"there is no account {name!r}; `pledgebook user list` shows them")
    return _account(row)


def accounts(book: Book) -> list[Account]:
    """All accounts by name, retired ones included."""
    with book.reading() as connection:
        return [_account(row) for row in connection.execute(select(account).order_by(account.c.name))]


def set_role(book: Book, name: str, role: str) -> Account:
    """Gives an account another role, from its next request on. Raises BookError."""
    return _changed(book, name, role=_role(role))


def set_password(book: Book, name: str, password: str) -> Account:
    """Gives an account another password and ends its sessions. Raises BookError."""
    return _changed(book, name, ends=True, password=_hash(password))


def retire_account(book: Book, name: str) -> Account:
    """Shuts an account out, its sessions and tokens with it. Raises BookError."""
    return _changed(book, name, ends=True, retired_at=now())


def restore_account(book: Book, name: str) -> Account:
    """Lets a retired account in again; its tokens stay retired. Raises BookError."""
    return _changed(book, name, retired_at=None)


def verified(book: Book, name: str, password: str) -> Account | None:
    """The account, where the password is its own. It takes as long for a name that nobody has."""
    with book.reading() as connection:
        row = connection.execute(select(account).where(account.c.name == name.strip().lower()[:64])).one_or_none()
    usable = row is not None and row.retired_at is None
    right = _fits(row.password if row is not None and usable else _nobodys(), password[: LONGEST + 1])
    if row is None or not usable or not right:
        return None
    if _hasher().check_needs_rehash(row.password):
        _changed(book, row.name, password=_hash(password))
    return _account(row)


def _changed(book: Book, name: str, ends: bool = False, **values: str | None) -> Account:
    number = find_account(book, name).number
    with book.writing() as connection:
        connection.execute(update(account).where(account.c.id == number).values(**values))
        if ends:
            connection.execute(delete(session).where(session.c.account_id == number))
        if values.get("retired_at"):
            living = (token.c.account_id == number) & token.c.retired_at.is_(None)
            connection.execute(update(token).where(living).values(retired_at=values["retired_at"]))
    return find_account(book, name)


def _name(name: str) -> str:
    kept = name.strip().lower()
    if not _NAME.fullmatch(kept):
        raise BookError("a name has 1 to 64 letters, digits or . @ + - _, and begins and ends with a letter or digit")
    return kept


def _role(role: str) -> Role:
    if role not in ROLES:
        raise BookError(f"{role}: no such role; there are {', '.join(ROLES)}")
    return role


def _hash(password: str) -> str:
    if not SHORTEST <= len(password) <= LONGEST:
        raise BookError(f"a password has {SHORTEST} to {LONGEST} characters")
    with _HASHING:
        return _hasher().hash(password.encode("utf-8", "surrogatepass"))


def _fits(hashed: str, password: str) -> bool:
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        with _HASHING:
            return _hasher().verify(hashed, password.encode("utf-8", "surrogatepass"))
    except (VerificationError, InvalidHashError):
        return False


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher()  # argon2id as RFC 9106 proposes for little memory: 64 MiB, 3 passes


@cache
def _nobodys() -> str:
    """A hash that no password fits in practice, so that an unknown name costs what a known one does."""
    import secrets

    return _hasher().hash(secrets.token_bytes(32))


def _account(row: Row[tuple[object, ...]]) -> Account:
    return Account(row.id, row.name, row.role, row.recorded_at, row.retired_at)
