"""The feeds' routes."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter, Request, Response

from pledgebook.web import feeds
from pledgebook.web.api.answers import HEADERS
from pledgebook.web.api.caching import etag, is_known, revision
from pledgebook.web.api.parameters import FILTERED, asked_of
from pledgebook.web.pages.common import reading, remembered

router = APIRouter(tags=["feeds"])
Name = Literal["commitments", "stages", "conflicts"]
_ATOM: dict[int | str, dict[str, Any]] = {
    200: {"description": "An Atom feed.", "content": {feeds.MEDIA_TYPE: {"schema": {"type": "string"}}}}
}


@router.get("/feeds/{name}.atom", response_class=Response, responses=_ATOM, openapi_extra=FILTERED)
def feed(request: Request, name: Name) -> Response:
    """New commitments, stages reached, or new conflicts, for whatever filter the address has."""
    asked, state = asked_of(request), request.app.state
    with reading(request) as connection:
        tag = etag(revision(connection), request)
        headers = {**HEADERS, "etag": tag}
        if is_known(tag, request):
            return Response(status_code=304, headers=headers)
        question = ("feed", name, asked.filter)
        found = remembered(request, connection, question, lambda: feeds.entries(connection, name, asked.filter))
    base = str(request.base_url).rstrip("/")
    body = feeds.atom(name, found, base, request.url.query, state.settings.title)
    return Response(body, media_type=feeds.MEDIA_TYPE, headers=headers)
