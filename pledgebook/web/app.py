"""The web room put together: pages, API, accounts and what guards them, around one open book."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware

from pledgebook.ledger.opening import Book
from pledgebook.report.queue import Queue
from pledgebook.web import assets
from pledgebook.web.keeping import LEVEL, Shelf
from pledgebook.web.pages import (
    actors,
    charts,
    commitments,
    conflicts,
    documents,
    log,
    overview,
    people,
    registers,
    review,
)
from pledgebook.web.pages.common import Recipients
from pledgebook.web.pages.errors import install as install_errors
from pledgebook.web.remembering import Memory
from pledgebook.web.settings import Settings
from pledgebook.web.warming import lifespan

_SMALL = 1_000  # bytes that are not worth packing
PAGES = (overview, commitments, documents, actors, people, registers, conflicts, review, log, charts)


def create_app(book: Book, settings: Settings | None = None) -> FastAPI:
    """The application for an open book, which stays the caller's to close."""
    from pledgebook.web import api, auth, security

    app = FastAPI(title="Pledgebook", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    app.state.book = book
    app.state.settings = settings or Settings()
    app.state.memory = Memory()
    app.state.shelf = Shelf()
    app.state.recipients = Recipients(book)
    app.state.queue = Queue()
    for room in (*PAGES, assets):
        app.include_router(room.router)
    for name in (api, auth):
        router = getattr(name, "router", None)
        if router is not None:
            app.include_router(router)
    install_errors(app)
    app.add_middleware(GZipMiddleware, minimum_size=_SMALL, compresslevel=LEVEL)
    security.install(app, app.state.settings)
    return app
