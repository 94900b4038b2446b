"""What every request goes through before a route sees it, and what every answer carries.

In this order: is the host one of ours (DNS rebinding), who is it, may they, is the body small enough, and does what
changes something come from a page of ours. `install` puts it around the app; what a request turned out to be is then in
`request.state`: `who` (auth.gate.User, None for a stranger), `user` (the same where people log in, else None),
`session` (its secret or None), `csrf` (makes the token for forms).
"""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from anyio.to_thread import run_sync
from sqlalchemy.exc import TimeoutError as NoConnection
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pledgebook.ledger.errors import BookError
from pledgebook.web import csrf, problems
from pledgebook.web.auth.gate import COOKIE, HOST_COOKIE, refused, user_of
from pledgebook.web.auth.roles import SAFE
from pledgebook.web.auth.secrets import fresh, signing_key
from pledgebook.web.problems import failure
from pledgebook.web.settings import LOOPBACK, Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fastapi import FastAPI
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

VISIT = "pledgebook_visit"  # a random name for a browser, to bind forms to before anybody is logged in
_DAY = 86_400
_LOG = logging.getLogger(__name__)

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def install(app: FastAPI, settings: Settings) -> None:
    """Puts the guard around an app whose `state` has `book` and `settings`, and lets errors be answered."""
    problems.install(app)
    app.add_middleware(Guard, settings=settings)


def own_hosts(settings: Settings) -> frozenset[str] | None:
    """The names by which browsers may call this server; None: any, since people have to log in, or may only read."""
    host = settings.host.strip("[]").lower()
    alone = host in LOOPBACK and not settings.team and not settings.behind_proxy
    return frozenset(LOOPBACK) if alone else None


def secure(settings: Settings, scope: Scope) -> bool:
    """Whether cookies shall go over HTTPS only: where the request came so, and wherever a team is not on loopback."""
    name = _hostname(Headers(scope=scope).get("host", ""))
    return settings.secure or scope.get("scheme") == "https" or (settings.team and name not in LOOPBACK)


def set_session(response: Response, request: Request, secret: str, lasts: int) -> None:
    """Gives the browser a session's secret, for so many seconds; both names are set anew, so that none is left over."""
    only = secure(request.app.state.settings, request.scope)
    response.set_cookie(
        HOST_COOKIE if only else COOKIE, secret, max_age=lasts, path="/", secure=only, httponly=True, samesite="lax"
    )


def drop_session(response: Response) -> None:
    """Takes the session's secret from the browser, whichever name it has."""
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax")
    response.delete_cookie(HOST_COOKIE, path="/", secure=True, httponly=True, samesite="lax")


