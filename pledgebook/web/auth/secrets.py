"""What is signed or handed out: random secrets, their hashes, and the key of this book that signs forms."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from pledgebook.ledger.errors import BookError
from pledgebook.ledger.schema import setting

if TYPE_CHECKING:
    from pledgebook.ledger.opening import Book

_NAME = "web_key"


def fresh() -> str:
    """A secret that nobody guesses: 256 bits, safe in an address."""
    return secrets.token_urlsafe(32)


def hashed(secret: str) -> str:
    """What is kept of a secret with so many random bits; a slow hash would add nothing."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def moment(after: timedelta = timedelta(0)) -> str:
    """Now, or then, in the form of the book's moments."""
    return (datetime.now(UTC) + after).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def signing_key(book: Book, keep: bool = True) -> str:
    """The key that signs forms, the same for every process that serves this book; one of this process alone where the
    book cannot be written to, or shall not (`keep`)."""
    with book.reading() as connection:
        kept = connection.scalar(select(setting.c.value).where(setting.c.name == _NAME))
    if kept is not None or not keep:
        return str(kept) if kept is not None else fresh()
    key = fresh()
    try:
        with book.writing() as connection:
            there = connection.scalar(select(setting.c.value).where(setting.c.name == _NAME))
            if there is None:
                connection.execute(insert(setting).values(name=_NAME, value=key))
    except BookError:
        return key
    return str(there or key)
