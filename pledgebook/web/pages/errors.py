"""What goes wrong, said as a page: what happened, and what to do."""

from __future__ import annotations

from fastapi import FastAPI, Request, Response

from pledgebook.web.rendering import page

_HEADS = {
    400: "This address asks for something that cannot be",
    401: "Log in first",
    403: "This is not allowed here",
    404: "There is no such page",
    405: "This address takes no such request",
    409: "Somebody was quicker",
    413: "That is too much at once",
    421: "This server goes by another name",
    422: "This address asks for something that cannot be",
    429: "Too many tries",
    500: "Something went wrong on our side",
    503: "The book cannot be read now",
}


def error_page(request: Request, status: int, words: str = "") -> Response:
    """A page that says what is wrong. It asks the book nothing, which may be what is wrong."""
    head = _HEADS.get(status, "This did not work")
    return page(request, "error.html", status=status, status_code=status, head=head, words=words)


def install(app: FastAPI) -> None:
    """Answers whatever is raised: as a page for people, as problem details for programs."""
    from pledgebook.web import problems

    app.state.failure_page = error_page
    problems.install(app)
