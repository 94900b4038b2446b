"""What a server has ready before it is asked, and how much it does at once."""

from __future__ import annotations

import gc
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import numpy as np

from pledgebook.ledger.errors import BookError
from pledgebook.report.columns import columns_of
from pledgebook.report.converting import look_up
from pledgebook.report.sources import sources

if TYPE_CHECKING:
    from fastapi import FastAPI

    from pledgebook.ledger.opening import Book
    from pledgebook.web.settings import Settings

# Pages are reckoned one after another on few threads: more would take turns, and hold a connection each, in vain.
THREADS = 2
_LOG = logging.getLogger(__name__)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Gets ready while the first ones look already."""
    import anyio.to_thread

    anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
    threading.Thread(
        target=_get_ready, args=(app.state.book, app.state.settings), name="pledgebook-warming", daemon=True
    ).start()
    yield


def _get_ready(book: Book, settings: Settings) -> None:
    try:
        get_ready(book, settings.currencies)
        gc.collect()
        gc.freeze()  # what lasts as long as the server is not looked through again and again for what may go
    except BookError as error:  # who asks will be told
        _LOG.warning("not ready yet: %s", error)


def get_ready(book: Book, currencies: tuple[str, ...]) -> None:
    """Reads what sums are made of, the rates of its days for these currencies, and where its documents come from. Raises
    BookError."""
    with book.reading() as connection:
        columns = columns_of(connection, history=True)
    days = np.unique(np.concatenate([columns["gift_day"], columns["stage_day"]]))
    look_up({*currencies, *columns.words["currency"].words[1:]}, days)
    with book.reading() as connection:
        sources(connection)