class Guard:
    """The middleware itself."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app, self._settings = app, settings
        self._hosts = own_hosts(settings)
        self._key: str | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return  # a web socket is let fall: there is none
        if scope["method"] == "HEAD":  # routes know GET; the server leaves the body out
            scope = {**scope, "method": "GET"}
        request = Request(scope, receive)
        only = secure(self._settings, scope)
        cookies = request.cookies
        visit = cookies.get(VISIT)
        given = visit if visit and len(visit) < 100 else fresh()

        begun = False

        async def finish(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if scope.get("scheme") == "https":
                    headers.setdefault("strict-transport-security", "max-age=31536000")
                if given != visit and headers.get("content-type", "").startswith("text/html"):
                    ending = "; Secure" if only else ""
                    cookie = f"{VISIT}={given}; Path=/; Max-Age={365 * _DAY}; HttpOnly; SameSite=Lax{ending}"
                    headers.append("set-cookie", cookie)
            await send(message)

        try:
            answer, body = await self._answer(request, cookies, given)
        except BookError as error:
            answer, body = failure(request, 503, str(error)), None
        if answer is not None:
            await answer(scope, receive, finish)
            return
        try:
            await self._app(scope, receive if body is None else _again(body, receive), finish)
        except (BookError, NoConnection) as error:
            if begun:
                raise
            await failure(request, 503, f"the book cannot be read now ({error})")(scope, receive, finish)
        except Exception as error:  # answered here, so that this answer too carries what every one does
            _LOG.error("%s %s", request.method, scope["path"], exc_info=error)
            if begun:
                raise
            words = "something went wrong here that should not have; the server's log says more"
            await failure(request, 500, words)(scope, receive, finish)

    async def _answer(
        self, request: Request, cookies: Mapping[str, str], visit: str
    ) -> tuple[Response | None, bytes | None]:
        """What to answer at once (None: let it through), and the body, where it was read."""
        scope, settings, headers = request.scope, self._settings, request.headers
        scope.setdefault("state", {}).update(who=None, user=None, session=None, csrf=str)
        if self._hosts is not None and _hostname(headers.get("host", "")) not in self._hosts:
            return failure(request, 421, "this server goes by another name"), None
        if "\0" in scope["path"] or b"%00" in scope.get("query_string", b""):
            return failure(request, 400, "an address holds no NUL characters"), None
        book = scope["app"].state.book
        if self._key is None:
            self._key = await run_sync(signing_key, book, not settings.read_only)
        asking = (book, settings, cookies, headers.get("authorization"))
        who, session = await run_sync(user_of, *asking) if settings.team else user_of(*asking)
        binding = session or visit
        user = who if settings.team else None
        scope["state"].update(who=who, user=user, session=session, csrf=partial(csrf.token_for, self._key, binding))
        why = refused(who, settings, request.method, scope["path"])
        if why is not None:
            return _shut(request, *why), None
        if request.method in SAFE:
            return None, None
        body = await _body(request, settings.upload_limit)
        if body is None:
            return failure(request, 413, f"at most {settings.upload_limit:,} bytes are taken"), None
        if not await self._is_ours(request, body, session or cookies.get(VISIT)):
            words = "this did not come from an open page of this book; go back, reload the page and try again"
            return failure(request, 403, words), None
        return None, body

    async def _is_ours(self, request: Request, body: bytes, binding: str | None) -> bool:
        headers = request.headers
        who = request.state.who
        if who is not None and who.by == "token":
            return True  # no browser sends a token by itself
        if csrf.foreign(headers):
            return False
        kind = headers.get("content-type", "")
        if not csrf.is_form(kind) and not csrf.from_browser(headers):
            return True  # a program on this machine
        token = headers.get(csrf.HEADER)
        if token is None and csrf.is_form(kind):
            token = await _form_token(request.scope, body)
        return csrf.fits(self._key or "", binding, token)


def _shut(request: Request, status: int, words: str) -> Response:
    if status == 401 and request.method in SAFE and not request.url.path.startswith(("/api/", "/feeds/")):
        path = request.url.path + ("?" + request.url.query if request.url.query else "")
        return RedirectResponse("/login?next=" + quote(path, safe=""), 303, headers={"cache-control": "no-store"})
    response = failure(request, status, words)
    if status == 401:
        response.headers["www-authenticate"] = 'Bearer realm="pledgebook", Basic realm="pledgebook"'
    return response


def _hostname(host: str) -> str:
    """`127.0.0.1:8000` -> `127.0.0.1`, `[::1]:8000` -> `::1`."""
    name = host.rpartition("]")[0].removeprefix("[") if host.startswith("[") else host.partition(":")[0]
    return name.lower()


async def _body(request: Request, limit: int) -> bytes | None:
    """The whole body; None where it is longer than the limit, however much longer."""
    declared = request.headers.get("content-length", "0")
    if not declared.isdigit() or int(declared[:20]) > limit:
        return None
    held = bytearray()
    async for chunk in request.stream():
        held += chunk
        if len(held) > limit:
            return None
    return bytes(held)


def _again(body: bytes, receive: Receive) -> Receive:
    """Lets the app read a body that was read already."""
    waiting = [body]

    async def replay() -> Message:
        if waiting:
            return {"type": "http.request", "body": waiting.pop(), "more_body": False}
        return await receive()

    return replay


async def _form_token(scope: Scope, body: bytes) -> str | None:
    from starlette.exceptions import HTTPException
    from starlette.formparsers import MultiPartException

    async def nothing() -> Message:
        return {"type": "http.disconnect"}

    copy: dict[str, Any] = {key: value for key, value in scope.items() if key != "state"}
    try:
        form = await Request(copy, _again(body, nothing)).form(max_files=20, max_fields=1_000)
    except (MultiPartException, HTTPException, ValueError):
        return None
    value = form.get(csrf.FIELD)
    await form.close()
    return value if isinstance(value, str) else None
