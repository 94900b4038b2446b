"""Addresses that come from outside: which may be followed, and which are places of this book."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

_ODD = re.compile(r"[\x00-\x20\x7f\\]")  # browsers drop or turn these before they read an address


def safe_url(url: str | None) -> str | None:
    """The address if it may become a link: http or https with a host, nothing hidden in it; else None. Documents may
    name anything, `javascript:` among it."""
    if not url or len(url) > 2_000 or _ODD.search(url):
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and host and "@" not in parts.netloc else None


def local_path(path: str | None) -> str:
    """The path if it is a place of this book, where somebody is sent on to after signing in; else `/`."""
    if not path or len(path) > 2_000 or not path.startswith("/") or path.startswith("//") or _ODD.search(path):
        return "/"
    try:
        parts = urlsplit(path)
    except ValueError:
        return "/"
    return (
        "/" if parts.scheme or parts.netloc or parts.path.startswith("//") else quote(path, safe="/?&=%:+,;@!$'()*~.-_")
    )
