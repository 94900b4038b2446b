"""Templates into pages. Whatever stands in a template is escaped, whoever wrote it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import Request
from jinja2 import ChainableUndefined, Environment, FileSystemLoader, select_autoescape

from pledgebook.web import assets, naming, pieces, wording
from pledgebook.web.keeping import TOKEN, Page
from pledgebook.web.links import safe_url
from pledgebook.web.query import INSTRUMENTS, SECTORS, STAGES, View, WrongQuery, view_of
from pledgebook.web.settings import Settings

_FOLDER = Path(__file__).parent / "templates"


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The templates with what they may call."""
    made = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=ChainableUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    words = ("money", "millions", "figure", "short", "day", "items", "worded")
    made.filters.update({name: getattr(wording, name) for name in words})
    names = ("actor_name", "programme_name", "language_name", "currency_name")
    made.filters.update({name: getattr(naming, name) for name in names})
    made.filters["web_address"] = safe_url
    made.filters["value_of"] = wording.value_words
    made.globals.update(bits=pieces, asset=assets.address, is_state=naming.is_state)
    made.globals.update(SECTORS=SECTORS, STAGES=STAGES, INSTRUMENTS=INSTRUMENTS)
    return made


def page(request: Request, template: str, *, status: int = 200, view: View | None = None, **values: Any) -> Page:
    """A template as a page, in the view of the request unless another is given; it is the same for all of one name and
    role, but for the token of its forms."""
    settings: Settings = request.app.state.settings
    seen = view or safe_view(request)

    def link(path: str, pairs: Iterable[tuple[str, object]] = (), **named: object) -> str:
        return seen.link(path, [*pairs, *named.items()] if pairs or named else ())

    body = (
        environment()
        .get_template(template)
        .render(
            request=request,
            settings=settings,
            view=seen,
            link=link,
            here=request.url.path,
            without=lambda name: without(request, name),
            user=getattr(request.state, "user", None),
            csrf=TOKEN,
            may_judge=may_judge(request),
            **values,
        )
    )
    return Page(body.encode("utf-8"), request, status)


def without(request: Request, name: str) -> str:
    """The address of the request without one of its parts; a later page of a table becomes its first."""
    pairs = [(key, value) for key, value in request.query_params.multi_items() if key not in (name, "after")]
    return quote(request.url.path) + ("?" + urlencode(pairs) if pairs else "")


def safe_view(request: Request) -> View:
    """The view of the request; the usual one where its address is wrong, so that an error page can stand."""
    settings: Settings = request.app.state.settings
    try:
        return view_of(request.query_params.multi_items(), settings.currency)
    except WrongQuery:
        return View(currency=settings.currency, default=settings.currency)


def may_judge(request: Request) -> bool:
    """Whether the reader may decide anything here."""
    settings: Settings = request.app.state.settings
    role = getattr(getattr(request.state, "who", None), "role", None)
    return role in ("reviewer", "admin") and not settings.read_only
