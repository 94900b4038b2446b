"""Every route, with every method, for everybody: who may and who may not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.routing import APIRoute
from house import PASSWORD, Browser, app_of, filled

from pledgebook.web.auth.accounts import add_account
from pledgebook.web.auth.roles import ROLES, RULES, SAFE, Role, lesser, may, needed
from pledgebook.web.settings import Settings

OPEN = {"/login", "/logout", "/static/{name}"}
CHANGES = {  # what each change takes; a new one must be put here by hand
    "/api/v1/judgements": "reviewer",
    "/api/v1/judgements/{number}": "reviewer",
    "/api/v1/accounts": "admin",
    "/api/v1/accounts/{name}": "admin",
    "/api/v1/tokens": "reader",
    "/api/v1/tokens/{number}": "reader",
    "/login": None,
    "/logout": None,
}
WHO = (None, *ROLES)
VALUES = {"number": "999", "id": "caaaaaaaaaa", "key": "saaaaaaaaaa", "register": "needs", "name": "commitments"}


@pytest.fixture(scope="module")
def browsers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str | None, Browser]]:
    """A team's server, and a browser for each role and for a stranger."""
    book = filled(tmp_path_factory.mktemp("roles") / "book.db")
    app = app_of(book, Settings(team=True))
    made: dict[str | None, Browser] = {None: Browser(app)}
    for role in ROLES:
        add_account(book, role, role, PASSWORD)
        made[role] = Browser(app)
        made[role].log_in(role)
    yield made
    book.close()


def routes(app: Any) -> Iterator[tuple[str, str]]:
    """Each method and path of an app, whoever added it."""
    for route in walk(app.routes):
        for method in sorted(route.methods - {"HEAD", "OPTIONS"}):
            yield method, route.path


def walk(found: Any) -> Iterator[Any]:
    for route in found:
        if hasattr(route, "methods"):
            yield route
        elif hasattr(route, "effective_route_contexts"):
            yield from route.effective_route_contexts()
        else:
            yield from walk(route.routes)


def address(path: str) -> str:
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda part: VALUES.get(part[1], "x"), path)


def test_every_route_asks_for_the_role_it_takes(browsers: dict[str | None, Browser]) -> None:
    app = browsers[None].app
    seen = 0
    for method, path in routes(app):
        least = needed(method, address(path))
        for who in WHO:
            client = browsers[who]
            headers = {} if method in SAFE else {"content-type": "application/json"}
            if who is None or method in SAFE or path in ("/logout", "/login"):
                answer = client.request(method, address(path), headers=headers)
            else:
                answer = client.request(method, address(path), headers={**headers, **client.header_token()})
            seen += 1
            if path in ("/login", "/logout") and method == "POST":
                assert answer.status_code == 403  # no token of a form
            elif may(who, least):
                assert answer.status_code not in (401, 403), (method, path, who, answer.status_code, answer.text)
                assert answer.status_code < 500, (method, path, who, answer.text)
            elif who is None and method in SAFE and not path.startswith("/api/"):
                assert answer.status_code in (303, 401), (method, path, who, answer.status_code)
                assert answer.headers.get("location", "/login").startswith("/login")
            else:
                assert answer.status_code == (401 if who is None else 403), (method, path, who, answer.status_code)
    assert seen > 100


def test_only_what_is_meant_to_be_is_open_to_strangers(browsers: dict[str | None, Browser]) -> None:
    app = browsers[None].app
    assert {path for method, path in routes(app) if needed(method, address(path)) is None} <= OPEN


def test_every_change_is_named(browsers: dict[str | None, Browser]) -> None:
    app = browsers[None].app
    ours = {path: needed(method, address(path)) for method, path in routes(app) if method not in SAFE}
    assert {path: role for path, role in ours.items() if path in CHANGES} == CHANGES
    others = {path: role for path, role in ours.items() if path not in CHANGES}
    assert all(role in ("reviewer", "admin") for role in others.values()), others


def test_nobody_changes_a_book_that_is_shown_read_only(browsers: dict[str | None, Browser]) -> None:
    book = browsers[None].app.state.book  # type: ignore[attr-defined]
    client = Browser(app_of(book, Settings(read_only=True)))
    keeping = {"/login", "/logout", "/api/v1/tokens", "/api/v1/tokens/{number}"}
    for method, path in routes(client.app):
        if method not in SAFE and path not in keeping:
            answer = client.request(method, address(path), headers={"content-type": "application/json"}, content=b"{}")
            assert answer.status_code == 403, (method, path)


@pytest.mark.parametrize(
    "path", ["/somewhere/new", "/api/v1/new", "//api/v1/accounts", "/loginx", "/API/v1/accounts", ""]
)
def test_what_nobody_named_is_shut(path: str) -> None:
    assert needed("GET", path) == "reader"
    assert needed("POST", path) == "admin" and needed("BREW", path) == "admin"


def test_rules_do_not_hide_one_another() -> None:
    for n, rule in enumerate(RULES):
        assert not any(rule.path.startswith(before.path) for before in RULES[:n]), rule


def test_a_role_may_do_what_lesser_ones_may() -> None:
    for n, role in enumerate(ROLES):
        assert [may(role, least) for least in ROLES] == [m <= n for m in range(len(ROLES))]
        assert may(role, None) and not may(None, role)
    pairs: list[tuple[Role, Role]] = [("admin", "reader"), ("reader", "admin")]
    assert {lesser(*pair) for pair in pairs} == {"reader"}


def test_routes_are_found() -> None:
    assert APIRoute is not None
