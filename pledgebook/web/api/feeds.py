"""The feeds' routes."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection

from pledgebook.web import feeds
from pledgebook.web.api.answers import written
from pledgebook.web.api.parameters import FILTERED, asked_of
from pledgebook.web.pages.common import remembered

router = APIRouter(tags=["feeds"])
Name = Literal["commitments", "stages", "conflicts"]
_ATOM: dict[int | str, dict[str, Any]] = {
    200: {"description": "An Atom feed.", "content": {feeds.MEDIA_TYPE: {"schema": {"type": "string"}}}}
}


@router.get("/feeds/{name}.atom", response_class=Response, responses=_ATOM, openapi_extra=FILTERED)
def feed(request: Request, name: Name) -> Response:
    """New commitments, stages reached, or new conflicts, for whatever filter the address has."""
    asked, base = asked_of(request), str(request.base_url).rstrip("/")

    def body(connection: Connection) -> bytes:
        question = ("feed", name, asked.filter)
        found = remembered(request, connection, question, lambda: feeds.entries(connection, name, asked.filter))
        return feeds.atom(name, found, base, request.url.query, request.app.state.settings.title)

    return written(request, feeds.MEDIA_TYPE, body)
