"""The API's own description (OpenAPI 3.1), and the page that shows it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.openapi.utils import get_openapi
from starlette.responses import JSONResponse

import pledgebook
from pledgebook.web.api.answers import MEDIA_TYPES
from pledgebook.web.api.models import Problem
from pledgebook.web.problems import MEDIA_TYPE

router = APIRouter(include_in_schema=False)
_ABOUT = (
    "What governments say they will give to one another, down to the sentence. Every page of the book has its data here. "
    "Lists come in pages: hand `next` back as `after`. Answers carry an ETag; send it as If-None-Match to be told (304) "
    "that nothing has changed. Errors are problem details (RFC 9457)."
)
_EVERYWHERE = {
    "400": "The request cannot be understood.",
    "401": "Log in, or send a token.",
    "403": "Your role, or the way the book is shown, does not allow it.",
    "404": "There is no such thing.",
    "405": "The address takes other methods.",
    "413": "The request is too long.",
    "421": "The server goes by another name.",
    "422": "The request asks for something that cannot be.",
    "500": "Something went wrong on our side.",
    "503": "The book cannot be read or written now.",
}
_CHANGES = {"409": "Something stands against it, such as a decision taken since."}


@router.get("/api/v1/openapi.json")
def specification() -> Response:
    """The specification."""
    return JSONResponse(described())


@router.get("/api/docs")
def shown(request: Request) -> Response:
    """The specification for people."""
    from pledgebook.web.rendering import page

    return page(request, "api.html", api=described())


@lru_cache(maxsize=1)
def described() -> dict[str, Any]:
    """The specification."""
    from pledgebook.web.api import router as api

    made = get_openapi(title="Pledgebook", version=pledgebook.__version__, description=_ABOUT, routes=api.routes)
    schemas = made.setdefault("components", {}).setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas["Problem"] = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    made["components"]["securitySchemes"] = {
        "token": {
            "type": "http",
            "scheme": "bearer",
            "description": "A token of your account; or its password of Basic.",
        }
    }
    made["security"] = [{}, {"token": []}]
    for path, methods in made["paths"].items():
        for method, operation in methods.items():
            _complete(path, method, operation)
    return made


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    """The statuses and media types that come from what stands around the routes."""
    answers = operation["responses"]
    told = _EVERYWHERE if method == "get" else {**_EVERYWHERE, **_CHANGES}
    for status, words in told.items():
        schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
        answers[status] = {"description": words, "content": {MEDIA_TYPE: schema}}
    if method != "get" or path.startswith(("/api/v1/accounts", "/api/v1/tokens")):
        return
    answers["304"] = {"description": "What you have is still so."}
    answers["200"]["headers"] = {"ETag": {"description": "For If-None-Match.", "schema": {"type": "string"}}}
    if any(p["name"] == "format" for p in operation.get("parameters", ())):
        for name in ("csv", "jsonl"):
            answers["200"]["content"][MEDIA_TYPES[name]] = {"schema": {"type": "string"}}
