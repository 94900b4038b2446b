"""Forms prove that a page of this book was open: a signed token, bound to the browser that asked for the page."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from pledgebook.web.auth.secrets import fresh, hashed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from itsdangerous import URLSafeTimedSerializer

FIELD, HEADER = "csrf_token", "x-csrf-token"
LASTS = 24 * 3600  # seconds that an open page can be sent
_FORMS = (
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "text/plain",
)  # what any site can make a browser send


def token_for(key: str, binding: str) -> str:
    """The token of a page for the browser that holds `binding` in a cookie. Each is another one: of what is the same on
    every page, the length of packed pages could tell who puts words of their own into them (CVE-2013-3587)."""
    salt = fresh()
    return str(_serializer(key).dumps([salt, _bound(salt, binding)]))


def fits(key: str, binding: str | None, token: str | None) -> bool:
    """Whether the token was made for this browser, not too long ago."""
    from itsdangerous import BadData

    if not binding or not token:
        return False
    try:
        salt, bound = _serializer(key).loads(token, max_age=LASTS)
    except (BadData, ValueError, TypeError):
        return False
    return bool(bound == _bound(str(salt), binding))


def _bound(salt: str, binding: str) -> str:
    return hashed(salt + binding)[:32]


def is_form(content_type: str) -> bool:
    """Whether a body is of a kind that a form of any site can send."""
    return content_type.split(";")[0].strip().lower() in _FORMS


def from_browser(headers: Mapping[str, str]) -> bool:
    """Whether a browser sends this, which may act for another site; programs send none of these."""
    return any(name in headers for name in ("cookie", "origin", "sec-fetch-site"))


def foreign(headers: Mapping[str, str]) -> bool:
    """Whether a browser says that another site sends this. `Origin` is compared by host and port alone, since what
    speaks HTTPS for us says `http` to us."""
    origin = headers.get("origin")
    if origin is not None:
        return origin.partition("://")[2].lower() != headers.get("host", "").lower()
    return headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")


@lru_cache(maxsize=8)
def _serializer(key: str) -> URLSafeTimedSerializer:
    from itsdangerous import URLSafeTimedSerializer

    return URLSafeTimedSerializer(key, salt="pledgebook-form")
