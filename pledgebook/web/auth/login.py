"""Logging in and out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from starlette.responses import RedirectResponse

from pledgebook.web.auth.accounts import verified
from pledgebook.web.auth.sessions import LASTS, begin, end
from pledgebook.web.auth.throttle import Throttle
from pledgebook.web.links import local_path
from pledgebook.web.rendering import page
from pledgebook.web.security import drop_session, secure, set_session

router = APIRouter(include_in_schema=False)
_STORED = {"cache-control": "no-store"}


@router.get("/login")
def form(request: Request, next: str | None = None) -> Response:
    """The form; somebody who is logged in is sent on."""
    if not request.app.state.settings.team or request.state.user is not None:
        return RedirectResponse(local_path(next), 303, headers=_STORED)
    return _form(request, local_path(next))


@router.post("/login")
def log_in(
    request: Request,
    name: Annotated[str, Form(max_length=200)] = "",
    password: Annotated[str, Form(max_length=2_000)] = "",
    next: Annotated[str, Form()] = "",
) -> Response:
    """Checks name and password. A session that was there before ends; wrong tries are slowed down."""
    state, onward = request.app.state, local_path(next)
    if not state.settings.team:
        return RedirectResponse(onward, 303, headers=_STORED)
    throttle = _throttle(request)
    address = request.client.host if request.client else ""
    wait = throttle.wait(name, address)
    if wait:
        words = f"Too many wrong tries. Wait {_span(wait)}, then try again."
        answer = _form(request, onward, words, name, 429)
        answer.headers["retry-after"] = str(wait)
        return answer
    # counted before it is checked, so that many tries at once are not all free
    throttle.failed(name, address)
    account = verified(state.book, name, password)
    if account is None:
        return _form(request, onward, "Name or password is wrong.", name, 401)
    throttle.succeeded(name, address)
    if request.state.session:
        end(state.book, request.state.session)
    answer = RedirectResponse(onward, 303, headers=_STORED)
    set_session(answer, request, begin(state.book, account), int(LASTS.total_seconds()))
    return answer


@router.post("/logout")
def log_out(request: Request) -> Response:
    """Ends the session."""
    if request.state.session:
        end(request.app.state.book, request.state.session)
    answer = RedirectResponse("/login" if request.app.state.settings.team else "/", 303, headers=_STORED)
    drop_session(answer)
    return answer


def _form(request: Request, onward: str, wrong: str = "", name: str = "", status: int = 200) -> Response:
    settings = request.app.state.settings
    # said by what speaks HTTPS for us; anybody can say so, but only to themselves
    scheme = request.headers.get("x-forwarded-proto", request.url.scheme)
    plain = scheme != "https" and secure(settings, request.scope)
    answer = page(request, "login.html", status=status, onward=onward, wrong=wrong, name=name[:64], plain=plain)
    answer.headers.update(_STORED)
    return answer


def _throttle(request: Request) -> Throttle:
    state = request.app.state
    if not hasattr(state, "throttle"):
        state.throttle = Throttle()
    found: Throttle = state.throttle
    return found


def _span(seconds: int) -> str:
    return f"{seconds} seconds" if seconds < 90 else f"{round(seconds / 60)} minutes"
