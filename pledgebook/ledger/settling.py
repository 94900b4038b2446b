"""The one way from facts to commitments: whatever waits for merging is merged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pledgebook.ledger.changed import look
from pledgebook.ledger.opening import Book

if TYPE_CHECKING:
    from pledgebook.ledger.settle import Settled


def caught_up(book: Book) -> Settled | None:
    """Merges all claims that wait for it, such as those of a program that was killed, in as many transactions as it
    takes; what `settle` says of them together, or None where nothing waits. Raises BookError."""
    with book.reading() as connection:
        if look(connection).waiting is None:
            return None
    from pledgebook.ledger.settle import Settled, settle

    documents = 0
    commitments: frozenset[str] = frozenset()
    done = False
    while not done:
        with book.writing() as connection:
            step = settle(connection)
        documents, commitments, done = documents + step.documents, commitments | step.commitments, step.done
    return Settled(documents, commitments, done)
