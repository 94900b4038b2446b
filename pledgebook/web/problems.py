"""Errors as answers: problem details (RFC 9457) where a program asks, a page where a person does."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response

from pledgebook.ledger.errors import BookError
from pledgebook.web.query import WrongQuery

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.requests import Request

MEDIA_TYPE = "application/problem+json"


class Refused(Exception):
    """Something asked for cannot be done: an HTTP status, words for the reader, and what a program may want to know."""

    def __init__(self, status: int, words: str, **more: Any) -> None:
        super().__init__(words)
        self.status, self.words, self.more = status, words, more


def is_for_programs(request: Request) -> bool:
    """Whether the answer goes to a program rather than to a person."""
    return request.url.path.startswith("/api/") and not request.url.path.startswith("/api/docs")


def problem(request: Request, status: int, words: str, **more: Any) -> Response:
    """A problem document. `more` are members of its own, such as `errors`."""
    title = HTTPStatus(status).phrase
    body = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": words,
        "instance": request.url.path,
        **more,
    }
    return Response(json.dumps(body, ensure_ascii=True), status, media_type=MEDIA_TYPE)


def failure(request: Request, status: int, words: str, **more: Any) -> Response:
    """An error as the asker can read it: a page like the others to people of the house, a bare one to strangers and
    where the book cannot be read."""
    if is_for_programs(request):
        return problem(request, status, words, **more)
    if getattr(request.state, "who", None) is not None and status != 503:
        from pledgebook.web.pages.errors import error_page

        return error_page(request, status, words)
    title = f"{status} {HTTPStatus(status).phrase}"
    return HTMLResponse(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
        f'<h1>{title}</h1><p>{escape(words)}</p><p><a href="/">To the overview</a></p></html>',
        status,
    )


def install(app: FastAPI) -> None:
    """Lets every error of the app become such an answer."""
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(WrongQuery, _wrong_query)
    app.add_exception_handler(RequestValidationError, _not_valid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(BookError, _book)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)  # noqa: S101 - what it is registered for
    return failure(request, error.status, error.words, **error.more)


async def _wrong_query(request: Request, error: Exception) -> Response:
    return failure(request, _wrong(request), str(error))


async def _not_valid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - what it is registered for
    found = [{"where": [str(part) for part in e["loc"]], "detail": str(e["msg"])} for e in error.errors()]
    words = "; ".join(f"{'.'.join(e['where'][1:]) or e['where'][0]}: {e['detail']}" for e in found[:3])
    return failure(request, _wrong(request), words, errors=found[:20])


def _wrong(request: Request) -> int:
    """To people a wrong address is one, whatever is wrong with it; programs are told what a validator says."""
    return 422 if is_for_programs(request) else 400


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - what it is registered for
    words = _WORDS.get(error.status_code) if error.detail == HTTPStatus(error.status_code).phrase else error.detail
    answer = failure(request, error.status_code, words or str(error.detail))
    for name, value in (error.headers or {}).items():
        answer.headers[name] = value
    return answer


async def _book(request: Request, error: Exception) -> Response:
    answer = failure(request, 503, str(error))
    answer.headers["retry-after"] = "30"
    return answer


_WORDS: Mapping[int, str] = {
    404: "there is nothing at this address",
    405: "this address takes other methods",
}
